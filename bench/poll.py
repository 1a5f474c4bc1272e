"""Figures 1 and 2: what a poll costs the event loop, and how many states it writes.

Rows are polled as real ones are: the words of each for when it was heard are new, 60 % of the
devices were heard since, and 1 % changed otherwise.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
import gc
from time import thread_time
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from homeassistant.components import mqtt
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity import Entity
import orjson

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.mqtt import async_wait_subscribed
from custom_components.milesight_network_server.ns_api.listing import PAGES_AT_ONCE

from .devices import Life
from .home import topics_of
from .loop_time import LoopTime
from .sized import House
from .wire import Responder

_CLIENT_TOPICS = topics_of("client")
# After so many polls, pages are as large as they become.
_POLLS_TO_SETTLE = 6
# In so little time few devices are heard so much later than before that it has to show.
_SHORT = timedelta(minutes=1)


@dataclass
class Polls:
    """What was measured, one value a poll.

    `busy`, `longest`, `states`, `decoding`, `keeping` and `client` are seconds. `states` is what of
    `busy` it took to write states; `keeping` decoding where all rows stay until the last is there,
    as whoever compares them has to let them; `client` what Home Assistant's MQTT client takes for
    the same requests and answers, decoding included. `collecting` is the longest stretch that
    Python's garbage collector took. `written` are the states that were written, `to_write` the
    entities whose value had changed.
    """

    busy: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    states: list[float] = field(default_factory=list)
    collecting: list[float] = field(default_factory=list)
    decoding: list[float] = field(default_factory=list)
    keeping: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    to_write: list[int] = field(default_factory=list)


async def polls(
    loop_time: LoopTime,
    built: House,
    life: Life,
    count: int,
    wire: Responder | None = None,
    *,
    passed: timedelta | None = _SHORT,
) -> Polls:
    """Poll so many times, after so much time of the gateway's own each; None: what is the default.

    With a responder it is polled over the broker, and Home Assistant's MQTT client is measured
    beside it.
    """
    measured = Polls()
    hass, coordinator = built.home.hass, built.entry.runtime_data.devices
    topics = topics_of(built.answers.gateway.eui)
    await _settle(built)
    built.home.line.is_on = wire is None
    for _ in range(count):
        life.go_on(passed or coordinator.update_interval)
        if wire is not None:
            await wire.load(topics, built.answers)
            await wire.load(_CLIENT_TOPICS, built.answers)
            measured.client.append(await _client_alone(loop_time, built))
        gateway_before = _gateway_states(built)
        gc.collect()
        with (
            _writes(hass) as written,
            _writing() as states,
            _collecting() as collected,
            loop_time.measured() as busy,
        ):
            await coordinator.async_refresh()
            await hass.async_block_till_done()
        if not coordinator.last_update_success or not coordinator.complete:
            raise RuntimeError("the poll did not read the whole list")
        gateway_after = _gateway_states(built)
        measured.busy.append(busy.total)
        measured.longest.append(busy.longest)
        measured.states.append(sum(states))
        measured.collecting.append(max(collected, default=0.0))
        measured.decoding.append(_decoding_time(built))
        measured.keeping.append(_keeping_time(built))
        measured.written.append(len(written))
        measured.to_write.append(
            life.shown.entities_to_write()
            + sum(gateway_before[name] != state for name, state in gateway_after.items())
        )
    return measured


async def _settle(built: House) -> None:
    """Poll until pages have their size, and only these are known."""
    built.home.line.is_on = True
    coordinator = built.entry.runtime_data.devices
    for _ in range(_POLLS_TO_SETTLE):
        built.answers.forget_device_pages()
        await coordinator.async_refresh()
        await built.home.hass.async_block_till_done()


def _decoding_time(built: House) -> float:
    """Return the processor seconds that decoding the answers takes, and nothing else."""
    pages = [answer for _, answer in built.answers.device_pages()]
    gc.collect()
    begin = thread_time()
    for page in pages:
        orjson.loads(page)
    return thread_time() - begin


def _keeping_time(built: House) -> float:
    """Return the processor seconds that it takes to decode the answers and to keep them all."""
    pages = [answer for _, answer in built.answers.device_pages()]
    gc.collect()
    begin = thread_time()
    kept = [orjson.loads(page) for page in pages]
    ended = thread_time()
    assert len(kept) == len(pages)  # noqa: S101 - they stay until here
    return ended - begin


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
def _writing() -> Iterator[list[float]]:
    """Note the processor seconds that it takes to write each state of an entity."""
    seconds: list[float] = []
    really = Entity.async_write_ha_state

    def write(entity: Entity) -> None:
        begin = thread_time()
        really(entity)
        seconds.append(thread_time() - begin)

    with patch.object(Entity, "async_write_ha_state", write):
        yield seconds


@contextmanager
def _collecting() -> Iterator[list[float]]:
    """Note the processor seconds that each run of the garbage collector takes."""
    seconds: list[float] = []
    began = 0.0

    def note(phase: str, _info: dict[str, int]) -> None:
        nonlocal began
        if phase == "start":
            began = thread_time()
        else:
            seconds.append(thread_time() - began)

    gc.callbacks.append(note)
    try:
        yield seconds
    finally:
        gc.callbacks.remove(note)


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
