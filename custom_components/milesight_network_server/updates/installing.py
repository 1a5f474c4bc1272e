"""Installs of official firmware on one device, as an update entity asks for them."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util.ulid import ulid_now

from ..const import DOMAIN
from ..coordinator import DeviceCoordinator
from ..ns_api.device import name_of
from ..ns_api.firmware.official import same_version
from ..ns_api.fuota import OfficialFirmware
from ..words import clock_time
from ..words.keys import ErrorKey
from .dispatcher import UpdateDispatcher
from .firmware_inventory import FirmwareInventory
from .queue import QueuedUpdate
from .refusals import NOT_TAKEN, refusal
from .tasks import FuotaCoordinator
from .unreported import Unreported


class Installer:
    """Queues the updates of one gateway's devices. A refused one has changed nothing."""

    def __init__(
        self,
        updates: UpdateDispatcher,
        devices: DeviceCoordinator,
        fuota: FuotaCoordinator,
        firmware: FirmwareInventory,
        unreported: Unreported,
    ) -> None:
        self._updates = updates
        self._devices = devices
        self._fuota = fuota
        self._firmware = firmware
        self._unreported = unreported

    async def async_install(
        self, dev_eui: str, firmware: OfficialFirmware, *, again: bool = False
    ) -> None:
        """Queue the update of a device. When this returns, it is on disk.

        A device that has got this firmware and does not report it yet gets it only `again`. Raises
        `HomeAssistantError`.
        """
        engine = self._updates.engine
        queued = engine.find(dev_eui)
        if queued is not None and queued.pending and engine.task_of(queued) is None:
            if queued.official_firmware_id == firmware.official_firmware_id:
                return
            raise self._already_queued(dev_eui, queued)
        task = self._fuota.newest_task(dev_eui)
        if task is not None and not task.task.ended:
            raise self._refusal(ErrorKey.UPDATE_ALREADY_IN_TASK, dev_eui, task=task.task.name)
        if not again:
            self._check_unreported(dev_eui, firmware)
        known = self._firmware.items.get(dev_eui)
        installed = None if known is None else known.firmware_version
        try:
            await self._updates.operations.install(dev_eui, firmware, installed, ulid_now())
        except NOT_TAKEN as err:
            raise refusal(err) from err
        self._updates.async_advance()

    def _check_unreported(self, dev_eui: str, firmware: OfficialFirmware) -> None:
        update = self._unreported.find(dev_eui)
        if update is None or not same_version(update.version, firmware.firmware_version):
            return
        self._unreported.async_ask(dev_eui, update, firmware)
        raise self._refusal(
            ErrorKey.UPDATE_UNREPORTED,
            dev_eui,
            version=update.version,
            ended=clock_time(update.ended_at),
        )

    def _already_queued(self, dev_eui: str, queued: QueuedUpdate) -> HomeAssistantError:
        return self._refusal(
            ErrorKey.UPDATE_ALREADY_QUEUED, dev_eui, version=queued.firmware_version or "–"
        )

    def _refusal(self, key: ErrorKey, dev_eui: str, **placeholders: str) -> ServiceValidationError:
        return ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={
                "name": name_of(self._devices.items, dev_eui),
                **placeholders,
            },
        )
