"""Reads an uplink: the gateway's envelope, the result of a codec's script, or a mixture.

Without a codec the gateway publishes an envelope: `devEUI`, `rxInfo`, `data` and more. With one, it
publishes what the script returned, and nothing else. A script may copy into it what the envelope
has, under names of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
import re
from typing import Any, Final

from ..ns_api.model import read_eui
from .number import as_number

# The names of a DevEUI, of gateways and of scripts.
_DEV_EUI: Final = ("devEUI", "devEui", "deveui", "dev_eui", "DevEUI", "DevEui", "devEUi")
# What the envelope has beside values; what scripts make of it.
_ENVELOPE: Final = frozenset(
    {
        *_DEV_EUI,
        *("applicationID", "applicationName", "application_id", "application_name", "appID"),
        *("deviceName", "device_name", "devAddr", "dev_addr", "gatewayEUI", "gateway_eui"),
        *("rxInfo", "rx_info", "txInfo", "tx_info", "fCnt", "f_cnt", "fcnt", "fPort", "f_port"),
        *("fport", "time", "adr", "confirmed", "deviceProfileName", "deviceProfileID"),
    }
)
_RAW: Final = ("data", "payload", "frmPayload", "bytes")
# Where scripts put the values, if not beside the rest.
_INNER: Final = ("object", "decoded", "data", "payload", "values", "objectJSON")
# Keys of which a message that has none is what a codec gave.
_TELLING: Final = _ENVELOPE.union(_INNER)
# What shows that a text under one of `_RAW` are the bytes of a frame.
_OF_A_FRAME: Final = frozenset(
    {"rxInfo", "rx_info", "txInfo", "tx_info", "fPort", "f_port", "fport"}
)
_SEPARATORS: Final = str.maketrans("", "", "-:. ")
_WITHIN: Final = re.compile(r"(?<![0-9A-F])[0-9A-F]{16}(?![0-9A-F])")
_SPREADING_FACTOR: Final = re.compile(r"SF(\d{1,2})", re.IGNORECASE)
_SPREADING_FACTORS: Final = range(5, 13)
_LARGEST_COUNTER: Final = 2**32
_EUI_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Radio:
    """How an uplink was received: dBm, dB and the spreading factor; None where it is unknown.

    `rssi` and `snr` are of the receiver that heard it best, `gateways` is how many heard it.
    """

    rssi: int | float | None
    snr: int | float | None
    spreading_factor: int | None
    gateways: int | None


@dataclass(frozen=True, slots=True)
class Uplink:
    """An uplink. `dev_eui` None: the message names no device.

    `is_raw`: it came without a codec, so that its values are still bytes; they are in `message`,
    which is all that came.
    """

    dev_eui: str | None
    values: Mapping[str, Any]
    f_cnt: int | None = None
    radio: Radio | None = None
    is_raw: bool = False
    message: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def read_uplink(message: Mapping[str, Any]) -> Uplink:
    """Read a message that is a JSON object. Anything in it may be missing, null or absurd."""
    if message.keys().isdisjoint(_TELLING):
        # What nearly every codec gives.
        return Uplink(None, message)
    dev_eui = next((eui for name in _DEV_EUI if (eui := read_dev_eui(message.get(name)))), None)
    values = {name: value for name, value in message.items() if name not in _ENVELOPE}
    has_radio = isinstance(message.get("rxInfo", message.get("rx_info")), list)
    f_cnt = _counter(message)
    is_frame = f_cnt is not None or not message.keys().isdisjoint(_OF_A_FRAME)
    is_raw = False
    for name in _RAW:
        if isinstance(sent := values.get(name), str) and is_frame:
            del values[name]
            # A frame without bytes comes of devices with a codec as well.
            is_raw = bool(sent) and not values
    for name in _INNER:
        if isinstance(inner := values.get(name), dict):
            del values[name]
            values = {**inner, **values}
    return Uplink(dev_eui, values, f_cnt, _radio(message) if has_radio else None, is_raw, message)


def eui_within(text: str) -> str | None:
    """Return the one EUI that stands within a longer text, as in "node-24e124136b325678"."""
    found = set(_WITHIN.findall(text.upper()))
    return found.pop() if len(found) == 1 else None


def read_dev_eui(value: object) -> str | None:
    """Return a DevEUI, which scripts and topics write with separators as well; None for none."""
    if isinstance(value, str) and len(value) > _EUI_DIGITS:
        value = value.translate(_SEPARATORS)
    return read_eui(value)


def _counter(message: Mapping[str, Any]) -> int | None:
    value = message.get("fCnt", message.get("f_cnt", message.get("fcnt")))
    number = as_number(value) if isinstance(value, str | int) else None
    return number if isinstance(number, int) and 0 <= number < _LARGEST_COUNTER else None


def _radio(message: Mapping[str, Any]) -> Radio | None:
    rows = message.get("rxInfo") or message.get("rx_info")
    receivers = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    heard = [
        (_number(row, "rssi"), _number(row, "loRaSNR", "snr", "lora_snr", "loraSNR"))
        for row in receivers
    ]
    best = max(heard, key=_strength, default=(None, None))
    factor = _spreading_factor(message.get("txInfo") or message.get("tx_info"))
    if best == (None, None) and factor is None:
        return None
    return Radio(*best, factor, len(receivers))


def _strength(heard: tuple[int | float | None, int | float | None]) -> tuple[float, float]:
    rssi, snr = heard
    weakest = float("-inf")
    return weakest if rssi is None else rssi, weakest if snr is None else snr


def _number(row: Mapping[str, Any], *names: str) -> int | float | None:
    for name in names:
        value = row.get(name)
        if isinstance(value, str | int | float) and (number := as_number(value)) is not None:
            return number
    return None


def _spreading_factor(sent: object) -> int | None:
    """Return the factor, which stands in the data rate as a number or in words (SF7BW125)."""
    rate = sent.get("dataRate", sent.get("data_rate", sent)) if isinstance(sent, dict) else None
    number: int | float | None = None
    if isinstance(rate, dict):
        number = _number(rate, "spreadFactor", "spreadingFactor", "spreading_factor")
    elif isinstance(rate, str) and (found := _SPREADING_FACTOR.search(rate)):
        number = int(found[1])
    return number if isinstance(number, int) and number in _SPREADING_FACTORS else None
