"""Services for device profiles (API document, section 2)."""

from typing import Any

from homeassistant.core import SupportsResponse

from ..ns_api.field import InvalidFieldsError, problem
from ..ns_api.gateway import ProfileList
from ..ns_api.profile import (
    PROFILE_READ_ONLY,
    Profile,
    changed_profile,
    new_profile,
    profile_fields,
)
from ..writes import async_write, look_for_added, look_for_gone, look_for_modified
from .call import GatewayCall, Service, Write
from .response import PART_FIELDS, listed, named_part

_FIELDS = tuple(one.name for one in profile_fields(None))


def _named(there: ProfileList, profile_id: Any) -> Profile:
    """Return the profile that a call names, or raise what is wrong with the name."""
    if profile_id in (None, ""):
        raise InvalidFieldsError([problem("profile_id", "required")])
    found = there.profiles.get(str(profile_id))
    if found is None:
        choices = ", ".join(f"{one.profile_id} ({one.name})" for one in there.profiles.values())
        raise InvalidFieldsError([problem("profile_id", "unknown", profile_id, choices=choices)])
    return found


def _kept(call: GatewayCall, profile_id: str) -> Profile | None:
    return call.runtime.provisioning.data.profiles.profiles.get(profile_id)


async def async_add_profile(call: GatewayCall) -> dict[str, Any]:
    """Add a profile (2.1)."""
    there = await call.gateway.list_profiles()
    taken = {one.name for one in there.profiles.values()}
    draft, fields = new_profile(call.given, call.plan, taken), profile_fields(call.plan)
    made = await async_write(
        call.gateway,
        lambda: call.gateway.add_profile(dict(draft.body)),
        look_for_added(call.gateway.list_profiles, there, fields, draft),
    )
    write = Write(
        coordinators=(call.runtime.provisioning,),
        find=lambda: _kept(call, made.value),
        draft=draft,
        fields=fields,
        warnings=made.warnings,
    )
    return await write.async_response(profile_id=made.value)


async def async_modify_profile(call: GatewayCall) -> dict[str, Any]:
    """Change fields of a profile (2.4)."""
    there = await call.gateway.list_profiles()
    current = _named(there, call.given.get("profile_id"))
    taken = {one.name for one in there.profiles.values() if one is not current}
    draft = changed_profile(call.given, current, call.plan, taken)
    profile_id, fields = current.profile_id, profile_fields(call.plan)
    polled = _kept(call, profile_id) if call.runtime.provisioning.data else None
    made = await async_write(
        call.gateway,
        lambda: call.gateway.modify_profile(profile_id, dict(draft.body)),
        look_for_modified(call.gateway.list_profiles, profile_id, current, fields, draft),
    )
    write = Write(
        coordinators=(call.runtime.provisioning,),
        find=lambda: _kept(call, profile_id),
        draft=draft,
        fields=fields,
        warnings=(*made.warnings, *call.changed_meanwhile(fields, polled, current)),
    )
    return await write.async_response()


async def async_delete_profile(call: GatewayCall) -> dict[str, Any]:
    """Delete a profile that no device uses (2.2)."""
    current = _named(await call.gateway.list_profiles(), call.given.get("profile_id"))
    if current.using or current.is_default:
        kind = "profile_in_use" if current.using else "profile_default"
        raise InvalidFieldsError([problem("profile_id", kind, current.name)])
    made = await async_write(
        call.gateway,
        lambda: call.gateway.delete_profile(current.profile_id),
        look_for_gone(call.gateway.list_profiles, current.profile_id),
    )
    write = Write(
        coordinators=(call.runtime.provisioning,),
        find=lambda: _kept(call, current.profile_id),
        warnings=made.warnings,
    )
    return await write.async_response()


async def async_list_profiles(call: GatewayCall) -> dict[str, Any]:
    """List the profiles (2.3)."""
    part = named_part(call.read(PART_FIELDS))
    there = await call.gateway.list_profiles(part=part)
    return {
        **listed("profiles", there, part, call.runtime.time_zone),
        "channel_plan": there.channel_plan,
        "cloud": there.cloud,
    }


SERVICES = (
    Service(
        name="add_profile",
        handler=async_add_profile,
        fields=_FIELDS,
        passed_over=("profile_id", *PROFILE_READ_ONLY),
    ),
    Service(
        name="modify_profile",
        handler=async_modify_profile,
        fields=("profile_id", *_FIELDS),
        passed_over=PROFILE_READ_ONLY,
    ),
    Service(name="delete_profile", handler=async_delete_profile, fields=("profile_id",)),
    Service(
        name="list_profiles",
        handler=async_list_profiles,
        fields=("limit", "offset"),
        response=SupportsResponse.ONLY,
    ),
)
