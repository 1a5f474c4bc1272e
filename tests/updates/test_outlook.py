"""When updates in the queue are expected to begin: told before anybody waits for hours."""

from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.outlook import (
    expected,
    expected_start,
    next_start,
)
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock, Look, Poll
from ..scripted_task import EXECUTING, ScriptedTask
from .scene import add_staged, install, of_model, with_two_models

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with two models to be updated, in sessions of some minutes."""
    return with_two_models(Gateway(GATEWAY_EUI, clock=clock, firmware_size=2000))


def starts(entry: MockConfigEntry) -> list[datetime | None]:
    """Return when the updates in the queue are expected to begin."""
    return [one.starts for one in expected(entry.runtime_data.queue)]


async def test_first_one_starts_a_minute_after_it_is_sent(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    assert next_start(loaded.runtime_data.queue) == clock() + A_MINUTE
    await install(hass, *of_model(gateway, "WT101"))
    assert starts(loaded) == [clock() + A_MINUTE]


async def test_each_other_one_starts_a_minute_after_the_end_of_the_one_before(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    await install(hass, *of_model(gateway, "WT101"))
    await install(hass, *of_model(gateway, "UC300"))
    queue = loaded.runtime_data.queue
    first, second = queue.items.values()
    assert first.seconds is not None
    began, then = starts(loaded)
    assert began is not None
    assert then == began + timedelta(seconds=first.seconds) + A_MINUTE
    assert expected_start(queue, second) == then
    assert second.seconds is not None
    assert next_start(queue) == then + timedelta(seconds=second.seconds) + A_MINUTE


async def test_those_that_wait_for_a_task_start_after_its_estimated_end(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, *of_model(gateway, "WT101"))
    await install(hass, *of_model(gateway, "UC300"))
    await poll(15)
    (task,) = loaded.runtime_data.fuota.items.values()
    assert task.ends is not None
    assert starts(loaded) == [task.ends + A_MINUTE]


async def test_after_a_task_whose_end_nobody_knows_no_start_is_made_up(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    # Of a firmware of somebody's own, the gateway does not tell the size.
    ScriptedTask(gateway).show(EXECUTING)
    await loaded.runtime_data.fuota.async_refresh()
    await install(hass, *of_model(gateway, "UC300"))
    assert starts(loaded) == [None]
    assert next_start(loaded.runtime_data.queue) is None


async def test_what_waits_for_its_first_device_or_for_a_person_has_no_start(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    await add_staged(hass, loaded, gateway)
    (rest,) = loaded.runtime_data.queue.items.values()
    assert rest.seconds is not None
    assert starts(loaded) == [None]


async def test_what_could_not_be_sent_has_no_start(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, *of_model(gateway, "WT101"))
    gateway.faults.add(Fault("code", call="6.1", code=10310010))
    gateway.faults.add(Fault("code", call="6.10", code=23))
    await poll(15)
    (item,) = loaded.runtime_data.queue.items.values()
    assert item.reason is not None
    assert starts(loaded) == [None]


async def test_those_behind_a_task_that_was_moved_to_another_day_start_after_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await install(hass, of_model(gateway, "UC300")[0])
    gateway.tasks[1].started_at += timedelta(days=3)
    await look()
    ends = loaded.runtime_data.fuota.items[1].ends
    assert ends is not None
    assert ends > gateway.now() + timedelta(days=3)
    assert starts(loaded) == [ends + A_MINUTE]
