"""The event entity of a gateway, as automations and people see it."""

import json
from pathlib import Path
from typing import Any

from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.events import FuotaEventType
from simulator.faults import Fault
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, Look, Reported
from .registry import device, entity_id, state
from .scripted_task import COMPLETE, EXECUTING, FAILED, LOW_MEMORY, SUCCEEDED, ScriptedTask

UNIQUE_ID = f"{GATEWAY_EUI}_fuota"
PACKAGE = Path(__file__).parents[1] / "custom_components" / "milesight_network_server"
OF_THE_TASK = {
    "task_id",
    "task_name",
    "firmware_version",
    "done_devices",
    "total_devices",
    "failed_devices",
}
OF_THE_DEVICE = {"dev_eui", "device_id", "name", "update_status"}
# What every event entity has.
OF_ALL = {"event_type", "event_types", "friendly_name"}


def words(kind: str) -> Any:
    """Return the words of the entities of a kind."""
    english = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))
    return english["entity"][kind]


async def test_it_has_no_event_before_something_happens(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    current = state(hass, "event", UNIQUE_ID)
    assert current.state == STATE_UNKNOWN
    assert current.attributes["event_types"] == [
        *("task_started", "task_succeeded", "task_failed"),
        *("device_succeeded", "device_failed"),
    ]


async def test_it_belongs_to_the_gateway_and_to_no_category(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Triggers that aim at a device leave entities with a category out."""
    registered = er.async_get(hass).async_get(entity_id(hass, "event", UNIQUE_ID) or "")
    gateway = device(hass, loaded.entry_id, GATEWAY_EUI)
    assert registered is not None
    assert gateway is not None
    assert registered.device_id == gateway.id
    assert registered.entity_category is None


async def test_each_kind_of_event_has_its_own_attributes(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    ScriptedTask(gateway).show(FAILED, COMPLETE, LOW_MEMORY)
    ScriptedTask(gateway, devices=1).show(SUCCEEDED, COMPLETE)
    await look()
    attributes = {one["event_type"]: one.keys() - OF_ALL for one in reported}
    assert attributes == {
        "task_started": OF_THE_TASK,
        "device_succeeded": OF_THE_TASK | OF_THE_DEVICE,
        "device_failed": OF_THE_TASK | OF_THE_DEVICE,
        "task_failed": OF_THE_TASK | {"failures"},
        "task_succeeded": OF_THE_TASK | {"failures"},
    }


async def test_a_device_is_named_as_home_assistant_knows_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway, devices=1)
    task.show(EXECUTING, LOW_MEMORY)
    await look()
    registered = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{reported[1]['dev_eui']}")
    assert registered is not None
    assert reported[1]["device_id"] == registered.id
    assert reported[1]["name"] == registered.name


async def test_a_device_that_was_deleted_meanwhile_has_its_dev_eui_alone(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway, devices=1)
    dev_eui = task.devices[0].dev_eui
    del gateway.devices[dev_eui]
    await loaded.runtime_data.devices.async_refresh()
    task.show(EXECUTING, LOW_MEMORY)
    await look()
    assert reported[1]["device_id"] is None
    assert reported[1]["name"] == reported[1]["dev_eui"] == dev_eui


async def test_the_version_of_official_firmware_is_reported(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway, devices=1)
    official = gateway.books.catalogue[0]
    task.task.firmware.official = official
    task.show(EXECUTING)
    await look()
    assert reported[0]["firmware_version"] == official.firmware_version


async def test_a_version_that_the_gateway_does_not_tell_is_none(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway, devices=1)
    task.task.firmware.firmware_version = ""
    task.show(EXECUTING)
    await look()
    assert reported[0]["firmware_version"] is None


async def test_event_received_hears_each_event_of_one_poll_in_its_order(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    heard: list[str] = []

    async def take(call: ServiceCall) -> None:
        heard.append(call.data["event_type"])

    hass.services.async_register("test", "tell", take)
    trigger = {
        "trigger": "event.received",
        "target": {"entity_id": entity_id(hass, "event", UNIQUE_ID)},
        "options": {"event_type": list(FuotaEventType)},
    }
    action = {
        "action": "test.tell",
        "data": {"event_type": "{{ trigger.to_state.attributes.event_type }}"},
    }
    automation = {"triggers": [trigger], "actions": [action], "mode": "queued"}
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: [automation]})
    ScriptedTask(gateway).show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    assert heard == ["task_started", "device_succeeded", "device_failed", "task_failed"]


async def test_the_last_event_stays_when_the_gateway_is_silent(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    loaded.runtime_data.gateway.timeout = 0.05
    ScriptedTask(gateway).show(EXECUTING)
    await look()
    before = state(hass, "event", UNIQUE_ID)
    gateway.faults.add(Fault("silent"))
    await loaded.runtime_data.devices.async_refresh()
    await look()
    assert state(hass, "sensor", f"{GATEWAY_EUI}_devices").state == STATE_UNAVAILABLE
    assert state(hass, "event", UNIQUE_ID) == before


async def test_the_last_event_exists_again_after_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    ScriptedTask(gateway).show(EXECUTING)
    await look()
    before = state(hass, "event", UNIQUE_ID)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    now = state(hass, "event", UNIQUE_ID)
    assert (now.state, now.attributes) == (before.state, before.attributes)


async def test_the_list_of_failures_is_not_recorded(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Each failure is, with the event of its device; all at once may be too much for a row."""
    info = state(hass, "event", UNIQUE_ID).state_info
    assert info is not None
    assert info["unrecorded_attributes"] == {"event_types", "failures"}


def test_every_type_and_every_attribute_has_its_words() -> None:
    attributes = words("event")["fuota"]["state_attributes"]
    assert attributes.keys() == OF_THE_TASK | OF_THE_DEVICE | {"event_type", "failures"}
    assert attributes["event_type"]["state"].keys() == set(FuotaEventType)
    assert all(one["name"] for key, one in attributes.items() if key != "event_type")


def test_an_outcome_has_the_words_of_update_status() -> None:
    outcomes = words("event")["fuota"]["state_attributes"]["update_status"]["state"]
    assert len(outcomes) == 19
    assert outcomes.items() <= words("sensor")["update_status"]["state"].items()


@pytest.mark.parametrize("event_type", FuotaEventType)
def test_every_type_has_its_icon(event_type: FuotaEventType) -> None:
    icons = json.loads((PACKAGE / "icons.json").read_text("utf-8"))["entity"]["event"]["fuota"]
    assert icons["state_attributes"]["event_type"]["state"][event_type].startswith("mdi:")
