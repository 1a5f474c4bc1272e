"""The shape of answers: which keys, of which types and in which forms, and never a value.

It shows how a real gateway answers to developers who have none like it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
import re
from typing import Any, Final

from .decoding import decoded
from .moment import TimeForm, form_of, text_form

# Of the answers to one call, so many bytes are kept to be looked at; of a first page, more.
MOST_KEPT: Final = 2**16
MOST_OF_FIRST: Final = 2**20
_LONGEST_TEXT: Final = 40
_MOST_FORMS: Final = 5
_MOST_KEYS: Final = 200
_DEEPEST: Final = 4
# Free text of people: not even its form is shown.
_WRITTEN: Final = re.compile(
    r"(?:^|\.)(?:name|description|\w*Name|\w*Script|\w*Notes\w*|url|\w*Url)$"
)
# The name of a key: not hexadecimal, and with no more than three digits.
_NAME: Final = re.compile(r"(?![0-9A-Fa-f]{6,}$)(?!(?:\D*\d){4})[A-Za-z]\w{0,40}", re.ASCII)
_HEX: Final = re.compile(r"[0-9A-Fa-f]+")
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_DIGITS_OF_EUI: Final = 16
# Hexadecimal text of this length and more is described by its length alone: even its pattern of
# digits and letters would reveal a part.
_HEX_FROM: Final = 6


@dataclass
class LastAnswer:
    """The last answer to a call, with all its pages: `size` in bytes, `seconds` that they took."""

    pages: int = 0
    size: int = 0
    seconds: float = 0.0
    kept: list[bytes] = field(default_factory=list, repr=False)

    def add(self, payload: bytes, seconds: float) -> None:
        """Add a page."""
        self.pages += 1
        self.seconds += seconds
        most = MOST_KEPT if self.kept else MOST_OF_FIRST
        if sum(map(len, self.kept)) + len(payload) <= most:
            self.kept.append(payload)
        self.size += len(payload)


class _Key:
    """The types and forms of the values of one key."""

    def __init__(self) -> None:
        self.seen = 0
        self.types: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()
        self.times: Counter[TimeForm] = Counter()

    def look_at(self, value: Any, *, written: bool) -> None:
        """Enter a value."""
        self.seen += 1
        self.types["null" if value is None else type(value).__name__] += 1
        if not isinstance(value, str):
            return
        time = form_of(value)
        is_time = time not in (TimeForm.NEVER, TimeForm.UNREAD)
        if is_time:
            self.times[time] += 1
        self.forms["…" if written and value else _form(value, is_time=is_time)] += 1

    def described(self, of: int) -> dict[str, Any]:
        """Return the description of the key; `of` is in how many objects it could be."""
        times = {one.value: seen for one, seen in self.times.items()}
        return {
            "types": dict(self.types),
            **({"missing": of - self.seen} if of > self.seen else {}),
            **({"forms": dict(self.forms.most_common(_MOST_FORMS))} if self.forms else {}),
            **({"times": times} if times else {}),
        }


def _form(text: str, *, is_time: bool) -> str:
    if _UUID.fullmatch(text):
        return "UUID"
    if _HEX.fullmatch(text) and len(text) >= _HEX_FROM and not text.isdigit():
        return "EUI" if len(text) == _DIGITS_OF_EUI else f"hex of {len(text)}"
    if len(text) > _LONGEST_TEXT and not is_time:
        return "long text"
    return text_form(text)


def shape(answer: LastAnswer) -> dict[str, Any]:
    """Return the shape of an answer. It takes a while: not to be run in the event loop."""
    keys: dict[str, _Key] = {}
    places: Counter[str] = Counter()
    for payload in answer.kept:
        try:
            message = decoded(payload)
        except ValueError:
            continue
        for holder, path, value in _values(message):
            places[holder] += path is None
            if path is None or (path not in keys and len(keys) >= _MOST_KEYS):
                continue
            keys.setdefault(path, _Key()).look_at(value, written=bool(_WRITTEN.search(path)))
    return {
        "pages": answer.pages,
        "pages_looked_at": len(answer.kept),
        "bytes": answer.size,
        "seconds": round(answer.seconds, 3),
        "keys": {
            path: one.described(places[path.rpartition(".")[0]]) for path, one in keys.items()
        },
    }


def _values(part: Any, path: str = "", deep: int = 0) -> Iterator[tuple[str, str | None, Any]]:
    """Yield each object with the path of its key, None, and then each of its values."""
    if isinstance(part, list):
        for one in part:
            yield from _values(one, path, deep)
    if not isinstance(part, dict) or deep > _DEEPEST:
        return
    yield path, None, None
    for key, value in part.items():
        # A key may be any text; one that does not look like a name is not repeated.
        name = key if _NAME.fullmatch(key) else "?"
        below = f"{path}.{name}" if path else name
        yield path, below, value
        if isinstance(value, dict | list):
            yield from _values(value, below, deep + 1)
