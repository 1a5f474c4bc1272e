"""Services: everything that the gateway's API can do, for automations and people."""

from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, callback
from homeassistant.helpers.service import async_register_admin_service
import voluptuous as vol

from ..const import DOMAIN
from ..updates.refusals import NOT_TAKEN, refusal
from . import codec, device, device_import, fuota, multicast, profile, update_queue
from .call import GatewayCall, Service
from .field_names import check_names
from .target import resolve

SERVICES: tuple[Service, ...] = (
    *profile.SERVICES,
    *device.SERVICES,
    *device_import.SERVICES,
    *multicast.SERVICES,
    *codec.SERVICES,
    *fuota.SERVICES,
    *update_queue.SERVICES,
)


# What is wrong is never told by the schema: Home Assistant would repeat the whole call, keys and
# all, on the page and in its log.
_SCHEMA: Final = vol.Schema({}, extra=vol.ALLOW_EXTRA)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the services, all of them for administrators."""
    for service in SERVICES:
        async_register_admin_service(
            hass,
            DOMAIN,
            service.name,
            partial(_async_handle, service),
            schema=_SCHEMA,
            supports_response=service.response,
        )


async def _async_handle(service: Service, call: ServiceCall) -> ServiceResponse:
    """Run a service, and turn what can go wrong into Home Assistant's errors."""
    check_names(service.names, [name for name in call.data if name not in service.passed_over])
    taken = (*service.fields, *service.passed_over)
    given = {name: call.data[name] for name in taken if name in call.data}
    try:
        target = resolve(call.hass, service.target, call.data)
        entry = target.entry
        gateway_call = GatewayCall(
            call.hass, entry, entry.runtime_data, given, target.dev_euis, target.task_ids
        )
        response = await service.handler(gateway_call)
    except NOT_TAKEN as err:
        raise refusal(err) from err
    return response if call.return_response else None
