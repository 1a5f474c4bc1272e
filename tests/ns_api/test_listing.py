"""A list is read page by page to its end, in the gateway's order, with few requests."""

import asyncio

import pytest

from custom_components.milesight_network_server.ns_api.gateway import Gateway

from .reads import read_tasks
from .scripted import ABSENT, EUI, ScriptedGateway, Tasks, let_run, query_of, task_rows


@pytest.mark.parametrize(
    ("rows", "pages"),
    [
        pytest.param(0, [(3, 0)], id="empty"),
        pytest.param(1, [(3, 0)], id="less than a page"),
        pytest.param(3, [(3, 0)], id="one page"),
        pytest.param(4, [(3, 0), (3, 3)], id="one row more than a page"),
        pytest.param(6, [(3, 0), (3, 3)], id="an exact multiple"),
        pytest.param(8, [(3, 0), (3, 3), (3, 6)], id="three pages"),
    ],
)
async def test_a_list_is_read_with_no_page_too_many(
    rows: int, pages: list[tuple[int, int]]
) -> None:
    script = Tasks(task_rows(rows))
    listing = await read_tasks(script)
    assert list(listing.items) == list(range(1, rows + 1))
    assert listing.complete
    assert script.pages == pages


async def test_the_rows_keep_the_gateways_order() -> None:
    rows = task_rows(7)[::-1]
    assert list((await read_tasks(Tasks(rows))).items) == [7, 6, 5, 4, 3, 2, 1]


async def test_the_order_is_the_gateways_even_where_a_later_page_comes_first() -> None:
    script = Tasks(task_rows(7))
    scripted = ScriptedGateway()
    reading = asyncio.create_task(Gateway(scripted.link, EUI, page_size=3).list_fuota_tasks())
    (first,) = await scripted.asked()
    scripted.answer(first, script(first))
    _, second, third = await scripted.asked(3)
    scripted.answer(third, script(third))
    await let_run()
    scripted.answer(second, script(second))
    listing = await reading
    assert list(listing.items) == [1, 2, 3, 4, 5, 6, 7]
    assert [len(body["tasks"]) for body in listing.bodies] == [3, 3, 1]


async def test_the_answers_around_the_rows_are_kept_in_order() -> None:
    listing = await read_tasks(Tasks(task_rows(7)))
    assert [len(body["tasks"]) for body in listing.bodies] == [3, 3, 1]


async def test_rows_as_they_came_with_their_keys_do_not_stay_in_memory() -> None:
    scripted = ScriptedGateway()
    reading = asyncio.create_task(Gateway(scripted.link, EUI).list_multicast_groups())
    (request,) = await scripted.asked()
    group = {"id": "g", "name": "Floor", "mcNwkSKey": "0" * 32, "mcAppSKey": "1" * 32}
    scripted.answer(request, {"result": [group], "totalCount": "1"})
    listing = await reading
    assert listing.complete
    assert list(listing.items) == ["g"]
    assert listing.bodies == [{"totalCount": "1"}]


@pytest.mark.parametrize("rows", [7, 9])
async def test_a_gateway_may_give_fewer_rows_a_page_than_it_is_asked_for(rows: int) -> None:
    script = Tasks(task_rows(rows), cap=3)
    listing = await read_tasks(script, page_size=50)
    assert list(listing.items) == list(range(1, rows + 1))
    assert listing.complete
    assert [offset for _, offset in script.pages] == [0, 3, 6]


# How many requests it takes.


async def pages_at_once(script: Tasks) -> list[int]:
    """Return how many pages are awaited each time before one comes."""
    scripted = ScriptedGateway()
    reading = asyncio.create_task(Gateway(scripted.link, EUI, page_size=3).list_fuota_tasks())
    at_once: list[int] = []
    await let_run()
    while not reading.done():
        awaited = scripted.requests[len(at_once) :]
        at_once.append(len(awaited))
        scripted.answer(awaited[0], script(awaited[0]))
        await let_run()
    assert (await reading).complete
    return at_once


async def test_at_most_two_pages_are_asked_for_at_once() -> None:
    assert await pages_at_once(Tasks(task_rows(20))) == [1, 2, 2, 2, 2, 2, 1]


async def test_without_a_total_pages_are_asked_for_one_after_the_other() -> None:
    assert await pages_at_once(Tasks(task_rows(7), total=ABSENT)) == [1, 1, 1]


async def test_every_page_is_asked_for_once() -> None:
    script = Tasks(task_rows(20))
    await read_tasks(script)
    assert sorted(script.pages) == [(3, offset) for offset in range(0, 20, 3)]


async def test_a_page_has_as_many_rows_as_the_gateway_object_was_reported() -> None:
    scripted = ScriptedGateway(Tasks(task_rows(1)))
    await Gateway(scripted.link, EUI, page_size=17).list_fuota_tasks()
    assert query_of(scripted.requests[0])["limit"] == "17"
