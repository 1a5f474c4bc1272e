"""Whatever else arrives on the response topic disturbs nobody who waits for an answer."""

import asyncio
from collections.abc import Callable
import json

import orjson
import pytest

from custom_components.milesight_network_server.ns_api.errors import NoAnswerError, RefusedError
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.link import Link

from .scripted import (
    ABSENT,
    DEVICES,
    EUI,
    NEIGHBOUR,
    Request,
    ScriptedGateway,
    answer_to,
    ask,
    let_run,
    silent,
)

NOT_MEANT = {"code": 25, "error": "Gateway EUI not matched"}

# A message that arrives while the answer to a request is awaited.
type Noise = Callable[[Request], bytes]


def envelope(body: object = DEVICES, **keys: object) -> Noise:
    """Return the answer to the request, with these things in its envelope instead."""
    return lambda request: orjson.dumps(answer_to(request, body, **keys))


def text(message: str, encoding: str) -> Noise:
    """Return a message of nobody's in an encoding."""
    return lambda _request: message.encode(encoding)


def an_answer_in(encoding: str) -> Noise:
    """Return the answer to the request with a name in it, in an encoding."""

    def noise(request: Request) -> bytes:
        answer = answer_to(request, {"deviceResult": [{"name": "温度"}]})
        return json.dumps(answer, ensure_ascii=False).encode(encoding)

    return noise


def torn(request: Request) -> bytes:
    """Return the first half of the answer to the request."""
    whole = orjson.dumps(answer_to(request, DEVICES))
    return whole[: len(whole) // 2]


def garbled(request: Request) -> bytes:
    """Return the answer to the request with bytes in it that no text has."""
    return orjson.dumps(answer_to(request, DEVICES)).replace(b"deviceResult", b"device\xff\xfe\x00")


def nested(request: Request) -> bytes:
    """Return the answer to the request, in more brackets than anyone opens."""
    return b"[" * 100_000 + orjson.dumps(answer_to(request, DEVICES)) + b"]" * 100_000


STRANGERS: dict[str, Noise] = {
    "an id of another's": envelope(id="5e5b3d68-1d5c-4f7e-8c11-3d1f7a6d0a11"),
    "an id of the document's": envelope(id="1"),
    "a number for an id": envelope(id=1),
    "an id that is null": envelope(id=None),
    "no id": envelope(id=ABSENT),
    "a list for an id": envelope(id=[]),
    "an object for an id": envelope(id={"id": {}}),
    "an id of a thousand brackets": lambda _request: b'{"id":' + b"[" * 1000 + b"]" * 1000 + b"}",
    "five megabytes of another's": envelope(["x" * 1000] * 5000, id="another"),
    "an empty object": text("{}", "utf-8"),
    "an uplink": text('{"devEUI":"24e124443f171044","data":"Cu9wGw==","fPort":85}', "utf-8"),
}
OTHERS: dict[str, Noise] = {
    "not meant, naming itself": envelope(NOT_MEANT, gatewayEUI=NEIGHBOUR),
    "not meant, naming nobody": envelope(NOT_MEANT),
    "not meant, with a blank EUI": envelope(NOT_MEANT, gatewayEUI=""),
    "not meant, with a null EUI": envelope(NOT_MEANT, gatewayEUI=None),
    "not meant, repeating the EUI that was meant": envelope(NOT_MEANT, gatewayEUI=EUI),
    "not meant, its code as text": envelope({"code": "25", "error": ""}),
    "another gateway's success": envelope(gatewayEUI=NEIGHBOUR),
    "another gateway's success in lower case": envelope(gatewayEUI=NEIGHBOUR.lower()),
    "another gateway's failure": envelope({"code": 23, "error": "x"}, gatewayEUI=NEIGHBOUR),
    "another gateway's null": envelope(None, gatewayEUI=NEIGHBOUR),
}
UNREADABLE: dict[str, Noise] = {
    "nothing": text("", "utf-8"),
    "torn": torn,
    "garbled": garbled,
    "UTF-16": an_answer_in("utf-16"),
    "Latin-1, torn": text('{"name":"Kühlra', "latin-1"),
    "no JSON": text("<html></html>", "utf-8"),
    "JSON with a comment": text('{"code": 200 //Success\n}', "utf-8"),
    "too many brackets": nested,
    "an array": text('[{"id":"1"}]', "utf-8"),
    "an empty array": text("[]", "utf-8"),
    "null": text("null", "utf-8"),
    "a number": text("25", "utf-8"),
    "a text": text('"id"', "utf-8"),
    "true": text("true", "utf-8"),
}


async def hear(scripted: ScriptedGateway, noise: Noise) -> None:
    """Ask; the noise comes, and does not end the wait; the answer comes, and does."""
    asking = ask(scripted.link)
    (request,) = await scripted.asked()
    scripted.link.receive(noise(request))
    await let_run()
    assert not asking.done()
    scripted.answer(request, DEVICES, gatewayEUI=EUI)
    assert (await asking).body == DEVICES


@pytest.mark.parametrize("noise", STRANGERS)
async def test_a_strangers_message(silent_gateway: ScriptedGateway, noise: str) -> None:
    await hear(silent_gateway, STRANGERS[noise])
    assert (silent_gateway.link.strangers, silent_gateway.link.unreadable) == (1, 0)


@pytest.mark.parametrize("noise", UNREADABLE)
async def test_an_unreadable_message(silent_gateway: ScriptedGateway, noise: str) -> None:
    await hear(silent_gateway, UNREADABLE[noise])
    assert (silent_gateway.link.strangers, silent_gateway.link.unreadable) == (0, 1)


@pytest.mark.parametrize("noise", OTHERS)
async def test_another_gateways_answer(silent_gateway: ScriptedGateway, noise: str) -> None:
    await hear(silent_gateway, OTHERS[noise])
    assert (silent_gateway.link.strangers, silent_gateway.link.unreadable) == (0, 0)


@pytest.mark.parametrize("noise", OTHERS)
async def test_other_gateways_are_counted_when_the_own_one_does_not_answer(
    silent_gateway: ScriptedGateway, noise: str
) -> None:
    asking = ask(silent_gateway.link, timeout=0.02)
    (request,) = await silent_gateway.asked()
    for _ in range(2):
        silent_gateway.link.receive(OTHERS[noise](request))
    with pytest.raises(NoAnswerError) as caught:
        await asking
    assert caught.value.others == 2


@pytest.mark.parametrize("noise", STRANGERS | UNREADABLE)
def test_a_message_when_nobody_waits(noise: str) -> None:
    link = Link(ScriptedGateway(silent).publish)
    request = {"id": "0", "method": "GET", "url": "/api/urdevices"}
    link.receive((STRANGERS | UNREADABLE)[noise](request))
    assert link.strangers + link.unreadable == 1


async def test_old_answers_that_the_broker_kept_are_strangers(
    silent_gateway: ScriptedGateway,
) -> None:
    """A retained answer greets a new subscriber: its request is long gone."""
    old = orjson.dumps(answer_to({"id": "7f3c", "method": "GET", "url": "/"}, NOT_MEANT))
    silent_gateway.link.receive(old)
    await hear(silent_gateway, lambda _request: old)
    assert silent_gateway.link.strangers == 2


async def test_a_request_that_a_bridge_brings_back_is_no_answer_to_it(
    silent_gateway: ScriptedGateway,
) -> None:
    """Without a body it would be the success of what was never done."""
    link = silent_gateway.link
    deleting = asyncio.create_task(Gateway(link, EUI).delete_device("24E124136B325678"))
    (request,) = await silent_gateway.asked()
    link.receive(silent_gateway.sent[0][0])
    await let_run()
    assert not deleting.done()
    silent_gateway.answer(request, {"code": 5, "error": "object does not exist"})
    with pytest.raises(RefusedError):
        await deleting
    assert link.strangers == 1


async def test_of_two_answers_to_a_request_the_first_counts(
    silent_gateway: ScriptedGateway,
) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, {"number": 1})
    silent_gateway.answer(request, {"number": 2})
    assert (await asking).body == {"number": 1}


