"""Words of callers and gateways in the form in which people see them: without keys, and short.

Everything that is repeated goes through here: values of wrong fields, and a gateway's own words.
"""

from itertools import starmap
import re
from typing import Final

# So much of a gateway's words is repeated, and so much of a value that a caller gave.
MOST: Final = 200
MOST_OF_VALUE: Final = 40
_HIDDEN: Final = "•••"
# More is not looked at: what is cut off at its end may be the beginning of a key.
_MOST_READ: Final = 4000
# An EUI has 16 digits: 24 or more are a key, or one with a mistake.
_FEWEST_DIGITS: Final = 24
_HEX: Final = "[0-9A-Fa-f]"
_MARK: Final = r"(?:0[xX]|\\x)"
_BETWEEN: Final = rf"(?:[\s:;,._|/\\\-\"'`]{{1,4}}{_MARK}?|{_MARK})"
# The halves of a key stand apart by blanks; EUIs, as long as those, by commas.
_GROUPS: Final = ((1, _BETWEEN), (2, _BETWEEN), (4, _BETWEEN), (8, _BETWEEN), (16, r"\s{1,4}"))


def _grouped(size: int, between: str) -> str:
    """Return the pattern of digits in groups of a size, always with the same between them."""
    group, same = rf"{_HEX}{{{size}}}", f"between{size}"
    first = rf"(?<!{_HEX}){group}(?P<{same}>{between})"
    return rf"{first}(?:{group}(?P={same}))*{_HEX}{{1,{size}}}(?!{_HEX})"


_RUN: Final = rf"{_HEX}{{{_FEWEST_DIGITS},}}"
_KEY: Final = re.compile(rf"{_MARK}?(?:{'|'.join([_RUN, *starmap(_grouped, _GROUPS)])})")
_UUID: Final = re.compile(rf"(\b{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}\b)")
_DIGITS: Final = re.compile(rf"{_MARK}|({_HEX})")
_CUT_KEY: Final = re.compile(rf"(?:{_HEX}{_BETWEEN}?){{1,60}}$")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def without_keys(text: str) -> str:
    """Return text without what looks like a key, which may stand in the wrong field.

    The ids of profiles and groups (UUIDs) have as many digits, and are left.
    """
    parts = _UUID.split(text)
    parts[::2] = [_KEY.sub(_masked, part) for part in parts[::2]]
    return "".join(parts)


def _masked(found: re.Match[str]) -> str:
    """Return the replacement of a key; text with fewer digits stays."""
    digits = sum(map(bool, _DIGITS.findall(found[0])))
    return _HIDDEN if digits >= _FEWEST_DIGITS else found[0]


def quoted(said: object, most: int = MOST) -> str:
    """Return text without keys, cut to so many characters."""
    text = str(said)
    if len(text) > _MOST_READ:
        text = _CUT_KEY.sub("", text[:_MOST_READ])
    text = without_keys(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)).strip()
    return f"{text[:most].rstrip()}…" if len(text) > most else text
