"""Asks a gateway once a day which firmware its devices run, and what Milesight offers for it."""

import asyncio
from datetime import UTC, datetime, timedelta
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..const import CONF_DATA_CENTER, DEFAULT_DATA_CENTER, LOGGER
from ..coordinator import DeviceCoordinator
from ..ns_api.errors import (
    LineError,
    NsApiError,
    RefusedError,
    ReturnCode,
    is_unknown_call,
)
from ..ns_api.firmware.official import rows_of_offered
from ..ns_api.firmware.survey import FirmwareSurvey
from ..ns_api.moment import zoned
from .firmware_inventory import FirmwareInventory
from .firmware_questions import FirmwareQuestions
from .remembered_firmware import RememberedFirmware, firmware_store
from .tasks import FuotaCoordinator

CHECK_INTERVAL: Final = timedelta(days=1)
# When to try again what failed, or a gateway without internet.
RETRY_INTERVAL: Final = timedelta(hours=1)
# A check that came due while Home Assistant was off does not add to the rush of a start.
START_DELAY: Final = timedelta(minutes=5)


class FirmwareCheck:
    """Asks once a day, sooner after a failure, and keeps the result across restarts."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        survey: FirmwareSurvey,
        inventory: FirmwareInventory,
        devices: DeviceCoordinator,
        fuota: FuotaCoordinator,
    ) -> None:
        """Ask through `survey` about `devices`; `fuota` shows whether the gateway has FUOTA."""
        self._hass = hass
        self._entry = entry
        self._survey = survey
        self._inventory = inventory
        self._devices = devices
        self._fuota = fuota
        self._data_center: str = entry.options.get(CONF_DATA_CENTER, DEFAULT_DATA_CENTER)
        self._timer: CALLBACK_TYPE | None = None
        # Held while a check is under way.
        self._checking = asyncio.Lock()
        # Whether a check is to be made up for as soon as the gateway answers.
        self._cut_short = False
        self._is_failure_logged = False
        self._is_stopped = False
        # Whether the list of tasks showed last that the gateway has FUOTA, as far as is known.
        self._has_fuota = True
        self.questions = FirmwareQuestions(survey, inventory, devices)
        self.store = firmware_store(hass, entry.entry_id)
        # When the next check is due, None while nothing has been found out.
        self.due_at: datetime | None = None
        # The ids of firmware tasks after whose end devices are still to be asked for.
        self.followed_tasks: set[int] = set()
        inventory.to_keep.async_listen(self._async_save_soon)

    async def async_load(self) -> None:
        """Read the result of the last check from disk. A file that is damaged counts as none."""
        remembered = RememberedFirmware.read(await self.store.async_read())
        if remembered is None:
            return
        self.followed_tasks = set(remembered.followed_tasks)
        if remembered.data_center == self._data_center:
            self.due_at = zoned(remembered.due_at, UTC)
        self._inventory.async_restore(remembered)

    @callback
    def async_start(self) -> None:
        """Check when it is due: at once if no result was kept."""
        entry = self._entry
        self._async_tasks_read()
        entry.async_on_unload(self._devices.async_add_listener(self._async_devices_read))
        entry.async_on_unload(self._fuota.async_add_listener(self._async_tasks_read))
        entry.async_on_unload(self.store.close)
        entry.async_on_unload(self._async_stop)
        if self.due_at is None:
            self._schedule(CHECK_INTERVAL)
            self.async_check_soon()
            return
        # What is due a year from now was kept while the clock was wrong.
        wait = min(max(self.due_at - dt_util.utcnow(), START_DELAY), CHECK_INTERVAL)
        self.due_at = dt_util.utcnow() + wait
        self._schedule(wait)

    @callback
    def async_check_soon(self) -> None:
        """Check in the background: now, or when the gateway is back."""
        if self._checking.locked():
            return
        if not self._devices.gateway_answers:
            self._cut_short = True
            return
        self._entry.async_create_background_task(
            self._hass, self.async_check(), f"{self._entry.title} check of firmware"
        )

    async def async_check(self) -> None:
        """Check now, and plan the next check. What fails is logged, never raised."""
        async with self._checking:
            self._cancel_timer()
            again, self._cut_short = RETRY_INTERVAL, False
            try:
                again = await self._async_check()
            finally:
                if not self._is_stopped:
                    self.due_at = dt_util.utcnow() + again
                    self._schedule(again)
            if not self._cut_short:
                await self._async_save()
        await self._inventory.steps.async_wait()

    @callback
    def async_follow_tasks(self, task_ids: set[int]) -> None:
        """Keep after which tasks devices are still to be asked for."""
        if task_ids != self.followed_tasks:
            self.followed_tasks = task_ids
            self._async_save_soon()

    async def _async_check(self) -> timedelta:
        """Ask for everything, and return when to ask again."""
        inventory = self._inventory
        try:
            await self.questions.async_ask_all(self._data_center)
        except RefusedError as err:
            if err.reason is ReturnCode.OFFICIAL_FIRMWARE_UNAVAILABLE:
                inventory.async_update(inventory.items, known=False)
                return RETRY_INTERVAL
            if is_unknown_call(err):
                self._survey.forget(set(self._survey.reported))
                inventory.async_update(inventory.items, known=False, supported=False)
                return CHECK_INTERVAL
            return self._failed(err)
        except LineError as err:
            if not self.questions.is_hopeless(err):
                return self._failed(err)
            # The poll of devices reports that; the check is made up for when the gateway is back.
            self._cut_short = True
            return RETRY_INTERVAL
        self._is_failure_logged = False
        return CHECK_INTERVAL

    def _failed(self, err: NsApiError) -> timedelta:
        """Log a failure once, until a check comes to its end, and return when to ask again.

        It says nothing new where the list of tasks showed already that the gateway has no FUOTA.
        What was known stays, since the failure may be passing.
        """
        inventory, tasks = self._inventory, self._fuota.data
        if tasks is not None and not tasks.supported:
            inventory.async_update(inventory.items, known=False, supported=False)
            return CHECK_INTERVAL
        level = logging.DEBUG if self._is_failure_logged else logging.WARNING
        LOGGER.log(level, "%s: no news of official firmware: %s", self._entry.title, err)
        self._is_failure_logged = True
        return RETRY_INTERVAL

    @callback
    def _async_devices_read(self) -> None:
        """Make up for a check that was cut short."""
        if self._cut_short and self._devices.gateway_answers:
            self.async_check_soon()

    @callback
    def _async_tasks_read(self) -> None:
        """Check a gateway that turns out to have FUOTA: its firmware is newer, or it was silent."""
        tasks = self._fuota.data
        had_fuota, self._has_fuota = self._has_fuota, tasks is None or tasks.supported
        if self._has_fuota and not had_fuota:
            self.async_check_soon()

    @callback
    def _schedule(self, wait: timedelta) -> None:
        """Check after so long, unless a person has switched off polling for the gateway."""
        self._cancel_timer()
        if not self._entry.pref_disable_polling:
            due = HassJob(self._async_due, "check of firmware", cancel_on_shutdown=True)
            self._timer = async_call_later(self._hass, wait, due)

    @callback
    def _async_due(self, _now: datetime) -> None:
        self._timer = None
        self.async_check_soon()

    @callback
    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer()
            self._timer = None

    @callback
    def _async_stop(self) -> None:
        self._is_stopped = True
        self._cancel_timer()

    @callback
    def _async_save_soon(self) -> None:
        self._entry.async_create_task(
            self._hass, self._async_save(), f"{self._entry.title} firmware kept"
        )

    async def _async_save(self) -> None:
        if self.due_at is None:
            # Nothing was found out yet: the next start is to ask at once.
            return
        survey, inventory = self._survey, self._inventory
        remembered = RememberedFirmware(
            due_at=self.due_at,
            checked_at=inventory.data.checked_at,
            data_center=self._data_center,
            known=inventory.data.known,
            reported=survey.reported,
            spoken=inventory.spoken,
            offered={model: rows_of_offered(offered) for model, offered in survey.offered.items()},
            followed_tasks=sorted(self.followed_tasks),
        )
        await self.store.async_save(remembered.to_dict())
