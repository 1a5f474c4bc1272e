"""Lists that lack something, or do not come: no event is missed, and none is told twice."""

from copy import deepcopy

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from .conftest import Attach, Look, Reported
from .scripted_task import (
    COMPLETE,
    EXECUTING,
    FAILED,
    LOW_MEMORY,
    PROCESSING,
    SUCCEEDED,
    ScriptedTask,
)


async def test_what_exists_at_the_first_set_up_is_known(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    reported: Reported,
    look: Look,
) -> None:
    ScriptedTask(gateway).show(FAILED, COMPLETE, LOW_MEMORY)
    running = ScriptedTask(gateway)
    running.show(EXECUTING, LOW_MEMORY, PROCESSING)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await look()
    assert reported == []
    running.show(FAILED, LOW_MEMORY, COMPLETE)
    await look()
    assert reported.types == ["device_succeeded", "task_failed"]


async def test_what_can_not_be_read_at_the_first_set_up_is_known_all_the_same(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    reported: Reported,
    look: Look,
) -> None:
    ScriptedTask(gateway).show(FAILED, COMPLETE, LOW_MEMORY)
    gateway.faults.add(Fault("code", call="6.7", code=23))
    hidden = ScriptedTask(gateway)
    hidden.show(SUCCEEDED, COMPLETE, COMPLETE)
    hidden_row = gateway.tasks.pop(hidden.task_id)
    _make_incomplete(gateway)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    gateway.faults.clear()
    await look()
    gateway.tasks[hidden.task_id] = hidden_row
    _make_complete(gateway)
    await look()
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert reported == []


async def test_a_gateway_that_learns_to_list_its_tasks_has_them_known(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    reported: Reported,
    look: Look,
) -> None:
    """After an update of its own firmware, or when it has started in full."""
    ScriptedTask(gateway).show(FAILED, COMPLETE, LOW_MEMORY)
    gateway.faults.add(Fault("code", call="6.2", code=21))
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    gateway.faults.clear()
    await look()
    assert reported == []


async def test_devices_that_can_not_be_read_at_the_end_are_reported_when_they_are(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(EXECUTING, PROCESSING, PROCESSING)
    await look()
    gateway.faults.add(Fault("code", call="6.7", code=23))
    task.show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    await look()
    assert reported.types == ["task_started", "task_failed"]
    assert reported[-1]["failed_devices"] is None
    assert reported[-1]["failures"] == []
    gateway.faults.clear()
    await look()
    await look()
    assert reported.types[2:] == ["device_succeeded", "device_failed"]
    assert reported[-1]["failed_devices"] == 1


async def test_a_device_that_an_incomplete_list_lacks_is_reported_when_it_is_listed(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(SUCCEEDED, COMPLETE, COMPLETE)
    missing = task.devices[1]
    missing.dev_eui, dev_eui = "not an EUI", missing.dev_eui
    await look()
    assert reported.types == ["task_started", "device_succeeded", "task_succeeded"]
    missing.dev_eui = dev_eui
    await look()
    await look()
    assert reported.types[3:] == ["device_succeeded"]


async def test_a_task_that_is_deleted_while_it_runs_tells_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(EXECUTING)
    await look()
    reported.clear()
    task.delete()
    await look()
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert reported == []


async def test_another_task_with_the_same_id_is_another_task(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(SUCCEEDED, COMPLETE, COMPLETE)
    await look()
    reported.clear()
    task.delete()
    gateway.books.last_task_id -= 1
    other = ScriptedTask(gateway)
    assert other.task_id == task.task_id
    other.show(SUCCEEDED, COMPLETE, COMPLETE)
    await look()
    assert reported.types == [
        "task_started",
        "device_succeeded",
        "device_succeeded",
        "task_succeeded",
    ]


async def test_a_list_that_is_empty_for_once_makes_no_task_new(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    """A gateway that starts may answer before it has its tasks at hand."""
    ScriptedTask(gateway).show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    reported.clear()
    tasks = dict(gateway.tasks)
    gateway.tasks.clear()
    await look()
    gateway.tasks.update(tasks)
    await look()
    assert reported == []


async def test_an_incomplete_list_changes_nothing_of_what_it_lacks(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    reported.clear()
    row = gateway.tasks.pop(task.task_id)
    _make_incomplete(gateway)
    await look()
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    gateway.tasks[task.task_id] = row
    await look()
    assert reported == []


async def test_a_silence_costs_no_event(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    loaded.runtime_data.gateway.timeout = 0.05
    task = ScriptedTask(gateway)
    task.show(EXECUTING)
    await look()
    gateway.faults.add(Fault("silent"))
    task.show(SUCCEEDED, COMPLETE, COMPLETE)
    await look()
    assert reported.types == ["task_started"]
    gateway.faults.clear()
    await look()
    assert reported.types[1:] == ["device_succeeded", "device_succeeded", "task_succeeded"]


async def test_a_gateway_that_denies_to_have_firmware_tasks_makes_none_new(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    ScriptedTask(gateway).show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    reported.clear()
    gateway.faults.add(Fault("code", call="6.2", code=21))
    await look()
    gateway.faults.clear()
    await look()
    assert reported == []


def _make_incomplete(gateway: Gateway) -> None:
    """Add a row that can't be read: then nobody knows what else the list lacks."""
    task = ScriptedTask(gateway)
    unreadable = deepcopy(task.task)
    task.delete()
    setattr(unreadable, "task_id", "not a number")  # noqa: B010 - its type forbids that
    gateway.tasks[-1] = unreadable


def _make_complete(gateway: Gateway) -> None:
    del gateway.tasks[-1]
