"""Entities that show what a device measures: one for each value, on the platform of its kind."""

from datetime import UTC, datetime
from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.device_tracker import SourceType, TrackerEntity
from homeassistant.components.event import EventDeviceClass, EventEntity, EventExtraStoredData
from homeassistant.components.sensor import SensorEntity
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import State, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity

from ..device_registry import device_identifier, lorawan_device_info
from ..readings.naming import name_of
from ..readings.value import Value, binary_class, sensor_class
from ..runtime import RuntimeData

# Between a device's identifier and a key of it.
VALUE_MARK = "_value_"


def value_unique_id(runtime: RuntimeData, value: Value) -> str:
    """Return the unique id of the entity that shows a value."""
    return f"{device_identifier(runtime.gateway.eui, value.dev_eui)}{VALUE_MARK}{value.key}"


class ReadingEntity(Entity):
    """Shows a value of a LoRaWAN device. It stays what it was while nobody reports anything new."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, runtime: RuntimeData, value: Value) -> None:
        """Take the value, and what its kind says of it."""
        self._runtime = runtime
        self._of = value
        kind = value.kind
        self._attr_unique_id = value_unique_id(runtime, value)
        name = name_of(value.name, kind)
        if name.translation_key is not None:
            self._attr_translation_key = name.translation_key
            if name.placeholders:
                self._attr_translation_placeholders = dict(name.placeholders)
        elif name.text is not None:
            self._attr_name = name.text or value.key
        if kind.diagnostic:
            self._attr_entity_category = EntityCategory.DIAGNOSTIC
        if not kind.enabled:
            self._attr_entity_registry_enabled_default = False

    @property
    @override
    def device_info(self) -> DeviceInfo | None:
        """The device's registry entry. Not kept: it is asked for only when an entity is added."""
        device = self._runtime.devices.items.get(self._of.dev_eui)
        return None if device is None else lorawan_device_info(self._runtime, device)

    def switch_off(self) -> None:
        """Let the entity be registered disabled: there is no room for one that is enabled."""
        self._attr_entity_registry_enabled_default = False

    def _take(self) -> None:
        """Take the value as the entity's own."""

    @callback
    def show(self) -> None:
        """Show the value as it is now."""
        self._take()
        self.async_write_ha_state()

    @override
    async def async_added_to_hass(self) -> None:
        """Show the value as it is, and as it becomes."""
        await super().async_added_to_hass()
        self._take()
        self._of.entity = self

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Show it no more."""
        if self._of.entity is self:
            self._of.entity = None


class ReadingSensor(ReadingEntity, SensorEntity):
    """Shows a number or a word."""

    def __init__(self, runtime: RuntimeData, value: Value) -> None:
        """Take class, unit and words."""
        super().__init__(runtime, value)
        kind = value.kind
        self._attr_device_class = sensor_class(kind)
        self._attr_native_unit_of_measurement = kind.unit
        self._attr_state_class = kind.state_class
        if kind.options:
            self._attr_options = list(kind.options)

    @override
    def _take(self) -> None:
        shown = self._of.shown
        self._attr_native_value = None if isinstance(shown, tuple) else shown


class ReadingBinarySensor(ReadingEntity, BinarySensorEntity):
    """Shows whether something is on."""

    def __init__(self, runtime: RuntimeData, value: Value) -> None:
        """Take the class."""
        super().__init__(runtime, value)
        self._attr_device_class = binary_class(value.kind)

    @override
    def _take(self) -> None:
        self._attr_is_on = self._of.shown if isinstance(self._of.shown, bool) else None


class ReadingEvent(ReadingEntity, EventEntity):
    """Shows what happened last."""

    def __init__(self, runtime: RuntimeData, value: Value) -> None:
        """Take the types of event."""
        super().__init__(runtime, value)
        found = value.kind.device_class
        self._attr_device_class = found if isinstance(found, EventDeviceClass) else None
        self._attr_event_types = list(value.kind.options)

    @callback
    @override
    def show(self) -> None:
        """Report that it happened."""
        self._trigger_event(str(self._of.shown))
        self.async_write_ha_state()

    @override
    async def async_get_last_state(self) -> State | None:
        """Return when it happened last: kept for longer than Home Assistant keeps states."""
        if self._of.fed_at is None or self._of.shown is None:
            return None
        happened = datetime.fromtimestamp(self._of.fed_at, UTC).isoformat(timespec="milliseconds")
        return State(self.entity_id, happened)

    @override
    async def async_get_last_event_data(self) -> EventExtraStoredData | None:
        """Return what happened last."""
        return EventExtraStoredData(str(self._of.shown), None)


class ReadingTracker(ReadingEntity, TrackerEntity):
    """Shows where the device is."""

    _attr_source_type = SourceType.GPS

    @override
    def _take(self) -> None:
        if isinstance(place := self._of.shown, tuple):
            self._attr_latitude, self._attr_longitude = place


ENTITIES: dict[Platform, type[ReadingEntity]] = {
    Platform.SENSOR: ReadingSensor,
    Platform.BINARY_SENSOR: ReadingBinarySensor,
    Platform.EVENT: ReadingEvent,
    Platform.DEVICE_TRACKER: ReadingTracker,
}
