"""How long a firmware task may take before its owner is asked.

Durations are counted by the monotonic clock. How long a task had been executing before Home
Assistant was started follows from the wall clock; if that is wrong, the question comes too early.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ..ns_api.fuota import TaskStatus
from .clock import Clock
from .identity import TaskMark
from .task_view import TrackedTask

# A task that takes longer than expected is given a quarter more, and this long at least.
LEAST_MORE: Final = timedelta(hours=1)
# The limit of a task whose duration is unknown, and of other states that should not last.
LONGEST: Final = timedelta(hours=24)


def longest_stay(expected: timedelta | None) -> timedelta:
    """Return for how long something may go on that is expected to take a certain time."""
    if expected is None:
        return LONGEST
    return expected + max(expected / 4, LEAST_MORE)


@dataclass
class _Stay:
    """A task, its status, since when it has it (monotonic), and how many seconds were granted."""

    mark: TaskMark
    status: TaskStatus | None
    since: float
    granted: float = 0.0


@dataclass(frozen=True)
class TooLong:
    """A task that takes too long: since when, and how long it was given."""

    tracked: TrackedTask
    since: datetime
    given: timedelta


class Stays:
    """Counts for each unfinished task how long its present status lasts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stays: dict[int, _Stay] = {}
        # The tasks that had ended at the last look: one that runs again does so only since then.
        self._ended: set[int] = set()
        # Tasks that people no longer want to wait for.
        self.passed_over: list[TaskMark] = []

    def look(self, tasks: Iterable[TrackedTask], ours: Container[int]) -> bool:
        """Enter the tasks of a poll. Those in `ours` are due at once, whatever their start is.

        Returns whether a task is gone or has ended that people no longer wanted to wait for.
        """
        tasks = list(tasks)
        now = self._clock.monotonic()
        executes = any(
            one.task.status is TaskStatus.EXECUTING and not self.is_passed_over(one)
            for one in tasks
        )
        before, self._stays = self._stays, {}
        for tracked in tasks:
            task = tracked.task
            waits = task.status is not TaskStatus.EXECUTING
            is_due = task.task_id in ours or self._is_due(tracked)
            if task.ended or (waits and executes) or not is_due:
                # A task that waits for another session is not late itself, as long as people wait.
                continue
            stay = before.get(task.task_id)
            if stay is None or not stay.mark.is_of(task) or stay.status is not task.status:
                lasted = 0.0 if task.task_id in self._ended else self._lasted(tracked)
                stay = _Stay(TaskMark.of(task), task.status, now - lasted)
            self._stays[task.task_id] = stay
        self._ended = {one.task.task_id for one in tasks if one.task.ended}
        marks = {one.task.task_id: one.task for one in tasks if not one.task.ended}
        still = [
            one
            for one in self.passed_over
            if one.task_id in marks and one.is_of(marks[one.task_id])
        ]
        is_news = still != self.passed_over
        self.passed_over = still
        return is_news

    def is_passed_over(self, tracked: TrackedTask) -> bool:
        """Whether a task is no longer waited for."""
        return any(one.is_of(tracked.task) for one in self.passed_over)

    def too_long(self, tracked: TrackedTask) -> TooLong | None:
        """Return since when a task takes too long, None while it is within its limit."""
        stay = self._stays.get(tracked.task.task_id)
        if stay is None or not stay.mark.is_of(tracked.task) or self.is_passed_over(tracked):
            return None
        given = self._given(tracked, stay)
        lasts = timedelta(seconds=self._clock.monotonic() - stay.since)
        if lasts < given:
            return None
        return TooLong(tracked, self._clock.now() - lasts, given)

    def wait(self, tracked: TrackedTask) -> None:
        """Extend the limit of a task by as much as it had, from now on."""
        stay = self._stays.get(tracked.task.task_id)
        if stay is not None:
            stay.granted = self._clock.monotonic() - stay.since

    def pass_over(self, tracked: TrackedTask) -> None:
        """Wait for a task no longer."""
        self.passed_over.append(TaskMark.of(tracked.task))

    def next_end(self, tasks: Iterable[TrackedTask]) -> float | None:
        """Return when the next task will have taken too long (monotonic), None for never."""
        ends = [
            stay.since + self._given(tracked, stay).total_seconds()
            for tracked in tasks
            if (stay := self._stays.get(tracked.task.task_id)) is not None
            and not self.is_passed_over(tracked)
        ]
        now = self._clock.monotonic()
        return min((one for one in ends if one > now), default=None)

    def _given(self, tracked: TrackedTask, stay: _Stay) -> timedelta:
        expected = tracked.duration if stay.status is TaskStatus.EXECUTING else None
        return longest_stay(expected) + timedelta(seconds=stay.granted)

    def _is_due(self, tracked: TrackedTask) -> bool:
        if tracked.task.status is not TaskStatus.PENDING:
            return tracked.task.running
        return tracked.starts is not None and tracked.starts <= self._clock.now()

    def _lasted(self, tracked: TrackedTask) -> float:
        """Return how long a task that is seen for the first time has been at it, in seconds."""
        if tracked.starts is None or tracked.task.status is not TaskStatus.EXECUTING:
            return 0.0
        lasted = self._clock.now() - tracked.starts
        longest = longest_stay(tracked.duration)
        return min(max(lasted, timedelta()), longest).total_seconds()
