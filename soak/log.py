"""What Home Assistant writes to its log while all goes wrong, and which of it is expected."""

import re

from demo.wizard import DOMAIN

_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d )", re.MULTILINE)
_LEVEL = re.compile(r"^\S+ \S+ (WARNING|ERROR|CRITICAL) ")
# What Home Assistant and its MQTT integration tell of a broker, a start and a power cut.
EXPECTED = re.compile(
    r"\[homeassistant\.components\.mqtt"
    # The client under it, of a broker that goes in the middle of a message.
    r"|\[paho\.mqtt\.client\] failed to (receive|send) on socket"
    r"|\[homeassistant\.config_entries\] Config entry .* (not ready yet|for mqtt integration)"
    r"|\[homeassistant\.loader\] We found a custom integration"
    r"|\[homeassistant\.components\.recorder.*(was shutdown cleanly|unfinished session)"
    r"|\[homeassistant\.helpers\.storage\]"
    r"|\[homeassistant\.components\.(ffmpeg|camera)|\[haffmpeg|\[aiohttp_fast_zlib\]"
    # What it tells the caller of a service.
    r"|\[homeassistant\.components\.websocket_api\.http\.connection\]"
    # A button that is pressed while its entry is set up again.
    r"|\[homeassistant\.helpers\.service\] Referenced entities "
    # Its greeting to the broker, where the broker is gone again.
    r"|\[homeassistant\] Error doing job: (?s:.*)components/mqtt/client\.py"
    # A gateway that can't be reached, or refuses a list.
    r"|\[custom_components\.milesight_network_server\] Error (fetching|requesting) .* data:"
    # An update in the queue that the gateway can't take now.
    r"|\[custom_components\.milesight_network_server\] .* waits: "
)


def unexpected(text: str) -> list[str]:
    """Return the records of a log that nobody expects: breakdowns, warnings, errors."""
    return [
        record
        for record in _RECORD.split(text)
        if ("Traceback" in record and DOMAIN in record)
        or (_LEVEL.match(record) and not EXPECTED.search(record))
    ]
