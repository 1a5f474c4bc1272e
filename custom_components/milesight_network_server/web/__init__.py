"""What Home Assistant's pages are given: WebSocket commands, and the integration's front end."""

from homeassistant.core import HomeAssistant

from .assets import async_serve_assets
from .backups import async_register_backups
from .commands import async_register_commands
from .commissioning import async_register_commissioning
from .feeds import FEEDS, LISTS, Feeds, async_feed
from .firmware_commands import async_register_firmware_commands
from .imports import async_register_imports
from .list_subjects import SUBJECTS
from .panel import async_follow_gateways
from .panel_commands import async_register_panel_commands

__all__ = ["async_feed", "async_setup_web"]


async def async_setup_web(hass: HomeAssistant) -> None:
    """Register commands and files, once for all gateways."""
    hass.data[FEEDS] = Feeds()
    hass.data[LISTS] = {name: Feeds() for name in SUBJECTS}
    async_register_commands(hass)
    async_register_panel_commands(hass)
    async_register_commissioning(hass)
    async_register_imports(hass)
    async_register_backups(hass)
    async_register_firmware_commands(hass)
    if (loader := await async_serve_assets(hass)) is not None:
        await async_follow_gateways(hass, loader)
