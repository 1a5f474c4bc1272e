"""Numbers as codecs give them: as numbers or as text, with what scripts add by calculating."""

from math import isfinite
import re
from typing import Final
from unicodedata import normalize

from homeassistant.components.sensor import SensorDeviceClass

from .kind import Kind, Scalar

_NUMBER: Final = re.compile(r"\s*[+-]?[0-9]{1,15}(?:\.[0-9]{1,17})?\s*")
# Only of what is known to be a quantity: "12e4" may be hexadecimal elsewhere.
_WITH_EXPONENT: Final = re.compile(r"[+-]?[0-9](?:\.[0-9]{1,17})?[eE][+-]?[0-9]{1,2}")
_PLACES: Final = 6
# Larger numbers are no JSON for Home Assistant's front end.
_LARGEST: Final = 2**63


def read_number(kind: Kind, value: Scalar) -> int | float | None:
    """Return a number of a kind. A battery level is a percentage: 255 is "not measured"."""
    number = _as_quantity(kind, value)
    if number is None or kind.device_class is not SensorDeviceClass.BATTERY:
        return number
    return number if 0 <= number <= 100 else None  # noqa: PLR2004 - percent


def _as_quantity(kind: Kind, value: Scalar) -> int | float | None:
    """Return a number, of a quantity also from a text with an exponent or with its own unit."""
    number = as_number(value)
    if number is None and kind.unit and isinstance(value, str):
        text = normalize("NFKC", value).removesuffix(normalize("NFKC", kind.unit)).strip()
        return as_number(float(text) if _WITH_EXPONENT.fullmatch(text) else text)
    return number


def rounded(number: float) -> float:
    """Return a number without what scripts add to it by calculating: 27.4 for 27.400000000000002.

    No device measures more than six places.
    """
    return round(number, _PLACES) + 0.0  # So there is no minus zero.


def as_number(value: Scalar) -> int | float | None:
    """Return a number, also of text; None for anything else, and for what is beyond all measure."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            return None
        value = float(value) if "." in value else int(value)
    if isinstance(value, float):
        return rounded(value) if isfinite(value) else None
    return value if -_LARGEST < value < _LARGEST else None
