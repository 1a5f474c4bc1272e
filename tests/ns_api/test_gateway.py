"""What a gateway object asks: the exact requests, and how many at once."""

import asyncio
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.gateway import Gateway

from .reads import FIRMWARE, NOTHING, READS
from .scripted import EUI, NEIGHBOUR, ScriptedGateway, Tasks, let_run, task_rows

OFFICIAL = {"officialFirmwareInfo": {"id": "1888828394920153089", "model": "CT303"}}


@pytest.mark.usefixtures("numbered_ids")
@pytest.mark.parametrize("name", READS)
async def test_a_reading_call_asks_for_exactly_this(name: str) -> None:
    call, url = READS[name]
    scripted = ScriptedGateway(lambda _request: NOTHING)
    await call(Gateway(scripted.link, EUI))
    assert scripted.requests == [
        {"type": "ns-api", "id": "1", "method": "GET", "url": url, "gatewayEUI": EUI}
    ]


@pytest.mark.usefixtures("numbered_ids")
@pytest.mark.parametrize("firmware", [FIRMWARE, OFFICIAL], ids=["own", "official"])
async def test_the_devices_that_a_firmware_fits_are_asked_for_with_a_body(
    firmware: dict[str, Any],
) -> None:
    scripted = ScriptedGateway(lambda _request: NOTHING)
    gateway = Gateway(scripted.link, EUI)
    await gateway.list_firmware_devices(firmware)
    await gateway.list_firmware_devices(firmware, task_id=184, search="wt")
    envelope = {
        "type": "ns-api", "method": "POST", "url": "/api/fuota/devices/firmware", "gatewayEUI": EUI,
    }  # fmt: skip
    plain = {**firmware, "limit": 50, "offset": 0, "taskId": 0, "search": ""}
    some = {**firmware, "limit": 50, "offset": 0, "taskId": 184, "search": "wt"}
    assert scripted.requests == [
        {**envelope, "id": "1", "body": plain},
        {**envelope, "id": "2", "body": some},
    ]


async def test_later_pages_of_the_devices_that_a_firmware_fits_are_asked_for_in_the_body() -> None:
    rows = [{"devEui": f"24e124000000000{number}"} for number in range(3)]

    def script(request: dict[str, Any]) -> dict[str, Any]:
        body = request["body"]
        page = rows[body["offset"] : body["offset"] + body["limit"]]
        return {"total": len(rows), "devices": page}

    scripted = ScriptedGateway(script)
    listing = await Gateway(scripted.link, EUI, page_size=2).list_firmware_devices(FIRMWARE)
    assert len(listing.items) == 3
    assert listing.complete
    bodies = [request["body"] for request in scripted.requests]
    assert [(body["limit"], body["offset"]) for body in bodies] == [(2, 0), (2, 2)]
    assert all(FIRMWARE.items() <= body.items() for body in bodies)


@pytest.mark.parametrize("name", READS)
async def test_a_list_of_nothing_is_read(name: str) -> None:
    call, _ = READS[name]
    result: Any = await call(Gateway(ScriptedGateway(lambda _request: NOTHING).link, EUI))
    assert result == [] or result.complete


async def test_a_request_is_of_use_for_as_long_as_the_gateway_object_was_reported() -> None:
    scripted = ScriptedGateway(lambda _request: NOTHING)
    await Gateway(scripted.link, EUI, timeout=7.5).list_devices()
    assert scripted.sent[0][1] == 7.5


async def test_by_default_an_answer_is_awaited_for_ten_seconds() -> None:
    scripted = ScriptedGateway(lambda _request: NOTHING)
    await Gateway(scripted.link, EUI).list_devices()
    assert scripted.sent[0][1] == 10


async def test_a_gateway_may_be_named_in_lower_case() -> None:
    scripted = ScriptedGateway()
    reading = asyncio.create_task(
        Gateway(scripted.link, EUI.lower(), timeout=0.05).get_payload_sizes()
    )
    (request,) = await scripted.asked()
    scripted.answer(request, NOTHING, gatewayEUI=EUI)
    assert await reading == []


# At most three requests at once.


@pytest.mark.parametrize("answer_to_them", [NOTHING, {"code": 23}, None])
async def test_a_gateway_is_asked_at_most_three_things_at_once(answer_to_them: Any) -> None:
    scripted = ScriptedGateway()
    gateway = Gateway(scripted.link, EUI)
    reading = [asyncio.create_task(gateway.get_payload_sizes()) for _ in range(8)]
    at_once = []
    for answered in range(8):
        await let_run()
        at_once.append(len(scripted.sent) - answered)
        scripted.answer(scripted.requests[answered], answer_to_them)
    await asyncio.gather(*reading, return_exceptions=True)
    assert at_once == [3, 3, 3, 3, 3, 3, 2, 1]


async def test_two_long_lists_ask_for_three_pages_at_most() -> None:
    """Each alone asks for two at once."""
    tasks = Tasks(task_rows(30))
    scripted = ScriptedGateway()
    gateway = Gateway(scripted.link, EUI, page_size=3)
    reading = [asyncio.create_task(gateway.list_fuota_tasks()) for _ in range(2)]
    answered, most = 0, 0
    while not all(read.done() for read in reading):
        await let_run()
        most = max(most, len(scripted.sent) - answered)
        for request in scripted.requests[answered : answered + 1]:
            scripted.answer(request, tasks(request))
            answered += 1
        await let_run()
    assert most == 3


async def test_a_request_that_nobody_waits_for_any_longer_makes_room() -> None:
    scripted = ScriptedGateway()
    gateway = Gateway(scripted.link, EUI)
    reading = [asyncio.create_task(gateway.get_payload_sizes()) for _ in range(4)]
    await let_run()
    assert len(scripted.sent) == 3
    reading[0].cancel()
    await let_run()
    assert len(scripted.sent) == 4
    scripted.link.close()
    await asyncio.gather(*reading, return_exceptions=True)


async def test_two_gateways_on_a_link_do_not_wait_for_each_other() -> None:
    scripted = ScriptedGateway()
    gateways = [Gateway(scripted.link, eui) for eui in (EUI, NEIGHBOUR)]
    reading = [
        asyncio.create_task(gateway.get_payload_sizes()) for gateway in gateways for _ in range(3)
    ]
    await let_run()
    assert len(scripted.sent) == 6
    scripted.link.close()
    await asyncio.gather(*reading, return_exceptions=True)
