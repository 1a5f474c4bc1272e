"""Which tasks failed, and which of their devices still need somebody."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from ..ns_api.firmware.official import same_version
from ..ns_api.fuota import TaskStatus
from ..ns_api.session_status import UpdateStatus
from .task_view import FuotaData, TrackedTask

# Of what failed before the gateway was added, only this is news.
LOOK_BACK: Final = timedelta(days=7)
_MAY_HAVE_SUCCEEDED: Final = (UpdateStatus.UPGRADE_TIMEOUT, UpdateStatus.REPORT_TIMEOUT)


def has_failed(tracked: TrackedTask) -> bool:
    """Whether a task failed, or succeeded without some of its devices."""
    return tracked.task.status is TaskStatus.FAILED or (
        tracked.task.ended and bool(tracked.failed_devices)
    )


class Reports(Protocol):
    """The report of a device."""

    @property
    def firmware_version(self) -> str | None:
        """The version that it runs, None where it is unknown."""


@dataclass(frozen=True)
class Estate:
    """The gateway's tasks, its devices, and their reports by DevEUI."""

    data: FuotaData
    devices: Container[str]
    reported: Mapping[str, Reports]


def unresolved(tracked: TrackedTask, estate: Estate) -> list[str]:
    """Return the devices of a failed task that still need somebody.

    A device with a newer task, one that runs the firmware after all, and one that is gone do not.
    Where the gateway lists no device that failed, all devices of the task count.
    """
    meant = list(tracked.failures) or tracked.task.dev_euis
    newest = estate.data.newest
    return [
        eui
        for eui in meant
        if eui in estate.devices and newest.get(eui) is tracked and not _runs(tracked, eui, estate)
    ]


def _runs(tracked: TrackedTask, dev_eui: str, estate: Estate) -> bool:
    """Whether a device reports the firmware of the task after all, only later than expected."""
    if tracked.failures.get(dev_eui) not in _MAY_HAVE_SUCCEEDED:
        return False
    wanted, reports = tracked.firmware_version, estate.reported.get(dev_eui)
    runs = None if reports is None else reports.firmware_version
    return bool(wanted and runs) and same_version(runs, wanted)


def failures_to_report(estate: Estate, added: datetime) -> dict[int, TrackedTask]:
    """Return the tasks that ended with failures, by their id.

    Left out is what ended more than `LOOK_BACK` before the gateway was added, and what nobody can
    mend any more: all the devices that failed have a newer task, run the firmware after all, or are
    gone from the gateway.
    """
    since = added - LOOK_BACK
    return {
        task_id: tracked
        for task_id, tracked in estate.data.tasks.items()
        if has_failed(tracked)
        and (tracked.ends is None or tracked.ends >= since)
        and unresolved(tracked, estate)
    }
