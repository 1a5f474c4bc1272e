"""Adding a gateway while Home Assistant's MQTT integration or its broker is not there."""

import asyncio
from collections.abc import Callable, Generator
from types import SimpleNamespace
from unittest.mock import Mock

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import MqttMockHAClient, MqttMockPahoClient

from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, REQUEST_TOPIC, RESPONSE_TOPIC, TOPICS, Attach
from .mqtt_client import UNSUBSCRIBED, impatient, unconfirmed_subscriptions
from .wizard import created, enter, nothing_left, shown, start, submit

STORED = {"unique_id": GATEWAY_EUI, "gateway_eui": GATEWAY_EUI, **TOPICS}
# Paho's return code of a publish without a connection.
NO_CONNECTION = 4


@pytest.fixture
def confirm(
    mqtt_mock: MqttMockHAClient, mqtt_client_mock: MqttMockPahoClient
) -> Generator[Callable[[], None]]:
    """A broker that confirms subscriptions only once this is called."""
    with impatient(), unconfirmed_subscriptions(mqtt_client_mock) as confirm_all:
        yield confirm_all


async def remove_mqtt(hass: HomeAssistant, client: MqttMockHAClient) -> None:
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
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    flow = await start(hass)
    await remove_mqtt(hass, mqtt_mock)
    result = await submit(hass, flow, **TOPICS)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "mqtt_not_set_up")


async def test_a_gateway_is_not_moved_without_the_mqtt_integration(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, entry: MockConfigEntry
) -> None:
    flow = await entry.start_reconfigure_flow(hass)
    await remove_mqtt(hass, mqtt_mock)
    result = await submit(hass, flow, **TOPICS)
    assert result["errors"] == {"base": "mqtt_not_set_up"}


async def test_a_broker_that_is_down_is_reported(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, mqtt_client_mock: MqttMockPahoClient
) -> None:
    mqtt_mock.connected = False
    result = await enter(hass, **TOPICS)
    assert result["errors"] == {"base": "broker_down"}
    assert shown(result) == TOPICS
    assert nothing_left(hass, mqtt_mock, RESPONSE_TOPIC)
    mqtt_client_mock.publish.assert_not_called()


async def test_once_the_broker_is_back_the_gateway_is_added(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    mqtt_mock.connected = False
    result = await enter(hass, **TOPICS)
    mqtt_mock.connected = True
    assert created(await submit(hass, result, **TOPICS)) == STORED


async def test_a_broker_that_goes_down_before_the_request_is_sent_is_reported(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, mqtt_client_mock: MqttMockPahoClient
) -> None:
    mqtt_client_mock.publish.side_effect = Mock(
        return_value=SimpleNamespace(mid=1, rc=NO_CONNECTION)
    )
    result = await enter(hass, **TOPICS)
    assert result["errors"] == {"base": "broker_down"}
    assert nothing_left(hass, mqtt_mock, RESPONSE_TOPIC)


async def test_a_subscription_that_the_broker_does_not_confirm_is_reported(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, confirm: Callable[[], None]
) -> None:
    result = await enter(hass, **TOPICS)
    assert result["errors"] == {"base": "not_subscribed"}
    assert shown(result) == TOPICS
    assert nothing_left(hass, mqtt_mock, RESPONSE_TOPIC)


async def test_nothing_is_asked_before_the_subscription_is_confirmed(
    hass: HomeAssistant, mqtt_client_mock: MqttMockPahoClient, confirm: Callable[[], None]
) -> None:
    await enter(hass, **TOPICS)
    mqtt_client_mock.publish.assert_not_called()


async def test_once_the_broker_confirms_subscriptions_the_gateway_is_added(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, confirm: Callable[[], None]
) -> None:
    await attach(gateway)
    result = await enter(hass, **TOPICS)
    confirm()
    with impatient(5):
        assert created(await submit(hass, result, **TOPICS)) == STORED


async def test_a_broker_that_goes_down_during_the_subscription_is_reported(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, confirm: Callable[[], None]
) -> None:
    flow = await start(hass)
    hass.loop.call_later(0.1, setattr, mqtt_mock, "connected", False)
    result = await submit(hass, flow, **TOPICS)
    assert result["errors"] == {"base": "broker_down"}
    assert nothing_left(hass, mqtt_mock, RESPONSE_TOPIC)


async def test_the_subscription_ends_when_the_user_closes_the_wizard(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    submitting = hass.async_create_task(submit(hass, await start(hass), **TOPICS))
    await asyncio.sleep(0.2)
    assert not nothing_left(hass, mqtt_mock, RESPONSE_TOPIC)
    submitting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await submitting
    await hass.async_block_till_done()
    assert nothing_left(hass, mqtt_mock, RESPONSE_TOPIC)


async def test_the_broker_is_told_that_the_subscription_has_ended(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, mqtt_client_mock: MqttMockPahoClient
) -> None:
    await enter(hass, **TOPICS)
    await asyncio.sleep(UNSUBSCRIBED)
    # And that the topics are not swapped was looked at, too.
    unsubscribed = [call.args[0] for call in mqtt_client_mock.unsubscribe.call_args_list]
    assert unsubscribed == [[RESPONSE_TOPIC], [REQUEST_TOPIC]]
