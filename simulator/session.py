"""How a device walks through a firmware update, by the seconds since the session began.

A session has four phases. The set-up tells each device its group, the session and the
fragments to come; then everything is sent to all at once; then each device is asked whether
it has it all; then each installs it and starts again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate
import math

from .fate import Fate
from .status import (
    FragmentStatus as Fragment,
    MulticastStatus as Multicast,
    fragment_failed,
    multicast_failed,
)


class Phase(IntEnum):
    """The parts of a session, in their order."""

    SETUP = 0
    SENDING = 1
    POLLING = 2
    REBOOT = 3


@dataclass(frozen=True, slots=True)
class Phases:
    """How long each phase takes, in seconds. `speed` divides them all, sending included."""

    setup: float = 60.0
    polling: float = 60.0
    reboot: float = 90.0
    speed: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what no clock can count."""
        if not all(0.0 <= each < math.inf for each in (self.setup, self.polling, self.reboot)):
            raise ValueError("a phase takes 0 seconds or more")
        if not 0.0 < self.speed < math.inf:
            raise ValueError("speed must be above 0")

    def session(self, sending: float) -> Session:
        """Return the session whose fragments take so many seconds to send."""
        lengths = (self.setup, sending, self.polling, self.reboot)
        return Session(tuple(accumulate(length / self.speed for length in lengths)))


@dataclass(frozen=True, slots=True)
class Step:
    """From this second on (`at`), the device has these statuses, which no table need have."""

    at: float
    phase: Phase
    multicast: int
    fragment: int

    @property
    def failed(self) -> bool:
        """Whether the device has failed."""
        return multicast_failed(self.multicast) or fragment_failed(self.fragment)

    @property
    def done(self) -> bool:
        """Whether the device runs the new firmware."""
        return self.fragment == Fragment.UPGRADE_COMPLETE


# When a step comes: the phase, the share of it that has passed, and the share over which the
# devices spread. A gateway sets up one device after the other; all hear the fragments at once.
type _Moment = tuple[Phase, float, float]

