"""Home Assistant's own MQTT client: set up on a connection, and what it did."""

from contextlib import AbstractContextManager
from unittest.mock import patch

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant

from .conftest import REQUEST_TOPIC, RESPONSE_TOPIC
from .connection import Connection, Sent

# Unsubscribing is collected for 0.1 s; after so many seconds the broker has been told.
UNSUBSCRIBED = 0.2


def impatient(seconds: float = 0.3) -> AbstractContextManager[object]:
    """Let only so many seconds be waited for the confirmation of a subscription."""
    return patch("custom_components.milesight_network_server.mqtt._SUBSCRIBE_TIMEOUT", seconds)


def subscriptions(hass: HomeAssistant, topic: str = RESPONSE_TOPIC) -> int:
    """Return how many subscriptions to a topic Home Assistant keeps."""
    return sum(each.topic == topic for each in hass.data[mqtt.DATA_MQTT].client.subscriptions)


def requests(connection: Connection) -> list[Sent]:
    """Return the requests that were given to the connection."""
    return [message for message in connection.published if message.topic == REQUEST_TOPIC]
