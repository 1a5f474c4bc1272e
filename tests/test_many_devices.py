"""How the entities of many devices are added: in steps, with others having their turn between."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.gateway import DeviceList
from custom_components.milesight_network_server.runtime import RuntimeData
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI
from .registry import device, entity_id

# The first step is added at once, the others when the event loop has looked after others.
SOME, MANY = 15, 90


@pytest.fixture
def runtime(loaded: MockConfigEntry) -> RuntimeData:
    """Return what the loaded gateway with its ten devices holds."""
    runtime: RuntimeData = loaded.runtime_data
    return runtime


def shown(hass: HomeAssistant, gateway: Gateway) -> list[str]:
    """Return the devices that have their entities, on each of the platforms that lists feed."""
    return [
        dev_eui
        for dev_eui in gateway.devices
        if entity_id(hass, "binary_sensor", f"{GATEWAY_EUI}_{dev_eui}_active")
        and entity_id(hass, "sensor", f"{GATEWAY_EUI}_{dev_eui}_last_seen")
        and entity_id(hass, "sensor", f"{GATEWAY_EUI}_{dev_eui}_update_status")
    ]


def without(listed: DeviceList, dev_eui: str) -> DeviceList:
    """Return a list as if the device were gone."""
    rest = {key: one for key, one in listed.devices.items() if key != dev_eui}
    return replace(listed, devices=rest)


async def test_some_new_devices_exist_after_the_poll(
    hass: HomeAssistant, runtime: RuntimeData, gateway: Gateway
) -> None:
    populate(gateway, devices=SOME)
    await runtime.devices.async_refresh()
    assert shown(hass, gateway) == list(gateway.devices)
    assert not runtime.devices.adding


async def test_many_new_devices_follow_in_steps(
    hass: HomeAssistant, runtime: RuntimeData, gateway: Gateway
) -> None:
    populate(gateway, devices=MANY)
    await runtime.devices.async_refresh()
    assert 10 <= len(shown(hass, gateway)) < 10 + MANY
    await runtime.devices.async_wait_added()
    assert shown(hass, gateway) == list(gateway.devices)
    assert not runtime.devices.adding


async def test_what_comes_while_many_are_added_has_its_turn(
    hass: HomeAssistant, runtime: RuntimeData, gateway: Gateway
) -> None:
    populate(gateway, devices=MANY)
    devices = await runtime.gateway.list_devices()
    first, *_, last = gateway.devices
    runtime.devices.async_set_updated_data(without(devices, last))
    runtime.devices.async_set_updated_data(devices)
    assert first in shown(hass, gateway)
    assert last not in shown(hass, gateway)
    await runtime.devices.async_wait_added()
    assert shown(hass, gateway) == list(gateway.devices)


async def test_what_goes_before_its_turn_is_not_added(
    hass: HomeAssistant, runtime: RuntimeData, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    populate(gateway, devices=MANY)
    devices = await runtime.gateway.list_devices()
    runtime.devices.async_set_updated_data(devices)
    last = next(reversed(gateway.devices))
    runtime.devices.async_set_updated_data(without(devices, last))
    await runtime.devices.async_wait_added()
    assert device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{last}") is None
    del gateway.devices[last]
    assert shown(hass, gateway) == list(gateway.devices)


async def test_unloading_ends_the_adding(
    hass: HomeAssistant, runtime: RuntimeData, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    populate(gateway, devices=MANY)
    await runtime.devices.async_refresh()
    assert runtime.devices.adding
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert not runtime.devices.adding
    assert len(shown(hass, gateway)) < 10 + MANY
    # What was not added then is when the entry is set up again.
    assert await hass.config_entries.async_setup(loaded.entry_id)
    assert shown(hass, gateway) == list(gateway.devices)
