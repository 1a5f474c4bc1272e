"""Services for device profiles (API document, section 2)."""

from typing import Any, Final

from homeassistant.core import SupportsResponse

from ..ns_api.field import InvalidFieldsError, problem
from ..ns_api.keys import ProblemKey
from ..ns_api.profile import (
    PROFILE_READ_ONLY,
    changed_profile,
    new_profile,
    profile_fields,
)
from .call import GatewayCall, Service
from .resource import Resource
from .response import PART_FIELDS, list_response, named_part

_FIELDS = tuple(one.name for one in profile_fields(None))


PROFILES: Final = Resource(
    id_name="profile_id",
    fields=profile_fields,
    read=lambda gateway: gateway.list_profiles(),
    add=lambda gateway, body: gateway.add_profile(body),
    modify=lambda gateway, key, body: gateway.modify_profile(key, body),
    delete=lambda gateway, key: gateway.delete_profile(key),
    kept=lambda runtime: runtime.provisioning.profiles(),
    coordinators=lambda runtime: (runtime.provisioning,),
)


async def async_add_profile(call: GatewayCall) -> dict[str, Any]:
    """Add a profile (2.1)."""
    before = await call.gateway.list_profiles()
    taken = {one.name for one in before.items.values()}
    draft = new_profile(call.given, call.plan, taken)
    profile_id, response = await PROFILES.async_add(call, before, draft)
    return {"profile_id": profile_id, **response}


async def async_modify_profile(call: GatewayCall) -> dict[str, Any]:
    """Change fields of a profile (2.4)."""
    listed = (await call.gateway.list_profiles()).items
    current = PROFILES.named(call, listed)
    taken = {one.name for one in listed.values()}
    draft = changed_profile(call.given, current, call.plan, taken)
    polled = PROFILES.polled(call, current.profile_id)
    return await PROFILES.async_modify(call, current.profile_id, current, draft, polled)


async def async_delete_profile(call: GatewayCall) -> dict[str, Any]:
    """Delete a profile that no device uses (2.2)."""
    current = PROFILES.named(call, (await call.gateway.list_profiles()).items)
    if current.using or current.is_default:
        kind = ProblemKey.PROFILE_IN_USE if current.using else ProblemKey.PROFILE_DEFAULT
        raise InvalidFieldsError([problem("profile_id", kind, current.name)])
    return await PROFILES.async_delete(call, current.profile_id)


async def async_list_profiles(call: GatewayCall) -> dict[str, Any]:
    """List the profiles (2.3)."""
    part = named_part(call.read(PART_FIELDS))
    listed = await call.gateway.list_profiles(part=part)
    return {
        **list_response("profiles", listed, part, call.runtime.time_zone),
        "channel_plan": listed.channel_plan,
        "cloud": listed.cloud,
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
