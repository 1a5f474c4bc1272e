"""The reading calls: what each asks for, and what each takes for an empty list."""

from collections.abc import Awaitable, Callable
from typing import Any

from custom_components.milesight_network_server.ns_api.codec import PayloadCodecType
from custom_components.milesight_network_server.ns_api.fuota import FuotaTask
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.listing import Listing

from .scripted import EUI, ScriptedGateway, Tasks

# A body that every reading call takes for an empty list.
NOTHING: dict[str, Any] = {
    "totalCount": "0", "devTotalCount": "0", "total": 0,
    "result": [], "deviceResult": [], "tasks": [], "devices": [],
    "maxPayloadSizeMap": [], "models": [], "data": [],
}  # fmt: skip
FIRMWARE = {"firmwareName": "WT101.bin", "fileContent": "YWJj"}

type Call = Callable[[Gateway], Awaitable[object]]

# By name: the call, and the url that it asks for with GET.
READS: dict[str, tuple[Call, str]] = {
    "profiles": (Gateway.list_profiles, "/api/urprofiles?order=asc&type=default&limit=50&offset=0"),
    "devices": (Gateway.list_devices, "/api/urdevices?order=asc&type=default&limit=50&offset=0"),
    "devices of an application": (
        lambda gateway: gateway.list_devices(application_id=6),
        "/api/urdevices?applicationID=6&order=asc&type=default&limit=50&offset=0",
    ),
    "some devices of an application": (
        lambda gateway: gateway.list_devices(search="em 300/2&é", application_id=6),
        "/api/urdevices?search=em%20300%2F2%26%C3%A9&applicationID=6&order=asc&type=default&limit=50&offset=0",
    ),
    "groups": (
        Gateway.list_multicast_groups,
        "/api/multicast-groups?search=&order=asc&type=default&limit=50&offset=0",
    ),
    "some groups": (
        lambda gateway: gateway.list_multicast_groups(search="group1"),
        "/api/multicast-groups?search=group1&order=asc&type=default&limit=50&offset=0",
    ),
    "inbuilt codecs": (
        lambda gateway: gateway.list_payload_codecs(PayloadCodecType.DEFAULT),
        "/api/payloadcodecs?type=default&search=&order=asc&limit=4&offset=0",
    ),
    "some custom codecs": (
        lambda gateway: gateway.list_payload_codecs(PayloadCodecType.CUSTOM, search="em300"),
        "/api/payloadcodecs?type=custom&search=em300&order=asc&limit=4&offset=0",
    ),
    "tasks": (Gateway.list_fuota_tasks, "/api/fuota/task?order=asc&type=default&limit=50&offset=0"),
    "devices of a task": (
        lambda gateway: gateway.list_fuota_task_devices(184),
        "/api/fuota/devices?taskId=184&search=&order=asc&type=default&limit=50&offset=0",
    ),
    "some devices of a task": (
        lambda gateway: gateway.list_fuota_task_devices(184, search="wt"),
        "/api/fuota/devices?taskId=184&search=wt&order=asc&type=default&limit=50&offset=0",
    ),
    "payload sizes": (Gateway.get_payload_sizes, "/api/fuota/task/payloadsize"),
    "models": (
        lambda gateway: gateway.list_official_models("eu"),
        "/api/fuota/official/models?dateCenter=eu",
    ),
    "firmware": (
        lambda gateway: gateway.list_official_firmware("WT201"),
        "/api/fuota/official/firmware?model=WT201&search=&order=asc&type=default&limit=50&offset=0",
    ),
    "some firmware": (
        lambda gateway: gateway.list_official_firmware("WT201 v2", search="v1.3"),
        "/api/fuota/official/firmware?model=WT201%20v2&search=v1.3&order=asc&type=default&limit=50&offset=0",
    ),
}


async def read_tasks(script: Tasks, page_size: int = 3) -> Listing[int, FuotaTask]:
    """Return the list of FUOTA tasks that a gateway gives by this script."""
    gateway = Gateway(ScriptedGateway(script).link, EUI, page_size=page_size)
    return await gateway.list_fuota_tasks()
