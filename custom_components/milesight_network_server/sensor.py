"""Sensors of the gateway, its LoRaWAN devices and FUOTA tasks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    MAX_LENGTH_STATE_STATE,
    PERCENTAGE,
    EntityCategory,
    Platform,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import (
    GatewayDescription,
    GatewayEntity,
    ListedDeviceEntity,
    LorawanDeviceEntity,
    TaskEntity,
    ValueDescription,
    ValueEntity,
)
from .entity_adding import async_add_as_they_come
from .listeners import Listeners
from .ns_api.device import Device
from .ns_api.fuota import TaskStatus
from .ns_api.moment import zoned
from .ns_api.session_status import SessionPhase, UpdateStatus
from .reading_entities.listening import OverdueDevicesSensor, async_show_radio
from .reading_entities.showing import async_reading_entities
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.task_view import TrackedTask

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class GatewaySensorDescription(GatewayDescription, SensorEntityDescription):
    """Describes a sensor of the gateway."""


@dataclass(frozen=True, kw_only=True)
class ItemSensorDescription[ItemT](ValueDescription[ItemT], SensorEntityDescription):
    """Describes a sensor of a LoRaWAN device or of a FUOTA task."""


def _response_time(runtime: RuntimeData) -> int | None:
    seconds = runtime.gateway.response_time
    return None if seconds is None else round(seconds * 1000)


def _progress(tracked: TrackedTask) -> float | None:
    done, total = tracked.task.done_devices, tracked.task.total_devices
    return round(100 * done / total, 1) if done is not None and total else None


def _status(tracked: TrackedTask) -> str | None:
    status = tracked.task.status
    return None if status is None else status.name.lower()


GATEWAY_SENSORS: tuple[GatewaySensorDescription, ...] = (
    GatewaySensorDescription(
        key="devices",
        translation_key="devices",
        state_class=SensorStateClass.MEASUREMENT,
        source=lambda runtime: runtime.devices,
        value_fn=lambda runtime: len(runtime.devices.items),
    ),
    GatewaySensorDescription(
        key="active_devices",
        translation_key="active_devices",
        state_class=SensorStateClass.MEASUREMENT,
        source=lambda runtime: runtime.devices,
        value_fn=lambda runtime: [device.active for device in runtime.devices.items.values()].count(
            True
        ),
    ),
    GatewaySensorDescription(
        key="profiles",
        translation_key="profiles",
        state_class=SensorStateClass.MEASUREMENT,
        source=lambda runtime: runtime.provisioning,
        value_fn=lambda runtime: len(runtime.provisioning.data.profiles.profiles),
    ),
    GatewaySensorDescription(
        key="multicast_groups",
        translation_key="multicast_groups",
        state_class=SensorStateClass.MEASUREMENT,
        source=lambda runtime: runtime.provisioning,
        value_fn=lambda runtime: len(runtime.provisioning.data.multicast_groups.items),
    ),
    GatewaySensorDescription(
        key="running_tasks",
        translation_key="running_tasks",
        state_class=SensorStateClass.MEASUREMENT,
        source=lambda runtime: runtime.fuota,
        value_fn=lambda runtime: sum(
            tracked.task.running for tracked in runtime.fuota.items.values()
        ),
    ),
    GatewaySensorDescription(
        key="channel_plan",
        translation_key="channel_plan",
        entity_category=EntityCategory.DIAGNOSTIC,
        source=lambda runtime: runtime.devices,
        value_fn=lambda runtime: runtime.devices.data.channel_plan,
    ),
    GatewaySensorDescription(
        key="response_time",
        translation_key="response_time",
        device_class=SensorDeviceClass.DURATION,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
        state_class=SensorStateClass.MEASUREMENT,
        source=lambda runtime: runtime.devices,
        value_fn=_response_time,
    ),
)

DEVICE_SENSORS: tuple[ItemSensorDescription[Device], ...] = tuple(
    ItemSensorDescription[Device](
        key=key,
        translation_key=key,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=value_fn,
    )
    for key, value_fn in (
        ("profile", lambda device: device.profile_name),
        ("application", lambda device: device.app_name),
        ("payload_codec", lambda device: device.payload_name),
    )
)
# What changes with each uplink.
MOVING_SENSORS: tuple[ItemSensorDescription[Device], ...] = tuple(
    ItemSensorDescription[Device](
        key=key,
        translation_key=key,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=value_fn,
    )
    for key, value_fn in (
        ("f_cnt_up", lambda device: device.f_cnt_up),
        ("f_cnt_down", lambda device: device.f_cnt_down),
    )
)
LAST_SEEN = ItemSensorDescription[Device](
    key="last_seen",
    translation_key="last_seen",
    entity_category=EntityCategory.DIAGNOSTIC,
    device_class=SensorDeviceClass.TIMESTAMP,
    value_fn=lambda device: device.last_seen,
)

UPDATE_STATUS = ItemSensorDescription[RuntimeData](
    key="update_status",
    translation_key="update_status",
    device_class=SensorDeviceClass.ENUM,
    options=list(UpdateStatus),
    # What a device's status is depends on which device it is: see `UpdateStatusSensor`.
    value_fn=lambda _runtime: None,
)

TASK_SENSORS: tuple[ItemSensorDescription[TrackedTask], ...] = (
    ItemSensorDescription(
        key="status",
        translation_key="status",
        device_class=SensorDeviceClass.ENUM,
        options=[status.name.lower() for status in TaskStatus],
        value_fn=_status,
    ),
    ItemSensorDescription(
        key="progress",
        translation_key="progress",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=PERCENTAGE,
        value_fn=_progress,
    ),
    ItemSensorDescription(
        key="done_devices",
        translation_key="done_devices",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda tracked: tracked.task.done_devices,
    ),
    ItemSensorDescription(
        key="total_devices",
        translation_key="total_devices",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda tracked: tracked.task.total_devices,
    ),
    ItemSensorDescription(
        key="failed_devices",
        translation_key="failed_devices",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda tracked: tracked.failed_devices,
    ),
    ItemSensorDescription(
        key="session",
        translation_key="session",
        device_class=SensorDeviceClass.ENUM,
        options=list(SessionPhase),
        value_fn=lambda tracked: tracked.phase,
    ),
    ItemSensorDescription(
        key="starts",
        translation_key="starts",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda tracked: tracked.starts,
    ),
    ItemSensorDescription(
        key="ends",
        translation_key="ends",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda tracked: tracked.ends,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of what exists, and of what is added later."""
    runtime = entry.runtime_data
    async_add_entities(GatewaySensor(runtime, description) for description in GATEWAY_SENSORS)
    async_add_entities([OverdueDevicesSensor(runtime)])

    @callback
    def add_devices(dev_euis: Collection[str]) -> None:
        async_add_entities(
            LorawanDeviceSensor(runtime, dev_eui, description)
            for dev_eui in dev_euis
            for description in DEVICE_SENSORS
        )
        async_add_entities(
            MovingDeviceSensor(runtime, dev_eui, description)
            for dev_eui in dev_euis
            for description in MOVING_SENSORS
        )
        async_add_entities(LastSeenSensor(runtime, dev_eui) for dev_eui in dev_euis)
        async_add_entities(UpdateStatusSensor(runtime, dev_eui) for dev_eui in dev_euis)

    @callback
    def add_tasks(task_ids: Iterable[int]) -> None:
        async_add_entities(
            TaskSensor(runtime, task_id, description)
            for task_id in task_ids
            for description in TASK_SENSORS
        )

    await async_add_as_they_come(hass, entry, runtime.devices, add_devices)
    await async_add_as_they_come(hass, entry, runtime.fuota, add_tasks)
    async_show_radio(hass, entry, async_add_entities)
    await async_reading_entities(hass, entry).async_show(Platform.SENSOR, async_add_entities)


