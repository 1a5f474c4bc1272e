"""A staged update goes on when its canary's device has succeeded, whatever the tasks are called."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway
from simulator.status import FragmentStatus

from ..conftest import Clock, Look, Poll
from ..issues import placeholders
from .scene import (
    A_NIGHT,
    RULED_OUT,
    TIMEOUT,
    add_staged,
    nights,
    of_kind,
    of_model,
    queue_of,
    states_of,
)


def end(gateway: Gateway, status: TaskStatus, device: FragmentStatus) -> None:
    """Have the gateway call the canary's task ended like this, and its device so."""
    task = gateway.tasks[1]
    task.status, task.stopped_at = status, gateway.now()
    (canary,) = task.devices.values()
    canary.fragment_status = device


async def test_task_that_succeeded_with_a_failed_device_does_not_release_the_rest(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await add_staged(hass, loaded, gateway)
    end(gateway, TaskStatus.SUCCEEDED, FragmentStatus.LOW_MEMORY)
    await look()
    (issue,) = of_kind(hass, "update_held")
    assert "failed" in placeholders(issue)["reason"]
    await nights(poll)
    assert await states_of(hass, loaded) == ["held"]
    assert len(gateway.tasks) == 1


async def test_task_that_failed_with_a_device_that_is_done_releases_the_rest(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await add_staged(hass, loaded, gateway)
    end(gateway, TaskStatus.FAILED, FragmentStatus.UPGRADE_COMPLETE)
    await look()
    await poll(75)
    assert len(gateway.tasks) == 2


async def test_task_that_succeeded_and_tells_nothing_of_its_device_is_asked_about(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await add_staged(hass, loaded, gateway)
    end(gateway, TaskStatus.SUCCEEDED, FragmentStatus.PROCESSING)
    await look()
    (issue,) = of_kind(hass, "update_held")
    assert "does not report" in placeholders(issue)["reason"]


async def test_rest_waits_while_its_canarys_device_can_not_be_read(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await add_staged(hass, loaded, gateway)
    gateway.faults.add(Fault("code", call="6.7"))
    end(gateway, TaskStatus.SUCCEEDED, FragmentStatus.UPGRADE_COMPLETE)
    await look()
    await poll(600)
    assert await states_of(hass, loaded) == ["staged"]
    gateway.faults.clear()
    await poll(600)
    await poll(75)
    assert len(gateway.tasks) == 2


async def test_canary_whose_device_can_not_be_read_for_long_is_asked_about(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await add_staged(hass, loaded, gateway)
    gateway.faults.add(Fault("code", call="6.7"))
    end(gateway, TaskStatus.SUCCEEDED, FragmentStatus.UPGRADE_COMPLETE)
    await look()
    for _ in range(8):
        await poll(600)
    assert await states_of(hass, loaded) == ["held"]


async def test_canary_by_the_name_of_an_old_one_decides_by_itself(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, clock: Clock
) -> None:
    canary, *rest = of_model(gateway, "WT101")
    await add_staged(hass, loaded, gateway, name="June")
    await nights(poll, 2)
    assert len(gateway.tasks) == 2
    for one in (canary, *rest):
        one.firmware_version, one.last_seen = "v1.2", clock()
    gateway.set_fate(canary.dev_eui, "fragment:9", 5)
    await add_staged(hass, loaded, gateway, name="June")
    await nights(poll)
    assert await states_of(hass, loaded) == ["held"]
    assert len(gateway.tasks) == 3


@pytest.mark.parametrize("fault", ["drop", "lost_answer"])
async def test_canary_by_the_name_of_an_old_one_whose_answer_is_lost_is_not_mistaken_for_it(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    clock: Clock,
    fault: Any,
) -> None:
    canary, *rest = of_model(gateway, "WT101")
    await add_staged(hass, loaded, gateway, name="June")
    await nights(poll, 2)
    for one in (canary, *rest):
        one.firmware_version, one.last_seen = "v1.2", clock()
    gateway.set_fate(canary.dev_eui, "fragment:9", 5)
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault(fault, call="6.1", times=1))
    if fault == "drop":
        with pytest.raises(Exception, match="not made"):
            await add_staged(hass, loaded, gateway, name="June")
        assert await queue_of(hass, loaded) == []
    else:
        await add_staged(hass, loaded, gateway, name="June")
        assert await states_of(hass, loaded) == ["staged"]
    await nights(poll)
    assert [one.firmware_version for one in rest] == ["v1.2"] * 3


async def test_rest_whose_canary_was_deleted_is_held(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await add_staged(hass, loaded, gateway)
    await look()
    del gateway.tasks[1]
    await look()
    assert await states_of(hass, loaded) == ["staged"]
    await look()
    (issue,) = of_kind(hass, "update_held")
    assert "no longer exists" in placeholders(issue)["reason"]
    await nights(poll, 1)
    assert not gateway.tasks


async def test_rest_is_not_sent_for_a_strangers_task_with_its_canarys_id(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await add_staged(hass, loaded, gateway)
    await look()
    task = gateway.tasks[1]
    task.name, task.created_at = "Somebody else's", gateway.now()
    await poll(A_NIGHT)
    await nights(poll, 1)
    assert await states_of(hass, loaded) == ["held"]
    assert len(gateway.tasks) == 1


async def test_rest_whose_canary_never_reached_the_gateway_is_held_with_that_as_its_reason(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault("drop", call="6.1", times=1))
    # Those that ask whether it was made after all.
    gateway.faults.add(Fault("code", call="6.2", code=23, skip=2))
    with pytest.raises(HomeAssistantError, match="unknown"):
        await add_staged(hass, loaded, gateway)
    gateway.faults.clear()
    assert await states_of(hass, loaded) == ["staged"]
    for _ in range(3):
        await poll(RULED_OUT)
    (held,) = await queue_of(hass, loaded)
    assert held["state"] == "held"
    assert "did not reach the gateway" in held["reason"]
