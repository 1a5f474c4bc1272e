"""Lists as real gateways give them: what the actions make of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway
from simulator.manners import Manners, Order, Times

from .conftest import Act


async def test_only_a_device_that_was_never_heard_is_warned_of_and_not_one_that_nobody_knows(
    act: Act, gateway: Gateway
) -> None:
    rows = list(gateway.devices)
    never = next(eui for eui, one in gateway.devices.items() if one.last_seen is None)
    for number, dev_eui in enumerate(rows, 1):
        if dev_eui != never:
            gateway.faults.add(
                f"odd call=3.3 rows={number} lastSeenAt='\"?\"' lastSeenAtTime='\"?\"'"
            )
    estimate = await act(
        "estimate_fuota_task", dev_euis=rows, firmware_name="x.bin", file_content="AAAA"
    )
    (warning,) = [one for one in estimate["warnings"] if "not been heard within" in one]
    assert [dev_eui for dev_eui in rows if dev_eui in warning] == [never]


@pytest.mark.parametrize(
    ("times", "uncertainty"), [("real", {0}), ("relative", {0, 1, 60, 3600, 86_400, 604_800})]
)
async def test_a_list_says_how_far_its_times_may_be_off(
    act: Act, gateway: Gateway, times: Times, uncertainty: set[int]
) -> None:
    gateway.manners = Manners(times=times)
    devices = (await act("list_devices"))["devices"]
    assert {one["last_seen_uncertainty"] for one in devices} <= uncertainty
    heard = [one for one in devices if gateway.devices[one["dev_eui"]].last_seen]
    assert heard
    for one in heard:
        seen = gateway.devices[one["dev_eui"]].last_seen
        assert seen is not None
        off = abs(datetime.fromisoformat(one["last_seen_at"]) - seen)
        assert off <= timedelta(seconds=max(1, one["last_seen_uncertainty"]))


def calls(gateway: Gateway, call: str) -> list[str]:
    """Return the urls that were asked for by a call."""
    return [str(request.url) for request in gateway.requests if request.call == call]


@pytest.mark.parametrize(
    ("service", "call", "data"),
    [
        ("list_profiles", "2.3", {}),
        ("list_devices", "3.3", {"search": "office"}),
        ("list_multicast_groups", "4.5", {"search": "x"}),
        ("list_payload_codecs", "5.1", {"type": "default"}),
        ("list_fuota_tasks", "6.2", {"search": "x"}),
        ("list_official_firmware", "6.10", {"model": "WT201"}),
    ],
)
async def test_limit_and_offset_reach_the_gateway(
    act: Act, gateway: Gateway, service: str, call: str, data: dict[str, Any]
) -> None:
    gateway.requests.clear()
    response = await act(service, limit=2, offset=1, **data)
    (url,) = calls(gateway, call)
    assert url.endswith("&limit=2&offset=1")
    assert all(f"{name}={value}" in url for name, value in data.items())
    assert response["warnings"] == []


async def test_a_part_is_as_many_requests_as_it_needs_and_tells_the_total_of_the_list(
    act: Act, gateway: Gateway
) -> None:
    every = [one["dev_eui"] for one in (await act("list_devices"))["devices"]]
    gateway.requests.clear()
    response = await act("list_devices", limit=3, offset=8)
    assert [one["dev_eui"] for one in response["devices"]] == every[8:11]
    assert response["total"] == len(gateway.devices)
    assert len(calls(gateway, "3.3")) == 1


@pytest.mark.parametrize(
    ("service", "call", "name"),
    [
        ("list_devices", "3.3", "devices"),
        ("list_profiles", "2.3", "profiles"),
        ("list_fuota_tasks", "6.2", "tasks"),
    ],
)
async def test_a_total_that_differs_from_the_rows_is_reported(
    act: Act, gateway: Gateway, service: str, call: str, name: str
) -> None:
    gateway.faults.add(f"total call={call} add=2")
    response = await act(service)
    given = len(response[name])
    assert response["total"] == given + 2
    assert response["warnings"] == [
        f"The gateway reports a total of {given + 2}, but returned {given}"
    ]


async def test_an_empty_list_may_be_null(act: Act, gateway: Gateway) -> None:
    gateway.manners = Manners(null_lists=True)
    gateway.devices.clear()
    for service in ("list_devices", "list_multicast_groups", "list_fuota_tasks"):
        response = await act(service)
        assert (response["total"], response["warnings"]) == (0, [])
    assert (await act("list_profiles"))["profiles"][0]["factory_preset_freqs"] == []


@pytest.mark.parametrize("order", ["added", "newest", "moving"])
async def test_a_list_is_whole_in_whatever_order_it_comes(
    act: Act, gateway: Gateway, loaded: MockConfigEntry, order: Order
) -> None:
    gateway.manners = replace(gateway.manners, order=order)
    loaded.runtime_data.gateway._page_size = 3
    response = await act("list_devices")
    assert {one["dev_eui"] for one in response["devices"]} == gateway.devices.keys()
    assert response["warnings"] == []
