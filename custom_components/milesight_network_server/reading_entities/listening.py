"""Entities that show how devices are heard: how well, and whether they are silent for too long."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS,
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    Platform,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..const import DOMAIN
from ..device_registry import device_identifier
from ..entity import GatewayDescription, GatewayEntity, LorawanDeviceEntity, ValueDescription
from ..listeners import Listeners
from ..readings.uplink import Radio
from ..runtime import MilesightConfigEntry, RuntimeData
from ..words import one_line


@dataclass(frozen=True, kw_only=True)
class RadioDescription(ValueDescription[Radio], SensorEntityDescription):
    """Describes how a device is received."""


@dataclass(frozen=True, kw_only=True)
class OverdueDescription(ValueDescription[bool], BinarySensorEntityDescription):
    """Describes whether a device is overdue."""


def _radio(
    key: str,
    value_fn: Callable[[Radio], Any],
    unit: str | None = None,
    device_class: SensorDeviceClass | None = None,
) -> RadioDescription:
    return RadioDescription(
        key=key,
        translation_key=key,
        device_class=device_class,
        native_unit_of_measurement=unit,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=value_fn,
    )


_SIGNAL: Final = SensorDeviceClass.SIGNAL_STRENGTH
RADIO_SENSORS: Final = (
    _radio("rssi", lambda radio: radio.rssi, SIGNAL_STRENGTH_DECIBELS_MILLIWATT, _SIGNAL),
    _radio("snr", lambda radio: radio.snr, SIGNAL_STRENGTH_DECIBELS, _SIGNAL),
    _radio("spreading_factor", lambda radio: radio.spreading_factor),
    _radio("gateways", lambda radio: radio.gateways),
)
OVERDUE: Final = OverdueDescription(
    key="overdue",
    translation_key="overdue",
    device_class=BinarySensorDeviceClass.PROBLEM,
    value_fn=lambda overdue: overdue,
)


class RadioSensor(LorawanDeviceEntity[Radio], SensorEntity):
    """How the last uplink of a device was received. It stays while nothing newer is heard."""

    @property
    @override
    def _subject(self) -> Radio | None:
        readings = self.runtime.readings.devices.get(self._key)
        return readings.radio if readings else None

    @property
    @override
    def _sources(self) -> Iterable[Listeners]:
        return (self.runtime.readings.reception.radio_listeners,)

    @override
    def _show(self, value: Any) -> None:
        self._attr_native_value = value

    @property
    @override
    def _shown(self) -> Any:
        return self._attr_native_value


class OverdueBinarySensor(LorawanDeviceEntity[bool], BinarySensorEntity):
    """Whether a device is silent for longer than it uses to be."""

    def __init__(self, runtime: RuntimeData, dev_eui: str) -> None:
        """Take the device by its DevEUI."""
        super().__init__(runtime, dev_eui, OVERDUE)

    @property
    @override
    def _subject(self) -> bool | None:
        return self.runtime.readings.silence.is_overdue(self._key)

    @property
    @override
    def _sources(self) -> Iterable[Listeners]:
        return (self.runtime.readings.silence.listeners,)

    @override
    def _show(self, value: Any) -> None:
        self._attr_is_on = value

    @property
    @override
    def _shown(self) -> Any:
        return self._attr_is_on


@dataclass(frozen=True, kw_only=True)
class OverdueDevicesDescription(GatewayDescription, SensorEntityDescription):
    """Describes which devices of a gateway are overdue."""


def _overdue_names(runtime: RuntimeData) -> list[str]:
    """Return the names of the devices that are overdue."""
    listed = runtime.devices.items
    overdue = (one for one in runtime.readings.silence.overdue if one in listed)
    names = (one_line(listed[dev_eui].name) or dev_eui for dev_eui in overdue)
    return sorted(names, key=str.casefold)


OVERDUE_DEVICES: Final = OverdueDevicesDescription(
    key="overdue_devices",
    translation_key="overdue_devices",
    state_class=SensorStateClass.MEASUREMENT,
    source=lambda runtime: runtime.devices,
    value_fn=_overdue_names,
)


class OverdueDevicesSensor(GatewayEntity, SensorEntity):
    """How many of a gateway's devices are overdue, and which."""

    _unrecorded_attributes = frozenset({"devices"})

    def __init__(self, runtime: RuntimeData) -> None:
        """Belong to the gateway."""
        super().__init__(runtime, OVERDUE_DEVICES)
        self._names: list[str] = []

    @override
    def _show(self, value: Any) -> None:
        self._names = value
        self._attr_native_value = len(value)
        self._attr_extra_state_attributes = {"devices": value}

    @property
    @override
    def _shown(self) -> list[str]:
        return self._names

    @override
    async def async_added_to_hass(self) -> None:
        """Show who is overdue, and follow it."""
        await super().async_added_to_hass()
        overdue = self.runtime.readings.silence.count_listeners
        self.async_on_remove(overdue.async_listen(self._async_subject_changed))


@callback
def async_show_radio(
    hass: HomeAssistant, entry: MilesightConfigEntry, add: AddConfigEntryEntitiesCallback
) -> None:
    """Show how devices are received, of those that were, and later of others."""
    runtime = entry.runtime_data
    readings, registry = runtime.readings, er.async_get(hass)

    def is_wanted(dev_eui: str, key: str) -> bool:
        """Whether people have not switched it off, as it is at first."""
        unique_id = f"{device_identifier(runtime.gateway.eui, dev_eui)}_{key}"
        entity_id = registry.async_get_entity_id(Platform.SENSOR, DOMAIN, unique_id)
        entity = registry.async_get(entity_id) if entity_id else None
        return entity is None or entity.disabled_by is None

    @callback
    def received(dev_euis: Collection[str]) -> None:
        add(
            RadioSensor(runtime, dev_eui, description)
            for dev_eui in dev_euis
            if dev_eui in runtime.devices.items
            for description in RADIO_SENSORS
            if is_wanted(dev_eui, description.key)
        )

    if readings.topic is None:
        return
    readings.reception.radio_added_listeners.async_listen(received)
    received([one.dev_eui for one in readings.devices.values() if one.radio is not None])


@callback
def async_show_overdue(entry: MilesightConfigEntry, add: AddConfigEntryEntitiesCallback) -> None:
    """Show whether devices are overdue, of those that have spoken, and later of others."""
    runtime = entry.runtime_data
    readings = runtime.readings

    @callback
    def spoke(dev_euis: Iterable[str]) -> None:
        add(
            OverdueBinarySensor(runtime, dev_eui)
            for dev_eui in dev_euis
            if dev_eui in runtime.devices.items
        )

    if readings.topic is None:
        return
    readings.silence.first_listeners.async_listen(lambda dev_eui: spoke([dev_eui]))
    spoke(readings.silence.spoken)
