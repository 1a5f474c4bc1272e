"""Polls the FUOTA tasks: closely while one is at work, seldom otherwise."""

from collections.abc import Collection, Hashable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.util.dt import utcnow

from .const import (
    CONF_FUOTA_INTERVAL,
    DEFAULT_FUOTA_INTERVAL,
    FUOTA_START_MARGIN,
    IDLE_FUOTA_INTERVAL,
    LOGGER,
    PROVISIONING_INTERVAL,
)
from .coordinator import DeviceCoordinator, SubjectCoordinator
from .ns_api.errors import NoAnswerError, NsApiError, RefusedError, is_unknown_call
from .ns_api.estimate import estimate
from .ns_api.firmware import same_official_firmware
from .ns_api.fuota import FuotaTask, OfficialFirmware, TaskStatus
from .ns_api.gateway import Gateway
from .ns_api.moment import zoned
from .ns_api.session_status import (
    SessionPhase,
    UpdateStatus,
    failed,
    session_phase,
    update_status,
)
from .update_settings import update_settings

if TYPE_CHECKING:
    from .runtime import MilesightConfigEntry


@dataclass(frozen=True)
class TrackedTask:
    """A task with what was worked out about it. All times have a zone.

    `statuses` tells how the update goes for each device, None where that is not documented; it is
    empty where the devices could not be read. `statuses_read` is false where it is only what was
    known before, or goes without saying.
    """

    task: FuotaTask
    starts: datetime | None
    ends: datetime | None
    statuses: Mapping[str, UpdateStatus | None] = field(default_factory=dict)
    statuses_read: bool = False

    @property
    def failed_devices(self) -> int | None:
        """How many devices failed, None where that could not be read."""
        if self.task.dev_euis and not self.statuses:
            return None
        return sum(failed(status) for status in self.statuses.values())

    @property
    def under_way(self) -> bool:
        """Whether the task is at work, or about to be."""
        if self.task.status is TaskStatus.PENDING:
            return self.starts is not None and self.starts - utcnow() <= FUOTA_START_MARGIN
        return self.task.running

    @property
    def phase(self) -> SessionPhase | None:
        """How far the session is, None before it and where the devices could not be read."""
        if self.task.ended:
            return SessionPhase.ENDED
        if self.task.status is not TaskStatus.EXECUTING or not self.statuses:
            return None
        return session_phase(self.statuses.values())


# FUOTA came with 56.0.0.6 and 60.0.0.45. Earlier firmware says that it does not know these calls,
# or something that may mean the same: 12 is "unimplemented" of the server behind it.
_MAY_BE_UNKNOWN: Final = (2, 5, 12)
# How often a gateway is asked for tasks that does not even answer.
_SILENT_INTERVAL: Final = timedelta(hours=1)


@dataclass(frozen=True)
class FuotaData:
    """The tasks by their id. `supported` is false for a gateway that has no FUOTA."""

    tasks: dict[int, TrackedTask]
    complete: bool
    supported: bool = True

    @cached_property
    def newest(self) -> Mapping[str, TrackedTask]:
        """The newest task that has each device, by DevEUI."""
        return {
            dev_eui: tracked
            for _, tracked in sorted(self.tasks.items())
            for dev_eui in (*tracked.task.dev_euis, *tracked.statuses)
        }


