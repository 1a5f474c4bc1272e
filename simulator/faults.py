"""What can go wrong between a request and its answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import json
from random import Random
import shlex
from typing import Any, Literal, Self, get_args

from .routes import NUMBERS

type Kind = Literal[
    "drop",
    "delay",
    "repeat",
    "tear",
    "garble",
    "omit",
    "keep",
    "code",
    "lost_answer",
    "silent",
    "restart",
]
KINDS: tuple[Kind, ...] = get_args(Kind.__value__)
# A year.
MOST_SECONDS = 366 * 86_400.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, and when it strikes.

    drop: the request is lost. lost_answer: it is done, its answer is lost.
    delay: the answer comes `seconds` later. repeat: it comes `copies` times.
    tear: only the beginning of it comes. garble: it comes in bytes that are no UTF-8 JSON.
    omit: it comes without `key`, wherever that stands in its body; without one, all is left out.
    keep: the gateway stores `values` in place of what was sent; without values it says that all
    is well and stores nothing.
    code: it answers `code` and does nothing.
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
    values: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what could never strike."""
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r} (one of {', '.join(KINDS)})")
        if self.call is not None and self.call not in NUMBERS:
            raise ValueError(f"the API has no call {self.call!r} (e.g. 3.1)")
        if self.times is not None and self.times < 1:
            raise ValueError("times must be 1 or more")
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError("probability must lie between 0 and 1")
        if self.skip < 0 or self.copies < 0:
            raise ValueError("skip and copies can't be negative")
        if not 0.0 <= self.seconds <= MOST_SECONDS:
            raise ValueError(f"seconds must lie between 0 and {MOST_SECONDS:.0f}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `drop call=3.1 times=1` or `keep call=3.4 fPort=85 name="Meter 2"`."""
        kind, *settings = shlex.split(text) or [""]
        given: dict[str, object] = {}
        values: dict[str, object] = {}
        for setting in settings:
            key, equals, value = setting.partition("=")
            if not equals or not key:
                raise ValueError(f"{setting!r} is not of the form key=value")
            reader = _READERS.get(key)
            if reader is None and kind != "keep":
                raise ValueError(f"unknown setting {key!r} (one of {', '.join(_READERS)})")
            if reader is None:
                values[key] = _json_or_text(value)
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
}


def _json_or_text(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value


@dataclass(slots=True)
class _Armed:
    """A fault and how often it has been asked, and has struck."""

    fault: Fault
    seen: int = 0
    struck: int = 0
    silent_until: datetime | None = None


class Faults:
    """The faults of one gateway."""

    def __init__(self, clock: Callable[[], datetime], random: Random) -> None:
        self._clock = clock
        self._random = random
        self._armed: list[_Armed] = []
        # How often a silence has begun: answers that were under way then are lost.
        self.silences = 0

    def add(self, fault: Fault | str) -> Fault:
        """Arm a fault, given as such or as text."""
        if isinstance(fault, str):
            fault = Fault.parse(fault)
        armed = _Armed(fault)
        self._armed.append(armed)
        at_once = fault.call is None and fault.skip == 0 and fault.probability == 1.0
        if fault.kind in _SILENCES and at_once:
            self._fall_silent(armed)
        return fault

    def clear(self) -> None:
        """Disarm them all, and end any silence."""
        self._armed.clear()

    def end_silence(self) -> None:
        """Hear and answer again; the other faults stay."""
        self._armed = [armed for armed in self._armed if armed.fault.kind not in _SILENCES]

    def __iter__(self) -> Iterator[Fault]:
        """Go through the faults that are armed, spent ones included."""
        return iter([armed.fault for armed in self._armed])

    @property
    def silent(self) -> bool:
        """Whether the gateway neither hears nor answers right now."""
        now = self._clock()
        return any(
            armed.silent_until is not None and now < armed.silent_until for armed in self._armed
        )

    def striking(self, call: str) -> list[Fault]:
        """Return the faults that strike at this request, and count them."""
        struck: list[Fault] = []
        for armed in self._armed:
            fault = armed.fault
            if fault.call not in (None, call):
                continue
            armed.seen += 1
            if armed.seen <= fault.skip:
                continue
            if fault.times is not None and armed.struck >= fault.times:
                continue
            if fault.probability < 1.0 and self._random.random() >= fault.probability:
                continue
            if fault.kind in _SILENCES:
                if armed.silent_until is not None and fault.times is None:
                    # Without a limit it strikes once: the gateway has come back.
                    continue
                self._fall_silent(armed)
            else:
                armed.struck += 1
            struck.append(fault)
        return struck

    def _fall_silent(self, armed: _Armed) -> None:
        armed.struck += 1
        self.silences += 1
        seconds = armed.fault.seconds
        if armed.fault.kind == "restart" and not seconds:
            seconds = RESTART_SECONDS
        forever = datetime.max.replace(tzinfo=self._clock().tzinfo)
        armed.silent_until = self._clock() + timedelta(seconds=seconds) if seconds else forever


_SILENCES = ("silent", "restart")
RESTART_SECONDS = 30.0


def tear(payload: bytes, random: Random) -> bytes:
    """Return only the beginning of an answer."""
    return payload[: random.randrange(1, max(2, len(payload)))]


def garble(payload: bytes, random: Random) -> bytes:
    """Return an answer in bytes that are not the UTF-8 of JSON."""
    if random.choice((True, False)):
        return payload.decode().encode("utf-16")
    place = random.randrange(len(payload) + 1)
    return payload[:place] + b"\xff\xfe\x00" + payload[place:]


def without(part: object, key: str) -> Any:
    """Return a body without a key, wherever it stands; without any where none is named."""
    if not key:
        return {}
    if isinstance(part, list):
        return [without(each, key) for each in part]
    if not isinstance(part, dict):
        return part
    return {name: without(each, key) for name, each in part.items() if name != key}


def kept(body: object, values: dict[str, object]) -> object:
    """Return a request's body with `values` in place of what was sent, wherever the keys stand."""
    missing = dict(values)

    def replaced(part: object) -> object:
        if isinstance(part, list):
            return [replaced(each) for each in part]
        if not isinstance(part, dict):
            return part
        for key in values.keys() & part.keys():
            missing.pop(key, None)
        return {key: values.get(key, replaced(value)) for key, value in part.items()}

    changed = replaced(body)
    if isinstance(changed, dict):
        record = next((changed[key] for key in _RECORDS if key in changed), changed)
        if isinstance(record, dict):
            record |= missing
    return changed


# Where the fields of a profile, a group and a task stand in the body.
_RECORDS = ("profile", "multicastGroup", "fuotaTask")
