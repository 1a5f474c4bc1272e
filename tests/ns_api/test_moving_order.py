"""Lists whose order moves while they are read: whole all the same, in few requests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from custom_components.milesight_network_server.ns_api.codec import PayloadCodecType
from custom_components.milesight_network_server.ns_api.gateway import DeviceList, Gateway
from simulator.gateway import Gateway as Simulated
from simulator.manners import Manners
from simulator.population import populate

from .reads import READS
from .scripted import EUI, Request, ScriptedGateway, query_of

PAGE, DEVICES = 10, 95
PAGES = 10


class House:
    """A simulated gateway at the other end of a link, with devices that speak meanwhile.

    Before each answer to a question about devices, so many `speakers` further down the list are
    heard.
    """

    def __init__(self, *, speakers: int = 0, **manners: Any) -> None:
        self._now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self.gateway = Simulated(EUI, clock=lambda: self._now, manners=Manners(**manners))
        populate(self.gateway, devices=DEVICES)
        for device in self.gateway.devices.values():
            # They speak when the test says so.
            device.next_uplink = None
        self.speakers = speakers
        self.meanwhile: Callable[[int], object] = lambda _number: None
        self.asked = 0
        self._turn = 0
        self.client = Gateway(ScriptedGateway(self._answer).link, EUI, page_size=PAGE)

    def _answer(self, request: Request) -> bytes:
        self.asked += 1
        self.meanwhile(self.asked)
        self._speak()
        (answer,) = self.gateway.answer(orjson.dumps(request))
        return answer.payload

    def _speak(self) -> None:
        devices = list(self.gateway.devices.values())
        for _ in range(self.speakers):
            self._turn += 37
            self._now += timedelta(seconds=1)
            devices[self._turn % len(devices)].last_seen = self._now

    async def poll(self) -> tuple[DeviceList, int]:
        """Read the devices; return them with the number of requests that it took."""
        before = self.asked
        return await self.client.list_devices(), self.asked - before


@pytest.mark.parametrize("name", [one for one in READS if one not in ("payload sizes", "models")])
async def test_every_list_is_asked_for_in_ascending_order(name: str) -> None:
    call, _ = READS[name]
    scripted = ScriptedGateway(lambda _request: {"code": 23, "error": ""})
    with pytest.raises(Exception, match="code 23"):
        await call(Gateway(scripted.link, EUI))
    (request,) = scripted.requests
    query = query_of(request)
    assert query["order"] == "asc"
    # Codecs have a type of their own.
    assert query["type"] == ("custom" if "custom" in name else "default")


@pytest.mark.parametrize("order", ["newest", "added"])
async def test_a_list_that_heeds_the_order_is_read_once_whoever_speaks_meanwhile(
    order: str,
) -> None:
    house = House(order=order, speakers=5)
    for _ in range(3):
        devices, requests = await house.poll()
        assert devices.complete
        assert devices.devices.keys() == house.gateway.devices.keys()
        assert requests == PAGES


async def test_a_list_that_does_not_move_is_read_once_whatever_its_order() -> None:
    house = House(order="moving")
    devices, requests = await house.poll()
    assert (devices.complete, requests) == (True, PAGES)


@pytest.mark.parametrize("speakers", [1, 2, 3])
async def test_a_list_that_moves_all_the_same_is_whole_at_every_poll(speakers: int) -> None:
    house = House(order="moving", speakers=speakers)
    counts = []
    for _ in range(10):
        devices, requests = await house.poll()
        assert devices.complete
        assert devices.devices.keys() == house.gateway.devices.keys()
        assert devices.total == DEVICES
        counts.append(requests)
    # Twice its pages as a rule.
    assert sum(counts) <= 10 * 2.2 * PAGES


async def test_two_readings_of_a_list_that_moves_are_enough_where_both_know_the_same() -> None:
    house = House(order="moving")

    def one_speaks(number: int) -> None:
        # Once, in the middle of the first reading.
        house.speakers = 1 if number == 5 else 0

    house.meanwhile = one_speaks
    devices, requests = await house.poll()
    assert (devices.complete, len(devices.devices)) == (True, DEVICES)
    assert requests <= 2 * PAGES
    house.meanwhile = lambda _number: None
    assert (await house.poll())[1] == PAGES


async def test_a_device_that_is_gone_is_missing_though_the_list_moves() -> None:
    house = House(order="moving", speakers=1)
    await house.poll()
    gone = next(iter(house.gateway.devices))
    del house.gateway.devices[gone]
    devices, _ = await house.poll()
    assert devices.complete
    assert gone not in devices.devices
    assert devices.devices.keys() == house.gateway.devices.keys()


async def test_a_device_that_goes_between_two_readings_is_not_brought_back() -> None:
    """What the first reading saw may be gone in the second: the total says so."""
    house = House(order="moving", speakers=1)
    gone = next(iter(house.gateway.devices))

    def somebody_deletes(number: int) -> None:
        if number == PAGES + 1:
            house.gateway.devices.pop(gone)

    house.meanwhile = somebody_deletes
    devices, _ = await house.poll()
    assert gone not in devices.devices or not devices.complete


async def test_tasks_groups_and_codecs_are_whole_in_descending_order_too() -> None:
    """A gateway that knows no `order` may list the newest first: nothing moves, all is there."""
    house = House()

    def newest_first(request: Request) -> bytes:
        url = str(request["url"]).replace("order=asc", "order=desc")
        (answer,) = house.gateway.answer(orjson.dumps(request | {"url": url}))
        return answer.payload

    client = Gateway(ScriptedGateway(newest_first).link, EUI, page_size=PAGE)
    codecs = await client.list_payload_codecs(PayloadCodecType.DEFAULT)
    assert codecs.complete
    assert list(codecs.items) == sorted(codecs.items, reverse=True)
    assert len(codecs.items) == codecs.total == 11
    assert len((await client.list_profiles()).profiles) == 8


# Go writes an empty list as null.


LISTS: dict[str, tuple[str, str]] = {
    "profiles": ("result", "totalCount"),
    "devices": ("deviceResult", "devTotalCount"),
    "groups": ("result", "totalCount"),
    "inbuilt codecs": ("result", "totalCount"),
    "tasks": ("tasks", "total"),
    "devices of a task": ("devices", "total"),
    "firmware": ("data", "total"),
}


@pytest.mark.parametrize("total", [0, "0"])
@pytest.mark.parametrize("name", LISTS)
async def test_null_for_a_list_is_the_empty_list(name: str, total: Any) -> None:
    rows, total_key = LISTS[name]
    call, _ = READS[name]
    scripted = ScriptedGateway(lambda _request: {rows: None, total_key: total})
    read: Any = await call(Gateway(scripted.link, EUI))
    assert (dict(read.items), read.complete, len(scripted.sent)) == ({}, True, 1)


@pytest.mark.parametrize(
    ("name", "key"), [("payload sizes", "maxPayloadSizeMap"), ("models", "models")]
)
async def test_null_for_a_list_without_a_total_is_the_empty_list(name: str, key: str) -> None:
    call, _ = READS[name]
    scripted = ScriptedGateway(lambda _request: {key: None})
    assert await call(Gateway(scripted.link, EUI)) == []


async def test_null_for_lists_within_a_list_is_the_empty_list() -> None:
    house = House(null_lists=True)
    house.gateway.devices.clear()
    listed = await house.client.list_devices()
    assert (listed.devices, listed.complete) == ({}, True)
    assert listed.applications
    profiles = (await house.client.list_profiles()).profiles.values()
    assert [one.factory_preset_freqs for one in profiles] == [[]] * 8
    groups = await house.client.list_multicast_groups()
    assert (groups.items, groups.complete) == ({}, True)
