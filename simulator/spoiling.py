"""What the faults do to a request and to its answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
import json
from random import Random
from typing import Any

import orjson

from .faults import Fault
from .lists import LISTINGS

# Where the fields of a profile, a group and a task stand in the body of a request.
RECORDS = ("profile", "multicastGroup", "fuotaTask")
LATIN_1 = "latin1:"


def tear(payload: bytes, random: Random) -> bytes:
    """Return only the beginning of an answer."""
    return payload[: random.randrange(1, max(2, len(payload)))]


def garble(payload: bytes, random: Random) -> bytes:
    """Return an answer in bytes that are not the UTF-8 of JSON."""
    if random.choice((True, False)):
        return payload.decode(errors="replace").encode("utf-16")
    place = random.randrange(len(payload) + 1)
    return payload[:place] + b"\xff\xfe\x00" + payload[place:]


def kept(body: object, values: Mapping[str, object]) -> object:
    """Return a request's body with `values` in place of what was sent, wherever the keys stand."""
    found: set[str] = set()
    changed = _put(body, values, found)
    if isinstance(changed, dict):
        record = next((changed[key] for key in RECORDS if key in changed), changed)
        if isinstance(record, dict):
            record |= {key: value for key, value in values.items() if key not in found}
    return changed


@dataclass(slots=True)
class Spoilt:
    """An answer's body, and the pieces of text that are to stand in it once it is JSON."""

    body: Any
    pieces: dict[bytes, bytes] = field(default_factory=dict)

    def packed_in(self, payload: bytes) -> bytes:
        """Return the whole answer with the pieces in their places."""
        for mark, piece in self.pieces.items():
            payload = payload.replace(mark, piece)
        return payload


def miscounted(body: Any, call: str, faults: Iterable[Fault]) -> Any:
    """Return a list's answer as `empty` and `total` leave it."""
    listing = LISTINGS.get(call)
    if listing is None or not isinstance(body, dict) or listing.rows not in body:
        return body
    for fault in faults:
        if fault.kind == "empty":
            body = body | {listing.rows: []} | _total(body, listing.total, None)
        elif fault.kind == "total":
            body = body | _total(body, listing.total, fault.add)
    return body


def _total(body: Mapping[str, Any], key: str, add: int | None) -> dict[str, object]:
    """Return the total with `add` on top, or 0 where that is None; text stays text."""
    if key not in body:
        return {}
    total = 0 if add is None else int(body[key]) + add
    return {key: str(total) if isinstance(body[key], str) else total}


def spoilt(body: Any, call: str, faults: Iterable[Fault]) -> Spoilt:
    """Return an answer's body as `omit`, `null`, `blank` and `odd` leave it."""
    answer = Spoilt(body)
    for fault in faults:
        if fault.kind == "omit":
            answer.body = _without(answer.body, fault.key)
        elif fault.kind in ("null", "blank"):
            value = None if fault.kind == "null" else ""
            answer.body = _put(answer.body, {fault.key: value}, set()) if fault.key else value
        elif fault.kind == "odd":
            _make_odd(answer, call, fault)
    return answer


def _make_odd(answer: Spoilt, call: str, fault: Fault) -> None:
    """Mark the fields of the fault's row, for their text to be replaced."""
    listing = LISTINGS.get(call)
    rows = answer.body.get(listing.rows) if listing and isinstance(answer.body, dict) else None
    if listing is None or not isinstance(rows, list) or fault.rows > len(rows):
        return
    marks: dict[str, object] = {}
    for name, value in fault.values.items():
        # No text that a gateway keeps has a NUL in it.
        marks[name] = f"\0{len(answer.pieces)}\0"
        answer.pieces[orjson.dumps(marks[name])] = _raw(value)
    found: set[str] = set()
    changed = _put(rows[fault.rows - 1], marks, found)
    changed |= {name: mark for name, mark in marks.items() if name not in found}
    rows = [*rows[: fault.rows - 1], changed, *rows[fault.rows :]]
    answer.body = answer.body | {listing.rows: rows}


def _raw(value: object) -> bytes:
    """Return what goes over the wire for a value: text is JSON already, or meant to be none."""
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        return json.dumps(value).encode()
    if value.startswith(LATIN_1):
        return f'"{value.removeprefix(LATIN_1)}"'.encode("latin-1", errors="replace")
    return value.encode(errors="surrogatepass")


def _put(part: Any, values: Mapping[str, object], found: set[str]) -> Any:
    """Return a body with `values` wherever their keys stand, and tell which ones were found."""
    if isinstance(part, list):
        return [_put(each, values, found) for each in part]
    if not isinstance(part, dict):
        return part
    found |= values.keys() & part.keys()
    return {
        key: values[key] if key in values else _put(value, values, found)
        for key, value in part.items()
    }


def _without(part: object, key: str) -> Any:
    """Return a body without a key, wherever it stands; without any where none is named."""
    if not key:
        return {}
    if isinstance(part, list):
        return [_without(each, key) for each in part]
    if not isinstance(part, dict):
        return part
    return {name: _without(each, key) for name, each in part.items() if name != key}
