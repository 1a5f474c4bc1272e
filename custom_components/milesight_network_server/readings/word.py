"""Enumerations: keys with more than two known words."""

import re
from typing import Final, NamedTuple

_STAGES: Final = tuple(f"stage_{n}_heat" for n in range(1, 6)) + tuple(
    f"stage_{n}_cool" for n in range(1, 4)
)
_CONTROLS: Final = ("standby", *_STAGES, "em_heat")
_SENSOR: Final = (
    "normal", "over_range", "under_range", "over_range_alarm", "out_of_range", "read_failed",
    "read_error", "collection_failed", "sensor_error", "sensor_normal", "polarizing",
    "device_error",
)  # fmt: skip
_VALVE: Final = (
    "low_battery_power", "shutdown_after_getting_io_feedback", "incorrect_opening_time", "timeout",
    "valve_stall",
)  # fmt: skip

_FAN: Final = (
    "auto", "on", "off", "circulate", "disable", "standby", "low_speed", "high_speed", "always_on",
)  # fmt: skip
_WATER: Final = (
    "water_outage_timeout_alarm", "water_outage_timeout_alarm_release",
    "water_flow_timeout_alarm", "water_flow_timeout_alarm_release",
)  # fmt: skip


class Enumeration(NamedTuple):
    """Which keys it is, its name in the translations, and its words as states."""

    keys: re.Pattern[str]
    name: str
    options: tuple[str, ...]


def _enumeration(keys: str, name: str, *options: str) -> Enumeration:
    return Enumeration(re.compile(keys), name, options)


_MODES: Final = r"temperature_control_mode|current_temperature_control_mode\.mode(?:_value)?"
_STATUSES: Final = r"temperature_control_status|current_temperature_control_mode\.status(?:_value)?"

ENUMERATIONS: Final = (
    _enumeration("motion_status", "motion_status", "unknown", "start", "moving", "stop"),
    _enumeration("geofence_status", "geofence_status", "inside", "outside", "unset", "unknown"),
    _enumeration(
        r"lorawan_class(?:\.value)?", "lorawan_class", "class_a", "class_b", "class_c", "class_ctob"
    ),
    _enumeration(r"fan_status|fan_mode_setting\.status(?:_value)?", "fan_status", *_FAN),
    _enumeration(r"fan_mode(?:_setting\.mode(?:_value)?)?", "fan_mode", *_FAN),
    _enumeration(_MODES, "temperature_control_mode", "heat", "em_heat", "cool", "auto"),
    _enumeration(_STATUSES, "temperature_control_status", *_CONTROLS),
    _enumeration("water_alarm", "water_alarm", *_WATER),
    _enumeration("illuminance", "light", "dim", "bright", "disable"),
    _enumeration(r"analog_input_\d+_type", "signal_type", "current", "voltage"),
    _enumeration(r"gpio_type|gpio_\d+_type", "gpio_type", "gpio", "counter", "feedback"),
    _enumeration(
        r"valve_\d+_(?:calibration_event\.)?result|calibration_status",
        "result",
        "success",
        "failed",
    ),
    _enumeration(r"valve_\d+_sensor_status", "valve_status", *_VALVE),
    _enumeration(r"(?:.*_)?sensor_status", "sensor_status", *_SENSOR),
)
_DIAGNOSTIC: Final = re.compile(
    r"lorawan_class.*|.*sensor_status|.*(?:error|anomaly|error_report)(?:\.type)?|ipso_version"
    r"|tsl_version|(?!plan_).*_type|.*result|calibration_status|wifi_scan_result"
)
_OFF: Final = re.compile(r"lorawan_class.*|ipso_version|tsl_version|(?!plan_).*_type")
_PLAIN: Final = re.compile(
    r"plan_type|alarm|modbus_chn_\d+(?:_alarm)?|analog_input_\d+_alarm|custom_message|fan_mode"
    r"|.*(?:error|anomaly|error_report)(?:\.type)?|wifi_scan_result"
    # The status of something is what people look at.
    r"|(?:.*[._])?status|liquid|event"
)


def options_of(key: str) -> tuple[str, ...]:
    """Return the words that a key may have, as states; none where they are not known."""
    found = enumeration(key)
    return found.options if found else ()


def enumeration(key: str) -> Enumeration | None:
    """Return the enumeration that a key is, if its words are known."""
    return next((one for one in ENUMERATIONS if one.keys.fullmatch(key)), None)


def is_known_word(key: str) -> bool:
    """Whether rules know the key, though perhaps not its words."""
    return any(one.fullmatch(key) for one in (_DIAGNOSTIC, _PLAIN))


def is_diagnostic(key: str) -> bool:
    """Whether the key is about the device itself rather than of what is around it."""
    return _DIAGNOSTIC.fullmatch(key) is not None


def is_off_at_first(key: str) -> bool:
    """Whether hardly anybody wants to see the key."""
    return _OFF.fullmatch(key) is not None
