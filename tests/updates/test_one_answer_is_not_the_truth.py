"""What a gateway answers once is not believed where that would cost something."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.gateway import DeviceList
from simulator.device import Device
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Look, Poll
from .scene import (
    RULED_OUT,
    add_staged,
    add_task,
    added,
    attributes,
    call,
    install,
    nights,
    of_kind,
    of_model,
    queue_of,
    states_of,
)


@pytest.mark.parametrize("times", [1, 2])
async def test_list_of_tasks_that_is_empty_for_once_ends_nothing_and_starts_nothing(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    look: Look,
    times: int,
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await install(hass, of_model(gateway, "UC300")[0])
    await poll(15)
    await poll(120)
    gateway.faults.add(Fault("empty", call="6.2", times=times))
    for _ in range(3):
        await look()
    await poll(75)
    assert await states_of(hass, loaded) == ["running", "next"]
    assert of_kind(hass, "update_dropped") == []
    assert added(gateway) == 1


async def test_list_of_tasks_that_stays_empty_ends_the_update_with_a_word(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    gateway.reset_fuota()
    for _ in range(3):
        await look()
    assert await queue_of(hass, loaded) == []
    assert len(of_kind(hass, "update_dropped")) == 1


@pytest.mark.parametrize("times", [1, 2])
async def test_device_of_a_task_that_lists_lack_for_once_is_sent_no_other(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, look: Look, times: int
) -> None:
    await add_staged(hass, loaded, gateway)
    await look()
    gateway.faults.add(Fault("empty", call="6.2", times=times))
    with pytest.raises(ServiceValidationError, match="1/2"):
        await add_task(hass, loaded, gateway, of_model(gateway, "WT101")[0])
    assert added(gateway) == 1


async def test_canary_that_a_list_lacks_for_once_holds_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    await add_staged(hass, loaded, gateway)
    await look()
    gateway.faults.add(Fault("empty", call="6.2", times=2))
    for _ in range(3):
        await look()
    assert await states_of(hass, loaded) == ["staged"]


@pytest.mark.parametrize(
    "fault",
    [
        *(f"code call={call} code=24 times=1" for call in ("6.2", "6.6", "6.8", "6.10", "3.3")),
        *(f"empty call={call} times=1" for call in ("6.2", "6.8", "6.10", "3.3")),
    ],
)
async def test_read_before_the_start_that_goes_wrong_once_is_tried_again(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    fault: str,
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await install(hass, of_model(gateway, "UC300")[0])
    gateway.faults.add(fault)
    await poll(15)
    assert "held" not in await states_of(hass, loaded)
    await poll(75)
    await poll(75)
    assert [len(task.devices) for task in gateway.tasks.values()] == [1]
    assert of_kind(hass, "update_held") == []
    assert of_kind(hass, "update_dropped") == []


async def test_payload_sizes_that_are_refused_for_long_keep_the_update_in_line(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    gateway.faults.add(Fault("code", call="6.6", code=24))
    await poll(15)
    for _ in range(5):
        await poll(RULED_OUT)
    (waiting,) = await queue_of(hass, loaded)
    assert waiting["state"] == "next"
    assert waiting["reason"]
    gateway.faults.clear()
    await poll(RULED_OUT)
    assert len(gateway.tasks) == 1


async def test_one_update_that_can_not_be_checked_lets_the_one_behind_it_go(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    first, second = of_model(gateway, "WT101")[0], of_model(gateway, "UC300")[0]
    await install(hass, first)
    await install(hass, second)
    gateway.catalogue[:] = [one for one in gateway.catalogue if one.model != "WT101"]
    await poll(15)
    await poll(75)
    assert [task.firmware.model for task in gateway.tasks.values()] == ["UC300"]


async def test_firmware_that_is_not_offered_any_more_holds_the_update(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    await install(hass, device)
    gateway.catalogue[:] = [one for one in gateway.catalogue if one.model != "WT101"]
    await poll(15)
    assert await states_of(hass, loaded) == ["next"]
    await poll(75)
    await poll(150)
    assert await states_of(hass, loaded) == ["held"]
    assert attributes(hass, device)["release_summary"].startswith("On hold: ")


async def test_device_that_one_list_lacks_stays_in_its_update(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    listed, hidden = of_model(gateway, "WT101")[:2]
    await install(hass, listed, hidden)
    gateway.faults.add(Fault("empty", call="3.3", times=1))
    await poll(15)
    await poll(75)
    (task,) = gateway.tasks.values()
    assert set(task.devices) == {listed.dev_eui, hidden.dev_eui}


@contextmanager
def incomplete(entry: MockConfigEntry, hidden: Device) -> Iterator[None]:
    """Have each list of devices be incomplete, and lack one."""
    gateway = entry.runtime_data.gateway
    read = gateway.list_devices

    async def torn(**query: Any) -> DeviceList:
        whole: DeviceList = await read(**query)
        listed = {key: one for key, one in whole.devices.items() if key != hidden.dev_eui}
        return replace(whole, devices=listed, complete=False)

    with patch.object(gateway, "list_devices", torn):
        yield


async def test_device_that_incomplete_lists_lack_stays_in_its_update(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    listed, hidden = of_model(gateway, "WT101")[:2]
    await install(hass, listed, hidden)
    with incomplete(loaded, hidden):
        await poll(15)
        await poll(75)
    (task,) = gateway.tasks.values()
    assert set(task.devices) == {listed.dev_eui, hidden.dev_eui}


async def test_device_that_failed_is_tried_again_although_an_incomplete_list_lacks_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    gateway.set_fate(device.dev_eui, "fragment:9", 1)
    await install(hass, device)
    await poll(15)
    await nights(poll, 1)
    with incomplete(loaded, device):
        await call(hass, loaded, "retry_failed_devices", task_id=1)
    assert [list(task.devices) for task in gateway.tasks.values()] == [[device.dev_eui]] * 2
