"""`multicastSsessionStatus`, as the document's table has it; data rates that are for uplinks."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.milesight_network_server.ns_api.fuota import FuotaDevice
from simulator.gateway import Gateway
from simulator.manners import Manners
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock
from ..registry import state
from ..scripted_task import EXECUTING, FAILED, ScriptedTask
from .conftest import Act, body_of
from .fuota_example import CONTENT, FILE_NAME

type Look = Callable[[], Awaitable[None]]

KEY = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
DAY = 86_400
# In these regions data rates below 8 are meant for uplinks. The appendix lists them all the same.
AMERICAN = ("US915", "AU915")


@pytest.fixture
def plan() -> str:
    """The region."""
    return "EU868"


@pytest.fixture
def gateway(clock: Clock, plan: str) -> Gateway:
    """A gateway that misspells the key, as the document does."""
    simulated = Gateway(GATEWAY_EUI, clock=clock, channel_plan=plan, manners=Manners(misspelt=True))
    populate(simulated, devices=10)
    return simulated


@pytest.mark.parametrize(
    ("code", "word"), [(1, "group_setup"), (4, "receiving"), (10, "frequency_unsupported")]
)
async def test_a_misspelt_multicast_status_is_read(
    hass: HomeAssistant, act: Act, gateway: Gateway, look: Look, code: int, word: str
) -> None:
    task = ScriptedTask(gateway)
    task.show(EXECUTING)
    first, _ = task.devices
    first.multicast_status = code
    await look()
    shown = state(hass, "sensor", f"{GATEWAY_EUI}_{first.dev_eui}_update_status")
    assert shown.state == word
    listed = (await act("list_fuota_task_devices", task_id=1))["devices"]
    assert [one["multicast_session_status"] for one in listed] == [code, 0]


async def test_a_device_that_failed_by_a_misspelt_status_is_updated_again(
    act: Act, gateway: Gateway, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(FAILED)
    task.task.firmware.content, task.task.fragment_interval = CONTENT, 5000
    gateway.manners = replace(gateway.manners, file_content=True)
    first, _ = task.devices
    first.multicast_status = 8
    await look()
    response = await act("retry_failed_devices", task_id=1)
    assert list(gateway.tasks[response["task_id"]].devices) == [first.dev_eui]


async def test_devices_that_a_firmware_fits_have_it_misspelt_as_well(
    act: Act, gateway: Gateway
) -> None:
    task = ScriptedTask(gateway)
    first, _ = task.devices
    first.multicast_status = 3
    firmware = {"file_content": CONTENT, "firmware_name": f"{first.model}.0000.0100.0199.bin"}
    listed = (await act("list_firmware_devices", **firmware))["devices"]
    statuses = {one["dev_eui"]: one["multicast_session_status"] for one in listed}
    assert statuses[first.dev_eui] == 3


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ({"multicastSessionStatus": 4}, 4),
        ({"multicastSsessionStatus": 4}, 4),
        ({"multicastSsessionStatus": "4"}, 4),
        ({"multicastSessionStatus": 5, "multicastSsessionStatus": 4}, 5),
        ({"multicastSessionStatus": 0, "multicastSsessionStatus": 4}, 0),
        ({"multicastSessionStatus": None, "multicastSsessionStatus": 4}, 4),
        ({"multicastSessionStatus": "", "multicastSsessionStatus": 4}, 4),
        ({"multicastSsessionStatus": None}, None),
        ({}, None),
    ],
)
def test_the_right_spelling_goes_first(row: dict[str, Any], read: int | None) -> None:
    device = FuotaDevice.read({"devEui": "24E124136D0000AA", **row})
    assert device is not None
    assert device.multicast_session_status == read


# One rule for what the product sends by itself and for what it takes.


def thermostat(gateway: Gateway) -> str:
    """Return the DevEUI of a class C device whose profile is now on a data rate for uplinks."""
    device = next(one for one in gateway.devices.values() if one.model == "WT201")
    gateway.profiles[device.profile_id].rx_data_rate2 = 3
    return device.dev_eui


def task_for(gateway: Gateway, **given: Any) -> dict[str, Any]:
    """Return a call that has a file sent to such a device in an hour."""
    return {
        "name": "Thermostats",
        "dev_euis": [thermostat(gateway)],
        "started_at": (gateway.now() + timedelta(hours=1)).isoformat(),
        "file_content": CONTENT,
        "firmware_name": FILE_NAME,
        **given,
    }


def sent_rate(gateway: Gateway, call: str) -> int:
    """Return the data rate that was sent last."""
    rate: int = body_of(gateway, call)["fuotaTask"]["tmpMcInfo"]["dr"]
    return rate


@pytest.mark.parametrize("plan", AMERICAN)
@pytest.mark.parametrize("rate", range(5))
async def test_a_task_on_a_data_rate_for_uplinks_is_added_changed_and_retried(
    act: Act, gateway: Gateway, clock: Clock, rate: int
) -> None:
    given = task_for(gateway, dr=rate)
    gateway.set_fate(given["dev_euis"][0], "fragment:9")
    added = await act("add_fuota_task", **given)
    changed = await act("modify_fuota_task", task_id=1, dr=(rate + 1) % 5, fragment_size=6)
    assert sent_rate(gateway, "6.3") == (rate + 1) % 5
    assert added["differences"] == changed["differences"] == []
    clock.move(DAY)
    await act("retry_failed_devices", task_id=1)
    assert sent_rate(gateway, "6.1") == (rate + 1) % 5
    assert gateway.tasks[2].fragment_size == 6


@pytest.mark.parametrize("plan", AMERICAN)
async def test_what_a_task_gets_by_itself_it_takes_from_callers_as_well(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    given = task_for(gateway)
    gateway.set_fate(given["dev_euis"][0], "fragment:9")
    await act("add_fuota_task", **given)
    rate = sent_rate(gateway, "6.1")
    assert rate >= 8
    await act("modify_fuota_task", task_id=1, dr=rate, name="after")
    await act("modify_fuota_task", task_id=1, dr=3, fragment_size=48)
    clock.move(DAY)
    await act("retry_failed_devices", task_id=1)
    assert (sent_rate(gateway, "6.1"), gateway.tasks[2].dr) == (3, 3)


@pytest.mark.parametrize("plan", AMERICAN)
async def test_groups_and_profiles_take_the_same_data_rates(act: Act, gateway: Gateway) -> None:
    made = await act("add_multicast_group", name="group", mc_nwk_s_key=KEY, mc_app_s_key=KEY, dr=3)
    group = gateway.multicast_groups[made["multicast_group_id"]]
    await act("modify_multicast_group", multicast_group_id=group.group_id, name="other")
    assert (group.name, group.dr) == ("other", 3)
    added = await act("add_profile", name="meters", rx_data_rate2=3, ping_slot_dr="2")
    profile = gateway.profiles[added["profile_id"]]
    await act("modify_profile", profile_id=profile.profile_id, class_c_timeout=3)
    assert (profile.rx_data_rate2, profile.ping_slot_dr) == (3, 2)


@pytest.mark.parametrize("plan", AMERICAN)
async def test_an_estimate_says_the_same_as_the_task(act: Act, gateway: Gateway) -> None:
    for more in ({}, {"dr": 3}, {"dr": 8}):
        estimated = await act("estimate_fuota_task", **task_for(gateway, **more))
        assert estimated["refusals"] == []
    estimated = await act("estimate_fuota_task", **task_for(gateway, dr=5))
    assert ["one of 0, 1, 2, 3, 4, 8" in one for one in estimated["refusals"]] == [True]
