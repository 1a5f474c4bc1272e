"""Devices on the well-known key: who is named, and that it costs next to nothing to look."""

from unittest.mock import PropertyMock, patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.device import Device
from simulator.checks import DEFAULT_KEY
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock, Poll
from .issues import Changes, description, reported, title

OWN_KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with ten devices, none of them on the default key."""
    simulated = Gateway(GATEWAY_EUI, clock=clock)
    populate(simulated, devices=10)
    for one in simulated.devices.values():
        one.app_key = OWN_KEY
    return simulated


async def test_default_key_names_the_devices_and_goes_when_the_last_one_has_a_key_of_its_own(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    first, second, *_ = gateway.devices.values()
    first.name, second.name = "Roof", "attic"
    first.app_key, second.app_key = DEFAULT_KEY, DEFAULT_KEY.upper()
    await poll(90)
    (issue,) = reported(hass).values()
    assert title(issue) == (f"Milesight gateway {GATEWAY_EUI} has devices with a well-known key")
    assert "use Milesight's default key: 2\n\nattic, Roof\n" in description(issue)
    assert issue.is_fixable
    assert issue.severity is ir.IssueSeverity.WARNING
    first.app_key = OWN_KEY
    await poll(90)
    assert "default key: 1\n\nattic\n" in description(reported(hass)["default_key"])
    del gateway.devices[second.dev_eui]
    await poll(90)
    assert reported(hass) == {}


async def test_default_key_counts_session_keys_of_devices_that_do_not_join(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
) -> None:
    populate(gateway, devices=12)
    for one in gateway.devices.values():
        one.app_key = OWN_KEY if one.app_key else ""
    abp = next(one for one in gateway.devices.values() if one.dev_addr)
    abp.name, abp.app_s_key = "Meter", DEFAULT_KEY
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert "default key: 1\n\nMeter\n" in description(reported(hass)["default_key"])


async def test_default_key_names_ten_of_many(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
) -> None:
    populate(gateway, devices=490)
    for number, one in enumerate(gateway.devices.values()):
        one.name, one.app_key, one.dev_addr = f"Sensor {number:03}", DEFAULT_KEY, ""
        one.nwk_s_key, one.profile_id = "", next(iter(gateway.devices.values())).profile_id
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    text = description(reported(hass)["default_key"])
    assert "default key: 500\n\nSensor 000, " in text
    assert ", Sensor 009 and 490 more\n" in text
    assert "Sensor 010" not in text


async def test_default_key_follows_a_rename_and_is_otherwise_left_alone(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    one = next(iter(gateway.devices.values()))
    one.app_key = DEFAULT_KEY
    changes = Changes(hass)
    await poll(90)
    for number in range(3):
        one.f_cnt_up += 1 + number
        await poll(90)
    assert changes.seen == ["create default_key"]
    one.name = "Cellar"
    await poll(90)
    assert changes.seen == ["create default_key", "update default_key"]
    assert "\n\nCellar\n" in description(reported(hass)["default_key"])


async def test_default_key_looks_only_at_devices_that_changed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    for one in gateway.devices.values():
        one.next_uplink = None
    await poll(90)
    changed = next(iter(gateway.devices.values()))
    changed.app_key = DEFAULT_KEY
    with patch.object(Device, "on_default_key", PropertyMock(return_value=True)) as looked:
        await poll(90)
    assert looked.call_count == 1


async def test_name_of_a_device_on_the_default_key_is_only_text(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    one = next(iter(gateway.devices.values()))
    one.app_key, one.name = DEFAULT_KEY, "![x](https://a.b) {{ 1 }}"
    await poll(90)
    text = description(reported(hass)["default_key"])
    assert r"\!\[x\]\(https\:\/\/a\.b\) \{\{ 1 \}\}" in text


async def test_default_key_itself_is_not_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    for one in gateway.devices.values():
        one.app_key = DEFAULT_KEY
    await poll(90)
    whole = repr(reported(hass)).casefold()
    assert "default_key" in whole
    assert DEFAULT_KEY.casefold() not in whole
