"""What a device said last."""

from homeassistant.components.lorawan import LoRaWANEntity, device_identifier
from homeassistant.components.sensor import SensorEntity, SensorEntityDescription
from homeassistant.helpers.device_registry import DeviceInfo

_BYTES = SensorEntityDescription(key="bytes", name="Bytes")


async def async_setup_entry(hass, entry, async_add_entities):
    """Show the bytes of each device."""
    entry.async_on_unload(
        entry.runtime_data.subscribe_coordinator_added(
            lambda coordinator: async_add_entities([Bytes(coordinator, _BYTES)])
        )
    )


class Bytes(LoRaWANEntity, SensorEntity):
    """The bytes, in hexadecimal digits."""

    @property
    def device_info(self):
        """Belong to the device."""
        return DeviceInfo(
            identifiers={device_identifier("lorawan_test_brand", self.device)},
            name=self.device.descriptor.name,
        )

    @property
    def native_value(self):
        """What it said last."""
        return self.device.heard.data.hex() if self.device.heard else None

    @property
    def extra_state_attributes(self):
        """On which port, and who heard it how well."""
        heard = self.device.heard
        return heard and {"f_port": heard.f_port, "rssi": heard.receptions[0].rssi}
