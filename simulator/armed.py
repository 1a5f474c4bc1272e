"""The faults of one gateway: which of them strike, and how long it is silent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from .faults import Fault

_SILENCES = ("silent", "restart")
RESTART_SECONDS = 30.0


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
        self._cut_off_until: datetime | None = None
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
        self._cut_off_until = None

    def end_silence(self) -> None:
        """Hear and answer again; the other faults stay."""
        self._armed = [armed for armed in self._armed if armed.fault.kind not in _SILENCES]
        self._cut_off_until = None

    def cut_off(self, seconds: float) -> None:
        """Be silent for so long, as a gateway is that the broker has disconnected."""
        self.silences += 1
        self._cut_off_until = self._clock() + timedelta(seconds=seconds)

    def __iter__(self) -> Iterator[Fault]:
        """Go through the faults that are armed, spent ones included."""
        return iter([armed.fault for armed in self._armed])

    @property
    def silent(self) -> bool:
        """Whether the gateway neither hears nor answers right now."""
        now = self._clock()
        ends = [self._cut_off_until, *(armed.silent_until for armed in self._armed)]
        return any(end is not None and now < end for end in ends)

    def striking(self, call: str) -> list[Fault]:
        """Return the faults that strike at this request, and count them."""
        struck: list[Fault] = []
        for armed in self._armed:
            fault = armed.fault
            if not fault.can_strike_at(call):
                continue
            armed.seen += 1
            if armed.seen <= fault.skip:
                continue
            if fault.limit is not None and armed.struck >= fault.limit:
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
