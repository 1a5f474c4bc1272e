"""Updates that wait for their turn: many installs, few tasks, one after the other."""

from datetime import timedelta
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.words import clock_time
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Attach, Clock, Poll
from ..registry import state
from ..scripted_task import ScriptedTask
from .scene import (
    A_NIGHT,
    add_staged,
    added,
    cancel,
    install,
    of_model,
    queue_of,
    states_of,
    update_of,
)


async def test_installs_of_one_firmware_become_one_task(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    thermostats = of_model(gateway, "WT101")
    await install(hass, *thermostats[:2])
    await poll(3)
    await install(hass, *thermostats[2:])
    await poll(15)
    (task,) = gateway.tasks.values()
    assert set(task.devices) == {one.dev_eui for one in thermostats}
    assert task.firmware.firmware_version == "v1.10"
    assert added(gateway) == 1


async def test_nothing_is_sent_while_installs_may_join(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(4)
    assert not gateway.tasks
    assert [one["state"] for one in await queue_of(hass, loaded)] == ["next"]


async def test_different_firmware_is_sent_one_after_the_other(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    thermostats, controllers = of_model(gateway, "WT101"), of_model(gateway, "UC300")
    await install(hass, *thermostats, *controllers)
    await poll(15)
    assert [one["state"] for one in await queue_of(hass, loaded)] == ["running", "next"]
    (first,) = gateway.tasks.values()
    await poll(A_NIGHT)
    await poll(10)
    await poll(75)
    assert len(gateway.tasks) == 2
    assert first.stopped_at is not None
    second = gateway.tasks[2]
    assert second.started_at > first.stopped_at
    await poll(A_NIGHT)
    await poll(10)
    assert await queue_of(hass, loaded) == []
    assert {device.firmware_version for device in thermostats} == {"v1.10"}
    assert {device.firmware_version for device in controllers} == {"v1.4"}


async def test_an_update_waits_for_a_task_that_was_made_elsewhere(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, clock: Clock
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    other = next(iter(gateway.tasks.values()))
    await install(hass, of_model(gateway, "UC300")[0])
    await poll(30)
    assert list(gateway.tasks.values()) == [other]


async def test_an_update_waits_for_a_session_that_began_since_the_tasks_were_last_read(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    ScriptedTask(gateway).show(TaskStatus.EXECUTING)
    await poll(6)
    assert await states_of(hass, loaded) == ["next"]
    assert len(gateway.tasks) == 1
    assert list(loaded.runtime_data.fuota.items) == [1]


async def test_the_queue_is_seen_in_the_devices_entities(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    thermostat, controller = of_model(gateway, "WT101")[0], of_model(gateway, "UC300")[0]
    status = f"{GATEWAY_EUI}_{controller.dev_eui}_update_status"
    await install(hass, thermostat)
    await install(hass, controller)
    await poll(15)
    shown = hass.states.get(update_of(hass, controller))
    assert shown is not None
    assert shown.attributes["in_progress"] is True
    assert shown.attributes["update_percentage"] is None
    (task,) = gateway.tasks.values()
    ends = loaded.runtime_data.fuota.items[task.task_id].ends
    assert ends is not None
    assert shown.attributes["release_summary"] == (
        "Queued; nothing has been sent yet. In the queue after WT101 v1.10. Updates ahead: 1. "
        f"Devices in them: 1. Expected to start: {clock_time(ends + timedelta(minutes=1))}."
    )
    assert state(hass, "sensor", status).state == "queued"
    await poll(A_NIGHT)
    await poll(10)
    assert state(hass, "sensor", status).state == "not_started"


async def test_installed_version_changes_only_when_the_gateway_reports_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    good, bad = of_model(gateway, "WT101")[:2]
    gateway.set_fate(bad.dev_eui, "fragment:7")
    await install(hass, good, bad)
    await poll(15)
    for one in (good, bad):
        shown = hass.states.get(update_of(hass, one))
        assert shown is not None
        assert shown.attributes["installed_version"] == "v1.2"
    await poll(A_NIGHT)
    await poll(10)
    shown = hass.states.get(update_of(hass, good))
    assert shown is not None
    assert (shown.state, shown.attributes["installed_version"]) == ("off", "v1.10")
    assert shown.attributes["in_progress"] is False
    shown = hass.states.get(update_of(hass, bad))
    assert shown is not None
    assert (shown.state, shown.attributes["installed_version"]) == ("on", "v1.2")
    assert shown.attributes["in_progress"] is False
    summary = shown.attributes["release_summary"]
    assert summary.startswith("The last update failed: Not enough memory. ")
    assert "Estimated air time" in summary


async def test_a_chosen_version_is_installed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    await install(hass, device, version="v1.1")
    await poll(15)
    (task,) = gateway.tasks.values()
    assert task.firmware.firmware_version == "v1.1"


async def test_a_version_that_is_not_offered_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    with pytest.raises(
        ServiceValidationError, match=r"v9 is not available .* v1\.10, v1\.2, v1\.1"
    ):
        await install(hass, of_model(gateway, "WT101")[0], version="v9")
    assert await queue_of(hass, loaded) == []


@pytest.mark.parametrize("version", [{}, {"version": "v1.1"}])
@pytest.mark.parametrize("seconds", [0, 15])
async def test_device_whose_update_is_on_its_way_gets_no_other(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    seconds: int,
    version: dict[str, str],
) -> None:
    device = of_model(gateway, "WT101")[0]
    await install(hass, device)
    await poll(seconds)
    with pytest.raises(HomeAssistantError, match="already in progress"):
        await install(hass, device, **version)
    await poll(15)
    assert added(gateway) == 1


async def test_device_of_a_task_of_next_week_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, clock: Clock
) -> None:
    device = of_model(gateway, "WT101")[0]
    await add_staged(hass, loaded, gateway, started_at=(clock() + timedelta(days=7)).isoformat())
    with pytest.raises(ServiceValidationError, match="belongs to the firmware task"):
        await install(hass, device)


async def test_only_administrators_may_install(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    hass_read_only_user: MockUser,
) -> None:
    entity = update_of(hass, of_model(gateway, "WT101")[0])
    hass_read_only_user.mock_policy({"entities": True})
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            "update",
            "install",
            {ATTR_ENTITY_ID: entity},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )
    assert await queue_of(hass, loaded) == []


async def test_firmware_that_no_session_can_carry_is_refused_at_once(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    for offered in gateway.catalogue:
        offered.size = 16_384 * 250
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    with pytest.raises(ServiceValidationError, match="fragments"):
        await install(hass, of_model(gateway, "WT101")[0])
    assert await queue_of(hass, entry) == []


async def test_queued_update_is_cancelled(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    await install(hass, device)
    (queued,) = await queue_of(hass, loaded)
    await cancel(hass, loaded, queue_id=queued["queue_id"])
    await poll(75)
    assert await queue_of(hass, loaded) == []
    assert not gateway.tasks
    shown = hass.states.get(update_of(hass, device))
    assert shown is not None
    assert shown.attributes["in_progress"] is False


@pytest.mark.parametrize("by", ["queue_id", "task_id"])
async def test_update_that_is_a_task_is_deleted(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, by: str
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (queued,) = await queue_of(hass, loaded)
    await cancel(hass, loaded, **{by: queued[by]})
    assert not gateway.tasks
    assert await queue_of(hass, loaded) == []


async def test_update_that_is_being_executed_is_not_cancelled(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await poll(120)
    with pytest.raises(HomeAssistantError, match="10310014"):
        await cancel(hass, loaded, task_id=1)
    assert [one["state"] for one in await queue_of(hass, loaded)] == ["running"]


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ({}, "either queue_id or task_id"),
        ({"queue_id": "x", "task_id": 1}, "either queue_id or task_id"),
        ({"queue_id": "x"}, "“x” is not in the queue"),
        ({"task_id": 7}, "“7” does not exist"),
    ],
)
async def test_what_can_not_be_cancelled_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, which: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ServiceValidationError, match=sentence):
        await cancel(hass, loaded, **which)


async def test_canary_goes_first_and_the_rest_follows_by_itself(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    response = await add_staged(hass, loaded, gateway)
    canary, *rest = [one.dev_eui for one in of_model(gateway, "WT101")]
    assert [list(task.devices) for task in gateway.tasks.values()] == [[canary]]
    (waiting,) = await queue_of(hass, loaded)
    assert (waiting["queue_id"], waiting["state"]) == (response["queue_id"], "staged")
    await poll(A_NIGHT)
    await poll(10)
    await poll(75)
    assert set(gateway.tasks[2].devices) == set(rest)
    assert gateway.tasks[2].fragment_redundancy == 40


async def test_rest_stays_put_when_the_canary_fails_and_goes_on_when_its_retry_succeeds(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    canary = of_model(gateway, "WT101")[0]
    gateway.set_fate(canary.dev_eui, "fragment:9", 1)
    await add_staged(hass, loaded, gateway)
    await poll(A_NIGHT)
    await poll(10)
    (waiting,) = await queue_of(hass, loaded)
    assert waiting["state"] == "held"
    assert "failed" in waiting["reason"]
    await poll(A_NIGHT)
    assert len(gateway.tasks) == 1
    await hass.services.async_call(
        DOMAIN,
        "retry_fuota_tasks",
        {"config_entry_id": loaded.entry_id, "task_ids": [1]},
        blocking=True,
    )
    await poll(A_NIGHT)
    await poll(10)
    await poll(75)
    assert len(gateway.tasks) == 2


async def test_estimate_names_a_start_in_the_future(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, clock: Clock
) -> None:
    device = of_model(gateway, "WT101")[0]
    await install(hass, device)
    await poll(15)
    shown = hass.states.get(update_of(hass, device))
    assert shown is not None
    assert "Expected to end" in shown.attributes["release_summary"]
    task = gateway.tasks[1]
    assert timedelta(0) < task.started_at - clock() <= timedelta(seconds=60)
