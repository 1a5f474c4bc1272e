"""Pages of lists become as large as answers come well, and small again when one does not."""

import asyncio
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api import page_size
from custom_components.milesight_network_server.ns_api.errors import (
    NoAnswerError,
    UnreadableAnswerError,
)
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.page_size import (
    FIRST,
    MOST_BYTES,
    PageSize,
)

from .scripted import EUI, SILENCE, Request, ScriptedGateway, Tasks, query_of, task_rows


def limits(scripted: ScriptedGateway) -> list[int]:
    """Return how many rows each request asked for, and forget the requests."""
    asked = [int(query_of(one).get("limit", 0)) for one in scripted.requests]
    scripted.sent.clear()
    return asked


class Unwilling(Tasks):
    """Gives no page of more rows than this."""

    most = 1000

    def __call__(self, request: Request) -> Any:
        too_many = int(query_of(request)["limit"]) > self.most
        return SILENCE if too_many else super().__call__(request)


async def read_often(gateway: Gateway, times: int) -> None:
    for _ in range(times):
        assert (await gateway.list_fuota_tasks()).complete


async def test_pages_double_after_each_whole_list_of_several_pages() -> None:
    scripted = ScriptedGateway(Tasks(task_rows(180)))
    gateway = Gateway(scripted.link, EUI)
    await read_often(gateway, 4)
    assert limits(scripted) == [50, 50, 50, 50, 100, 100, 200, 200]


async def test_list_of_one_page_is_asked_for_as_ever() -> None:
    scripted = ScriptedGateway(Tasks(task_rows(50)))
    await read_often(Gateway(scripted.link, EUI), 3)
    assert limits(scripted) == [50, 50, 50]


async def test_pages_never_have_more_rows_than_the_owner_says() -> None:
    scripted = ScriptedGateway(Tasks(task_rows(180)))
    await read_often(Gateway(scripted.link, EUI, page_size=70), 3)
    assert set(limits(scripted)) == {50, 70}


async def test_each_list_has_a_size_of_its_own() -> None:
    scripted = ScriptedGateway(Tasks(task_rows(180)))
    gateway = Gateway(scripted.link, EUI)
    await read_often(gateway, 2)
    limits(scripted)
    scripted.sent.clear()
    with pytest.raises(UnreadableAnswerError):
        await gateway.list_fuota_task_devices(1)
    assert limits(scripted) == [50]


async def test_pages_stay_below_what_brokers_take() -> None:
    rows = [{**one, "description": "x" * 2000} for one in task_rows(400)]
    scripted = ScriptedGateway(Tasks(rows))
    await read_often(Gateway(scripted.link, EUI), 5)
    longest = max(limits(scripted))
    assert FIRST < longest < MOST_BYTES / 2000


async def test_pages_too_long_for_some_brokers_become_shorter() -> None:
    rows = [{**one, "description": "x" * 8000} for one in task_rows(60)]
    scripted = ScriptedGateway(Tasks(rows))
    gateway = Gateway(scripted.link, EUI)
    await read_often(gateway, 1)
    limits(scripted)
    await read_often(gateway, 1)
    assert max(limits(scripted)) < MOST_BYTES / 8000


async def test_list_whose_large_page_does_not_come_is_read_in_small_ones() -> None:
    script = Unwilling(task_rows(400))
    scripted = ScriptedGateway(script)
    gateway = Gateway(scripted.link, EUI, timeout=0.2)
    await read_often(gateway, 2)
    limits(scripted)
    script.most = 100
    assert len((await gateway.list_fuota_tasks()).items) == 400
    assert limits(scripted) == [200, *[50] * 8]


@pytest.mark.parametrize("torn", [b"{", b'{"id": "', b"\xff"])
async def test_list_whose_large_page_is_torn_is_read_in_small_ones(torn: bytes) -> None:
    class Tearing(Tasks):
        def __call__(self, request: Request) -> Any:
            whole = super().__call__(request)
            return torn if int(query_of(request)["limit"]) > 50 else whole

    scripted = ScriptedGateway(Tearing(task_rows(180)))
    await read_often(Gateway(scripted.link, EUI, timeout=0.2), 2)
    assert limits(scripted) == [50] * 4 + [100] + [50] * 4


