"""The values that fields of the API allow: text, digits, numbers, choices, lists."""

from abc import abstractmethod
from dataclasses import dataclass
import re
from typing import Any, ClassVar, Final, override
import unicodedata

from .keys import ProblemKey
from .model import read_int


class UnfitError(ValueError):
    """A value that a field refuses: `kind` and `allowed` are those of a `Problem`."""

    def __init__(self, kind: ProblemKey, **allowed: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.allowed = {name: str(value) for name, value in allowed.items()}


class Kind:
    """The values that a field allows."""

    # Whether the same letters in upper and lower case are two values: those of a key are one.
    is_case_sensitive: ClassVar[bool] = False

    @abstractmethod
    def read(self, value: Any) -> Any:
        """Return the value as it goes on the wire. `UnfitError` where it can't."""


@dataclass(frozen=True)
class Text(Kind):
    """Text of so many characters, by a pattern where there is one; `kind` names its rule.

    Control characters are none of them, but for line ends where there may be several `lines`.
    """

    is_case_sensitive: ClassVar[bool] = True

    most: int
    least: int = 0
    pattern: str | None = None
    kind: ProblemKey = ProblemKey.TEXT
    lines: bool = False

    @override
    def read(self, value: Any) -> str:
        """Return the text as it is; a whole number, which YAML made of it, as its digits."""
        unfit = UnfitError(self.kind, least=self.least, most=self.most)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise UnfitError(ProblemKey.QUOTES)
        if not self.least <= len(value) <= self.most:
            raise unfit
        if self.pattern is not None and not re.fullmatch(self.pattern, value, re.ASCII):
            raise unfit
        if any(
            unicodedata.category(one) == "Cc" and not (self.lines and one in "\r\n\t")
            for one in value
        ):
            raise UnfitError(ProblemKey.CONTROL_CHARACTERS)
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
                raise UnfitError(ProblemKey.HEX_QUOTES, digits=self.digits)
            value = str(value)
        digits = value.strip() if isinstance(value, str) else ""
        if not re.fullmatch(rf"[0-9A-Fa-f]{{{self.digits}}}", digits, re.ASCII):
            raise UnfitError(ProblemKey.HEX, digits=self.digits)
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
            kind = ProblemKey.WHOLE if self.step == 1 else ProblemKey.GRID
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
        raise UnfitError(ProblemKey.CHOICE, choices=", ".join(map(str, self.choices)))


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
            raise UnfitError(ProblemKey.FLAG)
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
            raise UnfitError(ProblemKey.LIST)
        if value == "":
            values = []
        if len(values) > self.most:
            raise UnfitError(ProblemKey.LONG_LIST, most=self.most)
        items = [self.item.read(one) for one in values]
        if self.unique:
            items = list(dict.fromkeys(items))
        if len(items) < self.least:
            raise UnfitError(ProblemKey.EMPTY_LIST)
        return items


COUNTER: Final = Whole(0, 2**32 - 1)
PING_SLOT_PERIODS: Final = OneOf((32, 64, 128, 256, 512, 1024, 2048, 4096))
DEFAULT_PING_SLOT_PERIOD: Final = 128
