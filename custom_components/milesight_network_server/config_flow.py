"""Config flow: finds the gateway behind a pair of topics before anything is stored."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.mqtt import mqtt_config_entry_enabled, valid_publish_topic
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.core import callback
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig, TextSelector
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import voluptuous as vol

from .const import CONF_GATEWAY_EUI, CONF_REQUEST_TOPIC, CONF_RESPONSE_TOPIC, DOMAIN
from .flow.options import NetworkServerOptionsFlow
from .flow.probe import ProbeFailedError, async_find_gateways
from .ns_api.model import read_eui

# The topics that Milesight's own client uses, with the gateway's EUI in the middle.
_TOPIC_ROOT = "milesight-gateway"
_EXAMPLE_EUI = "24E124FFFEF5A6A8"
_MAX_TOPIC_BYTES = 65535


def _topic_error(topic: str) -> str | None:
    if not topic:
        return "topic_empty"
    if "+" in topic or "#" in topic:
        return "topic_wildcard"
    if len(topic.encode("utf-8", "surrogatepass")) > _MAX_TOPIC_BYTES:
        return "topic_too_long"
    try:
        valid_publish_topic(topic)
    except vol.Invalid:
        return "topic_invalid"
    return None


def check_topics(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return the errors of the topics, by field."""
    errors = {
        field: error
        for field in (CONF_REQUEST_TOPIC, CONF_RESPONSE_TOPIC)
        if (error := _topic_error(user_input[field]))
    }
    if not errors and user_input[CONF_REQUEST_TOPIC] == user_input[CONF_RESPONSE_TOPIC]:
        errors[CONF_RESPONSE_TOPIC] = "topics_equal"
    return errors


