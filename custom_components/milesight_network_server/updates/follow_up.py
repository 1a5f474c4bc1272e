"""Asks for the firmware of devices after a firmware task, and when devices were added."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..coordinator import DeviceCoordinator
from ..ns_api.fuota import FuotaTask
from .firmware_check import FirmwareCheck
from .firmware_inventory import FirmwareInventory
from .tasks import FuotaCoordinator

# Devices restart after an update, and then report what they run.
REPORT_DELAY: Final = timedelta(minutes=5)
# New devices come one after the other, and are heard for the first time a little later.
NEW_DEVICES_DELAY: Final = timedelta(minutes=5)


class FirmwareFollowUp:
    """Asks anew about the models of a task when it has ended, and once more a little later.

    Only of tasks that were seen before their end or made here, also before a restart of Home
    Assistant. When devices have come to the gateway, and no more for a while, everything is asked.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        devices: DeviceCoordinator,
        fuota: FuotaCoordinator,
        firmware: FirmwareInventory,
        check: FirmwareCheck,
    ) -> None:
        """Follow `devices` and `fuota`, the tasks; ask by means of `check`."""
        self._hass = hass
        self._entry = entry
        self._devices = devices
        self._fuota = fuota
        self._firmware = firmware
        self._check = check
        # Tasks that have ended, whose models were asked about once.
        self._asked: set[int] = set()
        self._later: set[str] = set()
        self._cancel_later: CALLBACK_TYPE | None = None
        self._cancel_new: CALLBACK_TYPE | None = None

    @callback
    def async_start(self) -> None:
        """Follow the tasks and the devices."""
        self._devices.added_listeners.async_listen(self._async_devices_added)
        self._entry.async_on_unload(self._fuota.async_add_listener(self._async_tasks_read))
        self._entry.async_on_unload(self._async_stop)
        self._async_tasks_read()

    @callback
    def _async_tasks_read(self) -> None:
        if not self._fuota.last_update_success:
            return
        tasks = {task_id: one.task for task_id, one in self._fuota.items.items()}
        unfinished = {task_id for task_id, task in tasks.items() if not task.ended}
        # One that is retried is followed anew.
        self._asked -= unfinished
        followed = self._check.followed_tasks & tasks.keys() | unfinished
        models: set[str] = set()
        for task_id in followed - unfinished - self._asked:
            if of_task := self._models_of(tasks[task_id]):
                models |= of_task
                self._asked.add(task_id)
            else:
                followed.remove(task_id)
        self._check.async_follow_tasks(followed)
        if models:
            self._async_recheck(models)
            self._async_recheck_later(models)

    def _models_of(self, task: FuotaTask) -> set[str]:
        known = (self._firmware.items.get(dev_eui) for dev_eui in task.dev_euis)
        official = task.official_firmware_info
        return {
            *(one.model for one in known if one is not None),
            *([official.model] if official and official.model else ()),
        }

    @callback
    def _async_recheck(self, models: Collection[str], last_of: Collection[int] = ()) -> None:
        """Ask in the background. The tasks in `last_of` are not followed afterwards."""

        async def recheck() -> None:
            for model in sorted(models):
                await self._check.questions.async_recheck(model)
            done = self._asked.intersection(last_of)
            self._check.async_follow_tasks(self._check.followed_tasks - done)
            self._asked -= done

        self._entry.async_create_background_task(
            self._hass, recheck(), f"{self._entry.title} firmware after a task"
        )

    @callback
    def _async_recheck_later(self, models: Collection[str]) -> None:
        @callback
        def due(_now: datetime) -> None:
            models, self._later = self._later, set()
            self._cancel_later = None
            self._async_recheck(models, last_of=frozenset(self._asked))

        self._stop_later()
        self._later |= set(models)
        self._cancel_later = async_call_later(self._hass, REPORT_DELAY, due)

    @callback
    def _async_devices_added(self, _dev_euis: Collection[str]) -> None:
        @callback
        def due(_now: datetime) -> None:
            self._cancel_new = None
            self._check.async_check_soon()

        if self._cancel_new is not None:
            self._cancel_new()
        self._cancel_new = async_call_later(self._hass, NEW_DEVICES_DELAY, due)

    @callback
    def _stop_later(self) -> None:
        if self._cancel_later is not None:
            self._cancel_later()
            self._cancel_later = None

    @callback
    def _async_stop(self) -> None:
        self._stop_later()
        if self._cancel_new is not None:
            self._cancel_new()
            self._cancel_new = None
