"""A full gateway does no more for a page than the page needs: many read from it at once."""

from unittest.mock import patch

import pytest

from simulator.calls import device as device_calls
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.manners import Order
from simulator.population import populate

from .talk import Clock, mannered, message


@pytest.mark.parametrize("query", ["limit=50&offset=1900", "limit=50&offset=0&search=office"])
def test_only_the_rows_of_the_page_are_made(gateway: Gateway, query: str) -> None:
    populate(gateway, devices=2000)
    with patch.object(device_calls, "_row", wraps=device_calls._row) as made:
        [answer] = gateway.answer(message("GET", f"/api/urdevices?{query}"))
    assert answer.payload.count(b'"devEUI"') == made.call_count == 50


@pytest.mark.parametrize("order", ["newest", "moving"])
def test_pages_in_the_order_of_hearing_share_the_order(clock: Clock, order: Order) -> None:
    gateway = mannered(clock, devices=20_000, order=order).gateway
    really, looked_at = Device.advance, 0

    def advance(device: Device, now: object) -> None:
        nonlocal looked_at
        looked_at += 1
        really(device, now)  # type: ignore[arg-type] # as it is called

    with patch.object(Device, "advance", advance):
        for number in range(20):
            # A client that reads one page after the other.
            clock.passes(0.02)
            asked = message("GET", f"/api/urdevices?limit=50&offset={number * 1000}")
            [answer] = gateway.answer(asked)
            assert answer.payload.count(b'"devEUI"') == 50
    # Once for the order of all, and for the rows of each page.
    assert looked_at <= 20_000 + 20 * 2 * 50
