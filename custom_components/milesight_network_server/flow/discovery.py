"""Offers a gateway that Home Assistant discovered when it asked for an address (DHCP)."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.mqtt import mqtt_config_entry_enabled
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import voluptuous as vol

from ..const import DOMAIN
from ..ns_api.model import read_eui
from .choosing import ChoosingFlow, title_of
from .keys import ConfigAbort, ConfigError, ConfigErrors
from .probe import ProbeFailedError, async_find_gateways
from .search import TOPIC_FIELDS, Search, suggested_topics


class DiscoveryFlow(ChoosingFlow):
    """Looks for a discovered gateway on the suggested topics, else asks for its topics."""

    def __init__(self) -> None:
        super().__init__()
        # The name and the address of the device that was discovered.
        self._discovered_at = ""

    @override
    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Look at a device of Milesight's that asked for an address: it may be a gateway.

        A gateway's EUI is its Ethernet address with FFFE in the middle. Routers and gateways of
        another kind have addresses of the same blocks, so that it is only a guess.
        """
        mac = discovery_info.macaddress.replace(":", "")
        eui = read_eui(f"{mac[:6]}FFFE{mac[6:]}")
        if eui is None:
            return self.async_abort(reason=ConfigAbort.NOT_A_GATEWAY)
        # Not by _abort_if_unique_id_configured: that would set up anew an entry that is waiting to
        # be tried again, each time that the gateway renews its address.
        if self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, eui):
            return self.async_abort(reason=ConfigAbort.ALREADY_CONFIGURED)
        await self.async_set_unique_id(eui)
        if not mqtt_config_entry_enabled(self.hass):
            return self.async_abort(reason=ConfigAbort.MQTT_NOT_SET_UP)
        self._discovered_eui = eui
        self._discovered_at = f"{discovery_info.hostname} ({discovery_info.ip})"
        self.context["title_placeholders"] = {"name": title_of(eui)}
        self._topics = suggested_topics(eui)
        try:
            found = await async_find_gateways(self.hass, self._topics, None)
        except ProbeFailedError as err:
            if err.reason == ConfigError.OTHER_API:
                return self.async_abort(reason=ConfigAbort.OTHER_API)
            return await self.async_step_discovered()
        if found:
            await self._async_replace_guess(found[0])
        return await self.async_step_confirm()

    async def _async_replace_guess(self, eui: str) -> None:
        """Use the EUI that answered in place of the one that was guessed."""
        self._discovered_eui = eui
        self.context["title_placeholders"] = {"name": title_of(eui)}
        await self.async_set_unique_id(eui, raise_on_progress=False)
        self._abort_if_unique_id_configured()

    async def async_step_discovered(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the topics of a device that may be a gateway, and does not answer by itself."""
        return await self._async_ask_topics(
            user_input, None, self._async_choose, self._show_discovered
        )

    def _show_discovered(
        self,
        entered: Mapping[str, Any] | None,
        errors: ConfigErrors,
        placeholders: Mapping[str, str],
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="discovered",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**TOPIC_FIELDS}), entered or self._topics
            ),
            errors=dict(errors),
            description_placeholders={
                "device": self._discovered_at,
                "topic": "",
                # Of an error, it is the gateway that answered.
                "eui": self._discovered_eui,
                **placeholders,
            },
        )

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add the discovered gateway, when it answers."""
        if user_input is not None:
            search = Search(self._async_choose, self._show_confirm)
            return await self._async_search(self._topics, self._discovered_eui, search)
        return self._show_confirm({}, {})

    def _show_confirm(
        self, errors: ConfigErrors, placeholders: Mapping[str, str]
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="confirm",
            errors=dict(errors),
            description_placeholders={"eui": self._discovered_eui, **placeholders},
        )
