"""What all entities of this integration share: they show one value of one subject."""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.core import callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription

from .const import DOMAIN
from .coordinator import GatewayCoordinator
from .device_registry import (
    device_identifier,
    gateway_identifier,
    lorawan_device_info,
    task_device_info,
    task_identifier,
)
from .listeners import Listeners
from .ns_api.device import Device
from .runtime import RuntimeData
from .updates.task_view import TrackedTask


def _differs(shown: Any, value: Any) -> bool:
    return bool(shown != value)


@dataclass(frozen=True, kw_only=True)
class ValueDescription[SubjectT](EntityDescription):
    """Describes an entity that shows one value.

    `value_fn` takes it from the subject. `is_news` says whether a value deserves a new state,
    given the one that is shown.
    """

    value_fn: Callable[[SubjectT], Any]
    is_news: Callable[[Any, Any], bool] = _differs


@dataclass(frozen=True, kw_only=True)
class GatewayDescription(ValueDescription[RuntimeData]):
    """Describes an entity of the gateway.

    `source` is the coordinator whose polls feed it. `always` keeps it available when they fail.
    """

    source: Callable[[RuntimeData], GatewayCoordinator[Any]]
    always: bool = False


class ValueEntity[SubjectT](Entity):
    """Shows a value, and writes its state only when that value changed."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self, runtime: RuntimeData, identifier: str, description: ValueDescription[SubjectT]
    ) -> None:
        """Take what is shown, and on which device."""
        self.entity_description = description
        self._value_fn = description.value_fn
        self._is_news = description.is_news
        self.runtime = runtime
        self._attr_unique_id = f"{identifier}_{description.key}"

    @property
    @abstractmethod
    def _subject(self) -> SubjectT | None:
        """The subject as last read, None while it can't be read."""

    def _value(self, subject: SubjectT) -> Any:
        """Take the value from the subject."""
        return self._value_fn(subject)

    @abstractmethod
    def _show(self, value: Any) -> None:
        """Take a value as the entity's own."""

    @property
    @abstractmethod
    def _shown(self) -> Any:
        """The value that the entity has."""

    @override
    async def async_added_to_hass(self) -> None:
        """Show the value as it is."""
        await super().async_added_to_hass()
        self._attr_available = (subject := self._subject) is not None
        if subject is not None:
            self._show(self._value(subject))

    @callback
    def _async_subject_changed(self) -> None:
        subject = self._subject
        if subject is None:
            if self._attr_available:
                self._attr_available = False
                self.async_write_ha_state()
            return
        value = self._value(subject)
        if self._attr_available and not self._is_news(self._shown, value):
            return
        self._attr_available = True
        self._show(value)
        self.async_write_ha_state()


class GatewayEntity(ValueEntity[RuntimeData]):
    """Shows something of the gateway itself."""

    def __init__(self, runtime: RuntimeData, description: GatewayDescription) -> None:
        identifier = gateway_identifier(runtime.gateway.eui)
        super().__init__(runtime, identifier, description)
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, identifier)})
        self._coordinator = description.source(runtime)
        self._always = description.always

    @property
    @override
    def _subject(self) -> RuntimeData | None:
        if self._always or self._coordinator.last_update_success:
            return self.runtime
        return None

    @override
    async def async_added_to_hass(self) -> None:
        """Show the value as it is, and follow it."""
        await super().async_added_to_hass()
        self.async_on_remove(self._coordinator.async_add_listener(self._async_subject_changed))


class KeyedEntity[KeyT: Hashable, SubjectT](ValueEntity[SubjectT]):
    """Shows something of one of many things, and follows only that one."""

    def __init__(
        self,
        runtime: RuntimeData,
        key: KeyT,
        identifier: str,
        description: ValueDescription[SubjectT],
    ) -> None:
        """Take the key of the thing."""
        super().__init__(runtime, identifier, description)
        self._key = key

    @property
    @abstractmethod
    def _sources(self) -> Iterable[Listeners]:
        """Who calls when the subject may have changed, by the entity's key."""

    @override
    async def async_added_to_hass(self) -> None:
        """Show the value as it is, and follow it."""
        await super().async_added_to_hass()
        listener = self._async_subject_changed
        for source in self._sources:
            source.async_add(self._key, listener)

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Follow it no more."""
        await super().async_will_remove_from_hass()
        for source in self._sources:
            source.async_remove(self._key, self._async_subject_changed)


class LorawanDeviceEntity[SubjectT](KeyedEntity[str, SubjectT]):
    """Belongs to a LoRaWAN device; its key is the DevEUI."""

    def __init__(
        self, runtime: RuntimeData, dev_eui: str, description: ValueDescription[SubjectT]
    ) -> None:
        """Take the device by its DevEUI."""
        identifier = device_identifier(runtime.gateway.eui, dev_eui)
        super().__init__(runtime, dev_eui, identifier, description)

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """The device's registry entry. Not kept: it is asked for only when an entity is added."""
        return lorawan_device_info(self.runtime, self.runtime.devices.items[self._key])


class ListedDeviceEntity(LorawanDeviceEntity[Device]):
    """Shows something of a device that the list of devices has."""

    @property
    @override
    def _subject(self) -> Device | None:
        devices = self.runtime.devices
        return devices.items.get(self._key) if devices.last_update_success else None

    @property
    @override
    def _sources(self) -> Iterable[Listeners]:
        return (self.runtime.devices.listeners,)


class TaskEntity(KeyedEntity[int, TrackedTask]):
    """Shows something of a FUOTA task; its key is the task's id."""

    def __init__(
        self, runtime: RuntimeData, task_id: int, description: ValueDescription[TrackedTask]
    ) -> None:
        """Take the task by its id."""
        identifier = task_identifier(runtime.gateway.eui, task_id)
        super().__init__(runtime, task_id, identifier, description)
        self._attr_device_info = task_device_info(runtime, runtime.fuota.items[task_id].task)

    @property
    @override
    def _subject(self) -> TrackedTask | None:
        tasks = self.runtime.fuota
        return tasks.items.get(self._key) if tasks.last_update_success else None

    @property
    @override
    def _sources(self) -> Iterable[Listeners]:
        return (self.runtime.fuota.listeners,)


async def async_check_administrator(entity: Entity) -> None:
    """Raise `Unauthorized` where the entity acts for a person who is no administrator."""
    user_id = entity._context.user_id if entity._context else None  # noqa: SLF001 - no public way
    user = await entity.hass.auth.async_get_user(user_id) if user_id else None
    if user is not None and not user.is_admin:
        raise Unauthorized(context=entity._context, entity_id=entity.entity_id)  # noqa: SLF001
