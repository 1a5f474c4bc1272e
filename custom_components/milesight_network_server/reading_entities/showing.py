"""Adds and replaces the entities of values as devices report them, and after a restart."""

import asyncio
from collections.abc import Collection
from time import monotonic
from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..device_registry import device_identifier
from ..ns_api.model import read_eui
from ..readings.device_readings import DeviceReadings, Taken
from ..readings.kind import PLATFORMS, Form, Kind
from ..readings.value import Value, kind_by_form
from ..runtime import MilesightConfigEntry
from .entity import ENTITIES, VALUE_MARK, ReadingEntity, value_unique_id

# Home Assistant takes 10,000 enabled entities of an entry and drops the rest. Other entities than
# values need room as well: those of devices that are added.
MOST_ENABLED: Final = 9_500
# So many entities are added before others have their turn.
_AT_ONCE: Final = 100
# Seconds between two counts of all entities, which are thousands.
_COUNT_EVERY: Final = 60.0


class ReadingEntities:
    """The entities of one gateway's values."""

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        """Follow the readings; nothing is shown before its platform exists."""
        self._hass = hass
        self._entry = entry
        self._runtime = entry.runtime_data
        self._registry = er.async_get(hass)
        self._adders: dict[Platform, AddConfigEntryEntitiesCallback] = {}
        # Enabled entities of the entry, and when they were counted; with what was added since.
        self._enabled = 0
        self._counted_at: float | None = None
        self._restore_from_registry()
        self._runtime.readings.news_listeners.async_listen(self._async_news)
        self._runtime.devices.added_listeners.async_listen(self._async_devices_added)

    def _restore_from_registry(self) -> None:
        """Know the values again that only the registry has: what was kept of them is lost."""
        runtime = self._runtime
        prefix = f"{device_identifier(runtime.gateway.eui, '')}"
        devices = runtime.readings.devices
        for entity in er.async_entries_for_config_entry(self._registry, self._entry.entry_id):
            name, mark, key = entity.unique_id.removeprefix(prefix).partition(VALUE_MARK)
            dev_eui = read_eui(name)
            if not mark or dev_eui not in runtime.devices.items or dev_eui is None:
                continue
            readings = devices.setdefault(dev_eui, DeviceReadings(dev_eui))
            if key in readings.values:
                continue
            if form := _form(entity):
                kind = kind_by_form(key, form, readings.model)
                readings.values[key] = Value(dev_eui, key, kind)

    def _has_room(self) -> bool:
        """Whether one more enabled entity would be taken; and count it."""
        now = monotonic()
        if self._counted_at is None or now - self._counted_at > _COUNT_EVERY:
            entities = er.async_entries_for_config_entry(self._registry, self._entry.entry_id)
            self._enabled = sum(entity.disabled_by is None for entity in entities)
            self._counted_at = now
        self._enabled += 1
        return self._enabled <= MOST_ENABLED

    async def async_show(self, platform: Platform, add: AddConfigEntryEntitiesCallback) -> None:
        """Show what is known on a platform, and from now on what comes.

        What people have switched off needs no entity: switching it on reloads the entry.
        """
        known = [
            value
            for readings in self._runtime.readings.devices.values()
            for value in readings.values.values()
            if value.kind.platform is platform and self._is_wanted(value)
        ]
        self._adders[platform] = add
        for begin in range(0, len(known), _AT_ONCE):
            self._async_add(known[begin : begin + _AT_ONCE])
            await asyncio.sleep(0)

    @callback
    def _async_devices_added(self, dev_euis: Collection[str]) -> None:
        """Show what is known of devices that an incomplete list lacked at first."""
        known = self._runtime.readings.devices
        self._async_add(
            [
                value
                for dev_eui in dev_euis
                if dev_eui in known
                for value in known[dev_eui].values.values()
                if value.entity is None and self._is_wanted(value)
            ]
        )

    def _is_wanted(self, value: Value) -> bool:
        readings = self._runtime.readings
        if value.dev_eui not in self._runtime.devices.items or not readings.has_source(value):
            return False
        entity_id = self._entity_id(value.kind.platform, value)
        entity = self._registry.async_get(entity_id) if entity_id else None
        return entity is None or entity.disabled_by is None

    def _entity_id(self, platform: Platform, value: Value) -> str | None:
        unique_id = value_unique_id(self._runtime, value)
        return self._registry.async_get_entity_id(platform, DOMAIN, unique_id)

    @callback
    def _async_news(self, _readings: DeviceReadings, taken: Taken) -> None:
        """Show new values; those of another kind are shown anew."""
        if taken.added:
            self._async_add(taken.added)
        for value, before in taken.replaced:
            self._async_replace(value, before)

    @callback
    def _async_add(self, values: Collection[Value]) -> None:
        """Add entities, as far as there is room for enabled ones."""
        by_platform: dict[Platform, list[ReadingEntity]] = {}
        for value in values:
            platform = value.kind.platform
            entity = ENTITIES[platform](self._runtime, value)
            is_new = self._entity_id(platform, value) is None
            if is_new and value.kind.enabled and not self._has_room():
                entity.switch_off()
                self._runtime.readings.async_no_room(MOST_ENABLED)
            by_platform.setdefault(platform, []).append(entity)
        for platform, entities in by_platform.items():
            if add := self._adders.get(platform):
                add(entities)

    @callback
    def _async_replace(self, value: Value, before: Kind) -> None:
        """Show a value that is of another kind by a new entity. The old one goes.

        On the same platform the registry's entry stays, and with it what people did to it.
        """
        entity, value.entity = value.entity, None
        if before.platform is not value.kind.platform:
            if entity_id := self._entity_id(before.platform, value):
                self._registry.async_remove(entity_id)
            self._async_add([value])
        elif isinstance(entity, ReadingEntity):
            self._entry.async_create_task(
                self._hass, self._async_show_anew(entity, value), f"{value.key} shown anew"
            )

    async def _async_show_anew(self, entity: ReadingEntity, value: Value) -> None:
        await entity.async_remove(force_remove=True)
        self._async_add([value])

    @callback
    def async_remove(self, values: Collection[Value]) -> None:
        """Remove values for good, with their entities."""
        for value in values:
            if entity_id := self._entity_id(value.kind.platform, value):
                self._registry.async_remove(entity_id)
        self._runtime.readings.async_forget(values)


def _form(entity: er.RegistryEntry) -> Form | None:
    """Return in which form an entity shows its value, by what the registry has of it."""
    forms = [form for form, platform in PLATFORMS.items() if platform == entity.domain]
    if Form.WORD in forms:
        capabilities = entity.capabilities or {}
        return Form.WORD if "options" in capabilities else Form.NUMBER
    return next(iter(forms), None)


_ENTITIES: HassKey[dict[str, ReadingEntities]] = HassKey(f"{DOMAIN}_reading_entities")


@callback
def async_reading_entities(hass: HomeAssistant, entry: MilesightConfigEntry) -> ReadingEntities:
    """Return the entities of an entry's values, the same for all its platforms."""
    known = hass.data.setdefault(_ENTITIES, {})
    if entry.entry_id not in known:
        known[entry.entry_id] = ReadingEntities(hass, entry)

        @callback
        def forget() -> None:
            del known[entry.entry_id]

        entry.async_on_unload(forget)
    return known[entry.entry_id]
