"""Lists of the panel: whole at first, then what changes; keys in none of them."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.ns_api.device_draft import changed_device
from simulator.gateway import Gateway

LISTS = ("devices", "applications", "profiles", "multicast_groups", "payload_codecs")
KEYS = ("app_key", "nwk_s_key", "app_s_key", "mc_nwk_s_key", "mc_app_s_key")


class Page:
    """Somebody who looks at the panel."""

    def __init__(self, hass: HomeAssistant, client: MockHAClientWebSocket) -> None:
        """Take a connection."""
        self._hass = hass
        self.client = client
        self.rows: dict[str, dict[str, Any]] = {}
        self.complete = False
        self.messages: list[dict[str, Any]] = []

    async def ask(self, command: str, **fields: object) -> Any:
        """Send a command, and return its result."""
        await self.client.send_json_auto_id({"type": f"{DOMAIN}/{command}", **fields})
        while (answer := await self.client.receive_json())["type"] == "event":
            self._take(answer["event"])
        assert answer["success"], answer
        return answer["result"]

    async def read(self) -> list[dict[str, Any]]:
        """Take what was told up to now."""
        await self._hass.async_block_till_done(wait_background_tasks=False)
        before = len(self.messages)
        await self.client.send_json_auto_id({"type": "ping"})
        while (answer := await self.client.receive_json())["type"] != "pong":
            self._take(answer["event"])
        return self.messages[before:]

    async def until_ended(self) -> list[dict[str, Any]]:
        """Take what is told of many devices until the end, and return what became of each."""
        results: list[dict[str, Any]] = []
        while True:
            event = (await self.client.receive_json())["event"]
            results += event["results"]
            if event["ended"]:
                return results

    def _take(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        if "rows" in message:
            if message["fresh"]:
                self.rows.clear()
            for key in message["gone"]:
                del self.rows[key]
            for row in message["rows"]:
                self.rows[str(next(iter(row.values())))] = row
            self.complete = message["complete"]


@pytest.fixture
async def page(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> AsyncGenerator[Page]:
    """Look at the panel, and leave it at the end."""
    assert await async_setup_component(hass, "websocket_api", {})
    client = await hass_ws_client(hass)
    yield Page(hass, client)
    await client.close()
    await asyncio.sleep(0)


async def _follow(page: Page, entry: MockConfigEntry, name: str) -> None:
    await page.ask(f"{name}/subscribe", config_entry_id=entry.entry_id)
    await page.read()
    await page.read()


@pytest.mark.parametrize("name", LISTS)
async def test_list_is_reported_whole_and_without_keys(
    page: Page, loaded: MockConfigEntry, name: str
) -> None:
    await _follow(page, loaded, name)
    assert page.complete
    assert bool(page.rows) is (name not in ("multicast_groups", "payload_codecs"))
    assert not {key for row in page.rows.values() for key in row} & set(KEYS)


async def test_only_what_changes_is_reported_and_what_goes(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    await _follow(page, loaded, "devices")
    (first, second, *_) = gateway.devices
    assert set(page.rows) == set(gateway.devices)
    data = {"config_entry_id": loaded.entry_id}
    page.messages.clear()
    await page.ask("actions/run", action="delete_device", data={**data, "dev_eui": first})
    changed = {**data, "dev_eui": second, "description": "By the window"}
    await page.ask("actions/run", action="modify_device", data=changed)
    await page.read()
    assert set(page.rows) == set(gateway.devices)
    assert page.rows[second]["description"] == "By the window"
    sent = [row["dev_eui"] for one in page.messages if "rows" in one for row in one["rows"]]
    assert set(sent) == {second}


async def test_open_list_is_read_again_and_a_closed_one_is_not(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    device = next(iter(gateway.devices.values()))
    path = "custom_components.milesight_network_server.web.list_feed"
    with patch(f"{path}.READ_EVERY", 0.05), patch(f"{path}.LEAST_PAUSE", 0.05):
        await _follow(page, loaded, "devices")
        device.name = "Renamed at the gateway"
        for _ in range(40):
            await asyncio.sleep(0.05)
            await page.read()
            if page.rows[device.dev_eui]["name"] == device.name:
                break
        assert page.rows[device.dev_eui]["name"] == "Renamed at the gateway"
        await page.client.close()
        await asyncio.sleep(0.2)
        asked = sum(gateway.request_counts.values())
        await asyncio.sleep(0.3)
        assert sum(gateway.request_counts.values()) == asked


async def test_gateway_that_is_set_up_anew_is_reported_anew(
    hass: HomeAssistant, page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    await _follow(page, loaded, "devices")
    await hass.config_entries.async_unload(loaded.entry_id)
    await page.read()
    assert (page.rows, page.complete) == ({}, False)
    await hass.config_entries.async_setup(loaded.entry_id)
    await page.read()
    await page.read()
    assert set(page.rows) == set(gateway.devices)


async def test_codecs_are_read_when_somebody_wants_to_choose_one(
    page: Page, loaded: MockConfigEntry
) -> None:
    await _follow(page, loaded, "payload_codecs")
    assert page.rows == {}
    await page.ask("payload_codecs/read", config_entry_id=loaded.entry_id)
    await page.read()
    assert {row["type"] for row in page.rows.values()} == {"default", "custom"}


async def test_what_many_devices_must_fit_is_worked_out_once(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    changes = [{"dev_eui": one, "given": {"f_port": 42}} for one in gateway.devices]
    entry = {"config_entry_id": loaded.entry_id}
    changing = "custom_components.milesight_network_server.services.bulk_changing"
    with patch(f"{changing}.changed_device", wraps=changed_device) as changed:
        await page.ask("devices/modify_many", **entry, changes=changes, dry_run=True)
        await page.until_ended()
    fitted = [call.args[2] for call in changed.call_args_list]
    assert len(fitted) == len(changes) > 1
    assert all(one is fitted[0] for one in fitted)


async def test_what_the_gateway_kept_otherwise_of_many_devices_is_reported(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    first, *_ = gateway.devices
    gateway.faults.add("keep call=3.4 fPort=85")
    changes = [{"dev_eui": first, "given": {"f_port": 42}}]
    await page.ask("devices/modify_many", config_entry_id=loaded.entry_id, changes=changes)
    results = await page.until_ended()
    assert [one["differences"] for one in results] == [[], ["f_port"]]


async def test_many_devices_are_changed_but_those_that_cannot_be(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    good, other, *_ = gateway.devices
    changes = [
        {"dev_eui": good, "given": {"f_port": 42}},
        {"dev_eui": other, "given": {"f_port": 300}},
        {"dev_eui": "24E124FFFFFFFFFF", "given": {"f_port": 42}},
    ]
    before = gateway.devices[good].f_port
    entry = {"config_entry_id": loaded.entry_id}
    await page.ask("devices/modify_many", **entry, changes=changes, dry_run=True)
    checked = {one["dev_eui"]: one["problems"] for one in await page.until_ended()}
    assert gateway.devices[good].f_port == before
    await page.ask("devices/modify_many", **entry, changes=changes)
    done = {one["dev_eui"]: one for one in await page.until_ended()}
    assert {key: one["problems"] for key, one in done.items()} == checked
    assert [one["field"] for one in checked[other]] == ["f_port"]
    assert [one["translation_key"] for one in checked["24E124FFFFFFFFFF"]] == ["problem_not_there"]
    assert (checked[good], done[good]["reason"], gateway.devices[good].f_port) == ([], None, 42)


async def test_many_devices_are_not_overwritten_where_somebody_else_changed_them(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    dev_eui = next(iter(gateway.devices))
    gateway.devices[dev_eui].f_port = 99
    change = {"dev_eui": dev_eui, "given": {"f_port": 42}, "expected": {"f_port": 85}}
    await page.ask("devices/modify_many", config_entry_id=loaded.entry_id, changes=[change])
    (result,) = await page.until_ended()
    assert result["problems"][0]["translation_key"] == "problem_changed_elsewhere"
    assert gateway.devices[dev_eui].f_port == 99


async def test_of_many_devices_each_is_told_why_the_gateway_refused_it(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    first, second, *_ = gateway.devices
    gateway.faults.add("code call=3.4 code=23 times=1")
    changes = [{"dev_eui": one, "given": {"f_port": 42}} for one in (first, second)]
    await page.ask("devices/modify_many", config_entry_id=loaded.entry_id, changes=changes)
    results = await page.until_ended()
    reasons = [one["reason"]["translation_key"] for one in results if one["reason"]]
    assert reasons == ["refused_internal_error"]
    assert sorted(gateway.devices[one].f_port for one in (first, second)) == [42, 85]


async def test_of_many_devices_the_rest_is_left_out_when_the_gateway_falls_silent(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    loaded.runtime_data.gateway.timeout = 0.05
    gateway.faults.add("drop call=3.4")
    changes = [{"dev_eui": one, "given": {"f_port": 42}} for one in gateway.devices]
    await page.ask("devices/modify_many", config_entry_id=loaded.entry_id, changes=changes)
    results = await page.until_ended()
    assert {one["dev_eui"] for one in results} == gateway.devices.keys()
    reasons = Counter(one["reason"]["translation_key"] for one in results)
    left_out = reasons.pop("bulk_left_out")
    (lost,) = reasons.values()
    assert left_out > lost
    assert left_out + lost == len(gateway.devices)


async def test_what_keeps_many_devices_from_being_read_is_reported_of_each(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    first, second, *_ = gateway.devices
    gateway.faults.add("code call=3.3 code=23")
    changes = [{"dev_eui": one, "given": {"f_port": 42}} for one in (first, second)]
    await page.ask("devices/modify_many", config_entry_id=loaded.entry_id, changes=changes)
    results = await page.until_ended()
    assert [(one["dev_eui"], one["reason"]["translation_key"]) for one in results] == [
        (first, "refused_internal_error"),
        (second, "refused_internal_error"),
    ]
    assert gateway.request_counts["3.4"] == 0


async def test_many_devices_are_deleted_and_what_is_gone_already_is_no_failure(
    page: Page, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    first, second, *_ = gateway.devices
    del gateway.devices[first]
    dev_euis = [first, second]
    await page.ask("devices/delete_many", config_entry_id=loaded.entry_id, dev_euis=dev_euis)
    results = await page.until_ended()
    assert [(one["problems"], one["reason"]) for one in results] == [([], None)] * 2
    assert not {first, second} & set(gateway.devices)
    calls = [one.call for one in gateway.requests]
    # The tasks that have ended lose the devices.
    assert "6.2" in calls[len(calls) - calls[::-1].index("3.2") :]


async def test_who_comes_later_is_told_the_whole_list_at_once(
    hass: HomeAssistant,
    page: Page,
    loaded: MockConfigEntry,
    gateway: Gateway,
    hass_ws_client: WebSocketGenerator,
) -> None:
    await _follow(page, loaded, "devices")
    client = await hass_ws_client(hass)
    later = Page(hass, client)
    await later.ask("devices/subscribe", config_entry_id=loaded.entry_id)
    await later.read()
    assert later.complete
    assert later.rows == page.rows
    assert later.rows.keys() == gateway.devices.keys()
    await client.close()
    await asyncio.sleep(0)
