"""A list counts as complete only where nothing speaks against it: else something may be missing."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.listing import Part

from .reads import read_tasks
from .scripted import ABSENT, EUI, Request, ScriptedGateway, Tasks, task_rows

# What the total says.


@pytest.mark.parametrize("total", [7, "7", " 7 ", 7.0])
async def test_the_total_may_be_a_number_or_text(total: Any) -> None:
    listing = await read_tasks(Tasks(task_rows(7), total=total))
    assert len(listing.items) == 7
    assert listing.complete


@pytest.mark.parametrize("rows", [0, 1, 3, 4, 6, 7])
async def test_without_a_total_a_list_is_read_to_its_end(rows: int) -> None:
    listing = await read_tasks(Tasks(task_rows(rows), total=ABSENT))
    assert list(listing.items) == list(range(1, rows + 1))
    assert listing.complete


@pytest.mark.parametrize("total", [None, "", "many", "-", [7], {}, True])
async def test_a_total_that_is_no_number_counts_as_absent(total: Any) -> None:
    listing = await read_tasks(Tasks(task_rows(7), total=total))
    assert list(listing.items) == [1, 2, 3, 4, 5, 6, 7]
    assert listing.complete


@pytest.mark.parametrize("rows", [4, 6, 7, 9])
async def test_without_a_total_a_list_in_small_pages_is_read_to_its_end(rows: int) -> None:
    """Taking its second page for its last would lose devices that exist."""
    listing = await read_tasks(Tasks(task_rows(rows), cap=2, total=ABSENT), page_size=3)
    assert list(listing.items) == list(range(1, rows + 1))
    assert listing.complete


@pytest.mark.parametrize("total", [0, 1, 3, 6, 8, "8", -1, 100, 10**9, 10**15, str(10**30), 2**63])
async def test_a_list_with_a_wrong_total_is_not_complete(total: Any) -> None:
    script = Tasks(task_rows(7), total=total)
    listing = await read_tasks(script, page_size=50)
    assert list(listing.items) == [1, 2, 3, 4, 5, 6, 7]
    assert not listing.complete


@pytest.mark.parametrize("total", [100, 10**9, str(10**30)])
async def test_a_total_far_too_great_is_not_believed_for_long(total: Any) -> None:
    """An empty page is the end; two pages at most are asked for beyond it, at each attempt."""
    script = Tasks(task_rows(7), total=total)
    listing = await read_tasks(script)
    assert list(listing.items) == [1, 2, 3, 4, 5, 6, 7]
    assert len(script.pages) <= 3 * (3 + 2)


class Stuck(Tasks):
    """A gateway that gives its first page whatever the offset, as one without paging would."""

    def __call__(self, request: Request) -> dict[str, Any]:
        assert len(self.pages) < 100, "read for ever"
        first = request | {"url": request["url"].replace("offset=", "offset=0&was=")}
        return super().__call__(first)


@pytest.mark.parametrize("total", [ABSENT, 10**9])
async def test_a_gateway_that_does_not_heed_the_offset_is_not_read_for_ever(total: Any) -> None:
    listing = await read_tasks(Stuck(task_rows(3), total=total))
    assert list(listing.items) == [1, 2, 3]
    assert not listing.complete


@pytest.mark.parametrize("total", [ABSENT, 10**9])
async def test_neither_is_one_whose_rows_are_none_that_are_known(total: Any) -> None:
    listing = await read_tasks(Stuck([{"taskId": number} for number in range(3)], total=total))
    assert listing.items == {}
    assert not listing.complete


# The list changes while it is read.


def before_the_second_page(change: Callable[[], object]) -> Callable[[int], None]:
    """Let something happen when the second page is asked for."""

    def meanwhile(number: int) -> None:
        if number == 2:
            change()

    return meanwhile


@pytest.mark.parametrize("total", [0, 1, "2", -5, 2.0])
async def test_a_total_below_what_came_hides_no_row(total: Any) -> None:
    listing = await read_tasks(Tasks(task_rows(8), total=total))
    assert list(listing.items) == list(range(1, 9))
    assert not listing.complete


@pytest.mark.parametrize("total", [0, 1, 5])
async def test_a_total_below_what_came_hides_no_row_of_a_part(total: int) -> None:
    scripted = ScriptedGateway(Tasks(task_rows(9), total=total))
    gateway = Gateway(scripted.link, EUI, page_size=3)
    listing = await gateway.list_fuota_tasks(part=Part(limit=8))
    assert list(listing.items) == list(range(1, 9))


async def test_a_list_that_grew_meanwhile_is_read_again() -> None:
    rows = task_rows(6)
    added = {"id": 99}
    script = Tasks(rows, meanwhile=before_the_second_page(lambda: rows.insert(0, added)))
    listing = await read_tasks(script)
    assert list(listing.items) == [99, 1, 2, 3, 4, 5, 6]
    assert listing.complete


async def test_a_list_that_shrank_meanwhile_is_read_again() -> None:
    """Its second page begins one row too late: a row was overlooked."""
    rows = task_rows(7)
    script = Tasks(rows, meanwhile=before_the_second_page(lambda: rows.pop(0)))
    listing = await read_tasks(script)
    assert list(listing.items) == [2, 3, 4, 5, 6, 7]
    assert listing.complete


async def test_a_list_that_shrank_by_its_last_page_is_read_again() -> None:
    rows = task_rows(4)
    script = Tasks(rows, meanwhile=before_the_second_page(rows.pop))
    listing = await read_tasks(script)
    assert list(listing.items) == [1, 2, 3]
    assert listing.complete


async def test_a_list_that_never_stands_still_is_not_complete() -> None:
    rows = task_rows(5)
    script = Tasks(rows, meanwhile=lambda number: rows.append({"id": 100 + number}))
    listing = await read_tasks(script)
    assert not listing.complete
    assert {1, 2, 3, 4, 5} <= listing.items.keys()
    assert sum(offset == 0 for _, offset in script.pages) == 3


# An empty list is null in the language that gateways are written in.


async def test_an_empty_list_may_be_null() -> None:
    listing = await read_tasks(Tasks([], null_for_empty=True))
    assert listing.items == {}
    assert listing.complete


async def test_an_empty_list_may_be_left_out_where_the_total_says_that_it_is_empty() -> None:
    """Leaving out what is empty is as common there as null."""
    body = {"devTotalCount": "0", "channelPlan": "EU868"}
    gateway = Gateway(ScriptedGateway(lambda _request: body).link, EUI)
    listing = await gateway.list_devices()
    assert (listing.devices, listing.complete) == ({}, True)


async def test_without_a_total_a_null_page_is_the_end() -> None:
    listing = await read_tasks(Tasks(task_rows(3), total=ABSENT, null_for_empty=True))
    assert list(listing.items) == [1, 2, 3]
    assert listing.complete


async def test_a_null_page_beyond_the_end_of_a_list_that_shrank_is_no_failure() -> None:
    rows = task_rows(4)
    script = Tasks(
        rows,
        null_for_empty=True,
        meanwhile=before_the_second_page(rows.pop),
    )
    listing = await read_tasks(script)
    assert list(listing.items) == [1, 2, 3]
    assert listing.complete


# Rows that are none, or twice there.


async def test_a_row_that_exists_twice_is_read_once_and_the_list_not_complete() -> None:
    rows = [*task_rows(4), {"id": 2, "name": "task 2"}]
    listing = await read_tasks(Tasks(rows))
    assert list(listing.items) == [1, 2, 3, 4]
    assert not listing.complete


@pytest.mark.parametrize(
    "odd", [None, 5, "task", [], {}, {"id": None}, {"id": ""}, {"id": "x"}, {"name": "nameless"}]
)
async def test_an_odd_row_costs_only_itself(odd: Any) -> None:
    rows = task_rows(6)
    rows.insert(2, odd)
    listing = await read_tasks(Tasks(rows))
    assert list(listing.items) == [1, 2, 3, 4, 5, 6]
    assert not listing.complete


async def test_without_a_total_a_list_with_an_odd_row_is_not_complete_either() -> None:
    listing = await read_tasks(Tasks([*task_rows(3), None], total=ABSENT))
    assert list(listing.items) == [1, 2, 3]
    assert not listing.complete


@pytest.mark.parametrize("position", [0, 2, 3, 6])
async def test_it_does_not_matter_where_an_odd_row_stands(position: int) -> None:
    rows = task_rows(6)
    rows.insert(position, None)
    assert list((await read_tasks(Tasks(rows))).items) == [1, 2, 3, 4, 5, 6]


async def test_a_page_of_nothing_but_odd_rows_is_not_the_end() -> None:
    rows = [*task_rows(3), None, None, None, {"id": 7}]
    assert list((await read_tasks(Tasks(rows))).items) == [1, 2, 3, 7]
