"""What the tests of the devices' firmware share: the inventory, and what was asked."""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import logging

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.updates.firmware_check import FirmwareCheck
from custom_components.milesight_network_server.updates.firmware_inventory import (
    DeviceFirmware,
    FirmwareInventory,
)
from simulator.device import Device
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..firmware_tasks import MODEL

HOUR, DAY = 3600, 86_400
CHECK = ("6.9", "6.10", "6.8")
OWN_LOGGER = "custom_components.milesight_network_server"


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> FirmwareInventory:
    """Set up the entry and let everything happen that does by itself."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    inventory: FirmwareInventory = entry.runtime_data.firmware
    return inventory


def check_of(entry: MockConfigEntry) -> FirmwareCheck:
    """Return what asks for the firmware of the entry's devices."""
    check: FirmwareCheck = entry.runtime_data.firmware_check
    return check


def key(entry: MockConfigEntry) -> str:
    """Return the key of the entry's store."""
    return f"{DOMAIN}/device_firmware_{entry.entry_id}"


def of_model(gateway: Gateway, model: str = MODEL) -> list[Device]:
    """Return the devices of a model."""
    return [one for one in gateway.devices.values() if one.model == model]


def asked(gateway: Gateway) -> Counter[str]:
    """Return how often each call of a check was made since this was last asked."""
    calls = Counter(request.call for request in gateway.requests if request.call in CHECK)
    gateway.requests.clear()
    return calls


def versions(firmware: DeviceFirmware) -> list[str | None]:
    """Return the versions that fit a device."""
    return [one.firmware_version for one in firmware.offered]


def known(firmware: FirmwareInventory) -> bool:
    """Return whether it is known what is offered."""
    return firmware.data.known


@asynccontextmanager
async def silence(entry: MockConfigEntry, gateway: Gateway) -> AsyncGenerator[None]:
    """Let a gateway be silent, not waited for long, and its devices be asked for in vain."""
    runtime = entry.runtime_data
    patience, runtime.gateway.timeout = runtime.gateway.timeout, 0.05
    gateway.faults.add(Fault("silent"))
    await runtime.devices.async_refresh()
    yield
    gateway.faults.clear()
    runtime.gateway.timeout = patience


def are_available(hass: HomeAssistant) -> bool:
    """Return whether the update entities are available."""
    shown = hass.states.async_all("update")
    return bool(shown) and all(one.state != STATE_UNAVAILABLE for one in shown)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the integration has logged for everybody to see."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(OWN_LOGGER) and record.levelno >= logging.WARNING
    ]
