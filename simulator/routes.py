"""Which call a method and a url mean, and what answers it."""

from collections.abc import Callable
from dataclasses import dataclass
import re
from urllib.parse import unquote

from .asked import Asked
from .books import Books
from .calls import codec, device, firmware, fuota, multicast, profile
from .errors import ApiError, Code
from .wire import Blank, Body

API_TYPE = "ns-api"
# What firmware without FUOTA does not know.
FUOTA = "/api/fuota/"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API, by its number in the document ("3.1"), or by a name of ours."""

    number: str
    method: str
    path: re.Pattern[str]
    answer: Callable[[Books, Asked], Body | Blank]


def _call(
    number: str, method: str, path: str, answer: Callable[[Books, Asked], Body | Blank]
) -> Call:
    return Call(number, method, re.compile(path.replace("{id}", "([^/]+)")), answer)


CALLS = (
    _call("2.1", "POST", "/api/urprofiles", profile.add),
    _call("2.2", "DELETE", "/api/urprofiles/{id}", profile.delete),
    _call("2.3", "GET", "/api/urprofiles", profile.enquire),
    _call("2.4", "PUT", "/api/urprofiles/{id}", profile.modify),
    _call("3.1", "POST", "/api/urdevices", device.add),
    _call("3.2", "DELETE", "/api/urdevices/{id}", device.delete),
    _call("3.3", "GET", "/api/urdevices", device.enquire),
    _call("3.4", "PUT", "/api/urdevices/{id}", device.modify),
    _call("4.1", "POST", "/api/multicast-groups", multicast.add),
    _call("4.2", "POST", "/api/multicast-groups/{id}/devices", multicast.add_devices),
    _call("4.3", "DELETE", "/api/multicast-groups/{id}", multicast.delete),
    _call("4.4", "POST", "/api/multicast-groups/{id}/deletedevices", multicast.delete_devices),
    _call("4.5", "GET", "/api/multicast-groups", multicast.enquire),
    _call("4.6", "PUT", "/api/multicast-groups/{id}", multicast.modify),
    _call("5.1", "GET", "/api/payloadcodecs/?", codec.enquire),
    _call("6.1", "POST", "/api/fuota/task", fuota.add),
    _call("6.2", "GET", "/api/fuota/task", fuota.enquire),
    _call("6.3", "PUT", "/api/fuota/task", fuota.modify),
    _call("6.4", "POST", "/api/fuota/task/delete", fuota.delete),
    _call("6.5", "POST", "/api/fuota/task/retry", fuota.retry),
    _call("6.6", "GET", "/api/fuota/task/payloadsize", firmware.payload_sizes),
    _call("6.7", "GET", "/api/fuota/devices", fuota.devices),
    _call("6.8", "POST", "/api/fuota/devices/firmware", firmware.fitting_devices),
    _call("6.9", "GET", "/api/fuota/official/models", firmware.official_models),
    _call("6.10", "GET", "/api/fuota/official/firmware", firmware.official_firmware),
)
NUMBERS = tuple(call.number for call in CALLS)
# What the document does not have. Each decides for itself whether this gateway answers it.
SHORT_CODECS = _call("short", "GET", "/api/payloadcodecs-short", codec.enquire_short)


def _refusal(code: Code) -> Call:
    def refuse(_books: Books, _asked: Asked) -> Body:
        raise ApiError(code)

    return Call("", "", re.compile(""), refuse)


UNKNOWN_URL = _refusal(Code.TYPE_OR_URL)
UNKNOWN_METHOD = _refusal(Code.METHOD)


def find(message: dict[str, object]) -> tuple[Call, str]:
    """Return the call that a message means, and the id in its path."""
    url = message.get("url")
    if message.get("type") != API_TYPE or not isinstance(url, str):
        return UNKNOWN_URL, ""
    path = url.partition("?")[0]
    if SHORT_CODECS.path.fullmatch(path) and message.get("method") == SHORT_CODECS.method:
        return SHORT_CODECS, ""
    known_path = False
    for call in CALLS:
        if found := call.path.fullmatch(path):
            known_path = True
            if call.method == message.get("method"):
                return call, unquote(found[1]) if found.groups() else ""
    return UNKNOWN_METHOD if known_path else UNKNOWN_URL, ""
