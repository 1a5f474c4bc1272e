"""Who asks anew for a device on hold, and is refused, has changed nothing."""

from collections.abc import AsyncGenerator
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Poll
from ..issues import placeholders
from .scene import RULED_OUT, add_staged, full_disk, install, of_kind, of_model, queue_of

REFUSED = Fault("code", call="6.1", code=10310012, times=1)


@pytest.fixture
async def on_hold(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> AsyncGenerator[list[dict[str, Any]]]:
    """The queue with an update of two devices that is on hold; it is so at the end, too."""
    gateway.faults.add(REFUSED)
    await install(hass, *of_model(gateway, "WT101")[:2])
    await poll(15)
    queue = await queue_of(hass, loaded)
    assert [one["state"] for one in queue] == ["held"]
    yield queue
    assert await queue_of(hass, loaded) == queue
    (issue,) = of_kind(hass, "update_held")
    assert placeholders(issue)["count"] == "2"


async def test_update_stays_on_hold_where_the_disk_does_not_take_an_install(
    hass: HomeAssistant, gateway: Gateway, on_hold: list[dict[str, Any]]
) -> None:
    device = of_model(gateway, "WT101")[0]
    assert device.dev_eui in on_hold[0]["dev_euis"]
    with full_disk(), pytest.raises(HomeAssistantError, match="could not be written to disk"):
        await install(hass, device)


async def test_update_stays_on_hold_where_the_disk_does_not_take_a_staged_one(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, on_hold: list[dict[str, Any]]
) -> None:
    assert on_hold
    with full_disk(), pytest.raises(HomeAssistantError, match="could not be written to disk"):
        await add_staged(hass, loaded, gateway)


async def test_update_stays_on_hold_where_the_gateway_refuses_a_canary(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, on_hold: list[dict[str, Any]]
) -> None:
    assert on_hold
    gateway.faults.add(REFUSED)
    with pytest.raises(HomeAssistantError, match="10310012"):
        await add_staged(hass, loaded, gateway)


async def test_update_stays_on_hold_after_a_restart(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, on_hold: list[dict[str, Any]]
) -> None:
    assert on_hold
    with full_disk(), pytest.raises(HomeAssistantError, match="could not be written to disk"):
        await install(hass, of_model(gateway, "WT101")[0])
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_device_whose_update_was_started_in_that_moment_is_reported_as_left_out(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add(REFUSED)
    asked, other = of_model(gateway, "WT101")[:2]
    await install(hass, asked, other)
    await poll(15)
    (held,) = await queue_of(hass, loaded)

    async def start_and_fail(*_: object) -> None:
        loaded.runtime_data.queue.release(held["queue_id"])
        raise WriteError("No space left")

    with (
        patch.object(Store, "_async_write_data", side_effect=start_and_fail),
        pytest.raises(HomeAssistantError, match="could not be written to disk"),
    ):
        await install(hass, asked)
    await poll(RULED_OUT)
    assert [list(task.devices) for task in gateway.tasks.values()] == [[other.dev_eui]]
    (issue,) = of_kind(hass, "update_dropped")
    assert "could not be written to disk" in placeholders(issue)["reasons"]
