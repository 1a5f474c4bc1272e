"""Services for multicast groups (API document, section 4)."""

from collections.abc import Collection, Mapping
from typing import Any

from homeassistant.core import SupportsResponse

from ..ns_api.effect import listed
from ..ns_api.errors import RefusedError, ReturnCode
from ..ns_api.field import Field, Flag, InvalidFieldsError, Text, problem
from ..ns_api.multicast import (
    GROUP_READ_ONLY,
    MulticastGroup,
    changed_multicast_group,
    check_members,
    multicast_fields,
    new_multicast_group,
)
from ..words import in_words, warning
from ..writes import (
    Look,
    Made,
    async_write,
    look_for_added,
    look_for_gone,
    look_for_modified,
)
from .call import GatewayCall, Service, Write
from .response import PART_FIELDS, listed as answer, named_part
from .target import Target

_FIELDS = tuple(one.name for one in multicast_fields(None))
_KEYS = tuple(one.name for one in multicast_fields(None) if one.secret)
_LIST_FIELDS = (
    Field("search", "search", Text(256)),
    Field("include_keys", "include_keys", Flag()),
    *PART_FIELDS,
)


def _named(there: Mapping[str, MulticastGroup], group_id: Any) -> MulticastGroup:
    """Return the group that a call names, or raise what is wrong with the name."""
    if group_id in (None, ""):
        raise InvalidFieldsError([problem("multicast_group_id", "required")])
    found = there.get(str(group_id))
    if found is None:
        choices = ", ".join(f"{one.multicast_group_id} ({one.name})" for one in there.values())
        raise InvalidFieldsError(
            [problem("multicast_group_id", "unknown", group_id, choices=choices or "–")]
        )
    return found


def _kept(call: GatewayCall, group_id: str) -> MulticastGroup | None:
    return call.runtime.provisioning.data.multicast_groups.items.get(group_id)


async def async_add_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """Add a group (4.1)."""
    there = await call.gateway.list_multicast_groups()
    draft = new_multicast_group(call.given, call.plan, {one.name for one in there.items.values()})
    fields = multicast_fields(call.plan)
    made = await async_write(
        call.gateway,
        lambda: call.gateway.add_multicast_group(dict(draft.body)),
        look_for_added(call.gateway.list_multicast_groups, there, fields, draft),
    )
    write = Write(
        coordinators=(call.runtime.provisioning,),
        find=lambda: _kept(call, made.value),
        draft=draft,
        fields=fields,
        warnings=made.warnings,
    )
    return await write.async_response(multicast_group_id=made.value)


async def async_modify_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """Change fields of a group (4.6)."""
    there = (await call.gateway.list_multicast_groups()).items
    current = _named(there, call.given.get("multicast_group_id"))
    taken = {one.name for one in there.values() if one is not current}
    draft = changed_multicast_group(call.given, current, call.plan, taken)
    group_id = current.multicast_group_id
    polled = _kept(call, group_id) if call.runtime.provisioning.data else None
    fields = multicast_fields(call.plan)
    made = await async_write(
        call.gateway,
        lambda: call.gateway.modify_multicast_group(group_id, dict(draft.body)),
        look_for_modified(call.gateway.list_multicast_groups, group_id, current, fields, draft),
    )
    write = Write(
        coordinators=(call.runtime.provisioning,),
        find=lambda: _kept(call, group_id),
        draft=draft,
        fields=fields,
        warnings=(*made.warnings, *call.changed_meanwhile(fields, polled, current)),
    )
    return await write.async_response()


async def async_delete_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """Delete a group (4.3)."""
    there = (await call.gateway.list_multicast_groups()).items
    group_id = _named(there, call.given.get("multicast_group_id")).multicast_group_id
    made = await async_write(
        call.gateway,
        lambda: call.gateway.delete_multicast_group(group_id),
        look_for_gone(call.gateway.list_multicast_groups, group_id),
    )
    write = Write(
        coordinators=(call.runtime.provisioning,),
        find=lambda: _kept(call, group_id),
        warnings=made.warnings,
    )
    return await write.async_response()


def _look_for_members(
    call: GatewayCall, group_id: str, dev_euis: Collection[str], *, members: bool
) -> Look[None]:
    """Look whether devices have become members, or are none any more, be it only some of them."""

    async def look() -> Made[None] | None:
        group = listed(await call.gateway.list_multicast_groups(), group_id)
        now = {one.dev_eui for one in group.devices} if group else set()
        return Made(None) if any((eui in now) is members for eui in dev_euis) else None

    return look


async def async_add_devices_to_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """Make devices members of a group (4.2). Those that are members already stay so."""
    there = (await call.gateway.list_multicast_groups()).items
    group = _named(there, call.given.get("multicast_group_id"))
    listed = await call.gateway.list_devices()
    profiles = (await call.gateway.list_profiles()).profiles
    cautions = check_members(
        group,
        call.dev_euis,
        {eui: profiles.get(one.profile_id or "") for eui, one in listed.devices.items()},
    )
    members = {one.dev_eui for one in group.devices}
    joining = [eui for eui in call.dev_euis if eui not in members]
    group_id = group.multicast_group_id
    warnings = in_words(cautions)
    if joining:
        made = await async_write(
            call.gateway,
            lambda: call.gateway.add_devices_to_multicast_group(group_id, joining),
            _look_for_members(call, group_id, joining, members=True),
        )
        warnings = (*made.warnings, *warnings)
    return await _members_written(call, group_id, joining, members=True, warnings=warnings)


async def async_remove_devices_from_multicast_group(call: GatewayCall) -> dict[str, Any]:
    """End the membership of devices in a group (4.4). Those that are no members stay so."""
    there = (await call.gateway.list_multicast_groups()).items
    group = _named(there, call.given.get("multicast_group_id"))
    members = {one.dev_eui for one in group.devices}
    leaving = [eui for eui in call.dev_euis if eui in members]
    warnings = () if len(leaving) == len(call.dev_euis) else (warning("were_no_members"),)
    group_id = group.multicast_group_id
    if leaving:
        try:
            made = await async_write(
                call.gateway,
                lambda: call.gateway.remove_devices_from_multicast_group(group_id, leaving),
                _look_for_members(call, group_id, leaving, members=False),
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
    """Read the members back, and tell the devices for which the gateway did not do it."""
    write = Write(coordinators=(call.runtime.provisioning,), find=lambda: None, warnings=warnings)
    is_read = await write.async_read_back()
    response = write.response(is_read)
    if is_read:
        group = _kept(call, group_id)
        now = {one.dev_eui for one in group.devices} if group else set()
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
    there = await call.gateway.list_multicast_groups(search=values.get("search", ""), part=part)
    without = () if values.get("include_keys") else _KEYS
    return answer("multicast_groups", there, part, call.runtime.time_zone, without=without)


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
