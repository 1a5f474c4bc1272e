"""Services that list FUOTA tasks, their devices, and firmware (API document, 6.2, 6.6 to 6.10)."""

from typing import Any

from homeassistant.core import SupportsResponse

from ..const import DATA_CENTERS
from ..ns_api.field import Field, InvalidFieldsError, raise_if_any, read_fields, require
from ..ns_api.names import ids_of
from ..ns_api.value_kinds import OneOf, Text, Whole
from .call import GatewayCall, Service
from .firmware import FIRMWARE_NAMES, async_named_firmware, data_center
from .response import PART_FIELDS, as_response, list_response, named_part
from .target import Target

_SEARCH = Field("search", "search", Text(256))
_TASK_ID = Field("task_id", "taskId", Whole(0, 2**31 - 1))
_MODEL = Field("model", "model", Text(64, 1))
_DATA_CENTER = Field("data_center", "dateCenter", OneOf(DATA_CENTERS))


async def async_list_fuota_tasks(call: GatewayCall) -> dict[str, Any]:
    """List the tasks (6.2), those that the gateway finds by the searched text."""
    values = call.read((_SEARCH, *PART_FIELDS))
    part = named_part(values)
    listed = await call.gateway.list_fuota_tasks(search=values.get("search", ""), part=part)
    return list_response("tasks", listed, part, call.runtime.time_zone)


async def async_list_fuota_task_devices(call: GatewayCall) -> dict[str, Any]:
    """List the devices of a task (6.7)."""
    (task_id,) = call.task_ids
    values = call.read((_SEARCH, *PART_FIELDS))
    search, part = values.get("search", ""), named_part(values)
    listed = await call.gateway.list_fuota_task_devices(task_id, search=search, part=part)
    return list_response("devices", listed, part, call.runtime.time_zone)


async def async_list_firmware_devices(call: GatewayCall) -> dict[str, Any]:
    """List the devices that a firmware fits (6.8)."""
    given, unnamed = ids_of(call.given, {"task_id": call.runtime.task_names})
    values, problems = read_fields((_SEARCH, _TASK_ID, *PART_FIELDS), given)
    problems = [*unnamed, *problems]
    firmware, firmware_problems = await async_named_firmware(call)
    if firmware is None or problems:
        raise InvalidFieldsError([*problems, *firmware_problems])
    part = named_part(values)
    listed = await call.gateway.list_firmware_devices(
        firmware.of_query,
        task_id=values.get("task_id", 0),
        search=values.get("search", ""),
        part=part,
    )
    return list_response("devices", listed, part, call.runtime.time_zone)


async def async_get_payload_sizes(call: GatewayCall) -> dict[str, Any]:
    """Return the greatest payload of each data rate (6.6)."""
    zone = call.runtime.time_zone
    return {
        "payload_sizes": [as_response(one, zone) for one in await call.gateway.get_payload_sizes()]
    }


async def async_list_official_models(call: GatewayCall) -> dict[str, Any]:
    """List the models that have official firmware (6.9)."""
    named = call.read((_DATA_CENTER,)).get("data_center", data_center(call.entry))
    return {"models": await call.gateway.list_official_models(named)}


async def async_list_official_firmware(call: GatewayCall) -> dict[str, Any]:
    """List the official firmware of a model (6.10)."""
    values, problems = read_fields((_MODEL, _SEARCH, *PART_FIELDS), call.given)
    if "model" not in {one.field for one in problems}:
        require(problems, values, "model")
    raise_if_any(problems)
    search, part = values.get("search", ""), named_part(values)
    listed = await call.gateway.list_official_firmware(values["model"], search=search, part=part)
    return list_response("firmware", listed, part, call.runtime.time_zone)


_PAGE = ("search", "limit", "offset")
SERVICES = (
    Service(
        name="list_fuota_tasks",
        handler=async_list_fuota_tasks,
        fields=_PAGE,
        response=SupportsResponse.ONLY,
    ),
    Service(
        name="list_fuota_task_devices",
        handler=async_list_fuota_task_devices,
        fields=_PAGE,
        target=Target.TASK,
        response=SupportsResponse.ONLY,
    ),
    Service(
        name="list_firmware_devices",
        handler=async_list_firmware_devices,
        fields=(*FIRMWARE_NAMES, "task_id", *_PAGE),
        response=SupportsResponse.ONLY,
    ),
    Service(
        name="get_payload_sizes",
        handler=async_get_payload_sizes,
        response=SupportsResponse.ONLY,
    ),
    Service(
        name="list_official_models",
        handler=async_list_official_models,
        fields=("data_center",),
        response=SupportsResponse.ONLY,
    ),
    Service(
        name="list_official_firmware",
        handler=async_list_official_firmware,
        fields=("model", *_PAGE),
        response=SupportsResponse.ONLY,
    ),
)
