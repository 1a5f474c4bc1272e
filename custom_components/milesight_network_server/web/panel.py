"""The panel "LoRaWAN" in the sidebar, shown while there is a gateway."""

from typing import Final

from homeassistant.components import frontend, panel_custom
from homeassistant.core import HomeAssistant, callback

from ..runtime import async_follow_gateway_entries, gateway_entries

PATH: Final = "lorawan"
_ELEMENT: Final = "milesight-network-server"


async def async_follow_gateways(hass: HomeAssistant, module_url: str) -> None:
    """Show the panel with the first gateway, and remove it with the last."""

    @callback
    def changed() -> None:
        hass.async_create_task(_async_show(hass, module_url), "LoRaWAN panel")

    async_follow_gateway_entries(hass, changed)
    await _async_show(hass, module_url)


async def _async_show(hass: HomeAssistant, module_url: str) -> None:
    """Show the panel if there is a gateway, else remove it."""
    entries = gateway_entries(hass)
    is_shown = PATH in hass.data.get(frontend.DATA_PANELS, {})
    if entries and not is_shown:
        await panel_custom.async_register_panel(
            hass,
            PATH,
            _ELEMENT,
            sidebar_title="LoRaWAN",
            sidebar_icon="mdi:radio-tower",
            module_url=module_url,
            require_admin=True,
        )
    elif is_shown and not entries:
        frontend.async_remove_panel(hass, PATH)
