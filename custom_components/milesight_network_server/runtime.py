"""What a loaded entry holds."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from homeassistant.config_entries import ConfigEntry

from .coordinator import DeviceCoordinator, GatewayCoordinator, ProvisioningCoordinator
from .ns_api.channel_plan import ChannelPlan
from .ns_api.gateway import Gateway
from .ns_api.session_status import UpdateStatus
from .payload_codecs import PayloadCodecs
from .store import KeptStore
from .updates.dispatcher import UpdateDispatcher
from .updates.engine import Engine
from .updates.firmware import FirmwareCoordinator
from .updates.installing import Installer
from .updates.journal import FuotaJournal
from .updates.new_task import TaskContext
from .updates.operations import UpdateOperations
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
    firmware: FirmwareCoordinator
    provisioning: ProvisioningCoordinator
    codecs: PayloadCodecs
    journal: FuotaJournal
    updates: UpdateDispatcher
    unreported: Unreported
    installer: Installer
    context: TaskContext

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

    def update_status(self, dev_eui: str) -> UpdateStatus | None:
        """Return how the newest update of a device goes, be it in the queue or in a task."""
        queued = self.queue.find(dev_eui)
        if queued is not None and queued.pending and self.queue.task_of(queued) is None:
            return UpdateStatus.QUEUED
        return self.fuota.device_status(dev_eui)

    @property
    def stores(self) -> tuple[KeptStore, ...]:
        """What is kept on disk."""
        return self.updates.store, self.journal.store, self.firmware.store

    @property
    def coordinators(self) -> tuple[GatewayCoordinator[Any], ...]:
        """All that is polled often, the devices first."""
        return self.devices, self.fuota, self.provisioning
