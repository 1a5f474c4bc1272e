"""A full gateway answers a page fast enough for many readers."""

from time import perf_counter

import pytest

from simulator.gateway import Gateway
from simulator.population import populate

from .talk import message


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
