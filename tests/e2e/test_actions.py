"""Actions are performed from the action editor, by somebody who reads and fills in its form."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio

from demo.browser import signed_in_browser
from demo.wizard import DOMAIN

from .action_editor import FORGET, ActionEditor
from .home import Home, House
from .kinds import once
from .pages import with_browser

GROUP = "Thermostats"

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
    # Thermostats are of class C, the others of class A.
    pytest.mark.parametrize(
        "simulator_options", [("--devices", "4", "--model", "WT201", "--model", "EM300-TH")]
    ),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def editor(house: House) -> AsyncGenerator[ActionEditor]:
    # High enough for whole forms: what is to be filled in need not be scrolled to.
    async with signed_in_browser(house.api, height=2000) as browser:
        await browser.page.add_init_script(FORGET)
        yield ActionEditor(browser.page, house.api.url)


@pytest_asyncio.fixture(loop_scope="session")
async def gateway_name(home: Home) -> str:
    entry = await home.entry()
    assert entry is not None
    return str(entry["title"])


async def test_a_profile_is_added(home: Home, editor: ActionEditor, gateway_name: str) -> None:
    await editor.choose("add_profile")
    await editor.pick("Gateway", gateway_name)
    await editor.fill("Name", "Meters")
    await editor.select("Join type", "ABP")
    await editor.switch_on("Class C")
    await editor.unfold("Ping slot")
    await editor.select("Ping slot period", "Every 8 s")
    await editor.unfold("Channels and power")
    await editor.fill_list("Factory preset frequencies", "868100000", "868300000")
    response = await editor.perform()
    [added] = [one for one in (await home.control.books())["profiles"] if one["name"] == "Meters"]
    assert added["profile_id"] in response
    [request] = await _changes(home)
    wanted = {
        "supportsJoin": False,
        "supportsClassB": False,
        "supportsClassC": True,
        "pingSlotPeriod": 256,
        "factoryPresetFreqs": [868100000, 868300000],
        # Which a form that was left as it is does not choose from, and Europe does not have.
        "enableUplinkChannels": [],
    }
    assert {name: request["body"]["profile"][name] for name in wanted} == wanted


async def test_a_profile_with_faults_is_refused_in_words(
    home: Home, editor: ActionEditor, gateway_name: str
) -> None:
    await editor.choose("add_profile")
    await editor.pick("Gateway", gateway_name)
    await editor.fill("Name", "9 lives")
    await editor.unfold("Receive windows")
    await editor.fill("RX2 frequency", "100")
    assert await editor.perform_in_vain() == (
        "Nothing was sent: Name: “9 lives” must have 1 to 64 characters, only letters, digits, "
        "- and _, and start with a letter; RX2 frequency: “100” must be a whole number "
        "from 863000000 to 870000000"
    )
    assert await _changes(home) == []


async def test_a_device_is_changed(home: Home, editor: ActionEditor) -> None:
    device = (await home.control.books())["devices"][1]
    await editor.choose("modify_device")
    await editor.pick("Device", device["name"])
    await editor.fill("Name", "Kitchen, by the window")
    await editor.unfold("Uplinks")
    await editor.fill("Application port", "86")
    await editor.switch_on("Skip frame counter check")
    assert "warnings: []" in await editor.perform()
    assert (await home.control.books())["devices"][1]["name"] == "Kitchen, by the window"
    [request] = await _changes(home)
    assert request["url"].endswith(f"/{device['dev_eui']}")
    assert (request["body"]["fPort"], request["body"]["skipFCntCheck"]) == (86, True)
    shown = (await home.registries()).device(home.identifier(device["dev_eui"]))
    assert shown is not None
    assert shown.name == "Kitchen, by the window"


async def test_a_device_with_faults_is_refused_in_words(
    home: Home, editor: ActionEditor, gateway_name: str
) -> None:
    await editor.choose("add_device")
    await editor.pick("Gateway", gateway_name)
    await editor.fill("DevEUI", "24E124714C112233")
    await editor.select_or_type("Application", "9")
    await editor.fill("AppKey", "0123")
    await editor.unfold("Modbus")
    await editor.select("Modbus", "Modbus RTU to TCP")
    await editor.fill("Modbus port of the device", "85")
    sentence = await editor.perform_in_vain()
    assert sentence.startswith("Nothing was sent: ")
    assert "AppKey must be a key of 32 hexadecimal digits" in sentence
    assert "Modbus port of the device: “85” must be a port from 2 to 223, but not 85" in sentence
    assert "Application: “9” does not exist on the gateway; available: " in sentence
    assert "0123" not in sentence
    assert await _changes(home) == []


async def test_devices_become_members_of_a_multicast_group(
    home: Home, editor: ActionEditor
) -> None:
    await _add_multicast_group(home)
    thermostats = await _devices(home, "WT201")
    await editor.choose("add_devices_to_multicast_group")
    await editor.select_or_type("Multicast group", GROUP)
    await editor.pick("Devices", *(one["name"] for one in thermostats))
    assert "differences: []" in await editor.perform()
    [group] = (await home.control.books())["multicast_groups"]
    assert group["devices"] == [one["dev_eui"] for one in thermostats]


async def test_a_device_of_another_class_joins_a_multicast_group_with_a_warning(
    home: Home, editor: ActionEditor, gateway_name: str
) -> None:
    await _add_multicast_group(home)
    [sensor, _] = await _devices(home, "EM300-TH")
    await editor.choose("add_devices_to_multicast_group")
    await editor.select_or_type("Multicast group", GROUP)
    await editor.unfold("By DevEUI")
    await editor.pick("Gateway", gateway_name)
    await editor.fill_list("DevEUIs", sensor["dev_eui"])
    response = await editor.perform()
    assert "The multicast group is class C; these devices are not" in response
    [group] = (await home.control.books())["multicast_groups"]
    assert group["devices"] == [sensor["dev_eui"]]


async def test_payload_codecs_are_listed(
    home: Home, editor: ActionEditor, gateway_name: str
) -> None:
    await editor.choose("list_payload_codecs")
    await editor.pick("Gateway", gateway_name)
    await editor.select("Library", "Built-in library")
    await editor.fill("Search", "WT201")
    await editor.switch_on("Include scripts")
    response = await editor.perform()
    assert "name: WT201" in response
    assert "decoder_script" in response
    [request] = await _codec_requests(home)
    assert "search=WT201" in request["url"]
    assert "type=default" in request["url"]


async def test_a_search_for_payload_codecs_that_is_too_long_is_refused_in_words(
    home: Home, editor: ActionEditor, gateway_name: str
) -> None:
    await editor.choose("list_payload_codecs")
    await editor.pick("Gateway", gateway_name)
    await editor.select("Library", "Custom codecs")
    await editor.fill("Search", "WT201" * 60)
    sentence = await editor.perform_in_vain()
    assert sentence.startswith("Nothing was sent: Search: “WT201")
    assert sentence.endswith("must have 0 to 256 characters")
    assert await _codec_requests(home) == []


@pytest.mark.smoke
async def test_a_firmware_task_is_added(home: Home, editor: ActionEditor) -> None:
    thermostats = await _devices(home, "WT201")
    offered = await home.api.call_service(
        f"{DOMAIN}.list_official_firmware",
        {"config_entry_id": home.entry_id, "model": "WT201"},
        return_response=True,
    )
    await editor.choose("add_fuota_task")
    await editor.pick("Devices", *(one["name"] for one in thermostats))
    await editor.fill("Name", "Trial")
    await editor.fill("Model", "WT201")
    await editor.fill("Official firmware ID", offered["firmware"][0]["official_firmware_id"])
    await editor.unfold("Transmission")
    await editor.fill("Fragment size", "40")
    await editor.fill("Redundancy", "50")
    response = await editor.perform()
    [task] = (await home.control.books())["tasks"]
    assert f"task_id: {task['id']}" in response
    assert task["name"] == "Trial"
    assert [one["dev_eui"] for one in task["devices"]] == [one["dev_eui"] for one in thermostats]
    [request] = await _changes(home)
    assert request["body"]["fuotaTask"]["fragmentInfo"] == {
        "fragmentSize": 40,
        # Longer than usual, for the duty cycle.
        "fragmentInterval": 7000,
        "fragmentRedundancy": 50,
    }


async def test_a_firmware_task_without_firmware_is_refused_in_words(
    home: Home, editor: ActionEditor
) -> None:
    [thermostat, _] = await _devices(home, "WT201")
    await editor.choose("add_fuota_task")
    await editor.pick("Devices", thermostat["name"])
    await editor.fill("Name", "Trial")
    await editor.unfold("Transmission")
    await editor.fill("Fragment interval", "10")
    sentence = await editor.perform_in_vain()
    assert sentence.startswith("Nothing was sent: ")
    assert "Fragment interval: “10” must be a whole number from 1000 to 10000" in sentence
    assert (
        "Give exactly one firmware: Firmware file, or File content with Firmware name" in sentence
    )
    assert await _changes(home) == []


async def _requests(home: Home) -> list[dict[str, Any]]:
    """Return what the gateway was asked."""
    return list((await home.control.command(requests=1000))["requests"])


async def _changes(home: Home) -> list[dict[str, Any]]:
    """Return the requests that wanted to change something. 6.8 is a question by POST."""
    return [one for one in await _requests(home) if one["method"] != "GET" and one["call"] != "6.8"]


async def _codec_requests(home: Home) -> list[dict[str, Any]]:
    """Return the requests for certain payload codecs, which nobody but the action makes."""
    return [one for one in await _requests(home) if one["call"] == "5.1" and "WT201" in one["url"]]


async def _devices(home: Home, model: str) -> list[dict[str, Any]]:
    """Return the gateway's devices of one model."""
    return [one for one in (await home.control.books())["devices"] if one["model"] == model]


async def _add_multicast_group(home: Home) -> None:
    await home.api.call_service(
        f"{DOMAIN}.add_multicast_group",
        {"config_entry_id": home.entry_id, "name": GROUP},
        return_response=True,
    )
