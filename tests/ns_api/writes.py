"""The writing calls: what each asks for, and what it makes of the document's example answer."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from custom_components.milesight_network_server.ns_api.gateway import Gateway

PROFILE_ID = "d11c2c2f-543e-4b6f-b393-3e8e6b0e76e4"
GROUP_ID = "0663aff7-3223-4874-ad6a-b306c63a38e7"
DEV_EUI = "24E124136A456465"
OTHER_DEV_EUI = "24E124136A456467"
BODY: dict[str, Any] = {"name": "test", "empty": "", "none": None, "list": [], "inner": {"n": 0}}


class Write(NamedTuple):
    """A writing call, the request that it makes and the result that the example gives."""

    call: Callable[[Gateway], Awaitable[object]]
    method: str
    url: str
    body: dict[str, Any] | None
    result: object = None


# By name, with the call's section in the document.
WRITES: dict[str, tuple[str, Write]] = {
    "add_profile": (
        "2.1",
        Write(
            lambda gateway: gateway.add_profile(BODY),
            "POST", "/api/urprofiles", BODY, "c6686391-55a3-40fe-a347-acd431211c58",
        ),
    ),
    "delete_profile": (
        "2.2",
        Write(
            lambda gateway: gateway.delete_profile(PROFILE_ID),
            "DELETE", f"/api/urprofiles/{PROFILE_ID}", None,
        ),
    ),
    "modify_profile": (
        "2.4",
        Write(
            lambda gateway: gateway.modify_profile(PROFILE_ID, BODY),
            "PUT", f"/api/urprofiles/{PROFILE_ID}", BODY,
        ),
    ),
    "add_device": (
        "3.1",
        Write(lambda gateway: gateway.add_device(BODY), "POST", "/api/urdevices", BODY),
    ),
    "delete_device": (
        "3.2",
        Write(
            lambda gateway: gateway.delete_device(DEV_EUI),
            "DELETE", f"/api/urdevices/{DEV_EUI}", None,
        ),
    ),
    "modify_device": (
        "3.4",
        Write(
            lambda gateway: gateway.modify_device(DEV_EUI, BODY),
            "PUT", f"/api/urdevices/{DEV_EUI}", BODY,
        ),
    ),
    "add_multicast_group": (
        "4.1",
        Write(
            lambda gateway: gateway.add_multicast_group(BODY),
            "POST", "/api/multicast-groups", BODY, "03881b5e-9af0-4a38-860c-bdc25347f739",
        ),
    ),
    "add_devices_to_multicast_group": (
        "4.2",
        Write(
            lambda gateway: gateway.add_devices_to_multicast_group(
                GROUP_ID, (OTHER_DEV_EUI, DEV_EUI)
            ),
            "POST", f"/api/multicast-groups/{GROUP_ID}/devices",
            {"devEUIs": [OTHER_DEV_EUI, DEV_EUI]},
        ),
    ),
    "delete_multicast_group": (
        "4.3",
        Write(
            lambda gateway: gateway.delete_multicast_group(GROUP_ID),
            "DELETE", f"/api/multicast-groups/{GROUP_ID}", None,
        ),
    ),
    "remove_devices_from_multicast_group": (
        "4.4",
        Write(
            lambda gateway: gateway.remove_devices_from_multicast_group(
                GROUP_ID, [OTHER_DEV_EUI]
            ),
            "POST", f"/api/multicast-groups/{GROUP_ID}/deletedevices",
            {"devEUIs": [OTHER_DEV_EUI]},
        ),
    ),
    "modify_multicast_group": (
        "4.6",
        Write(
            lambda gateway: gateway.modify_multicast_group(GROUP_ID, BODY),
            "PUT", f"/api/multicast-groups/{GROUP_ID}", BODY,
        ),
    ),
    "add_fuota_task": (
        "6.1",
        Write(
            lambda gateway: gateway.add_fuota_task(BODY), "POST", "/api/fuota/task", BODY, 1
        ),
    ),
    "modify_fuota_task": (
        "6.3",
        Write(lambda gateway: gateway.modify_fuota_task(BODY), "PUT", "/api/fuota/task", BODY),
    ),
    "delete_fuota_tasks": (
        "6.4",
        Write(
            lambda gateway: gateway.delete_fuota_tasks((1, 2, 3)),
            "POST", "/api/fuota/task/delete", {"ids": [1, 2, 3]},
        ),
    ),
    "retry_fuota_tasks": (
        "6.5",
        Write(
            lambda gateway: gateway.retry_fuota_tasks([1, 2, 3]),
            "POST", "/api/fuota/task/retry", {"ids": [1, 2, 3]},
        ),
    ),
}  # fmt: skip
# The calls that answer with the id of what they added, and by what key.
ADDING = {"add_profile": "profileID", "add_multicast_group": "id", "add_fuota_task": "id"}
