"""Reads the parameters of a request, and refuses those outside the API's tables."""

from collections.abc import Callable, Container, Sequence
from enum import Enum
import re
from urllib.parse import parse_qs

from .errors import ApiError, Code

DEFAULT_KEY = "5572404c696e6b4c6f52613230313823"
COUNTER = range(2**32)


class Required(Enum):
    """Stands where a default would, if the API has none."""

    REQUIRED = "required"


REQUIRED = Required.REQUIRED


def integer(value: object) -> int:
    """Return a JSON number, or a number as text: the API takes both (`"applicationID": "1"`)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,19}", value):
        return int(value)
    raise ApiError(Code.PARAMETER)


def eui(value: object) -> str:
    """16 hex digits, in the upper case that the books use."""
    if isinstance(value, str) and re.fullmatch(r"[0-9A-Fa-f]{16}", value):
        return value.upper()
    raise ApiError(Code.PARAMETER)


class Fields:
    """The parameters of one JSON object. A null counts as absent."""

    def __init__(self, source: object) -> None:
        if not isinstance(source, dict):
            raise ApiError(Code.PARAMETER)
        self._source: dict[str, object] = source

    def __contains__(self, key: str) -> bool:
        return self._source.get(key) is not None

    def get(self, key: str) -> object:
        """Return the value as it was sent; None when it was not."""
        return self._source.get(key)

    def inner(self, key: str, missing: int = Code.PARAMETER) -> Fields:
        """Return the object under `key`."""
        value = self._source.get(key)
        if not isinstance(value, dict):
            raise ApiError(missing)
        return Fields(value)

    def _given[T](self, key: str, default: T | Required, read: Callable[[object], T]) -> T:
        value = self._source.get(key)
        if value is not None:
            return read(value)
        if default is REQUIRED:
            raise ApiError(Code.PARAMETER)
        return default

    def text(self, key: str, sizes: range, default: str | Required = REQUIRED) -> str:
        """Text of so many characters."""

        def read(value: object) -> str:
            if not isinstance(value, str) or len(value) not in sizes:
                raise ApiError(Code.PARAMETER)
            return value

        return self._given(key, default, read)

    def option(self, key: str, options: Container[str], default: str | Required = REQUIRED) -> str:
        """One of a few texts."""

        def read(value: object) -> str:
            if not isinstance(value, str) or value not in options:
                raise ApiError(Code.PARAMETER)
            return value

        return self._given(key, default, read)

    def hexadecimal(self, key: str, digits: int, default: str | Required = REQUIRED) -> str:
        """Exactly so many hex digits."""

        def read(value: object) -> str:
            if not isinstance(value, str) or not re.fullmatch(f"[0-9A-Fa-f]{{{digits}}}", value):
                raise ApiError(Code.PARAMETER)
            return value

        return self._given(key, default, read)

    def number(self, key: str, allowed: Container[int], default: int | Required = REQUIRED) -> int:
        """Return a whole number out of `allowed`."""

        def read(value: object) -> int:
            number = integer(value)
            if number not in allowed:
                raise ApiError(Code.PARAMETER)
            return number

        return self._given(key, default, read)

    def flag(self, key: str, default: bool | Required = REQUIRED) -> bool:
        """Return true or false."""

        def read(value: object) -> bool:
            if not isinstance(value, bool):
                raise ApiError(Code.PARAMETER)
            return value

        return self._given(key, default, read)

    def numbers(
        self, key: str, allowed: Container[int], default: list[int] | Required = REQUIRED
    ) -> list[int]:
        """Return a list of whole numbers."""

        def read(value: object) -> list[int]:
            if not isinstance(value, list):
                raise ApiError(Code.PARAMETER)
            numbers = [integer(each) for each in value]
            if any(each not in allowed for each in numbers):
                raise ApiError(Code.PARAMETER)
            return numbers

        return self._given(key, default, read)

    def euis(self, key: str, default: list[str] | Required = REQUIRED) -> list[str]:
        """Return a list of EUIs, each once, in upper case."""

        def read(value: object) -> list[str]:
            if not isinstance(value, list):
                raise ApiError(Code.PARAMETER)
            return list(dict.fromkeys(eui(each) for each in value))

        return self._given(key, default, read)


class Query:
    """The parameters behind a url's question mark. A blank one counts as absent."""

    def __init__(self, text: str) -> None:
        self._values = {key: each[-1] for key, each in parse_qs(text, True).items()}

    def text(self, key: str, default: str | Required = "") -> str:
        """Return a text parameter."""
        value = self._values.get(key, "")
        if value:
            return value
        if default is REQUIRED:
            raise ApiError(Code.PARAMETER)
        return default

    def option(self, key: str, options: Sequence[str], default: str | Required = REQUIRED) -> str:
        """One of a few texts."""
        value = self.text(key, default)
        if value not in options:
            raise ApiError(Code.PARAMETER)
        return value

    def number(self, key: str, default: int | Required = REQUIRED) -> int:
        """Return a whole number, 0 or more."""
        text = self._values.get(key, "")
        if not text:
            if default is REQUIRED:
                raise ApiError(Code.PARAMETER)
            return default
        number = integer(text)
        if number < 0:
            raise ApiError(Code.PARAMETER)
        return number
