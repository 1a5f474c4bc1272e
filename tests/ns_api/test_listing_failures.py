"""A list that can't be read to its end is no list: the call fails, as if it were one request."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

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

from .scripted import EUI, SILENCE, Request, ScriptedGateway, Tasks, query_of, task_rows

REFUSED = {"code": 23, "error": "Internal server error"}
UNREADABLE = {"total": 20}


def failing(behind: int, answer: Any) -> Callable[[Request], Any]:
    """Return a script: 20 tasks, and this answer for every page from this offset on."""
    tasks = Tasks(task_rows(20))

    def script(request: Request) -> Any:
        return answer if int(query_of(request)["offset"]) >= behind else tasks(request)

    return script


@pytest.mark.parametrize("behind", [0, 3, 6, 18], ids=lambda behind: f"from row {behind} on")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(REFUSED, RefusedError, id="refused"),
        pytest.param(SILENCE, NoAnswerError, id="silence"),
        pytest.param(UNREADABLE, UnreadableAnswerError, id="unreadable"),
        pytest.param(None, UnreadableAnswerError, id="no body"),
    ],
)
async def test_the_pages_own_error_is_raised(
    behind: int, answer: Any, error: type[NsApiError]
) -> None:
    """Plainly, and not as a group of one, although pages are read side by side."""
    scripted = ScriptedGateway(failing(behind, answer))
    gateway = Gateway(scripted.link, EUI, timeout=0.02, page_size=3)
    with pytest.raises(NsApiError) as caught:
        await gateway.list_fuota_tasks()
    assert type(caught.value) is error
    assert caught.value.call == "list_fuota_tasks"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert scripted.link._pending == {}


async def test_where_both_pages_fail_the_first_failure_is_raised(
    silent_gateway: ScriptedGateway,
) -> None:
    tasks = Tasks(task_rows(20))
    reading = asyncio.create_task(Gateway(silent_gateway.link, EUI, page_size=3).list_fuota_tasks())
    (first,) = await silent_gateway.asked()
    silent_gateway.answer(first, tasks(first))
    _, second, third = await silent_gateway.asked(3)
    silent_gateway.answer(third, REFUSED)
    silent_gateway.answer(second, UNREADABLE)
    with pytest.raises(RefusedError):
        await reading


async def test_when_one_page_fails_nobody_waits_for_the_other(
    silent_gateway: ScriptedGateway,
) -> None:
    tasks = Tasks(task_rows(20))
    reading = asyncio.create_task(Gateway(silent_gateway.link, EUI, page_size=3).list_fuota_tasks())
    (first,) = await silent_gateway.asked()
    silent_gateway.answer(first, tasks(first))
    _, _, third = await silent_gateway.asked(3)
    silent_gateway.answer(third, REFUSED)
    with pytest.raises(RefusedError):
        await reading


async def test_the_connection_may_be_lost_between_two_pages() -> None:
    scripted = ScriptedGateway(Tasks(task_rows(20)))

    async def publish(payload: bytes, seconds: float) -> None:
        if scripted.sent:
            raise ConnectionError
        await scripted.publish(payload, seconds)

    scripted.link = link = Link(publish)
    with pytest.raises(NotConnectedError):
        await Gateway(link, EUI, page_size=3).list_fuota_tasks()
    assert link._pending == {}


async def test_the_link_may_be_closed_between_two_pages(silent_gateway: ScriptedGateway) -> None:
    tasks = Tasks(task_rows(20))
    reading = asyncio.create_task(Gateway(silent_gateway.link, EUI, page_size=3).list_fuota_tasks())
    (first,) = await silent_gateway.asked()
    silent_gateway.answer(first, tasks(first))
    await silent_gateway.asked(3)
    silent_gateway.link.close()
    with pytest.raises(LinkClosedError):
        await reading


async def test_whoever_reads_a_list_may_stop_in_the_middle(
    silent_gateway: ScriptedGateway,
) -> None:
    tasks = Tasks(task_rows(20))
    reading = asyncio.create_task(Gateway(silent_gateway.link, EUI, page_size=3).list_fuota_tasks())
    (first,) = await silent_gateway.asked()
    silent_gateway.answer(first, tasks(first))
    await silent_gateway.asked(3)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


@pytest.mark.parametrize("lost", range(1, 8), ids=lambda lost: f"request {lost}")
async def test_a_page_that_is_lost_once_is_asked_for_again(lost: int) -> None:
    tasks = Tasks(task_rows(20))
    scripted = ScriptedGateway(
        lambda request: SILENCE if len(scripted.sent) == lost else tasks(request)
    )
    listing = await Gateway(scripted.link, EUI, timeout=0.02, page_size=3).list_fuota_tasks()
    assert listing.complete
    assert len(scripted.sent) == 7 + 1