_SUCCESS: tuple[tuple[_Moment, Multicast, Fragment], ...] = (
    ((Phase.SETUP, 0.05, 0.1), Multicast.SETTING_UP, Fragment.NOT_STARTED),
    ((Phase.SETUP, 0.25, 0.1), Multicast.CONFIRMED, Fragment.NOT_STARTED),
    ((Phase.SETUP, 0.45, 0.1), Multicast.READY, Fragment.NOT_STARTED),
    ((Phase.SETUP, 0.60, 0.1), Multicast.READY, Fragment.SETTING_UP),
    ((Phase.SETUP, 0.75, 0.1), Multicast.READY, Fragment.READY),
    ((Phase.SENDING, 0.0, 0.0), Multicast.PROCESSING, Fragment.PROCESSING),
    ((Phase.POLLING, 0.0, 0.0), Multicast.COMPLETE, Fragment.PROCESSING),
    ((Phase.POLLING, 0.2, 0.6), Multicast.COMPLETE, Fragment.SESSION_COMPLETE),
    ((Phase.REBOOT, 0.4, 0.5), Multicast.COMPLETE, Fragment.UPGRADE_COMPLETE),
)
# A failure: after so many steps of the way to success, at this moment.
_ANSWERED_SETUP: _Moment = (Phase.SETUP, 0.25, 0.1)
_ANSWERED_SESSION: _Moment = (Phase.SETUP, 0.45, 0.1)
_ANSWERED_FRAGMENTS: _Moment = (Phase.SETUP, 0.75, 0.1)
_MULTICAST_FAILURES: dict[int, tuple[int, _Moment]] = {
    Multicast.SETUP_TIMEOUT: (1, (Phase.SETUP, 0.55, 0.1)),
    Multicast.ID_MISMATCH: (1, _ANSWERED_SETUP),
    Multicast.REQUEST_TIMEOUT: (2, (Phase.SETUP, 0.75, 0.1)),
    Multicast.ID_UNDEFINED: (2, _ANSWERED_SESSION),
    Multicast.FREQUENCY_ERROR: (2, _ANSWERED_SESSION),
    Multicast.DATA_RATE_ERROR: (2, _ANSWERED_SESSION),
    Multicast.SESSION_ID_MISMATCH: (2, _ANSWERED_SESSION),
    Multicast.UNKNOWN_ERROR: (2, _ANSWERED_SESSION),
}
_FRAGMENT_FAILURES: dict[int, tuple[int, _Moment]] = {
    Fragment.SETUP_TIMEOUT: (4, (Phase.SETUP, 0.9, 0.1)),
    Fragment.DESCRIPTOR_MISMATCH: (4, _ANSWERED_FRAGMENTS),
    Fragment.SEARCH_UNSUPPORTED: (4, _ANSWERED_FRAGMENTS),
    Fragment.LOW_MEMORY: (4, _ANSWERED_FRAGMENTS),
    Fragment.CODING_UNSUPPORTED: (4, _ANSWERED_FRAGMENTS),
    Fragment.SESSION_ERROR: (6, (Phase.SENDING, 0.3, 0.5)),
    Fragment.FRAGMENTS_LACKING: (7, (Phase.POLLING, 0.2, 0.6)),
    Fragment.UNKNOWN_ERROR: (7, (Phase.POLLING, 0.2, 0.6)),
    Fragment.REPORT_TIMEOUT: (7, (Phase.POLLING, 0.9, 0.1)),
    Fragment.UPGRADE_FAILED: (8, (Phase.REBOOT, 0.3, 0.5)),
    Fragment.UPGRADE_TIMEOUT: (8, (Phase.REBOOT, 0.9, 0.1)),
}
# A fate of two codes comes when the device tells what it has received. 7: after that many steps.
_BOTH: tuple[int, _Moment] = (7, (Phase.POLLING, 0.2, 0.6))


@dataclass(frozen=True, slots=True)
class Session:
    """One session: the seconds from its begin to the end of each of its phases."""

    ends: tuple[float, ...]

    def end_of(self, phase: Phase) -> float:
        """Return the second at which a phase ends."""
        return self.ends[phase]

    def steps(self, fate: Fate | None, spread: float) -> Sequence[Step]:
        """Return a device's way. `spread` (0 to 1) tells it apart in time from the others."""

        def step(moment: _Moment, multicast: int, fragment: int) -> Step:
            phase, share, width = moment
            begin = self.ends[phase - 1] if phase else 0.0
            at = begin + (self.ends[phase] - begin) * (share + width * spread)
            return Step(at, phase, multicast, fragment)

        way = [step(*each) for each in _SUCCESS]
        if fate is None:
            return way
        taken, moment = _end(fate)
        last = way[taken - 1]
        multicast = last.multicast if fate.multicast is None else fate.multicast
        fragment = last.fragment if fate.fragment is None else fate.fragment
        return [*way[:taken], step(moment, multicast, fragment)]


def _end(fate: Fate) -> tuple[int, _Moment]:
    """Return after how many steps of the way to success a fate comes true, and at which moment."""
    if fate.beside is not None:
        return _BOTH
    # A code that no table has comes when "unknown error" would.
    if fate.table == "multicast":
        return _MULTICAST_FAILURES.get(fate.code, _MULTICAST_FAILURES[Multicast.UNKNOWN_ERROR])
    return _FRAGMENT_FAILURES.get(fate.code, _FRAGMENT_FAILURES[Fragment.UNKNOWN_ERROR])


def sent_fragments(size: int, fragment_size: int, redundancy: int) -> int:
    """Return how many fragments go over the air, those for redundancy (%) included."""
    fragments = math.ceil(size / fragment_size)
    return fragments + math.ceil(fragments * redundancy / 100)
