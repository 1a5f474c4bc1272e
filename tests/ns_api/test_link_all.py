"""A question to all gateways on the topics brings the answers of all that are there."""

import asyncio

import pytest

from custom_components.milesight_network_server.ns_api import link as link_module
from custom_components.milesight_network_server.ns_api.errors import (
    LinkClosedError,
    NoAnswerError,
    NotConnectedError,
)
from custom_components.milesight_network_server.ns_api.link import Answer, Link

from .scripted import DEVICES, EUI, NEIGHBOUR, URL, ScriptedGateway, ended, let_run

NOT_MEANT = {"code": 25, "error": "Gateway EUI not matched"}


def ask_all(link: Link, *, timeout: float = 5) -> asyncio.Task[list[Answer]]:
    """Ask every gateway for its devices."""
    return asyncio.create_task(link.ask_all("who_is_there", "GET", URL, timeout=timeout))


@pytest.mark.usefixtures("numbered_ids", "no_settling")
async def test_it_names_nobody(silent_gateway: ScriptedGateway) -> None:
    asking = ask_all(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    assert silent_gateway.sent == [
        (b'{"type":"ns-api","id":"1","method":"GET","url":"/api/urdevices?limit=50&offset=0"}', 5)
    ]
    silent_gateway.answer(request, DEVICES)
    await asking


@pytest.mark.usefixtures("no_settling")
async def test_everyone_is_heard(silent_gateway: ScriptedGateway) -> None:
    asking = ask_all(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES, gatewayEUI=EUI)
    silent_gateway.answer(request, {"deviceResult": None}, gatewayEUI=NEIGHBOUR)
    silent_gateway.answer(request, {})
    assert await asking == [
        Answer(EUI, DEVICES),
        Answer(NEIGHBOUR, {"deviceResult": None}),
        Answer(None, {}),
    ]


async def test_the_others_get_a_moment_longer_than_the_first(
    silent_gateway: ScriptedGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "SETTLE_TIME", 0.05)
    asking = ask_all(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES, gatewayEUI=EUI)
    await let_run()
    assert not asking.done()
    silent_gateway.answer(request, DEVICES, gatewayEUI=NEIGHBOUR)
    assert [answer.gateway_eui for answer in await asking] == [EUI, NEIGHBOUR]


@pytest.mark.usefixtures("no_settling")
async def test_who_comes_after_that_moment_is_a_stranger(silent_gateway: ScriptedGateway) -> None:
    asking = ask_all(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES, gatewayEUI=EUI)
    answers = await asking
    silent_gateway.answer(request, DEVICES, gatewayEUI=NEIGHBOUR)
    assert len(answers) == 1
    assert silent_gateway.link.strangers == 1


@pytest.mark.usefixtures("no_settling")
async def test_a_gateway_whose_answer_is_delivered_twice_exists_once(
    silent_gateway: ScriptedGateway,
) -> None:
    asking = ask_all(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    for _ in range(2):
        silent_gateway.answer(request, DEVICES, gatewayEUI=EUI)
    assert await asking == [Answer(EUI, DEVICES)]


@pytest.mark.usefixtures("no_settling")
async def test_a_refusal_is_an_answer(silent_gateway: ScriptedGateway) -> None:
    """Whoever refuses is there, too: it may speak another API."""
    asking = ask_all(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    refusal = {"code": 20101001, "error": "unknown request"}
    silent_gateway.answer(request, refusal)
    assert await asking == [Answer(None, refusal)]


async def test_one_that_was_not_meant_is_no_answer(silent_gateway: ScriptedGateway) -> None:
    asking = ask_all(silent_gateway.link, timeout=0.02)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, NOT_MEANT, gatewayEUI=NEIGHBOUR)
    with pytest.raises(NoAnswerError) as caught:
        await asking
    assert caught.value.others == 1


async def test_nobody_there_is_no_answer(silent_gateway: ScriptedGateway) -> None:
    with pytest.raises(NoAnswerError, match=r"^who_is_there: no answer within 0\.02 s$"):
        await ask_all(silent_gateway.link, timeout=0.02)


async def test_without_a_connection_nobody_is_asked() -> None:
    async def publish(_payload: bytes, _seconds: float) -> None:
        raise ConnectionError

    with pytest.raises(NotConnectedError, match=r"^who_is_there: not sent"):
        await ask_all(Link(publish))


async def test_closing_the_link_ends_the_wait_for_the_first(
    silent_gateway: ScriptedGateway,
) -> None:
    asking = ask_all(silent_gateway.link)
    await silent_gateway.asked()
    silent_gateway.link.close()
    with pytest.raises(LinkClosedError, match=r"^who_is_there: given up"):
        await asking


async def test_closing_the_link_ends_the_wait_for_the_others(
    silent_gateway: ScriptedGateway,
) -> None:
    asking = ask_all(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES, gatewayEUI=EUI)
    await let_run()
    silent_gateway.link.close()
    await ended(asking)
    assert isinstance(asking.exception(), LinkClosedError)


async def test_closing_the_link_right_after_the_first_answer_ends_the_wait_for_the_others(
    silent_gateway: ScriptedGateway,
) -> None:
    asking = ask_all(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES, gatewayEUI=EUI)
    silent_gateway.link.close()
    await ended(asking)
