"""Options: their menu, how the gateway is polled, and how firmware updates are sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
import zoneinfo

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import PERCENTAGE, UnitOfFrequency, UnitOfTime
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
from yarl import URL

from ..const import (
    CONF_DATA_CENTER,
    CONF_DEVICE_INTERVAL,
    CONF_DR,
    CONF_FRAGMENT_INTERVAL,
    CONF_FRAGMENT_REDUNDANCY,
    CONF_FREQUENCY,
    CONF_FUOTA_ALLOWANCE,
    CONF_FUOTA_INTERVAL,
    CONF_PAGE_SIZE,
    CONF_REQUEST_TIMEOUT,
    CONF_TIME_ZONE,
    CONF_WEB_PAGE,
    DATA_CENTERS,
    DEFAULT_DATA_CENTER,
    DEFAULT_FUOTA_INTERVAL,
    UPDATE_OPTIONS,
)
from ..ns_api.caller import DEFAULT_TIMEOUT
from ..ns_api.channel_plan import ChannelPlan
from ..ns_api.field import Field, Problem, read_fields
from ..ns_api.fuota_fields import task_fields
from ..ns_api.keys import ProblemKey
from ..ns_api.value_kinds import OneOf, Whole
from ..runtime import MilesightConfigEntry
from .blueprints import BlueprintsOptionsFlow
from .keys import OptionsError, OptionsErrors

_WHOLE_NUMBERS: Final = (
    CONF_DEVICE_INTERVAL,
    CONF_FUOTA_INTERVAL,
    CONF_PAGE_SIZE,
    CONF_REQUEST_TIMEOUT,
)
_SETTINGS: Final = (*_WHOLE_NUMBERS, CONF_DATA_CENTER, CONF_TIME_ZONE, CONF_WEB_PAGE)


def _number(
    minimum: int | None = None, maximum: int | None = None, unit: str | None = None, step: int = 1
) -> NumberSelector:
    config = NumberSelectorConfig(step=step, mode=NumberSelectorMode.BOX)
    if minimum is not None and maximum is not None:
        config |= NumberSelectorConfig(min=minimum, max=maximum)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def _settings_schema(time_zones: list[str]) -> vol.Schema:
    """Return the form.

    A device interval that is left empty follows the number of devices; so many rows a request that
    are left empty follow the answers.
    """
    return vol.Schema(
        {
            vol.Optional(CONF_DEVICE_INTERVAL): _number(10, 86400, UnitOfTime.SECONDS),
            vol.Required(CONF_FUOTA_INTERVAL): _number(5, 3600, UnitOfTime.SECONDS),
            vol.Required(CONF_REQUEST_TIMEOUT): _number(1, 120, UnitOfTime.SECONDS),
            vol.Optional(CONF_PAGE_SIZE): _number(1, 1000),
            vol.Required(CONF_DATA_CENTER): SelectSelector(
                SelectSelectorConfig(options=list(DATA_CENTERS), translation_key=CONF_DATA_CENTER)
            ),
            vol.Required(CONF_TIME_ZONE): SelectSelector(
                SelectSelectorConfig(options=time_zones, mode=SelectSelectorMode.DROPDOWN)
            ),
            vol.Optional(CONF_WEB_PAGE): TextSelector(
                TextSelectorConfig(type=TextSelectorType.URL)
            ),
        }
    )


def _is_web_page(address: str | None) -> bool:
    """Whether Home Assistant takes an address as that of a device's page. None is taken, too."""
    if not address:
        return True
    try:
        url = URL(address)
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.host)


def _update_fields(plan: ChannelPlan | None) -> tuple[Field, ...]:
    """Return what the update settings may be: the same as in a task.

    But for the data rate: one of all tasks is a default, and so never one that is for uplinks only.
    """
    return (
        *(
            replace(one, kind=OneOf(plan.downlink_data_rates))
            if plan is not None and one.name == CONF_DR
            else one
            for one in task_fields(plan)
            if one.name in UPDATE_OPTIONS
        ),
        Field(CONF_FUOTA_ALLOWANCE, "", Whole(0, 3600)),
    )


def _updates_schema(plan: ChannelPlan | None) -> vol.Schema:
    """Return the form, all of whose fields may be left empty.

    Ranges are checked when it is sent in, so that an error can say what is allowed.
    """
    return vol.Schema(
        {
            vol.Optional(CONF_DR): _number() if plan is None else _data_rates(plan),
            vol.Optional(CONF_FREQUENCY): _number(unit=UnitOfFrequency.HERTZ, step=100),
            vol.Optional(CONF_FRAGMENT_INTERVAL): _number(unit=UnitOfTime.MILLISECONDS),
            vol.Optional(CONF_FRAGMENT_REDUNDANCY): _number(unit=PERCENTAGE),
            vol.Optional(CONF_FUOTA_ALLOWANCE): _number(unit=UnitOfTime.SECONDS),
        }
    )


