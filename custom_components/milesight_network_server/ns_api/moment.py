"""Times as gateways write them: Go's text of a time, ISO 8601, local time, and words like "ago".

The forms are those of Milesight's HTTP API specification (July 2025) and of the MQTT document.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
import logging
import re
from typing import Final, NamedTuple

_LOGGER = logging.getLogger(__name__)

# A time before LoRaWAN is the zero of a clock or of a language: it means never.
_FIRST_YEAR: Final = 2000
# A time after this is a mistake, and what is calculated from it may not be a time at all.
_LAST_YEAR: Final = 2100
_LONGEST: Final = 64
_SHORTEST: Final = 8

_NEVER: Final = frozenset({"", "-", "never", "n/a", "null"})
# What Go prints for a time: fraction, offset, then a zone's name or the offset again, and for a
# time that was taken in the same process the monotonic clock.
_GO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) ([+-]\d\d):?(\d\d)(?: \S+)?(?: m=[+-][\d.]+)?",
    re.ASCII,
)
_UTC: Final = re.compile(r"(?<=\d) ?(?:UTC|GMT)$", re.ASCII)
# Where the seconds end in it.
_SECONDS_END: Final = 19
_YEAR: Final = 31_536_000
_UNITS: Final = {
    **dict.fromkeys(("second", "sec", "s"), 1),
    **dict.fromkeys(("minute", "min", "m"), 60),
    **dict.fromkeys(("hour", "hr", "h"), 3600),
    **dict.fromkeys(("day", "d"), 86_400),
    **dict.fromkeys(("week", "w"), 604_800),
    **dict.fromkeys(("month", "mo"), 2_592_000),
    **dict.fromkeys(("year", "yr", "y"), _YEAR),
}
_PARTS: Final = re.compile(
    rf"(\d{{1,4}}(?=\s*[a-z])|(?:an?|one|(?:a )?few)(?= ))\s*({'|'.join(_UNITS)})"
    r"(?:(?<=[a-z]{2})s)?(?![a-z])",
    re.ASCII,
)
_AGO: Final = re.compile(
    rf"(?:(?:about|around|over|almost|more than|less than) |~\s*)?"
    rf"(?:{_PARTS.pattern}(?:,| and)?\s*)+ago",
    re.ASCII,
)
_JUST_NOW: Final = frozenset({"now", "just now", "a moment ago", "moments ago"})
_DAYS_AGO: Final = {"today": 0, "yesterday": 1}
_FEW: Final = 3

# Forms of text that can't be read are logged once each, and no more than this many.
_MOST_LOGGED: Final = 20
_logged: set[str] = set()


class TimeForm(StrEnum):
    """The ways in which a gateway writes a time."""

    NEVER = "never"
    GO = "go"
    ISO = "iso"
    LOCAL = "local"
    RELATIVE = "relative"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Ago:
    """A time in words: so long before it was read, and no more exact than `unit`."""

    ago: timedelta
    unit: timedelta


def utcnow() -> datetime:
    """Return the time by which words like "3 hours ago" are understood."""
    return datetime.now(UTC)


def _parsed(text: str) -> datetime | None:
    """Return the time that a text gives, whatever its year, None where it gives none."""
    try:
        if found := _GO.fullmatch(text):
            return datetime.fromisoformat(f"{found[1]}{found[2]}{found[3]}")
        if len(text) > _LONGEST:
            return None
        # Of a zone's name only that of UTC means an offset; small letters are allowed as well.
        return datetime.fromisoformat(_UTC.sub("+00:00", text).upper())
    except ValueError, OverflowError:
        return None


def zone_of_text(value: object) -> str:
    """Return offset and zone as they stand in Go's text of a time, such as " +0800 CST"."""
    at = value.find(" ", _SECONDS_END) if isinstance(value, str) else -1
    return str(value)[at:] if at > 0 else ""


def looks_exact(value: object) -> bool:
    """Whether a value looks like a time with a date, not like words. That is quick to be seen."""
    return type(value) is str and value[4:5] == "-"


