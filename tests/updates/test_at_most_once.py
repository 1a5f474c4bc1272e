"""At most one task for each update that was accepted, however the gateway answers."""

from copy import deepcopy
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.milesight_network_server.ns_api.errors import NotConnectedError
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Attach, Poll
from ..repair_flow import Flow
from .scene import (
    RULED_OUT,
    TIMEOUT,
    add_staged,
    add_task,
    added,
    attributes,
    full_disk,
    install,
    nights,
    of_kind,
    of_model,
    queue_of,
    set_up,
    states_of,
)

# What becomes of the request for a new task, though the gateway makes it.
MADE_ALL_THE_SAME = {
    "code 24 and done": [Fault("done", call="6.1", code=24, times=1)],
    "another code and done": [Fault("done", call="6.1", code=23, times=1)],
    "an answer that is lost": [Fault("lost_answer", call="6.1", times=1)],
    "an answer after the time-out": [Fault("delay", call="6.1", seconds=30, times=1)],
    "a request that is handled 25 s late": [Fault("late", call="6.1", seconds=25, times=1)],
    "a task that is listed 40 s late, its answer lost": [
        Fault("unlisted", call="6.1", seconds=40, times=1),
        Fault("lost_answer", call="6.1", times=1),
    ],
    "a task that is listed 40 s late, code 24 and done": [
        Fault("unlisted", call="6.1", seconds=40, times=1),
        Fault("done", call="6.1", code=24, times=1),
    ],
    "a request that is handled 25 s late, and a task that is listed 40 s later": [
        Fault("unlisted", call="6.1", seconds=40, times=1),
        Fault("late", call="6.1", seconds=25, times=1),
    ],
}


@pytest.mark.parametrize("how", MADE_ALL_THE_SAME)
async def test_task_that_was_made_all_the_same_is_found_and_not_sent_again(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, how: str
) -> None:
    loaded.runtime_data.gateway.timeout = TIMEOUT
    for fault in MADE_ALL_THE_SAME[how]:
        gateway.faults.add(fault)
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    for _ in range(8):
        await poll(20)
    assert [(one["state"], one["task_id"]) for one in await queue_of(hass, loaded)] == [
        ("running", 1)
    ]
    await nights(poll, 1)
    assert added(gateway) == 1
    assert of_model(gateway, "WT101")[0].firmware_version == "v1.10"
    assert await queue_of(hass, loaded) == []


@pytest.mark.parametrize(
    "how", ["code 24 and done", "an answer that is lost", "an answer after the time-out"]
)
async def test_canary_that_was_made_all_the_same_is_found_and_the_rest_follows(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, how: str
) -> None:
    loaded.runtime_data.gateway.timeout = TIMEOUT
    for fault in MADE_ALL_THE_SAME[how]:
        gateway.faults.add(fault)
    await add_staged(hass, loaded, gateway)
    await nights(poll, 1)
    assert [len(task.devices) for task in gateway.tasks.values()] == [1, 3]


@pytest.mark.parametrize("how", [one for one in MADE_ALL_THE_SAME if "late" in one])
async def test_task_that_arrives_after_its_caller_gave_up_keeps_its_devices_from_another(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, how: str
) -> None:
    device = of_model(gateway, "WT101")[0]
    loaded.runtime_data.gateway.timeout = TIMEOUT
    for fault in MADE_ALL_THE_SAME[how]:
        gateway.faults.add(fault)
    with pytest.raises(HomeAssistantError, match="not made"):
        await add_task(hass, loaded, gateway, device)
    with pytest.raises(HomeAssistantError, match="was just sent"):
        await install(hass, device)
    for _ in range(6):
        await poll(20)
    with pytest.raises(HomeAssistantError, match="already in progress"):
        await install(hass, device)
    assert len(gateway.tasks) == 1


