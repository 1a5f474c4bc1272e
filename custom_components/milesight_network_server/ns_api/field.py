"""Fields of the API as people give them: what is allowed, and what goes on the wire."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field as dataclass_field
from datetime import datetime
import re
from typing import Any, Final, override
import unicodedata

from .model import read_int
from .quoting import MOST_OF_VALUE, quoted


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field.

    `kind` names the sentence, `allowed` fills it in. `value` is what was given, as text; empty for
    keys, which are not repeated, and where nothing was given.
    """

    field: str
    kind: str
    value: str
    allowed: Mapping[str, str]


class InvalidFieldsError(Exception):
    """A call that can't be sent, with all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take the problems, at least one."""
        self.problems = list(problems)
        super().__init__("; ".join(f"{one.field}: {one.kind}" for one in self.problems))


class UnfitError(ValueError):
    """A value that a field does not take: the sentence's name and what is allowed."""

    def __init__(self, kind: str, **allowed: object) -> None:
        """Take the kind of a `Problem` and what its sentence mentions."""
        super().__init__(kind)
        self.kind = kind
        self.allowed = {name: str(value) for name, value in allowed.items()}


class Kind:
    """What values a field takes."""

    @abstractmethod
    def read(self, value: Any) -> Any:
        """Return the value as it goes on the wire. `UnfitError` where it can't."""


@dataclass(frozen=True)
class Text(Kind):
    """Text of so many characters, by a pattern where there is one, whose rule `kind` tells.

    Control characters are none of them, but for line ends where there may be several `lines`.
    """

    most: int
    least: int = 0
    pattern: str | None = None
    kind: str = "text"
    lines: bool = False

    @override
    def read(self, value: Any) -> str:
        """Return the text as it is; a whole number, which YAML made of it, as its digits."""
        unfit = UnfitError(self.kind, least=self.least, most=self.most)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise UnfitError("quotes")
        if not self.least <= len(value) <= self.most:
            raise unfit
        if self.pattern is not None and not re.fullmatch(self.pattern, value, re.ASCII):
            raise unfit
        if any(
            unicodedata.category(one) == "Cc" and not (self.lines and one in "\r\n\t")
            for one in value
        ):
            raise UnfitError("control_characters")
        try:
            value.encode()
        except UnicodeEncodeError:
            # Half a character, which no JSON can carry.
            raise unfit from None
        return value


@dataclass(frozen=True)
class Hex(Kind):
    """So many hexadecimal digits."""

    digits: int
    upper: bool = False

    @override
    def read(self, value: Any) -> str:
        """Return the digits without blanks around them.

        Digits without quotation marks are a number in YAML. Those alone are taken that are as many
        as there must be: of others, it may have read the digits as octal, or as an exponent.
        """
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not isinstance(value, int) or len(str(value)) != self.digits:
                raise UnfitError("hex_quotes", digits=self.digits)
            value = str(value)
        digits = value.strip() if isinstance(value, str) else ""
        if not re.fullmatch(rf"[0-9A-Fa-f]{{{self.digits}}}", digits, re.ASCII):
            raise UnfitError("hex", digits=self.digits)
        return digits.upper() if self.upper else digits


EUI: Final = Hex(16, upper=True)


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number, in a range where `least` and `most` are given, and of a grid."""

    least: int = 0
    most: int = 2**53
    step: int = 1

    @override
    def read(self, value: Any) -> int:
        """Return the number, which may have come as text."""
        number = read_int(value)
        if number is None or not self.least <= number <= self.most or number % self.step:
            kind = "whole" if self.step == 1 else "grid"
            raise UnfitError(kind, least=self.least, most=self.most, step=self.step)
        return number


@dataclass(frozen=True)
class OneOf(Kind):
    """One of several numbers or words."""

    choices: tuple[int | str, ...]

    @override
    def read(self, value: Any) -> int | str:
        """Return the choice in the API's own type."""
        given = str(value).strip() if isinstance(value, str | int | float) else None
        number = read_int(value)
        for choice in self.choices:
            if (number is not None and choice == number) or (
                isinstance(choice, str) and choice == given
            ):
                return choice
        raise UnfitError("choice", choices=", ".join(map(str, self.choices)))


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no."""

    @override
    def read(self, value: Any) -> bool:
        """Return the flag, which may have come as text."""
        word = str(value).strip().lower() if isinstance(value, bool | str | int) else ""
        flags = {"true": True, "on": True, "yes": True, "1": True}
        flags |= {"false": False, "off": False, "no": False, "0": False}
        if word not in flags:
            raise UnfitError("flag")
        return flags[word]


# Five times as many as the devices that the largest gateways hold.
MOST_LISTED: Final = 10_000


@dataclass(frozen=True)
class ListOf(Kind):
    """A list; one value alone, or text with commas, is a list too. It has at most so many items."""

    item: Kind
    least: int = 0
    unique: bool = False
    most: int = MOST_LISTED

    @override
    def read(self, value: Any) -> list[Any]:
        """Return the items, each once where they are to be unique."""
        values = value.split(",", self.most) if isinstance(value, str) else value
        if isinstance(values, int):
            values = [values]
        if not isinstance(values, list | tuple):
            raise UnfitError("list")
        if value == "":
            values = []
        if len(values) > self.most:
            raise UnfitError("long_list", most=self.most)
        items = [self.item.read(one) for one in values]
        if self.unique:
            items = list(dict.fromkeys(items))
        if len(items) < self.least:
            raise UnfitError("empty_list")
        return items


@dataclass(frozen=True)
class Field:
    """A field of a resource: its name here, its name on the wire, what it takes.

    `secret` values are keys: they are repeated nowhere. A `counter` moves by itself: it is never
    compared, and written only where a caller names it.
    """

    name: str
    wire: str
    kind: Kind
    secret: bool = False
    counter: bool = False

    def problem(self, kind: str, value: Any = None, **allowed: object) -> Problem:
        """Return what is wrong with a value of this field."""
        if self.secret:
            kind = {"hex": "key", "hex_quotes": "key_quotes"}.get(kind, kind)
            return problem(self.name, kind, **allowed)
        return problem(self.name, kind, value, **allowed)


def problem(name: str, kind: str, value: Any = None, **allowed: object) -> Problem:
    """Return what is wrong with a field's value, the value without keys and cut to a length."""
    shown = "" if value is None else quoted(value, MOST_OF_VALUE)
    return Problem(name, kind, shown, {key: str(what) for key, what in allowed.items()})


