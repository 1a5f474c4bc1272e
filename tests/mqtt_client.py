"""Home Assistant's own MQTT client, with only the connection to a broker mocked."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple
from unittest.mock import Mock, patch

from homeassistant.components import mqtt
from homeassistant.components.mqtt.client import MQTT
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockMqttReasonCode
from pytest_homeassistant_custom_component.typing import MqttMockPahoClient

from .conftest import REQUEST_TOPIC, RESPONSE_TOPIC

# Unsubscribing is collected for 0.1 s; after so many seconds the broker has been told.
UNSUBSCRIBED = 0.2
# The number of a message that the broker does not confirm.
_UNHEARD = 9999


class Sent(NamedTuple):
    """A message as it was given to the connection."""

    topic: str
    payload: bytes
    qos: int
    retain: bool
    properties: Any


async def set_up(hass: HomeAssistant, client: MqttMockPahoClient, protocol: str = "5") -> MQTT:
    """Set up the MQTT integration, connected to a broker by this version of MQTT."""
    entry = MockConfigEntry(
        domain=mqtt.DOMAIN,
        data={mqtt.CONF_BROKER: "broker", mqtt.CONF_PROTOCOL: protocol},
        options={mqtt.CONF_BIRTH_MESSAGE: {}},
        version=1,
        minor_version=2,
    )
    entry.add_to_hass(hass)
    client.disconnect.side_effect = lambda: lose_connection(client)
    # It tries to go from 3.1.1 to 5 by itself.
    with patch("homeassistant.components.mqtt.try_connection", return_value=False):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    return hass.data[mqtt.DATA_MQTT].client


def lose_connection(client: MqttMockPahoClient) -> None:
    """Take the broker away."""
    client.on_disconnect(client, None, 0, MockMqttReasonCode())


def regain_connection(client: MqttMockPahoClient) -> None:
    """Bring the broker back."""
    client.on_connect(client, None, 0, MockMqttReasonCode())


def impatient(seconds: float = 0.3) -> AbstractContextManager[object]:
    """Let only so many seconds be waited for the confirmation of a subscription."""
    return patch("custom_components.milesight_network_server.mqtt._SUBSCRIBE_TIMEOUT", seconds)


@contextmanager
def unconfirmed_subscriptions(client: MqttMockPahoClient) -> Iterator[Callable[[], None]]:
    """Let the broker confirm no subscription before what is yielded is called."""
    confirming = client.subscribe.side_effect
    client.subscribe.side_effect = Mock(return_value=(0, _UNHEARD))

    def confirm() -> None:
        if client.subscribe.side_effect is not confirming:
            client.subscribe.side_effect = confirming
            client.on_subscribe(Mock(), None, _UNHEARD, [MockMqttReasonCode()], None)

    try:
        yield confirm
    finally:
        confirm()


def subscriptions(hass: HomeAssistant, topic: str = RESPONSE_TOPIC) -> int:
    """Return how many subscriptions to a topic Home Assistant keeps."""
    return sum(each.topic == topic for each in hass.data[mqtt.DATA_MQTT].client.subscriptions)


def requests(client: MqttMockPahoClient) -> list[Sent]:
    """Return the requests that were given to the connection."""
    sent = (Sent(*call.args) for call in client.publish.mock_calls)
    return [message for message in sent if message.topic == REQUEST_TOPIC]
