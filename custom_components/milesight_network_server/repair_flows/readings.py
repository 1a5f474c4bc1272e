"""Fix flows about readings: devices without a codec, values that no message feeds."""

from typing import Any

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..issues.readings import devices_without_codec, unfed_values
from ..ns_api.errors import NsApiError
from ..ns_api.field import InvalidFieldsError
from ..reading_entities.showing import async_reading_entities
from ..readings.value import Value
from ..runtime import MilesightConfigEntry, RuntimeData
from ..services.call import GatewayCall
from ..services.device import async_modify_device
from ..words import error_words, one_line, sentences, translated
from .flow import GatewayFlow
from .keys import FixFlowAbort, FixFlowError

_CHOSEN = "chosen"


def _choice(options: list[SelectOptionDict]) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(options=options, multiple=True, mode=SelectSelectorMode.LIST)
    )


class CodecMissingFlow(GatewayFlow):
    """Proposes codecs for devices that have none, and sets those that are picked."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(entry_id)
        self._proposals: dict[str, tuple[str, int, str]] = {}
        self._likeliest: list[str] = []

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Name the devices, and explain what a codec changes for others."""
        return self._menu(["codecs", "ignore"])

    async def async_step_codecs(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Let codecs be picked, and set them."""
        entry = self._entry
        if entry is None:
            return self.async_abort(reason=FixFlowAbort.NOT_LOADED)
        errors: dict[str, FixFlowError] = {}
        if user_input is not None:
            chosen = [self._proposals[one] for one in user_input.get(_CHOSEN, ())]
            if not chosen:
                errors[_CHOSEN] = FixFlowError.NOTHING_CHOSEN
            elif len({dev_eui for dev_eui, _, _ in chosen}) < len(chosen):
                errors[_CHOSEN] = FixFlowError.TWO_CODECS
            else:
                return await self._async_set(entry, chosen)
        elif (problem := await self._async_propose(entry.runtime_data)) is not None:
            return self._abort_with(FixFlowAbort.NOT_READ, problem)
        if not self._proposals:
            return self.async_abort(reason=FixFlowAbort.NO_CODEC)
        options = [
            SelectOptionDict(value=key, label=label)
            for key, (_, _, label) in self._proposals.items()
        ]
        return self.async_show_form(
            step_id="codecs",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({vol.Required(_CHOSEN): _choice(options)}),
                user_input or {_CHOSEN: self._likeliest},
            ),
            errors=dict(errors),
            description_placeholders=self._placeholders,
        )

    async def _async_propose(self, runtime: RuntimeData) -> str | None:
        """Find out which codecs fit; return what went wrong, if anything did."""
        dev_euis = devices_without_codec(runtime)
        reports = runtime.firmware.items
        try:
            fitting = await runtime.codecs.async_fitting(
                {
                    dev_eui: reported.model if (reported := reports.get(dev_eui)) else None
                    for dev_eui in dev_euis
                }
            )
        except NsApiError as err:
            return translated(err)
        for dev_eui in dev_euis:
            names = fitting[dev_eui].names
            for codec_id, name in sorted(names.items(), key=lambda codec: codec[1]):
                device = one_line(runtime.devices.items[dev_eui].name) or dev_eui
                key = f"{dev_eui}:{codec_id}"
                self._proposals[key] = (dev_eui, codec_id, f"{device}: {one_line(name)}")
                if codec_id == fitting[dev_eui].likeliest:
                    self._likeliest.append(key)
        return None

    async def _async_set(
        self, entry: MilesightConfigEntry, chosen: list[tuple[str, int, str]]
    ) -> RepairsFlowResult:
        """Set codecs, one device after the other (3.4). A failure does not stop the others."""
        failures: list[str] = []
        for dev_eui, codec_id, label in chosen:
            given = {"payload_codec_id": codec_id}
            call = GatewayCall(self.hass, entry, entry.runtime_data, given, (dev_eui,), ())
            try:
                await async_modify_device(call)
            except InvalidFieldsError as err:
                failures.append(f"{label}: {sentences(err)}")
            except NsApiError as err:
                failures.append(f"{label}: {translated(err)}")
            except HomeAssistantError as err:
                failures.append(f"{label}: {error_words(err)}")
        if failures:
            return self._abort_with(FixFlowAbort.NOT_SET, " ".join(failures))
        return self.async_create_entry(data={})


class ValuesUnfedFlow(GatewayFlow):
    """Removes those values that somebody picks among the ones that no message feeds any more."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Name the values, and possible causes."""
        return self._menu(["remove", "ignore"])

    async def async_step_remove(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Let values be picked, and remove them with their entities."""
        entry = self._entry
        if entry is None:
            return self.async_abort(reason=FixFlowAbort.NOT_LOADED)
        values = self._values(entry.runtime_data)
        if not values:
            return self.async_abort(reason=FixFlowAbort.GONE)
        if user_input is not None:
            chosen = [values[one] for one in user_input.get(_CHOSEN, ()) if one in values]
            async_reading_entities(self.hass, entry).async_remove(chosen)
            return self.async_create_entry(data={})
        options = [
            SelectOptionDict(value=key, label=self._label(entry.runtime_data, value))
            for key, value in values.items()
        ]
        return self.async_show_form(
            step_id="remove",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({vol.Required(_CHOSEN): _choice(options)}), {_CHOSEN: list(values)}
            ),
            description_placeholders=self._placeholders,
        )

    def _values(self, runtime: RuntimeData) -> dict[str, Value]:
        unfed = unfed_values(runtime.readings, dt_util.utcnow())
        return {f"{value.dev_eui}:{value.key}": value for value in unfed}

    def _label(self, runtime: RuntimeData, value: Value) -> str:
        device = runtime.devices.items.get(value.dev_eui)
        name = (device and one_line(device.name)) or value.dev_eui
        return f"{name}: {one_line(value.key)}"
