"""Options: where uplinks come, and when a device counts as overdue."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
)
import voluptuous as vol

from ..const import CONF_OVERDUE_AFTER, CONF_REQUEST_TOPIC, CONF_UPLINK_TOPIC
from ..ns_api.downlink import as_filter
from .device_import import DeviceImportOptionsFlow
from .keys import OptionsError, TopicError
from .topics import API_TOPICS, Use, beside, filter_error, taken

_FORM: Final = (CONF_UPLINK_TOPIC, CONF_OVERDUE_AFTER)
_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_UPLINK_TOPIC): TextSelector(),
        vol.Optional(CONF_OVERDUE_AFTER): NumberSelector(
            NumberSelectorConfig(
                min=0.5,
                max=8760,
                step="any",
                mode=NumberSelectorMode.BOX,
                unit_of_measurement=UnitOfTime.HOURS,
            )
        ),
    }
)


def suggested_uplink_topic(request_topic: str) -> str:
    """Return a topic for uplinks that stands beside the request topic, with a level for DevEUIs."""
    return beside(request_topic, "uplink/+")


class ReadingsOptionsFlow(DeviceImportOptionsFlow):
    """The part of the options that is about what sensors measure."""

    async def async_step_readings(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where uplinks come. Without a topic no readings are shown."""
        error: OptionsError | TopicError | None = None
        placeholders = {"topic": ""}
        entry = self.config_entry
        if user_input is not None:
            # A topic copied from the gateway's page, with `$deveui`, is accepted as well.
            topic = as_filter((user_input.pop(CONF_UPLINK_TOPIC, None) or "").strip())
            error, placeholders["topic"] = self._topic_error(topic)
            if error is None:
                return self._save(_FORM, user_input | ({CONF_UPLINK_TOPIC: topic} if topic else {}))
            user_input[CONF_UPLINK_TOPIC] = topic
        suggested = suggested_uplink_topic(entry.data[CONF_REQUEST_TOPIC])
        present = user_input or {CONF_UPLINK_TOPIC: suggested, **entry.options}
        return self.async_show_form(
            step_id="readings",
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, present),
            errors={} if error is None else {CONF_UPLINK_TOPIC: error},
            description_placeholders={
                "on_the_gateway": suggested.removesuffix("+") + "$deveui",
                **placeholders,
            },
        )

    def _topic_error(self, topic: str) -> tuple[OptionsError | TopicError | None, str]:
        """Return what is wrong with an uplink topic, and which other topic it would take."""
        if not topic:
            return None, ""
        if error := filter_error(topic):
            return error, ""
        if use := taken(self.hass, Use(CONF_UPLINK_TOPIC, topic)):
            if use.field in API_TOPICS:
                return OptionsError.UPLINK_TOPIC_OF_API, use.topic
            return TopicError.TAKEN, use.topic
        return None, ""

    def _save(self, form: Collection[str], entered: Mapping[str, Any]) -> ConfigFlowResult:
        """Store what was entered in a form; the options of other forms stay."""
        others = {
            name: value for name, value in self.config_entry.options.items() if name not in form
        }
        return self.async_create_entry(data={**others, **entered})
