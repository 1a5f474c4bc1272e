"""What Home Assistant has of this integration: devices and entities, found by their unique ids."""

from dataclasses import dataclass
from typing import Any, Self

from .api import Api
from .wizard import DOMAIN


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device of Home Assistant's registry that belongs to this integration."""

    device_id: str
    identifier: str
    name: str
    via_device_id: str | None

    @property
    def gateway_eui(self) -> str:
        """The gateway that it is, or hangs under."""
        return self.identifier.partition("_")[0]

    @property
    def is_gateway(self) -> bool:
        """Whether it is a gateway."""
        return "_" not in self.identifier

    @property
    def is_task(self) -> bool:
        """Whether it is a FUOTA task."""
        return "_fuota_" in self.identifier

    @property
    def page(self) -> str:
        """Its page in Home Assistant."""
        return f"/config/devices/device/{self.device_id}"


@dataclass(frozen=True, kw_only=True)
class Registries:
    """The registries at one moment."""

    devices: list[Device]
    # By unique id; those that are switched off have no state and are left out.
    entity_ids: dict[str, str]
    disabled_unique_ids: frozenset[str]

    @classmethod
    async def read(cls, api: Api) -> Self:
        """Ask Home Assistant for its registries."""
        devices = await api.command("config/device_registry/list")
        entities = [
            entity
            for entity in await api.command("config/entity_registry/list")
            if entity["platform"] == DOMAIN
        ]
        return cls(
            devices=[
                Device(
                    device_id=device["id"],
                    identifier=identifier[1],
                    name=device["name_by_user"] or device["name"],
                    via_device_id=device["via_device_id"],
                )
                for device in devices
                for identifier in device["identifiers"]
                if identifier[0] == DOMAIN
            ],
            entity_ids={
                entity["unique_id"]: entity["entity_id"]
                for entity in entities
                if not entity["disabled_by"]
            },
            disabled_unique_ids=frozenset(
                entity["unique_id"] for entity in entities if entity["disabled_by"]
            ),
        )

    def device(self, identifier: str) -> Device | None:
        """Return the device with this identifier."""
        return next((each for each in self.devices if each.identifier == identifier), None)

    def lorawan_devices(self, gateway_eui: str) -> list[Device]:
        """Return the LoRaWAN devices of a gateway."""
        return [
            device
            for device in self.devices
            if device.gateway_eui == gateway_eui and not device.is_gateway and not device.is_task
        ]

    def tasks(self, gateway_eui: str) -> list[Device]:
        """Return the FUOTA tasks of a gateway, the newest first."""
        tasks = [d for d in self.devices if d.gateway_eui == gateway_eui and d.is_task]
        return sorted(tasks, key=lambda task: int(task.identifier.rpartition("_")[2]), reverse=True)

    def entity_id(self, device: Device, key: str) -> str | None:
        """Return the entity of a device with this key, unless it is switched off."""
        return self.entity_ids.get(f"{device.identifier}_{key}")


async def states(api: Api) -> dict[str, dict[str, Any]]:
    """Return every state by entity id."""
    answer: list[dict[str, Any]] = await api.request("GET", "/api/states")
    return {state["entity_id"]: state for state in answer}
