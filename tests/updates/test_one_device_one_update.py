"""A device has one update at a time, whoever asks for it and when."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import combinations_with_replacement
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Clock, Poll
from .scene import (
    add_staged,
    add_task,
    call,
    install,
    nights,
    of_model,
    queue_of,
    states_of,
)

type Act = Callable[[HomeAssistant, MockConfigEntry, Gateway, Clock], Coroutine[Any, Any, object]]


def install_newest(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Coroutine[Any, Any, object]:
    """Install what is newest."""
    return install(hass, of_model(gateway, "WT101")[0])


def install_older(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Coroutine[Any, Any, object]:
    """Install another version."""
    return install(hass, of_model(gateway, "WT101")[0], version="v1.1")


def add_one(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Coroutine[Any, Any, object]:
    """Add a firmware task."""
    return add_task(hass, entry, gateway, of_model(gateway, "WT101")[0])


def add_later(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Coroutine[Any, Any, object]:
    """Add a firmware task of next week."""
    next_week = (clock() + timedelta(days=7)).isoformat()
    return add_task(hass, entry, gateway, of_model(gateway, "WT101")[0], started_at=next_week)


def stage(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Coroutine[Any, Any, object]:
    """Add a task whose canary is the device."""
    three = [one.dev_eui for one in of_model(gateway, "WT101")[:3]]
    return add_staged(hass, entry, gateway, dev_euis=three)


def stage_behind(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Coroutine[Any, Any, object]:
    """Add a task whose rest has the device."""
    three = [one.dev_eui for one in of_model(gateway, "WT101")[:3]]
    return add_staged(hass, entry, gateway, dev_euis=three, canary=three[1])


def retry_failed(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Coroutine[Any, Any, object]:
    """Have the failed task run once more."""
    return call(hass, entry, "retry_fuota_tasks", task_ids=[1])


def renew_failed(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Coroutine[Any, Any, object]:
    """Add a new task for the devices that failed."""
    return call(hass, entry, "retry_failed_devices", task_id=1)


def take_in(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Coroutine[Any, Any, object]:
    """Put the device in a task that has not begun."""
    return call(
        hass,
        entry,
        "modify_fuota_task",
        task_id=2,
        dev_euis=[of_model(gateway, "WT101")[one].dev_eui for one in (0, 3)],
    )


ACTS: tuple[Act, ...] = (
    install_newest,
    install_older,
    add_one,
    add_later,
    stage,
    stage_behind,
    retry_failed,
    renew_failed,
    take_in,
)
# Two installs of the same are one.
ALIKE = (install_newest, install_newest), (install_older, install_older)
PAIRS = [pair for pair in combinations_with_replacement(ACTS, 2) if pair not in ALIKE]


async def with_a_failed_task(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, poll: Poll, clock: Clock
) -> None:
    """Have the device fail in task 1, and another one wait in task 2 of next month."""
    device, *_, other = of_model(gateway, "WT101")
    gateway.set_fate(device.dev_eui, "fragment:9", 1)
    await add_task(hass, entry, gateway, device)
    await nights(poll, 1)
    later = (clock() + timedelta(days=30)).isoformat()
    await add_task(hass, entry, gateway, other, name="Next month", started_at=later)
    assert list(gateway.tasks) == [1, 2]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "_".join(one.__name__ for one in pair))
async def test_of_two_that_come_at_the_same_moment_one_is_refused(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    clock: Clock,
    pair: tuple[Act, Act],
) -> None:
    await with_a_failed_task(hass, loaded, gateway, poll, clock)
    acts = (one(hass, loaded, gateway, clock) for one in pair)
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert len(refused) == 1
    assert isinstance(refused[0], HomeAssistantError)
    await poll(75)
    device = of_model(gateway, "WT101")[0].dev_eui
    # It is in one task that has not ended, or in the queue.
    unfinished = [one for one in gateway.tasks.values() if one.stopped_at is None]
    in_tasks = sum(device in one.devices for one in unfinished)
    waits = sum(
        device in one["dev_euis"] for one in await queue_of(hass, loaded) if not one["task_id"]
    )
    assert in_tasks + waits == 1


async def test_two_installs_of_the_same_are_one(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    outcomes = await asyncio.gather(
        install(hass, device), install(hass, device), return_exceptions=True
    )
    assert None in outcomes
    assert [one["dev_euis"] for one in await queue_of(hass, loaded)] == [[device.dev_eui]]
    await nights(poll)
    assert len(gateway.tasks) == 1


async def test_staged_update_that_comes_twice_is_done_once(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await asyncio.gather(
        add_staged(hass, loaded, gateway),
        add_staged(hass, loaded, gateway),
        return_exceptions=True,
    )
    await nights(poll, 4)
    devices = Counter(one for task in gateway.tasks.values() for one in task.devices)
    assert set(devices.values()) == {1}
    assert len(devices) == 4


async def test_device_of_a_staged_rest_is_refused_an_install(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    await add_staged(hass, loaded, gateway)
    with pytest.raises(HomeAssistantError, match="already in"):
        await install(hass, of_model(gateway, "WT101")[1], version="v1.1")
    assert await states_of(hass, loaded) == ["staged"]


async def test_device_in_the_queue_is_refused_a_task(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[1]
    await install(hass, of_model(gateway, "UC300")[0])
    await install(hass, device)
    await poll(15)
    (_, queued) = await queue_of(hass, loaded)
    for refused in (
        add_task(hass, loaded, gateway, device),
        add_staged(hass, loaded, gateway),
    ):
        with pytest.raises(HomeAssistantError, match=queued["queue_id"]):
            await refused
    await nights(poll, 2)
    devices = Counter(one for task in gateway.tasks.values() for one in task.devices)
    assert set(devices.values()) == {1}


async def test_device_of_a_task_is_refused_another_also_where_the_list_lacks_devices(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    device = of_model(gateway, "WT101")[1]
    await add_task(hass, loaded, gateway, device)
    gateway.faults.add(Fault("omit", call="6.2", key="deveui", times=1))
    with pytest.raises(HomeAssistantError, match="belongs to a firmware task"):
        await add_task(hass, loaded, gateway, device)
    assert len(gateway.tasks) == 1


async def test_estimate_says_that_a_device_is_in_the_queue(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    device = of_model(gateway, "WT101")[1]
    await install(hass, device)
    (queued,) = await queue_of(hass, loaded)
    estimated = await call(
        hass,
        loaded,
        "estimate_fuota_task",
        dev_euis=[device.dev_eui],
        model="WT101",
        official_firmware_id=gateway.catalogue[0].firmware_id,
    )
    assert any(queued["queue_id"] in one for one in estimated["refusals"])


async def test_install_takes_a_device_out_of_an_update_on_hold(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    canary, again, *others = of_model(gateway, "WT101")
    gateway.set_fate(canary.dev_eui, "fragment:9", 1)
    await add_staged(hass, loaded, gateway)
    await nights(poll, 1)
    assert await states_of(hass, loaded) == ["held"]
    await install(hass, again)
    held, queued = await queue_of(hass, loaded)
    assert held["dev_euis"] == [one.dev_eui for one in others]
    assert queued["dev_euis"] == [again.dev_eui]


async def test_device_is_free_again_when_what_was_asked_for_it_was_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    device = of_model(gateway, "WT101")[0]
    with pytest.raises(HomeAssistantError):
        await add_task(hass, loaded, gateway, device, fragment_interval=1)
    await install(hass, device)
    assert await states_of(hass, loaded) == ["next"]


async def test_task_of_an_update_is_changed_with_its_own_devices_and_no_others_update(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    own, others = of_model(gateway, "WT101")[0], of_model(gateway, "UC300")[0]
    await install(hass, own)
    await install(hass, others)
    await poll(15)
    await call(hass, loaded, "modify_fuota_task", task_id=1, name="Kitchen", dev_euis=[own.dev_eui])
    assert gateway.tasks[1].name == "Kitchen"
    with pytest.raises(HomeAssistantError, match="already has an update in the queue"):
        await call(
            hass,
            loaded,
            "modify_fuota_task",
            task_id=1,
            dev_euis=[own.dev_eui, others.dev_eui],
        )
    assert list(gateway.tasks[1].devices) == [own.dev_eui]
