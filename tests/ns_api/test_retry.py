"""A lost answer to a reading call is asked for once more; every other failure stands."""

import asyncio
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api import caller
from custom_components.milesight_network_server.ns_api.errors import (
    LinkClosedError,
    NoAnswerError,
    NotConnectedError,
    NsApiError,
    RefusedError,
    UnreadableAnswerError,
)
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.link import Link

from .reads import FIRMWARE, NOTHING, READS
from .scripted import EUI, SILENCE, ScriptedGateway


async def test_a_lost_answer_is_asked_for_once_more() -> None:
    scripted = ScriptedGateway(lambda _request: SILENCE if len(scripted.sent) == 1 else NOTHING)
    assert await Gateway(scripted.link, EUI, timeout=0.02).get_payload_sizes() == []
    first, second = scripted.requests
    assert first.pop("id") != second.pop("id")
    assert first == second


@pytest.mark.parametrize("name", READS)
async def test_a_reading_call_is_given_up_after_the_second_time(name: str) -> None:
    call, _ = READS[name]
    scripted = ScriptedGateway()
    with pytest.raises(NoAnswerError):
        await call(Gateway(scripted.link, EUI, timeout=0.01))
    assert len(scripted.sent) == 2


async def test_the_devices_that_a_firmware_fits_are_given_up_after_the_second_time() -> None:
    """A POST, but it changes nothing."""
    scripted = ScriptedGateway()
    with pytest.raises(NoAnswerError):
        await Gateway(scripted.link, EUI, timeout=0.01).list_firmware_devices(FIRMWARE)
    assert len(scripted.sent) == 2


async def test_no_answer_says_how_long_each_time_was() -> None:
    with pytest.raises(NoAnswerError, match=r"^get_payload_sizes: no answer within 0\.01 s$"):
        await Gateway(ScriptedGateway().link, EUI, timeout=0.01).get_payload_sizes()


async def test_the_late_answer_to_the_first_time_does_not_count_for_the_second() -> None:
    scripted = ScriptedGateway()
    reading = asyncio.create_task(
        Gateway(scripted.link, EUI, timeout=0.05).list_official_models("eu")
    )
    first, second = await scripted.asked(2)
    scripted.answer(first, {"models": ["late"]})
    scripted.answer(second, {"models": ["in time"]})
    assert await reading == ["in time"]
    assert scripted.link.strangers == 1


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"code": 24, "error": "Request timeout"}, RefusedError),
        ({"code": 23, "error": "Internal server error"}, RefusedError),
        ({}, UnreadableAnswerError),
        (None, UnreadableAnswerError),
    ],
)
async def test_an_answer_that_came_is_not_asked_for_again(
    body: Any, error: type[NsApiError]
) -> None:
    scripted = ScriptedGateway(lambda _request: body)
    with pytest.raises(error):
        await Gateway(scripted.link, EUI).get_payload_sizes()
    assert len(scripted.sent) == 1


async def test_without_a_connection_is_not_asked_again() -> None:
    sendings = []

    async def publish(payload: bytes, _seconds: float) -> None:
        sendings.append(payload)
        raise ConnectionError

    with pytest.raises(NotConnectedError):
        await Gateway(Link(publish), EUI).get_payload_sizes()
    assert len(sendings) == 1


async def test_a_closed_link_is_not_asked_again() -> None:
    scripted = ScriptedGateway()
    reading = asyncio.create_task(Gateway(scripted.link, EUI).get_payload_sizes())
    await scripted.asked()
    scripted.link.close()
    with pytest.raises(LinkClosedError):
        await reading
    assert len(scripted.sent) == 1


# How long an answer took.


async def test_before_the_first_answer_no_time_is_known() -> None:
    gateway = Gateway(ScriptedGateway().link, EUI, timeout=0.01)
    assert gateway.response_time is None
    with pytest.raises(NoAnswerError):
        await gateway.get_payload_sizes()
    assert gateway.response_time is None


async def test_an_answer_tells_how_long_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 100.25, 200.0, 202.5])
    monkeypatch.setattr(caller, "monotonic", lambda: next(clock))
    gateway = Gateway(ScriptedGateway(lambda _request: NOTHING).link, EUI)
    await gateway.get_payload_sizes()
    assert gateway.response_time == 0.25
    await gateway.get_payload_sizes()
    assert gateway.response_time == 2.5
