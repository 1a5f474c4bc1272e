"""Importing while line, gateway or Home Assistant fail: nothing is sent twice, nothing is lost."""

import asyncio
from dataclasses import replace
from itertools import count
from unittest.mock import AsyncMock, patch

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.services import bulk_adding
from simulator.faults import Fault
from simulator.gateway import Answer, Gateway
from simulator.manners import Manners

from ..conftest import Attach
from .changes import Answering, writes_meet
from .conftest import Act, writes
from .device_table import eui, euis, notifications, row, table


@pytest.fixture
def short_waits(
    entry: MockConfigEntry, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wait only a moment for what does not come."""
    hass.config_entries.async_update_entry(entry, options={**entry.options, "request_timeout": 0.1})
    monkeypatch.setattr(bulk_adding, "RECONNECT_TIME", 0.05)


async def test_never_more_than_three_at_once(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    api = loaded.runtime_data.gateway
    under_way = most = 0
    really = api.add_device

    async def add_device(body: dict[str, object]) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await really(body)
        under_way -= 1

    with patch.object(api, "add_device", add_device):
        await act("import_devices", csv=table(map(row, range(30))))
    assert most == 3
    assert writes(gateway) == ["3.1"] * 30


@pytest.mark.usefixtures("short_waits")
async def test_a_lost_answer_is_looked_up_and_nothing_sent_twice(
    act: Act, gateway: Gateway
) -> None:
    gateway.faults.add("lost_answer call=3.1 skip=1 times=1")
    gateway.faults.add("drop call=3.1 skip=3 times=1")
    response = await act("import_devices", csv=table(map(row, range(1, 9))))
    assert response["added"] == euis([1, 2, 3, 5, 6, 7, 8])
    (failed,) = response["failed"]
    assert failed["dev_eui"] == eui(4)
    assert failed["errors"] == [
        (
            "The gateway did not answer add_device within 0.1 seconds. The gateway's list, read "
            "afterwards, shows that the change was not made. Nothing was sent twice; try again"
        )
    ]
    sent = [one.body["devEUI"] for one in gateway.requests if one.call == "3.1"]  # type: ignore[index]
    assert sorted(sent) == sorted(set(sent))


@pytest.mark.usefixtures("short_waits")
async def test_answers_that_are_lost_do_not_end_it_where_the_gateway_searches_in_names_alone(
    act: Act, gateway: Gateway
) -> None:
    gateway.manners = Manners(search_names=True)
    gateway.faults.add("lost_answer call=3.1")
    response = await act("import_devices", csv=table(map(row, range(12))))
    assert response["added"] == euis(range(12))


@pytest.mark.usefixtures("short_waits")
async def test_a_device_that_is_added_after_the_time_out_is_found(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    def meet(payload: bytes, really: Answering) -> list[Answer]:
        # Nobody waits for its answer any longer.
        hass.loop.call_later(0.15, really, payload)
        return []

    with writes_meet(gateway, meet) as sent:
        response = await act("import_devices", csv=table(map(row, range(1, 3))))
    assert response["added"] == euis([1, 2])
    assert response["failed"] == response["warnings"] == []
    assert len(sent) == 2


@pytest.mark.usefixtures("short_waits")
async def test_what_can_not_be_looked_up_at_once_is_known_in_the_end(
    act: Act, gateway: Gateway
) -> None:
    gateway.faults.add("lost_answer call=3.1 times=1")
    # The first list is that before the import, the second looks for the device.
    gateway.faults.add("code call=3.3 code=23 skip=1 times=1")
    response = await act("import_devices", csv=table(map(row, range(1, 4))))
    assert response["added"] == euis(range(1, 4))


async def test_what_an_incomplete_list_lacks_is_not_taken_for_absent(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    listed = await loaded.runtime_data.gateway.list_devices()
    incomplete = AsyncMock(return_value=replace(listed, complete=False))
    with patch.object(loaded.runtime_data.gateway, "list_devices", incomplete):
        response = await act("import_devices", csv=table([row(1)]))
    assert response["added"] == [eui(1)]
    assert any("could not be read" in one for one in response["warnings"])


@pytest.mark.usefixtures("short_waits")
async def test_broken_off_and_run_again_only_what_is_missing_is_added(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    gateway.faults.add(Fault("silent", call="3.1", skip=60))
    text = table(map(row, range(1, 201)))
    response = await act("import_devices", csv=text)
    assert response["added"] == euis(range(1, 61))
    assert len(response["failed"]) == 140
    first, last = response["failed"][0], response["failed"][-1]
    assert first["dev_eui"] == eui(61)
    assert "unknown whether" in first["errors"][0]
    assert last["errors"][0].startswith("Not sent, because the import ended before this row")
    assert "did not answer" in last["errors"][0]
    assert any("could not be read" in one for one in response["warnings"])
    assert not notifications(hass)

    gateway.faults.clear()
    again = await act("import_devices", csv=text)
    assert sorted(again["existing"] + again["added"]) == euis(range(1, 201))
    assert again["existing"] == euis(range(1, 61))
    assert again["failed"] == []


@pytest.mark.usefixtures("short_waits")
async def test_adds_that_are_never_answered_end_the_import(act: Act, gateway: Gateway) -> None:
    gateway.faults.add("drop call=3.1")
    response = await act("import_devices", csv=table(map(row, range(1, 41))))
    assert response["added"] == []
    sentences = [error for one in response["failed"] for error in one["errors"]]
    assert len(sentences) == 40
    unanswered = [one for one in sentences if one.startswith("The gateway did not answer")]
    assert bulk_adding.MOST_LOST <= len(unanswered) < 10
    assert sum(one.startswith("Not sent") for one in sentences) == 40 - len(unanswered)


@pytest.mark.usefixtures("short_waits")
async def test_a_broker_that_is_back_soon_breaks_nothing(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    connected = iter([True] * 3 + [False] * 3)
    with patch(
        "custom_components.milesight_network_server.mqtt.is_connected",
        lambda _hass: next(connected, True),
    ):
        response = await act("import_devices", csv=table(map(row, range(1, 9))))
    assert response["added"] == euis(range(1, 9))
    assert writes(gateway) == ["3.1"] * 8


@pytest.mark.usefixtures("short_waits")
async def test_a_broker_that_stays_away_ends_the_import(act: Act, gateway: Gateway) -> None:
    connected = iter([True] * 4)
    with patch(
        "custom_components.milesight_network_server.mqtt.is_connected",
        lambda _hass: next(connected, False),
    ):
        response = await act("import_devices", csv=table(map(row, range(1, 9))))
    assert len(response["added"]) == len(writes(gateway)) == 3
    assert len(response["failed"]) == 5
    assert "not connected to its MQTT broker" in response["failed"][0]["errors"][0]


async def test_two_imports_at_once_add_each_device_once(act: Act, gateway: Gateway) -> None:
    text = table(map(row, range(1, 31)))
    one, other = await asyncio.gather(
        act("import_devices", csv=text), act("import_devices", csv=text)
    )
    assert one["failed"] == other["failed"] == []
    assert sorted(one["added"] + other["added"]) == euis(range(1, 31))
    assert sorted(one["existing"] + other["existing"]) == euis(range(1, 31))


async def test_an_entry_that_is_unloaded_ends_the_import(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    gateway.faults.add("drop call=3.1 skip=70")
    api = loaded.runtime_data.gateway
    really = api.add_device
    calls = count(1)
    waiting = asyncio.Event()

    async def add_device(body: dict[str, object]) -> None:
        if next(calls) == 73:
            hass.loop.call_soon(waiting.set)
        await really(body)

    with patch.object(api, "add_device", add_device):
        importing = asyncio.gather(act("import_devices", csv=table(map(row, range(200)))))
        await waiting.wait()
        assert await hass.config_entries.async_unload(loaded.entry_id)
        (response,) = await importing
    assert len(response["added"]) == 70
    assert "was unloaded" in response["failed"][0]["errors"][0]
    assert not notifications(hass)


async def test_an_import_that_is_cancelled_leaves_no_notification(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    under_way = asyncio.Event()

    @callback
    def changed(_type: object, shown: dict[str, persistent_notification.Notification]) -> None:
        if any(one["message"] == "50 of 200 devices" for one in shown.values()):
            under_way.set()

    persistent_notification.async_register_callback(hass, changed)
    importing = asyncio.gather(act("import_devices", csv=table(map(row, range(200)))))
    await under_way.wait()
    assert len(notifications(hass)) == 1
    importing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await importing
    await hass.async_block_till_done()
    assert not notifications(hass)


async def test_a_gateway_that_is_silent_from_the_start_is_an_error(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, act: Act, loaded: MockConfigEntry
) -> None:
    loaded.runtime_data.gateway.timeout = 0.05
    gateway.faults.add("silent")
    with pytest.raises(HomeAssistantError) as caught:
        await act("import_devices", csv=table([row(1)]))
    assert caught.value.translation_key == "no_answer"
