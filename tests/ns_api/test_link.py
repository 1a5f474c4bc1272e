"""A link sends requests and finds the answer to each by its id."""

import asyncio
from typing import Any

import orjson
import pytest

from custom_components.milesight_network_server.ns_api.link import Answer, Link

from .scripted import (
    ABSENT,
    DEVICES,
    EUI,
    URL,
    ScriptedGateway,
    answer_to,
    ask,
    let_run,
)

# What is sent.


@pytest.mark.usefixtures("numbered_ids")
async def test_a_question_names_its_gateway(silent_gateway: ScriptedGateway) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    assert silent_gateway.sent[0][0] == (
        b'{"type":"ns-api","id":"1","method":"GET","url":"/api/urdevices?limit=50&offset=0",'
        b'"gatewayEUI":"24E124FFFEF5A6A8"}'
    )
    silent_gateway.answer(request, DEVICES)
    await asking


@pytest.mark.usefixtures("numbered_ids")
async def test_a_write_carries_its_body() -> None:
    scripted = ScriptedGateway(lambda _request: None)
    await scripted.link.request(
        "delete_fuota_tasks", "POST", "/api/fuota/task/delete",
        gateway_eui=EUI, timeout=5, body={"ids": [1, 2, 3]},
    )  # fmt: skip
    assert scripted.sent[0][0] == (
        b'{"type":"ns-api","id":"1","method":"POST","url":"/api/fuota/task/delete",'
        b'"gatewayEUI":"24E124FFFEF5A6A8","body":{"ids":[1,2,3]}}'
    )


@pytest.mark.usefixtures("numbered_ids")
async def test_an_empty_body_is_sent_too() -> None:
    scripted = ScriptedGateway(lambda _request: None)
    await scripted.link.request("call", "POST", URL, gateway_eui=EUI, timeout=5, body={})
    assert scripted.requests[0]["body"] == {}


async def test_a_message_is_of_use_for_as_long_as_its_answer_is_awaited() -> None:
    scripted = ScriptedGateway(lambda _request: DEVICES)
    await scripted.link.request("list_devices", "GET", URL, gateway_eui=EUI, timeout=7.5)
    assert scripted.sent[0][1] == 7.5


async def test_no_two_requests_have_the_same_id() -> None:
    scripted = ScriptedGateway(lambda _request: DEVICES)
    for _ in range(5):
        await ask(scripted.link)
    assert len({request["id"] for request in scripted.requests}) == 5


async def test_text_of_any_language_is_sent() -> None:
    scripted = ScriptedGateway(lambda _request: None)
    name = "温度 Kühlraum 🌡"
    await scripted.link.request(
        "add_device", "POST", URL, gateway_eui=EUI, timeout=5, body={"name": name}
    )
    assert scripted.requests[0]["body"]["name"] == name


# How an answer finds its request.


@pytest.mark.usefixtures("numbered_ids")
@pytest.mark.parametrize(
    "answered_id", [pytest.param("1", id="text"), pytest.param(1, id="number")]
)
async def test_an_answer_is_known_by_its_id(
    silent_gateway: ScriptedGateway, answered_id: str | int
) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES, id=answered_id)
    assert (await asking).body == DEVICES


@pytest.mark.parametrize(
    "envelope",
    [
        pytest.param({"url": "/api/urdevices"}, id="query dropped"),
        pytest.param({"url": "/api/urdevices?limit=50/offset=0"}, id="query with slashes"),
        pytest.param({"url": "/api/fuota/tasks"}, id="another url"),
        pytest.param({"url": None, "method": None}, id="null"),
        pytest.param({"url": ABSENT, "method": ABSENT}, id="absent"),
        pytest.param({"method": "PUT"}, id="another method"),
        pytest.param({"type": "ns-api", "extra": [1]}, id="more keys"),
        pytest.param({"gatewayEUI": ABSENT}, id="EUI absent"),
        pytest.param({"gatewayEUI": None}, id="EUI null"),
        pytest.param({"gatewayEUI": ""}, id="EUI blank"),
        pytest.param({"gatewayEUI": " "}, id="EUI a space"),
        pytest.param({"gatewayEUI": EUI}, id="EUI"),
        pytest.param({"gatewayEUI": EUI.lower()}, id="EUI in lower case"),
        pytest.param({"gatewayEUI": {}}, id="EUI an object"),
    ],
)
async def test_nothing_but_the_id_matters(
    silent_gateway: ScriptedGateway, envelope: dict[str, Any]
) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES, **envelope)
    assert (await asking).body == DEVICES


@pytest.mark.parametrize(
    ("envelope", "gateway_eui"),
    [
        ({"gatewayEUI": EUI}, EUI),
        ({"gatewayEUI": EUI.lower()}, EUI),
        ({"gatewayEUI": ""}, None),
        ({}, None),
    ],
)
async def test_an_answer_tells_who_gave_it(
    silent_gateway: ScriptedGateway, envelope: dict[str, Any], gateway_eui: str | None
) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, DEVICES, **envelope)
    assert (await asking).gateway_eui == gateway_eui


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": 25}, 25),
        ({"code": "25"}, 25),
        ({"code": ""}, None),
        ({"code": None}, None),
        ({}, None),
        ([], None),
        (None, None),
    ],
)
def test_an_answer_tells_its_code(body: Any, code: int | None) -> None:
    assert Answer(None, body).code == code


@pytest.mark.parametrize("body", [None, {}, {"code": None}, {"code": ""}, [None], "", 0, False])
async def test_a_body_comes_as_it_is(silent_gateway: ScriptedGateway, body: Any) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, body)
    assert (await asking).body == body


async def test_an_absent_body_is_none(silent_gateway: ScriptedGateway) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.link.receive(orjson.dumps({"id": request["id"]}))
    assert (await asking).body is None


async def test_answers_in_another_order_find_their_requests(
    silent_gateway: ScriptedGateway,
) -> None:
    asking = [ask(silent_gateway.link) for _ in range(3)]
    requests = await silent_gateway.asked(3)
    for number, request in reversed(list(enumerate(requests))):
        silent_gateway.answer(request, {"number": number})
    assert [answer.body["number"] for answer in await asyncio.gather(*asking)] == [0, 1, 2]


async def test_an_answer_may_come_before_the_sending_is_over() -> None:
    answered = ScriptedGateway(lambda _request: DEVICES)

    async def publish(payload: bytes, seconds: float) -> None:
        await answered.publish(payload, seconds)
        await let_run()

    link = Link(publish)
    answered.link = link
    assert (await ask(link)).body == DEVICES


async def test_an_answer_of_five_megabytes_is_read(silent_gateway: ScriptedGateway) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    body = {"deviceResult": ["x" * 1000] * 5000}
    assert len(orjson.dumps(answer_to(request, body))) > 5_000_000
    silent_gateway.answer(request, body)
    assert (await asking).body == body
