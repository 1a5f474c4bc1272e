"""A task is an update's by what it is, never by its name or its id alone."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.device import Device
from simulator.faults import Fault
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway

from ..conftest import Clock, Look, Poll
from ..issues import placeholders
from ..scripted_task import ScriptedTask
from .scene import (
    RULED_OUT,
    TIMEOUT,
    add_staged,
    added,
    cancel,
    install,
    nights,
    of_kind,
    of_model,
    queue_of,
    states_of,
)

FUOTA_ADDING = "custom_components.milesight_network_server.services.fuota_adding"


def on_old_firmware(clock: Clock, *devices: Device) -> None:
    """Have devices run what they ran before, as after a repair."""
    for one in devices:
        one.firmware_version, one.last_seen = "v1.2", clock()


@pytest.mark.parametrize("before", "0CZ")
async def test_canary_is_not_taken_for_the_rest_whatever_id_the_update_has(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, before: str
) -> None:
    with patch(f"{FUOTA_ADDING}.ulid_now", return_value=f"01M8P40V3WG96P24KZZ7{before}K08AE"):
        await add_staged(hass, loaded, gateway)
    await poll(75)
    assert await states_of(hass, loaded) == ["staged"]
    await nights(poll, 1)
    assert [len(task.devices) for task in gateway.tasks.values()] == [1, 3]


async def test_name_of_a_task_tells_which_update_it_is(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    (queued,) = await queue_of(hass, loaded)
    await poll(15)
    (task,) = gateway.tasks.values()
    assert task.name == f"WT101 v1.10 ({queued['queue_id'][-6:]})"


async def test_name_that_has_no_room_for_the_token_is_shortened(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await add_staged(hass, loaded, gateway, name="x" * 127)
    (queued,) = await queue_of(hass, loaded)
    await nights(poll, 1)
    first, rest = gateway.tasks.values()
    assert max(len(first.name), len(rest.name)) <= 127
    assert first.name != rest.name
    assert rest.name.endswith(f"({queued['queue_id'][-6:]})")


async def test_rest_whose_request_is_lost_is_sent_although_an_old_task_has_its_name(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, clock: Clock
) -> None:
    devices = of_model(gateway, "WT101")
    await add_staged(hass, loaded, gateway, name="June")
    await nights(poll, 2)
    assert len(gateway.tasks) == 2
    on_old_firmware(clock, *devices)
    loaded.runtime_data.gateway.timeout = TIMEOUT
    await add_staged(hass, loaded, gateway, name="June")
    gateway.faults.add(Fault("drop", call="6.1", times=1))
    await nights(poll, 1)
    await poll(RULED_OUT)
    await poll(RULED_OUT)
    await nights(poll, 1)
    assert [one.firmware_version for one in devices] == ["v1.10"] * 4
    assert await queue_of(hass, loaded) == []


async def test_task_of_a_stranger_with_the_id_of_ours_is_not_followed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await look()
    gateway.reset_fuota()
    stranger = ScriptedTask(gateway, name="Somebody else's")
    assert stranger.task_id == 1
    stranger.show(TaskStatus.EXECUTING)
    await look()
    assert [one["task_id"] for one in await queue_of(hass, loaded)] == [1]
    await look()
    assert await queue_of(hass, loaded) == []
    (issue,) = of_kind(hass, "update_dropped")
    assert "deleted on the gateway" in placeholders(issue)["reasons"]


async def test_task_of_a_stranger_that_was_made_whole_hours_after_ours_is_not_taken_for_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (queued,) = await queue_of(hass, loaded)
    (ours,) = gateway.tasks.values()
    gateway.reset_fuota()
    theirs = replace(ours, name="Somebody else's", created_at=ours.created_at + timedelta(hours=2))
    gateway.tasks[ours.task_id] = theirs
    await cancel(hass, loaded, queue_id=queued["queue_id"])
    assert gateway.tasks == {ours.task_id: theirs}


async def test_success_of_a_strangers_task_with_the_id_of_ours_is_not_an_updates_end(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await look()
    gateway.reset_fuota()
    ScriptedTask(gateway, name="Somebody else's").show(TaskStatus.SUCCEEDED)
    await look()
    await look()
    assert len(of_kind(hass, "update_dropped")) == 1


@pytest.mark.parametrize("seconds", [0, 10])
async def test_cancelled_update_leaves_a_strangers_task_with_its_id_alone(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    clock: Clock,
    seconds: int,
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (queued,) = await queue_of(hass, loaded)
    clock.move(seconds)
    gateway.reset_fuota()
    stranger = ScriptedTask(gateway, name="Somebody else's")
    assert stranger.task_id == queued["task_id"]
    await cancel(hass, loaded, queue_id=queued["queue_id"])
    assert list(gateway.tasks) == [stranger.task_id]
    assert await queue_of(hass, loaded) == []


async def test_strangers_task_is_left_alone_where_ours_was_never_listed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add(Fault("unlisted", call="6.1", seconds=3600))
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (queued,) = await queue_of(hass, loaded)
    gateway.faults.clear()
    gateway.reset_fuota()
    stranger = ScriptedTask(gateway, name="Somebody else's")
    assert stranger.task_id == queued["task_id"]
    with pytest.raises(HomeAssistantError, match="being sent"):
        await cancel(hass, loaded, queue_id=queued["queue_id"])
    await poll(RULED_OUT)
    assert await states_of(hass, loaded) == ["held"]
    await cancel(hass, loaded, queue_id=queued["queue_id"])
    assert list(gateway.tasks) == [stranger.task_id]


async def test_strangers_task_by_the_name_of_ours_and_with_its_id_is_left_alone(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await look()
    (ours,) = gateway.tasks.values()
    (queued,) = await queue_of(hass, loaded)
    gateway.reset_fuota()
    stranger = ScriptedTask(gateway, name=ours.name)
    await cancel(hass, loaded, queue_id=queued["queue_id"])
    assert list(gateway.tasks) == [stranger.task_id]


async def test_id_0_is_an_id(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    gateway.books.last_task_id = -1
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    assert list(gateway.tasks) == [0]
    await look()
    assert [(one["state"], one["task_id"]) for one in await queue_of(hass, loaded)] == [
        ("running", 0)
    ]
    await nights(poll, 1)
    assert of_model(gateway, "WT101")[0].firmware_version == "v1.10"
    assert await queue_of(hass, loaded) == []
    assert of_kind(hass, "update_dropped") == []


async def test_update_with_task_id_0_is_cancelled_with_its_task(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.books.last_task_id = -1
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await cancel(hass, loaded, task_id=0)
    assert not gateway.tasks
    assert await queue_of(hass, loaded) == []


async def test_task_that_was_renamed_on_the_gateways_page_is_followed_to_its_end(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await look()
    gateway.tasks[1].name = "Kitchen"
    await look()
    await look()
    assert await states_of(hass, loaded) == ["running"]
    await nights(poll, 1)
    assert await queue_of(hass, loaded) == []
    assert of_kind(hass, "update_dropped") == []
    assert added(gateway) == 1


async def test_lost_answer_and_a_renamed_task_are_asked_about_rather_than_sent_again(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault("unlisted", call="6.1", seconds=60))
    gateway.faults.add(Fault("lost_answer", call="6.1", times=1))
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    gateway.tasks[1].name = "Kitchen"
    await poll(75)
    await poll(75)
    assert await states_of(hass, loaded) == ["held"]
    await nights(poll, 1)
    assert added(gateway) == 1
