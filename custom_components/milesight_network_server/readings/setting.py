"""Which keys are settings of a device, not what it measures."""

import re
from typing import Final

# Parts of a dotted key that hold settings alone.
_PART: Final = re.compile(
    r"(?:[a-z0-9_]*_)?(?:config|settings?|rules?|schedule|plan|condition|weekdays)(?:_\d+)?"
    r"|[a-z0-9_]*_range|(?:block|button)_visible|child_lock|temp_control|open_window_detection"
    r"|daylight_saving_time|screen_display_element|hibernate|find_device|delay_task|.*_task|heating_date"
    r"|dst|buzzer_sleep|current_interface\d*|(?:pressure_\d_)?collection_interval|occupied_delay"
    r"|offline_timeout|temperature_humidity_source|timezone_index|temperature_unit|reversing_valve"
    r"|reporting_interval|outside_temperature_control|(?:report|sensor)_enable|template_\d+"
    r"|bluetooth_name|over_current_protection|effective_stroke"
    # What was asked for and refused.
    r"|device_response_result|request"
)
# Last parts that are settings by their name.
_LEAF: Final = re.compile(
    r"(?:[a-z0-9_]*_)?(?:enable[sd]?|interval|intervals|time_?zone|timezone_offset|period_time"
    r"|threshold(?:_(?:max|min|\d))?|setpoint|tolerance|deadband|sensitivity|resolution|strategy"
    r"|calibration(?:_value)?|timeout|throttle|retry_times|report_counts|alarm_counts"
    r"|reporting_times|report_times|delay_time|jitter_time|silent_time|execute_time"
    r"|response_time|display_time|display_mode|display_enable|lock_time|bluetooth_name"
    r"|(?:working|power_on|run|led|counting|detection|offline_control|report|sync|card|ob|indicator)_mode"
    r"|mode_enable|height|permission|template_id|modem_type|lora_port|idle_interval|limit"
    r"|filter|priority|algorithm|format|language|address|stroke_limit|hold_time|duration_limit)"
    r"|control_mode|(?:celsius|fahrenheit)_temperature_control_delta\d|time_display|report_type"
    r"|temperature_unit(?:_display)?|tvoc_unit|d2d_key|d2d_cmd.*|sensor_enable|depth|power_switch_mode"
    r"|reset_(?!event$).*|clear_.*|query_.*|reboot|sync_time(?:_type)?|stop_transmit|.*_d2d"
    r"|(?:distance|gpio)_mode|gpio_\d+_type|peak_sorting|voltage_interface|screen_display_pattern"
    r"|oem_id|button_visible|child_lock|.*_condition|find_device_time|pir_(?:window_time|pulse_times)"
    r"|led_indicator_reserve|test_duration|distance_threshold_sensitive|display_ambient_temperature"
)


# What these models measure, though its name is that of a setting.
_MEASURED: Final = {"depth": "EM500-SWL"}


def is_setting(key: str, model: str | None = None) -> bool:
    """Whether a key, as rules read it, is a setting by its name, or is not by the model."""
    if model is not None and _MEASURED.get(key) == model:
        return False
    *parts, leaf = key.split(".")
    return any(map(_PART.fullmatch, parts)) or _LEAF.fullmatch(leaf) is not None