class NetworkServerConfigFlow(ConfigFlow, domain=DOMAIN):
    """Registers a gateway, and moves it to other topics."""

    VERSION = 1

    def __init__(self) -> None:
        """Start with nothing found."""
        self._topics: dict[str, str] = {}
        self._found: list[str] = []
        self._discovered_eui = ""
        self._discovered_at = ""

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
            return self.async_abort(reason="mqtt_not_set_up")
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            topics = _stripped(user_input)
            errors = check_topics(topics)
            entered = topics.get(CONF_GATEWAY_EUI) or None
            eui = read_eui(entered) if entered else None
            if entered and eui is None:
                errors[CONF_GATEWAY_EUI] = "eui_invalid"
            if not errors:
                if eui:
                    await self._async_claim(eui)
                self._topics = {
                    field: topics[field] for field in (CONF_REQUEST_TOPIC, CONF_RESPONSE_TOPIC)
                }
                found = await self._async_find(eui, errors, placeholders)
                if found is not None:
                    return await self._async_next(found)
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**_TOPIC_FIELDS, vol.Optional(CONF_GATEWAY_EUI): TextSelector()}),
                user_input or _suggested_topics(_EXAMPLE_EUI),
            ),
            errors=errors,
            description_placeholders={"example": _EXAMPLE_EUI, **placeholders},
        )

    async def _async_next(self, found: list[str]) -> ConfigFlowResult:
        """Go on by how many gateways named themselves."""
        if not found:
            return await self.async_step_gateway_eui()
        if len(found) > 1:
            self._found = found
            return await self.async_step_gateway()
        await self._async_claim(found[0])
        return self._async_create(found[0])

    async def async_step_gateway(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let one of several gateways be picked."""
        if user_input is not None:
            eui = user_input[CONF_GATEWAY_EUI]
            await self._async_claim(eui)
            return self._async_create(eui)
        configured = self._async_current_ids(include_ignore=False)
        options = [eui for eui in self._found if eui not in configured]
        if not options:
            return self.async_abort(reason="already_configured")
        selector = SelectSelector(SelectSelectorConfig(options=options))
        return self.async_show_form(
            step_id="gateway",
            data_schema=vol.Schema({vol.Required(CONF_GATEWAY_EUI): selector}),
        )

    async def async_step_gateway_eui(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the EUI of a gateway whose answers do not name it."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            eui = read_eui(user_input[CONF_GATEWAY_EUI])
            if eui is None:
                errors[CONF_GATEWAY_EUI] = "eui_invalid"
            else:
                await self._async_claim(eui)
                if await self._async_find(eui, errors, placeholders):
                    return self._async_create(eui)
        schema = vol.Schema({vol.Required(CONF_GATEWAY_EUI): TextSelector()})
        return self.async_show_form(
            step_id="gateway_eui",
            data_schema=self.add_suggested_values_to_schema(
                schema, user_input or {CONF_GATEWAY_EUI: self._discovered_eui}
            ),
            errors=errors,
            description_placeholders={"example": _EXAMPLE_EUI, **placeholders},
        )

    @override
    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Take a device of Milesight's that asked for an address: it may be a gateway.

        A gateway's EUI is its Ethernet address with FFFE in the middle. Routers and gateways of
        another kind have addresses of the same blocks, so that it is only a guess.
        """
        mac = discovery_info.macaddress.replace(":", "")
        eui = read_eui(f"{mac[:6]}FFFE{mac[6:]}")
        if eui is None:
            return self.async_abort(reason="not_a_gateway")
        # Not by _abort_if_unique_id_configured: that would set up anew an entry that is waiting to
        # be tried again, each time that the gateway renews its address.
        if self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, eui):
            return self.async_abort(reason="already_configured")
        await self.async_set_unique_id(eui)
        if not mqtt_config_entry_enabled(self.hass):
            return self.async_abort(reason="mqtt_not_set_up")
        self._discovered_eui = eui
        self._discovered_at = f"{discovery_info.hostname} ({discovery_info.ip})"
        self.context["title_placeholders"] = {"name": _title(eui)}
        self._topics = _suggested_topics(eui)
        try:
            found = await async_find_gateways(self.hass, self._topics, None)
        except ProbeFailedError as err:
            if err.reason == "other_api":
                return self.async_abort(reason="other_api")
            return await self.async_step_discovered()
        if found:
            await self._async_take(found[0])
        return await self.async_step_confirm()

    async def async_step_discovered(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the topics of a device that may be a gateway, and does not answer by itself."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            topics = _stripped(user_input)
            errors = check_topics(topics)
            if not errors:
                self._topics = topics
                found = await self._async_find(None, errors, placeholders)
                if found is not None:
                    return await self._async_next(found)
        return self.async_show_form(
            step_id="discovered",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_TOPIC_FIELDS), user_input or self._topics
            ),
            errors=errors,
            description_placeholders={
                "device": self._discovered_at,
                "eui": self._discovered_eui,
                **placeholders,
            },
        )

    async def _async_take(self, eui: str) -> None:
        """Take the EUI that answered in the place of the one that was guessed."""
        self._discovered_eui = eui
        self.context["title_placeholders"] = {"name": _title(eui)}
        await self._async_claim(eui)

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add the discovered gateway, when it answers."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None and await self._async_find(
            self._discovered_eui, errors, placeholders
        ):
            return self._async_create(self._discovered_eui)
        self._set_confirm_only()
        return self.async_show_form(
            step_id="confirm",
            errors=errors,
            description_placeholders={"eui": self._discovered_eui, **placeholders},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Move the gateway to other topics."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            topics = _stripped(user_input)
            errors = check_topics(topics)
            if not errors:
                self._topics = topics
                if await self._async_find(entry.data[CONF_GATEWAY_EUI], errors, placeholders):
                    return self.async_update_reload_and_abort(entry, data_updates=topics)
                if errors["base"] == "another_gateway":
                    return self.async_abort(
                        reason="another_gateway", description_placeholders=placeholders
                    )
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_TOPIC_FIELDS), user_input or entry.data
            ),
            errors=errors,
            description_placeholders={"eui": entry.data[CONF_GATEWAY_EUI], **placeholders},
        )

    async def _async_find(
        self, eui: str | None, errors: dict[str, str], placeholders: dict[str, str]
    ) -> list[str] | None:
        """Return who answers on the topics. Where nobody does, say why in `errors`."""
        try:
            return await async_find_gateways(self.hass, self._topics, eui)
        except ProbeFailedError as err:
            errors["base"] = err.reason
            placeholders.update(err.placeholders)
            return None

    async def _async_claim(self, eui: str) -> None:
        """Make the EUI this flow's, and end the flow where the gateway is registered already."""
        await self.async_set_unique_id(eui, raise_on_progress=False)
        self._abort_if_unique_id_configured()

    def _async_create(self, eui: str) -> ConfigFlowResult:
        return self.async_create_entry(
            title=_title(eui), data={**self._topics, CONF_GATEWAY_EUI: eui}
        )


_TOPIC_FIELDS: dict[vol.Marker, Any] = {
    vol.Required(CONF_REQUEST_TOPIC): TextSelector(),
    vol.Required(CONF_RESPONSE_TOPIC): TextSelector(),
}


def _stripped(user_input: Mapping[str, Any]) -> dict[str, str]:
    return {field: value.strip() for field, value in user_input.items()}


def _suggested_topics(eui: str) -> dict[str, str]:
    return {
        CONF_REQUEST_TOPIC: f"{_TOPIC_ROOT}/{eui}/request",
        CONF_RESPONSE_TOPIC: f"{_TOPIC_ROOT}/{eui}/response",
    }


def _title(eui: str) -> str:
    return f"Milesight gateway {eui}"
