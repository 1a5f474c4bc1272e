"""A gateway that is reloaded, unloaded or removed while something is asked or sent."""

import asyncio
from collections.abc import Callable
from typing import Any, Literal

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import orjson
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
)

from simulator.gateway import Gateway

from ..conftest import RESPONSE_TOPIC, TOPICS, Attach, Clock, Poll
from .scene import (
    RULED_OUT,
    add_task,
    added,
    attributes,
    install,
    nights,
    of_model,
    queue_of,
    set_up,
    states_of,
)

type How = Literal["reload", "remove", "disable"]


class HeldBack:
    """Answers of the gateway to one request that do not come until they are let go."""

    def __init__(self, hass: HomeAssistant, gateway: Gateway, is_meant: Callable[[Any], bool]):
        """Hold back the answers to the first request that is meant."""
        self._hass = hass
        self._answers: list[Any] | None = None
        real = gateway.answer

        def answer(payload: bytes | str) -> list[Any]:
            answers = real(payload)
            if self._answers is None and is_meant(orjson.loads(payload)):
                self._answers = answers
                return []
            return answers

        gateway.answer = answer  # type: ignore[method-assign]

    async def arrived(self) -> None:
        """Wait until the request was made."""
        for _ in range(500):
            if self._answers is not None:
                return
            await asyncio.sleep(0.01)
        pytest.fail("it was not asked")

    async def let_go(self) -> None:
        """Have the answers come."""
        for one in self._answers or ():
            async_fire_mqtt_message(self._hass, RESPONSE_TOPIC, one.payload)
        await self._hass.async_block_till_done()


def is_add(asked: Any) -> bool:
    """Whether a request is to add a task."""
    return bool(asked["method"] == "POST" and asked["url"] == "/api/fuota/task")


def is_payload_sizes(asked: Any) -> bool:
    """Whether a request is one of those before a task is made."""
    return bool(asked["url"].startswith("/api/fuota/task/payloadsize"))


async def do(hass: HomeAssistant, entry: MockConfigEntry, how: How) -> None:
    """Reload, remove or switch off the entry."""
    match how:
        case "reload":
            assert await hass.config_entries.async_reload(entry.entry_id)
        case "remove":
            await hass.config_entries.async_remove(entry.entry_id)
        case "disable":
            await hass.config_entries.async_set_disabled_by(
                entry.entry_id, ConfigEntryDisabler.USER
            )


def stores(hass_storage: dict[str, Any], entry: MockConfigEntry) -> list[str]:
    """Return what is kept for an entry."""
    return [one for one in hass_storage if entry.entry_id in one]


@pytest.fixture
async def shared(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    clock: Clock,
) -> MockConfigEntry:
    """A gateway whose topics another one shares: its link stays open when it is unloaded."""
    other = Gateway("24E124FFFEF5A6A9", clock=clock)
    await attach(gateway, other)
    MockConfigEntry(
        domain=entry.domain,
        title="Other",
        unique_id=other.eui,
        data={**TOPICS, "gateway_eui": other.eui},
        options={"time_zone": "UTC"},
    ).add_to_hass(hass)
    await set_up(hass, entry)
    # What is held back for good is given up soon, and not before the test has done its part.
    entry.runtime_data.gateway.timeout = 3
    assert len(hass.config_entries.async_loaded_entries(entry.domain)) == 2
    return entry


@pytest.mark.parametrize("how", ["reload", "remove", "disable"])
async def test_install_that_is_being_checked_is_refused(
    hass: HomeAssistant, shared: MockConfigEntry, gateway: Gateway, poll: Poll, how: How
) -> None:
    device = of_model(gateway, "WT101")[0]
    held_back = HeldBack(hass, gateway, is_payload_sizes)
    asked = hass.async_create_task(install(hass, device))
    await held_back.arrived()
    await do(hass, shared, how)
    await held_back.let_go()
    with pytest.raises(HomeAssistantError):
        await asked
    await poll(15)
    await poll(75)
    assert not gateway.tasks
    if how == "reload":
        assert await queue_of(hass, shared) == []
        assert attributes(hass, device)["in_progress"] is False


@pytest.mark.parametrize("comes", ["before", "after"])
async def test_update_whose_answer_is_outstanding_at_a_reload_is_sent_once(
    hass: HomeAssistant, shared: MockConfigEntry, gateway: Gateway, poll: Poll, comes: str
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    held_back = HeldBack(hass, gateway, is_add)
    passing = asyncio.ensure_future(poll(8))
    await held_back.arrived()
    assert await states_of(hass, shared) == ["starting"]
    if comes == "before":
        await held_back.let_go()
    await do(hass, shared, "reload")
    await held_back.let_go()
    await passing
    await poll(60)
    assert [(one["state"], one["task_id"]) for one in await queue_of(hass, shared)] == [
        ("running", 1)
    ]
    await poll(RULED_OUT)
    await nights(poll, 1)
    assert added(gateway) == 1
    assert await queue_of(hass, shared) == []


async def test_update_whose_request_is_lost_with_the_old_queue_is_sent_by_the_new_one(
    hass: HomeAssistant, shared: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    held_back = HeldBack(hass, gateway, is_add)
    passing = asyncio.ensure_future(poll(8))
    await held_back.arrived()
    gateway.reset_fuota()
    await do(hass, shared, "reload")
    await passing
    await poll(60)
    assert not gateway.tasks
    for _ in range(3):
        await poll(RULED_OUT)
    assert len(gateway.tasks) == 1
    assert await states_of(hass, shared) == ["running"]


async def test_action_that_is_outstanding_at_a_reload_keeps_its_devices_from_another(
    hass: HomeAssistant, shared: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    held_back = HeldBack(hass, gateway, is_add)
    asked = hass.async_create_task(add_task(hass, shared, gateway, device))
    await held_back.arrived()
    hidden = dict(gateway.tasks)
    gateway.tasks.clear()
    await do(hass, shared, "reload")
    with pytest.raises(HomeAssistantError):
        await asked
    with pytest.raises(HomeAssistantError, match="was just sent"):
        await install(hass, device)
    gateway.tasks.update(hidden)
    await poll(75)
    assert added(gateway) == 1


@pytest.mark.parametrize("when", ["asked", "sent"])
async def test_nothing_is_kept_on_disk_after_a_removal(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    shared: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    when: str,
) -> None:
    device = of_model(gateway, "WT101")[0]
    waits: asyncio.Future[None]
    if when == "asked":
        held_back = HeldBack(hass, gateway, is_payload_sizes)
        waits = hass.async_create_task(install(hass, device))
    else:
        await install(hass, device)
        held_back = HeldBack(hass, gateway, is_add)
        waits = asyncio.ensure_future(poll(8))
    await held_back.arrived()
    assert stores(hass_storage, shared)
    await do(hass, shared, "remove")
    await held_back.let_go()
    await asyncio.gather(waits, return_exceptions=True)
    await poll(75)
    await poll(RULED_OUT)
    assert stores(hass_storage, shared) == []


async def test_unloaded_gateway_is_asked_nothing(
    hass: HomeAssistant, shared: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    assert await hass.config_entries.async_unload(shared.entry_id)
    gateway.requests.clear()
    await poll(15)
    await poll(RULED_OUT)
    assert not gateway.requests
