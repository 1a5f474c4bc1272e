"""Adds the brand once it is discovered."""

from homeassistant.config_entries import ConfigFlow


class TestBrandConfigFlow(ConfigFlow, domain="lorawan_test_brand"):
    """One entry for all devices."""

    async def async_step_integration_discovery(self, discovery_info):
        """Take what the hub has found."""
        await self.async_set_unique_id("lorawan_test_brand")
        self._abort_if_unique_id_configured()
        return self.async_create_entry(title="LoRaWAN test brand", data={})
