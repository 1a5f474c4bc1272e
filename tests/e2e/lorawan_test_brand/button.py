"""A command to a device."""

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.components.lorawan import LoRaWANEntity, device_identifier
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.device_registry import DeviceInfo
from lorawan_connection import DownlinkError

_RESTART = ButtonEntityDescription(key="restart", name="Restart")


async def async_setup_entry(hass, entry, async_add_entities):
    """Give each device a button."""
    entry.async_on_unload(
        entry.runtime_data.subscribe_coordinator_added(
            lambda coordinator: async_add_entities([Restart(coordinator, _RESTART)])
        )
    )


class Restart(LoRaWANEntity, ButtonEntity):
    """Restarts the device, and waits until it has acknowledged that."""

    @property
    def device_info(self):
        """Belong to the device."""
        return DeviceInfo(identifiers={device_identifier("lorawan_test_brand", self.device)})

    async def async_press(self):
        """Send the command."""
        try:
            await self.device.async_send_downlink(data=b"\xff\x10\xff", f_port=85)
        except DownlinkError as err:
            raise HomeAssistantError(str(err)) from err
