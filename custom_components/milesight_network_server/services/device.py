"""Services for LoRaWAN devices (API document, section 3)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from homeassistant.core import SupportsResponse

from ..ns_api.device_draft import DeviceConstraints, changed_device, new_device
from ..ns_api.device_fields import DEVICE_FIELDS, DEVICE_READ_ONLY
from ..ns_api.field import Field, InvalidFieldsError, Problem, problem
from ..ns_api.fuota import FuotaTask
from ..ns_api.gateway import DeviceList, Gateway
from ..ns_api.keys import ProblemKey
from ..ns_api.model import read_int
from ..ns_api.value_kinds import Flag, Text, Whole
from ..words import listing
from .call import GatewayCall, Service
from .fuota import async_unfinished_tasks
from .resource import Resource
from .response import PART_FIELDS, as_response, list_response, named_part
from .target import Target

_FIELDS = tuple(one.name for one in DEVICE_FIELDS)
_KEYS = tuple(one.name for one in DEVICE_FIELDS if one.secret)
_LIST_FIELDS = (
    Field("search", "search", Text(256)),
    Field("application_id", "applicationID", Whole(0, 2**31 - 1)),
    Field("include_keys", "include_keys", Flag()),
    *PART_FIELDS,
)


async def _add(gateway: Gateway, body: dict[str, Any]) -> str:
    """Add a device, whose id is its DevEUI."""
    await gateway.add_device(body)
    return str(body["devEUI"])


DEVICES: Final = Resource(
    id_name="dev_eui",
    name="dev_eui",
    fields=lambda _plan: DEVICE_FIELDS,
    read=lambda gateway: gateway.list_devices(),
    add=_add,
    modify=lambda gateway, key, body: gateway.modify_device(key, body),
    delete=lambda gateway, key: gateway.delete_device(key),
    kept=lambda runtime: runtime.devices.items,
    coordinators=lambda runtime: (runtime.devices,),
)


async def async_read_constraints(
    call: GatewayCall,
    listed: DeviceList,
    codec_ids: Iterable[Any],
) -> DeviceConstraints:
    """Return what devices must fit. Codecs are asked for only where they are named."""
    asked = [one for one in codec_ids if one not in (None, "")]
    names = await call.runtime.codecs.async_named(
        str(one).strip() for one in asked if read_int(one) is None
    )
    named = {number for one in asked if (number := read_int(one))}
    return DeviceConstraints(
        dev_euis=listed.devices.keys(),
        names={one.name for one in listed.devices.values()},
        applications=listed.applications,
        profiles=listed.profiles,
        codecs=await call.runtime.codecs.async_check(named),
        codec_names=names,
    )


async def async_add_device(call: GatewayCall) -> dict[str, Any]:
    """Add a device (3.1)."""
    before = await call.gateway.list_devices()
    codec_ids = [call.given.get("payload_codec_id")]
    draft = new_device(call.given, await async_read_constraints(call, before, codec_ids))
    _, response = await DEVICES.async_add(call, before, draft)
    return response


async def async_modify_device(call: GatewayCall) -> dict[str, Any]:
    """Change fields of a device (3.4)."""
    (dev_eui,) = call.dev_euis
    polled = DEVICES.polled(call, dev_eui)
    listed = await call.gateway.list_devices()
    device = listed.devices.get(dev_eui)
    if device is None:
        raise InvalidFieldsError([problem("dev_eui", ProblemKey.NOT_THERE, dev_eui)])
    # What moves in it is brought up to date by the next list: the change is judged by what was.
    current = replace(device)
    codec_ids = [call.given.get("payload_codec_id")]
    constraints = await async_read_constraints(call, listed, codec_ids)
    draft = changed_device(call.given, current, constraints)
    return await DEVICES.async_modify(call, dev_eui, current, draft, polled)


def task_problem(dev_eui: str, unfinished: Iterable[FuotaTask]) -> Problem | None:
    """Return why a device can't be deleted that belongs to unfinished FUOTA tasks, else None."""
    tasks = [one.name or str(one.task_id) for one in unfinished if dev_eui in one.dev_euis]
    return problem("dev_eui", ProblemKey.IN_TASK, dev_eui, tasks=listing(tasks)) if tasks else None


async def async_delete_device(call: GatewayCall) -> dict[str, Any]:
    """Delete a device that belongs to no unfinished FUOTA task (3.2)."""
    (dev_eui,) = call.dev_euis
    wrong = task_problem(dev_eui, await async_unfinished_tasks(call))
    if wrong is not None:
        raise InvalidFieldsError([wrong])
    return await DEVICES.async_delete(call, dev_eui, besides=(call.runtime.fuota,))


async def async_list_devices(call: GatewayCall) -> dict[str, Any]:
    """List the devices (3.3); their keys only where they are asked for."""
    values = call.read(_LIST_FIELDS, call.runtime.application_names)
    part = named_part(values)
    listed = await call.gateway.list_devices(
        search=values.get("search", ""), application_id=values.get("application_id", 0), part=part
    )
    zone = call.runtime.time_zone
    without = () if values.get("include_keys") else _KEYS
    return {
        **list_response("devices", listed, part, zone, without=without),
        "applications": [as_response(one, zone) for one in listed.applications.values()],
        "profiles": [as_response(one, zone) for one in listed.profiles.values()],
        "channel_plan": listed.channel_plan,
        "cloud": listed.cloud,
    }


SERVICES = (
    Service(
        name="add_device", handler=async_add_device, fields=_FIELDS, passed_over=DEVICE_READ_ONLY
    ),
    Service(
        name="modify_device",
        handler=async_modify_device,
        fields=_FIELDS[1:],
        passed_over=DEVICE_READ_ONLY,
        target=Target.DEVICE,
    ),
    Service(name="delete_device", handler=async_delete_device, target=Target.DEVICE),
    Service(
        name="list_devices",
        handler=async_list_devices,
        fields=("search", "application_id", "limit", "offset", "include_keys"),
        response=SupportsResponse.ONLY,
    ),
)
