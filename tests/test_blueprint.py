"""The blueprint that tells of the end of a firmware update, in a real automation."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
import json
from pathlib import Path
from shutil import copytree
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.ns_api.session_status import UpdateStatus, failed
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, Clock, Look, Poll
from .registry import entity_id
from .scripted_task import (
    COMPLETE,
    EXECUTING,
    FAILED,
    LACKING,
    LOW_MEMORY,
    PROCESSING,
    SUCCEEDED,
    ScriptedTask,
)

BLUEPRINTS = Path(__file__).parents[1] / "custom_components" / DOMAIN / "blueprints" / "automation"
PATH = "milesight_network_server/fuota_ended.yaml"
BLUEPRINT = BLUEPRINTS / "fuota_ended.yaml"

type Automate = Callable[..., Awaitable[None]]


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """A folder with the blueprint, as its import leaves it there."""
    copytree(BLUEPRINTS, Path(hass_tmp_config_dir) / "blueprints" / "automation" / DOMAIN)
    return hass_tmp_config_dir


@pytest.fixture
def automate(hass: HomeAssistant, loaded: MockConfigEntry) -> Automate:
    """Make an automation of the blueprint."""

    async def make(**inputs: Any) -> None:
        inputs.setdefault("fuota_events", [entity_id(hass, "event", f"{GATEWAY_EUI}_fuota")])
        automation = {"alias": "Ended", "use_blueprint": {"path": PATH, "input": inputs}}
        assert await async_setup_component(hass, persistent_notification.DOMAIN, {})
        assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: [automation]})
        await hass.async_block_till_done()
        assert hass.states.async_entity_ids(AUTOMATION) == ["automation.ended"]
        assert hass.states.get("automation.ended").state == "on"  # type: ignore[union-attr]

    return make


def notifications(hass: HomeAssistant) -> list[tuple[str | None, str]]:
    """Return the titles and texts of the notifications that people see."""
    shown = persistent_notification._async_get_or_create_notifications(hass)
    return [(one["title"], one["message"]) for one in shown.values()]


async def heard(hass: HomeAssistant, automate: Automate) -> list[dict[str, Any]]:
    """Make an automation with an action of one's own; return what it is called with."""
    calls: list[dict[str, Any]] = []

    async def take(call: ServiceCall) -> None:
        calls.append(dict(call.data))

    hass.services.async_register("test", "tell", take)
    await automate(
        actions=[
            {"action": "test.tell", "data": {"title": "{{ title }}", "message": "{{ message }}"}}
        ]
    )
    return calls


