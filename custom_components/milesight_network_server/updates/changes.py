"""What happened to a FUOTA task between two looks at it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from mashumaro import DataClassDictMixin

from ..ns_api.fuota import TaskStatus
from ..ns_api.session_status import UpdateStatus, failed
from .events import FuotaEventType
from .identity import zone_shift
from .task_view import TrackedTask

_ENDED = (TaskStatus.SUCCEEDED, TaskStatus.FAILED)
_BEGUN = (TaskStatus.EXECUTING, *_ENDED)


@dataclass(frozen=True, kw_only=True)
class ReportedTask(DataClassDictMixin):
    """The state of a task as it was last reported in events. Never changed, only replaced.

    `created_at` distinguishes it from another task with its id. `outcomes` has the devices that
    succeeded or failed. `failed_before` has those of them that failed before the present run: the
    gateway may go on showing that for a while, so it is reported again only when the run ends with
    it, or after another status. `unread`: what is read next of its devices happened before anybody
    looked.
    """

    task_id: int
    created_at: datetime | None
    stopped_at: datetime | None = None
    status: TaskStatus | None = None
    outcomes: dict[str, UpdateStatus] = field(default_factory=dict)
    failed_before: frozenset[str] = frozenset()
    unread: bool = False

    @property
    def failures(self) -> dict[str, UpdateStatus]:
        """The devices that failed in the present run, and how."""
        return {
            dev_eui: outcome
            for dev_eui, outcome in self.outcomes.items()
            if failed(outcome) and dev_eui not in self.failed_before
        }


class Change(NamedTuple):
    """An event to be sent: of the task, or of one of its devices."""

    event_type: FuotaEventType
    dev_eui: str | None = None
    update_status: UpdateStatus | None = None


def as_known(tracked: TrackedTask) -> ReportedTask:
    """Return a task whose present state counts as reported."""
    task = tracked.task
    before_now = ReportedTask(
        task_id=task.task_id,
        created_at=task.created_at,
        unread=task.status in _BEGUN or bool(task.done_devices),
    )
    return changes(before_now, replace(tracked, awaited=False))[0]


def changes(
    reported: ReportedTask | None, tracked: TrackedTask
) -> tuple[ReportedTask, list[Change]]:
    """Return the state of a task that is then reported, and its changes in the order of events.

    The gateway keeps no history: a run that ended and was followed by another one between two
    looks is seen only by the other status, or the other `stopped_at`, that it left behind.
    """
    task = tracked.task
    shift = None if reported is None else zone_shift(reported.created_at, task.created_at)
    if reported is None or shift is None:
        reported, shift = (
            ReportedTask(task_id=task.task_id, created_at=task.created_at),
            timedelta(),
        )
    if task.status is None or tracked.awaited:
        # The end of a task is reported together with its devices.
        return reported, []
    new_run = _runs_anew(reported, tracked, shift)
    if new_run:
        reported = replace(
            reported, failed_before=reported.failed_before | reported.failures.keys()
        )
    found: list[Change] = []
    if task.status in _BEGUN and (new_run or reported.status not in _BEGUN):
        found.append(Change(FuotaEventType.TASK_STARTED))
    outcomes = dict(reported.outcomes)
    still_before = set(reported.failed_before)
    if tracked.statuses_read:
        of_devices = list(_device_changes(tracked, outcomes, still_before))
        found += [] if reported.unread else of_devices
    if task.ended and (new_run or reported.status not in _ENDED):
        succeeded = task.status is TaskStatus.SUCCEEDED
        found.append(
            Change(FuotaEventType.TASK_SUCCEEDED if succeeded else FuotaEventType.TASK_FAILED)
        )
    reported = replace(
        reported,
        created_at=task.created_at or reported.created_at,
        stopped_at=task.stopped_at,
        status=task.status,
        outcomes=outcomes,
        failed_before=frozenset(still_before),
        unread=reported.unread and not tracked.statuses_read,
    )
    return reported, found


def _runs_anew(reported: ReportedTask, tracked: TrackedTask, shift: timedelta) -> bool:
    """Whether the run that was last seen is over, and the task shows another one.

    `shift` is by how much all times moved because the gateway's time zone was changed.
    """
    task = tracked.task
    if reported.status not in _ENDED:
        return reported.status in _BEGUN and task.status not in _BEGUN
    return reported.status is not task.status or _differ(
        reported.stopped_at, task.stopped_at, shift
    )


def _device_changes(
    tracked: TrackedTask, outcomes: dict[str, UpdateStatus], failed_before: set[str]
) -> Iterator[Change]:
    """Yield which devices came to an outcome, and bring the outcomes up to date."""
    for dev_eui, status in tracked.statuses.items():
        if status is None:
            # A code without documentation is no outcome.
            continue
        if status is not UpdateStatus.COMPLETE and not failed(status):
            outcomes.pop(dev_eui, None)
            failed_before.discard(dev_eui)
        elif outcomes.get(dev_eui) is not status or (
            tracked.task.ended and dev_eui in failed_before
        ):
            outcomes[dev_eui] = status
            failed_before.discard(dev_eui)
            yield Change(
                FuotaEventType.DEVICE_FAILED if failed(status) else FuotaEventType.DEVICE_SUCCEEDED,
                dev_eui,
                status,
            )


def _differ(before: datetime | None, now: datetime | None, shift: timedelta) -> bool:
    """Whether two times differ for certain; with and without a zone can't be compared."""
    if before is None or now is None or (before.tzinfo is None) is not (now.tzinfo is None):
        return False
    return now - before not in (shift, timedelta())
