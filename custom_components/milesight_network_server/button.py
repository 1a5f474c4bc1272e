"""The button that reads everything anew."""

import asyncio
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .device_registry import gateway_identifier
from .runtime import MilesightConfigEntry, RuntimeData

PARALLEL_UPDATES = 1

REFRESH = ButtonEntityDescription(
    key="refresh", translation_key="refresh", entity_category=EntityCategory.DIAGNOSTIC
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the refresh button."""
    async_add_entities([RefreshButton(entry.runtime_data)])


class RefreshButton(ButtonEntity):
    """Reads devices, tasks, profiles and groups from the gateway, without waiting for the polls."""

    _attr_has_entity_name = True

    def __init__(self, runtime: RuntimeData) -> None:
        """Belong to the gateway."""
        identifier = gateway_identifier(runtime.gateway.eui)
        self.entity_description = REFRESH
        self._runtime = runtime
        self._attr_unique_id = f"{identifier}_{REFRESH.key}"
        self._attr_device_info = {"identifiers": {(DOMAIN, identifier)}}

    @override
    async def async_press(self) -> None:
        """Read everything; the first failure is the caller's."""
        coordinators = self._runtime.coordinators
        await asyncio.gather(*(coordinator.async_refresh() for coordinator in coordinators))
        for coordinator in coordinators:
            failure = coordinator.last_exception
            if not coordinator.last_update_success and isinstance(failure, HomeAssistantError):
                raise HomeAssistantError(
                    translation_domain=failure.translation_domain,
                    translation_key=failure.translation_key,
                    translation_placeholders=failure.translation_placeholders,
                ) from failure
