"""What a loaded entry holds."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from homeassistant.config_entries import ConfigEntry

from .coordinator import DeviceCoordinator, GatewayCoordinator, ProvisioningCoordinator
from .fuota_coordinator import FuotaCoordinator
from .ns_api.gateway import Gateway

type MilesightConfigEntry = ConfigEntry[RuntimeData]


@dataclass(kw_only=True, frozen=True)
class RuntimeData:
    """A gateway, its device in the registry, its coordinators and its time zone."""

    gateway: Gateway
    gateway_device_id: str
    devices: DeviceCoordinator
    fuota: FuotaCoordinator
    provisioning: ProvisioningCoordinator
    time_zone: tzinfo

    @property
    def coordinators(self) -> tuple[GatewayCoordinator[Any], ...]:
        """All that is polled, the devices first."""
        return self.devices, self.fuota, self.provisioning
