"""Registers one of the gateways that were found, and asks for its EUI where it is not certain."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import SOURCE_IGNORE, ConfigFlowResult
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig, TextSelector
import voluptuous as vol

from ..const import CONF_GATEWAY_EUI, DOMAIN
from ..ns_api.model import read_eui
from .keys import ConfigAbort, ConfigError, ConfigErrors
from .search import Search, SearchingFlow

EXAMPLE_EUI: Final = "24E124FFFEF5A6A8"


def title_of(eui: str) -> str:
    """Return the name of a gateway's entry, until a person gives it another."""
    return f"Milesight gateway {eui}"


class ChoosingFlow(SearchingFlow):
    """Picks, among the gateways that answered, the one to register."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[str] = []
        # The EUI that the form suggests: that of a device which was discovered.
        self._discovered_eui = ""

    async def _async_choose(self, found: list[str]) -> ConfigFlowResult:
        """Continue with the gateways that named themselves: none, one or several."""
        if not found:
            return self._show_gateway_eui(None, {}, {})
        unregistered = [eui for eui in found if not self._is_registered(eui)]
        if not unregistered:
            registered = {"eui": ", ".join(found)}
            return self._search.show_again({"base": ConfigError.ALREADY_REGISTERED}, registered)
        if len(found) > 1:
            self._found = unregistered
            return await self.async_step_gateway()
        return await self._async_create(found[0])

    async def async_step_gateway(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let one of several gateways be picked."""
        if user_input is not None and not self._is_registered(user_input[CONF_GATEWAY_EUI]):
            return await self._async_create(user_input[CONF_GATEWAY_EUI])
        # Somebody else may have added one meanwhile.
        options = [eui for eui in self._found if not self._is_registered(eui)]
        if not options:
            return self.async_abort(reason=ConfigAbort.ALREADY_CONFIGURED)
        selector = SelectSelector(SelectSelectorConfig(options=options))
        return self.async_show_form(
            step_id="gateway",
            data_schema=vol.Schema({vol.Required(CONF_GATEWAY_EUI): selector}),
        )

    async def async_step_gateway_eui(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the EUI of a gateway whose answers do not name it."""
        errors: ConfigErrors = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            eui = self._read_eui(user_input[CONF_GATEWAY_EUI].strip(), errors, placeholders)
            if eui is None:
                errors[CONF_GATEWAY_EUI] = ConfigError.EUI_INVALID
            if not errors:
                again = partial(self._show_gateway_eui, user_input)
                return await self._async_search(
                    self._topics, eui, Search(self._async_choose, again)
                )
        return self._show_gateway_eui(user_input, errors, placeholders)

    def _show_gateway_eui(
        self,
        entered: Mapping[str, Any] | None,
        errors: ConfigErrors,
        placeholders: Mapping[str, str],
    ) -> ConfigFlowResult:
        schema = vol.Schema({vol.Required(CONF_GATEWAY_EUI): TextSelector()})
        return self.async_show_form(
            step_id="gateway_eui",
            data_schema=self.add_suggested_values_to_schema(
                schema, entered or {CONF_GATEWAY_EUI: self._discovered_eui}
            ),
            errors=dict(errors),
            description_placeholders={"example": EXAMPLE_EUI, "eui": "", **placeholders},
        )

    def _read_eui(
        self, entered: str | None, errors: ConfigErrors, placeholders: dict[str, str]
    ) -> str | None:
        """Return the EUI that was entered. Adds an error where it is invalid or registered."""
        if not entered:
            return None
        eui = read_eui(entered)
        if eui is None:
            errors[CONF_GATEWAY_EUI] = ConfigError.EUI_INVALID
        elif self._is_registered(eui):
            errors[CONF_GATEWAY_EUI] = ConfigError.ALREADY_REGISTERED
            placeholders["eui"] = eui
        return eui

    def _is_registered(self, eui: str) -> bool:
        """Whether a gateway is registered. One that was ignored when it was discovered is not."""
        entry = self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, eui)
        return entry is not None and entry.source != SOURCE_IGNORE

    async def _async_create(self, eui: str) -> ConfigFlowResult:
        """Register the gateway, unless it was registered just now."""
        await self.async_set_unique_id(eui, raise_on_progress=False)
        self._abort_if_unique_id_configured()
        return self.async_create_entry(
            title=title_of(eui), data={**self._topics, CONF_GATEWAY_EUI: eui}
        )
