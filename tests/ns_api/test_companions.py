"""What comes along with a list: applications, profiles, channel plan, cloud."""

from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.device import Application
from custom_components.milesight_network_server.ns_api.gateway import (
    DeviceList,
    Gateway,
    ProfileList,
)
from custom_components.milesight_network_server.ns_api.profile import ProfileName

from .scripted import EUI, ScriptedGateway

DEVICE = {"devEUI": "24E124136A456465"}
PROFILE = {"profile": {"profileID": "940dcdbe"}, "name": "ClassA-OTAA"}


async def devices(**keys: Any) -> DeviceList:
    """Return a list of one device with these keys beside it."""
    body = {"devTotalCount": "1", "deviceResult": [DEVICE], **keys}
    return await Gateway(ScriptedGateway(lambda _request: body).link, EUI).list_devices()


async def profiles(**keys: Any) -> ProfileList:
    """Return a list of one profile with these keys beside it."""
    body = {"totalCount": "1", "result": [PROFILE], **keys}
    return await Gateway(ScriptedGateway(lambda _request: body).link, EUI).list_profiles()


async def test_applications_are_by_their_id() -> None:
    rows = [{"appName": "cloud", "applicationID": "1"}, {"applicationID": 2, "appName": None}]
    assert (await devices(appResult=rows)).applications == {
        1: Application(application_id=1, app_name="cloud"),
        2: Application(application_id=2, app_name=""),
    }


async def test_profile_names_are_by_their_id() -> None:
    rows = [{"profileID": "940dcdbe", "profileName": "ClassA-OTAA", "supportsJoin": "true"}]
    assert (await devices(profileResult=rows)).profiles == {
        "940dcdbe": ProfileName(
            profile_id="940dcdbe", profile_name="ClassA-OTAA", supports_join=True
        )
    }


async def test_odd_rows_beside_the_list_are_left_out_and_leave_the_list_whole() -> None:
    rows: list[Any] = [None, 5, "x", [], {}, {"applicationID": "cloud"}, {"applicationID": 3}]
    read = await devices(appResult=rows, profileResult=rows)
    assert list(read.applications) == [3]
    assert read.profiles == {}
    assert read.complete


@pytest.mark.parametrize("odd", [None, [], {}, "", "text", {"a": 1}, 0, 5, 1.5, True, False])
@pytest.mark.parametrize("key", ["appResult", "profileResult"])
async def test_a_list_beside_that_is_none_counts_as_empty(key: str, odd: Any) -> None:
    read = await devices(**{key: odd})
    assert read.applications == {}
    assert read.profiles == {}
    assert list(read.devices) == ["24E124136A456465"]


async def test_what_comes_with_a_later_page_counts_too() -> None:
    def script(request: dict[str, Any]) -> dict[str, Any]:
        second = request["url"].endswith("offset=1")
        row = {"devEUI": f"24E124136A45646{int(second)}"}
        application = {"applicationID": 1 + second}
        return {"devTotalCount": 2, "deviceResult": [row], "appResult": [application]}

    gateway = Gateway(ScriptedGateway(script).link, EUI, page_size=1)
    assert list((await gateway.list_devices()).applications) == [1, 2]


@pytest.mark.parametrize(
    ("given", "channel_plan"), [("CN470", "CN470"), ("EU868", "EU868"), ("", None), (None, None)]
)
async def test_the_channel_plan_is_reported(given: Any, channel_plan: str | None) -> None:
    assert (await devices(channelPlan=given)).channel_plan == channel_plan
    assert (await profiles(channelPlan=given)).channel_plan == channel_plan


@pytest.mark.parametrize("odd", [["CN470"], {"plan": "CN470"}])
async def test_a_channel_plan_that_is_none_is_unknown(odd: Any) -> None:
    assert (await devices(channelPlan=odd)).channel_plan is None
    assert (await profiles(channelPlan=odd)).channel_plan is None


@pytest.mark.parametrize(
    ("given", "cloud"),
    [
        (True, True), (False, False), ("true", True), ("false", False), (1, True), ("0", False),
        (None, None), ("", None), ([], None), ("perhaps", None),
    ],
)  # fmt: skip
async def test_whether_the_cloud_manages_the_gateway_is_reported(
    given: Any, cloud: bool | None
) -> None:
    assert (await devices(disable=given)).cloud is cloud
    assert (await profiles(disable=given)).cloud is cloud


async def test_without_companions_they_are_unknown() -> None:
    read = await devices()
    assert (read.applications, read.profiles) == ({}, {})
    assert (read.channel_plan, read.cloud) == (None, None)


@pytest.mark.parametrize("odd", [None, "", {}, ["WT201"], {"model": "WT201"}])
async def test_a_model_that_is_no_text_is_left_out(odd: Any) -> None:
    body = {"models": ["WT101", odd, "WT201"]}
    gateway = Gateway(ScriptedGateway(lambda _request: body).link, EUI)
    assert await gateway.list_official_models("eu") == ["WT101", "WT201"]


@pytest.mark.parametrize("odd", [None, 5, {}, {"dr": 3}, {"dr": "x", "maxPayloadSize": 5}, []])
async def test_an_odd_payload_size_is_left_out(odd: Any) -> None:
    body = {"maxPayloadSizeMap": [{"dr": "0", "maxPayloadSize": "46"}, odd]}
    gateway = Gateway(ScriptedGateway(lambda _request: body).link, EUI)
    sizes = await gateway.get_payload_sizes()
    assert [(size.dr, size.max_payload_size) for size in sizes] == [(0, 46)]
