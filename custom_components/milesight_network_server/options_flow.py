"""Options: how often and how the gateway is asked."""

from typing import Any, Final
import zoneinfo

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from .const import (
    CONF_DATA_CENTER,
    CONF_DEVICE_INTERVAL,
    CONF_FUOTA_INTERVAL,
    CONF_PAGE_SIZE,
    CONF_REQUEST_TIMEOUT,
    CONF_TIME_ZONE,
    DATA_CENTERS,
    DEFAULT_DATA_CENTER,
    DEFAULT_FUOTA_INTERVAL,
)
from .ns_api.asking import DEFAULT_PAGE_SIZE, DEFAULT_TIMEOUT

_WHOLE_NUMBERS: Final = (
    CONF_DEVICE_INTERVAL,
    CONF_FUOTA_INTERVAL,
    CONF_PAGE_SIZE,
    CONF_REQUEST_TIMEOUT,
)


def _number(minimum: int, maximum: int, unit: str | None = None) -> NumberSelector:
    config = NumberSelectorConfig(min=minimum, max=maximum, step=1, mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def _schema(time_zones: list[str]) -> vol.Schema:
    """Return the form. A device interval that is left empty follows the number of devices."""
    return vol.Schema(
        {
            vol.Optional(CONF_DEVICE_INTERVAL): _number(10, 86400, UnitOfTime.SECONDS),
            vol.Required(CONF_FUOTA_INTERVAL): _number(5, 3600, UnitOfTime.SECONDS),
            vol.Required(CONF_REQUEST_TIMEOUT): _number(1, 120, UnitOfTime.SECONDS),
            vol.Required(CONF_PAGE_SIZE): _number(1, 1000),
            vol.Required(CONF_DATA_CENTER): SelectSelector(
                SelectSelectorConfig(options=list(DATA_CENTERS), translation_key=CONF_DATA_CENTER)
            ),
            vol.Required(CONF_TIME_ZONE): SelectSelector(
                SelectSelectorConfig(options=time_zones, mode=SelectSelectorMode.DROPDOWN)
            ),
        }
    )


class NetworkServerOptionsFlow(OptionsFlowWithReload):
    """Changes the options; the entry is reloaded when they differ."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show all options with their present values."""
        if user_input is not None:
            for field in _WHOLE_NUMBERS:
                if field in user_input:
                    user_input[field] = int(user_input[field])
            return self.async_create_entry(data=user_input)
        zones = await self.hass.async_add_executor_job(zoneinfo.available_timezones)
        present = {
            CONF_FUOTA_INTERVAL: DEFAULT_FUOTA_INTERVAL,
            CONF_REQUEST_TIMEOUT: DEFAULT_TIMEOUT,
            CONF_PAGE_SIZE: DEFAULT_PAGE_SIZE,
            CONF_DATA_CENTER: DEFAULT_DATA_CENTER,
            CONF_TIME_ZONE: self.hass.config.time_zone,
            **self.config_entry.options,
        }
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(_schema(sorted(zones)), present),
        )
