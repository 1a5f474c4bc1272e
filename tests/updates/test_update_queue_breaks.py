"""The queue of updates where something gets lost, goes, or does not work."""

from typing import Literal

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Attach, Poll
from .scene import (
    A_NIGHT,
    added,
    install,
    of_model,
    queue_of,
)


async def test_silent_gateway_is_told_to_who_installs(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    loaded.runtime_data.gateway.timeout = 0.01
    gateway.faults.add(Fault("silent"))
    with pytest.raises(HomeAssistantError, match="did not answer"):
        await install(hass, of_model(gateway, "WT101")[0])
    assert await queue_of(hass, loaded) == []


async def test_queue_survives_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await install(hass, of_model(gateway, "UC300")[0])
    await poll(15)
    before = await queue_of(hass, loaded)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert await queue_of(hass, loaded) == before
    await poll(A_NIGHT)
    await poll(10)
    await poll(75)
    assert added(gateway) == 2


async def install_unanswered(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    kind: Literal["drop", "lost_answer"],
) -> None:
    """Install on a device; the request that adds its task, or its answer, is lost."""
    entry.runtime_data.gateway.timeout = 0.3
    gateway.faults.add(Fault(kind, call="6.1", times=1))
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)


async def test_lost_answer_is_settled_by_the_list_and_nothing_is_sent_twice(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install_unanswered(hass, loaded, gateway, poll, "lost_answer")
    await poll(40)
    assert [one["task_id"] for one in await queue_of(hass, loaded)] == [1]
    await poll(75)
    assert added(gateway) == 1


async def test_request_that_never_arrived_is_sent_anew_when_it_can_not_arrive_any_more(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install_unanswered(hass, loaded, gateway, poll, "drop")
    for _ in range(2):
        # It may still be on its way: that the list lacks it proves nothing yet.
        await loaded.runtime_data.fuota.async_refresh()
        await hass.async_block_till_done(wait_background_tasks=True)
    assert not gateway.tasks
    for _ in range(7):
        await poll(120)
    assert len(gateway.tasks) == 1


async def test_full_list_of_tasks_is_reported_and_waited_for(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, poll: Poll
) -> None:
    gateway.books.max_tasks = 0
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    device = of_model(gateway, "WT101")[0]
    await install(hass, device)
    await poll(15)
    (waiting,) = await queue_of(hass, entry)
    assert waiting["state"] == "next"
    assert "10310013" in waiting["reason"]
    gateway.books.max_tasks = 1
    await poll(660)
    assert len(gateway.tasks) == 1


async def test_gateway_without_internet_does_not_lose_the_update(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    gateway.books.internet = False
    await poll(15)
    (waiting,) = await queue_of(hass, loaded)
    assert "10310015" in waiting["reason"]
    gateway.books.internet = True
    await poll(660)
    assert len(gateway.tasks) == 1


async def test_deleted_device_leaves_the_update_and_the_others_go_on(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gone, present = of_model(gateway, "WT101")[:2]
    await install(hass, gone, present)
    del gateway.devices[gone.dev_eui]
    await poll(15)
    (task,) = gateway.tasks.values()
    assert list(task.devices) == [present.dev_eui]


async def test_task_deleted_at_the_gateway_frees_the_line(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await install(hass, of_model(gateway, "UC300")[0])
    await poll(15)
    del gateway.tasks[1]
    await poll(10)
    await poll(75)
    assert [task.firmware.model for task in gateway.tasks.values()] == ["UC300"]
    assert [one["model"] for one in await queue_of(hass, loaded)] == ["UC300"]


async def test_update_is_held_when_no_session_can_carry_its_firmware_any_more(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    for offered in gateway.catalogue:
        offered.size = 16_384 * 250
    await poll(15)
    (held,) = await queue_of(hass, loaded)
    assert held["state"] == "held"
    assert "fragments" in held["reason"]
    assert not gateway.tasks
