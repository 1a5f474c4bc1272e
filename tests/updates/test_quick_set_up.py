"""A gateway with many ended tasks is set up and polled quickly, whatever it does not answer."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Attach, Clock, Look, Poll
from ..scripted_task import COMPLETE, SUCCEEDED, ScriptedTask
from .scene import TIMEOUT, set_up

ENDED = 44


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with 44 tasks that have ended, of one device each."""
    simulated = Gateway(GATEWAY_EUI, clock=clock)
    populate(simulated, devices=ENDED)
    for number in range(ENDED):
        ScriptedTask(simulated, name=f"Task {number}", devices=1).show(SUCCEEDED, COMPLETE)
    simulated.requests.clear()
    return simulated


def asked(gateway: Gateway) -> int:
    """Return how often devices of tasks were asked for since this was last asked."""
    count = sum(one.call == "6.7" for one in gateway.requests)
    gateway.requests.clear()
    return count


async def test_set_up_waits_for_no_ended_task(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway
) -> None:
    await attach(gateway)
    gateway.faults.add(Fault("lost_answer", call="6.7"))
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert asked(gateway) <= 1
    assert len(entry.runtime_data.fuota.items) == ENDED


async def test_unanswered_question_ends_the_asking_until_the_next_poll(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "request_timeout": TIMEOUT}
    )
    gateway.faults.add(Fault("lost_answer", call="6.7"))
    await attach(gateway)
    await set_up(hass, entry)
    assert asked(gateway) == 1
    for _ in range(3):
        await look()
        await hass.async_block_till_done(wait_background_tasks=True)
        assert asked(gateway) <= 1


async def test_devices_of_ended_tasks_are_read_in_the_background(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway
) -> None:
    await attach(gateway)
    await set_up(hass, entry)
    tracked = entry.runtime_data.fuota.items.values()
    assert all(one.statuses_read for one in tracked)
    assert asked(gateway) == ENDED


async def test_refused_questions_are_not_asked_all_over_again_at_each_poll(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    gateway.faults.add(Fault("code", call="6.7"))
    await attach(gateway)
    await set_up(hass, entry)
    asked(gateway)
    await look()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert asked(gateway) <= 3


async def test_what_was_read_is_not_read_again(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await attach(gateway)
    await set_up(hass, entry)
    asked(gateway)
    await poll(600)
    assert asked(gateway) == 0
