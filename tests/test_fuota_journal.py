"""What is told of firmware tasks: each change, once, in its order."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway
from simulator.status import FragmentStatus

from .conftest import Clock, Look, Reported
from .scripted_task import (
    COMPLETE,
    EXECUTING,
    FAILED,
    LACKING,
    LOW_MEMORY,
    NOT_STARTED,
    PENDING,
    PROCESSING,
    SUCCEEDED,
    VERSION,
    WAITING,
    ScriptedTask,
)


async def test_a_task_is_reported_from_its_start_to_its_end(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    lucky, unlucky = task.devices
    for status in (PENDING, WAITING):
        task.show(status)
        await look()
    assert reported == []
    task.show(EXECUTING, PROCESSING, PROCESSING)
    await look()
    assert reported.types == ["task_started"]
    task.show(EXECUTING, PROCESSING, LOW_MEMORY)
    await look()
    task.show(EXECUTING, COMPLETE, LOW_MEMORY)
    await look()
    task.show(FAILED)
    await look()
    assert reported.types == ["task_started", "device_failed", "device_succeeded", "task_failed"]
    start, failure, success, end = reported
    assert start["task_id"] == task.task_id
    assert start["task_name"] == "Thermostats"
    assert start["firmware_version"] == VERSION
    assert (start["done_devices"], start["total_devices"], start["failed_devices"]) == (0, 2, 0)
    assert (failure["dev_eui"], failure["name"]) == (unlucky.dev_eui, unlucky.name)
    assert failure["update_status"] == "low_memory"
    assert (success["dev_eui"], success["update_status"]) == (lucky.dev_eui, "complete")
    assert (end["done_devices"], end["total_devices"], end["failed_devices"]) == (1, 2, 1)
    assert end["failures"] == [
        {"dev_eui": unlucky.dev_eui, "name": unlucky.name, "update_status": "low_memory"}
    ]


async def test_a_task_that_ran_between_two_polls_is_reported_in_the_order_of_its_run(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    ScriptedTask(gateway).show(SUCCEEDED, COMPLETE, COMPLETE)
    await look()
    assert reported.types == [
        "task_started",
        "device_succeeded",
        "device_succeeded",
        "task_succeeded",
    ]


async def test_tasks_are_reported_in_the_order_of_their_ends(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look, clock: Clock
) -> None:
    first = ScriptedTask(gateway, name="added first", devices=1)
    second = ScriptedTask(gateway, name="ended first", devices=1)
    second.show(SUCCEEDED, COMPLETE)
    clock.move(60)
    first.show(SUCCEEDED, COMPLETE)
    await look()
    ended = [one["task_name"] for one in reported if one["event_type"] == "task_succeeded"]
    assert ended == ["ended first", "added first"]


async def test_a_task_that_is_first_seen_at_work_has_started(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    ScriptedTask(gateway).show(EXECUTING)
    await look()
    await look()
    assert reported.types == ["task_started"]


async def test_a_retried_task_starts_again_and_tells_what_changes_again(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway, devices=3)
    task.show(FAILED, COMPLETE, LOW_MEMORY, LACKING)
    await look()
    reported.clear()
    task.show(WAITING, COMPLETE, NOT_STARTED, NOT_STARTED)
    await look()
    task.show(EXECUTING, COMPLETE, PROCESSING, PROCESSING)
    await look()
    task.show(FAILED, COMPLETE, COMPLETE, LACKING)
    await look()
    assert reported.types == ["task_started", "device_succeeded", "device_failed", "task_failed"]
    assert [one["update_status"] for one in reported[1:3]] == ["complete", "fragments_missing"]
    assert [one["update_status"] for one in reported[3]["failures"]] == ["fragments_missing"]


async def test_a_retry_between_two_polls_tells_who_failed_once_more(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    reported.clear()
    task.show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    assert reported.types == ["task_started", "device_failed", "task_failed"]


async def test_an_old_failure_that_a_retried_task_still_shows_is_not_reported_again(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(FAILED, LOW_MEMORY, LACKING)
    await look()
    reported.clear()
    task.show(EXECUTING, LOW_MEMORY, LACKING)
    await look()
    task.show(EXECUTING, PROCESSING, LACKING)
    await look()
    assert reported.types == ["task_started"]
    task.show(FAILED, COMPLETE, LACKING)
    await look()
    assert reported.types == ["task_started", "device_succeeded", "device_failed", "task_failed"]


async def test_a_task_that_is_put_back_and_runs_again_tells_what_changes_again(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway)
    task.show(EXECUTING, COMPLETE, LOW_MEMORY)
    await look()
    reported.clear()
    task.show(WAITING)
    await look()
    task.show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    assert reported.types == ["task_started", "device_failed", "task_failed"]


async def test_a_failure_that_turns_out_to_be_a_success_is_reported(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway, devices=1)
    task.show(EXECUTING, FragmentStatus.UPGRADE_TIMEOUT)
    await look()
    task.show(SUCCEEDED, COMPLETE)
    await look()
    assert reported.types == ["task_started", "device_failed", "device_succeeded", "task_succeeded"]
    assert reported[-1]["failures"] == []


async def test_a_status_that_nobody_documented_tells_nothing(
    loaded: MockConfigEntry, gateway: Gateway, reported: Reported, look: Look
) -> None:
    task = ScriptedTask(gateway, devices=1)
    task.show(EXECUTING, LOW_MEMORY)
    await look()
    reported.clear()
    task.devices[0].fragment_status = 99
    await look()
    task.show(EXECUTING, LOW_MEMORY)
    await look()
    task.task.status = 9  # type: ignore[assignment]
    await look()
    task.show(EXECUTING, LOW_MEMORY)
    await look()
    assert reported == []
