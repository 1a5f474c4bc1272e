"""FUOTA tasks as a poll found them, with values that were worked out for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from ..ns_api.fuota import FuotaTask, TaskStatus
from ..ns_api.session_status import SessionPhase, UpdateStatus, failed, session_phase

# A task that starts within this time counts as under way.
START_MARGIN: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class TrackedTask:
    """A task with values that were worked out for it. All times have a zone.

    `statuses` has the status of each device, None where its code is not documented; it is
    empty where the devices could not be read. `statuses_read` is false where it is only what was
    known before, or goes without saying. `duration` is what the task is expected to take from its
    start to its end, None where that can't be said. It is `awaited` where it has ended, and its
    devices are about to be read.
    """

    task: FuotaTask
    starts: datetime | None
    ends: datetime | None
    statuses: Mapping[str, UpdateStatus | None] = field(default_factory=dict)
    statuses_read: bool = False
    duration: timedelta | None = None
    awaited: bool = False

    @property
    def firmware_version(self) -> str | None:
        """The version of its firmware, None where it is unknown."""
        task = self.task
        official = task.official_firmware_info if task.is_official_firmware else None
        versions = (one.firmware_version for one in (official, task.firmware_info) if one)
        return next(filter(None, versions), None)

    @property
    def failed_devices(self) -> int | None:
        """How many devices failed, None where that could not be read."""
        if self.task.dev_euis and not self.statuses:
            return None
        return len(self.failures)

    @cached_property
    def failures(self) -> Mapping[str, UpdateStatus]:
        """The devices that failed, and why."""
        return {
            eui: status
            for eui, status in self.statuses.items()
            if status is not None and failed(status)
        }

    def is_under_way(self, now: datetime) -> bool:
        """Whether the task runs or is about to."""
        if self.task.status is TaskStatus.PENDING:
            return self.starts is not None and self.starts - now <= START_MARGIN
        return self.task.running

    @property
    def is_pending(self) -> bool:
        """Whether the task waits for its start."""
        return self.task.status is TaskStatus.PENDING

    @property
    def phase(self) -> SessionPhase | None:
        """The phase of the session, None before it and where the devices could not be read."""
        if self.task.ended:
            return SessionPhase.ENDED
        if self.task.status is not TaskStatus.EXECUTING or not self.statuses:
            return None
        return session_phase(self.statuses.values())


@dataclass(frozen=True)
class FuotaData:
    """The tasks by their id.

    `supported` is false for a gateway that has no FUOTA. `asked_at` is when the list was asked for,
    in seconds of the monotonic clock. `vanished` are the tasks that had not ended, and that this
    poll is the first to lack.
    """

    tasks: Mapping[int, TrackedTask]
    complete: bool
    supported: bool = True
    asked_at: float = 0.0
    vanished: Mapping[int, TrackedTask] = field(default_factory=dict)

    @cached_property
    def unfinished(self) -> Mapping[int, FuotaTask]:
        """The tasks that have not ended, by their id; one that a single poll lacks is one still."""
        known = {**self.vanished, **self.tasks}
        return {key: one.task for key, one in known.items() if not one.task.ended}

    @cached_property
    def newest(self) -> Mapping[str, TrackedTask]:
        """The newest task that has each device, by DevEUI."""
        return {
            dev_eui: tracked
            for _, tracked in sorted(self.tasks.items())
            for dev_eui in (*tracked.task.dev_euis, *tracked.statuses)
        }
