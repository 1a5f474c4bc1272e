"""Things that have two values: which keys they are, and which words mean which."""

from collections.abc import Mapping
import re
from typing import Final, NamedTuple

from homeassistant.components.binary_sensor import BinarySensorDeviceClass as Class

_CONNECTED: Final = frozenset({"connect", "connected", "online"})
_CUT_OFF: Final = frozenset({"disconnect", "disconnected", "offline"})
_OFF: Final = frozenset({
    "off", "close", "closed", "idle", "normal", "vacant", "unoccupied", "low", "released", "no",
    "disable", "disabled", "dim", "installed", "inactive", "false", "dry", "untriggered",
    "not_triggered", "stopped", "stop", "unlocked", "inactivated", "hide", "switch_off",
    "power_off",
} | _CUT_OFF)  # fmt: skip
_ON: Final = frozenset({
    "on", "open", "opened", "trigger", "triggered", "occupied", "occuppied", "high", "pressed",
    "yes", "enable", "enabled", "bright", "uninstalled", "tilt", "tilted", "leak", "leaking",
    "active", "true", "wet", "motion", "abnormal", "alarm", "moving", "start", "unavailable",
    "locked", "activated", "show", "switch_on", "power_on",
} | _CONNECTED)  # fmt: skip
# Words in the name of an alarm's value that mean its end, and those that mean the alarm.
_ENDED: Final = re.compile(r"releas|recover|deactivat|_exit|^exit|normal|cleared|^none|untrigger")
_BEGUN: Final = re.compile(
    r"ala?r?m|trigger|fall|abnormal|leak|error|fail|exceed|over|under|below|above|out_of|no_data|enter"
    r"|burning|read_|timeout|mutation|low_voltage|stall|protect|broken|fault"
)
_NOT_NORMAL: Final = re.compile(r"abnormal")
# What these mean of an alarm is the opposite of what they mean elsewhere, or more: "low" is one of
# the two levels of a signal, but one of the two sides on which a value is out of its range.
_ALARMING: Final = _CUT_OFF | {"low", "high", "too_low", "too_high", "very_low", "very_high"}
_NUMBERS: Final[Mapping[object, bool]] = {0: False, 1: True, "0": False, "1": True}
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")


def slug(word: str) -> str:
    """Return a codec's word as a state: lower case, with `_` between its words."""
    return _BETWEEN.sub("_", word.lower()).strip("_")


class TwoValued(NamedTuple):
    """A two-valued thing.

    `is_alarm`: its words mean the beginning and the end of an alarm, in many ways. `words_only`:
    codecs number its words in both orders, so that a number says nothing. `enabled`: whether it
    is shown at first.
    """

    device_class: Class | None = None
    is_alarm: bool = False
    words_only: bool = False
    enabled: bool = True
    diagnostic: bool = False


class Rule(NamedTuple):
    """A rule: which keys, and what they are."""

    keys: re.Pattern[str]
    what: TwoValued | None


def _rule(keys: str, what: TwoValued | None) -> Rule:
    return Rule(re.compile(keys), what)


_N: Final = r"(?:_?(?:chn?)?\d+)?"
_PROBLEM: Final = TwoValued(Class.PROBLEM, is_alarm=True)