def read_moment(value: object) -> datetime | None:
    """Return a time, None for "-", blank and what is no exact time.

    The offset that stands in the text counts. "2023-02-02 01:18:10" has no zone, and neither has
    the result: it is the gateway's local time.
    """
    if not isinstance(value, str) or len(value) < _SHORTEST:
        return None
    moment = _parsed(value.strip())
    return moment if moment and _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def read_ago(value: object) -> Ago | None:
    """Return a time in English words, such as "3 hours ago", None for what is none."""
    return _ago(value) if isinstance(value, str) and len(value) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _ago(words: str) -> Ago | None:
    text = words.strip().lower()
    if text in _JUST_NOW:
        return Ago(timedelta(), timedelta(minutes=1))
    if text in _DAYS_AGO:
        return Ago(timedelta(days=_DAYS_AGO[text]), timedelta(days=1))
    if not _AGO.fullmatch(text):
        return None
    parts = [(_number(found[1]), found[1], _UNITS[found[2]]) for found in _PARTS.finditer(text)]
    seconds = sum(number * unit for number, _, unit in parts)
    # "A few seconds" is said of anything below a minute.
    vague = any("few" in word for _, word, _ in parts)
    unit = min(unit for _, _, unit in parts) * (60 if vague else 1)
    if seconds > (_LAST_YEAR - _FIRST_YEAR) * _YEAR:
        return None
    return Ago(timedelta(seconds=seconds), timedelta(seconds=unit))


class Seen(NamedTuple):
    """When something was last heard.

    `at` is the time as the first of two texts gives it, `at_time` as the second one does, which is
    the more exact on real gateways. `uncertainty` is by how many seconds the time may be off: 0
    for an exact one, and for "never", when both are None. It is None where a text
    can't be read.
    """

    at: datetime | None
    at_time: datetime | None
    uncertainty: int | None


def read_seen(at: object, at_time: object, now: datetime) -> Seen:
    """Return when something was last heard, by two texts that were read `now`.

    Words such as "3 hours ago" count only where neither text is an exact time.
    """
    exact = read_moment(at_time)
    if exact is not None:
        words = isinstance(at, str) and at.endswith(("ago", "now"))
        return Seen((None if words else read_moment(at)) or exact, exact, 0)
    if (moment := read_moment(at)) is not None:
        return Seen(moment, None, 0)
    if (ago := read_ago(at_time) or read_ago(at)) is not None:
        heard = now - ago.ago
        if heard.year < _FIRST_YEAR:
            # "56 years ago" is the zero of a clock in words.
            return Seen(None, None, 0)
        return Seen(heard, None, round(ago.unit.total_seconds()))
    unread = [value for value in (at, at_time) if not is_never(value)]
    for value in unread:
        log_unread("last seen", value)
    return Seen(None, None, None if unread else 0)


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _FEW if "few" in word else 1


def is_never(value: object) -> bool:
    """Whether a value means that something has not happened: blank, "-", a zero time, no text."""
    if not isinstance(value, str):
        return value is None
    text = value.strip()
    if text.lower() in _NEVER:
        return True
    moment = _parsed(text)
    return moment is not None and moment.year < _FIRST_YEAR


def form_of(value: object) -> TimeForm:
    """Return in which form a gateway wrote a time."""
    if is_never(value):
        return TimeForm.NEVER
    moment = read_moment(value)
    if moment is None:
        return TimeForm.RELATIVE if read_ago(value) else TimeForm.UNREAD
    if _GO.fullmatch(str(value).strip()):
        return TimeForm.GO
    return TimeForm.LOCAL if moment.tzinfo is None else TimeForm.ISO


def log_unread(what: str, value: object) -> None:
    """Log the form of a time that can't be read, once: letters as "a", digits as "0"."""
    form = f"{what}: {text_form(str(value))}"
    if form not in _logged and len(_logged) < _MOST_LOGGED:
        _logged.add(form)
        _LOGGER.debug("A time that can't be read, and counts as not known: %s", form)


def text_form(text: str) -> str:
    """Return the form of a short text without its content: letters as a or A, digits as 0."""
    return "".join(map(_form_of_character, text[:_LONGEST])) + ("…" if text[_LONGEST:] else "")


def _form_of_character(one: str) -> str:
    if one.isdigit():
        return "0"
    if one.isalpha():
        return "A" if one.isupper() else "a"
    return one if one.isascii() and one.isprintable() else "?"


def zoned(moment: datetime | None, time_zone: tzinfo) -> datetime | None:
    """Return a time with a zone: its own, or the gateway's for one that was given without."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=time_zone)
