"""What a loaded entry holds."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from homeassistant.config_entries import ConfigEntry

from .coordinator import DeviceCoordinator, GatewayCoordinator, ProvisioningCoordinator
from .firmware_coordinator import FirmwareCoordinator
from .fuota_coordinator import FuotaCoordinator
from .fuota_journal import FuotaJournal
from .install_check import InstallCheck
from .ns_api.channel_plan import CHANNEL_PLANS, ChannelPlan
from .ns_api.gateway import Gateway
from .ns_api.session_status import UpdateStatus
from .payload_codecs import PayloadCodecs
from .update_queue import UpdateQueue

type MilesightConfigEntry = ConfigEntry[RuntimeData]


@dataclass(kw_only=True, frozen=True)
class RuntimeData:
    """A gateway, its device in the registry, its coordinators and its time zone."""

    gateway: Gateway
    gateway_device_id: str
    devices: DeviceCoordinator
    fuota: FuotaCoordinator
    firmware: FirmwareCoordinator
    provisioning: ProvisioningCoordinator
    codecs: PayloadCodecs
    journal: FuotaJournal
    queue: UpdateQueue
    installs: InstallCheck
    time_zone: tzinfo

    @property
    def plan(self) -> ChannelPlan | None:
        """The gateway's channel plan, None where it is not one of the table's."""
        return CHANNEL_PLANS.get(self.devices.data.channel_plan or "")

    def update_status(self, dev_eui: str) -> UpdateStatus | None:
        """Return how the newest update of a device goes, be it in the queue or in a task."""
        queued = self.queue.find(dev_eui)
        if queued is not None and queued.pending and queued.task_id not in self.fuota.items:
            return UpdateStatus.QUEUED
        return self.fuota.device_status(dev_eui)

    @property
    def coordinators(self) -> tuple[GatewayCoordinator[Any], ...]:
        """All that is polled often, the devices first."""
        return self.devices, self.fuota, self.provisioning
