"""A full gateway answers a page fast enough for many readers."""

from time import perf_counter

import pytest

from simulator.gateway import Gateway
from simulator.manners import Order
from simulator.population import populate

from .talk import Clock, mannered, message


@pytest.fixture
def full(gateway: Gateway) -> Gateway:
    populate(gateway, devices=5000)
    return gateway


# A page takes about a third of a millisecond, a search two; the limit is for slow machines.
@pytest.mark.parametrize("query", ["limit=50&offset=4900", "limit=50&offset=0&search=office"])
def test_a_page_of_5000_devices_takes_milliseconds(full: Gateway, query: str) -> None:
    asked = message("GET", f"/api/urdevices?{query}")
    begin = perf_counter()
    for _ in range(20):
        [answer] = full.answer(asked)
    assert (perf_counter() - begin) / 20 < 0.02
    assert answer.payload.count(b'"devEUI"') == 50


# The order of so many is worked out now and then, which takes 40 ms; the pages share it.
@pytest.mark.parametrize("order", ["newest", "moving"])
def test_pages_of_100000_devices_in_the_order_of_hearing_take_milliseconds(
    clock: Clock, order: Order
) -> None:
    gateway = mannered(clock, devices=100_000, order=order).gateway
    begin = perf_counter()
    for number in range(50):
        # A client that reads one page after the other.
        clock.passes(0.02)
        [answer] = gateway.answer(message("GET", f"/api/urdevices?limit=50&offset={number * 2000}"))
        assert answer.payload.count(b'"devEUI"') == 50
    assert (perf_counter() - begin) / 50 < 0.02
