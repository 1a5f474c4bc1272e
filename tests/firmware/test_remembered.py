"""What is known of the devices' firmware lasts: across restarts, until the entry is removed."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from hypothesis import given, settings
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.firmware_check import (
    CHECK_INTERVAL,
    START_DELAY,
)
from custom_components.milesight_network_server.updates.firmware_inventory import (
    FirmwareInventory,
)
from custom_components.milesight_network_server.updates.remembered_firmware import (
    RememberedFirmware,
)
from simulator import prepared_task
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Attach, Clock, Poll
from ..ns_api.any_json import ANY_JSON, objects_with
from .scene import (
    HOUR,
    asked,
    check_of,
    key,
    of_model,
    set_up,
)


def remember(stored: dict[str, Any], entry: MockConfigEntry, due_at: datetime, **more: Any) -> None:
    """Put a result into the store, as of a check before Home Assistant was started."""
    data = {"due_at": due_at.isoformat(), "data_center": "eu", "known": True, **more}
    stored[key(entry)] = {"version": 1, "minor_version": 1, "key": key(entry), "data": data}


async def test_result_is_remembered_across_a_restart(
    hass: HomeAssistant, loaded: MockConfigEntry, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    before = firmware.data
    asked(gateway)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    again = loaded.runtime_data.firmware
    assert again is not firmware
    assert again.data == before
    assert not asked(gateway)


async def test_first_check_that_a_restart_cut_short_is_made_at_once_after_it(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    # Of a task that has yet to end something is remembered even before the first check.
    prepared_task.start(gateway, duration=600, delay=5)
    gateway.faults.add(Fault("drop", call="6.9"))
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(entry.entry_id)
    gateway.faults.clear()
    firmware = await set_up(hass, entry)
    assert asked(gateway)["6.9"] == 1
    assert firmware.data.known


async def test_next_check_is_a_day_after_the_last(
    loaded: MockConfigEntry, stored: dict[str, Any], clock: Clock
) -> None:
    due_at = datetime.fromisoformat(stored[key(loaded)]["data"]["due_at"])
    assert due_at == clock() + CHECK_INTERVAL


async def test_after_a_restart_the_check_keeps_its_time(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    stored: dict[str, Any],
    clock: Clock,
    poll: Poll,
) -> None:
    remember(stored, entry, clock() + timedelta(hours=3))
    await attach(gateway)
    await set_up(hass, entry)
    await poll(2 * HOUR)
    assert not asked(gateway)
    await poll(2 * HOUR)
    assert asked(gateway)["6.9"] == 1


async def test_check_that_came_due_meanwhile_waits_for_the_start_to_be_over(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    stored: dict[str, Any],
    clock: Clock,
    poll: Poll,
) -> None:
    remember(stored, entry, clock() - timedelta(days=3))
    await attach(gateway)
    await set_up(hass, entry)
    assert not asked(gateway)
    await poll(START_DELAY.total_seconds() + 5)
    assert asked(gateway)["6.9"] == 1


async def test_time_of_a_clock_that_was_wrong_does_not_put_the_check_off(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    stored: dict[str, Any],
    clock: Clock,
) -> None:
    remember(stored, entry, clock() + timedelta(days=3650))
    await attach(gateway)
    await set_up(hass, entry)
    assert check_of(entry).due_at == clock() + CHECK_INTERVAL


async def test_another_data_center_is_asked_at_once(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    stored: dict[str, Any],
    clock: Clock,
) -> None:
    remember(stored, entry, clock() + timedelta(hours=3))
    hass.config_entries.async_update_entry(entry, options={"data_center": "us"})
    await attach(gateway)
    await set_up(hass, entry)
    (request,) = (one for one in gateway.requests if one.call == "6.9")
    assert request.url == "/api/fuota/official/models?dateCenter=us"


@pytest.mark.parametrize(
    "data",
    [
        None, [], "text", 7, {}, {"due_at": "soon", "data_center": "eu"}, {"data_center": "eu"},
        {"due_at": "2025-01-01T00:00:00+00:00"},
    ],
)  # fmt: skip
async def test_damaged_store_is_as_none(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    stored: dict[str, Any],
    data: Any,
) -> None:
    stored[key(entry)] = {"version": 1, "minor_version": 1, "key": key(entry), "data": data}
    await attach(gateway)
    assert (await set_up(hass, entry)).items
    assert asked(gateway)["6.9"] == 1


async def test_store_of_a_later_release_is_as_none(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    stored: dict[str, Any],
) -> None:
    stored[key(entry)] = {"version": 9, "minor_version": 1, "key": key(entry), "data": {}}
    await attach(gateway)
    assert (await set_up(hass, entry)).items


@settings(deadline=None)
@given(
    ANY_JSON
    | objects_with(
        ["due_at", "checked_at", "data_center", "known", "reported", "offered", "followed_tasks"],
        ANY_JSON,
    )
)
def test_whatever_is_stored_is_read_or_is_none(stored_data: Any) -> None:
    remembered = RememberedFirmware.read(stored_data)
    if remembered is not None:
        assert isinstance(remembered.due_at, datetime)
        assert RememberedFirmware.read(remembered.to_dict()) == remembered


async def test_store_goes_with_the_entry(
    hass: HomeAssistant, loaded: MockConfigEntry, stored: dict[str, Any]
) -> None:
    assert key(loaded) in stored
    await hass.config_entries.async_remove(loaded.entry_id)
    await hass.async_block_till_done()
    assert key(loaded) not in stored


async def test_device_that_was_deleted_meanwhile_is_not_remembered(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    device, *_ = of_model(gateway)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    del gateway.devices[device.dev_eui]
    firmware = await set_up(hass, loaded)
    assert firmware.items
    assert device.dev_eui not in firmware.items
