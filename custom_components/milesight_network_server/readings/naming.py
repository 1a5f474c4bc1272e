"""What a value is called: in Home Assistant's own words, in translated ones, or by its key."""

from collections.abc import Mapping
from functools import lru_cache
import re
from typing import Final, NamedTuple

from homeassistant.const import Platform

from .kind import Form, Kind
from .word import enumeration


class Name(NamedTuple):
    """A name: a key of the translations with what stands in for its parts, or the text itself.

    Neither: Home Assistant names it after its device class.
    """

    translation_key: str | None = None
    placeholders: Mapping[str, str] = {}
    text: str | None = None


# Home Assistant's name of the device class says all.
_NAMED_BY_CLASS: Final = re.compile(
    r"temperature|humidity|battery|co2|o3|pm1_0|pm2_5|pm10|pressure|illumination|lux|voltage|current"
    r"|active_power|electric_power|power_factor|distance|moisture|wind_speed|wind_direction|ec"
    r"|pir|occupancy|occupancy_status|magnet_status|magnet|leakage_status|gas_status|smoke_status"
    r"|tamper_status|window_detection|daylight|illuminance_status|buzzer_status"
)
# By platform: keys, and the key of their name. A group is what stands for `{number}`.
TRANSLATED: Final = {
    Platform.SENSOR: tuple(
        (re.compile(keys), name)
        for keys, name in (
            (r"temperature_chn?_?(\d+)|chn?_?(\d+)_temperature", "temperature_channel"),
            (r"temperature_?(\d+)", "temperature_number"),
            ("target_temperature", "target_temperature"),
            ("celsius_ambient_temperature", "ambient_temperature"),
            (r"humidity_?(\d+)", "humidity_number"),
            (r"current_chn?_?(\d+)", "current_channel"),
            (r"current_chn?_?(\d+)_total", "current_channel_total"),
            ("total_current", "total_current"),
            (r"pressure_(\d+)", "pressure_number"),
            ("light_level", "light_level"),
            ("als_level", "light_level"),
            ("tvoc", "tvoc"),
            ("hcho", "formaldehyde"),
            ("laeq", "sound_level_average"),
            ("laf", "sound_level"),
            ("lafmax", "sound_level_maximum"),
            ("power_consumption", "energy"),
            (r"ch(\d+)_sumkwh", "energy_channel"),
            (r"valve_opening(?:_degree)?", "valve_opening"),
            (r"valve_(\d+)_opening", "valve_opening_number"),
            (r"valve_(\d+)_pulse", "valve_pulses"),
            ("remaining", "remaining"),
            ("total_in", "people_in"),
            ("total_out", "people_out"),
            ("period_in", "people_in_period"),
            ("period_out", "people_out_period"),
            ("people_total_counts", "people"),
            ("water", "water"),
            ("pulse", "pulses"),
            (r"gpio_counter_(\d+)", "counter_number"),
            (r"analog_input_(\d+)", "analog_input"),
            (r"modbus_chn_(\d+)", "modbus_channel"),
            ("battery_main", "battery_main"),
            ("battery_node", "battery_node"),
        )
    ),
    Platform.BINARY_SENSOR: tuple(
        (re.compile(keys), name)
        for keys, name in (
            ("position", "tilt"),
            (r"region_(\d+)", "region"),
            (r"magnet_chn?_?(\d+)", "opening_channel"),
            ("socket_status", "socket"),
            (r"switch_(\d+)", "switch"),
            (r"valve_(\d+)", "valve"),
            ("freeze_protection", "freeze_protection"),
            ("temperature_alarm", "temperature_alarm"),
            ("humidity_alarm", "humidity_alarm"),
            ("distance_alarm", "distance_alarm"),
            ("device_status", "device_status"),
            ("system_status", "system"),
        )
    ),
    Platform.EVENT: tuple(
        (re.compile(keys), name)
        for keys, name in (
            (r"button(?:_event(?:\.status)?|_status|_press|_pressed)?|press", "button"),
            (r"button_(\d+)(?:_(?:event|press|pressed))?", "button_number"),
            ("function_key_event", "function_key"),
            ("reset_event", "reset"),
        )
    ),
    Platform.DEVICE_TRACKER: ((re.compile("location"), "location"),),
}
# Before a name of a value in the translations, where names of other entities stand beside it.
PREFIX: Final = "value_"

_WORDS: Final = {
    "co2": "CO₂", "tvoc": "TVOC", "pir": "PIR", "gpio": "GPIO", "adc": "ADC", "nh3": "NH₃",
    "h2s": "H₂S", "lorawan": "LoRaWAN", "ipso": "IPSO", "tsl": "TSL", "d2d": "D2D", "ob": "OB",
    "avg": "average", "min": "minimum", "max": "maximum", "thdi": "THDi", "thdv": "THDv",
    "rssi": "RSSI", "led": "LED", "dst": "DST", "iaq": "IAQ", "als": "ALS", "pm10": "PM10",
    "hcho": "formaldehyde", "chn": "channel", "sn": "SN", "wifi": "Wi-Fi", "ch4": "CH₄",
    "no2": "NO₂", "so2": "SO₂", "o3": "O₃", "co": "CO", "voc": "VOC", "pt100": "PT100", "uv": "UV",
    "adv": "ADV", "snr": "SNR", "ec": "EC", "sdi12": "SDI-12", "id": "ID", "ntc": "NTC",
    "aqi": "AQI", "pm25": "PM2.5",
}  # fmt: skip
_CHANNEL: Final = re.compile(r"\bchn?(\d+)\b")
# A number behind a word, as in "moisture1"; "pt100" and "co2" are words themselves.
_GLUED: Final = re.compile(r"(?<=[a-z]{4})(\d+)\b")
_PARTICLES: Final = re.compile(r"\bpm(\d) (\d)\b")


# A unit at the end of a key.
_UNIT: Final = re.compile(r"_(?:c|celsius|percent|rh|ppm|h_?pa|k_?pa|w|kw|k_?wh|wh|ma|v|mv|mm|cm)$")

# Enumerations of which a device may have several: their key shows which.
SEVERAL: Final = frozenset({"sensor_status", "result", "signal_type", "gpio_type", "valve_status"})


@lru_cache(maxsize=4096)
def name_of(key: str, kind: Kind) -> Name:
    """Return what a value is called. `key` as rules read it."""
    if kind.unit is not None:
        # The unit stands behind the number.
        key = _UNIT.sub("", key)
    if kind.device_class is not None and _NAMED_BY_CLASS.fullmatch(key):
        return Name()
    if kind.form is Form.WORD and kind.options and (words := enumeration(key)):
        if words.name not in SEVERAL:
            return Name(f"{PREFIX}{words.name}")
        return Name(f"{PREFIX}{words.name}_of", {"what": readable(key)})
    for keys, name in TRANSLATED[kind.platform]:
        if found := keys.fullmatch(key):
            number = next(filter(None, found.groups()), None)
            return Name(f"{PREFIX}{name}", {} if number is None else {"number": number})
    return Name(text=readable(key))


def readable(key: str) -> str:
    """Return a key as a name: "chn2_temperature" is "Channel 2 temperature"."""
    text = " ".join(key.replace(".", " ").replace("_", " ").split())
    if text not in _WORDS:
        text = _GLUED.sub(r" \1", _CHANNEL.sub(r"channel \1", text))
    text = _PARTICLES.sub(r"PM\1.\2", text)
    text = " ".join(_WORDS.get(word, word) for word in text.split())
    return text[:1].upper() + text[1:] if text else key
