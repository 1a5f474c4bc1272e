"""A writing call is sent once, exactly so, and what comes of it is told."""

import asyncio
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.errors import (
    LinkClosedError,
    NoAnswerError,
    NotConnectedError,
    RefusedError,
    ReturnCode,
    UnreadableAnswerError,
)
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.link import Link

from .scripted import ABSENT, EUI, ScriptedGateway
from .writes import ADDING, WRITES

NOT_ADDING = [name for name in WRITES if name not in ADDING]


@pytest.mark.usefixtures("numbered_ids")
@pytest.mark.parametrize("name", WRITES)
async def test_a_writing_call_asks_for_exactly_this(name: str) -> None:
    section, write = WRITES[name]
    body = {ADDING[name]: 1} if name in ADDING else {}
    scripted = ScriptedGateway(lambda _request: body)
    await write.call(Gateway(scripted.link, EUI))
    envelope = {"type": "ns-api", "id": "1", "method": write.method, "url": write.url}
    written = {} if write.body is None else {"body": write.body}
    assert scripted.requests == [{**envelope, "gatewayEUI": EUI, **written}], section


@pytest.mark.parametrize("name", WRITES)
async def test_a_lost_answer_to_a_writing_call_is_not_asked_for_again(name: str) -> None:
    """It may have been done: twice is worse than not to know."""
    _, write = WRITES[name]
    scripted = ScriptedGateway()
    with pytest.raises(NoAnswerError, match=rf"^{name}: no answer within 0\.01 s$"):
        await write.call(Gateway(scripted.link, EUI, timeout=0.01))
    assert len(scripted.sent) == 1


@pytest.mark.parametrize("name", WRITES)
async def test_a_refused_writing_call_says_so(name: str) -> None:
    _, write = WRITES[name]
    scripted = ScriptedGateway(lambda _request: {"code": 6, "error": "exists"})
    with pytest.raises(RefusedError, match=rf"^{name}: refused with code 6 exists$") as caught:
        await write.call(Gateway(scripted.link, EUI))
    assert caught.value.reason is ReturnCode.ALREADY_EXISTS
    assert len(scripted.sent) == 1


async def test_without_a_connection_nothing_is_written() -> None:
    async def publish(_payload: bytes, _seconds: float) -> None:
        raise ConnectionError

    with pytest.raises(NotConnectedError, match=r"^add_device: not sent"):
        await Gateway(Link(publish), EUI).add_device({})


async def test_whoever_writes_is_told_when_the_link_is_closed() -> None:
    scripted = ScriptedGateway()
    writing = asyncio.create_task(Gateway(scripted.link, EUI).add_device({}))
    await scripted.asked()
    scripted.link.close()
    with pytest.raises(LinkClosedError, match=r"^add_device: given up"):
        await writing


BLANKS: dict[str, Any] = {
    "absent": ABSENT,
    "null": None,
    "an empty object": {},
    "code null": {"code": None},
    "code blank": {"code": "", "error": ""},
    "code 200": {"code": 200, "error": ""},
    "code 200 as text": {"code": "200", "error": None},
}


@pytest.mark.parametrize("blank", BLANKS)
async def test_a_blank_answer_is_a_success(blank: str) -> None:
    scripted = ScriptedGateway()
    gateway = Gateway(scripted.link, EUI)
    writing = [asyncio.ensure_future(WRITES[name][1].call(gateway)) for name in NOT_ADDING[:3]]
    for request in await scripted.asked(3):
        scripted.answer(request, BLANKS[blank])
    assert await asyncio.gather(*writing) == [None] * 3


@pytest.mark.parametrize("blank", BLANKS)
async def test_a_blank_answer_without_the_new_id_is_unreadable(blank: str) -> None:
    """The thing may have been added: only a look at the list can tell."""
    scripted = ScriptedGateway()
    gateway = Gateway(scripted.link, EUI)
    adding = [asyncio.ensure_future(WRITES[name][1].call(gateway)) for name in ADDING]
    for request in await scripted.asked(3):
        scripted.answer(request, BLANKS[blank])
    errors = await asyncio.gather(*adding, return_exceptions=True)
    assert [str(error) for error in errors] == [
        f"{name}: the answer has no usable {key}" for name, key in ADDING.items()
    ]
    assert {type(error) for error in errors} == {UnreadableAnswerError}


@pytest.mark.parametrize("odd", [None, "", [], {}, [1], {"id": 1}])
@pytest.mark.parametrize("name", ADDING)
async def test_a_new_id_that_is_none_is_unreadable(name: str, odd: Any) -> None:
    scripted = ScriptedGateway(lambda _request: {ADDING[name]: odd})
    with pytest.raises(UnreadableAnswerError):
        await WRITES[name][1].call(Gateway(scripted.link, EUI))


@pytest.mark.parametrize("new_id", [7, "7"])
async def test_a_new_tasks_id_is_a_number(new_id: Any) -> None:
    scripted = ScriptedGateway(lambda _request: {"id": new_id})
    assert await Gateway(scripted.link, EUI).add_fuota_task({}) == 7


async def test_a_new_tasks_id_that_is_no_number_is_unreadable() -> None:
    scripted = ScriptedGateway(lambda _request: {"id": "seven"})
    with pytest.raises(UnreadableAnswerError, match=r"no usable id$"):
        await Gateway(scripted.link, EUI).add_fuota_task({})


async def test_an_id_in_the_url_can_be_nothing_but_an_id() -> None:
    scripted = ScriptedGateway(lambda _request: {})
    await Gateway(scripted.link, EUI).delete_profile("a/../b?c=d #é")
    assert scripted.requests[0]["url"] == "/api/urprofiles/a%2F..%2Fb%3Fc%3Dd%20%23%C3%A9"


async def test_a_firmware_of_two_megabytes_is_sent() -> None:
    scripted = ScriptedGateway(lambda _request: {"id": 1})
    content = "QUJD" * 700_000
    await Gateway(scripted.link, EUI).add_fuota_task({"fuotaTask": {"fileContent": content}})
    assert scripted.requests[0]["body"]["fuotaTask"]["fileContent"] == content