async def test_an_answer_that_is_delivered_again_is_a_strangers(
    silent_gateway: ScriptedGateway,
) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES)
    await asking
    silent_gateway.answer(request, DEVICES)
    assert silent_gateway.link.strangers == 1


async def test_a_late_answer_is_a_strangers(silent_gateway: ScriptedGateway) -> None:
    with pytest.raises(NoAnswerError):
        await ask(silent_gateway.link, timeout=0.01)
    silent_gateway.answer(silent_gateway.requests[0], DEVICES)
    assert silent_gateway.link.strangers == 1


async def test_what_cannot_be_read_is_not_quoted_in_the_log(
    silent_gateway: ScriptedGateway, caplog: pytest.LogCaptureFixture
) -> None:
    """There may be keys in it."""
    caplog.set_level("DEBUG")
    silent_gateway.link.receive(b'{"appKey":"5572404c696e6b4c6f52613230313823"')
    assert "Unreadable message of 44 bytes" in caplog.text
    assert "5572404c" not in caplog.text


async def test_text_in_another_encoding_costs_no_more_than_its_letters(
    silent_gateway: ScriptedGateway,
) -> None:
    """One name that was cut within a letter must not make the gateway look silent."""
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    body = '{"name":"Kühlraum"}'
    message = f'{{"id":"{request["id"]}","body":{body}}}'.encode("latin-1")
    silent_gateway.link.receive(message)
    assert (await asking).body == {"name": "K\ufffdhlraum"}
