"""Topics as people enter them: what MQTT allows, and that no use takes the messages of another."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from homeassistant.components.mqtt import valid_publish_topic, valid_subscribe_topic
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import (
    CONF_ACK_TOPIC,
    CONF_DOWNLINK_TOPIC,
    CONF_REQUEST_TOPIC,
    CONF_RESPONSE_TOPIC,
    CONF_UPLINK_TOPIC,
    DOMAIN,
)
from ..ns_api.downlink import as_filter
from .keys import ConfigError, ConfigErrors, OptionsError, TopicError

_MOST_BYTES: Final = 65_535
# Topics that a broker publishes about itself begin with it, and wildcards do not match them.
_BROKERS_OWN: Final = "$"
API_TOPICS: Final = (CONF_REQUEST_TOPIC, CONF_RESPONSE_TOPIC)
_OPTIONS: Final = (CONF_UPLINK_TOPIC, CONF_DOWNLINK_TOPIC, CONF_ACK_TOPIC)


def beside(request_topic: str, last_levels: str) -> str:
    """Return a topic that stands beside the request topic."""
    before, slash, _ = request_topic.rpartition("/")
    return f"{before}{slash}{last_levels}"


def is_too_long(topic: str) -> bool:
    """Whether MQTT can't carry a topic."""
    return len(topic.encode("utf-8", "surrogatepass")) > _MOST_BYTES


def publish_topic_error(topic: str) -> TopicError | None:
    """Return what is wrong with a topic that messages are sent to."""
    if not topic:
        return TopicError.EMPTY
    if "+" in topic or "#" in topic:
        return TopicError.WILDCARD
    if is_too_long(topic):
        return TopicError.TOO_LONG
    try:
        valid_publish_topic(topic)
    except vol.Invalid:
        return TopicError.INVALID
    return None


def filter_error(topic: str) -> OptionsError | TopicError | None:
    """Return what is wrong with a topic that messages come on. It may have wildcards."""
    if is_too_long(topic):
        return TopicError.TOO_LONG
    try:
        valid_subscribe_topic(topic)
    except vol.Invalid:
        return OptionsError.UPLINK_TOPIC_INVALID
    if topic[:1] == _BROKERS_OWN:
        return OptionsError.UPLINK_TOPIC_INVALID
    return None


def topics_errors(
    hass: HomeAssistant, topics: Mapping[str, str]
) -> tuple[ConfigErrors, dict[str, str]]:
    """Return the errors of the topics of the API by field, and what their sentences mention."""
    errors: ConfigErrors = {
        field: error for field in API_TOPICS if (error := publish_topic_error(topics[field]))
    }
    if errors:
        return errors, {}
    if topics[CONF_REQUEST_TOPIC] == topics[CONF_RESPONSE_TOPIC]:
        return {CONF_RESPONSE_TOPIC: ConfigError.TOPICS_EQUAL}, {}
    for field in API_TOPICS:
        if use := taken(hass, Use(field, topics[field])):
            placeholders = {"topic": use.topic}
            return {field: TopicError.TAKEN}, placeholders
    return {}, {}


class Use(NamedTuple):
    """A topic, and the field that it was entered in."""

    field: str
    topic: str


class Replaced(NamedTuple):
    """The fields of a gateway whose topics are about to be replaced."""

    entry_id: str
    fields: Collection[str]


def taken(hass: HomeAssistant, entered: Use, replaced: Replaced | None = None) -> Use | None:
    """Return what else one of the gateways uses a topic for.

    The topics of the API may be shared by several gateways, and so may each of the others.
    """
    is_api = entered.field in API_TOPICS
    for use in _uses(hass, replaced):
        is_same = use.field == entered.field or (is_api and use.field in API_TOPICS)
        if not is_same and overlap(as_filter(entered.topic), as_filter(use.topic)):
            return use
    return None


def _uses(hass: HomeAssistant, replaced: Replaced | None) -> Iterator[Use]:
    for entry in hass.config_entries.async_entries(DOMAIN):
        for field in (*API_TOPICS, *_OPTIONS):
            values = entry.data if field in API_TOPICS else entry.options
            is_replaced = replaced is not None and (
                entry.entry_id == replaced.entry_id and field in replaced.fields
            )
            if not is_replaced and (topic := values.get(field)):
                yield Use(field, topic)


def overlap(one: str, other: str) -> bool:
    """Whether there is a topic that both filters match."""
    levels, others = one.split("/"), other.split("/")
    first = {levels[0], others[0]}
    if first & {"+", "#"} and any(level[:1] == _BROKERS_OWN for level in first):
        return False
    for level, another in zip(levels, others, strict=False):
        if "#" in (level, another):
            return True
        if level != another and "+" not in (level, another):
            return False
    longer = max(levels, others, key=len)[min(len(levels), len(others)) :]
    # "a/#" matches "a", too.
    return longer in ([], ["#"])
