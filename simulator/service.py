"""Puts gateways on a broker: hears the request topic, answers on the response topic."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
import logging

import aiomqtt

from .control import Control
from .gateway import Answer, Gateway

_LOGGER = logging.getLogger(__name__)
# Seconds between attempts to reach a broker that is away.
RECONNECT = 1.0
# Seconds between two looks for uplinks.
LISTEN = 0.25
# Seconds after which a late request's time is worked out again, at the latest.
LOOK_AGAIN = 1.0


async def serve(
    gateways: Sequence[Gateway],
    *,
    host: str,
    port: int,
    username: str | None = None,
    password: str | None = None,
    request_topic: str,
    response_topic: str,
    control_topic: str | None = None,
    ready: Callable[[], None] | None = None,
) -> None:
    """Answer until cancelled, on one pair of topics for all gateways.

    `ready` is called once, when the topics are subscribed for the first time. Answers to
    `control_topic` go to the same with "/answer" behind it.
    """
    control = Control(gateways)
    downlinks = {one.downlinks.filter for one in gateways}
    topics = [topic for topic in (request_topic, control_topic, *downlinks) if topic is not None]
    is_away = False
    while True:
        try:
            async with (
                aiomqtt.Client(host, port, username=username, password=password) as client,
                asyncio.TaskGroup() as answering,
            ):
                await client.subscribe([(topic, 0) for topic in topics])
                if ready is not None:
                    ready()
                    ready = None
                if is_away:
                    _LOGGER.warning("The broker at %s:%s is back", host, port)
                    is_away = False
                late = LateAnswers(client, response_topic, answering)
                answering.create_task(_publish(client, gateways))
                for gateway in gateways:
                    late.watch(gateway)
                async for message in client.messages:
                    # A cleared retained message comes as no bytes at all, text as bytes.
                    payload = message.payload if isinstance(message.payload, bytes) else b""
                    if message.topic.value == control_topic:
                        await client.publish(f"{control_topic}/answer", control.answer(payload))
                        continue
                    for gateway in gateways:
                        if message.topic.value != request_topic:
                            gateway.hear_downlink(message.topic.value, payload)
                            continue
                        for answer in _answers(gateway, partial(gateway.answer, payload)):
                            answering.create_task(_send(client, response_topic, gateway, answer))
                        late.watch(gateway)
        except* aiomqtt.MqttError as errors:
            if not is_away:
                is_away = True
                reason = errors.exceptions[0]
                _LOGGER.warning("No broker at %s:%s, trying again: %s", host, port, reason)
        await asyncio.sleep(RECONNECT)


def _answers(gateway: Gateway, ask: Callable[[], list[Answer]]) -> list[Answer]:
    try:
        return ask()
    except Exception:
        # One request that the simulator can't handle must not take the others' gateway away.
        _LOGGER.exception("Gateway %s could not handle a request", gateway.eui)
        return []


class LateAnswers:
    """Has late requests carried out when they are due, and publishes their answers."""

    def __init__(self, client: aiomqtt.Client, topic: str, answering: asyncio.TaskGroup) -> None:
        self._client = client
        self._topic = topic
        self._answering = answering
        self._watched: set[str] = set()

    def watch(self, gateway: Gateway) -> None:
        """See to a gateway's late requests, where it has any."""
        if gateway.eui not in self._watched and gateway.late_in() is not None:
            self._watched.add(gateway.eui)
            self._answering.create_task(self._see_to(gateway))

    async def _see_to(self, gateway: Gateway) -> None:
        while (seconds := gateway.late_in()) is not None:
            # Another request may come before it, or the gateway's clock be set.
            await asyncio.sleep(min(seconds, LOOK_AGAIN))
            for answer in _answers(gateway, gateway.take_late_answers):
                self._answering.create_task(_send(self._client, self._topic, gateway, answer))
        self._watched.discard(gateway.eui)


async def _publish(client: aiomqtt.Client, gateways: Sequence[Gateway]) -> None:
    """Publish what devices say and acknowledge, as they do so."""
    heard = [one for one in gateways if one.uplinks.topic or one.downlinks.ack_topic]
    while heard:
        for gateway in heard:
            for topic, payload in gateway.take_publications():
                await client.publish(topic, payload)
        await asyncio.sleep(LISTEN)


async def _send(client: aiomqtt.Client, topic: str, gateway: Gateway, answer: Answer) -> None:
    """Publish one answer in its time, unless the gateway has fallen silent since."""
    silences = gateway.faults.silences
    if answer.delay:
        await asyncio.sleep(answer.delay)
    if gateway.faults.silences == silences:
        await client.publish(topic, answer.payload)
