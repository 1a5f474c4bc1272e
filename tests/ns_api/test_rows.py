"""A row that did not change since the last time gives the same object: `is` tells what changed."""

from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.device import Device
from custom_components.milesight_network_server.ns_api.fuota import FuotaTask
from custom_components.milesight_network_server.ns_api.gateway import Gateway

from .scripted import EUI, Request, ScriptedGateway, Tasks, query_of, task_rows


def reader(rows: list[Any], **options: Any) -> Gateway:
    """Return a gateway with these tasks."""
    return Gateway(ScriptedGateway(Tasks(rows, **options)).link, EUI, page_size=3)


async def tasks_of(gateway: Gateway) -> dict[int, FuotaTask]:
    return (await gateway.list_fuota_tasks()).items


async def test_what_did_not_change_is_the_same_object() -> None:
    gateway = reader(task_rows(4))
    before, after = await tasks_of(gateway), await tasks_of(gateway)
    assert [after[number] is before[number] for number in before] == [True] * 4


async def test_what_changed_is_another_object_with_the_new_content() -> None:
    rows = task_rows(4)
    gateway = reader(rows)
    before = await tasks_of(gateway)
    rows[1] = {"id": 2, "name": "renamed"}
    after = await tasks_of(gateway)
    assert [number for number in before if after[number] is not before[number]] == [2]
    assert after[2].name == "renamed"
    assert before[2].name == "task 2"


async def test_a_change_in_a_key_within_a_key_is_a_change() -> None:
    rows: list[Any] = [{"id": 1, "tmpMcInfo": {"status": 0}}]
    gateway = reader(rows)
    before = await tasks_of(gateway)
    rows[0] = {"id": 1, "tmpMcInfo": {"status": 3}}
    assert (await tasks_of(gateway))[1] is not before[1]


async def test_a_key_that_the_model_does_not_know_makes_an_equal_object() -> None:
    rows = task_rows(1)
    gateway = reader(rows)
    before = await tasks_of(gateway)
    rows[0] = rows[0] | {"uptime": 5}
    assert await tasks_of(gateway) == before


async def test_the_place_in_the_list_does_not_matter() -> None:
    rows = task_rows(4)
    gateway = reader(rows)
    before = await tasks_of(gateway)
    rows.reverse()
    after = await tasks_of(gateway)
    assert [after[number] is before[number] for number in before] == [True] * 4


async def test_an_odd_row_does_not_hide_behind_what_was_read_before() -> None:
    rows = task_rows(2)
    gateway = reader(rows)
    await tasks_of(gateway)
    rows[1] = {"id": None}
    assert list(await tasks_of(gateway)) == [1]


async def test_what_is_gone_is_forgotten() -> None:
    rows = task_rows(2)
    gateway = reader(rows)
    before = await tasks_of(gateway)
    gone = rows.pop()
    await tasks_of(gateway)
    rows.append(gone)
    after = await tasks_of(gateway)
    assert after == before
    assert after[1] is before[1]
    assert after[2] is not before[2]


async def test_an_incomplete_list_makes_nothing_forgotten() -> None:
    rows = task_rows(3)
    gateway = reader(rows)
    before = await tasks_of(gateway)
    missing = rows[1]
    rows[1] = None
    assert list(await tasks_of(gateway)) == [1, 3]
    rows[1] = missing
    assert (await tasks_of(gateway))[2] is before[2]


def devices(request: Request) -> dict[str, Any]:
    """Answer with the devices that fit the search, or with all."""
    names = {"24E124136A456465": "em300", "24E124136A456467": "ws301"}
    rows = [
        {"devEUI": eui, "name": name}
        for eui, name in names.items()
        if query_of(request).get("search", "") in name
    ]
    return {"devTotalCount": str(len(rows)), "deviceResult": rows}


async def devices_of(gateway: Gateway, search: str = "") -> dict[str, Device]:
    return (await gateway.list_devices(search=search)).devices


async def test_devices_that_did_not_change_are_the_same_objects() -> None:
    gateway = Gateway(ScriptedGateway(devices).link, EUI)
    before, after = await devices_of(gateway), await devices_of(gateway)
    assert len(after) == 2
    assert all(after[eui] is before[eui] for eui in after)


async def test_a_search_makes_no_device_forgotten() -> None:
    gateway = Gateway(ScriptedGateway(devices).link, EUI)
    before = await devices_of(gateway)
    assert list(await devices_of(gateway, search="ws")) == ["24E124136A456467"]
    after = await devices_of(gateway)
    assert all(after[eui] is before[eui] for eui in after)


@pytest.mark.parametrize("dev_eui", ["24e124136a456465", "24E124136A456465"])
async def test_a_device_is_known_by_its_eui_in_upper_case(dev_eui: str) -> None:
    scripted = ScriptedGateway(
        lambda _request: {"devTotalCount": "1", "deviceResult": [{"devEUI": dev_eui}]}
    )
    gateway = Gateway(scripted.link, EUI)
    before, after = await devices_of(gateway), await devices_of(gateway)
    assert list(after) == ["24E124136A456465"]
    assert after["24E124136A456465"] is before["24E124136A456465"]
