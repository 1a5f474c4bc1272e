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
# Full-width digits are digits as well.
_HEX: Final = "[0-9A-Fa-f\uff10-\uff19\uff21-\uff26\uff41-\uff46]"
# How a byte is marked in programs, in a URL, and in HTML.
_MARK: Final = r"(?:0[xX]|\\x|\\u00|&#[xX]|%)"
# Whatever is no letter and no digit, invisible characters too; "55h 72h" is assembler.
_SEPARATOR: Final = r"(?:[hH]?[^0-9A-Za-z\uff10-\uff5a]{1,4})"
_BETWEEN: Final = rf"(?:{_SEPARATOR}{_MARK}?|{_MARK})"
# Lists of short words and numbers are written with commas, and these are no usual groups.
_NO_LIST: Final = r"[^0-9A-Za-z,;/\uff10-\uff5a]{1,2}"
# The halves of a key stand apart by blanks or one mark; EUIs, as long as those, by commas, and in
# identifiers by "_".
_HALVES: Final = r"(?:\s{1,4}|[-:])"
_GROUPS: Final = (
    *((size, _BETWEEN) for size in (1, 2, 4, 8)),
    *((size, _NO_LIST) for size in (3, 5, 6, 7, 10, 12)),
    (16, _HALVES),
)


def _grouped(size: int, between: str) -> str:
    """Return the pattern of digits in groups of a size, always with the same between them."""
    group, same = rf"{_HEX}{{{size}}}", f"between{size}"
    first = rf"(?:(?<!{_HEX})|(?<=u00)){group}(?P<{same}>{between})"
    return rf"{first}(?:{group}(?P={same}))*{_HEX}{{1,{size}}}(?!{_HEX})"


_RUN: Final = rf"{_HEX}{{{_FEWEST_DIGITS},}}"
# The 16 bytes of a key in base64. Two signs for no bytes stand behind nothing else.
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/_\-])[A-Za-z0-9+/_\-]{21}[AQgw]==(?!=)")
# Parts of different lengths, with digits and letters: neither words nor numbers side by side.
# So far ahead is looked for either.
_NO_WORDS: Final = r"(?=[0-9A-Fa-f])(?=[a-fA-F \-:]{0,99}[0-9])(?=[0-9 \-:]{0,99}[a-fA-F])"
_PARTS: Final = (
    rf"(?<![0-9A-Za-z]){_NO_WORDS}(?:{_HEX}{{4,20}}[ \-:]){{1,6}}{_HEX}{{1,20}}(?![0-9A-Za-z])"
)
_KEYS: Final = (
    re.compile(rf"{_MARK}?(?:{'|'.join([_RUN, *starmap(_grouped, _GROUPS)])})"),
    re.compile(_PARTS),
)
_UUID: Final = re.compile(rf"(\b{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}\b)")
_DIGITS: Final = re.compile(rf"{_MARK}|({_HEX})")
_CUT_KEY: Final = re.compile(rf"(?:{_HEX}{_BETWEEN}?){{1,60}}$|[A-Za-z0-9+/_\-]{{8,24}}$")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def without_keys(text: str) -> str:
    """Return text without what looks like a key, which may stand in the wrong field.

    The ids of profiles and groups (UUIDs) have as many digits, and are left.
    """
    parts = _UUID.split(_BASE64.sub(_HIDDEN, text))
    for key in _KEYS:
        parts[::2] = [key.sub(_masked, part) for part in parts[::2]]
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
