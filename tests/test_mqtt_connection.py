"""What becomes of a working gateway when the broker goes and comes, or when it is unloaded."""

import asyncio
import gc
import logging

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.milesight_network_server.ns_api.errors import LinkClosedError
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock
from .connection import Connection
from .mqtt_client import (
    impatient,
    requests,
    subscriptions,
)
from .registry import state
from .waiting import until

OWN_LOGGER = "custom_components.milesight_network_server"


def connected(hass: HomeAssistant) -> str:
    """Return the state of the gateway's `connected`."""
    return state(hass, "binary_sensor", f"{GATEWAY_EUI}_connected").state


def devices(hass: HomeAssistant) -> str:
    """Return the state of the gateway's number of devices."""
    return state(hass, "sensor", f"{GATEWAY_EUI}_devices").state


def logged_levels(caplog: pytest.LogCaptureFixture) -> list[int]:
    """Return the levels of what the integration has logged for everybody to see."""
    return [
        record.levelno
        for record in caplog.records
        if record.name.startswith(OWN_LOGGER) and record.levelno >= logging.INFO
    ]


async def pass_time(hass: HomeAssistant, clock: Clock) -> None:
    """Let an hour pass, and the polls that are due happen."""
    clock.move(3600)
    async_fire_time_changed(hass, clock())
    # Not by waiting for all tasks: the MQTT client's own tries to reconnect do not end.
    await asyncio.sleep(0.1)


async def test_a_lost_connection_shows_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry, connection: Connection
) -> None:
    assert connected(hass) == STATE_ON
    connection.lose()
    assert connected(hass) == STATE_OFF


async def test_without_a_connection_nothing_else_is_shown(
    hass: HomeAssistant, loaded: MockConfigEntry, connection: Connection
) -> None:
    connection.lose()
    shown = {
        unique_id: state(hass, platform, f"{GATEWAY_EUI}_{unique_id}").state
        for platform, unique_id in (
            ("sensor", "devices"),
            ("sensor", "profiles"),
            ("sensor", "running_tasks"),
            ("binary_sensor", "cloud"),
        )
    }
    assert shown == dict.fromkeys(shown, STATE_UNAVAILABLE)


async def test_without_a_connection_polls_send_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, connection: Connection, clock: Clock
) -> None:
    connection.lose()
    connection.published.clear()
    await pass_time(hass, clock)
    assert requests(connection) == []


async def test_a_connection_that_is_back_shows_without_waiting_for_a_poll(
    hass: HomeAssistant, loaded: MockConfigEntry, connection: Connection
) -> None:
    connection.lose()
    connection.come_back()
    await until(lambda: connected(hass) == STATE_ON)


async def test_all_is_read_anew_when_the_connection_is_back(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connection: Connection,
    gateway: Gateway,
) -> None:
    connection.lose()
    populate(gateway, devices=2)
    gateway.request_counts.clear()
    connection.come_back()
    await until(lambda: devices(hass) == "12")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert set(gateway.request_counts) == {"2.3", "3.3", "4.5", "6.2"}


async def test_after_a_reconnect_nothing_is_asked_before_the_subscription_is_made_again(
    hass: HomeAssistant, loaded: MockConfigEntry, connection: Connection
) -> None:
    """The broker has forgotten it, so an answer to an earlier question would be lost."""
    connection.lose()
    connection.published.clear()
    with connection.unconfirmed_subscriptions() as confirm:
        connection.come_back()
        await asyncio.sleep(0.2)
        asked_early = len(requests(connection))
        confirm()
        await until(lambda: connected(hass) == STATE_ON)
    assert asked_early == 0


async def test_after_a_reconnect_without_a_subscription_nothing_is_asked(
    hass: HomeAssistant, loaded: MockConfigEntry, connection: Connection
) -> None:
    connection.lose()
    connection.published.clear()
    with impatient(0.1), connection.unconfirmed_subscriptions():
        connection.come_back()
        await asyncio.sleep(0.3)
        assert requests(connection) == []


