"""What waits for a gateway that does not list its tasks, or is silent, is asked about in time."""

from dataclasses import replace
from datetime import timedelta

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Poll
from ..issues import placeholders
from ..scripted_task import EXECUTING, FAILED, LACKING, ScriptedTask
from .scene import (
    RULED_OUT,
    TIMEOUT,
    add_staged,
    added,
    attributes,
    install,
    of_kind,
    of_model,
    queue_of,
    states_of,
)

HOUR = 3600
HALF_AN_HOUR = HOUR / 2


def lose_fuota(gateway: Gateway) -> None:
    """Have the gateway's firmware be older, so that it knows no tasks."""
    gateway.manners = replace(gateway.manners, no_fuota=21)


def refuse_lists(gateway: Gateway) -> None:
    """Have the gateway refuse to list its tasks, and answer everything else."""
    gateway.faults.add(Fault("code", call="6.2", code=23))


UNREADABLE = {"FUOTA is gone": lose_fuota, "lists are refused": refuse_lists}


async def hours(poll: Poll, count: float) -> None:
    """Let so many hours pass."""
    for _ in range(int(count * 2)):
        await poll(HALF_AN_HOUR)


async def send_in_vain(hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway) -> None:
    """Install, and have the request lost."""
    entry.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault("drop", call="6.1", times=1))
    await install(hass, of_model(gateway, "WT101")[0])


@pytest.mark.parametrize("how", UNREADABLE)
async def test_update_whose_answer_is_lost_is_asked_about(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, how: str
) -> None:
    await send_in_vain(hass, loaded, gateway)
    await poll(10)
    assert await states_of(hass, loaded) == ["starting"]
    UNREADABLE[how](gateway)
    await hours(poll, 2.5)
    assert await states_of(hass, loaded) == ["held"]
    (issue,) = of_kind(hass, "update_held")
    assert "unknown whether the gateway has the firmware task" in placeholders(issue)["reason"]


async def test_update_that_waits_for_a_list_for_a_day_is_held_with_what_the_gateway_says(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    refuse_lists(gateway)
    await hours(poll, 23)
    assert await states_of(hass, loaded) == ["next"]
    await hours(poll, 3)
    (held,) = await queue_of(hass, loaded)
    assert held["state"] == "held"
    assert "code 23" in held["reason"]


@pytest.mark.parametrize("how", UNREADABLE)
async def test_rest_whose_canary_can_not_be_looked_at_for_a_day_is_held(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, how: str
) -> None:
    await add_staged(hass, loaded, gateway)
    UNREADABLE[how](gateway)
    await hours(poll, 23)
    assert await states_of(hass, loaded) == ["staged"]
    await hours(poll, 3)
    assert await states_of(hass, loaded) == ["held"]
    (issue,) = of_kind(hass, "update_held")
    assert "has not listed its firmware tasks for a day" in placeholders(issue)["reason"]


async def test_rest_goes_on_by_itself_when_its_canary_turns_out_to_have_succeeded(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await add_staged(hass, loaded, gateway)
    refuse_lists(gateway)
    await hours(poll, 26)
    assert await states_of(hass, loaded) == ["held"]
    gateway.faults.clear()
    await hours(poll, 1)
    await poll(75)
    assert [len(task.devices) for task in gateway.tasks.values()] == [1, 3]
    assert of_kind(hass, "update_held") == []


async def test_running_update_that_no_list_shows_is_told_to_take_too_long(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    refuse_lists(gateway)
    await hours(poll, 30)
    assert await states_of(hass, loaded) == ["running"]
    (issue,) = of_kind(hass, "update_overdue")
    assert "has not listed the firmware task" in placeholders(issue)["what"]


async def test_notice_says_that_the_task_runs_as_soon_as_a_list_has_it_again(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (task,) = gateway.tasks.values()
    task.started_at = gateway.now() + timedelta(days=3650)
    refuse_lists(gateway)
    await hours(poll, 30)
    gateway.faults.clear()
    await hours(poll, 1)
    (issue,) = of_kind(hass, "update_overdue")
    assert "has been waiting since" in placeholders(issue)["what"]


async def test_update_whose_answer_is_lost_in_a_silence_of_hours_is_settled_by_lists_after_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault("silent", call="6.1", seconds=5 * HOUR, times=1))
    device = of_model(gateway, "WT101")[0]
    await install(hass, device)
    await poll(10)
    for _ in range(30):
        await poll(600)
    assert await states_of(hass, loaded) == ["starting"]
    assert attributes(hass, device) is not None
    gateway.faults.clear()
    await poll(60)
    for _ in range(4):
        await poll(RULED_OUT / 3)
    assert await states_of(hass, loaded) == ["running"]
    assert added(gateway) == 1
    assert of_kind(hass, "update_held") == []


async def test_task_that_runs_again_is_not_late_at_once_although_its_start_is_long_ago(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    task = ScriptedTask(gateway)
    task.task.started_at = gateway.now()
    task.show(EXECUTING)
    await poll(300)
    task.show(FAILED, LACKING, LACKING)
    await poll(300)
    await hours(poll, 48)
    task.show(EXECUTING)
    await poll(HALF_AN_HOUR)
    assert list(loaded.runtime_data.fuota.items) == [task.task_id]
    assert of_kind(hass, "update_overdue") == []
