"""How answers look on the wire: envelope, times, and the forms that "nothing to say" takes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Literal
import zlib

type Body = dict[str, object]
# Digits: past these, a number may not come back from a client's JSON as it was.
TOO_LONG = 16

type Named = Literal["always", "never", "blank"]


class Blank:
    """Success without content: no body, null, {}, or a code that is blank or null."""


BLANK = Blank()
DONE: Body = {"code": 200, "error": ""}

_BLANK_BODIES: tuple[Callable[[], dict[str, object]], ...] = (
    dict,
    lambda: {"body": None},
    lambda: {"body": {}},
    lambda: {"body": {"code": "", "error": ""}},
    lambda: {"body": {"code": None, "error": ""}},
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What surrounds every body of one gateway."""

    eui: str
    named: Named
    random: Random

    def around(
        self, request_id: object, method: object, url: object, body: object
    ) -> dict[str, object]:
        """Return the whole answer, keys in the order of the document's examples."""
        answer: dict[str, object] = {"id": request_id}
        if self.named != "never":
            answer["gatewayEUI"] = self.eui if self.named == "always" else ""
        answer["method"] = method
        answer["url"] = url
        if isinstance(body, Blank):
            answer |= self.random.choice(_BLANK_BODIES)()
        else:
            answer["body"] = body
        return answer


def answered_id(request_id: object, call: str) -> object:
    """6.2 answers `"id": 1` to `"id": "1"`."""
    if call == "6.2" and isinstance(request_id, str):
        is_plain = request_id.isascii() and request_id.isdigit() and len(request_id) < TOO_LONG
        # A leading zero would not survive as a number, and the caller could not match it.
        if is_plain and str(int(request_id)) == request_id:
            return int(request_id)
    return request_id


def answered_url(url: str, call: str) -> str:
    """Return the url as the document's examples answer it, which need not be the one asked."""
    path, _, query = url.partition("?")
    if call == "6.1":
        return "/api/fuota/tasks"
    if call.startswith("6."):
        return path
    if call == "5.1":
        return f"{path}?{query.replace('&', '/')}"
    return url


def local_time(at: datetime, utc_offset: timedelta) -> str:
    """Return the gateway's own time, without a zone: `2023-02-02 01:18:10`."""
    return f"{at.astimezone(timezone(utc_offset)):%Y-%m-%d %H:%M:%S}"


def iso_time(at: datetime, utc_offset: timedelta) -> str:
    """ISO 8601 with the gateway's offset: `2025-04-15T01:13:00+01:00`."""
    return at.astimezone(timezone(utc_offset)).isoformat(timespec="seconds")


def never(dev_eui: str, key: str) -> dict[str, object]:
    """Return a time that has not come: "-", "", or no key at all, the same for each device."""
    form = ("-", "", None)[zlib.crc32(dev_eui.encode()) % 3]
    return {} if form is None else {key: form}
