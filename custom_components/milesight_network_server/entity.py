"""What all entities of this integration share: they show one value of one subject."""

from abc import abstractmethod
import asyncio
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
import itertools
from time import monotonic
from typing import Any, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription

from .const import DOMAIN
from .coordinator import GatewayCoordinator, SubjectCoordinator
from .device_registry import (
    device_identifier,
    gateway_identifier,
    lorawan_device_info,
    task_device_info,
    task_identifier,
)
from .listeners import Listeners
from .ns_api.device import Device
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.task_view import TrackedTask

# Devices, or tasks, whose entities are added before others have their turn.
_ADDED_AT_ONCE: Final = 20


def _differs(shown: Any, value: Any) -> bool:
    return bool(shown != value)


@dataclass(frozen=True, kw_only=True)
class ValueDescription[SubjectT](EntityDescription):
    """Describes an entity that shows one value.

    `value_fn` takes it from the subject. `is_news` tells whether a value deserves a new state,
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
        """Follow the description's coordinator."""
        identifier = gateway_identifier(runtime.gateway.eui)
        super().__init__(runtime, identifier, description)
        self._attr_device_info = {"identifiers": {(DOMAIN, identifier)}}
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
    """Shows something of one of many things, and hears only of that one."""

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
        """Who tells when the subject may have changed, by the entity's key."""

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
    """Shows something that the list of devices tells of one."""

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


class _Adder[KeyT: Hashable]:
    """Adds the entities of a coordinator's items in steps, and others have their turn in between.

    Those of thousands of devices take seconds, be it at the start or after an import.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MilesightConfigEntry,
        coordinator: SubjectCoordinator[KeyT, Any, Any],
        add: Callable[[Collection[KeyT]], None],
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._add = add
        # In the order in which they came; and whether somebody is adding them.
        self._waiting: dict[KeyT, None] = dict.fromkeys(coordinator.items)
        self._running = False

    async def async_run(self, *, share: bool) -> None:
        """Add what waits, until nothing does.

        With `share`, others have as much time between two steps as a step takes.
        """
        self._running = True
        try:
            while self._waiting:
                begin = monotonic()
                step = list(itertools.islice(self._waiting, _ADDED_AT_ONCE))
                for key in step:
                    del self._waiting[key]
                # Others went before their turn.
                self._add([key for key in step if key in self._coordinator.items])
                await asyncio.sleep(monotonic() - begin if share else 0)
        finally:
            self._running = False

    @callback
    def async_added(self, keys: Collection[KeyT]) -> None:
        """Add what came: at once if it is little, else in the background."""
        self._waiting.update(dict.fromkeys(keys))
        if self._running:
            return
        if len(self._waiting) <= _ADDED_AT_ONCE:
            self._waiting.clear()
            self._add(keys)
            return
        task = self._entry.async_create_background_task(
            self._hass, self.async_run(share=True), f"{self._entry.title} entities of many devices"
        )
        self._coordinator.adding.add(task)
        task.add_done_callback(self._coordinator.adding.discard)


async def async_add_as_they_come[KeyT: Hashable](
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    coordinator: SubjectCoordinator[KeyT, Any, Any],
    add: Callable[[Collection[KeyT]], None],
) -> None:
    """Call `add` with what the coordinator knows, and later with what appears."""
    adder = _Adder(hass, entry, coordinator, add)
    coordinator.added_listeners.append(adder.async_added)
    entry.async_on_unload(lambda: coordinator.added_listeners.remove(adder.async_added))
    await adder.async_run(share=False)


async def async_check_administrator(entity: Entity) -> None:
    """Raise `Unauthorized` where the entity acts for a person who is no administrator."""
    user_id = entity._context.user_id if entity._context else None  # noqa: SLF001 - no public way
    user = await entity.hass.auth.async_get_user(user_id) if user_id else None
    if user is not None and not user.is_admin:
        raise Unauthorized(context=entity._context, entity_id=entity.entity_id)  # noqa: SLF001
