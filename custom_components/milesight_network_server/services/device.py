"""Services for LoRaWAN devices (API document, section 3)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from homeassistant.core import SupportsResponse

from ..ns_api.device import Device
from ..ns_api.device_draft import (
    DEVICE_FIELDS,
    DEVICE_READ_ONLY,
    Surroundings,
    changed_device,
    new_device,
)
from ..ns_api.errors import RefusedError, ReturnCode
from ..ns_api.field import Field, Flag, InvalidFieldsError, Text, Whole, problem
from ..ns_api.gateway import DeviceList
from ..ns_api.model import read_int
from ..words import warning
from ..writes import async_write, look_for_added, look_for_gone, look_for_modified
from .call import GatewayCall, Service, Write
from .fuota import async_unfinished_tasks
from .response import PART_FIELDS, listed, named_part, told
from .target import Target

_FIELDS = tuple(one.name for one in DEVICE_FIELDS)
_KEYS = tuple(one.name for one in DEVICE_FIELDS if one.secret)
_LIST_FIELDS = (
    Field("search", "search", Text(256)),
    Field("application_id", "applicationID", Whole(0, 2**31 - 1)),
    Field("include_keys", "include_keys", Flag()),
    *PART_FIELDS,
)


def _kept(call: GatewayCall, dev_eui: str) -> Device | None:
    return call.runtime.devices.items.get(dev_eui)


async def async_surroundings(
    call: GatewayCall,
    there: DeviceList,
    codec_ids: Iterable[Any],
    *,
    besides: Device | None = None,
) -> Surroundings:
    """Return what a device must fit. Codecs are asked for only where they are named."""
    named = {number for one in codec_ids if (number := read_int(one))}
    return Surroundings(
        dev_euis=there.devices.keys(),
        names={one.name for one in there.devices.values() if one is not besides},
        applications=there.applications,
        profiles=there.profiles,
        codecs=await call.runtime.codecs.async_check(named),
    )


async def async_add_device(call: GatewayCall) -> dict[str, Any]:
    """Add a device (3.1)."""
    there = await call.gateway.list_devices()
    codec_ids = [call.given.get("payload_codec_id")]
    draft = new_device(call.given, await async_surroundings(call, there, codec_ids))
    dev_eui: str = draft.values["dev_eui"]

    async def send() -> str:
        await call.gateway.add_device(dict(draft.body))
        return dev_eui

    made = await async_write(
        call.gateway,
        send,
        look_for_added(call.gateway.list_devices, there, DEVICE_FIELDS, draft, by="dev_eui"),
    )
    write = Write(
        coordinators=(call.runtime.devices,),
        find=lambda: _kept(call, dev_eui),
        draft=draft,
        fields=DEVICE_FIELDS,
        warnings=made.warnings,
    )
    return await write.async_response()


def _named(there: DeviceList, dev_eui: str) -> Device:
    found = there.devices.get(dev_eui)
    if found is None:
        raise InvalidFieldsError([problem("dev_eui", "not_there", dev_eui)])
    return found


async def async_modify_device(call: GatewayCall) -> dict[str, Any]:
    """Change fields of a device (3.4)."""
    (dev_eui,) = call.dev_euis
    polled = _kept(call, dev_eui)
    there = await call.gateway.list_devices()
    polled_again = _named(there, dev_eui)
    # What moves in it is brought up to date by the next list: the change is judged by what was.
    current = replace(polled_again)
    codec_ids = [call.given.get("payload_codec_id")]
    around = await async_surroundings(call, there, codec_ids, besides=polled_again)
    draft = changed_device(call.given, current, around)
    made = await async_write(
        call.gateway,
        lambda: call.gateway.modify_device(dev_eui, dict(draft.body)),
        look_for_modified(call.gateway.list_devices, dev_eui, current, DEVICE_FIELDS, draft),
    )
    write = Write(
        coordinators=(call.runtime.devices,),
        find=lambda: _kept(call, dev_eui),
        draft=draft,
        fields=DEVICE_FIELDS,
        warnings=(*made.warnings, *call.changed_meanwhile(DEVICE_FIELDS, polled, current)),
    )
    return await write.async_response()


async def async_delete_device(call: GatewayCall) -> dict[str, Any]:
    """Delete a device that belongs to no unfinished FUOTA task (3.2)."""
    (dev_eui,) = call.dev_euis
    unfinished = [
        task.name or str(task.task_id)
        for task in await async_unfinished_tasks(call)
        if dev_eui in task.dev_euis
    ]
    if unfinished:
        tasks = ", ".join(unfinished)
        raise InvalidFieldsError([problem("dev_eui", "in_task", dev_eui, tasks=tasks)])
    try:
        made = await async_write(
            call.gateway,
            lambda: call.gateway.delete_device(dev_eui),
            look_for_gone(call.gateway.list_devices, dev_eui),
        )
        warnings = made.warnings
    except RefusedError as err:
        # Deleting what is not there fulfils the wish.
        if err.reason is not ReturnCode.NOT_FOUND:
            raise
        warnings = (warning("was_not_there"),)
    write = Write(
        coordinators=(call.runtime.devices, call.runtime.fuota),
        find=lambda: _kept(call, dev_eui),
        warnings=warnings,
    )
    return await write.async_response()


async def async_list_devices(call: GatewayCall) -> dict[str, Any]:
    """List the devices (3.3); their keys only where they are asked for."""
    values = call.read(_LIST_FIELDS)
    part = named_part(values)
    there = await call.gateway.list_devices(
        search=values.get("search", ""), application_id=values.get("application_id", 0), part=part
    )
    zone = call.runtime.time_zone
    without = () if values.get("include_keys") else _KEYS
    return {
        **listed("devices", there, part, zone, without=without),
        "applications": [told(one, zone) for one in there.applications.values()],
        "profiles": [told(one, zone) for one in there.profiles.values()],
        "channel_plan": there.channel_plan,
        "cloud": there.cloud,
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
