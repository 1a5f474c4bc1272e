"""Adding a gateway while Home Assistant's MQTT integration or its broker is not there."""

import asyncio
from collections.abc import Callable, Generator

from homeassistant.components import mqtt
from homeassistant.components.mqtt.client import MQTT
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, REQUEST_TOPIC, RESPONSE_TOPIC, TOPICS, Attach
from .connection import NO_CONNECTION, Connection
from .mqtt_client import UNSUBSCRIBED, impatient
from .wizard import created, enter, nothing_left, shown, start, submit

STORED = {"unique_id": GATEWAY_EUI, "gateway_eui": GATEWAY_EUI, **TOPICS}


@pytest.fixture
def confirm(mqtt_client: MQTT, connection: Connection) -> Generator[Callable[[], None]]:
    """A broker that confirms subscriptions only once this is called."""
    with impatient(), connection.unconfirmed_subscriptions() as confirm_all:
        yield confirm_all


async def remove_mqtt(hass: HomeAssistant, client: MQTT) -> None:
    """Remove Home Assistant's MQTT integration."""
    client.connected = False
    (entry,) = hass.config_entries.async_entries(mqtt.DOMAIN)
    await hass.config_entries.async_remove(entry.entry_id)


async def test_without_the_mqtt_integration_the_wizard_ends_at_once(hass: HomeAssistant) -> None:
    result = await start(hass)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "mqtt_not_set_up")


async def test_a_disabled_mqtt_integration_is_none(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain=mqtt.DOMAIN, disabled_by=ConfigEntryDisabler.USER)
    entry.add_to_hass(hass)
    assert (await start(hass))["reason"] == "mqtt_not_set_up"


async def test_an_mqtt_integration_removed_meanwhile_ends_the_wizard(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    flow = await start(hass)
    await remove_mqtt(hass, mqtt_client)
    result = await submit(hass, flow, **TOPICS)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "mqtt_not_set_up")


async def test_a_gateway_is_not_moved_without_the_mqtt_integration(
    hass: HomeAssistant, mqtt_client: MQTT, entry: MockConfigEntry
) -> None:
    flow = await entry.start_reconfigure_flow(hass)
    await remove_mqtt(hass, mqtt_client)
    result = await submit(hass, flow, **TOPICS)
    assert result["errors"] == {"base": "mqtt_not_set_up"}


async def test_a_broker_that_is_down_is_reported(
    hass: HomeAssistant, mqtt_client: MQTT, connection: Connection
) -> None:
    mqtt_client.connected = False
    result = await enter(hass, **TOPICS)
    assert result["errors"] == {"base": "broker_down"}
    assert shown(result) == TOPICS
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)
    assert not connection.published


async def test_once_the_broker_is_back_the_gateway_is_added(
    hass: HomeAssistant, mqtt_client: MQTT, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    mqtt_client.connected = False
    result = await enter(hass, **TOPICS)
    mqtt_client.connected = True
    assert created(await submit(hass, result, **TOPICS)) == STORED


async def test_a_broker_that_goes_down_before_the_request_is_sent_is_reported(
    hass: HomeAssistant, mqtt_client: MQTT, connection: Connection
) -> None:
    connection.publish_code = NO_CONNECTION
    result = await enter(hass, **TOPICS)
    assert result["errors"] == {"base": "broker_down"}
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)


async def test_a_subscription_that_the_broker_does_not_confirm_is_reported(
    hass: HomeAssistant, mqtt_client: MQTT, confirm: Callable[[], None]
) -> None:
    result = await enter(hass, **TOPICS)
    assert result["errors"] == {"base": "not_subscribed"}
    assert shown(result) == TOPICS
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)


async def test_nothing_is_asked_before_the_subscription_is_confirmed(
    hass: HomeAssistant, connection: Connection, confirm: Callable[[], None]
) -> None:
    await enter(hass, **TOPICS)
    assert not connection.published


async def test_once_the_broker_confirms_subscriptions_the_gateway_is_added(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, confirm: Callable[[], None]
) -> None:
    await attach(gateway)
    result = await enter(hass, **TOPICS)
    confirm()
    with impatient(5):
        assert created(await submit(hass, result, **TOPICS)) == STORED


async def test_a_broker_that_goes_down_during_the_subscription_is_reported(
    hass: HomeAssistant, mqtt_client: MQTT, confirm: Callable[[], None]
) -> None:
    flow = await start(hass)
    hass.loop.call_later(0.1, setattr, mqtt_client, "connected", False)
    result = await submit(hass, flow, **TOPICS)
    assert result["errors"] == {"base": "broker_down"}
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)


async def test_the_subscription_ends_when_the_user_closes_the_wizard(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    submitting = hass.async_create_task(submit(hass, await start(hass), **TOPICS))
    await asyncio.sleep(0.2)
    assert not nothing_left(hass, mqtt_client, RESPONSE_TOPIC)
    submitting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await submitting
    await hass.async_block_till_done()
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)


async def test_the_broker_is_told_that_the_subscription_has_ended(
    hass: HomeAssistant, mqtt_client: MQTT, connection: Connection
) -> None:
    await enter(hass, **TOPICS)
    await asyncio.sleep(UNSUBSCRIBED)
    # And that the topics are not swapped was looked at, too.
    assert connection.unsubscribed == [[RESPONSE_TOPIC], [REQUEST_TOPIC]]
