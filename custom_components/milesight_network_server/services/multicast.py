"""Services for multicast groups (API document, section 4)."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from homeassistant.core import SupportsResponse

from ..ns_api.effect import listed
from ..ns_api.errors import RefusedError, ReturnCode
from ..ns_api.field import Field
from ..ns_api.keys import WarningKey
from ..ns_api.multicast import (
    GROUP_READ_ONLY,
    changed_multicast_group,
    check_members,
    multicast_fields,
    new_multicast_group,
)
from ..ns_api.value_kinds import Flag, Text
from ..words import answer, in_words, warning
from ..words.keys import AnswerKey
from ..writes import Look, Made, async_write
from .call import GatewayCall, Service, Write
from .resource import Resource
from .response import PART_FIELDS, list_response, named_part
from .target import Target

_FIELDS = tuple(one.name for one in multicast_fields(None))
_KEYS = tuple(one.name for one in multicast_fields(None) if one.secret)
_LIST_FIELDS = (
    Field("search", "search", Text(256)),
    Field("include_keys", "include_keys", Flag()),
    *PART_FIELDS,
)


GROUPS: Final = Resource(
    id_name="multicast_group_id",
    fields=multicast_fields,
    read=lambda gateway: gateway.list_multicast_groups(),
    add=lambda gateway, body: gateway.add_multicast_group(body),
    modify=lambda gateway, key, body: gateway.modify_multicast_group(key, body),
    delete=lambda gateway, key: gateway.delete_multicast_group(key),
    kept=lambda runtime: runtime.provisioning.multicast_groups(),
    coordinators=lambda runtime: (runtime.provisioning,),
)


async def async_add_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """Add a group (4.1)."""
    before = await call.gateway.list_multicast_groups()
    taken = {one.name for one in before.items.values()}
    draft = new_multicast_group(call.given, call.plan, taken)
    group_id, response = await GROUPS.async_add(call, before, draft)
    return {"multicast_group_id": group_id, **response}


async def async_modify_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """Change fields of a group (4.6)."""
    listed = (await call.gateway.list_multicast_groups()).items
    current = GROUPS.named(call, listed)
    taken = {one.name for one in listed.values()}
    draft = changed_multicast_group(call.given, current, call.plan, taken)
    group_id = current.multicast_group_id
    return await GROUPS.async_modify(call, group_id, current, draft, GROUPS.polled(call, group_id))


async def async_delete_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """Delete a group (4.3)."""
    current = GROUPS.named(call, (await call.gateway.list_multicast_groups()).items)
    return await GROUPS.async_delete(call, current.multicast_group_id)


def look_for_members(
    call: GatewayCall, group_id: str, dev_euis: Collection[str], *, members: bool
) -> Look[None]:
    """Look whether devices, or only some of them, have become members or stopped being members."""

    async def look() -> Made[None] | None:
        group = listed(await call.gateway.list_multicast_groups(), group_id)
        now = {one.dev_eui for one in group.devices} if group else set()
        return Made(None) if any((eui in now) is members for eui in dev_euis) else None

    return look


async def async_add_devices_to_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """Make devices members of a group (4.2). Those that are members already stay so."""
    group = GROUPS.named(call, (await call.gateway.list_multicast_groups()).items)
    devices = (await call.gateway.list_devices()).devices
    profiles = (await call.gateway.list_profiles()).profiles
    cautions = check_members(
        group,
        call.dev_euis,
        {eui: profiles.get(one.profile_id or "") for eui, one in devices.items()},
    )
    members = {one.dev_eui for one in group.devices}
    joining = [eui for eui in call.dev_euis if eui not in members]
    group_id = group.multicast_group_id
    warnings = in_words(cautions, call.reader)
    if joining:
        made = await async_write(
            call.gateway,
            lambda: call.gateway.add_devices_to_multicast_group(group_id, joining),
            look_for_members(call, group_id, joining, members=True),
        )
        warnings = (*made.warnings, *warnings)
    return await _members_written(call, group_id, joining, members=True, warnings=warnings)


async def async_remove_devices_from_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """End the membership of devices in a group (4.4). Those that are no members stay so."""
    group = GROUPS.named(call, (await call.gateway.list_multicast_groups()).items)
    members = {one.dev_eui for one in group.devices}
    leaving = [eui for eui in call.dev_euis if eui in members]
    warnings = () if len(leaving) == len(call.dev_euis) else (warning(WarningKey.WERE_NO_MEMBERS),)
    group_id = group.multicast_group_id
    if leaving:
        try:
            made = await async_write(
                call.gateway,
                lambda: call.gateway.remove_devices_from_multicast_group(group_id, leaving),
                look_for_members(call, group_id, leaving, members=False),
            )
            warnings = (*made.warnings, *warnings)
        except RefusedError as err:
            if err.reason is not ReturnCode.NOT_FOUND:
                raise
    return await _members_written(call, group_id, leaving, members=False, warnings=warnings)


async def _members_written(
    call: GatewayCall,
    group_id: str,
    dev_euis: list[str],
    *,
    members: bool,
    warnings: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Read the members back, and name the devices for which the gateway did not do it."""

    def done(changed: Iterable[str]) -> str:
        group = GROUPS.polled(call, group_id)
        name, devices = group.name if group else group_id, list(changed)
        if not devices:
            return answer(AnswerKey.NOTHING)
        kind = AnswerKey.JOINED if members else AnswerKey.LEFT
        return answer(kind, group=name, devices=call.reader.devices(devices))

    write = Write(
        coordinators=(call.runtime.provisioning,),
        find=lambda: None,
        done=done(dev_euis),
        warnings=warnings,
    )
    is_read = await write.async_read_back()
    response = write.response(is_read)
    if is_read:
        group = GROUPS.polled(call, group_id)
        now = {one.dev_eui for one in group.devices} if group else set()
        response["message"] = done(eui for eui in dev_euis if (eui in now) is members)
        response["differences"] = [
            {"field": "dev_euis", "sent": eui, "kept": None if members else eui}
            for eui in dev_euis
            if (eui in now) is not members
        ]
    return response


async def async_list_multicast_groups(call: GatewayCall) -> dict[str, Any]:
    """List the groups with their members (4.5); their keys only where they are asked for."""
    values = call.read(_LIST_FIELDS)
    part = named_part(values)
    groups = await call.gateway.list_multicast_groups(search=values.get("search", ""), part=part)
    without = () if values.get("include_keys") else _KEYS
    return list_response("multicast_groups", groups, part, call.runtime.time_zone, without=without)


SERVICES = (
    Service(
        name="add_multicast_group",
        handler=async_add_multicast_group,
        fields=_FIELDS,
        passed_over=("multicast_group_id", *GROUP_READ_ONLY),
    ),
    Service(
        name="modify_multicast_group",
        handler=async_modify_multicast_group,
        fields=("multicast_group_id", *_FIELDS),
        passed_over=GROUP_READ_ONLY,
    ),
    Service(
        name="delete_multicast_group",
        handler=async_delete_multicast_group,
        fields=("multicast_group_id",),
    ),
    Service(
        name="add_devices_to_multicast_group",
        handler=async_add_devices_to_multicast_group,
        fields=("multicast_group_id",),
        target=Target.DEVICES,
    ),
    Service(
        name="remove_devices_from_multicast_group",
        handler=async_remove_devices_from_multicast_group,
        fields=("multicast_group_id",),
        target=Target.DEVICES,
    ),
    Service(
        name="list_multicast_groups",
        handler=async_list_multicast_groups,
        fields=("search", "limit", "offset", "include_keys"),
        response=SupportsResponse.ONLY,
    ),
)
