"""What can go wrong between a request and its answer: the kinds of fault, and how they are written.

`armed` says when they strike, `spoiling` what they do to the messages.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
import json
import re
import shlex
from typing import Literal, Self, get_args

from .lists import LISTINGS
from .routes import NUMBERS, SHORT_CODECS

type Kind = Literal[
    "drop",
    "delay",
    "repeat",
    "echo",
    "tear",
    "garble",
    "omit",
    "null",
    "blank",
    "odd",
    "empty",
    "total",
    "keep",
    "code",
    "done",
    "late",
    "unlisted",
    "lost_answer",
    "silent",
    "restart",
]
KINDS: tuple[Kind, ...] = get_args(Kind.__value__)
# A year.
MOST_SECONDS = 366 * 86_400.0
# The calls that a kind of fault is about, where it is not about all of them.
_ABOUT: dict[str, tuple[str, ...]] = {
    "odd": tuple(LISTINGS),
    "empty": tuple(LISTINGS),
    "total": tuple(call for call, listing in LISTINGS.items() if listing.total),
    "unlisted": ("6.1",),
}
# Those of the document, and the one that it does not have.
_CALLS = (*NUMBERS, SHORT_CODECS.number)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, and when it strikes.

    drop: the request is lost. lost_answer: it is done, its answer is lost.
    delay: the answer comes `seconds` later. repeat: it comes `copies` times. echo: a bridge
    brings the request itself back, before the answer.
    late: the request is carried out `seconds` later, and answered then.
    tear: only the beginning of it comes. garble: it comes in bytes that are no UTF-8 JSON.
    omit: it comes without `key`, wherever that stands in its body; without one, all is left out.
    null, blank: it comes with null or "" for `key`, wherever that stands in its body; without
    one, for the whole body.
    odd: the row of a list numbered `rows` (from 1) comes with `values`, each of them text that
    goes over the wire as it is, JSON or not; bytes likewise, and `latin1:…` as Latin-1.
    empty: a list comes without rows, and with a total of 0; once, unless `times` says otherwise.
    total: the total of a list is `add` more than it has.
    keep: the gateway stores `values` in place of what was sent; without values it says that all
    is well and stores nothing.
    code: it answers `code` and does nothing. done: it answers `code` although it did all.
    unlisted: a new task (6.1) shows in 6.2 only after `seconds`.
    silent: it neither hears nor answers for `seconds`, or (0) until the faults are cleared.
    restart: as silent, for `seconds` (30 when not given); answers under way are lost as well.

    It strikes at requests of `call` ("3.1"; any when None), not at the first `skip` of them, at
    most `times` times, each with `probability`. A silent or restart without call, skip and
    probability begins at once.
    """

    kind: Kind
    call: str | None = None
    times: int | None = None
    probability: float = 1.0
    skip: int = 0
    seconds: float = 0.0
    copies: int = 2
    code: int = 23
    key: str = ""
    add: int = 1
    rows: int = 1
    values: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what could never strike."""
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r} (one of {', '.join(KINDS)})")
        if self.call is not None and self.call not in _CALLS:
            raise ValueError(f"the API has no call {self.call!r} (e.g. 3.1)")
        if self.call is not None and not self.can_strike_at(self.call):
            raise ValueError(f"{self.kind} is about {', '.join(_ABOUT[self.kind])} only")
        if self.kind == "odd" and not self.values:
            raise ValueError("odd needs a field, such as name=NaN")
        if self.times is not None and self.times < 1:
            raise ValueError("times must be 1 or more")
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError("probability must lie between 0 and 1")
        if self.skip < 0 or self.copies < 0:
            raise ValueError("skip and copies can't be negative")
        if self.rows < 1:
            raise ValueError("rows are numbered from 1")
        if not 0.0 <= self.seconds <= MOST_SECONDS:
            raise ValueError(f"seconds must lie between 0 and {MOST_SECONDS:.0f}")

    def can_strike_at(self, call: str) -> bool:
        """Whether the fault is about this call."""
        if self.call is not None and self.call != call:
            return False
        return self.kind not in _ABOUT or call in _ABOUT[self.kind]

    @property
    def limit(self) -> int | None:
        """How often it strikes at most; None: always."""
        # What an `empty` list has lost is there again at the next look.
        return 1 if self.kind == "empty" and self.times is None else self.times

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `drop call=3.1 times=1` or `keep call=3.4 fPort=85 name="Meter 2"`."""
        kind, *settings = _words(text) or [""]
        given: dict[str, object] = {}
        values: dict[str, object] = {}
        for setting in settings:
            key, equals, value = setting.partition("=")
            if not equals or not key:
                raise ValueError(f"{setting!r} is not of the form key=value")
            reader = _READERS.get(key)
            if reader is None and kind not in ("keep", "odd"):
                raise ValueError(f"unknown setting {key!r} (one of {', '.join(_READERS)})")
            if reader is None:
                # An odd value is text, which goes over the wire as it is.
                values[key] = _json_or_text(value) if kind == "keep" else value
                continue
            try:
                given[key] = reader(value)
            except ValueError:
                raise ValueError(f"{value!r} is no value of {key}") from None
        return cls(kind, **given, values=values)  # type: ignore[arg-type]  # checked when made


_READERS: dict[str, Callable[[str], object]] = {
    "call": str,
    "times": int,
    "probability": float,
    "skip": int,
    "seconds": float,
    "copies": int,
    "code": int,
    "key": str,
    "add": int,
    "rows": int,
}
# A word is made of parts: in single quotes, which go, in double ones, which stay, or bare.
_ODD_PART = r"""'([^']*)'|("(?:[^"\\]|\\.)*"|[^\s"']+)"""
_ODD_WORD = re.compile(rf"(?:{_ODD_PART})+")


def _words(text: str) -> list[str]:
    """Split the text of a fault as a shell would. The double quotes of an odd one are JSON's."""
    if text.split(maxsplit=1)[:1] != ["odd"]:
        return shlex.split(text)
    return [re.sub(_ODD_PART, r"\1\2", word[0]) for word in _ODD_WORD.finditer(text)]


def _json_or_text(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value