# In order: the first that matches the whole key decides. One that has nothing takes keys out.
RULES: Final = (
    # What an alarm reports beside its state.
    _rule(
        r".*alarm(?:_event)?\.(?:.*\.)?(?:channel|source|condition|pressure_type|threshold_type"
        r"|(?:current_|celsius_|fahrenheit_)?(?:temperature|pressure|co2|lux|humidity|current)"
        r"|voltage|voltage_unbalance|thd[iv]|threshold_(?:max|min)|id)",
        None,
    ),
    # Six words, of which none is the opposite of another.
    _rule(r"alarm|(?:water|modbus_chn_\d+|analog_input_\d+)_alarm|lux_alarm\.alarm_type", None),
    _rule(r"pressure_threshold_alarm\.alarm_status", _PROBLEM._replace(words_only=True)),
    _rule(r"(?:.*\.)?tamper(?:_status|_status_alarm\.type)?", TwoValued(Class.TAMPER)),
    _rule(
        r"(?:.*[._])?freeze_protection(?:_alarm\.type|\.status)?",
        TwoValued(Class.COLD, is_alarm=True),
    ),
    _rule(r"(?:.*[._])?protect(?:ion)?(?:_trigger)?\.status", _PROBLEM),
    _rule(
        r"window_opening_alarm(?:\.(?:type|.*state))?|window(?:_(?:detection|status))?",
        TwoValued(Class.WINDOW, is_alarm=False),
    ),
    _rule(r"mandatory_heating_alarm\.type", TwoValued(Class.HEAT, is_alarm=True)),
    # Their numbers are codes, of which 0 is an error as well, or one of two alarms.
    _rule(
        r"(?:.*[._])?alarm(?:_event)?\.(?:.*\.)?(?:alarm_)?type|(?:adc|adv)_\d+_alarm",
        _PROBLEM._replace(words_only=True),
    ),
    _rule(
        r"(?:.*[._])?alarm(?:_event)?(?:\.(?:.*\.)?(?:status|alarm_status|alarm))?",
        _PROBLEM,
    ),
    _rule(r".*_alarm\.[a-z_]*alarm(?:_release)?", TwoValued(Class.PROBLEM)),
    _rule(
        r"(?:.*_)?(?:pir|motion)(?:\.pir_status|_status_change\.status)?", TwoValued(Class.MOTION)
    ),
    _rule(
        r"(?:.*_)?(?:occupancy|presence)(?:_status)?|occupied|region_\d+|auto_away_report\..*\.state"
        r"|historical_data_retrieval(?:_lux)?\.pir_status",
        TwoValued(Class.OCCUPANCY),
    ),
    _rule(rf"(?:magnet|door)(?:_status)?{_N}", TwoValued(Class.OPENING)),
    _rule(r"(?:.*_)?(?:leakage|leak)(?:_status)?|water_leak", TwoValued(Class.MOISTURE)),
    _rule(
        r"(?:.*[._])?(?:connect|connection|connected|network)_(?:status|state)",
        TwoValued(Class.CONNECTIVITY, words_only=True, diagnostic=True),
    ),
    _rule(r"gas_status", TwoValued(Class.GAS)),
    _rule(r"smoke(?:_status)?", TwoValued(Class.SMOKE)),
    _rule(r"daylight|illuminance_status|light_status", TwoValued(Class.LIGHT)),
    _rule(r"position|tilt(?:_status)?", TwoValued()),
    _rule(r"vibration(?:_status)?", TwoValued(Class.VIBRATION, words_only=True)),
    _rule(r"(?:[a-z0-9]+_)?abnormal", TwoValued(Class.PROBLEM)),
    # As a number it may be watts.
    _rule(r"power(?:_status)?", TwoValued(Class.POWER, words_only=True)),
    _rule(r"threshold_[xyz]|detection_status", TwoValued(Class.PROBLEM)),
    _rule(r"calibration_status|valve_\d+_(?:calibration_event\.)?result", None),
    _rule(r"buzzer(?:_status)?", TwoValued(Class.SOUND)),
    _rule(
        r"(?:socket_status|(?:socket_)?switch_status|switch|relay_output_status|relay|button_status\.button)"
        rf"{_N}|socket_status\.switch_status{_N}|(?:.*\.)switch(?:_(?:state|status))?",
        TwoValued(Class.POWER),
    ),
    _rule(r"device_status", TwoValued(Class.POWER, enabled=False, diagnostic=True)),
    _rule(r"(?:system|thermostat)_status", TwoValued(Class.RUNNING)),
    _rule(
        rf"valve{_N}|(?:valve_task\.)?valve_status|valve_\d+_task_status\.(?:real|cmd)_status",
        TwoValued(Class.OPENING),
    ),
    _rule(rf"gpio(?:_(?:in|out)(?:put)?)?{_N}", TwoValued()),
    _rule(r"wires(?:_relay(?:_config)?)?\.[a-z0-9_]+", TwoValued(diagnostic=True, enabled=False)),
    _rule(
        r"switch_\d+_change|temperature_control_support_(?:mode|status)\.[a-z0-9_]+"
        r"|multicast_.*\.enable|led_status|reset_report",
        TwoValued(diagnostic=True, enabled=False),
    ),
    _rule(
        r"(?:.*[._])?enable|.*_enable(?:\.[a-z0-9_]+)?|(?:.*\.)?weekdays\.[a-z]+"
        r"|screen_display_element_settings\.[a-z0-9_]+|(?:.*_)?(?:block_visible\.\w+|button_visible)"
        r"|child_lock(?:_config)?\.[a-z]+_button|button_lock_settings\.[a-z_]+|auto_away_settings\.cycle_time_[a-z]+"
        r"|(?:.*\.)?week_recycle\.[a-z]+|tilt_distance_link|card_config\.invert",
        TwoValued(diagnostic=True, enabled=False),
    ),
)


# Settings that have more words than those that switch them on or off.
_MORE_WORDS: Final = re.compile(r".*(?:mode|condition|type|value|strategy|unit|format|language)")


# What is two-valued on other models has more values on these.
_MORE_VALUES: Final = {"VS373": re.compile(r"detection_status")}


def two_valued(key: str, model: str | None = None) -> TwoValued | None:
    """Return what a key is, if rules know it for a two-valued thing."""
    if model in _MORE_VALUES and _MORE_VALUES[model].fullmatch(key):
        return None
    for keys, what in RULES:
        if keys.fullmatch(key):
            return what
    return None


def is_switched(key: str, value: object) -> bool:
    """Whether a setting is one that is enabled or disabled, by its word."""
    if not isinstance(value, str) or _MORE_WORDS.fullmatch(key):
        return False
    return slug(value) in {"enable", "disable", "enabled", "disabled"}


def read_two_valued(value: object, *, is_alarm: bool, words_only: bool) -> bool | None:
    """Return whether a value means on; None where it is neither on nor off."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value not in _NUMBERS:
        return _read_word(slug(value), is_alarm=is_alarm)
    return None if words_only or isinstance(value, float) else _NUMBERS.get(value)


def _read_word(word: str, *, is_alarm: bool) -> bool | None:
    if is_alarm and word in _ALARMING | _CONNECTED:
        return word in _ALARMING
    if word in _OFF or word in _ON:
        return word in _ON
    if "valve_is_currently" in word:
        return word.endswith("open")
    if is_alarm or word.endswith(("_trigger", "_release")):
        if _ENDED.search(word) and not _NOT_NORMAL.search(word):
            return False
        return True if _BEGUN.search(word) else None
    return None
