"""Keys of the flows' translations: what is wrong with an entry, and why a flow ends."""

from enum import StrEnum

from ..words.keys import LinkProblem


class TopicError(StrEnum):
    """What is wrong with a topic. In `config.error` and, but for two, in `options.error`.

    An empty topic is none in the options, and a wildcard has a sentence of its own in them.
    """

    EMPTY = "topic_empty"
    WILDCARD = "topic_wildcard"
    TOO_LONG = "topic_too_long"
    INVALID = "topic_invalid"
    TAKEN = "topic_taken"


class ConfigError(StrEnum):
    """What else the config flow finds wrong: `config.error`. `LinkProblem` is in it as well."""

    TOPICS_EQUAL = "topics_equal"
    EUI_INVALID = "eui_invalid"
    ALREADY_REGISTERED = "already_registered"
    NO_ANSWER = "no_answer"
    TOPICS_SWAPPED = "topics_swapped"
    ONLY_OTHERS = "only_others"
    UNREADABLE = "unreadable"
    NOT_THIS_API = "not_this_api"
    OTHER_API = "other_api"
    REFUSED = "refused"
    ANOTHER_GATEWAY = "another_gateway"


# By the field that they are about.
type ConfigErrors = dict[str, ConfigError | LinkProblem | TopicError]


class ConfigAbort(StrEnum):
    """Why the config flow ends without a gateway: `config.abort`."""

    ALREADY_CONFIGURED = "already_configured"
    ANOTHER_GATEWAY = "another_gateway"
    MQTT_NOT_SET_UP = "mqtt_not_set_up"
    NOT_A_GATEWAY = "not_a_gateway"
    OTHER_API = "other_api"


class OptionsError(StrEnum):
    """What else the options find wrong: `options.error`."""

    DR_CHOICE = "dr_choice"
    UPLINK_TOPIC_INVALID = "uplink_topic_invalid"
    UPLINK_TOPIC_OF_API = "uplink_topic_of_api"
    DOWNLINK_TOPIC_WILDCARD = "downlink_topic_wildcard"
    DOWNLINK_TOPIC_MISSING = "downlink_topic_missing"
    DR_WHOLE = "dr_whole"
    FREQUENCY_GRID = "frequency_grid"
    FRAGMENT_INTERVAL_WHOLE = "fragment_interval_whole"
    FRAGMENT_REDUNDANCY_WHOLE = "fragment_redundancy_whole"
    FUOTA_ALLOWANCE_WHOLE = "fuota_allowance_whole"
    FILE_GONE = "file_gone"
    FILE_NAME = "file_name"
    EMPTY_FIRMWARE = "empty_firmware"
    LARGE_FIRMWARE = "large_firmware"
    NOTHING_CHOSEN = "nothing_chosen"
    DEVICE_NOT_ADDED = "device_not_added"
    WEB_PAGE_INVALID = "web_page_invalid"


# By the field that they are about.
type OptionsErrors = dict[str, OptionsError | TopicError]


class OptionsAbort(StrEnum):
    """Why the options end without a change: `options.abort`."""

    NOT_WRITTEN = "not_written"
    GATEWAY_NOT_LOADED = "gateway_not_loaded"
    NO_APPLICATION = "no_application"