@pytest.mark.parametrize("odd", [{"code": 24, "error": "time out"}, {"rows": []}, "no"])
async def test_list_of_which_the_gateway_gives_no_large_page_is_read_in_small_ones(
    odd: Any,
) -> None:
    class Refusing(Tasks):
        def __call__(self, request: Request) -> Any:
            return odd if int(query_of(request)["limit"]) > 50 else super().__call__(request)

    scripted = ScriptedGateway(Refusing(task_rows(180)))
    await read_often(Gateway(scripted.link, EUI), 2)
    assert limits(scripted) == [50] * 4 + [100] + [50] * 4


async def test_more_rows_are_tried_again_only_after_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = Unwilling(task_rows(180))
    script.most = 50
    scripted = ScriptedGateway(script)
    gateway = Gateway(scripted.link, EUI, timeout=0.2)
    now = 0.0
    monkeypatch.setattr(page_size, "monotonic", lambda: now)
    await read_often(gateway, 4)
    assert limits(scripted).count(100) == 1
    now = 3601.0
    script.most = 1000
    await read_often(gateway, 2)
    assert max(limits(scripted)) == 100


async def test_silent_gateway_is_asked_twice_whatever_the_size() -> None:
    script = Unwilling(task_rows(400))
    scripted = ScriptedGateway(script)
    gateway = Gateway(scripted.link, EUI, timeout=0.2)
    await read_often(gateway, 2)
    limits(scripted)
    script.most = 0
    for asked in ([200, 50], [50, 50], [50, 50]):
        with pytest.raises(NoAnswerError):
            await gateway.list_fuota_tasks()
        assert limits(scripted) == asked


async def test_page_that_does_not_come_while_others_do_becomes_smaller() -> None:
    """It may be too long for the broker: a group's row has all its members."""
    tasks = Tasks(task_rows(60))

    def script(request: Request) -> Any:
        if "payloadsize" in request["url"]:
            return {"maxPayloadSizeMap": []}
        return SILENCE if int(query_of(request)["limit"]) > 30 else tasks(request)

    scripted = ScriptedGateway(script)
    gateway = Gateway(scripted.link, EUI, timeout=0.2)
    with pytest.raises(NoAnswerError):
        await asyncio.gather(gateway.list_fuota_tasks(), gateway.get_payload_sizes())
    assert len((await gateway.list_fuota_tasks()).items) == 60


def test_late_page_brings_small_ones() -> None:
    size = PageSize()
    size.came(50, 50, 1000, 0.01)
    size.end(several_pages=True)
    assert size.rows == 100
    size.came(100, 100, 2000, 0.6)
    assert size.rows == 50


def test_pages_do_not_grow_while_answers_take_their_time() -> None:
    size = PageSize()
    size.came(50, 50, 1000, 0.3)
    size.end(several_pages=True)
    assert size.rows == 50


type Came = tuple[str, int, int, float]
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["came", "failed", "end"]),
        st.integers(0, 2000),
        st.integers(0, 10**7),
        st.floats(0, 1),
    ),
    max_size=60,
)


@given(EVENTS, st.none() | st.integers(1, 1000))
def test_whatever_comes_there_are_rows_and_no_more_than_allowed(
    events: list[Came], ceiling: int | None
) -> None:
    size = PageSize(ceiling)
    for kind, rows, length, share in events:
        before = size.rows
        if kind == "came":
            size.came(before, min(rows, before), length, share)
        elif kind == "failed":
            size.failed(before, others_answered=share > 0.5)
        else:
            size.end(several_pages=rows > 0)
        assert 1 <= size.rows <= (ceiling or 2 * before)
        assert size.rows <= 2 * before
