"""Options: where downlinks go, and where devices acknowledge them."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol

from ..const import CONF_ACK_TOPIC, CONF_DOWNLINK_TOPIC, CONF_REQUEST_TOPIC
from ..newer_home_assistant import optional_beside
from ..ns_api.downlink import as_filter
from .keys import OptionsError, OptionsErrors, TopicError
from .readings import ReadingsOptionsFlow
from .topics import Replaced, Use, beside, filter_error, overlap, publish_topic_error, taken

_FORM: Final = (CONF_DOWNLINK_TOPIC, CONF_ACK_TOPIC)
_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_DOWNLINK_TOPIC): TextSelector(),
        # Nothing is acknowledged where nothing is sent.
        optional_beside(CONF_ACK_TOPIC, CONF_DOWNLINK_TOPIC): TextSelector(),
    }
)


class DownlinksOptionsFlow(ReadingsOptionsFlow):
    """The part of the options that is about messages to devices."""

    async def async_step_downlinks(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where downlinks go. Without a topic none are sent."""
        errors: OptionsErrors = {}
        placeholders = {"topic": ""}
        request_topic = self.config_entry.data[CONF_REQUEST_TOPIC]
        suggested = {
            CONF_DOWNLINK_TOPIC: beside(request_topic, "downlink/$deveui"),
            CONF_ACK_TOPIC: beside(request_topic, "ack/$deveui"),
        }
        if user_input is not None:
            topics = {
                field: topic for field in _FORM if (topic := (user_input.get(field) or "").strip())
            }
            errors, placeholders["topic"] = self._errors(topics)
            if not errors:
                return self._save(_FORM, topics)
        present = user_input or {**suggested, **self.config_entry.options}
        return self.async_show_form(
            step_id="downlinks",
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, present),
            errors=dict(errors),
            description_placeholders={
                "downlink_topic": suggested[CONF_DOWNLINK_TOPIC],
                "ack_topic": suggested[CONF_ACK_TOPIC],
                **placeholders,
            },
        )

    def _errors(self, topics: dict[str, str]) -> tuple[OptionsErrors, str]:
        """Return what is wrong with the topics by field, and the topic that one would take."""
        downlink, ack = topics.get(CONF_DOWNLINK_TOPIC), topics.get(CONF_ACK_TOPIC)
        found = {
            CONF_DOWNLINK_TOPIC: publish_topic_error(downlink) if downlink else None,
            CONF_ACK_TOPIC: filter_error(as_filter(ack)) if ack else None,
        }
        errors: OptionsErrors = {field: error for field, error in found.items() if error}
        if errors.get(CONF_DOWNLINK_TOPIC) == TopicError.WILDCARD:
            errors[CONF_DOWNLINK_TOPIC] = OptionsError.DOWNLINK_TOPIC_WILDCARD
        if not errors and ack and not downlink:
            errors[CONF_DOWNLINK_TOPIC] = OptionsError.DOWNLINK_TOPIC_MISSING
        if errors:
            return errors, ""
        if downlink and ack and overlap(as_filter(downlink), as_filter(ack)):
            return {CONF_ACK_TOPIC: TopicError.TAKEN}, downlink
        replaced = Replaced(self.config_entry.entry_id, _FORM)
        for field, topic in topics.items():
            if use := taken(self.hass, Use(field, topic), replaced):
                return {field: TopicError.TAKEN}, use.topic
        return {}, ""
