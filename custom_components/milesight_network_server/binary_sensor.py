"""Binary sensors of the gateway and its LoRaWAN devices, such as whether a device is activated."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import (
    GatewayDescription,
    GatewayEntity,
    ListedDeviceEntity,
    ValueDescription,
    ValueEntity,
)
from .entity_adding import async_add_as_they_come
from .ns_api.device import Device
from .reading_entities.listening import async_show_overdue
from .reading_entities.showing import async_reading_entities
from .runtime import MilesightConfigEntry, RuntimeData

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class GatewayBinarySensorDescription(GatewayDescription, BinarySensorEntityDescription):
    """Describes a binary sensor of the gateway."""


@dataclass(frozen=True, kw_only=True)
class DeviceBinarySensorDescription(ValueDescription[Device], BinarySensorEntityDescription):
    """Describes a binary sensor of a LoRaWAN device."""


GATEWAY_BINARY_SENSORS = (
    GatewayBinarySensorDescription(
        key="connected",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        source=lambda runtime: runtime.devices,
        value_fn=lambda runtime: runtime.devices.gateway_answers,
        always=True,
    ),
    GatewayBinarySensorDescription(
        key="cloud",
        translation_key="cloud",
        entity_category=EntityCategory.DIAGNOSTIC,
        source=lambda runtime: runtime.devices,
        value_fn=lambda runtime: runtime.devices.data.cloud,
    ),
)

DEVICE_BINARY_SENSORS = (
    DeviceBinarySensorDescription(
        key="active",
        translation_key="active",
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda device: device.active,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of what exists, and of what is added later."""
    runtime = entry.runtime_data
    async_add_entities(
        GatewayBinarySensor(runtime, description) for description in GATEWAY_BINARY_SENSORS
    )

    @callback
    def add_devices(dev_euis: Iterable[str]) -> None:
        async_add_entities(
            LorawanDeviceBinarySensor(runtime, dev_eui, description)
            for dev_eui in dev_euis
            for description in DEVICE_BINARY_SENSORS
        )

    await async_add_as_they_come(hass, entry, runtime.devices, add_devices)
    async_show_overdue(entry, async_add_entities)
    await async_reading_entities(hass, entry).async_show(Platform.BINARY_SENSOR, async_add_entities)


class ValueBinarySensor[SubjectT](ValueEntity[SubjectT], BinarySensorEntity):
    """A binary sensor whose value is its state."""

    @override
    def _show(self, value: Any) -> None:
        self._attr_is_on = value

    @property
    @override
    def _shown(self) -> Any:
        return self._attr_is_on


class GatewayBinarySensor(GatewayEntity, ValueBinarySensor[RuntimeData]):
    """A binary sensor of the gateway."""


class LorawanDeviceBinarySensor(ListedDeviceEntity, ValueBinarySensor[Device]):
    """A binary sensor of a LoRaWAN device."""
