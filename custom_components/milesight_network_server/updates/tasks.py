"""Polls the FUOTA tasks: closely while one is at work, seldom otherwise."""

import asyncio
from collections.abc import Collection, Hashable, Mapping, Set
from datetime import timedelta, tzinfo
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_FUOTA_INTERVAL, DEFAULT_FUOTA_INTERVAL, IDLE_FUOTA_INTERVAL
from ..coordinator import DeviceCoordinator, SubjectCoordinator
from ..ns_api.errors import NoAnswerError, NsApiError, RefusedError, is_unknown_call
from ..ns_api.gateway import Gateway
from ..ns_api.session_status import UpdateStatus
from .clock import Clock
from .settings import update_settings
from .task_list import TaskReader
from .task_view import FuotaData, TrackedTask

# FUOTA came with 56.0.0.6 and 60.0.0.45. Earlier firmware says that it does not know these calls,
# or something that may mean the same: 12 is "unimplemented" of the server behind it.
_MAY_BE_UNKNOWN: Final = (2, 5, 12)
# How often a gateway is asked for tasks that gave no answer. Before that it is asked once
# more soon: the first answer may be lost in the rush of a start.
_SILENT_INTERVAL: Final = timedelta(hours=1)
_SECOND_TIME: Final = timedelta(minutes=1)


class FuotaCoordinator(SubjectCoordinator[int, TrackedTask, FuotaData]):
    """Polls the tasks, and reads the devices of ended ones in the background."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gateway: Gateway,
        time_zone: tzinfo,
        devices: DeviceCoordinator,
        clock: Clock,
    ) -> None:
        """`time_zone` is that of times without one; `devices` shows whether the gateway answers."""
        super().__init__(hass, entry, gateway, "firmware tasks", IDLE_FUOTA_INTERVAL)
        self._devices = devices
        self._clock = clock
        self._reader = TaskReader(
            gateway, time_zone, clock, lambda: update_settings(entry.options).allowance
        )
        # Held by a poll, or by the reading of devices beside it.
        self._reading = asyncio.Lock()
        self._is_reading_ended = False
        # Whether the gateway has ever listed its tasks.
        self._has_listed = False
        # Whether the last question for them was not answered.
        self._was_silent = False

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

    @property
    def gateway_answers(self) -> bool:
        """Whether the gateway answered the last poll of the tasks, or of its devices."""
        cause = self.last_exception.__cause__ if self.last_exception else None
        return isinstance(cause, RefusedError) or self._devices.gateway_answers

    @override
    async def _async_read(self) -> FuotaData:
        async with self._reading:
            try:
                data = await self._reader.read()
            except (RefusedError, NoAnswerError) as err:
                if not self._is_without_fuota(err):
                    raise
                silent = isinstance(err, NoAnswerError)
                interval = _SILENT_INTERVAL if self._was_silent else _SECOND_TIME
                self.update_interval = interval if silent else IDLE_FUOTA_INTERVAL
                self._was_silent = silent
                # It may have tasks nevertheless: nothing is removed.
                return FuotaData(dict(self.items), complete=False, supported=False)
        self._has_listed = True
        self.update_interval = self._next_interval(data.tasks)
        self._read_ended()
        return data

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

    @callback
    def _read_ended(self) -> None:
        """Read the devices of ended tasks in the background: there may be hundreds of tasks."""
        if self._reader.has_unread and not self._is_reading_ended:
            self._is_reading_ended = True
            self.config_entry.async_create_background_task(
                self.hass,
                self._async_read_ended(),
                f"{self.name} that have ended",
                # Listeners are to hear of the poll first.
                eager_start=False,
            )

    async def _async_read_ended(self) -> None:
        try:
            while self._reader.has_unread:
                async with self._reading:
                    news = await self._reader.read_ended(self.data) if self.data else None
                if news is not None:
                    self.data = news
                    self.async_update_listeners()
        finally:
            self._is_reading_ended = False

    @override
    def concerned(
        self, before: Mapping[int, TrackedTask], changed: Collection[int]
    ) -> Set[Hashable]:
        """Return the devices of the tasks that changed: their `update_status` may have, too."""
        tasks = (known.get(task_id) for known in (before, self.items) for task_id in changed)
        return {eui for tracked in tasks if tracked is not None for eui in tracked.statuses}

    def device_status(self, dev_eui: str) -> UpdateStatus | None:
        """Return the device's status in the newest task that has it, `NONE` without a task."""
        newest = self.newest_task(dev_eui)
        return UpdateStatus.NONE if newest is None else newest.statuses.get(dev_eui)

    def newest_task(self, dev_eui: str) -> TrackedTask | None:
        """Return the newest task that has the device."""
        return self.data.newest.get(dev_eui) if self.data else None

    def is_under_way(self, tracked: TrackedTask) -> bool:
        """Whether a task runs or is about to."""
        return tracked.is_under_way(self._clock.now())

    def _next_interval(self, tasks: Mapping[int, TrackedTask]) -> timedelta:
        if not any(map(self.is_under_way, tasks.values())):
            return IDLE_FUOTA_INTERVAL
        seconds = self.config_entry.options.get(CONF_FUOTA_INTERVAL, DEFAULT_FUOTA_INTERVAL)
        return timedelta(seconds=seconds)