async def test_refusal_is_reported_and_the_update_is_held(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add(Fault("code", call="6.1", code=10310012))
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (held,) = await queue_of(hass, loaded)
    assert held["state"] == "held"
    assert "10310012" in held["reason"]
    await nights(poll, 1)
    assert added(gateway) == 1


async def test_update_that_was_let_go_on_twice_is_sent_once(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    gateway.faults.add(Fault("code", call="6.1", code=10310012, times=1))
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (issue,) = of_kind(hass, "update_held")
    early, late = Flow(hass, hass_client), Flow(hass, hass_client)
    await early.start(issue.issue_id)
    await late.start(issue.issue_id)
    assert (await early.choose("release"))["type"] == "create_entry"
    await poll(15)
    assert await states_of(hass, loaded) == ["running"]
    result = await late.choose("release")
    assert (result["type"], result["reason"]) == ("abort", "gone")
    await nights(poll)
    assert len(gateway.tasks) == 1


async def test_nothing_is_accepted_that_the_disk_does_not_take(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    with full_disk(), pytest.raises(HomeAssistantError, match="could not be written to disk"):
        await install(hass, device)
    assert await queue_of(hass, loaded) == []
    assert attributes(hass, device)["in_progress"] is False
    await nights(poll, 1)
    assert not gateway.tasks


async def test_staged_update_that_the_disk_does_not_take_sends_no_canary(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    with full_disk(), pytest.raises(HomeAssistantError, match="could not be written to disk"):
        await add_staged(hass, loaded, gateway)
    await nights(poll, 1)
    assert not gateway.tasks
    assert await queue_of(hass, loaded) == []


async def test_task_that_the_disk_does_not_take_is_not_sent_and_keeps_no_device(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    device = of_model(gateway, "WT101")[0]
    with full_disk(), pytest.raises(HomeAssistantError, match="could not be written to disk"):
        await add_task(hass, loaded, gateway, device)
    assert added(gateway) == 0
    await add_task(hass, loaded, gateway, device)
    assert [list(task.devices) for task in gateway.tasks.values()] == [[device.dev_eui]]


async def test_nothing_is_sent_without_a_broker_and_the_update_takes_its_turn_later(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    link = loaded.runtime_data.gateway
    with patch.object(link, "add_fuota_task", side_effect=NotConnectedError("add_fuota_task")):
        with pytest.raises(HomeAssistantError, match="not connected to its MQTT broker"):
            await add_task(hass, loaded, gateway, device)
        await install(hass, device)
        await poll(15)
        assert await states_of(hass, loaded) == ["next"]
    await poll(RULED_OUT)
    assert await states_of(hass, loaded) == ["running"]
    assert added(gateway) == 1


async def test_nothing_is_sent_while_the_disk_is_full(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    with full_disk():
        for _ in range(4):
            await poll(300)
        assert not gateway.tasks
        (waiting,) = await queue_of(hass, loaded)
        assert waiting["state"] == "next"
        assert "disk" in waiting["reason"]
    await poll(RULED_OUT)
    assert len(gateway.tasks) == 1


async def test_sudden_death_after_a_full_disk_sends_nothing_twice(
    hass: HomeAssistant,
    attach: Attach,
    entry: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_storage: dict[str, Any],
) -> None:
    await attach(gateway)
    await set_up(hass, entry)
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    assert len(gateway.tasks) == 1
    with full_disk():
        await nights(poll, 1)
        assert await hass.config_entries.async_unload(entry.entry_id)
    (kept,) = (one for key, one in hass_storage.items() if "update_queue" in key)
    assert [one["state"] for one in kept["data"]["updates"]] == ["running"]
    await set_up(hass, entry)
    await nights(poll, 2)
    assert added(gateway) == 1
    assert await queue_of(hass, entry) == []


async def test_what_is_sent_is_on_disk_as_being_sent(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_storage: dict[str, Any],
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    seen: list[str] = []
    real = gateway.answer

    def answer(payload: bytes | str) -> list[Any]:
        if b'"fuotaTask"' in bytes(payload if isinstance(payload, bytes) else payload.encode()):
            (kept,) = (one for key, one in hass_storage.items() if "update_queue" in key)
            seen.extend(one["state"] for one in kept["data"]["updates"])
        return real(payload)

    with patch.object(gateway, "answer", answer):
        await poll(15)
    assert seen == ["starting"]


async def test_request_that_never_arrives_is_sent_three_times_and_then_asked_about(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault("drop", call="6.1"))
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    for _ in range(40):
        await poll(timedelta(minutes=2).total_seconds())
    (held,) = await queue_of(hass, loaded)
    assert held["state"] == "held"
    assert "Attempts: 3" in held["reason"]
    assert not gateway.tasks


async def test_update_that_was_sent_before_a_backup_was_restored_is_not_sent_again(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_storage: dict[str, Any],
) -> None:
    device = of_model(gateway, "WT101")[0]
    await install(hass, device)
    backup = deepcopy(hass_storage)
    await poll(15)
    assert await states_of(hass, loaded) == ["running"]
    await hass.config_entries.async_unload(loaded.entry_id)
    hass_storage.update(backup)
    await set_up(hass, loaded)
    await poll(75)
    assert [one["task_id"] for one in await queue_of(hass, loaded)] == [1]
    await nights(poll, 1)
    assert added(gateway) == 1
    assert await queue_of(hass, loaded) == []
