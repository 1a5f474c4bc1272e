"""How far the estimated end of a task is from its real one, whatever the session's phases take."""

from datetime import UTC, datetime, timedelta

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.updates.settings import FUOTA_ALLOWANCE
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock, Poll
from .registry import state

# The worked example of the estimate.
SENDING = timedelta(seconds=13_490)
START = timedelta(seconds=60)


@pytest.fixture(params=[0, 2, 10], ids=lambda minutes: f"{minutes} minutes each")
def phase(request: pytest.FixtureRequest) -> timedelta:
    """How long set-up, polling and reboot take, each."""
    return timedelta(minutes=request.param)


@pytest.fixture
def gateway(clock: Clock, phase: timedelta) -> Gateway:
    """A gateway with such phases."""
    seconds = phase.total_seconds()
    simulated = Gateway(
        GATEWAY_EUI, clock=clock, setup_time=seconds, polling_time=seconds, reboot_time=seconds
    )
    populate(simulated, devices=20)
    return simulated


def ends(hass: HomeAssistant) -> datetime:
    """Return when the task is shown to end."""
    return datetime.fromisoformat(state(hass, "sensor", f"{GATEWAY_EUI}_fuota_1_ends").state)


async def test_the_end_is_off_by_what_the_phases_differ_from_the_allowance(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    clock: Clock,
    poll: Poll,
    phase: timedelta,
) -> None:
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    device = next(one for one in gateway.devices.values() if one.model == "CT305")
    device.firmware_version, device.hardware_version = "v1.3", "v1.0"
    offered = [one for one in gateway.catalogue if one.model == "CT305"][-1]
    response = await hass.services.async_call(
        DOMAIN,
        "add_fuota_task",
        {
            "config_entry_id": entry.entry_id,
            "name": "Worked example",
            "dev_euis": device.dev_eui,
            "model": "CT305",
            "official_firmware_id": offered.firmware_id,
            "fragment_size": 88,
            "fragment_redundancy": 30,
            "fragment_interval": 5000,
            "dr": 3,
        },
        blocking=True,
        return_response=True,
    )
    assert response is not None
    estimate = response["estimate"]
    assert isinstance(estimate, dict)
    assert (estimate["fragments"], estimate["sent_fragments"]) == (2075, 2698)
    assert estimate["sending_time"] == SENDING.total_seconds()
    assert "11.5" in str(response["warnings"])

    # Before it starts, the end is the start, the sending and the allowance.
    planned = gateway.tasks[1].started_at
    assert ends(hass) == planned + SENDING + FUOTA_ALLOWANCE

    # Once it is seen executing, the estimate counts from that poll.
    clock.move(START.total_seconds() + 5)
    await entry.runtime_data.fuota.async_refresh()
    seen = clock()
    await hass.async_block_till_done()
    revised = ends(hass)
    assert revised == seen + SENDING + FUOTA_ALLOWANCE

    await poll(12 * 3600)
    await poll(10)
    task = gateway.tasks[1]
    assert task.stopped_at is not None
    error = task.stopped_at.astimezone(UTC) - revised
    late = seen - planned
    assert error == 3 * phase - FUOTA_ALLOWANCE - late
    # From 2 minutes too late to 28 minutes too early, of almost four hours.
    assert abs(error) <= timedelta(minutes=30)
    assert ends(hass) == task.stopped_at
