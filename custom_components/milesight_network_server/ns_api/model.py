"""How the gateway's JSON is read: numbers that come as text, blanks, nulls and missing keys."""

from dataclasses import Field, field
from datetime import datetime, tzinfo
import re
from sys import intern
from typing import Any, ClassVar, Self

from mashumaro import DataClassDictMixin
from mashumaro.config import BaseConfig

_EUI = re.compile(r"[0-9A-F]{16}")
_FIRST_YEAR = 2000
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")


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


def read_ints(value: object) -> list[int]:
    """Return the whole numbers of a list; what is no list has none."""
    numbers = (read_int(one) for one in value) if isinstance(value, list) else ()
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


def read_eui(value: object) -> str | None:
    """Return an EUI in its one normal form, 16 upper case hex digits, None for what is no EUI."""
    eui = read_text(value).strip().upper()
    return eui if _EUI.fullmatch(eui) else None


def read_moment(value: object) -> datetime | None:
    """Return a time as the gateway writes it, None for "-" and what is no time.

    "2023-02-02 01:18:10" has no zone, and neither has the result: it is the gateway's local time.
    A time before LoRaWAN is a clock's or a language's zero, and means never, too.
    """
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if moment.year >= _FIRST_YEAR else None


def zoned(moment: datetime | None, time_zone: tzinfo) -> datetime | None:
    """Return a time with a zone: its own, or the gateway's for one that was given without."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=time_zone)


def wire(name: str, **options: Any) -> Any:
    """Declare a field that may be missing, with the name that it has in the API."""
    if "default_factory" not in options:
        options.setdefault("default", None)
    deserialize = options.pop("deserialize", None)
    metadata: dict[str, Any] = {"alias": name}
    if deserialize is not None:
        metadata["deserialize"] = deserialize
    return field(metadata=metadata, **options)


def present(row: dict[Any, Any]) -> dict[Any, Any]:
    """Return what a row really tells: neither null nor blank."""
    return {name: value for name, value in row.items() if value is not None and value != ""}


class Model(DataClassDictMixin):
    """What the gateway tells of one thing. Absent, null and blank are all None, or empty text."""

    __slots__ = ()
    # Every model is a dataclass.
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    # Fields without which a row says nothing: its id, mostly.
    required: ClassVar[tuple[str, ...]] = ()

    class Config(BaseConfig):
        """Real answers differ from the tables in type; that is no reason not to read them."""

        lazy_compilation = True
        serialization_strategy = {  # noqa: RUF012 - mashumaro reads it from the class
            int: {"deserialize": read_int},
            bool: {"deserialize": read_bool},
            str: {"deserialize": read_text},
            datetime: {"deserialize": read_moment},
        }

    @classmethod
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Leave out what is null or blank, so that the field's default stands for all of them."""
        return present(d)

    @classmethod
    def read(cls, row: object) -> Self | None:
        """Return the model of a row, None where it is none: not an object, or without its id."""
        if not isinstance(row, dict):
            return None
        model = cls.from_dict(row)
        missing = any(getattr(model, name) in (None, "") for name in cls.required)
        return None if missing else model