class ValueSensor[SubjectT](ValueEntity[SubjectT], SensorEntity):
    """A sensor whose value is its state. Times without a zone are in that of the gateway."""

    @override
    def _value(self, subject: SubjectT) -> Any:
        value = super()._value(subject)
        if isinstance(value, datetime):
            return zoned(value, self.runtime.time_zone)
        if isinstance(value, str) and len(value) > MAX_LENGTH_STATE_STATE:
            # Home Assistant takes no longer state, and would log an error at each poll.
            return f"{value[: MAX_LENGTH_STATE_STATE - 1]}…"
        return value

    @override
    def _show(self, value: Any) -> None:
        self._attr_native_value = value

    @property
    @override
    def _shown(self) -> Any:
        return self._attr_native_value


class GatewaySensor(GatewayEntity, ValueSensor[RuntimeData]):
    """A sensor of the gateway."""


class LorawanDeviceSensor(ListedDeviceEntity, ValueSensor[Device]):
    """A sensor of a LoRaWAN device."""


class MovingDeviceSensor(LorawanDeviceSensor):
    """A sensor of a LoRaWAN device whose value changes with each uplink."""

    @property
    @override
    def _sources(self) -> Iterable[Listeners]:
        return (*super()._sources, self.runtime.devices.moving_listeners)


class LastSeenSensor(LorawanDeviceSensor):
    """When a LoRaWAN device was last heard; not each uplink is worth a new state."""

    def __init__(self, runtime: RuntimeData, dev_eui: str) -> None:
        super().__init__(runtime, dev_eui, LAST_SEEN)

    @property
    @override
    def _sources(self) -> Iterable[Listeners]:
        return (*super()._sources, self.runtime.devices.last_seen.listeners)

    @override
    def _value(self, subject: Device) -> datetime | None:
        return self.runtime.devices.last_seen.async_shown(self._key)


class UpdateStatusSensor(LorawanDeviceEntity[RuntimeData], ValueSensor[RuntimeData]):
    """The status of a LoRaWAN device's newest update. Queue and tasks feed it.

    A code that the API document does not list is an unknown state, not an unavailable one.
    """

    def __init__(self, runtime: RuntimeData, dev_eui: str) -> None:
        super().__init__(runtime, dev_eui, UPDATE_STATUS)

    @property
    @override
    def _subject(self) -> RuntimeData | None:
        return self.runtime if self.runtime.fuota.last_update_success else None

    @override
    def _value(self, subject: RuntimeData) -> UpdateStatus | None:
        return subject.update_status(self._key)

    @property
    @override
    def _sources(self) -> Iterable[Listeners]:
        return self.runtime.updates.listeners, self.runtime.fuota.listeners


class TaskSensor(TaskEntity, ValueSensor[TrackedTask]):
    """A sensor of a FUOTA task."""
