"""The gateways that were added, and what the entry of a loaded one holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .const import DOMAIN
from .coordinator import DeviceCoordinator, GatewayCoordinator, ProvisioningCoordinator
from .downlinks.sending import Downlinks
from .ns_api.channel_plan import ChannelPlan
from .ns_api.gateway import Gateway
from .ns_api.session_status import UpdateStatus
from .payload_codecs.asking import PayloadCodecs
from .readings.readings import Readings
from .store import KeptStore
from .updates.dispatcher import UpdateDispatcher
from .updates.engine import Engine
from .updates.failures import Estate
from .updates.firmware_check import FirmwareCheck
from .updates.firmware_inventory import FirmwareInventory
from .updates.installing import Installer
from .updates.journal import FuotaJournal
from .updates.new_task import TaskContext
from .updates.operations import UpdateOperations
from .updates.prospects import Prospects
from .updates.tasks import FuotaCoordinator
from .updates.unreported import Unreported

type MilesightConfigEntry = ConfigEntry[RuntimeData]


@dataclass(kw_only=True, frozen=True)
class RuntimeData:
    """A gateway, its device in the registry, its coordinators, and its firmware updates.

    `context` is what firmware tasks are worked out from.
    """

    gateway: Gateway
    gateway_device_id: str
    devices: DeviceCoordinator
    fuota: FuotaCoordinator
    firmware: FirmwareInventory
    firmware_check: FirmwareCheck
    provisioning: ProvisioningCoordinator
    codecs: PayloadCodecs
    journal: FuotaJournal
    updates: UpdateDispatcher
    unreported: Unreported
    installer: Installer
    prospects: Prospects
    context: TaskContext
    readings: Readings
    downlinks: Downlinks

    @property
    def queue(self) -> Engine:
        """The firmware updates that wait for their turn or are on their way."""
        return self.updates.engine

    @property
    def operations(self) -> UpdateOperations:
        """What people may want of firmware updates."""
        return self.updates.operations

    @property
    def time_zone(self) -> tzinfo:
        """The zone of the gateway's times that have none."""
        return self.context.time_zone

    @property
    def plan(self) -> ChannelPlan | None:
        """The gateway's channel plan, None where it is not one of the table's."""
        return self.context.plan()

    @property
    def application_names(self) -> dict[str, Mapping[Any, str | None]]:
        """The names of the applications by their ids, for the field that takes either."""
        applications = self.devices.data.applications
        return {"application_id": {key: one.app_name for key, one in applications.items()}}

    @property
    def task_names(self) -> dict[int, str | None]:
        """The names of the firmware tasks by their ids."""
        return {key: one.task.name for key, one in self.fuota.items.items()}

    def update_status(self, dev_eui: str) -> UpdateStatus | None:
        """Return the state of a device's newest update, in the queue or in a task."""
        queued = self.queue.find(dev_eui)
        if queued is not None and queued.pending and self.queue.task_of(queued) is None:
            return UpdateStatus.QUEUED
        return self.fuota.device_status(dev_eui)

    @property
    def estate(self) -> Estate:
        """What decides which failures still need attention."""
        return Estate(self.fuota.data, self.devices.items, self.firmware.items)

    @property
    def stores(self) -> tuple[KeptStore, ...]:
        """What is kept on disk."""
        return (
            self.updates.store,
            self.journal.store,
            self.firmware_check.store,
            self.codecs.known.store,
            self.readings.store,
        )

    @property
    def polled_lists(self) -> tuple[GatewayCoordinator[Any], ...]:
        """The lists that are read whole at each poll; firmware on offer is checked daily."""
        return self.devices, self.fuota, self.provisioning


def gateway_entries(hass: HomeAssistant) -> list[MilesightConfigEntry]:
    """Return the gateways, be they set up or not.

    Those that somebody ignored when they were discovered, or disabled, are not used.
    """
    return hass.config_entries.async_entries(DOMAIN, include_ignore=False, include_disabled=False)


@callback
def async_follow_gateway_entries(hass: HomeAssistant, changed: Callable[[], None]) -> CALLBACK_TYPE:
    """Call somebody when a gateway comes, goes or changes; returns what ends it."""

    @callback
    def entry_changed(_change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            changed()

    return async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed)