def _data_rates(plan: ChannelPlan) -> SelectSelector:
    """Return the choice among the plan's data rates for downlinks, in terms of the field."""
    rates = [(number, plan.data_rates[number]) for number in plan.downlink_data_rates]
    options = [
        SelectOptionDict(
            value=str(number), label=f"DR{number} (SF{rate.spreading_factor}, {rate.bandwidth} kHz)"
        )
        for number, rate in rates
    ]
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN))


def _suggested(present: Mapping[str, Any], plan: ChannelPlan | None) -> dict[str, Any]:
    """Return what to show in the form: the choice takes text, and only the plan's data rates."""
    shown = dict(present)
    if plan is not None and CONF_DR in present:
        del shown[CONF_DR]
        if present[CONF_DR] in plan.downlink_data_rates:
            shown[CONF_DR] = str(present[CONF_DR])
    return shown


# The error of an update setting, by its field and by what is wrong with the value.
_UPDATE_ERRORS: Final = {
    (CONF_DR, ProblemKey.CHOICE): OptionsError.DR_CHOICE,
    (CONF_DR, ProblemKey.WHOLE): OptionsError.DR_WHOLE,
    (CONF_FREQUENCY, ProblemKey.GRID): OptionsError.FREQUENCY_GRID,
    (CONF_FRAGMENT_INTERVAL, ProblemKey.WHOLE): OptionsError.FRAGMENT_INTERVAL_WHOLE,
    (CONF_FRAGMENT_REDUNDANCY, ProblemKey.WHOLE): OptionsError.FRAGMENT_REDUNDANCY_WHOLE,
    (CONF_FUOTA_ALLOWANCE, ProblemKey.WHOLE): OptionsError.FUOTA_ALLOWANCE_WHOLE,
}


class NetworkServerOptionsFlow(BlueprintsOptionsFlow):
    """Changes the options; the entry is reloaded when they differ."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the menu."""
        return self.async_show_menu(
            step_id="init",
            menu_options=[
                *("new_device", "import_devices", "settings", "readings", "downlinks"),
                *("updates", "firmware", "blueprints"),
            ],
        )

    async def async_step_settings(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how the gateway is to be polled, with the present values."""
        errors: OptionsErrors = {}
        if user_input is not None:
            for field in _WHOLE_NUMBERS:
                if field in user_input:
                    user_input[field] = int(user_input[field])
            if not _is_web_page(user_input.get(CONF_WEB_PAGE)):
                errors[CONF_WEB_PAGE] = OptionsError.WEB_PAGE_INVALID
            else:
                return self._save(_SETTINGS, user_input)
        zones = await self.hass.async_add_executor_job(zoneinfo.available_timezones)
        present = {
            CONF_FUOTA_INTERVAL: DEFAULT_FUOTA_INTERVAL,
            CONF_REQUEST_TIMEOUT: DEFAULT_TIMEOUT,
            CONF_DATA_CENTER: DEFAULT_DATA_CENTER,
            CONF_TIME_ZONE: self.hass.config.time_zone,
            **self.config_entry.options,
        }
        return self.async_show_form(
            step_id="settings",
            data_schema=self.add_suggested_values_to_schema(
                _settings_schema(sorted(zones)), user_input or present
            ),
            errors=dict(errors),
        )

    async def async_step_updates(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how updates are to be sent, with the present values."""
        plan_name, plan = self._channel_plan()
        problems: list[Problem] = []
        if user_input is not None:
            values, problems = read_fields(_update_fields(plan), user_input)
            if not problems:
                return self._save(UPDATE_OPTIONS, values)
        present = _suggested(self.config_entry.options, plan)
        return self.async_show_form(
            step_id="updates",
            data_schema=self.add_suggested_values_to_schema(
                _updates_schema(plan), present if user_input is None else user_input
            ),
            errors={one.field: _UPDATE_ERRORS[one.field, one.kind] for one in problems},
            description_placeholders={
                "channel_plan": plan_name or "–",
                **{
                    f"{one.field}_{name}": allowed
                    for one in problems
                    for name, allowed in one.allowed.items()
                },
            },
        )

    def _channel_plan(self) -> tuple[str | None, ChannelPlan | None]:
        """Return the gateway's channel plan, None where that is not known now, and its name."""
        entry: MilesightConfigEntry = self.config_entry
        if entry.state is not ConfigEntryState.LOADED:
            return None, None
        return entry.runtime_data.devices.data.channel_plan, entry.runtime_data.plan
