"""How the gateway's JSON is read: numbers that come as text, blanks, nulls and missing keys."""

from collections.abc import Callable
from dataclasses import Field, field, fields
from datetime import datetime
import re
from sys import intern
from typing import Any, ClassVar, Self

from mashumaro import DataClassDictMixin
from mashumaro.config import BaseConfig

from .decoding import encoded
from .moment import read_moment

_EUI = re.compile(r"[0-9A-F]{16}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
# Larger numbers are no JSON for Home Assistant's front end.
_LARGEST = 2**63


def read_int(value: object) -> int | None:
    """Return a whole number given as number or text, None for what is neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return None


def read_whole(value: object) -> int | None:
    """Return a whole number of 64 bits, given as number or text, None for what is none."""
    number = read_int(value)
    return number if number is not None and -_LARGEST <= number < _LARGEST else None


def read_within(least: int, most: int) -> Callable[[object], int | None]:
    """Return a reader of whole numbers between two bounds. Others count as unknown."""

    def read(value: object) -> int | None:
        number = read_int(value)
        return number if number is not None and least <= number <= most else None

    return read


def read_ints(value: object) -> list[int]:
    """Return the whole numbers of a list; what is no list has none."""
    numbers = (read_whole(one) for one in value) if isinstance(value, list) else ()
    return [number for number in numbers if number is not None]


def read_bool(value: object) -> bool | None:
    """Return a yes or no given as JSON boolean, 0, 1 or text, None for anything else."""
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "false": False, "0": False}.get(str(value).strip().lower())


def read_text(value: object) -> str:
    """Return text; a number in a text's place is that number's text, anything else is none."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else ""


def read_common_text(value: object) -> str:
    """Return text that many rows have in common, such as a profile's name: it is kept once."""
    return intern(read_text(value))


def pass_through(value: Any) -> Any:
    """Return a value that was read before."""
    return value


def read_eui(value: object) -> str | None:
    """Return an EUI in its one normal form, 16 upper case hex digits, None for what is no EUI."""
    eui = read_text(value).strip().upper()
    return eui if _EUI.fullmatch(eui) else None


def wire(name: str, *, in_response: bool = True, **options: Any) -> Any:
    """Declare a field that may be missing, with the name that it has in the API.

    A field with a blank name is worked out from others. `in_response`: whether actions return it.
    """
    if "default_factory" not in options:
        options.setdefault("default", None)
    deserialize = options.pop("deserialize", None)
    metadata: dict[str, Any] = {"alias": name, "in_response": in_response}
    if not name:
        metadata["deserialize"] = pass_through
    if deserialize is not None:
        metadata["deserialize"] = deserialize
    return field(metadata=metadata, **options)


def present(row: dict[Any, Any]) -> dict[Any, Any]:
    """Return a row without null and blank values."""
    return {name: value for name, value in row.items() if value is not None and value != ""}


def hash_of(values: tuple[Any, ...]) -> int:
    """Return a hash of 64 bits of values as they came.

    It is that of their text as JSON: Python's own is the same for -1 and -2, for 0 and blank.
    """
    return hash(encoded(values))


class Model(DataClassDictMixin):
    """One row of the gateway. Absent, null and blank values are all None, or empty text."""

    __slots__ = ()
    # Every model is a dataclass.
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    # Fields without which a row is useless: its id, mostly.
    required: ClassVar[tuple[str, ...]] = ()
    # Keys of a row whose values change by themselves. A model that names some has a `move`.
    moving: ClassVar[tuple[str, ...]] = ()

    class Config(BaseConfig):
        """Real answers differ from the tables in type; that is no reason not to read them."""

        lazy_compilation = True
        serialization_strategy = {  # noqa: RUF012 - mashumaro reads it from the class
            int: {"deserialize": read_whole},
            bool: {"deserialize": read_bool},
            str: {"deserialize": read_text},
            datetime: {"deserialize": read_moment},
        }

    @classmethod
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Leave out what is null or blank, so that the field's default stands for all of them."""
        return present(d)

    def move(self, values: tuple[Any, ...], now: datetime) -> None:
        """Update the values of the `moving` keys from the row."""

    @classmethod
    def wire_names(cls) -> list[str]:
        """Return the keys of a row that matter, without those that change by themselves."""
        aliases = (one.metadata.get("alias") for one in fields(cls))
        return [alias for alias in aliases if alias and alias not in cls.moving]

    @classmethod
    def read(cls, row: object) -> Self | None:
        """Return the model of a row, None where it is none: not an object, or without its id."""
        if not isinstance(row, dict):
            return None
        model = cls.from_dict(row)
        missing = any(getattr(model, name) in (None, "") for name in cls.required)
        return None if missing else model