def read_fields(
    fields: Iterable[Field], given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of the fields that were given, by name, and what is wrong with others.

    None counts as not given.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for one in fields:
        value = given.get(one.name)
        if value is None:
            continue
        try:
            values[one.name] = one.kind.read(value)
        except UnfitError as unfit:
            problems.append(one.problem(unfit.kind, value, **unfit.allowed))
    return values, problems


def require(problems: list[Problem], given: Mapping[str, Any], *names: str) -> None:
    """Add a problem for each of these fields that was not given."""
    problems.extend(problem(name, "required") for name in names if given.get(name) in (None, ""))


def changes_only(
    fields: Iterable[Field], given: Mapping[str, Any], current: object
) -> dict[str, Any]:
    """Return what a caller gives without what is there already: that is no change, and right.

    So a row that was listed can be given back, whatever it holds, with one value changed. Counters
    are left as they are given.
    """
    compared = {one.name for one in fields if not one.counter}
    return {
        name: value
        for name, value in given.items()
        if name not in compared or not _same(value, getattr(current, name, None))
    }


def _same(given: Any, there: Any) -> bool:
    """Whether a value as it is given means what is there. Blank and absent are the same."""
    if isinstance(there, list):
        return isinstance(given, list | tuple) and list(map(str, given)) == list(map(str, there))
    if given in (None, "") or there in (None, ""):
        return given in (None, "") and there in (None, "")
    if isinstance(there, datetime):
        return str(given) in (there.isoformat(), str(there))
    if isinstance(there, bool) or isinstance(given, bool):
        return str(given).lower() == str(there).lower()
    return str(given).strip().casefold() == str(there).casefold()


def to_wire(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values by their names on the wire."""
    return {one.wire: values[one.name] for one in fields if one.name in values}


@dataclass(frozen=True)
class Caution:
    """A warning: the name of its sentence, and what fills it in."""

    kind: str
    placeholders: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """What is to be written: `values` by name, `body` as it goes on the wire.

    `warnings` are about what was decided for the caller, and what may be unwise.
    """

    values: Mapping[str, Any]
    body: Mapping[str, Any]
    warnings: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A field that the gateway kept otherwise than it was sent. Keys are not told."""

    field: str
    sent: Any
    kept: Any


def differences(fields: Iterable[Field], sent: Mapping[str, Any], kept: object) -> list[Difference]:
    """Compare what was sent with what was read back.

    Blank, absent and null are the same. Counters move by themselves and are not compared.
    """
    found: list[Difference] = []
    for one in fields:
        if one.name not in sent or one.counter or not hasattr(kept, one.name):
            continue
        value, there = sent[one.name], getattr(kept, one.name)
        same = value == there or (not value and not there)
        if isinstance(one.kind, Hex) and isinstance(there, str):
            same = same or str(value).upper() == there.upper()
        if not same:
            hidden = "•••" if one.secret else None
            found.append(Difference(one.name, hidden or value, hidden or there))
    return found


def compared(
    fields: Iterable[Field], sent: Mapping[str, Any], kept: object
) -> tuple[list[Difference], list[str]]:
    """Return the differences between what was sent and what was read back, and what is not told.

    Some firmware leaves numbers out of its rows, and keeps keys to itself: such fields can't be
    compared. Other text that is blank may well be what it kept.
    """
    secrets = {one.name for one in fields if one.secret}
    found: list[Difference] = []
    untold: list[str] = []
    for one in differences(fields, sent, kept):
        is_blank = getattr(kept, one.field) in (None, "")
        if is_blank and (one.field in secrets or isinstance(sent[one.field], int)):
            untold.append(one.field)
        else:
            found.append(one)
    return found, untold


def check_readable(
    values: Mapping[str, Any], given: Mapping[str, Any], problems: list[Problem]
) -> None:
    """Add a problem for each text that came in pieces and would be written back so."""
    problems.extend(
        problem(name, "garbled", value)
        for name, value in values.items()
        if isinstance(value, str) and "\ufffd" in value and name not in given
    )


def raise_if_any(problems: list[Problem]) -> None:
    """Raise `InvalidFieldsError` where there are problems."""
    if problems:
        raise InvalidFieldsError(problems)


def is_row(given: Mapping[str, Any], read_only: Iterable[str]) -> bool:
    """Whether what a caller gives is a row that was listed: it has keys that only answers have."""
    return any(name in given for name in read_only)


# "Milesight's default key": the ASCII text behind these digits is in every manual.
DEFAULT_KEY: Final = "5572404c696e6b4c6f52613230313823"
COUNTER: Final = Whole(0, 2**32 - 1)
PING_SLOT_PERIODS: Final = OneOf((32, 64, 128, 256, 512, 1024, 2048, 4096))
DEFAULT_PING_SLOT_PERIOD: Final = 128
