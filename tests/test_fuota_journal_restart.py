"""Reloads, restarts and power cuts: no event is missed, and none is told twice."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.events import FuotaEvent
from simulator.gateway import Gateway

from .conftest import Look, Reported
from .scripted_task import (
    COMPLETE,
    EXECUTING,
    FAILED,
    LOW_MEMORY,
    PROCESSING,
    SUCCEEDED,
    ScriptedTask,
)


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


def store_key(entry: MockConfigEntry) -> str:
    """Return where the journal of an entry is kept."""
    return f"milesight_network_server/fuota_journal_{entry.entry_id}"


def stored(storage: dict[str, Any], entry: MockConfigEntry) -> Any:
    """Return the journal as it is on disk."""
    return storage[store_key(entry)]["data"]


async def kill_and_start(
    hass: HomeAssistant, entry: MockConfigEntry, storage: dict[str, Any]
) -> None:
    """Start with the journal as it is on disk now, as after a power cut."""
    on_disk = deepcopy(storage[store_key(entry)])
    assert await hass.config_entries.async_unload(entry.entry_id)
    storage[store_key(entry)] = on_disk
    await set_up(hass, entry)


async def test_a_reload_and_a_restart_tell_nothing_again(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    ScriptedTask(gateway).show(FAILED, COMPLETE, LOW_MEMORY)
    ScriptedTask(gateway).show(EXECUTING, LOW_MEMORY, PROCESSING)
    await look()
    reported.clear()
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await look()
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    await look()
    assert reported == []


async def test_what_happened_while_home_assistant_was_off_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(EXECUTING, PROCESSING, PROCESSING)
    await look()
    assert await hass.config_entries.async_unload(loaded.entry_id)
    task.show(FAILED, COMPLETE, LOW_MEMORY)
    new = ScriptedTask(gateway, name="new", devices=1)
    new.show(SUCCEEDED, COMPLETE)
    await set_up(hass, loaded)
    assert reported.types == [
        *("task_started", "device_succeeded", "device_failed", "task_failed"),
        *("task_started", "device_succeeded", "task_succeeded"),
    ]


async def test_nothing_is_reported_before_home_assistant_has_started(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    hass.set_state(CoreState.starting)
    ScriptedTask(gateway).show(EXECUTING)
    await set_up(hass, loaded)
    await look()
    assert reported == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert reported.types == ["task_started"]


async def test_killed_before_the_report_it_is_reported_after_the_start(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    loaded: MockConfigEntry,
    gateway: Gateway,
    reported: Reported,
    look: Look,
) -> None:
    loaded.runtime_data.journal.async_stop()
    ScriptedTask(gateway).show(EXECUTING)
    await look()
    assert reported == []
    for _ in range(2):
        await kill_and_start(hass, loaded, hass_storage)
        assert reported.types == ["task_started"]


async def test_an_event_is_on_disk_before_it_is_reported_and_marked_as_told_after(
    hass_storage: dict[str, Any], loaded: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    on_disk: list[int] = []

    def listener(_event: FuotaEvent) -> None:
        on_disk.append(len(stored(hass_storage, loaded)["untold"]))

    loaded.runtime_data.journal.listeners.async_listen(listener)
    ScriptedTask(gateway, devices=1).show(SUCCEEDED, COMPLETE)
    await look()
    assert on_disk == [3, 3, 3]
    assert stored(hass_storage, loaded)["untold"] == []


async def test_what_is_found_while_home_assistant_stops_is_reported_after_the_next_start(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    loaded: MockConfigEntry,
    gateway: Gateway,
    reported: Reported,
    look: Look,
) -> None:
    hass.set_state(CoreState.stopping)
    ScriptedTask(gateway).show(EXECUTING)
    await look()
    assert reported == []
    hass.set_state(CoreState.final_write)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    assert len(stored(hass_storage, loaded)["untold"]) == 1
    hass.set_state(CoreState.running)
    await kill_and_start(hass, loaded, hass_storage)
    assert reported.types == ["task_started"]


async def test_what_is_found_while_the_entry_is_unloaded_is_reported_after_the_next_load(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    """The event entity goes before the journal does."""
    ScriptedTask(gateway, devices=1).show(SUCCEEDED, COMPLETE)
    interrupted: list[FuotaEvent] = []

    def listener(event: FuotaEvent) -> None:
        interrupted.append(event)
        hass.async_create_task(hass.config_entries.async_reload(loaded.entry_id))

    loaded.runtime_data.journal.listeners.async_listen(listener)
    await look()
    assert len(interrupted) == 1
    assert reported.types == ["task_started", "device_succeeded", "task_succeeded"]


async def test_a_listener_that_fails_costs_the_others_nothing(
    loaded: MockConfigEntry,
    gateway: Gateway,
    reported: Reported,
    look: Look,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_event: FuotaEvent) -> None:
        raise ValueError("mine alone")

    heard: list[FuotaEvent] = []
    loaded.runtime_data.journal.listeners.async_listen(fail)
    loaded.runtime_data.journal.listeners.async_listen(heard.append)
    ScriptedTask(gateway).show(EXECUTING)
    await look()
    await look()
    assert reported.types == [one.event_type for one in heard] == ["task_started"]
    assert caplog.text.count("not taken") == 1


async def test_the_journal_needs_no_event_entity(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    (event_entity,) = (
        one
        for one in er.async_entries_for_config_entry(er.async_get(hass), loaded.entry_id)
        if one.domain == "event"
    )
    er.async_get(hass).async_update_entity(
        event_entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER
    )
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    heard: list[FuotaEvent] = []
    loaded.runtime_data.journal.listeners.async_listen(heard.append)
    ScriptedTask(gateway).show(EXECUTING)
    await look()
    assert [one.event_type for one in heard] == ["task_started"]
    assert reported == []


async def test_the_journal_goes_with_the_entry(
    hass: HomeAssistant, hass_storage: dict[str, Any], loaded: MockConfigEntry
) -> None:
    assert store_key(loaded) in hass_storage
    await hass.config_entries.async_remove(loaded.entry_id)
    await hass.async_block_till_done()
    assert store_key(loaded) not in hass_storage


async def test_tasks_that_are_gone_are_forgotten_in_the_end(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    loaded: MockConfigEntry,
    gateway: Gateway,
    look: Look,
) -> None:
    task = ScriptedTask(gateway).task
    for task_id in range(1000, 1250):
        gateway.tasks[task_id] = replace(task, task_id=task_id)
    await look()
    assert len(stored(hass_storage, loaded)["told"]) == 251
    gateway.tasks.clear()
    await look()
    assert len(stored(hass_storage, loaded)["told"]) == 100
