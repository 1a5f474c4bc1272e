"""Puts gateways on a broker: hears the request topic, answers on the response topic."""

import asyncio
from collections.abc import Callable, Sequence
import logging

import aiomqtt

from .control import Control
from .gateway import Answer, Gateway

_LOGGER = logging.getLogger(__name__)
# Seconds between attempts to reach a broker that is away.
RECONNECT = 1.0


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
    topics = [request_topic] if control_topic is None else [request_topic, control_topic]
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
                async for message in client.messages:
                    # A cleared retained message comes as no bytes at all, text as bytes.
                    payload = message.payload if isinstance(message.payload, bytes) else b""
                    if message.topic.value == control_topic:
                        await client.publish(f"{control_topic}/answer", control.answer(payload))
                        continue
                    for gateway in gateways:
                        for answer in _answers(gateway, payload):
                            answering.create_task(_send(client, response_topic, gateway, answer))
        except* aiomqtt.MqttError as errors:
            if not is_away:
                is_away = True
                reason = errors.exceptions[0]
                _LOGGER.warning("No broker at %s:%s, trying again: %s", host, port, reason)
        await asyncio.sleep(RECONNECT)


def _answers(gateway: Gateway, payload: bytes) -> list[Answer]:
    try:
        return gateway.answer(payload)
    except Exception:
        # One request that the simulator can't handle must not take the others' gateway away.
        _LOGGER.exception("Gateway %s could not handle a request", gateway.eui)
        return []


async def _send(client: aiomqtt.Client, topic: str, gateway: Gateway, answer: Answer) -> None:
    """Publish one answer in its time, unless the gateway has fallen silent since."""
    silences = gateway.faults.silences
    if answer.delay:
        await asyncio.sleep(answer.delay)
    if gateway.faults.silences == silences:
        await client.publish(topic, answer.payload)
