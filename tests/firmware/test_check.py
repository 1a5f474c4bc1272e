"""Which firmware devices run and what is offered for it: what is asked, and when."""

from collections.abc import Collection
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.firmware_check import (
    CHECK_INTERVAL,
    FirmwareCheck,
)
from custom_components.milesight_network_server.updates.firmware_inventory import (
    FirmwareInventory,
)
from simulator.channel_plan import CHANNEL_PLANS
from simulator.faults import Fault
from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Attach, Clock, Poll
from ..firmware_tasks import MODEL
from ..registry import entity_id
from .scene import (
    DAY,
    HOUR,
    asked,
    check_of,
    key,
    of_model,
    set_up,
    versions,
)


async def test_devices_are_known_whose_model_has_firmware(
    firmware: FirmwareInventory, gateway: Gateway
) -> None:
    models = {one.model for one in gateway.catalogue}
    known = {one.dev_eui: one for one in gateway.devices.values() if one.model in models}
    assert set(firmware.items) == set(known)
    assert len(known) < len(gateway.devices)
    for dev_eui, item in firmware.items.items():
        device = known[dev_eui]
        assert item.dev_eui == dev_eui
        assert (item.model, item.hardware_version, item.firmware_version) == (
            device.model,
            device.hardware_version,
            device.firmware_version,
        )
    assert firmware.data.known
    assert firmware.data.supported


@pytest.mark.parametrize(
    ("hardware", "installed", "offered", "latest"),
    [
        ("v1.1", "v1.2", ["v1.4", "v1.3", "v1.2"], "v1.4"),
        ("v1.1", "v1.0", ["v1.3", "v1.2"], "v1.3"),
        ("v1.0", "v1.0", ["v1.2"], "v1.2"),
        ("v1.0", "v1.3", ["v1.2"], None),
        ("v1.1", "v1.4", ["v1.4", "v1.3", "v1.2"], None),
        ("v1.1", "v1.10", ["v1.4", "v1.3", "v1.2"], None),
    ],
)
async def test_what_fits_is_offered_whatever_the_device_runs(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    hardware: str,
    installed: str,
    offered: list[str],
    latest: str | None,
) -> None:
    device, *_ = of_model(gateway)
    device.hardware_version, device.firmware_version = hardware, installed
    await attach(gateway)
    item = (await set_up(hass, entry)).items[device.dev_eui]
    assert versions(item) == offered
    assert (item.latest.firmware_version if item.latest else None) == latest


@pytest.mark.parametrize(
    ("plan", "offered"),
    [
        ("EU868", ["v1.3", "v1.2"]),
        ("US915", ["v1.3-us", "v1.2"]),
        ("AS923-2", ["v1.3-as", "v1.2"]),
        ("KR920", ["v1.2"]),
    ],
)
async def test_only_firmware_for_the_band_of_the_gateway_is_offered(
    hass: HomeAssistant,
    attach: Attach,
    clock: Clock,
    entry: MockConfigEntry,
    plan: str,
    offered: list[str],
) -> None:
    gateway = Gateway(GATEWAY_EUI, clock=clock, channel_plan=plan)
    populate(gateway, devices=1, models=["AM319"])
    (device,) = gateway.devices.values()
    device.firmware_version = "v1.2"
    for one in gateway.catalogue:
        if one.firmware_version == "v1.3-us":
            gateway.catalogue.append(
                type(one)(
                    firmware_id="1", model=one.model, name="AM319 v1.3-as", url="x", size=1,
                    firmware_version="v1.3-as", frequency_bands=["AS923"],
                )
            )  # fmt: skip
            break
    await attach(gateway)
    item = (await set_up(hass, entry)).items[device.dev_eui]
    assert versions(item) == offered
    assert item.latest == (item.offered[0] if len(offered) > 1 else None)


