"""Binds a link to Home Assistant's MQTT integration."""

import asyncio
from collections.abc import Callable
from math import ceil
from typing import Final

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .ns_api.link import Link
from .words.keys import LinkProblem

# Subscriptions are sent to the broker with a delay of up to some seconds.
_SUBSCRIBE_TIMEOUT: Final = 10
_QOS: Final = 0


class LinkUnavailableError(Exception):
    """The topics can't be used now. `reason` is the key of its sentence."""

    def __init__(self, reason: LinkProblem) -> None:
        super().__init__(reason)
        self.reason = reason


def is_connected(hass: HomeAssistant) -> bool:
    """Return whether Home Assistant's MQTT client exists and is connected to its broker."""
    try:
        return mqtt.is_connected(hass)
    except KeyError:
        return False


async def async_publish(hass: HomeAssistant, topic: str, message: bytes, seconds: float) -> None:
    """Publish a message that is of use for so many seconds. `ConnectionError` where that fails.

    At QoS 0, and only while connected: at QoS 1 the client would keep the message and send it
    after the caller got an error.
    """
    if not is_connected(hass):
        raise ConnectionError
    try:
        try:
            await mqtt.async_publish(
                hass, topic, message, _QOS, retain=False, message_expiry_interval=ceil(seconds)
            )
        except ServiceValidationError:
            # MQTT 3.1.1 has no expiry: nothing was sent yet.
            await mqtt.async_publish(hass, topic, message, _QOS, retain=False)
    except HomeAssistantError as err:
        raise ConnectionError(str(err)) from err


class _BoundLink:
    """A link on one pair of topics, with the number of those who use it."""

    def __init__(self, hass: HomeAssistant, request_topic: str, response_topic: str) -> None:
        self._hass = hass
        self._request_topic = request_topic
        self._response_topic = response_topic
        self._unsubscribe: Callable[[], None] | None = None
        self.link = Link(self._publish)
        self.users = 0

    async def _publish(self, message: bytes, seconds: float) -> None:
        """Publish a request that is of use for so many seconds."""
        await async_publish(self._hass, self._request_topic, message, seconds)

    @callback
    def _received(self, message: mqtt.ReceiveMessage) -> None:
        payload = message.payload
        self.link.receive(payload.encode() if isinstance(payload, str) else bytes(payload))

    async def async_subscribe(self) -> None:
        """Subscribe to the response topic, once, and wait until the broker has confirmed it."""
        if self._unsubscribe is None:
            self._unsubscribe = await mqtt.async_subscribe(
                self._hass, self._response_topic, self._received, _QOS, encoding=None
            )
        await async_wait_subscribed(self._hass, self._response_topic)

    @callback
    def async_close(self) -> None:
        """Unsubscribe and end all waiting."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self.link.close()


async def async_wait_subscribed(hass: HomeAssistant, topic: str) -> None:
    """Wait until the broker has confirmed the subscription; an earlier answer would be lost.

    Raises `LinkUnavailableError` where that takes too long.
    """
    subscribed = asyncio.Event()
    # Home Assistant subscribes with the highest QoS that anybody wants for the topic.
    stops = [mqtt.async_on_subscribe_done(hass, topic, qos, subscribed.set) for qos in (0, 1, 2)]
    try:
        async with asyncio.timeout(_SUBSCRIBE_TIMEOUT):
            await subscribed.wait()
    except TimeoutError:
        raise LinkUnavailableError(
            LinkProblem.NOT_SUBSCRIBED if is_connected(hass) else LinkProblem.BROKER_DOWN
        ) from None
    finally:
        for stop in stops:
            stop()


_LINKS: HassKey[dict[tuple[str, str], _BoundLink]] = HassKey(f"{DOMAIN}_links")


class OpenLink:
    """One use of a link. The topics are given up with the last of them."""

    def __init__(self, hass: HomeAssistant, topics: tuple[str, str], bound: _BoundLink) -> None:
        self._hass = hass
        self._topics = topics
        self._bound: _BoundLink | None = bound
        bound.users += 1
        self.link = bound.link

    @callback
    def close(self) -> None:
        """Stop using the link. Safe to call twice."""
        if self._bound is None:
            return
        bound, self._bound = self._bound, None
        bound.users -= 1
        if bound.users == 0:
            del self._hass.data[_LINKS][self._topics]
            bound.async_close()


async def async_open_link(hass: HomeAssistant, request_topic: str, response_topic: str) -> OpenLink:
    """Return a link on these topics, ready for requests; one serves all who ask for the same.

    Raises `LinkUnavailableError`, and then leaves no subscription behind.
    """
    if not await mqtt.async_wait_for_mqtt_client(hass):
        raise LinkUnavailableError(LinkProblem.MQTT_NOT_SET_UP)
    if not is_connected(hass):
        raise LinkUnavailableError(LinkProblem.BROKER_DOWN)
    topics = (request_topic, response_topic)
    links = hass.data.setdefault(_LINKS, {})
    if topics not in links:
        links[topics] = _BoundLink(hass, request_topic, response_topic)
    bound = links[topics]
    use = OpenLink(hass, topics, bound)
    try:
        await bound.async_subscribe()
    except HomeAssistantError as err:
        use.close()
        raise LinkUnavailableError(LinkProblem.MQTT_NOT_SET_UP) from err
    except BaseException:
        use.close()
        raise
    return use
