"""Services: everything that the gateway's API can do, for automations and people."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, callback
from homeassistant.helpers.service import async_register_admin_service
import voluptuous as vol

from ..const import DOMAIN
from ..updates.refusals import NOT_TAKEN, refusal
from ..words import PERSON, Reader
from . import (
    codec,
    device,
    device_import,
    downlink,
    fuota,
    gateway_backup,
    multicast,
    profile,
    update_queue,
)
from .call import GatewayCall, Service
from .field_names import check_names
from .target import picked_names, resolve

SERVICES: tuple[Service, ...] = (
    *profile.SERVICES,
    *device.SERVICES,
    *device_import.SERVICES,
    *downlink.SERVICES,
    *multicast.SERVICES,
    *codec.SERVICES,
    *gateway_backup.SERVICES,
    *fuota.SERVICES,
    *update_queue.SERVICES,
)


# The schema never reports what is wrong: Home Assistant would repeat the whole call, keys and all,
# on the page and in its log.
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
    names = picked_names(call.hass, call.data)
    reader = Reader(of_form=_is_of_form(call), names=names, service=service.name)
    try:
        response = await async_act(call.hass, service, call.data, reader=reader)
    except NOT_TAKEN as err:
        raise refusal(err, reader) from err
    return response if call.return_response else None


def _is_of_form(call: ServiceCall) -> bool:
    """Whether a person called, in front of a form, and no automation or script did."""
    return call.context.user_id is not None and call.context.parent_id is None


async def async_act(
    hass: HomeAssistant,
    service: Service,
    data: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
    reader: Reader = PERSON,
) -> ServiceResponse:
    """Do what a service does, and return its response.

    `expected` is how the caller takes the fields to be that are changed: see `GatewayCall`.
    `reader` is who is answered. Raises one of `NOT_TAKEN`, or an error of Home Assistant's.
    """
    given_names = [name for name in data if name not in service.passed_over]
    check_names(service.names, given_names)
    taken = (*service.fields, *service.passed_over)
    given = {name: data[name] for name in taken if name in data}
    target = resolve(hass, service.target, data, reader)
    gateway_call = GatewayCall(
        hass,
        target.entry,
        target.entry.runtime_data,
        given,
        target.dev_euis,
        target.task_ids,
        expected or {},
        reader,
    )
    return await service.handler(gateway_call)
