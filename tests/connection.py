"""A connection to a broker, without the broker: in place of Paho's client in Home Assistant's own.

The plugin's mocks do the same. But a mock is a class of its own, with a hundred objects, and there
were two for each message: to make them and to throw them away took a quarter of the tests' time.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
import time
from typing import Any, NamedTuple

from paho.mqtt.client import MQTTMessage
from pytest_homeassistant_custom_component.common import MockMqttReasonCode

# Paho's return code of a publish without a connection.
NO_CONNECTION = 4
# The number of a subscription that the broker does not confirm.
_UNHEARD = 9999
_OK = MockMqttReasonCode()


class Sent(NamedTuple):
    """A message as it was given to the connection."""

    topic: str
    payload: bytes
    qos: int
    retain: bool
    properties: Any


class _Published(NamedTuple):
    """What Paho returns of a message: its number and the return code."""

    mid: int
    rc: int


class Connection:
    """Whatever is published comes back at once, and the broker confirms everything.

    `published` and `unsubscribed` are what Home Assistant gave it. With `publish_code` nothing is
    sent any more; with `stuck` messages are taken and neither sent nor confirmed.
    """

    # Set by Home Assistant.
    on_connect: Callable[..., None]
    on_disconnect: Callable[..., None]
    on_message: Callable[..., None]
    on_publish: Callable[..., None]
    on_subscribe: Callable[..., None]
    on_unsubscribe: Callable[..., None]

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Be there, not yet connected."""
        self.published: list[Sent] = []
        self.unsubscribed: list[list[str]] = []
        self.publish_code = 0
        self.stuck = False
        self._loop = loop
        self._numbers = count(1)
        self._confirms = True

    def setup(self) -> None:
        """Get ready."""

    def enable_logger(self) -> None:
        """Log as Paho does: nothing here."""

    def will_set(self, **_: object) -> None:
        """Take what the broker tells when the connection is gone."""

    def connect(self, **_: object) -> int:
        """Connect, in a thread of Home Assistant's."""
        self._loop.call_soon_threadsafe(self.come_back)
        return 0

    def reconnect(self) -> int:
        """Try in vain: a test brings the connection back."""
        return 0

    def disconnect(self) -> None:
        """Disconnect."""
        self.lose()

    def lose(self) -> None:
        """Take the broker away."""
        self.on_disconnect(self, None, 0, _OK)

    def come_back(self) -> None:
        """Bring the broker back."""
        self.on_connect(self, None, 0, _OK)

    def subscribe(self, *_: object, **__: object) -> tuple[int, int]:
        """Subscribe."""
        if not self._confirms:
            return 0, _UNHEARD
        number = next(self._numbers)
        self._loop.call_soon(self.on_subscribe, self, None, number, [_OK], None)
        return 0, number

    def unsubscribe(self, topics: list[str]) -> tuple[int, int]:
        """End subscriptions."""
        self.unsubscribed.append(topics)
        number = next(self._numbers)
        self._loop.call_soon(self.on_unsubscribe, self, None, number, [_OK], None)
        return 0, number

    def publish(
        self, topic: str, payload: bytes, qos: int, retain: bool, properties: object = None
    ) -> _Published:
        """Send a message; who subscribed to the topic hears it."""
        self.published.append(Sent(topic, payload, qos, retain, properties))
        number = next(self._numbers)
        if not self.publish_code and not self.stuck:
            self.receive(topic, payload)
            self._loop.call_soon(self.on_publish, self, None, number, _OK, None)
        return _Published(number, self.publish_code)

    def receive(self, topic: str, payload: bytes | str) -> None:
        """Give Home Assistant a message."""
        message = MQTTMessage(topic=topic.encode())
        message.payload = payload.encode() if isinstance(payload, str) else payload or b""
        message.timestamp = time.monotonic()
        self.on_message(self, None, message)

    @contextmanager
    def unconfirmed_subscriptions(self) -> Iterator[Callable[[], None]]:
        """Let the broker confirm no subscription before what is yielded is called."""
        self._confirms = False

        def confirm() -> None:
            if not self._confirms:
                self._confirms = True
                self.on_subscribe(self, None, _UNHEARD, [_OK], None)

        try:
            yield confirm
        finally:
            confirm()
