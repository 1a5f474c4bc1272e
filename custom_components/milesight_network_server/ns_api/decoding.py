"""JSON as gateways write it: strict where it can be, lenient where one value is not JSON.

One name with half a character, or one number that no computer has, must not hide all the rest of
an answer.
"""

import json
from math import isfinite
from typing import Any, Final

import orjson

# No number of a gateway is longer, and longer ones take long to be read.
_MOST_DIGITS: Final = 40
# No answer of a gateway is nested deeper, and orjson does not write it.
_DEEPEST: Final = 100


def decoded(payload: bytes) -> Any:
    """Return a message. `ValueError` where it is not JSON even when it is read leniently.

    Then bytes that are no UTF-8 and halves of surrogate pairs are U+FFFD. Numbers that are not
    finite, or have too many digits, are None, and so is what lies too deep.
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


def encoded(value: Any) -> bytes:
    """Return as JSON what was read. Of what orjson reads and does not write, None is written.

    Those are numbers of more than 64 bits, and lists hundreds deep.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        return orjson.dumps(_mended(value))


def writable(value: Any) -> Any:
    """Return what was read so that it can be stored and sent as JSON."""
    try:
        orjson.dumps(value)
    except TypeError:
        return _mended(value)
    return value


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _fraction(digits: str) -> float | None:
    number = float(digits)
    return number if isfinite(number) else None


def _no_number(_name: str) -> None:
    """Read NaN, Infinity and -Infinity."""


def _mended(read: Any, deep: int = 0) -> Any:
    """Return it without what JSON can't hold: halves of characters, numbers that are too large."""
    if deep > _DEEPEST or (isinstance(read, int) and not -(2**63) <= read < 2**64):
        return None
    if isinstance(read, str):
        if read.isascii():
            return read
        return read.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(read, list | tuple):
        return [_mended(one, deep + 1) for one in read]
    if isinstance(read, dict):
        return {_mended(name): _mended(value, deep + 1) for name, value in read.items()}
    return read
