"""What newer versions of Home Assistant have than the promised minimum; the only place that asks.

Where a version has something, it is used; where it has not, nothing is missed.
"""

from asyncio import shield
from inspect import signature
from typing import Any, Final

from homeassistant import data_entry_flow
from homeassistant.config_entries import ConfigEntries, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.loader import IntegrationNotFound, async_get_integration
from homeassistant.setup import async_setup_component
import voluptuous as vol

# 2026.11 takes nothing for success where earlier versions want true, and will refuse true.
_NOTHING_IS_SUCCESS: Final = hasattr(ConfigEntries, "async_unload_platforms_or_raise")
# What setting up, migrating and unloading an entry return when all went well.
DONE: Final = None if _NOTHING_IS_SUCCESS else True
# 2026.11 shows an issue on the page of its entry, and takes it back with the entry.
_ISSUES_HAVE_ENTRIES: Final = "config_entry_id" in signature(ir.async_create_issue).parameters
# 2026.11 hides fields of a form whose condition does not hold, and drops what stands in them.
_FIELDS_HAVE_CONDITIONS: Final = hasattr(data_entry_flow, "VISIBLE_SCHEMA")
_LORAWAN_HUB: Final = "lorawan"


def optional_beside(field: str, other: str) -> vol.Marker:
    """Return an optional field of a form that is shown while another field is filled in."""
    if not _FIELDS_HAVE_CONDITIONS:
        return vol.Optional(field)
    marker: Any = data_entry_flow.__dict__["Optional"]
    shown: vol.Marker = marker(field, visible={"field": other, "operator": "exists"})
    return shown


def of_entry(entry: ConfigEntry) -> dict[str, Any]:
    """Return what ties an issue to its entry."""
    return {"config_entry_id": entry.entry_id} if _ISSUES_HAVE_ENTRIES else {}


async def async_lorawan_hub(hass: HomeAssistant) -> bool:
    """Whether there is a LoRaWAN hub in Home Assistant (from 2026.11 on); it is set up first.

    That goes on where the entry that waits for it is unloaded: Home Assistant keeps all who ask
    later waiting for ever for what was given up half-way.
    """
    setting_up = _async_set_up_lorawan_hub(hass)
    return await shield(hass.async_create_background_task(setting_up, "LoRaWAN hub"))


async def _async_set_up_lorawan_hub(hass: HomeAssistant) -> bool:
    try:
        await async_get_integration(hass, _LORAWAN_HUB)
    except IntegrationNotFound:
        return False
    return await async_setup_component(hass, _LORAWAN_HUB, {})
