"""Update entities and the list of the queue tell the same at every step of an update's life."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.device import Device
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Look, Poll
from ..registry import state
from .scene import (
    TIMEOUT,
    add_staged,
    attributes,
    cancel,
    install,
    nights,
    of_model,
    queue_of,
    states_of,
)


async def agree(hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway) -> None:
    """Assert that entities tell what the queue and the last poll of the tasks tell."""
    queue = await queue_of(hass, entry)
    goes_on = {eui for one in queue if one["state"] != "held" for eui in one["dev_euis"]}
    for device in (*of_model(gateway, "WT101"), *of_model(gateway, "UC300")):
        task = entry.runtime_data.fuota.newest_task(device.dev_eui)
        at_work = task is not None and entry.runtime_data.fuota.is_under_way(task)
        expected = device.dev_eui in goes_on or at_work
        assert attributes(hass, device)["in_progress"] is expected, device.name


def update_status(hass: HomeAssistant, device: Device) -> str:
    """Return what the sensor of a device's update tells."""
    return state(hass, "sensor", f"{GATEWAY_EUI}_{device.dev_eui}_update_status").state


async def test_from_the_install_to_the_end(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    seen: list[str] = []
    await install(hass, of_model(gateway, "WT101")[0])
    await install(hass, of_model(gateway, "UC300")[0])
    for seconds in (0, 4, 11, 60, *([1800.0] * 30), *([75.0] * 4), *([1800.0] * 30)):
        await poll(seconds)
        await agree(hass, loaded, gateway)
        seen += await states_of(hass, loaded)
    assert set(seen) == {"next", "queued", "running"}
    assert await queue_of(hass, loaded) == []


async def test_from_a_lost_request_to_the_end(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault("drop", call="6.1", times=1))
    seen: list[str] = []
    await install(hass, of_model(gateway, "WT101")[0])
    for seconds in (0, 10, *([60.0] * 15), *([1800.0] * 30)):
        await poll(seconds)
        await agree(hass, loaded, gateway)
        seen += await states_of(hass, loaded)
    assert set(seen) == {"next", "starting", "running"}
    assert await queue_of(hass, loaded) == []


async def test_from_the_staging_over_a_failed_canary_to_the_cancelling(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.set_fate(of_model(gateway, "WT101")[0].dev_eui, "fragment:9", 1)
    await add_staged(hass, loaded, gateway)
    assert await states_of(hass, loaded) == ["staged"]
    await agree(hass, loaded, gateway)
    await nights(poll, 1)
    assert await states_of(hass, loaded) == ["held"]
    await agree(hass, loaded, gateway)
    (held,) = await queue_of(hass, loaded)
    await cancel(hass, loaded, queue_id=held["queue_id"])
    await agree(hass, loaded, gateway)


async def test_after_a_reload_at_every_step(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await add_staged(hass, loaded, gateway, dev_euis=_but_first(gateway), canary=_second(gateway))
    for seconds in (0, 15, 43_200, 75, 43_200):
        await poll(seconds)
        before = [(one["dev_euis"], one["task_id"]) for one in await queue_of(hass, loaded)]
        assert await hass.config_entries.async_reload(loaded.entry_id)
        await hass.async_block_till_done()
        after = [(one["dev_euis"], one["task_id"]) for one in await queue_of(hass, loaded)]
        assert [one for one in after if one in before] == after
        await agree(hass, loaded, gateway)


def _but_first(gateway: Gateway) -> list[str]:
    return [one.dev_eui for one in of_model(gateway, "WT101")[1:]]


def _second(gateway: Gateway) -> str:
    return of_model(gateway, "WT101")[1].dev_eui


async def test_task_that_is_deleted_ends_both(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    device = of_model(gateway, "WT101")[0]
    await install(hass, device)
    await poll(15)
    await look()
    del gateway.tasks[1]
    await look()
    await agree(hass, loaded, gateway)
    await look()
    await agree(hass, loaded, gateway)
    assert await queue_of(hass, loaded) == []
    assert update_status(hass, device) == "none"


async def test_task_that_the_gateway_starts_in_years_as_after_a_wrong_clock(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    gateway.tasks[1].started_at += timedelta(days=3650)
    await look()
    assert await states_of(hass, loaded) == ["running"]
    await agree(hass, loaded, gateway)
