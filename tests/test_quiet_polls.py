"""A poll writes the states that changed, and no others, though the text of every row is new."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import (
    Event,
    EventStateChangedData,
    EventStateReportedData,
    HomeAssistant,
    callback,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import LAST_SEEN_STEP
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.manners import Manners, Times

from .conftest import GATEWAY_EUI, Clock
from .registry import entity_id

TIMES: list[Times] = ["real", "iso", "local", "utc", "relative"]


@pytest.fixture
def gateway(gateway: Gateway) -> Gateway:
    """A gateway whose devices say nothing by themselves."""
    for one in gateway.devices.values():
        one.next_uplink = None
    return gateway


@pytest.fixture
def times() -> Times:
    """How the gateway writes when a device was heard."""
    return "real"


@pytest.fixture
def _polled(gateway: Gateway, times: Times) -> None:
    """Choose the gateway's manners before it is set up."""
    gateway.manners = Manners(times=times)


@contextmanager
def written(hass: HomeAssistant) -> Generator[list[str]]:
    """Collect the ids of the entities whose states are written, also where they do not change.

    Each poll takes its own time, which is a value of its own.
    """
    states: list[str] = []

    def note(data: EventStateChangedData | EventStateReportedData) -> bool:
        if not data["entity_id"].endswith("response_time"):
            states.append(data["entity_id"])
        return False

    @callback
    def changed(data: EventStateChangedData) -> bool:
        return note(data)

    @callback
    def reported(data: EventStateReportedData) -> bool:
        return note(data)

    @callback
    def nothing(_event: Event[EventStateChangedData] | Event[EventStateReportedData]) -> None:
        """Home Assistant wants states that are only reported to be looked at by a filter."""

    stops = [
        hass.bus.async_listen(EVENT_STATE_CHANGED, nothing, event_filter=changed),
        hass.bus.async_listen(EVENT_STATE_REPORTED, nothing, event_filter=reported),
    ]
    yield states
    for stop in stops:
        stop()


async def poll(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Read the devices."""
    await entry.runtime_data.devices.async_refresh()
    await hass.async_block_till_done()


def of(hass: HomeAssistant, device: Device, key: str, platform: str = "sensor") -> str:
    """Return the id of an entity of a device."""
    found = entity_id(hass, platform, f"{GATEWAY_EUI}_{device.dev_eui}_{key}")
    assert found is not None
    return found


@pytest.mark.usefixtures("_polled", "all_entities_enabled")
@pytest.mark.parametrize("times", TIMES)
async def test_rows_that_only_age_write_nothing(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, clock: Clock
) -> None:
    before = dict(loaded.runtime_data.devices.items)
    with written(hass) as states:
        for seconds in (1, 5, 60, 600, 3600, 86_400):
            clock.move(seconds)
            await poll(hass, loaded)
    assert states == []
    after = loaded.runtime_data.devices.items
    assert all(after[dev_eui] is before[dev_eui] for dev_eui in before)


@pytest.mark.usefixtures("_polled", "all_entities_enabled")
@pytest.mark.parametrize("times", TIMES)
async def test_who_was_heard_long_after_the_last_time_is_written_and_nobody_else(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, clock: Clock
) -> None:
    clock.move(40 * 86_400)
    heard = list(gateway.devices.values())[2:5]
    for device in heard:
        device.last_seen = clock() - timedelta(seconds=5)
    with written(hass) as states:
        await poll(hass, loaded)
    assert sorted(states) == sorted(of(hass, one, "last_seen") for one in heard)


@pytest.mark.usefixtures("_polled")
async def test_who_was_heard_again_soon_is_not_written(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, clock: Clock
) -> None:
    device = next(one for one in gateway.devices.values() if one.active)
    for days in (1, 0):
        # What is shown afterwards is this very time.
        device.last_seen = clock() - timedelta(days=days)
        await poll(hass, loaded)
    with written(hass) as states:
        for _ in range(9):
            clock.move(LAST_SEEN_STEP.total_seconds() / 10)
            device.last_seen = clock()
            device.f_cnt_up += 1
            await poll(hass, loaded)
    assert states == []
    with written(hass) as states:
        clock.move(LAST_SEEN_STEP.total_seconds() / 10)
        device.last_seen = clock()
        await poll(hass, loaded)
    assert states == [of(hass, device, "last_seen")]


@pytest.mark.usefixtures("_polled", "all_entities_enabled")
async def test_a_counter_that_moved_is_written_where_somebody_wants_to_see_it(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    one, other, *_ = gateway.devices.values()
    one.f_cnt_up += 3
    other.f_cnt_down += 1
    with written(hass) as states:
        await poll(hass, loaded)
    assert sorted(states) == sorted([of(hass, one, "f_cnt_up"), of(hass, other, "f_cnt_down")])


@pytest.mark.usefixtures("_polled", "all_entities_enabled")
@pytest.mark.parametrize("times", TIMES)
async def test_among_rows_that_age_exactly_what_changed_is_written(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, clock: Clock
) -> None:
    clock.move(40 * 86_400)
    first, second, third, *_ = [one for one in gateway.devices.values() if one.active]
    first.active = False
    second.application_id = 3 - second.application_id
    third.last_seen = clock()
    with written(hass) as states:
        await poll(hass, loaded)
    count = entity_id(hass, "sensor", f"{GATEWAY_EUI}_active_devices")
    assert sorted(states) == sorted(
        [
            of(hass, first, "active", "binary_sensor"),
            of(hass, second, "application"),
            of(hass, third, "last_seen"),
            str(count),
        ]
    )
