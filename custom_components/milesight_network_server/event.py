"""The event entity of a gateway: what happens to its firmware tasks, and to the devices in them."""

from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .device_registry import device_identifier, gateway_identifier
from .runtime import MilesightConfigEntry
from .updates.events import FuotaEvent, FuotaEventType

PARALLEL_UPDATES = 0

FUOTA = EventEntityDescription(
    key="fuota", translation_key="fuota", event_types=[*map(str, FuotaEventType)]
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entity."""
    async_add_entities([FuotaEventEntity(entry)])


class FuotaEventEntity(EventEntity):
    """Shows the last of what the journal told. It stays when the gateway is silent."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    # Each failure is recorded with the event of its device; all at once may be thousands.
    _unrecorded_attributes = frozenset({"failures"})

    def __init__(self, entry: MilesightConfigEntry) -> None:
        """Belong to the gateway."""
        identifier = gateway_identifier(entry.runtime_data.gateway.eui)
        self.entity_description = FUOTA
        self._entry = entry
        self._attr_unique_id = f"{identifier}_{FUOTA.key}"
        self._attr_device_info = {"identifiers": {(DOMAIN, identifier)}}

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the journal."""
        await super().async_added_to_hass()
        listeners = self._entry.runtime_data.journal.listeners
        listeners.append(self._async_happened)
        self.async_on_remove(lambda: listeners.remove(self._async_happened))

    @callback
    def _async_happened(self, event: FuotaEvent) -> None:
        self._trigger_event(event.event_type, self._attributes(event))
        self.async_write_ha_state()

    def _attributes(self, event: FuotaEvent) -> dict[str, Any]:
        """Return the attributes of an event, without those that its kind does not have."""
        attributes = event.to_dict()
        del attributes["event_type"]
        if event.dev_eui is None:
            for name in ("dev_eui", "name", "update_status"):
                del attributes[name]
        else:
            attributes["device_id"] = self._device_id(event.dev_eui)
        if event.failures is None:
            del attributes["failures"]
        return attributes

    def _device_id(self, dev_eui: str) -> str | None:
        identifier = device_identifier(self._entry.runtime_data.gateway.eui, dev_eui)
        device = dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, identifier), self._entry.entry_id
        )
        return None if device is None else device.id
