"""Every wait for an answer ends, with an error that says why, and leaves nothing behind."""

import asyncio
import gc
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.errors import (
    LineError,
    LinkClosedError,
    NoAnswerError,
    NotConnectedError,
)
from custom_components.milesight_network_server.ns_api.link import Link

from .scripted import DEVICES, EUI, URL, ScriptedGateway, ask, ended, let_run


async def test_no_answer_says_for_what_and_how_long_was_waited(
    silent_gateway: ScriptedGateway,
) -> None:
    with pytest.raises(NoAnswerError) as caught:
        await ask(silent_gateway.link, timeout=0.02)
    error = caught.value
    assert str(error) == "list_devices: no answer within 0.02 s"
    assert (error.call, error.seconds, error.others) == ("list_devices", 0.02, 0)
    assert isinstance(error, LineError)


@pytest.mark.parametrize(("seconds", "words"), [(10.0, "10 s"), (7.5, "7.5 s"), (120, "120 s")])
def test_the_time_is_reported_without_needless_digits(seconds: float, words: str) -> None:
    assert str(NoAnswerError("call", seconds)) == f"call: no answer within {words}"


async def test_no_answer_does_not_show_what_the_wait_was_made_of(
    silent_gateway: ScriptedGateway,
) -> None:
    with pytest.raises(NoAnswerError) as caught:
        await ask(silent_gateway.link, timeout=0.01)
    assert caught.value.__suppress_context__


async def test_one_that_waits_longer_is_not_ended_by_one_that_waits_shorter(
    silent_gateway: ScriptedGateway,
) -> None:
    longer = ask(silent_gateway.link)
    with pytest.raises(NoAnswerError):
        await ask(silent_gateway.link, timeout=0.01)
    silent_gateway.answer(silent_gateway.requests[0], DEVICES)
    assert (await longer).body == DEVICES


async def test_not_connected_says_that_nothing_was_sent() -> None:
    offline = ConnectionError("broker down")

    async def publish(_payload: bytes, _seconds: float) -> None:
        raise offline

    link = Link(publish)
    with pytest.raises(NotConnectedError) as caught:
        await ask(link)
    assert str(caught.value) == "list_devices: not sent, no connection to the MQTT broker"
    assert caught.value.__cause__ is offline
    assert isinstance(caught.value, LineError)
    assert link._pending == {}


@pytest.mark.parametrize("error", [ConnectionResetError, BrokenPipeError, ConnectionRefusedError])
async def test_every_kind_of_lost_connection_is_one(error: type[ConnectionError]) -> None:
    async def publish(_payload: bytes, _seconds: float) -> None:
        raise error

    with pytest.raises(NotConnectedError):
        await ask(Link(publish))


async def test_a_link_works_again_after_the_connection_was_away() -> None:
    offline = True
    scripted = ScriptedGateway(lambda _request: DEVICES)

    async def publish(payload: bytes, seconds: float) -> None:
        if offline:
            raise ConnectionError
        await scripted.publish(payload, seconds)

    scripted.link = link = Link(publish)
    with pytest.raises(NotConnectedError):
        await ask(link)
    offline = False
    assert (await ask(link)).body == DEVICES


async def test_an_error_that_is_not_the_connections_is_not_hidden() -> None:
    async def publish(_payload: bytes, _seconds: float) -> None:
        raise ZeroDivisionError

    link = Link(publish)
    with pytest.raises(ZeroDivisionError):
        await ask(link)
    assert link._pending == {}


async def test_a_sending_that_hangs_ends_with_the_time() -> None:
    async def publish(_payload: bytes, _seconds: float) -> None:
        await asyncio.Event().wait()

    link = Link(publish)
    with pytest.raises(NoAnswerError):
        await ask(link, timeout=0.02)
    assert link._pending == {}


async def test_closing_ends_every_wait_at_once(silent_gateway: ScriptedGateway) -> None:
    asking = [ask(silent_gateway.link) for _ in range(3)]
    await silent_gateway.asked(3)
    silent_gateway.link.close()
    errors = await asyncio.gather(*asking, return_exceptions=True)
    assert [str(error) for error in errors] == ["list_devices: given up, the link was closed"] * 3
    # What was asked for may be done all the same.
    assert [isinstance(error, LinkClosedError) and error.sent for error in errors] == [True] * 3


async def test_closing_ends_a_wait_whose_sending_hangs() -> None:
    async def publish(_payload: bytes, _seconds: float) -> None:
        await asyncio.Event().wait()

    link = Link(publish)
    asking = ask(link, timeout=0.3)
    await let_run()
    link.close()
    await ended(asking)
    assert isinstance(asking.exception(), LinkClosedError)


async def test_closing_in_the_middle_of_a_failing_sending_leaves_no_loose_end() -> None:
    """An exception that nobody fetches becomes an error in Home Assistant's log."""
    reported: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: reported.append(context)
    )
    sending = asyncio.Event()

    async def publish(_payload: bytes, _seconds: float) -> None:
        await sending.wait()
        raise ConnectionError

    link = Link(publish)
    asking = ask(link)
    await let_run()
    link.close()
    sending.set()
    await asyncio.wait([asking])
    assert isinstance(asking.exception(), LineError)
    del asking
    gc.collect()
    assert reported == []


async def test_an_answer_that_came_before_the_closing_is_given(
    silent_gateway: ScriptedGateway,
) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES)
    silent_gateway.link.close()
    assert (await asking).body == DEVICES


async def test_a_closed_link_sends_nothing() -> None:
    scripted = ScriptedGateway(lambda _request: DEVICES)
    scripted.link.close()
    with pytest.raises(
        LinkClosedError, match=r"^list_devices: given up, the link was closed$"
    ) as closed:
        await ask(scripted.link)
    assert not closed.value.sent
    assert scripted.sent == []
    assert scripted.link._pending == {}


async def test_a_closed_link_is_deaf_to_what_still_arrives(
    silent_gateway: ScriptedGateway,
) -> None:
    """A reload of MQTT can leave its subscription behind: that must cost nothing."""
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.link.close()
    silent_gateway.answer(request, DEVICES)
    with pytest.raises(LinkClosedError):
        await asking
    silent_gateway.answer(request, DEVICES)
    silent_gateway.link.receive(b"no JSON")
    assert (silent_gateway.link.strangers, silent_gateway.link.unreadable) == (0, 0)


async def test_closing_twice_is_closing(silent_gateway: ScriptedGateway) -> None:
    asking = ask(silent_gateway.link)
    await silent_gateway.asked()
    silent_gateway.link.close()
    silent_gateway.link.close()
    with pytest.raises(LinkClosedError):
        await asking


async def test_closing_again_while_the_waits_are_ending_is_closing() -> None:
    """Their time is over by then: by the first closing here, but a time-out may do it, too."""

    async def publish(_payload: bytes, _seconds: float) -> None:
        await asyncio.Event().wait()

    link = Link(publish)
    asking = ask(link)
    await let_run()
    link.close()
    await asyncio.sleep(0)
    assert not asking.done()
    link.close()
    with pytest.raises(LinkClosedError):
        await asking


async def test_one_who_stops_waiting_is_forgotten(silent_gateway: ScriptedGateway) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    silent_gateway.answer(request, DEVICES)
    assert silent_gateway.link.strangers == 1


async def test_a_time_out_of_the_callers_own_stays_the_callers(
    silent_gateway: ScriptedGateway,
) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await silent_gateway.link.request("call", "GET", URL, gateway_eui=EUI, timeout=5)
