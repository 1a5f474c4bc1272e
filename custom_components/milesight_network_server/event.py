"""Events: what happens to firmware tasks and the devices in them, and what devices report."""

from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .device_registry import async_device_id, gateway_identifier
from .downlinks.sending import LateAck
from .ns_api.device import name_of
from .reading_entities.showing import async_reading_entities
from .runtime import MilesightConfigEntry
from .updates.events import FuotaEvent, FuotaEventType

PARALLEL_UPDATES = 0

FUOTA = EventEntityDescription(
    key="fuota", translation_key="fuota", event_types=[*map(str, FuotaEventType)]
)

DOWNLINK = EventEntityDescription(
    key="downlink",
    translation_key="downlink",
    event_types=["acknowledged", "not_acknowledged"],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entity of the gateway, and those of what happens to devices."""
    entities: list[EventEntity] = [FuotaEventEntity(entry)]
    if entry.runtime_data.downlinks.ack_topic is not None:
        entities.append(DownlinkEventEntity(entry))
    async_add_entities(entities)
    await async_reading_entities(hass, entry).async_show(Platform.EVENT, async_add_entities)


class _GatewayEventEntity(EventEntity):
    """Shows the last of what happened at a gateway. It stays when the gateway is silent."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, entry: MilesightConfigEntry, description: EventEntityDescription) -> None:
        identifier = gateway_identifier(entry.runtime_data.gateway.eui)
        self.entity_description = description
        self._entry = entry
        self._attr_unique_id = f"{identifier}_{description.key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, identifier)})

    def _device_id(self, dev_eui: str) -> str | None:
        return async_device_id(self.hass, self._entry, dev_eui)


class FuotaEventEntity(_GatewayEventEntity):
    """Shows the last event of the journal."""

    # Each failure is recorded with the event of its device; all at once may be thousands.
    _unrecorded_attributes = frozenset({"failures"})

    def __init__(self, entry: MilesightConfigEntry) -> None:
        super().__init__(entry, FUOTA)

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the journal."""
        await super().async_added_to_hass()
        listeners = self._entry.runtime_data.journal.listeners
        self.async_on_remove(listeners.async_listen(self._async_happened))

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


class DownlinkEventEntity(_GatewayEventEntity):
    """Shows the last acknowledgement that came when the action had stopped waiting for it."""

    def __init__(self, entry: MilesightConfigEntry) -> None:
        super().__init__(entry, DOWNLINK)

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to what comes late."""
        await super().async_added_to_hass()
        listeners = self._entry.runtime_data.downlinks.late_listeners
        self.async_on_remove(listeners.async_listen(self._async_came))

    @callback
    def _async_came(self, ack: LateAck) -> None:
        dev_eui = ack.downlink.dev_eui
        self._trigger_event(
            "acknowledged" if ack.acknowledged else "not_acknowledged",
            {
                "dev_eui": dev_eui,
                "device_id": self._device_id(dev_eui),
                "name": name_of(self._entry.runtime_data.devices.items, dev_eui),
                "f_port": ack.downlink.f_port,
                "f_cnt": ack.f_cnt,
                "sent_at": ack.sent_at.isoformat(),
            },
        )
        self.async_write_ha_state()
