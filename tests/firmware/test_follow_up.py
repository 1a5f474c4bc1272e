"""What devices run is asked anew when a firmware task of theirs has ended."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.firmware_check import (
    FirmwareCheck,
)
from custom_components.milesight_network_server.updates.firmware_inventory import (
    FirmwareInventory,
)
from custom_components.milesight_network_server.updates.follow_up import (
    NEW_DEVICES_DELAY,
    REPORT_DELAY,
)
from custom_components.milesight_network_server.updates.retry import async_retry_tasks
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import Clock, Poll
from ..firmware_tasks import add_task
from .scene import (
    DAY,
    HOUR,
    asked,
    check_of,
    of_model,
    set_up,
)


async def end_task(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> Device:
    """Let a task of two devices be seen, and seen to have ended; return one of them."""
    task_id = add_task(gateway, clock() + timedelta(minutes=1))
    await entry.runtime_data.fuota.async_refresh()
    asked(gateway)
    clock.move(6 * HOUR)
    await entry.runtime_data.fuota.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert gateway.tasks[task_id].stopped_at is not None
    return gateway.devices[next(iter(gateway.tasks[task_id].devices))]


async def test_model_is_asked_for_when_its_task_has_ended(
    check: FirmwareCheck,
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    firmware: FirmwareInventory,
    gateway: Gateway,
    clock: Clock,
) -> None:
    for one in of_model(gateway):
        one.firmware_version = "v1.1"
    await check.async_check()
    device = await end_task(hass, loaded, gateway, clock)
    assert firmware.items[device.dev_eui].firmware_version == "v1.2"
    calls = asked(gateway)
    assert (calls["6.9"], calls["6.10"]) == (0, 1)


async def test_model_is_asked_for_once_more_when_devices_have_restarted(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    firmware: FirmwareInventory,
    gateway: Gateway,
    clock: Clock,
    poll: Poll,
) -> None:
    device = await end_task(hass, loaded, gateway, clock)
    device.firmware_version = "v1.3"
    await poll(REPORT_DELAY.total_seconds() + 5)
    assert firmware.items[device.dev_eui].firmware_version == "v1.3"
    asked(gateway)
    await poll(REPORT_DELAY.total_seconds() + 5)
    assert not asked(gateway)


async def test_model_of_a_task_is_asked_for_that_ended_while_home_assistant_was_off(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    for one in of_model(gateway):
        one.firmware_version = "v1.1"
    await check_of(loaded).async_check()
    task_id = add_task(gateway, clock() + timedelta(minutes=1))
    await loaded.runtime_data.fuota.async_refresh()
    assert await hass.config_entries.async_unload(loaded.entry_id)
    clock.move(6 * HOUR)
    asked(gateway)
    firmware = await set_up(hass, loaded)
    dev_eui, *_ = gateway.tasks[task_id].devices
    assert firmware.items[dev_eui].firmware_version == "v1.2"
    assert asked(gateway)["6.9"] == 0


async def test_model_is_asked_for_again_after_a_restart_that_came_before_the_second_time(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    device = await end_task(hass, loaded, gateway, clock)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    device.firmware_version = "v1.3"
    firmware = await set_up(hass, loaded)
    assert firmware.items[device.dev_eui].firmware_version == "v1.3"
    device.firmware_version = "v1.4"
    await poll(REPORT_DELAY.total_seconds() + 5)
    assert firmware.items[device.dev_eui].firmware_version == "v1.4"


async def test_a_restart_after_the_second_time_asks_for_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    await end_task(hass, loaded, gateway, clock)
    await poll(REPORT_DELAY.total_seconds() + 5)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    asked(gateway)
    await set_up(hass, loaded)
    assert not asked(gateway)


async def test_task_that_is_retried_is_followed_anew(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    dev_eui = of_model(gateway)[0].dev_eui
    gateway.set_fate(dev_eui, "fragment:9 times=1")
    await end_task(hass, loaded, gateway, clock)
    (task_id,) = gateway.tasks
    await async_retry_tasks(
        loaded.runtime_data.gateway,
        loaded.runtime_data.queue.claims,
        [loaded.runtime_data.fuota.items[task_id].task],
    )
    await loaded.runtime_data.fuota.async_refresh()
    await poll(REPORT_DELAY.total_seconds() + 5)
    asked(gateway)
    clock.move(6 * HOUR)
    await loaded.runtime_data.fuota.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert gateway.tasks[task_id].done_devices == len(gateway.tasks[task_id].devices)
    assert asked(gateway)["6.8"] > 0


async def test_tasks_that_had_ended_before_are_of_no_interest(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    add_task(gateway, clock() + timedelta(minutes=1))
    clock.move(6 * HOUR)
    asked(gateway)
    await loaded.runtime_data.fuota.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [one.task.ended for one in loaded.runtime_data.fuota.items.values()] == [True]
    assert not asked(gateway)


async def test_nothing_is_asked_after_unloading(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    await end_task(hass, loaded, gateway, clock)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    asked(gateway)
    await poll(2 * DAY)
    assert not asked(gateway)


async def test_new_devices_are_asked_for_together_when_no_more_have_come(
    loaded: MockConfigEntry, firmware: FirmwareInventory, gateway: Gateway, poll: Poll
) -> None:
    asked(gateway)
    before = set(gateway.devices)
    for _ in range(2):
        populate(gateway, devices=1, models=["WT201"])
        await poll(120)
    assert asked(gateway)["6.9"] == 0
    await poll(NEW_DEVICES_DELAY.total_seconds())
    assert asked(gateway)["6.9"] == 1
    assert set(gateway.devices) - before <= firmware.items.keys()


async def test_nothing_is_asked_for_new_devices_of_an_unloaded_entry(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    populate(gateway, devices=1, models=["WT201"])
    await poll(120)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    asked(gateway)
    await poll(2 * NEW_DEVICES_DELAY.total_seconds())
    assert not asked(gateway)