async def test_unknown_installed_version_has_nothing_offered(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    device, *_ = of_model(gateway)
    device.firmware_version = ""
    for one in gateway.catalogue:
        one.min_firmware_version = "-"
    await attach(gateway)
    item = (await set_up(hass, entry)).items[device.dev_eui]
    assert (item.firmware_version, item.offered, item.latest) == (None, (), None)


async def test_first_check_does_not_delay_the_set_up(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    gateway.faults.add(Fault("drop", call="6.9"))
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data.firmware.items == {}


async def test_each_model_is_asked_for_once(firmware: FirmwareInventory, gateway: Gateway) -> None:
    models = {one.model for one in gateway.catalogue}
    calls = asked(gateway)
    assert (calls["6.9"], calls["6.10"]) == (1, len(models))
    assert len(models) <= calls["6.8"] <= 2 * len(models)


async def test_models_are_left_out_once_all_devices_are_found(
    hass: HomeAssistant, attach: Attach, clock: Clock, entry: MockConfigEntry
) -> None:
    gateway = Gateway(GATEWAY_EUI, clock=clock)
    populate(gateway, devices=5, models=["WT101"])
    for one in gateway.devices.values():
        one.firmware_version = "v1.2"
    await attach(gateway)
    await set_up(hass, entry)
    check = check_of(entry)
    asked(gateway)
    await check.async_check()
    assert asked(gateway) == {"6.9": 1, "6.10": 1, "6.8": 1}


async def test_all_is_asked_once_a_day(
    clock: Clock, check: FirmwareCheck, gateway: Gateway, poll: Poll
) -> None:
    asked(gateway)
    await poll(23 * HOUR)
    assert not asked(gateway)
    await poll(2 * HOUR)
    assert asked(gateway)["6.9"] == 1
    assert check.due_at == clock() + CHECK_INTERVAL


async def test_nothing_is_asked_where_people_have_switched_off_polling(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    hass.config_entries.async_update_entry(loaded, pref_disable_polling=True)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    asked(gateway)
    await poll(2 * DAY)
    assert not asked(gateway)


async def test_unchanged_devices_stay_the_same_objects(
    check: FirmwareCheck, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    before = dict(firmware.items)
    changed, *_ = of_model(gateway)
    changed.firmware_version = "v9.9"
    heard: list[Collection[str]] = []
    firmware.changed_listeners.async_listen(heard.append)
    await check.async_check()
    assert [list(dev_euis) for dev_euis in heard] == [[changed.dev_eui]]
    assert firmware.items[changed.dev_eui].firmware_version == "v9.9"
    for dev_eui, item in firmware.items.items():
        assert (item is before[dev_eui]) is (dev_eui != changed.dev_eui)


async def test_deleted_device_is_forgotten(
    loaded: MockConfigEntry,
    firmware: FirmwareInventory,
    gateway: Gateway,
    stored: dict[str, Any],
    hass: HomeAssistant,
) -> None:
    device, *_ = of_model(gateway)
    del gateway.devices[device.dev_eui]
    gone: list[Collection[str]] = []
    firmware.gone_listeners.async_listen(gone.append)
    await loaded.runtime_data.devices.async_refresh()
    await hass.async_block_till_done()
    assert [list(one) for one in gone] == [[device.dev_eui]]
    assert device.dev_eui not in firmware.items
    assert device.dev_eui not in stored[key(loaded)]["data"]["reported"]


async def test_device_that_leaves_the_list_keeps_its_last_version(
    check: FirmwareCheck, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    device, *_ = of_model(gateway)
    before = firmware.items[device.dev_eui]
    device.model = "another"
    await check.async_check()
    assert firmware.items[device.dev_eui] is before


async def test_new_channel_plan_changes_what_is_offered(
    check: FirmwareCheck, loaded: MockConfigEntry, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    device = of_model(gateway, "AM319")[0]
    device.firmware_version = "v1.2"
    await check.async_check()
    assert versions(firmware.items[device.dev_eui]) == ["v1.3", "v1.2"]
    gateway.books.plan = CHANNEL_PLANS["US915"]
    await loaded.runtime_data.devices.async_refresh()
    assert versions(firmware.items[device.dev_eui]) == ["v1.3-us", "v1.2"]


async def test_refresh_button_starts_a_check(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    asked(gateway)
    await hass.services.async_call(
        "button", "press", {"entity_id": entity_id(hass, "button", f"{GATEWAY_EUI}_refresh")},
        blocking=True,
    )  # fmt: skip
    await hass.async_block_till_done(wait_background_tasks=True)
    assert asked(gateway)["6.9"] == 1


async def test_one_check_at_a_time_is_enough(
    check: FirmwareCheck, hass: HomeAssistant, gateway: Gateway
) -> None:
    asked(gateway)
    for _ in range(3):
        check.async_check_soon()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert asked(gateway)["6.9"] == 1


async def test_one_model_is_asked_for_anew(
    check: FirmwareCheck, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    devices = of_model(gateway)
    for device in devices:
        device.firmware_version = "v1.3"
    asked(gateway)
    await check.questions.async_recheck(MODEL)
    assert {firmware.items[one.dev_eui].firmware_version for one in devices} == {"v1.3"}
    assert asked(gateway) == {"6.10": 1, "6.8": 1}


async def test_unloading_in_mid_check_leaves_nothing_behind(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    gateway.faults.add(Fault("drop", call="6.8", skip=2))
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    link = entry.runtime_data.gateway.link
    assert link.waiting == 1
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert link.waiting == 0
    assert not entry._background_tasks
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_device_is_shown_as_soon_as_the_list_of_devices_has_it(
    check: FirmwareCheck, loaded: MockConfigEntry, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    before = set(gateway.devices)
    populate(gateway, devices=1, models=[MODEL])
    (added,) = gateway.devices.keys() - before
    await check.async_check()
    assert added not in firmware.items
    heard: list[Collection[str]] = []
    firmware.added_listeners.async_listen(heard.append)
    await loaded.runtime_data.devices.async_refresh()
    assert [list(one) for one in heard] == [[added]]
    assert firmware.items[added].model == MODEL
