"""What an update entity shows while its device's task is at work, and what can be asked of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.retry import async_retry_tasks
from custom_components.milesight_network_server.words import clock_time
from simulator.faults import Fault
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock, Look, Poll
from .scene import (
    add_task,
    added,
    attributes,
    install,
    of_model,
    queue_of,
    update_of,
    with_two_models,
)


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with two models to be updated, in sessions of some minutes."""
    return with_two_models(Gateway(GATEWAY_EUI, clock=clock, firmware_size=2000))


async def until(gateway: Gateway, look: Look, come: Callable[[], bool]) -> None:
    """Let time pass until something has come, and let it be seen."""
    for _ in range(200):
        await look()
        gateway.advance()
        if come():
            await look()
            return
    pytest.fail("it did not come")


async def test_device_that_is_done_stays_in_progress_until_it_was_asked_what_it_runs(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    early, late = of_model(gateway, "WT101")[:2]
    await install(hass, early, late)
    await poll(15)
    (task,) = gateway.tasks.values()
    done = task.devices[early.dev_eui]
    await until(gateway, look, lambda: done.done or task.devices[late.dev_eui].done)
    assert task.stopped_at is None
    for device in (early, late):
        assert attributes(hass, device)["in_progress"] is True
        assert task.name in attributes(hass, device)["release_summary"]
    await until(gateway, look, lambda: task.stopped_at is not None)
    await hass.async_block_till_done(wait_background_tasks=True)
    for device in (early, late):
        assert attributes(hass, device)["in_progress"] is False
        assert attributes(hass, device)["installed_version"] == "v1.10"


async def test_update_is_in_progress_from_the_queue_to_the_end_without_a_gap(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    device = of_model(gateway, "WT101")[0]
    seen: list[dict[str, Any]] = []

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] == update_of(hass, device) and event.data["new_state"]:
            seen.append(dict(event.data["new_state"].attributes))

    hass.bus.async_listen(EVENT_STATE_CHANGED, changed)
    await install(hass, device)
    await poll(15)
    (task,) = gateway.tasks.values()
    await until(gateway, look, lambda: task.executing_since is not None)
    assert len(seen) > 1
    assert all(one["in_progress"] and one["release_summary"] for one in seen)


async def test_device_that_failed_says_so_while_the_others_go_on(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    good, bad = of_model(gateway, "WT101")[:2]
    gateway.set_fate(bad.dev_eui, "multicast:6")
    await install(hass, good, bad)
    await poll(15)
    (task,) = gateway.tasks.values()
    await until(gateway, look, lambda: task.devices[bad.dev_eui].failed)
    assert attributes(hass, good)["in_progress"] is True
    shown = attributes(hass, bad)
    assert shown["in_progress"] is False
    assert shown["release_summary"] == "The last update failed: No response to group setup."


async def test_device_that_failed_is_not_installed_on_before_its_task_has_ended(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    good, bad = of_model(gateway, "WT101")[:2]
    gateway.set_fate(bad.dev_eui, "multicast:6")
    await install(hass, good, bad)
    await poll(15)
    (task,) = gateway.tasks.values()
    await until(gateway, look, lambda: task.devices[bad.dev_eui].failed)
    with pytest.raises(ServiceValidationError) as refusal:
        await install(hass, bad)
    assert refusal.value.translation_key == "update_already_in_task"
    assert (refusal.value.translation_placeholders or {})["task"] == task.name


async def test_device_that_is_done_has_no_part_in_the_retry_of_its_task(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    good, bad = of_model(gateway, "WT101")[:2]
    gateway.set_fate(bad.dev_eui, "fragment:9 times=1")
    await install(hass, good, bad)
    await poll(15)
    (task,) = gateway.tasks.values()
    await until(gateway, look, lambda: task.stopped_at is not None)
    await hass.async_block_till_done(wait_background_tasks=True)
    await install(hass, of_model(gateway, "UC300")[0])
    await poll(15)
    await poll(75)
    await async_retry_tasks(
        loaded.runtime_data.gateway,
        loaded.runtime_data.queue.claims,
        [loaded.runtime_data.fuota.items[task.task_id].task],
    )
    await look()
    assert task.status is TaskStatus.WAITING
    assert loaded.runtime_data.update_status(good.dev_eui) == "complete"
    assert loaded.runtime_data.update_status(bad.dev_eui) == "not_started"
    assert attributes(hass, good)["in_progress"] is False
    assert attributes(hass, bad)["in_progress"] is True


async def test_update_behind_a_task_made_elsewhere_names_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    thermostat, controller = of_model(gateway, "WT101")[0], of_model(gateway, "UC300")[0]
    await install(hass, thermostat)
    await poll(15)
    (task,) = gateway.tasks.values()
    # A queue that knows nothing of the task: it is not its own.
    (item,) = loaded.runtime_data.queue.items.values()
    await loaded.runtime_data.operations.cancel(item)
    await install(hass, controller)
    assert (
        f"Next in the queue, after the firmware task “{task.name}”"
        in attributes(hass, controller)["release_summary"]
    )
    await until(gateway, look, lambda: task.stopped_at is not None)
    await poll(10)
    assert "Expected to end" in attributes(hass, controller)["release_summary"]


async def test_update_that_ended_before_anybody_saw_its_task_is_noticed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, clock: Clock
) -> None:
    device = of_model(gateway, "WT101")[0]
    loaded.runtime_data.gateway.timeout = 0.3
    gateway.faults.add(Fault("lost_answer", call="6.1", times=1))
    await install(hass, device)
    await poll(6)
    assert len(gateway.tasks) == 1
    assert await hass.config_entries.async_unload(loaded.entry_id)
    clock.move(12 * 3600)
    assert await hass.config_entries.async_setup(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert device.firmware_version == "v1.10"
    assert attributes(hass, device)["installed_version"] == "v1.10"
    assert await queue_of(hass, loaded) == []
    assert added(gateway) == 1


async def test_installs_at_once_are_all_on_disk_when_they_return(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    hass_storage: dict[str, Any],
) -> None:
    devices = [*of_model(gateway, "WT101"), *of_model(gateway, "UC300")]
    await install(hass, *devices)
    (stored,) = (one for key, one in hass_storage.items() if "update_queue" in key)
    queued = [eui for update in stored["data"]["updates"] for eui in update["dev_euis"]]
    assert sorted(queued) == sorted(one.dev_eui for one in devices)


async def test_device_of_a_task_of_tomorrow_says_when_that_starts(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    device, starts = of_model(gateway, "WT101")[0], clock() + timedelta(days=1)
    await add_task(hass, loaded, gateway, device, started_at=starts.isoformat())
    shown = attributes(hass, device)
    assert shown["in_progress"] is False
    assert shown["release_summary"] == (
        f"Firmware task “Thermostats”. It starts at {clock_time(starts)}."
    )


async def test_update_whose_task_is_gone_from_one_list_does_not_say_that_it_was_never_listed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    device = of_model(gateway, "WT101")[0]
    await install(hass, device)
    await poll(15)
    del gateway.tasks[1]
    await look()
    assert attributes(hass, device)["release_summary"].startswith("The gateway no longer lists")
    await look()
    assert "Estimated air time" in attributes(hass, device)["release_summary"]
