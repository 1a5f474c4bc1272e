"""JSON as gateways write it: strict where it can be, lenient where one value is not JSON.

One name with half a character, or one number that no computer has, must not hide all the rest of
an answer.
"""

import json
from math import isfinite
from typing import Any, Final

import orjson

# Longer numbers are no numbers of a gateway, and take long to be read.
_MOST_DIGITS: Final = 40
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def decoded(payload: bytes) -> Any:
    """Return a message. `ValueError` where it is not JSON even when it is read leniently.

    Then bytes that are no UTF-8 and halves of surrogate pairs are U+FFFD, and numbers that are not
    finite, or have too many digits, are None.
    """
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        pass
    try:
        read = json.loads(
            payload.decode("utf-8-sig", errors="replace"),
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_no_number,
        )
        return _mended(read)
    except RecursionError as err:
        raise ValueError("nested too deeply") from err


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _fraction(digits: str) -> float | None:
    number = float(digits)
    return number if isfinite(number) else None


def _no_number(_name: str) -> None:
    """Read NaN, Infinity and -Infinity."""


def _mended(read: Any) -> Any:
    """Return the same without halves of surrogate pairs, which no text can hold."""
    if isinstance(read, str):
        if read.isascii():
            return read
        return read.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(read, list):
        return [_mended(one) for one in read]
    if isinstance(read, dict):
        return {_mended(name): _mended(value) for name, value in read.items()}
    return read
