"""A brand's integration for Home Assistant's LoRaWAN hub, as small as can be: one model's bytes.

It stands for those that may come, which say that they know the devices of our stack.
"""

import logging
from typing import ClassVar

from homeassistant.components.lorawan import DeviceManager
from homeassistant.const import Platform
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from lorawan_connection import Device, DeviceCollection, UplinkEvent

_PLATFORMS = [Platform.BUTTON, Platform.SENSOR]


class Thermostat(Device):
    """A WT201, whose bytes are kept as they come."""

    identifiers: ClassVar = {"milesight": ("milesight", "WT201")}
    heard: UplinkEvent | None = None

    def handle_event(self, event):
        """Keep what it says."""
        if isinstance(event, UplinkEvent):
            self.heard = event
            self.notify()


class Thermostats(DeviceCollection):
    """All thermostats of a connection."""

    DEVICES = (Thermostat,)


class Coordinator(DataUpdateCoordinator):
    """Tells entities of what a thermostat says."""

    def __init__(self, hass, device):
        """Listen to it."""
        super().__init__(
            hass, logging.getLogger(__name__), config_entry=None, name=device.descriptor.name
        )
        self.data = device
        device.add_update_listener(lambda: self.async_set_updated_data(device))


async def async_setup_entry(hass, entry):
    """Show all thermostats of all connections."""
    manager = entry.runtime_data = DeviceManager(
        hass, entry, create_collection=Thermostats, create_coordinator=Coordinator
    )
    entry.async_on_unload(manager.close)
    await manager.async_setup()
    await hass.config_entries.async_forward_entry_setups(entry, _PLATFORMS)
