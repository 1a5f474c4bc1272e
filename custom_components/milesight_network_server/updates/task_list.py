"""Reads the FUOTA tasks, and works out the state of their devices and when each ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
import logging
from typing import Final

from ..ns_api.errors import NsApiError, RefusedError
from ..ns_api.firmware.named import same_official_firmware
from ..ns_api.fuota import FuotaTask, OfficialFirmware, TaskStatus
from ..ns_api.gateway import Gateway
from ..ns_api.listing import Listing
from ..ns_api.moment import zoned
from ..ns_api.session_plan import estimate
from ..ns_api.session_status import UpdateStatus, update_status
from .clock import Clock
from .identity import TaskMark
from .task_view import FuotaData, TrackedTask

_LOGGER: Final = logging.getLogger(__name__)

# In one poll, the devices of so many tasks are read; those of others in the background.
TASKS_AT_ONCE: Final = 3
# When the size of a firmware that could not be looked up is asked for again, in seconds.
_SIZE_AGAIN: Final = 900.0


@dataclass
class _Beside:
    """What is remembered of a task beside its row.

    `executing_since` is when it began to execute, if it was seen before it did. `size` is that of
    its official firmware `size_of`, `sought` when that was last asked for in vain (monotonic).
    `partly`: not all of its devices were in their list; `asked_at` when they were last
    asked for after its end, if ever (monotonic).
    """

    executing_since: datetime | None = None
    size: int | None = None
    size_of: OfficialFirmware | None = None
    sought: float | None = None
    partly: bool = False
    asked_at: float | None = None


class TaskReader:
    """Reads the list of tasks (6.2), the devices of each (6.7), and sizes of firmware (6.10).

    A task that a list lacks is only gone if a second list, asked for at once, lacks it too. What a
    poll costs is bounded: few tasks are asked for their devices, and none after one did not answer.
    """

    def __init__(
        self,
        gateway: Gateway,
        time_zone: tzinfo,
        clock: Clock,
        allowance: Callable[[], timedelta],
    ) -> None:
        """`time_zone` is that of times without one; `allowance` is for a task beside sending."""
        self._gateway = gateway
        self._time_zone = time_zone
        self._clock = clock
        self._allowance = allowance
        self._known: Mapping[int, TrackedTask] = {}
        self._beside: dict[int, _Beside] = {}
        # Ended tasks whose devices are yet to be read, and whether this poll has asked in vain.
        self._unread: list[int] = []
        self._in_vain = False
        self._asked = 0
        # Whether the tasks were ever read: those of the first list are not new.
        self._has_read = False

    async def read(self) -> FuotaData:
        """Return the tasks. Raises what the API's client raises where the list can't be read."""
        asked_at = self._clock.monotonic()
        listing = await self._list()
        self._in_vain, self._asked = False, 0
        tasks: dict[int, TrackedTask] = {}
        for task_id, task in listing.items.items():
            before = self._known.get(task_id)
            if before is None or not _is_same(before.task, task):
                # The gateway may have reused its id.
                before, self._beside[task_id] = None, _Beside()
            tasks[task_id] = await self._tracked(task, self._beside[task_id], before)
        if not listing.complete:
            tasks = {**self._known, **tasks}
        self._beside = {key: one for key, one in self._beside.items() if key in tasks}
        self._unread = self._to_be_asked(tasks)
        vanished = {
            key: one for key, one in self._known.items() if key not in tasks and not one.task.ended
        }
        self._known, self._has_read = tasks, True
        return FuotaData(tasks, listing.complete, asked_at=asked_at, vanished=vanished)

    def _to_be_asked(self, tasks: Mapping[int, TrackedTask]) -> list[int]:
        """Return the ended tasks whose devices are yet to be read, the newest first.

        Of those that were asked for in vain, a few at each poll: the longest ago first.
        """
        unread = [
            key
            for key, one in sorted(tasks.items(), reverse=True)
            if one.task.ended and (not one.statuses_read or self._beside[key].partly)
        ]
        asked = {key: at for key in unread if (at := self._beside[key].asked_at) is not None}
        again = sorted(asked, key=asked.__getitem__)[:TASKS_AT_ONCE]
        return [key for key in unread if key not in asked] + again

    async def _list(self) -> Listing[int, FuotaTask]:
        """Read the list; a second time at once where it lacks what the last one had.

        So is the very first one if it is empty: there is none to compare it with.
        """
        first = await self._gateway.list_fuota_tasks()
        lacks = not first.items.keys() >= self._known.keys()
        is_doubtful = not (first.items or self._has_read)
        if not first.complete or not (lacks or is_doubtful):
            return first
        second = await self._gateway.list_fuota_tasks()
        complete = second.complete and second.items.keys() >= first.items.keys()
        return replace(second, items={**first.items, **second.items}, complete=complete)

    @property
    def has_unread(self) -> bool:
        """Whether there are ended tasks whose devices are yet to be read."""
        return bool(self._unread)

    async def read_ended(self, data: FuotaData) -> FuotaData | None:
        """Read the devices of a few ended tasks, beside the polls.

        Returns the tasks with what is new, None where nothing is. Polls must not be made meanwhile.
        """
        self._in_vain = False
        tasks = dict(data.tasks)
        now, self._unread = self._unread[:TASKS_AT_ONCE], self._unread[TASKS_AT_ONCE:]
        news = False
        for task_id in now:
            before = tasks.get(task_id)
            beside = self._beside.get(task_id)
            if before is None or beside is None:
                continue
            statuses = await self._read_devices(before.task, beside)
            if statuses is not None:
                tasks[task_id] = replace(
                    before, statuses=statuses, statuses_read=True, awaited=False
                )
            elif before.awaited:
                tasks[task_id] = replace(before, awaited=False)
            news = news or tasks[task_id] is not before
            if self._in_vain:
                # Continued after the next poll.
                self._unread = []
                for one in self._beside.values():
                    one.asked_at = beside.asked_at
                tasks = {key: _not_awaited(one) for key, one in tasks.items()}
                break
        if not news:
            return None
        self._known = tasks
        return replace(data, tasks=tasks)

    async def _tracked(
        self, task: FuotaTask, beside: _Beside, before: TrackedTask | None
    ) -> TrackedTask:
        now = self._clock.now()
        if task.status is not TaskStatus.EXECUTING:
            beside.executing_since = None
        elif before is not None and before.task.status is not TaskStatus.EXECUTING:
            beside.executing_since = now
        starts = zoned(task.started_at, self._time_zone)
        duration = None
        if task.ended:
            ends = zoned(task.stopped_at or task.updated_at, self._time_zone)
        else:
            duration = await self._duration(task, beside)
            begun = beside.executing_since or starts
            ends = None if begun is None or duration is None else begun + duration
            if ends is not None and ends <= now:
                # The expected end has passed, and the task goes on.
                ends = None
        if not task.ended:
            beside.asked_at = None
        statuses, statuses_read = await self._statuses(task, beside, before)
        awaited = task.ended and not statuses_read and beside.asked_at is None
        tracked = TrackedTask(task, starts, ends, statuses, statuses_read, duration, awaited)
        return before if before is not None and before == tracked else tracked

    async def _statuses(
        self, task: FuotaTask, beside: _Beside, before: TrackedTask | None
    ) -> tuple[Mapping[str, UpdateStatus | None], bool]:
        """Return the status of each device of a task, and whether that was read.

        Read while the task executes, and once more when it has ended. After a failed
        read the known status stays, and the next poll tries again.
        """
        known = before.statuses if before is not None else {}
        if not task.ended and task.status is not TaskStatus.EXECUTING:
            # A retried task goes on without the devices that are done.
            complete, waiting = UpdateStatus.COMPLETE, UpdateStatus.NOT_STARTED
            retried = bool(task.done_devices)
            return {
                dev_eui: complete if retried and known.get(dev_eui) is complete else waiting
                for dev_eui in task.dev_euis
            }, False
        if task.ended and before is not None and before.task is task and before.statuses_read:
            return known, True
        is_news = self._has_read if before is None else before.task is not task
        if self._asked >= TASKS_AT_ONCE or (task.ended and not is_news):
            return known, False
        self._asked += 1
        statuses = await self._read_devices(task, beside)
        return (known, False) if statuses is None else (statuses, True)

    async def _read_devices(
        self, task: FuotaTask, beside: _Beside
    ) -> Mapping[str, UpdateStatus | None] | None:
        """Return the status of each device (6.7), None where it can't be read now."""
        beside.asked_at = self._clock.monotonic()
        if self._in_vain:
            return None
        try:
            devices = await self._gateway.list_fuota_task_devices(task.task_id, once=True)
        except NsApiError as err:
            self._in_vain = not isinstance(err, RefusedError)
            _LOGGER.debug("Devices of task %s not read: %s", task.task_id, err)
            return None
        beside.partly = not devices.complete
        return {eui: update_status(device) for eui, device in devices.items.items()}

    async def _duration(self, task: FuotaTask, beside: _Beside) -> timedelta | None:
        size = await self._firmware_size(task, beside)
        try:
            sending = estimate(
                size or 0,
                task.fragment_size or 0,
                task.fragment_interval or 0,
                task.fragment_redundancy or 0,
            ).sending_time
        except ValueError:
            return None
        return sending + self._allowance()

    async def _firmware_size(self, task: FuotaTask, beside: _Beside) -> int | None:
        """Return the size of a task's firmware in bytes, None where it is unknown.

        The list of tasks gives official firmware a size of 0: it is looked up once by 6.10. An own
        file has no size there. After a failure, it is looked up again later.
        """
        firmware = task.official_firmware_info
        if firmware is None or firmware.size:
            return firmware.size if firmware is not None else None
        if not task.is_official_firmware or not firmware.model or beside.size_of == firmware:
            return beside.size
        now = self._clock.monotonic()
        if self._in_vain or (beside.sought is not None and now - beside.sought < _SIZE_AGAIN):
            return None
        try:
            offered = await self._gateway.list_official_firmware(firmware.model)
        except NsApiError as err:
            _LOGGER.debug("Size of the firmware of task %s not known: %s", task.task_id, err)
            beside.sought, self._in_vain = now, not isinstance(err, RefusedError)
            return None
        sizes = {one.size for one in same_official_firmware(offered, firmware)}
        beside.size, beside.size_of = sizes.pop() if len(sizes) == 1 else None, firmware
        return beside.size


def _is_same(before: FuotaTask, now: FuotaTask) -> bool:
    """Whether a task is the one that was listed before. An unchanged row is the same object."""
    return now is before or TaskMark.of(before).is_of(now)


def _not_awaited(tracked: TrackedTask) -> TrackedTask:
    return replace(tracked, awaited=False) if tracked.awaited else tracked
