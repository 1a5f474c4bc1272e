"""Options: a device is added to the gateway, one after the other with the same choices."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..ns_api.device import MILESIGHT_PORT
from ..ns_api.device_fields import DEFAULT_PROFILE
from ..ns_api.gateway import DeviceList
from ..runtime import MilesightConfigEntry
from ..services.call import GatewayCall
from ..services.device import async_add_device
from ..updates.refusals import REFUSED, reason_of
from ..words import escape_markdown
from .firmware_files import FirmwareOptionsFlow
from .keys import OptionsAbort, OptionsError, OptionsErrors

# What is the same for the next device.
_SHARED: Final = ("application_id", "profile_id", "payload_codec_id", "f_port")


class NewDeviceOptionsFlow(FirmwareOptionsFlow):
    """The part of the options that adds devices (API document, 3.1). It changes no option."""

    # What was chosen for the last device, its name, and what is said about it.
    _choices: Mapping[str, Any] = {}
    _added = ""
    _warnings = ""

    async def async_step_new_device(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a device, and add it."""
        entry: MilesightConfigEntry = self.config_entry
        if entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason=OptionsAbort.GATEWAY_NOT_LOADED)
        listed = entry.runtime_data.devices.data
        if not listed.applications:
            return self.async_abort(reason=OptionsAbort.NO_APPLICATION)
        errors: OptionsErrors = {}
        error = ""
        if user_input is not None:
            given = {name: value for name, value in user_input.items() if value not in (None, "")}
            call = GatewayCall(self.hass, entry, entry.runtime_data, given, (), ())
            try:
                response = await async_add_device(call)
            except REFUSED as err:
                errors["base"] = OptionsError.DEVICE_NOT_ADDED
                error = reason_of(err)
            else:
                self._choices = {name: given[name] for name in _SHARED if name in given}
                self._added = escape_markdown(str(given.get("name") or given["dev_eui"]))
                lines = (f"- {escape_markdown(one)}" for one in response["warnings"])
                self._warnings = "\n".join(lines)
                return await self.async_step_device_added()
        shown = user_input or {**_suggested(listed), **self._choices}
        return self.async_show_form(
            step_id="new_device",
            data_schema=self.add_suggested_values_to_schema(_schema(listed), shown),
            errors=dict(errors),
            # What is wrong is shown as it is, not as Markdown.
            description_placeholders={"error": error},
        )

    async def async_step_device_added(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that the device was added, and what is unwise about it; go on with the next one."""
        return self.async_show_menu(
            step_id="device_added",
            menu_options=["new_device", "init"],
            description_placeholders={"name": self._added, "warnings": self._warnings},
        )


def _schema(listed: DeviceList) -> vol.Schema:
    """Return the form, with the applications, profiles and codecs that the gateway has."""
    applications = {str(key): one.app_name for key, one in listed.applications.items()}
    profiles = {key: one.profile_name for key, one in listed.profiles.items()}
    codecs = {
        str(device.payload_codec_id): device.payload_name or str(device.payload_codec_id)
        for device in listed.devices.values()
        if device.payload_codec_id
    }
    secret = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
    return vol.Schema(
        {
            vol.Required("dev_eui"): TextSelector(),
            vol.Optional("name"): TextSelector(),
            vol.Required("application_id"): _choice(applications),
            vol.Optional("profile_id"): _choice(profiles),
            **({vol.Optional("payload_codec_id"): _choice(codecs)} if codecs else {}),
            vol.Optional("f_port"): NumberSelector(
                NumberSelectorConfig(min=1, max=223, mode=NumberSelectorMode.BOX)
            ),
            vol.Optional("app_key"): secret,
        }
    )


def _choice(names: Mapping[str, str]) -> SelectSelector:
    """Return a choice by name, sorted as people read."""
    options = [
        SelectOptionDict(value=key, label=name or key)
        for key, name in sorted(names.items(), key=lambda one: one[1].casefold())
    ]
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN))


def _suggested(listed: DeviceList) -> dict[str, Any]:
    """Return what is filled in at first: what there is only one of, and what is usual."""
    profile = next(
        (key for key, one in listed.profiles.items() if one.profile_name == DEFAULT_PROFILE), None
    )
    only = [str(key) for key in listed.applications]
    return {
        "f_port": MILESIGHT_PORT,
        **({"application_id": only[0]} if len(only) == 1 else {}),
        **({"profile_id": profile} if profile else {}),
    }