async def test_a_lost_connection_and_its_return_are_reported_once(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connection: Connection,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.clear()
    connection.lose()
    await pass_time(hass, clock)
    await pass_time(hass, clock)
    assert logged_levels(caplog) == [logging.ERROR]
    connection.come_back()
    await until(lambda: connected(hass) == STATE_ON)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert logged_levels(caplog) == [logging.ERROR, logging.INFO]


async def test_an_entry_that_found_no_broker_is_set_up_once_it_exists(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    connection: Connection,
    clock: Clock,
) -> None:
    await attach(gateway)
    connection.lose()
    await hass.config_entries.async_setup(entry.entry_id)
    connection.come_back()
    await pass_time(hass, clock)
    await until(lambda: entry.state is ConfigEntryState.LOADED)


async def test_an_unloaded_gateway_hears_nothing_of_the_connection(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connection: Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    caplog.clear()
    connection.published.clear()
    connection.lose()
    connection.come_back()
    await asyncio.sleep(0.2)
    assert logged_levels(caplog) == []
    assert requests(connection) == []


async def test_unloading_ends_a_request_that_waits_for_its_answer(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    gateway.faults.add("silent")
    waiting = hass.async_create_task(loaded.runtime_data.gateway.list_devices())
    await asyncio.sleep(0.05)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    with pytest.raises(LinkClosedError):
        async with asyncio.timeout(1):
            await waiting


async def test_unloading_ends_a_poll_that_waits_for_its_answers_and_tells_nothing(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway.faults.add("silent")
    caplog.clear()
    await pass_time(hass, clock)
    async with asyncio.timeout(1):
        assert await hass.config_entries.async_unload(loaded.entry_id)
    assert logged_levels(caplog) == []


async def test_unloading_during_a_refresh_by_hand_tells_nothing(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway.faults.add("silent")
    caplog.clear()
    refreshing = hass.async_create_task(loaded.runtime_data.devices.async_refresh())
    await asyncio.sleep(0.05)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    async with asyncio.timeout(1):
        await refreshing
    assert logged_levels(caplog) == []


async def test_unloading_while_a_request_is_not_yet_sent_leaves_no_trace(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connection: Connection,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The connection takes the message, but does not get rid of it."""
    connection.stuck = True
    await pass_time(hass, clock)
    caplog.clear()
    assert await hass.config_entries.async_unload(loaded.entry_id)
    gc.collect()
    await asyncio.sleep(0)
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_an_unloaded_gateway_sends_nothing_any_more(
    hass: HomeAssistant, loaded: MockConfigEntry, connection: Connection, clock: Clock
) -> None:
    runtime = loaded.runtime_data
    await hass.config_entries.async_unload(loaded.entry_id)
    connection.published.clear()
    with pytest.raises(LinkClosedError):
        await runtime.gateway.list_devices()
    await pass_time(hass, clock)
    assert requests(connection) == []


async def test_a_gateway_works_on_when_the_mqtt_integration_is_reloaded(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    (entry,) = hass.config_entries.async_entries(mqtt.DOMAIN)
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: connected(hass) == STATE_ON)
    assert subscriptions(hass) == 1


async def test_a_gateway_can_be_unloaded_after_the_mqtt_integration(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    (entry,) = hass.config_entries.async_entries(mqtt.DOMAIN)
    await hass.config_entries.async_unload(entry.entry_id)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert subscriptions(hass) == 0


@pytest.mark.xfail(
    strict=True,
    reason="Home Assistant hands subscriptions to a new MQTT client and the means to end them not",
)
async def test_a_gateway_unloaded_after_a_reload_of_mqtt_leaves_no_subscription(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    (entry,) = hass.config_entries.async_entries(mqtt.DOMAIN)
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: connected(hass) == STATE_ON)
    await hass.config_entries.async_unload(loaded.entry_id)
    assert subscriptions(hass) == 0
