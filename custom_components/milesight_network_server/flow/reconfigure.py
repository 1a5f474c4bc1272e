"""Moves a registered gateway to other topics."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
import voluptuous as vol

from ..const import CONF_GATEWAY_EUI
from .keys import ConfigAbort, ConfigError, ConfigErrors
from .search import TOPIC_FIELDS, SearchingFlow


class ReconfigureFlow(SearchingFlow):
    """Stores new topics of a gateway once this very gateway has answered on them."""

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the topics."""
        eui = self._get_reconfigure_entry().data[CONF_GATEWAY_EUI]
        return await self._async_ask_topics(
            user_input, eui, self._async_move, self._show_reconfigure
        )

    async def _async_move(self, _found: list[str]) -> ConfigFlowResult:
        return self.async_update_reload_and_abort(
            self._get_reconfigure_entry(), data_updates=self._topics
        )

    def _show_reconfigure(
        self,
        entered: Mapping[str, Any] | None,
        errors: ConfigErrors,
        placeholders: Mapping[str, str],
    ) -> ConfigFlowResult:
        """Show the form, or end where another gateway answered."""
        if errors.get("base") == ConfigError.ANOTHER_GATEWAY:
            return self.async_abort(
                reason=ConfigAbort.ANOTHER_GATEWAY, description_placeholders=placeholders
            )
        entry = self._get_reconfigure_entry()
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**TOPIC_FIELDS}), entered or entry.data
            ),
            errors=dict(errors),
            description_placeholders={
                "eui": entry.data[CONF_GATEWAY_EUI],
                "topic": "",
                **placeholders,
            },
        )
