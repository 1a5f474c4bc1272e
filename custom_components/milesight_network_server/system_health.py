"""Settings → System → Repairs → System information: broker, gateways and answers at a glance."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .mqtt import is_connected
from .runtime import MilesightConfigEntry, gateway_entries
from .words import listing


@callback
def async_register(hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Register what is shown."""
    register.async_register_info(_async_info, "/config/integrations/integration/" + DOMAIN)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what is shown of all gateways. Requests are counted since each was loaded."""
    loaded: list[MilesightConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    gateways = [entry.runtime_data for entry in loaded]
    silent = [entry.title for entry in loaded if not entry.runtime_data.devices.gateway_answers]
    counts = [one for runtime in gateways for one in runtime.gateway.counts.values()]
    return {
        "broker_connected": is_connected(hass),
        "gateways": len(gateway_entries(hass)),
        "gateways_answering": len(loaded) - len(silent),
        "silent_gateways": listing(silent),
        "devices": sum(len(runtime.devices.items) for runtime in gateways),
        "requests": sum(one.requests for one in counts),
        "requests_unanswered": sum(one.time_outs for one in counts),
        "requests_refused": sum(one.refusals.total() for one in counts),
        "updates_queued": sum(len(runtime.queue.items) for runtime in gateways),
    }
