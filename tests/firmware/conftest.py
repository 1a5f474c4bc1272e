"""A gateway whose devices have firmware, and what is known of it."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.firmware_check import FirmwareCheck
from custom_components.milesight_network_server.updates.firmware_inventory import (
    FirmwareInventory,
)
from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock
from .scene import check_of


@pytest.fixture(autouse=True)
def stored(hass_storage: dict[str, Any]) -> dict[str, Any]:
    """What Home Assistant has on its disk."""
    return hass_storage


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with devices of all models."""
    simulated = Gateway(GATEWAY_EUI, clock=clock)
    populate(simulated, devices=24)
    return simulated


@pytest.fixture
def firmware(loaded: MockConfigEntry) -> FirmwareInventory:
    """What is known after the first check."""
    inventory: FirmwareInventory = loaded.runtime_data.firmware
    return inventory


@pytest.fixture
def check(loaded: MockConfigEntry) -> FirmwareCheck:
    """What has made the first check."""
    return check_of(loaded)