class FuotaCoordinator(SubjectCoordinator[int, TrackedTask, FuotaData]):
    """Polls the tasks and works out when each ends."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MilesightConfigEntry,
        gateway: Gateway,
        time_zone: tzinfo,
        devices: DeviceCoordinator,
    ) -> None:
        """Take the zone of times that have none, and the devices, which tell whether it answers."""
        super().__init__(hass, entry, gateway, "firmware tasks", IDLE_FUOTA_INTERVAL)
        self._time_zone = time_zone
        self._devices = devices
        # Whether the gateway has ever listed its tasks.
        self._has_listed = False
        # When a task was first seen executing, if it was seen before it did.
        self._executing_since: dict[int, datetime] = {}
        # The official firmware of a task, and its size.
        self._sizes: dict[int, tuple[OfficialFirmware, int | None]] = {}
        # When the size of a task's firmware was last looked for in vain.
        self._sought: dict[int, datetime] = {}
        # Tasks of whose devices not all were in the list.
        self._partly_read: set[int] = set()

    @property
    @override
    def items(self) -> Mapping[int, TrackedTask]:
        """Tasks by their id."""
        return self.data.tasks if self.data else {}

    @property
    @override
    def complete(self) -> bool:
        """Whether the last list was complete."""
        return self.data.complete

    @override
    async def _async_read(self) -> FuotaData:
        try:
            listing = await self.gateway.list_fuota_tasks()
        except (RefusedError, NoAnswerError) as err:
            if not self._is_without_fuota(err):
                raise
            silent = isinstance(err, NoAnswerError)
            self.update_interval = _SILENT_INTERVAL if silent else IDLE_FUOTA_INTERVAL
            # It may have tasks all the same: nothing is removed.
            return FuotaData(dict(self.items), complete=False, supported=False)
        self._has_listed = True
        now = utcnow()
        known = self.items
        tasks: dict[int, TrackedTask] = {}
        for task_id, task in listing.items.items():
            before = known.get(task_id)
            if (
                task.status is TaskStatus.EXECUTING
                and before
                and before.task.status is not TaskStatus.EXECUTING
            ):
                self._executing_since[task_id] = now
            ends = await self._ends(task, now)
            statuses, statuses_read = await self._statuses(task, before)
            starts = zoned(task.started_at, self._time_zone)
            tracked = TrackedTask(task, starts, ends, statuses, statuses_read)
            tasks[task_id] = before if before == tracked else tracked
        if not listing.complete:
            tasks = {**known, **tasks}
        self._forget_all_but(tasks)
        self.update_interval = self._next_interval(tasks)
        return FuotaData(tasks, listing.complete)

    def _is_without_fuota(self, err: NsApiError) -> bool:
        """Whether a failure means that the gateway has no FUOTA, rather than none just now.

        A code that may mean something else, and silence, count only for a gateway that has never
        listed its tasks, and answers otherwise.
        """
        if is_unknown_call(err):
            return True
        if self._has_listed or not self._devices.gateway_answers:
            return False
        return isinstance(err, NoAnswerError) or (
            isinstance(err, RefusedError) and err.code in _MAY_BE_UNKNOWN
        )

    async def _statuses(
        self, task: FuotaTask, before: TrackedTask | None
    ) -> tuple[Mapping[str, UpdateStatus | None], bool]:
        """Return how the update goes for each device of a task, and whether that was read.

        Read while the task executes, and once more when it has ended. A read that fails costs only
        the news: the next poll tries again.
        """
        known = before.statuses if before is not None else {}
        if not task.ended and task.status is not TaskStatus.EXECUTING:
            # One that is retried goes on without those that are done.
            complete, waiting = UpdateStatus.COMPLETE, UpdateStatus.NOT_STARTED
            retried = bool(task.done_devices)
            return {
                dev_eui: complete if retried and known.get(dev_eui) is complete else waiting
                for dev_eui in task.dev_euis
            }, False
        if (
            task.ended
            and before is not None
            and before.task is task
            and before.statuses_read
            and task.task_id not in self._partly_read
        ):
            return known, True
        try:
            devices = await self.gateway.list_fuota_task_devices(task.task_id)
        except NsApiError as err:
            LOGGER.debug("Devices of task %s not read: %s", task.task_id, err)
            return known, False
        if devices.complete:
            self._partly_read.discard(task.task_id)
        else:
            self._partly_read.add(task.task_id)
        return {eui: update_status(device) for eui, device in devices.items.items()}, True

    @override
    def concerned(self, told: Mapping[int, TrackedTask], changed: Collection[int]) -> Set[Hashable]:
        """Return the devices of the tasks that changed: their `update_status` may have, too."""
        tasks = (known.get(task_id) for known in (told, self.items) for task_id in changed)
        return {eui for tracked in tasks if tracked is not None for eui in tracked.statuses}

    def device_status(self, dev_eui: str) -> UpdateStatus | None:
        """Return how the newest task that has the device goes for it, `NONE` without a task."""
        newest = self.newest_task(dev_eui)
        return UpdateStatus.NONE if newest is None else newest.statuses.get(dev_eui)

    def newest_task(self, dev_eui: str) -> TrackedTask | None:
        """Return the newest task that has the device."""
        return self.data.newest.get(dev_eui) if self.data else None

    @property
    def under_way(self) -> TrackedTask | None:
        """A task that is at work, or about to be; two sessions at once disturb each other."""
        return next((one for one in self.items.values() if one.under_way), None)

    async def _ends(self, task: FuotaTask, now: datetime) -> datetime | None:
        """Return when the task ended, or is expected to.

        None where that can't be said: the size of the firmware is not known, or the expected end
        has passed and the task goes on.
        """
        if task.ended:
            return zoned(task.stopped_at or task.updated_at, self._time_zone)
        starts = self._executing_since.get(task.task_id) or zoned(task.started_at, self._time_zone)
        duration = await self._duration(task)
        if starts is None or duration is None:
            return None
        ends = starts + duration
        return ends if ends > now else None

    async def _duration(self, task: FuotaTask) -> timedelta | None:
        size = await self._firmware_size(task)
        try:
            sending = estimate(
                size or 0,
                task.fragment_size or 0,
                task.fragment_interval or 0,
                task.fragment_redundancy or 0,
            ).sending_time
        except ValueError:
            return None
        return sending + update_settings(self.config_entry).allowance

    async def _firmware_size(self, task: FuotaTask) -> int | None:
        """Return the size of a task's firmware in bytes, None where it can't be known.

        The list of tasks gives official firmware a size of 0: it is looked up once by 6.10. An own
        file's size is not told at all. What could not be looked up is tried again later.
        """
        firmware = task.official_firmware_info
        if firmware is None:
            return None
        if firmware.size:
            return firmware.size
        if not task.is_official_firmware or not firmware.model:
            return None
        sought = self._sought.get(task.task_id)
        if sought is not None and utcnow() - sought < PROVISIONING_INTERVAL:
            return None
        known = self._sizes.get(task.task_id)
        if known is None or known[0] != firmware:
            try:
                offered = await self.gateway.list_official_firmware(firmware.model)
            except NsApiError as err:
                LOGGER.debug("Size of the firmware of task %s not known: %s", task.task_id, err)
                self._sought[task.task_id] = utcnow()
                return None
            sizes = {one.size for one in same_official_firmware(offered, firmware)}
            known = self._sizes[task.task_id] = firmware, sizes.pop() if len(sizes) == 1 else None
        return known[1]

    def _forget_all_but(self, tasks: Mapping[int, TrackedTask]) -> None:
        remembered: dict[int, Any]
        for remembered in (self._executing_since, self._sizes, self._sought):
            for task_id in remembered.keys() - tasks.keys():
                del remembered[task_id]
        self._partly_read &= tasks.keys()

    def _next_interval(self, tasks: Mapping[int, TrackedTask]) -> timedelta:
        if not any(tracked.under_way for tracked in tasks.values()):
            return IDLE_FUOTA_INTERVAL
        seconds = self.config_entry.options.get(CONF_FUOTA_INTERVAL, DEFAULT_FUOTA_INTERVAL)
        return timedelta(seconds=seconds)
