"""A check for firmware without internet, of a silent gateway, or of one that refuses."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.firmware_check import (
    CHECK_INTERVAL,
    RETRY_INTERVAL,
    FirmwareCheck,
)
from custom_components.milesight_network_server.updates.firmware_inventory import (
    FirmwareInventory,
)
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Attach, Clock, Poll
from ..firmware_tasks import MODEL
from .scene import (
    are_available,
    asked,
    check_of,
    known,
    logged,
    of_model,
    set_up,
    silence,
)


async def test_without_internet_nobody_knows_and_nothing_is_said(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway.books.internet = False
    await attach(gateway)
    firmware = await set_up(hass, entry)
    assert not known(firmware)
    assert firmware.items == {}
    assert logged(caplog) == []
    asked(gateway)
    gateway.books.internet = True
    await poll(RETRY_INTERVAL.total_seconds() + 5)
    assert known(firmware)
    assert firmware.items


async def test_lost_internet_leaves_models_and_versions_and_takes_the_offers(
    hass: HomeAssistant,
    clock: Clock,
    check: FirmwareCheck,
    firmware: FirmwareInventory,
    gateway: Gateway,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = dict(firmware.items)
    gateway.books.internet = False
    asked(gateway)
    await check.async_check()
    assert asked(gateway) == {"6.9": 1}
    assert not firmware.data.known
    assert are_available(hass)
    assert check.due_at == clock() + RETRY_INTERVAL
    assert {eui: (one.model, one.firmware_version) for eui, one in firmware.items.items()} == {
        eui: (one.model, one.firmware_version) for eui, one in before.items()
    }
    assert not any(one.offered for one in firmware.items.values())
    assert logged(caplog) == []
    gateway.books.internet = True
    await check.async_check()
    assert firmware.items == before


async def test_internet_lost_in_mid_check_ends_it(
    check: FirmwareCheck, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    gateway.faults.add(Fault("code", call="6.10", code=10310015))
    asked(gateway)
    await check.async_check()
    assert asked(gateway) == {"6.9": 1, "6.10": 1}
    assert not firmware.data.known


async def test_every_device_hears_that_nobody_knows(
    check: FirmwareCheck, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    """One without offers, too: for it, "up to date" has become "unknown"."""
    device, *_ = of_model(gateway)
    for one in gateway.catalogue:
        one.min_hardware_version = "v9.9"
    await check.async_check()
    assert firmware.items[device.dev_eui].offered == ()
    heard: list[bool] = []
    firmware.listeners.async_add(device.dev_eui, lambda: heard.append(firmware.data.known))
    gateway.books.internet = False
    await check.async_check()
    gateway.books.internet = True
    await check.async_check()
    assert heard == [False, True]


async def test_failed_model_costs_only_its_own_news(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway.faults.add(Fault("code", call="6.10", code=23, times=1))
    gateway.faults.add(Fault("code", call="6.8", code=23, times=1))
    await attach(gateway)
    firmware = await set_up(hass, entry)
    check = check_of(entry)
    known = {one.model for one in firmware.items.values()}
    models = {one.model for one in gateway.catalogue} & {
        one.model for one in gateway.devices.values()
    }
    assert len(models - known) == 2
    assert firmware.data.known
    assert logged(caplog) == []
    await check.async_check()
    assert {one.model for one in firmware.items.values()} == models


async def test_lost_answer_costs_only_its_own_news(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, options={"request_timeout": 0.1})
    gateway.faults.add(Fault("lost_answer", call="6.10", times=2))
    await attach(gateway)
    firmware = await set_up(hass, entry)
    assert firmware.data.checked_at is not None
    assert len({one.model for one in firmware.items.values()}) > 5


async def test_refused_models_are_reported_once_and_asked_for_again_in_an_hour(
    hass: HomeAssistant,
    clock: Clock,
    check: FirmwareCheck,
    firmware: FirmwareInventory,
    gateway: Gateway,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = dict(firmware.items)
    gateway.faults.add(Fault("code", call="6.9", code=23, times=2))
    await check.async_check()
    await check.async_check()
    (line,) = logged(caplog)
    assert "list_official_models" in line
    assert check.due_at == clock() + RETRY_INTERVAL
    assert are_available(hass)
    assert firmware.items == before
    await check.async_check()
    assert check.due_at == clock() + CHECK_INTERVAL


async def test_gateway_without_fuota_is_asked_once_a_day_and_nothing_is_said(
    clock: Clock,
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway.faults.add(Fault("code", call="6.9", code=21))
    await attach(gateway)
    firmware = await set_up(hass, entry)
    check = check_of(entry)
    assert asked(gateway) == {"6.9": 1}
    assert firmware.items == {}
    assert not firmware.data.supported
    assert check.due_at == clock() + CHECK_INTERVAL
    assert logged(caplog) == []


async def test_silent_gateway_makes_it_unavailable_and_a_check_is_made_up_for(
    check: FirmwareCheck,
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    firmware: FirmwareInventory,
    gateway: Gateway,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with silence(loaded, gateway):
        assert not are_available(hass)
        assert firmware.items
        caplog.clear()
        await check.async_check()
        assert logged(caplog) == []
    asked(gateway)
    await loaded.runtime_data.devices.async_refresh()
    assert are_available(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert asked(gateway)["6.9"] == 1


async def test_gateway_that_is_back_is_not_asked_before_its_time(
    hass: HomeAssistant, loaded: MockConfigEntry, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    async with silence(loaded, gateway):
        pass
    asked(gateway)
    await loaded.runtime_data.devices.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert are_available(hass)
    assert not asked(gateway)


async def test_failing_recheck_keeps_what_was_known(
    check: FirmwareCheck, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    before = firmware.data
    gateway.faults.add(Fault("code", call="6.10", code=23))
    gateway.faults.add(Fault("code", call="6.8", code=23))
    await check.questions.async_recheck(MODEL)
    assert firmware.data is before


async def test_installed_version_is_asked_for_without_internet_too(
    check: FirmwareCheck, firmware: FirmwareInventory, gateway: Gateway
) -> None:
    device, *_ = of_model(gateway)
    device.firmware_version = "v1.3"
    gateway.books.internet = False
    await check.questions.async_recheck(MODEL)
    assert firmware.items[device.dev_eui].firmware_version == "v1.3"
    assert not firmware.data.known
