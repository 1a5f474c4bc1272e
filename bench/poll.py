"""Figures 1 and 2: what a poll costs the event loop, and how many states it writes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import gc
from random import Random
from time import thread_time
from typing import Any
from uuid import uuid4

from homeassistant.components import mqtt
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
import orjson

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.mqtt import async_wait_subscribed
from custom_components.milesight_network_server.ns_api.listing import PAGES_AT_ONCE

from .devices import Shown, change
from .home import topics_of
from .loop_time import LoopTime
from .sized import House
from .wire import Responder

CHANGED_SHARE = 0.01
_CLIENT_TOPICS = topics_of("client")


@dataclass
class Polls:
    """What was measured, one value a poll.

    `busy`, `longest`, `decoding` and `client` are seconds; the last is what Home Assistant's MQTT
    client takes for the same requests and answers, decoding included. `written` are the states that
    were written, `to_write` the entities whose value had changed.
    """

    busy: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    decoding: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    to_write: list[int] = field(default_factory=list)


async def polls(
    loop_time: LoopTime, built: House, count: int, wire: Responder | None = None
) -> Polls:
    """Poll so many times, each time with a share of the devices changed.

    With a responder it is polled over the broker, and Home Assistant's MQTT client is measured
    beside it.
    """
    measured = Polls()
    hass, coordinator = built.home.hass, built.entry.runtime_data.devices
    gateway, topics = built.answers.gateway, topics_of(built.answers.gateway.eui)
    shown, random = Shown(gateway), Random(0)
    built.home.line.is_on = wire is None
    for _ in range(count):
        change(gateway, CHANGED_SHARE, random)
        built.answers.renew()
        if wire is not None:
            await wire.load(topics, built.answers)
            await wire.load(_CLIENT_TOPICS, built.answers)
            measured.client.append(await _client_alone(loop_time, built))
        gateway_before = _gateway_states(built)
        gc.collect()
        with _writes(hass) as written, loop_time.measured() as busy:
            await coordinator.async_refresh()
            await hass.async_block_till_done()
        if not coordinator.last_update_success or not coordinator.complete:
            raise RuntimeError("the poll did not read the whole list")
        gateway_after = _gateway_states(built)
        measured.busy.append(busy.total)
        measured.longest.append(busy.longest)
        measured.decoding.append(_decoding_time(built))
        measured.written.append(len(written))
        measured.to_write.append(
            shown.entities_to_write()
            + sum(gateway_before[name] != state for name, state in gateway_after.items())
        )
    return measured


def _decoding_time(built: House) -> float:
    """Return the processor seconds that decoding the answers takes, and nothing else."""
    pages = [answer for _, answer in built.answers.device_pages()]
    gc.collect()
    begin = thread_time()
    for page in pages:
        orjson.loads(page)
    return thread_time() - begin


async def _client_alone(loop_time: LoopTime, built: House) -> float:
    """Return the seconds that the same requests and answers take without the integration.

    As many at once as the integration has.
    """
    hass = built.home.hass
    awaited: dict[str, asyncio.Future[Any]] = {}
    requests = iter([request for request, _ in built.answers.device_pages()])

    @callback
    def received(message: mqtt.ReceiveMessage) -> None:
        answer = orjson.loads(message.payload)
        awaited.pop(answer["id"]).set_result(answer)

    async def ask() -> None:
        for request in requests:
            request_id = str(uuid4())
            arrived = awaited[request_id] = hass.loop.create_future()
            payload = orjson.dumps({**request, "id": request_id})
            await mqtt.async_publish(hass, _CLIENT_TOPICS.request, payload)
            await arrived

    stop = await mqtt.async_subscribe(hass, _CLIENT_TOPICS.response, received, encoding=None)
    await async_wait_subscribed(hass, _CLIENT_TOPICS.response)
    gc.collect()
    with loop_time.measured() as busy:
        await asyncio.gather(*(ask() for _ in range(PAGES_AT_ONCE)))
    stop()
    return busy.total


@contextmanager
def _writes(hass: HomeAssistant) -> Iterator[list[str]]:
    """Note the entities whose states are written, each as often as it happens."""
    written: list[str] = []

    @callback
    def wrote(event: Event[Any]) -> None:
        written.append(event.data["entity_id"])

    @callback
    def any_of_them(_data: Any) -> bool:
        return True

    stops = [
        hass.bus.async_listen(EVENT_STATE_CHANGED, wrote),
        hass.bus.async_listen(EVENT_STATE_REPORTED, wrote, event_filter=any_of_them),
    ]
    try:
        yield written
    finally:
        for stop in stops:
            stop()


def _gateway_states(built: House) -> dict[str, tuple[str, Any]]:
    """Return what the entities of the gateway itself show, by their ids."""
    hass = built.home.hass
    gateway = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, built.answers.gateway.eui), built.entry.entry_id
    )
    assert gateway is not None  # noqa: S101 - it is set up
    states = {}
    for entity in er.async_entries_for_device(er.async_get(hass), gateway.id):
        if (state := hass.states.get(entity.entity_id)) is not None:
            states[entity.entity_id] = (state.state, state.attributes)
    return states
