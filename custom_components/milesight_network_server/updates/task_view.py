"""FUOTA tasks as a poll found them, with what was worked out about each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from ..ns_api.fuota import FuotaTask, TaskStatus
from ..ns_api.session_status import SessionPhase, UpdateStatus, failed, session_phase

# A task that starts within this time is as good as under way.
START_MARGIN: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class TrackedTask:
    """A task with what was worked out about it. All times have a zone.

    `statuses` tells how the update goes for each device, None where that is not documented; it is
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
        """The version of its firmware, None where the gateway does not tell it."""
        task = self.task
        official = task.official_firmware_info if task.is_official_firmware else None
        versions = (one.firmware_version for one in (official, task.firmware_info) if one)
        return next(filter(None, versions), None)

    @property
    def failed_devices(self) -> int | None:
        """How many devices failed, None where that could not be read."""
        if self.task.dev_euis and not self.statuses:
            return None
        return sum(failed(status) for status in self.statuses.values())

    def is_under_way(self, now: datetime) -> bool:
        """Whether the task is at work, or about to be."""
        if self.task.status is TaskStatus.PENDING:
            return self.starts is not None and self.starts - now <= START_MARGIN
        return self.task.running

    @property
    def phase(self) -> SessionPhase | None:
        """How far the session is, None before it and where the devices could not be read."""
        if self.task.ended:
            return SessionPhase.ENDED
        if self.task.status is not TaskStatus.EXECUTING or not self.statuses:
            return None
        return session_phase(self.statuses.values())


@dataclass(frozen=True)
class FuotaData:
    """The tasks by their id.

    `supported` is false for a gateway that has no FUOTA. `asked_at` is when the list was asked for,
    in seconds of the monotonic clock.
    """

    tasks: Mapping[int, TrackedTask]
    complete: bool
    supported: bool = True
    asked_at: float = 0.0

    @cached_property
    def newest(self) -> Mapping[str, TrackedTask]:
        """The newest task that has each device, by DevEUI."""
        return {
            dev_eui: tracked
            for _, tracked in sorted(self.tasks.items())
            for dev_eui in (*tracked.task.dev_euis, *tracked.statuses)
        }