async def test_a_task_that_fails_is_reported_with_each_device_that_failed(
    hass: HomeAssistant, automate: Automate, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    """A task that the simulated gateway runs from its start to its end."""
    await automate()
    task = ScriptedTask(gateway, devices=3)
    lucky, full, deaf = task.devices
    gateway.set_fate(full.dev_eui, "fragment:7")
    gateway.set_fate(deaf.dev_eui, "multicast:6")
    task.task.started_at = clock() + timedelta(seconds=60)
    for _ in range(40):
        await poll(301)
        if task.task.status in (SUCCEEDED, FAILED):
            break
    await poll(301)
    assert task.task.status is FAILED
    ((title, message),) = notifications(hass)
    assert title == "Firmware update failed"
    first, *failures = message.replace("\\\n", "\n").replace("\\", "").splitlines()
    assert first == "Firmware update Thermostats to 1.99: 1 of 3 devices succeeded."
    assert sorted(failures) == sorted(
        [
            f"• {full.name}: Not enough memory",
            f"• {deaf.name}: No response to group setup",
        ]
    )
    assert lucky.name not in message


async def test_a_task_that_succeeds_is_reported_in_one_line(
    hass: HomeAssistant, automate: Automate, gateway: Gateway, look: Look
) -> None:
    calls = await heard(hass, automate)
    ScriptedTask(gateway).show(SUCCEEDED, COMPLETE, COMPLETE)
    await look()
    assert calls == [
        {
            "title": "Firmware update succeeded",
            "message": "Firmware update Thermostats to 1.99: 2 of 2 devices succeeded.",
        }
    ]


async def test_devices_of_which_nothing_is_known_are_counted(
    hass: HomeAssistant, automate: Automate, gateway: Gateway, look: Look
) -> None:
    calls = await heard(hass, automate)
    ScriptedTask(gateway, devices=3).show(FAILED, COMPLETE, LOW_MEMORY, PROCESSING)
    await look()
    assert calls[0]["message"].splitlines()[-1] == (
        "Not told by the gateway: what became of 1 device."
    )


async def test_a_gateway_that_tells_no_numbers_is_not_made_to(
    hass: HomeAssistant, automate: Automate, gateway: Gateway, look: Look, loaded: MockConfigEntry
) -> None:
    calls = await heard(hass, automate)
    task = ScriptedTask(gateway, devices=1)
    task.task.firmware.firmware_version = ""
    task.task.devices.clear()
    task.show(SUCCEEDED)
    await look()
    assert calls[0]["message"] == "Firmware update Thermostats: 0 of 0 devices succeeded."


async def test_each_of_several_tasks_is_reported(
    hass: HomeAssistant, automate: Automate, gateway: Gateway, look: Look
) -> None:
    calls = await heard(hass, automate)
    for number in range(5):
        ScriptedTask(gateway, name=f"Task {number}", devices=1).show(SUCCEEDED, COMPLETE)
    await look()
    assert [one["message"].split(" to ")[0] for one in calls] == [
        f"Firmware update Task {number}" for number in range(5)
    ]


async def test_people_choose_of_which_ends_they_hear(
    hass: HomeAssistant, automate: Automate, gateway: Gateway, look: Look
) -> None:
    await automate(endings=["task_failed"])
    ScriptedTask(gateway, devices=1).show(SUCCEEDED, COMPLETE)
    ScriptedTask(gateway, devices=1).show(EXECUTING, LACKING)
    await look()
    assert notifications(hass) == []


async def test_names_of_the_gateway_are_nothing_but_text(
    hass: HomeAssistant, automate: Automate, gateway: Gateway, look: Look, loaded: MockConfigEntry
) -> None:
    hostile = "{{ 6 * 7 }}{% raw %}<b>[x](http://y)</b>*_`#\\\n\n- &lt; \u202eR"
    await automate()
    task = ScriptedTask(gateway, devices=1, name=hostile)
    gateway.devices[task.devices[0].dev_eui].name = hostile
    await loaded.runtime_data.devices.async_refresh()
    task.show(FAILED, LOW_MEMORY)
    await look()
    ((_, message),) = notifications(hass)
    first, second = message.split("\\\n")
    shown = "{{ 6 * 7 }}{% raw %}<b>[x](http://y)</b>*_`#\\ - &lt; R"
    assert _as_markdown_shows(first) == (
        f"Firmware update {shown} to 1.99: 0 of 1 devices succeeded."
    )
    assert _as_markdown_shows(second) == f"• {shown}: Not enough memory"


async def test_a_name_can_not_make_a_number_of_the_text(
    hass: HomeAssistant, automate: Automate, gateway: Gateway, look: Look
) -> None:
    calls = await heard(hass, automate)
    ScriptedTask(gateway, devices=1, name="1 #").show(SUCCEEDED, COMPLETE)
    await look()
    assert calls[0]["message"] == "Firmware update 1 # to 1.99: 1 of 1 devices succeeded."


async def test_a_run_by_hand_shows_the_last_event(
    hass: HomeAssistant, automate: Automate, gateway: Gateway, look: Look
) -> None:
    calls = await heard(hass, automate)
    ScriptedTask(gateway, devices=1).show(SUCCEEDED, COMPLETE)
    await look()
    await hass.services.async_call(
        AUTOMATION, "trigger", {"entity_id": "automation.ended"}, blocking=True
    )
    await hass.async_block_till_done()
    assert len(calls) == 2
    assert calls[0] == calls[1]


def test_every_failure_is_reported_in_the_words_of_update_status() -> None:
    package = BLUEPRINTS.parents[1]
    english = json.loads((package / "translations" / "en.json").read_text("utf-8"))
    words = english["entity"]["sensor"]["update_status"]["state"]
    elsewhere = {UpdateStatus.NONE, UpdateStatus.QUEUED}
    failures = [one for one in UpdateStatus if failed(one) and one not in elsewhere]
    reasons = load_yaml_dict(str(BLUEPRINT))["variables"]["reasons"]
    assert reasons == {one: words[one] for one in failures}


def _as_markdown_shows(text: str) -> str:
    """Return what Markdown makes of a line, provided that every mark in it is escaped."""
    shown, rest = "", text
    while rest:
        character, rest = rest[0], rest[1:]
        if character == "\\":
            character, rest = rest[0], rest[1:]
        else:
            assert character.isalnum() or character in " •…", f"{character!r} is not escaped"
        shown += character
    return shown
