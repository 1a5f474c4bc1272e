"""What the gateway lost while nobody looked is removed, as soon as a complete list shows it."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, Attach, Poll
from .registry import device, entity_id, state

GONE = "24E124136D00FFFF"


def known_before(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> None:
    """Have Home Assistant know a device from before, with an entity."""
    kept = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, name)}
    )
    er.async_get(hass).async_get_or_create(
        "sensor", DOMAIN, f"{name}_status", config_entry=entry, device_id=kept.id
    )


def without_device(
    hass: HomeAssistant, entry: MockConfigEntry, platform: str, unique_id: str
) -> None:
    """Leave an entity behind whose device is in no registry, as a power cut does."""
    er.async_get(hass).async_get_or_create(platform, DOMAIN, unique_id, config_entry=entry)


@pytest.mark.parametrize(
    ("platform", "unique_id"),
    [
        ("binary_sensor", f"{GATEWAY_EUI}_{GONE}_active"),
        ("update", f"{GATEWAY_EUI}_{GONE}_firmware"),
        ("sensor", f"{GATEWAY_EUI}_{GONE}_value_co2_ppm"),
        ("sensor", f"{GATEWAY_EUI}_fuota_99_status"),
        ("button", f"{GATEWAY_EUI}_fuota_99_retry"),
    ],
)
async def test_an_entity_without_a_device_goes_with_what_the_gateway_does_not_name(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    platform: str,
    unique_id: str,
) -> None:
    without_device(hass, entry, platform, unique_id)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entity_id(hass, platform, unique_id) is None


@pytest.mark.parametrize(
    ("platform", "of"), [("binary_sensor", "connected"), ("sensor", "devices"), ("event", "fuota")]
)
async def test_an_entity_of_the_gateway_stays_with_the_name_that_it_was_given(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    platform: str,
    of: str,
) -> None:
    unique_id = f"{GATEWAY_EUI}_{of}"
    without_device(hass, entry, platform, unique_id)
    before = entity_id(hass, platform, unique_id)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entity_id(hass, platform, unique_id) == before


async def test_an_entity_of_a_device_that_exists_gets_its_device_back(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    dev_eui = next(one.dev_eui for one in gateway.devices.values() if one.active)
    unique_id = f"{GATEWAY_EUI}_{dev_eui}_active"
    without_device(hass, entry, "binary_sensor", unique_id)
    before = entity_id(hass, "binary_sensor", unique_id)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entity_id(hass, "binary_sensor", unique_id) == before
    assert state(hass, "binary_sensor", unique_id).state == "on"
    assert device(hass, entry.entry_id, f"{GATEWAY_EUI}_{dev_eui}") is not None


@pytest.mark.parametrize("name", [f"{GATEWAY_EUI}_{GONE}", f"{GATEWAY_EUI}_fuota_99"])
async def test_where_the_first_list_is_not_complete_the_next_one_that_is_decides(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    poll: Poll,
    name: str,
) -> None:
    known_before(hass, entry, name)
    # A total that is not true: then the lists are not complete.
    call = "6.2" if "fuota" in name else "3.3"
    gateway.faults.add(f"total call={call} add=2")
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert device(hass, entry.entry_id, name) is not None
    gateway.faults.clear()
    await poll(301)
    assert device(hass, entry.entry_id, name) is None
    assert entity_id(hass, "sensor", f"{name}_status") is None
    # And once it is done, it is done.
    known_before(hass, entry, name)
    await poll(301)
    assert device(hass, entry.entry_id, name) is not None
