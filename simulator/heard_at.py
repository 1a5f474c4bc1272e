"""When a device was heard last, in the several ways in which gateways write it."""

from datetime import UTC, datetime, timedelta, timezone
import zlib

from .manners import Times
from .wire import Body, iso_time, local_time, never

MINUTE, HOUR, DAY = 60, 3600, 86_400
# By the offset in minutes. Zones without letters of their own have their offset for a name.
ZONE_NAMES = {
    -480: "PST", -420: "MST", -360: "CST", -300: "EST", 0: "UTC", 60: "CET", 120: "CEST",
    180: "MSK", 330: "IST", 420: "WIB", 480: "CST", 540: "JST", 600: "AEST",
}  # fmt: skip
# Digits of the fraction of a second. Go keeps nanoseconds, and writes no zeros at their end.
FRACTIONS = (0, 3, 6, 9)
COUNTED = (
    (MINUTE, 1, "second"),
    (HOUR, MINUTE, "minute"),
    (DAY, HOUR, "hour"),
    (7 * DAY, DAY, "day"),
    (30 * DAY, 7 * DAY, "week"),
    (365 * DAY, 30 * DAY, "month"),
)
# As libraries for JavaScript do it: rounded, each unit up to a limit of its own.
SPOKEN = (
    (45, MINUTE, "minute"),
    (22, HOUR, "hour"),
    (26, DAY, "day"),
    (11, 30.44 * DAY, "month"),
)


def last_heard(
    at: datetime | None, dev_eui: str, now: datetime, form: Times, utc_offset: timedelta
) -> Body:
    """Return `lastSeenAt` and `lastSeenAtTime` of a row of 3.3. Each device keeps its wording."""
    if at is None:
        return never(dev_eui, "lastSeenAt") | never(dev_eui, "lastSeenAtTime")
    if form == "iso":
        return {
            "lastSeenAt": iso_time(at, utc_offset),
            "lastSeenAtTime": local_time(at, utc_offset),
        }
    if form == "local":
        local = local_time(at, utc_offset)
        return {"lastSeenAt": local, "lastSeenAtTime": local}
    wording = zlib.crc32(dev_eui.encode())
    if form == "utc":
        text = go_time(at, timedelta(), wording)
        return {"lastSeenAt": text, "lastSeenAtTime": text}
    answer: Body = {"lastSeenAt": relative(now - at, spoken=wording & 1 == 1)}
    if form == "real":
        answer["lastSeenAtTime"] = go_time(at, utc_offset, wording)
    elif wording & 2:
        answer["lastSeenAtTime"] = "-"
    return answer


def last_heard_by_group(
    at: datetime | None, dev_eui: str, form: Times, utc_offset: timedelta
) -> Body:
    """Return `lastSeenAt` of a group's member (4.5): local without a zone, blank for never."""
    if form == "iso":
        if at is None:
            return never(dev_eui, "lastSeenAt")
        return {"lastSeenAt": iso_time(at, utc_offset)}
    return {"lastSeenAt": "" if at is None else local_time(at, utc_offset)}


def relative(passed: timedelta, *, spoken: bool) -> str:
    """Return how long ago that was: "1 minute ago", or as one says it, "a minute ago"."""
    seconds = max(0.0, passed.total_seconds())
    return _spoken(seconds) if spoken else _counted(int(seconds))


def _counted(seconds: int) -> str:
    if seconds < 10:  # noqa: PLR2004  what takes no longer than an answer is now
        return "just now"
    for limit, unit, name in COUNTED:
        if seconds < limit:
            return _ago(seconds // unit, name, "1")
    return _ago(seconds // (365 * DAY), "year", "1")


def _spoken(seconds: float) -> str:
    if seconds < 45:  # noqa: PLR2004  as these libraries do
        return "a few seconds ago"
    for limit, unit, name in SPOKEN:
        count = max(1, round(seconds / unit))
        if count < limit:
            return _ago(count, name, "an" if name == "hour" else "a")
    return _ago(max(1, round(seconds / (365 * DAY))), "year", "a")


def _ago(count: int, name: str, one: str) -> str:
    return f"{one} {name} ago" if count == 1 else f"{count} {name}s ago"


def go_time(at: datetime, utc_offset: timedelta, wording: int) -> str:
    """Return a time as Go prints it: `2024-05-21 21:15:13.686038 +0800 CST`.

    `wording` chooses the digits of the fraction, and whether the zone is named.
    """
    local = at.astimezone(timezone(utc_offset) if utc_offset else UTC)
    fraction = _fraction(local.microsecond, FRACTIONS[(wording >> 2) % 4], wording)
    offset = f"{local:%z}"[:5]
    # Go repeats the offset for a zone of which it knows no name; here one device in four has that.
    name = offset if (wording >> 4) % 4 == 0 else _zone_name(utc_offset, offset)
    return f"{local:%Y-%m-%d %H:%M:%S}{fraction} {offset} {name}"


def _fraction(microsecond: int, digits: int, wording: int) -> str:
    # The clock here knows microseconds: the last three of nine digits are the device's own.
    nanosecond = microsecond * 1000 + wording % 1000
    kept = f"{nanosecond:09}"[:digits].rstrip("0")
    return f".{kept}" if kept else ""


def _zone_name(utc_offset: timedelta, offset: str) -> str:
    """Return the zone's letters; "-03" or "+0545" where it has none."""
    name = ZONE_NAMES.get(int(utc_offset.total_seconds() // 60))
    return name or offset.removesuffix("00")
