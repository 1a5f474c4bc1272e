"""When the updates in the queue are expected to begin, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..ns_api.fuota_draft import START_DELAY
from .engine import Engine
from .queue import QueuedUpdate, QueueState

_LONGEST: timedelta = timedelta(days=365)


@dataclass(frozen=True)
class Expected:
    """An update that is no task yet, and when it is expected to begin; None: unknown."""

    item: QueuedUpdate
    starts: datetime | None


def expected(engine: Engine) -> Iterator[Expected]:
    """Yield the updates that wait for their turn, the next one first, and then the others.

    The others wait for their first device, or for a person: their start is unknown.
    """
    free = free_from(engine)
    waiting = list(engine.in_line)
    for item in waiting:
        # For an update that could not be sent, the time of the next try says little.
        starts = None if free is None or item.reason else free + START_DELAY
        yield Expected(item, starts)
        free = None if starts is None else _after(starts, item.seconds)
    for item in engine.items.values():
        if not item.begun and item.state is not QueueState.QUEUED:
            yield Expected(item, None)


def expected_start(engine: Engine, item: QueuedUpdate) -> datetime | None:
    """Return when an update in the queue is expected to begin, None where it is unknown."""
    return next((one.starts for one in expected(engine) if one.item is item), None)


def next_start(engine: Engine) -> datetime | None:
    """Return when an update that is requested now would begin, None where it is unknown."""
    free = free_from(engine)
    for one in expected(engine):
        if one.item.state is QueueState.QUEUED:
            free = None if one.starts is None else _after(one.starts, one.item.seconds)
    return None if free is None else free + START_DELAY


def is_idle(engine: Engine) -> bool:
    """Whether no session runs and nothing waits: an update requested now begins at once."""
    waits = engine.fresh or any(True for _ in engine.in_line)
    return not engine.is_at_work and not waits


def free_from(engine: Engine) -> datetime | None:
    """Return when the sessions that run are expected to end: now where none does.

    None where it is unknown.
    """
    ends: list[datetime | None] = [engine.clock.now()]
    if (other := engine.occupied_by) is not None:
        ends.append(other.ends)
    if engine.fresh:
        # Sent a moment ago: the next list shows how long they take.
        ends.append(None)
    for item in engine.items.values():
        if not item.begun or item.passed_over:
            continue
        if (tracked := engine.task_of(item)) is not None:
            # It is waited for also if it was moved to another day.
            ends.append(tracked.ends)
        else:
            begun = item.sent_at and item.sent_at + START_DELAY
            ends.append(None if begun is None else _after(begun, item.seconds))
    known = [one for one in ends if one is not None]
    return max(known) if len(known) == len(ends) else None


def _after(starts: datetime, seconds: float | None) -> datetime | None:
    if seconds is None or seconds > _LONGEST.total_seconds():
        return None
    return starts + timedelta(seconds=seconds)
