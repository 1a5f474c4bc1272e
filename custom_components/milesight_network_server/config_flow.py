"""Config flow: finds the gateway behind a pair of topics before anything is stored."""

from collections.abc import Mapping
from functools import partial
from typing import Any, override

from homeassistant.components.mqtt import mqtt_config_entry_enabled
from homeassistant.config_entries import ConfigEntry, ConfigFlowResult, OptionsFlowWithReload
from homeassistant.core import callback
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol

from .const import CONF_GATEWAY_EUI, DOMAIN, ENTRY_MINOR_VERSION
from .flow.choosing import EXAMPLE_EUI
from .flow.discovery import DiscoveryFlow
from .flow.keys import ConfigAbort, ConfigErrors
from .flow.options import NetworkServerOptionsFlow
from .flow.reconfigure import ReconfigureFlow
from .flow.search import TOPIC_FIELDS, Search, stripped, suggested_topics
from .flow.topics import API_TOPICS, topics_errors


class NetworkServerConfigFlow(DiscoveryFlow, ReconfigureFlow, domain=DOMAIN):
    """Registers a gateway that a person adds or Home Assistant discovered, or moves it."""

    VERSION = 1
    MINOR_VERSION = ENTRY_MINOR_VERSION

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlowWithReload:
        """Return the flow of the options."""
        return NetworkServerOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the topics, and for the gateway where several share them."""
        if not mqtt_config_entry_enabled(self.hass):
            return self.async_abort(reason=ConfigAbort.MQTT_NOT_SET_UP)
        errors: ConfigErrors = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            entered = stripped(user_input)
            topics = {field: entered[field] for field in API_TOPICS}
            errors, placeholders = topics_errors(self.hass, topics)
            eui = self._read_eui(entered.get(CONF_GATEWAY_EUI), errors, placeholders)
            if not errors:
                again = partial(self._show_user, user_input)
                return await self._async_search(topics, eui, Search(self._async_choose, again))
        return self._show_user(user_input, errors, placeholders)

    def _show_user(
        self,
        entered: Mapping[str, Any] | None,
        errors: ConfigErrors,
        placeholders: Mapping[str, str],
    ) -> ConfigFlowResult:
        example = self._example_eui()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**TOPIC_FIELDS, vol.Optional(CONF_GATEWAY_EUI): TextSelector()}),
                entered or suggested_topics(example),
            ),
            errors=dict(errors),
            description_placeholders={"example": example, "topic": "", "eui": "", **placeholders},
        )

    def _example_eui(self) -> str:
        """Return an EUI for the suggested topics: of no gateway that is registered already."""
        number = int(EXAMPLE_EUI, 16)
        while self._is_registered(example := f"{number:016X}"):
            number += 1
        return example
