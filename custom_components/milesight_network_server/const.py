"""Constants of the Milesight Network Server integration."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "milesight_network_server"
# The form of an entry: what `async_migrate_entry` brings earlier ones to.
ENTRY_MINOR_VERSION: Final = 2
LOGGER: Final = logging.getLogger(__package__)

CONF_REQUEST_TOPIC: Final = "request_topic"
CONF_RESPONSE_TOPIC: Final = "response_topic"
CONF_GATEWAY_EUI: Final = "gateway_eui"

CONF_DEVICE_INTERVAL: Final = "device_interval"
CONF_FUOTA_INTERVAL: Final = "fuota_interval"
CONF_REQUEST_TIMEOUT: Final = "request_timeout"
CONF_PAGE_SIZE: Final = "page_size"
CONF_WEB_PAGE: Final = "web_page"
CONF_DATA_CENTER: Final = "data_center"
CONF_TIME_ZONE: Final = "time_zone"

# Where uplinks come, and after how many hours of silence a device is overdue.
CONF_UPLINK_TOPIC: Final = "uplink_topic"
CONF_OVERDUE_AFTER: Final = "overdue_after"

# Where downlinks go, as it stands on the gateway's page, and where their acknowledgements come.
CONF_DOWNLINK_TOPIC: Final = "downlink_topic"
CONF_ACK_TOPIC: Final = "ack_topic"

# Of new firmware tasks, where those do not say otherwise.
CONF_DR: Final = "dr"
CONF_FREQUENCY: Final = "frequency"
CONF_FRAGMENT_INTERVAL: Final = "fragment_interval"
CONF_FRAGMENT_REDUNDANCY: Final = "fragment_redundancy"
CONF_FUOTA_ALLOWANCE: Final = "fuota_allowance"
UPDATE_OPTIONS: Final = (
    CONF_DR,
    CONF_FREQUENCY,
    CONF_FRAGMENT_INTERVAL,
    CONF_FRAGMENT_REDUNDANCY,
    CONF_FUOTA_ALLOWANCE,
)

DATA_CENTERS: Final = ("eu", "us", "cn", "sg")

# One device poll a minute for up to this many devices, and proportionally less often for more.
DEVICES_PER_MINUTE: Final = 200
DEFAULT_FUOTA_INTERVAL: Final = 10
DEFAULT_DATA_CENTER: Final = "eu"
# How often tasks are read while none is at work or about to start.
IDLE_FUOTA_INTERVAL: Final = timedelta(minutes=5)
PROVISIONING_INTERVAL: Final = timedelta(minutes=15)
# `last_seen` is written when it has moved on by this much.
LAST_SEEN_STEP: Final = timedelta(minutes=15)
