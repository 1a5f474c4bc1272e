"""Device trackers of devices that report their position."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .reading_entities.showing import async_reading_entities
from .runtime import MilesightConfigEntry

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the trackers of what exists, and of what is added later."""
    entities = async_reading_entities(hass, entry)
    await entities.async_show(Platform.DEVICE_TRACKER, async_add_entities)
