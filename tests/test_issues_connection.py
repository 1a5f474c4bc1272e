"""A gateway that can't be heard because the broker is down is not called silent."""

import asyncio

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, Attach, Clock
from .connection import Connection
from .issues import reported
from .waiting import until

QUARTER = 15 * 60 + 1


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway without devices."""
    return Gateway(GATEWAY_EUI, clock=clock)


@pytest.fixture
def entry(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """A registered gateway that is not waited for long."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "request_timeout": 0.05}
    )
    return entry


async def pass_time(hass: HomeAssistant, clock: Clock, seconds: float) -> None:
    """Let time pass, and the polls that are due happen."""
    clock.move(seconds)
    async_fire_time_changed(hass, clock())
    # Not by waiting for all tasks: the MQTT client's own tries to reconnect do not end.
    await asyncio.sleep(0.3)


async def test_a_broker_that_is_down_is_no_silence(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connection: Connection,
    clock: Clock,
) -> None:
    connection.lose()
    await pass_time(hass, clock, QUARTER)
    await pass_time(hass, clock, QUARTER)
    assert reported(hass) == {}


async def test_silence_is_taken_back_with_the_broker_and_counted_anew_when_it_exists(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    connection: Connection,
    clock: Clock,
) -> None:
    gateway.faults.add("silent")
    await pass_time(hass, clock, 90)
    await pass_time(hass, clock, QUARTER)
    assert set(reported(hass)) == {"unreachable"}
    connection.lose()
    assert reported(hass) == {}
    connection.come_back()
    await pass_time(hass, clock, 14 * 60)
    assert reported(hass) == {}
    await pass_time(hass, clock, 90)
    assert set(reported(hass)) == {"unreachable"}


async def test_a_gateway_that_answers_after_the_broker_is_back_is_not_silent(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connection: Connection,
    clock: Clock,
) -> None:
    connection.lose()
    connection.come_back()
    await until(lambda: loaded.runtime_data.devices.last_update_success)
    await pass_time(hass, clock, QUARTER)
    assert reported(hass) == {}


async def test_set_up_without_a_broker_is_no_silence(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    connection: Connection,
    clock: Clock,
) -> None:
    await attach(gateway)
    gateway.faults.add("silent")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    connection.lose()
    for _ in range(12):
        await pass_time(hass, clock, 100)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert reported(hass) == {}
    connection.come_back()
    for _ in range(8):
        await pass_time(hass, clock, 100)
    assert reported(hass) == {}
    for _ in range(8):
        await pass_time(hass, clock, 100)
        if reported(hass):
            break
    assert set(reported(hass)) == {"unreachable"}
