"""What a FUOTA task would take, and what speaks against it: told before and with the task."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock
from ..registry import device
from .conftest import Act, details, writes
from .fuota_example import (
    FIRMWARE_ID,
    LOCAL,
    MODEL,
    MORNING,
    OFFICIAL,
    OFFICIAL_DEVICES,
    example_gateway,
    without,
)

WORKED = {
    "fragments": 2075,
    "sent_fragments": 2698,
    "frame_airtime": 574.5,
    "sending_time": 13_490,
    "duration": 13_610,
    "ends_at": "2025-04-15T04:12:50+00:00",
}
# In EU868 the frequency of class C multicast is another one.
EUROPEAN: dict[str, Any] = OFFICIAL | {"frequency": 869_525_000}


@pytest.fixture
def plan() -> str:
    """The channel plan of the gateway."""
    return "CN470"


@pytest.fixture
def gateway(clock: Clock, plan: str) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock, channel_plan=plan)


async def test_the_worked_example(act: Act, gateway: Gateway) -> None:
    response = await act("estimate_fuota_task", **OFFICIAL)
    assert response == {"estimate": WORKED, "warnings": [], "refusals": []}
    assert writes(gateway) == []


async def test_estimate_comes_with_a_task_and_with_its_change(act: Act) -> None:
    added = await act("add_fuota_task", **OFFICIAL)
    assert details(added) == {"task_id": 1, "estimate": WORKED, "warnings": [], "differences": []}
    changed = await act("modify_fuota_task", task_id=1, fragment_interval=6000)
    assert changed["estimate"] == WORKED | {
        "sending_time": 16_188,
        "duration": 16_308,
        "ends_at": "2025-04-15T04:57:48+00:00",
    }


async def test_what_is_left_out_has_the_defaults_of_a_task(act: Act, gateway: Gateway) -> None:
    """46 bytes at SF12: 3,970 + 1,191 fragments every 5 s, from one minute on."""
    given = {"dev_euis": OFFICIAL_DEVICES, "model": MODEL, "official_firmware_id": FIRMWARE_ID}
    response = await act("estimate_fuota_task", **given)
    assert response["estimate"] == {
        "fragments": 3970,
        "sent_fragments": 5161,
        "frame_airtime": 2793.5,
        "sending_time": 25_805,
        "duration": 25_925,
        "ends_at": (MORNING + timedelta(seconds=60 + 25_925)).isoformat(),
    }
    assert response["refusals"] == []
    assert writes(gateway) == []


async def test_devices_may_be_picked(
    hass: HomeAssistant, act: Act, loaded: MockConfigEntry
) -> None:
    picked = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{OFFICIAL_DEVICES[0]}")
    assert picked is not None
    given = without(OFFICIAL, "dev_euis", "name")
    response = await act("estimate_fuota_task", device_id=picked.id, **given)
    assert response["estimate"] == WORKED


@pytest.mark.parametrize("name", [None, "", "test"])
async def test_name_is_optional(act: Act, name: str | None) -> None:
    response = await act("estimate_fuota_task", **OFFICIAL | {"name": name})
    assert response["refusals"] == []


@pytest.mark.parametrize(
    ("changed", "said", "estimated"),
    [
        ({"name": "x" * 128}, ["1 to 127"], True),
        ({"started_at": "soon"}, ["not a date and time"], True),
        ({"dev_euis": [*OFFICIAL_DEVICES, "24E1240000000000"]}, ["does not exist"], True),
        ({"fragment_size": 111}, ["110 bytes"], False),
        ({"model": "XX1"}, ["WT101, WT201, CT303"], False),
        ({"model": None, "official_firmware_id": None}, ["exactly one"], False),
        ({"name": "x" * 128, "dr": 7}, ["1 to 127", "one of 0, 1, 2, 3"], False),
        ({"dr": 0, "fragment_size": 46, "fragment_interval": 2000}, ["2793.5 ms"], True),
    ],
)
async def test_refusals_are_reported_and_raise_nothing(
    act: Act, gateway: Gateway, changed: dict[str, Any], said: list[str], *, estimated: bool
) -> None:
    response = await act("estimate_fuota_task", **OFFICIAL | changed)
    assert len(response["refusals"]) == len(said)
    for sentence, part in zip(response["refusals"], said, strict=True):
        assert part in sentence
    assert (response["estimate"] is not None) is estimated
    assert writes(gateway) == []


async def test_device_of_an_unfinished_task_is_a_refusal(act: Act) -> None:
    await act("add_fuota_task", **OFFICIAL)
    response = await act("estimate_fuota_task", **OFFICIAL)
    assert ["belongs to a firmware task" in one for one in response["refusals"]] == [True, True]
    assert response["estimate"] == WORKED


async def test_interval_below_the_airtime_is_refused(act: Act, gateway: Gateway) -> None:
    short = {"dr": 0, "fragment_size": 46, "fragment_interval": 2000}
    with pytest.raises(ServiceValidationError, match=r"fragment_interval: 2000 ms .*2793\.5 ms"):
        await act("add_fuota_task", **OFFICIAL | short)
    assert writes(gateway) == []
    await act("add_fuota_task", **OFFICIAL)
    with pytest.raises(ServiceValidationError, match=r"2793\.5 ms"):
        await act("modify_fuota_task", task_id=1, **short)
    assert writes(gateway) == ["6.1"]


async def test_task_that_was_made_too_fast_elsewhere_can_still_be_changed(
    act: Act, gateway: Gateway
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    task = gateway.tasks[1]
    task.dr, task.fragment_size, task.fragment_interval = 0, 46, 2000
    await act("modify_fuota_task", task_id=1, description="moved")
    assert writes(gateway) == ["6.1", "6.3"]
    assert gateway.tasks[1].description == "moved"


async def test_gateway_that_can_not_be_asked_is_an_error(act: Act, gateway: Gateway) -> None:
    gateway.books.internet = False
    with pytest.raises(HomeAssistantError, match="access to the internet"):
        await act("estimate_fuota_task", **OFFICIAL)


@pytest.mark.parametrize("plan", ["EU868"])
async def test_duty_cycle_of_eu868(act: Act) -> None:
    response = await act("estimate_fuota_task", **EUROPEAN)
    (said,) = response["warnings"]
    assert "11.5%" in said
    assert "10%" in said
    added = await act("add_fuota_task", **EUROPEAN)
    assert added["warnings"] == [said]
    changed = await act("modify_fuota_task", task_id=1, fragment_interval=6000)
    assert changed["warnings"] == []


async def test_long_session(act: Act) -> None:
    response = await act("estimate_fuota_task", **OFFICIAL | {"fragment_size": 30})
    (said,) = response["warnings"]
    assert "39570 s" in said
    assert "32768 s" in said


async def test_devices_not_class_c_and_not_seen(act: Act, gateway: Gateway, clock: Clock) -> None:
    first, second = OFFICIAL_DEVICES
    class_a = next(one for one in gateway.profiles.values() if one.name == "ClassA-OTAA")
    gateway.devices[first].profile_id = class_a.profile_id
    gateway.devices[second].last_seen = MORNING - timedelta(days=8)
    gateway.devices[second].next_uplink = MORNING + timedelta(days=8)
    for service in ("estimate_fuota_task", "add_fuota_task"):
        response = await act(service, **OFFICIAL)
        not_class_c, not_seen = response["warnings"]
        assert "not class C" in not_class_c
        assert first in not_class_c
        assert second not in not_class_c
        assert "last week" in not_seen
        assert second in not_seen
        assert first not in not_seen


async def test_profiles_that_the_gateway_refuses_to_tell_are_no_obstacle(
    act: Act, gateway: Gateway
) -> None:
    gateway.faults.add(Fault("code", call="2.3", values={"code": 13}))
    gateway.request_counts.clear()
    assert (await act("estimate_fuota_task", **OFFICIAL))["estimate"] == WORKED
    assert gateway.request_counts["2.3"] == 1
    assert (await act("add_fuota_task", **OFFICIAL))["warnings"] == []


async def test_firmware_whose_size_is_not_reported_has_no_estimate(
    act: Act, gateway: Gateway
) -> None:
    for one in gateway.catalogue:
        one.size = 0
    response = await act("estimate_fuota_task", **OFFICIAL)
    assert response == {"estimate": None, "warnings": [], "refusals": []}


@pytest.mark.parametrize(("off", "is_warned"), [(119, False), (300, True), (-300, True)])
async def test_clock_of_the_gateway(
    hass: HomeAssistant, loaded: MockConfigEntry, clock: Clock, off: int, *, is_warned: bool
) -> None:
    ours = MORNING - timedelta(seconds=off)
    given = {"config_entry_id": loaded.entry_id, **LOCAL}
    with patch.object(clock, "now", return_value=ours):
        response = await hass.services.async_call(
            DOMAIN, "add_fuota_task", given, blocking=True, return_response=True
        )
    assert response is not None
    warnings = response["warnings"]
    assert isinstance(warnings, list)
    assert ["clock" in str(one) and f"{off:+d} s" in str(one) for one in warnings] == [
        True
    ] * is_warned
