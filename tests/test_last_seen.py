"""When a device was last heard, in each form in which gateways write it."""

from datetime import datetime, timedelta
import logging

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api import moment
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.manners import Manners, Times
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock
from .registry import state

EXACT: list[Times] = ["real", "iso", "local", "utc"]


async def set_up(
    hass: HomeAssistant, entry: MockConfigEntry, attach: Attach, clock: Clock, manners: Manners
) -> tuple[Gateway, Device]:
    """Set up a gateway of such manners; return it with a device that speaks."""
    gateway = Gateway(GATEWAY_EUI, clock=clock, utc_offset=timedelta(hours=8), manners=manners)
    populate(gateway, devices=10)
    hass.config_entries.async_update_entry(entry, options={"time_zone": "Asia/Shanghai"})
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    device = next(one for one in gateway.devices.values() if one.active)
    device.next_uplink = None
    return gateway, device


def shown(hass: HomeAssistant, device: Device) -> datetime | None:
    """Return what the entity shows."""
    text = state(hass, "sensor", f"{GATEWAY_EUI}_{device.dev_eui}_last_seen").state
    return None if text == STATE_UNKNOWN else datetime.fromisoformat(text)


async def poll(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Read the devices."""
    await entry.runtime_data.devices.async_refresh()
    await hass.async_block_till_done()


@pytest.mark.parametrize("times", EXACT)
async def test_an_exact_time_is_shown_to_the_second_whatever_its_form(
    hass: HomeAssistant, entry: MockConfigEntry, attach: Attach, clock: Clock, times: Times
) -> None:
    gateway, _ = await set_up(hass, entry, attach, clock, Manners(times=times))
    for device in gateway.devices.values():
        seen = device.last_seen
        assert shown(hass, device) == (seen and seen.replace(microsecond=0))


@pytest.mark.parametrize(
    ("ago", "within"), [(40, 60), (2 * 3600 + 900, 3600), (3 * 86_400, 86_400)]
)
async def test_words_are_shown_as_exactly_as_they_are(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    clock: Clock,
    ago: float,
    within: float,
) -> None:
    _, device = await set_up(hass, entry, attach, clock, Manners(times="relative"))
    clock.move(4 * 86_400)
    device.last_seen = clock() - timedelta(seconds=ago)
    await poll(hass, entry)
    seen = shown(hass, device)
    assert seen is not None
    assert abs(seen - device.last_seen) <= timedelta(seconds=within)


async def test_words_that_age_write_no_states(
    hass: HomeAssistant, entry: MockConfigEntry, attach: Attach, clock: Clock
) -> None:
    _, device = await set_up(hass, entry, attach, clock, Manners(times="relative"))
    device.last_seen = clock() - timedelta(hours=2, minutes=1)
    await poll(hass, entry)
    before = shown(hass, device)
    for _ in range(40):
        clock.move(600)
        await poll(hass, entry)
        assert shown(hass, device) == before


async def test_a_device_that_is_heard_again_is_shown_so_though_its_words_stay_the_same(
    hass: HomeAssistant, entry: MockConfigEntry, attach: Attach, clock: Clock
) -> None:
    _, device = await set_up(hass, entry, attach, clock, Manners(times="relative"))
    for _ in range(3):
        clock.move(5 * 3600)
        device.last_seen = clock() - timedelta(hours=1, minutes=30)
        await poll(hass, entry)
        seen = shown(hass, device)
        assert seen is not None
        assert abs(seen - device.last_seen) <= timedelta(hours=1)


async def test_a_text_that_nothing_reads_is_not_known_and_said_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(moment, "_logged", set())
    caplog.set_level(logging.DEBUG, moment.__name__)
    gateway, _ = await set_up(hass, entry, attach, clock, Manners(times="local"))
    for row in (1, 2):
        gateway.faults.add(
            f"odd call=3.3 rows={row} lastSeenAt='\"{row}. Mai\"' lastSeenAtTime='\"{row}. Mai\"'"
        )
    for _ in range(3):
        await poll(hass, entry)
    first, second, *others = entry.runtime_data.devices.items.values()
    assert [one.last_seen for one in (first, second)] == [None, None]
    assert [one.never_heard for one in (first, second)] == [False, False]
    assert any(one.last_seen for one in others)
    assert len([one for one in caplog.records if one.name == moment.__name__]) == 1
