"""Finding entities by their unique ids, never by guessed entity ids."""

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.milesight_network_server.const import DOMAIN


def entity_id(hass: HomeAssistant, platform: str, unique_id: str) -> str | None:
    """Return the entity id of a unique id, None where there is no such entity."""
    return er.async_get(hass).async_get_entity_id(platform, DOMAIN, unique_id)


def state(hass: HomeAssistant, platform: str, unique_id: str) -> State:
    """Return the state of an entity that must exist."""
    found = entity_id(hass, platform, unique_id)
    assert found is not None, f"no {platform} {unique_id}"
    current = hass.states.get(found)
    assert current is not None, f"{found} has no state"
    return current


def device(hass: HomeAssistant, entry_id: str, identifier: str) -> dr.DeviceEntry | None:
    """Return the registered device with this identifier."""
    return dr.async_get(hass).async_get_device_by_identifier((DOMAIN, identifier), entry_id)
