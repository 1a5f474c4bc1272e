"""What update entities show and offer."""

from datetime import timedelta
import re

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.words import clock_time
from simulator.catalogue import OfficialFirmware
from simulator.device import Device
from simulator.faults import Fault
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, Attach, Clock, Poll
from .registry import device as registered, entity_id


@pytest.fixture
def device(gateway: Gateway, clock: Clock) -> Device:
    """A device that the newest firmware of its model fits."""
    found = next(one for one in gateway.devices.values() if one.model == "WT101")
    found.firmware_version, found.hardware_version = "v1.2", "v1.0"
    found.last_seen = clock()
    return found


@pytest.fixture
def newest(gateway: Gateway) -> OfficialFirmware:
    """The newest firmware of that model."""
    return [one for one in gateway.catalogue if one.model == "WT101"][-1]


def update(hass: HomeAssistant, device: Device) -> str:
    """Return the update entity of a device."""
    found = entity_id(hass, "update", f"{GATEWAY_EUI}_{device.dev_eui}_firmware")
    assert found is not None
    return found


async def load(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    """Set the gateway up, and let it be asked for firmware."""
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_installed_and_newest_version_are_shown(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, device: Device
) -> None:
    await load(hass, attach, gateway, entry)
    shown = hass.states.get(update(hass, device))
    assert shown is not None
    assert shown.state == "on"
    assert shown.attributes["installed_version"] == "v1.2"
    assert shown.attributes["latest_version"] == "v1.10"
    assert shown.attributes["title"] == "WT101"
    assert shown.attributes["in_progress"] is False


async def test_device_with_the_newest_firmware_is_up_to_date(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, device: Device
) -> None:
    device.firmware_version = "1.10"
    await load(hass, attach, gateway, entry)
    shown = hass.states.get(update(hass, device))
    assert shown is not None
    assert (shown.state, shown.attributes["latest_version"]) == ("off", "1.10")


async def test_device_whose_model_is_not_known_has_no_update(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, device: Device
) -> None:
    device.model = "WT999"
    await load(hass, attach, gateway, entry)
    registry = er.async_get(hass)
    unique_id = f"{GATEWAY_EUI}_{device.dev_eui}_firmware"
    assert registry.async_get_entity_id("update", DOMAIN, unique_id) is None


async def test_gateway_without_internet_leaves_the_newest_version_unknown(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    device: Device,
    poll: Poll,
) -> None:
    await load(hass, attach, gateway, entry)
    gateway.books.internet = False
    await poll(25 * 3600)
    shown = hass.states.get(update(hass, device))
    assert shown is not None
    assert shown.state == "unknown"
    assert shown.attributes["installed_version"] == "v1.2"
    assert shown.attributes["latest_version"] is None


async def test_update_is_unavailable_while_the_gateway_is_silent(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    device: Device,
    poll: Poll,
) -> None:
    await load(hass, attach, gateway, entry)
    entry.runtime_data.gateway.timeout = 0.01
    gateway.faults.add(Fault("silent"))
    await poll(130)
    shown = hass.states.get(update(hass, device))
    assert shown is not None
    assert shown.state == "unavailable"


async def test_registry_tells_model_and_versions_of_a_device(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, device: Device
) -> None:
    await load(hass, attach, gateway, entry)
    found = registered(hass, entry.entry_id, f"{GATEWAY_EUI}_{device.dev_eui}")
    assert found is not None
    assert (found.model, found.hw_version, found.sw_version) == ("WT101", "v1.0", "v1.2")


async def test_asking_for_an_update_of_the_entity_asks_the_gateway_anew(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    device: Device,
    poll: Poll,
) -> None:
    await async_setup_component(hass, "homeassistant", {})
    await load(hass, attach, gateway, entry)
    device.firmware_version = "v1.10"
    await hass.services.async_call(
        "homeassistant", "update_entity", {ATTR_ENTITY_ID: update(hass, device)}, blocking=True
    )
    await poll(30)
    shown = hass.states.get(update(hass, device))
    assert shown is not None
    assert shown.state == "off"


async def notes_of(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, device: Device
) -> str | None:
    """Return the release notes as the page asks for them."""
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {"type": "update/release_notes", "entity_id": update(hass, device)}
    )
    answer = await client.receive_json()
    assert answer["success"]
    notes: str | None = answer["result"]
    return notes


@pytest.mark.parametrize(
    ("language", "english", "chinese", "shown"),
    [
        ("en", "Better battery life", "降低功耗", "Better battery life"),
        ("de", "Better battery life", "降低功耗", "Better battery life"),
        ("zh-Hans", "Better battery life", "降低功耗", "降低功耗"),
        ("zh-Hant", "Better battery life", "", "Better battery life"),
        ("en", "", "降低功耗", "降低功耗"),
        ("en", "", "", ""),
    ],
)
async def test_notes_are_in_the_language_of_home_assistant(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    device: Device,
    newest: OfficialFirmware,
    hass_ws_client: WebSocketGenerator,
    language: str,
    english: str,
    chinese: str,
    shown: str,
) -> None:
    hass.config.language = language
    newest.notes_en, newest.notes_cn = english, chinese
    await load(hass, attach, gateway, entry)
    notes = await notes_of(hass, hass_ws_client, device)
    assert notes is not None
    assert "\n\n".join(notes.split("\n\n")[2:]) == shown
    assert "…" not in notes


async def test_what_an_update_takes_and_when_it_starts_is_said_before_it_is_asked_for(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    device: Device,
    newest: OfficialFirmware,
    hass_ws_client: WebSocketGenerator,
    clock: Clock,
) -> None:
    newest.size = 182_581
    await load(hass, attach, gateway, entry)
    shown = hass.states.get(update(hass, device))
    assert shown is not None
    summary = shown.attributes["release_summary"]
    assert re.search(r"air time: \d+ h \d+ min", summary)
    assert "one minute after you choose Update" in summary
    notes = await notes_of(hass, hass_ws_client, device)
    assert notes is not None
    starts = clock_time(clock() + timedelta(minutes=1))
    assert f"expected to begin: {starts}" in notes.replace("\\", "")


async def test_duration_that_nobody_knows_is_not_made_up(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    device: Device,
) -> None:
    gateway.faults.add(Fault("code", call="6.6", code=24))
    await load(hass, attach, gateway, entry)
    shown = hass.states.get(update(hass, device))
    assert shown is not None
    assert "is not known yet" in shown.attributes["release_summary"]


async def test_notes_keep_their_lines_and_lose_their_markup(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    device: Device,
    newest: OfficialFirmware,
    hass_ws_client: WebSocketGenerator,
) -> None:
    newest.notes_en = "1. New\r\n2. <img src=x> [click](http://x.example)\n\n{{ states }}"
    await load(hass, attach, gateway, entry)
    notes = await notes_of(hass, hass_ws_client, device)
    assert notes is not None
    assert notes.splitlines()[-3:] == [
        r"1\. New  ",
        r"2\. \<img src\=x\> \[click\]\(http\:\/\/x\.example\)  ",
        r"\{\{ states \}\}",
    ]
