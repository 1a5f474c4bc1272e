"""Fields of the API: reading those that a caller gives, writing them, comparing what was kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field as dataclass_field
from datetime import datetime
from typing import Any, Final

from .keys import ProblemKey, WarningKey
from .quoting import MOST_OF_VALUE, quoted
from .value_kinds import Hex, Kind, UnfitError


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field.

    `kind` is the key of its sentence, `allowed` fills it in. `value` is what was given, as text;
    empty for keys, which are not repeated, and where nothing was given.
    """

    field: str
    kind: ProblemKey
    value: str
    allowed: Mapping[str, str]


class InvalidFieldsError(Exception):
    """A call that can't be sent, with all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{one.field}: {one.kind}" for one in self.problems))


# The sentences about fields whose values are repeated nowhere.
_OF_KEYS: Final = {
    ProblemKey.HEX: ProblemKey.KEY,
    ProblemKey.HEX_QUOTES: ProblemKey.KEY_QUOTES,
}


@dataclass(frozen=True)
class Field:
    """A field of a resource: its name, its name on the wire, the values that it allows.

    `secret` values are keys: they are repeated nowhere. A `counter` moves by itself: it is never
    compared, and written only where a caller names it.
    """

    name: str
    wire: str
    kind: Kind
    secret: bool = False
    counter: bool = False

    def problem(self, kind: ProblemKey, value: Any = None, **allowed: object) -> Problem:
        """Return what is wrong with a value of this field."""
        if self.secret:
            kind = _OF_KEYS.get(kind, kind)
            return problem(self.name, kind, **allowed)
        return problem(self.name, kind, value, **allowed)


def problem(name: str, kind: ProblemKey, value: Any = None, **allowed: object) -> Problem:
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
    problems.extend(
        problem(name, ProblemKey.REQUIRED) for name in names if given.get(name) in (None, "")
    )


def changes_only(
    fields: Iterable[Field], given: Mapping[str, Any], current: object
) -> dict[str, Any]:
    """Return the given fields whose values differ from the present ones.

    So a row that was listed can be given back, whatever it holds, with one value changed. Counters
    are left as they are given.
    """
    compared = {one.name: one for one in fields if not one.counter}
    return {
        name: value
        for name, value in given.items()
        if name not in compared or not is_same(compared[name], value, getattr(current, name, None))
    }


def is_same(field: Field, given: Any, present: Any) -> bool:
    """Whether a given value of a field means the present one. Blank and absent are the same."""
    if given == present:
        return True
    if isinstance(present, list):
        return isinstance(given, list | tuple) and list(map(str, given)) == list(map(str, present))
    if given in (None, "") or present in (None, ""):
        return given in (None, "") and present in (None, "")
    if isinstance(present, datetime):
        return str(given) in (present.isoformat(), str(present))
    if isinstance(present, bool) or isinstance(given, bool):
        return str(given).lower() == str(present).lower()
    given_text, present_text = str(given).strip(), str(present)
    if not field.kind.is_case_sensitive:
        given_text, present_text = given_text.casefold(), present_text.casefold()
    return given_text == present_text


def to_wire(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values by their names on the wire."""
    return {one.wire: values[one.name] for one in fields if one.name in values}


@dataclass(frozen=True)
class Caution:
    """A warning: the key of its sentence, what fills it in, and the DevEUIs that it is about."""

    kind: WarningKey
    placeholders: Mapping[str, str] = dataclass_field(default_factory=dict)
    devices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A resource to be written: `values` by name, `body` as it goes on the wire.

    `warnings` are about defaults that were chosen for the caller, and unwise values.
    """

    values: Mapping[str, Any]
    body: Mapping[str, Any]
    warnings: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A field that the gateway kept otherwise than it was sent. Keys are not shown."""

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
        value, present = sent[one.name], getattr(kept, one.name)
        same = value == present or (not value and not present)
        if isinstance(one.kind, Hex) and isinstance(present, str):
            same = same or str(value).upper() == present.upper()
        if not same:
            hidden = "•••" if one.secret else None
            found.append(Difference(one.name, hidden or value, hidden or present))
    return found


def compared(
    fields: Iterable[Field], sent: Mapping[str, Any], kept: object
) -> tuple[list[Difference], list[str]]:
    """Return the fields that were read back otherwise than sent, and those that were left out.

    Some firmware leaves numbers out of its rows, and keeps keys to itself: such fields can't be
    compared. Other text that is blank counts as kept blank.
    """
    secrets = {one.name for one in fields if one.secret}
    found: list[Difference] = []
    unreported: list[str] = []
    for one in differences(fields, sent, kept):
        is_blank = getattr(kept, one.field) in (None, "")
        if is_blank and (one.field in secrets or isinstance(sent[one.field], int)):
            unreported.append(one.field)
        else:
            found.append(one)
    return found, unreported


def check_readable(
    values: Mapping[str, Any], given: Mapping[str, Any], problems: list[Problem]
) -> None:
    """Add a problem for each text that was read damaged and would be written back so."""
    problems.extend(
        problem(name, ProblemKey.GARBLED, value)
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
