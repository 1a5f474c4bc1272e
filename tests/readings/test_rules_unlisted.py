"""Keys of models that no list of facts has, and of scripts that people write themselves."""

from typing import Any

import pytest

from custom_components.milesight_network_server.readings.naming import name_of
from custom_components.milesight_network_server.readings.rules import kind_of, normal, read


@pytest.mark.parametrize(
    ("model", "key", "unit", "device_class", "state_class"),
    [
        ("UC300", "pt100_1", "°C", "temperature", "measurement"),
        ("UC300", "pt100_2_max", "°C", "temperature", "measurement"),
        ("UC300", "adc_1", "mA", "current", "measurement"),
        ("UC300", "adv_1_avg", "V", "voltage", "measurement"),
        ("UC300", "counter_4", None, None, "total_increasing"),
        ("UC501", "adc_1", None, None, None),
        ("WS558", "total_current", "mA", "current", "measurement"),
        ("CT105", "total_current", None, None, None),
        ("WS516", "current_2", "A", "current", "measurement"),
        ("WS516", "power_factor_1", "%", "power_factor", "measurement"),
        ("WS516", "power_consumption_2", "kWh", "energy", "total_increasing"),
        ("EM500-SWL", "depth", "cm", "distance", "measurement"),
        ("WTS506", "rainfall_counter", None, None, "total_increasing"),
        ("VS132", "total_counter_in", None, None, "total_increasing"),
        ("VS132", "periodic_counter_in", None, None, None),
        ("VS373", "use_time_today", "s", "duration", "measurement"),
        ("FT101", "rssi", "dBm", "signal_strength", "measurement"),
        ("FT101", "snr", "dB", "signal_strength", "measurement"),
        (None, "outdoor_temperature_fahrenheit", "°F", "temperature", "measurement"),
        (None, "battery_voltage_mv", "mV", "voltage", "measurement"),
        (None, "Temperature (°C)", "°C", "temperature", "measurement"),
        (None, "Humidity [%]", "%", "humidity", "measurement"),
        (None, "pressure_hPa", "hPa", "atmospheric_pressure", "measurement"),
        (None, "power_kw", "kW", "power", "measurement"),
        (None, "energy_kWh", "kWh", "energy", "total_increasing"),
        (None, "energy_wh", "Wh", "energy", "total_increasing"),
        (None, "current_ma", "mA", "current", "measurement"),
        ("UC601", "current", "A", "current", "measurement"),
        ("UC601", "power_consumption", "kWh", "energy", "total_increasing"),
        ("UC601", "power_factor", "%", "power_factor", "measurement"),
        ("GS524N", "concentration", "%", None, "measurement"),
        (None, "CO₂", "ppm", "carbon_dioxide", "measurement"),
        (None, "temperature_℃", "°C", "temperature", "measurement"),
        (None, "temperature(℉)", None, None, None),
        (None, "temperature超标", None, None, None),
        (None, "temperature差", None, None, None),
        (None, "температура", None, None, None),
        ("VS351", "device_response_result.request.temperature", None, None, None),
        (None, "temperature_f", None, None, None),
        (None, "absolute_humidity", None, None, None),
        (None, "specific_humidity", None, None, None),
        (None, "rate_of_temperature", None, None, None),
        (None, "offset_temperature", None, None, None),
        (None, "temperature_count", None, None, None),
    ],
)
def test_a_number_has_the_right_unit_or_none(
    model: str | None, key: str, unit: str | None, device_class: str | None, state_class: str | None
) -> None:
    kind = kind_of(key, 2.5, model)
    assert kind is not None
    assert (kind.unit, kind.device_class, kind.state_class) == (unit, device_class, state_class)


@pytest.mark.parametrize(
    "key",
    [
        "people_count_all", "people_in", "people_count_max", "region_3_count", "period_out",
        "a_to_d", "region_1_avg_dwell", "respiratory_rate", "electricity", "conductivity1",
        "power_factor", "battery_voltage", "modbus_chn_32", "total_counter_out", "concentration",
    ],
)  # fmt: skip
def test_what_a_device_is_for_is_shown_at_first(key: str) -> None:
    kind = kind_of(key, 3, None)
    assert kind is not None
    assert kind.enabled


@pytest.mark.parametrize(
    ("key", "said", "is_on"),
    [
        ("gpio_in_3", "off", False),
        ("gpio_out_1", "on", True),
        ("socket_switch_status_1", "on", True),
        ("temperature_abnormal", "abnormal", True),
        ("temperature_abnormal", "normal", False),
        ("fall_alarm.alarm_status", "alarm_triggered", True),
        ("fall_alarm.alarm_status", "alarm_deactivated", False),
        ("liquid_alarm", "critical liquid level alarm release", False),
        ("power", "off", False),
        ("window", "open", True),
        ("tilt", "tilt", True),
        ("overcurrent_protection_trigger.status", "over current protect  trigger", True),
        ("overtemperature_protect.status", "normal", False),
        ("freeze_protection.status", "freeze protection", True),
        ("device_broken_alarm.status", "device broken", True),
        ("tilt_alarm", "Tilt Alam", True),
        ("tilt_alarm", "Tilt Alam Release", False),
        ("humidity_alarm", "low", True),
        ("probe_alarm", "disconnected", True),
        ("probe_connect_status", "disconnect", False),
        ("running_state.switch_state", "Switch On", True),
        ("human_presence", "yes", True),
    ],
)
def test_two_valued_things_are_known_by_whichever_name(key: str, said: str, *, is_on: bool) -> None:
    kind = kind_of(key, said, None)
    assert kind is not None
    assert kind.platform == "binary_sensor"
    assert read(kind, normal(key), said) is is_on


@pytest.mark.parametrize(
    ("key", "said", "is_on"),
    [
        ("random_key", "disable", False),
        ("whatever", "Enabled", True),
        ("whatever", "true", True),
        ("whatever", "False", False),
    ],
)
def test_a_word_for_yes_or_no_is_one_under_any_key(key: str, said: str, *, is_on: bool) -> None:
    kind = kind_of(key, said, None)
    assert kind is not None
    assert (kind.platform, kind.device_class, kind.enabled) == ("binary_sensor", None, False)
    assert read(kind, key, said) is is_on


def test_a_power_of_one_watt_is_not_on() -> None:
    kind = kind_of("power", 1, None)
    assert kind is not None
    assert kind.form == "number"


@pytest.mark.parametrize(
    ("key", "code"),
    [("temperature_alarm.type", 0), ("adc_1_alarm", 0), ("co2_alarm.alarm_type", 1)],
)
def test_the_number_of_an_alarms_kind_is_not_whether_there_is_one(key: str, code: int) -> None:
    kind = kind_of(key, code, None)
    assert kind is not None
    assert (kind.form, kind.device_class) == ("number", None)


def test_a_status_that_has_more_values_on_a_model_is_a_word_there() -> None:
    shown = kind_of("detection_status", "vacant", "VS373")
    assert shown is not None
    assert (shown.form, shown.device_class) == ("word", None)


@pytest.mark.parametrize("key", ["pir", "fan_status", "temperature"])
@pytest.mark.parametrize("said", ["unknown", "Unknown", "N/A", "undefined"])
def test_a_word_for_what_a_script_cannot_tell_is_no_entity(key: str, said: str) -> None:
    assert kind_of(key, said, None) is None


def test_unknown_is_a_word_where_it_is_one_of_those_that_are_known() -> None:
    kind = kind_of("motion_status", "unknown", "AT101")
    assert kind is not None
    assert kind.device_class == "enum"


@pytest.mark.parametrize("level", [255, 101, -1, 3600, "255"])
def test_a_battery_level_that_is_no_percentage_is_no_reading(level: int | str) -> None:
    assert kind_of("battery", level, None) is None


@pytest.mark.parametrize(
    ("key", "said", "event"),
    [
        ("press", "short", "short_press"),
        ("button", "pressed", "pressed"),
        ("button", 0, None),
        ("button_1_event", "double_press", "double_press"),
        ("button_2", "idle", None),
        ("button_status", "unknown", "pressed"),
    ],
)
def test_a_press_is_an_event_by_whichever_name(key: str, said: Any, event: str | None) -> None:
    kind = kind_of(key, said, None)
    assert kind is not None
    assert kind.platform == "event"
    assert read(kind, key, said) == event


def test_a_number_under_press_is_no_press() -> None:
    kind = kind_of("press", 1013.2, None)
    assert kind is not None
    assert kind.form == "number"


@pytest.mark.parametrize(
    ("key", "said", "shown"),
    [("temperature", "2.15e1", 21.5), ("d2d_thing", "12e4", "12e4"), ("co2", "450 ppm", 450)],
)
def test_only_of_a_quantity_an_e_is_an_exponent(key: str, said: str, shown: float | str) -> None:
    kind = kind_of(key, said, None)
    assert kind is not None
    assert read(kind, key, said) == shown


@pytest.mark.parametrize(
    "key", ["liquid", "event", "power_status", "target_status", "bluetooth_status"]
)
def test_a_status_in_words_is_shown_at_first(key: str) -> None:
    kind = kind_of(key, "lying_down", None)
    assert kind is not None
    assert kind.enabled


def test_depth_is_a_setting_of_every_other_model() -> None:
    for model in ("WS201", None):
        kind = kind_of("depth", 300, model)
        assert kind is not None
        assert kind.setting


@pytest.mark.parametrize(
    "key",
    [
        "d2d_key", "D2D.AppKey", "wifi_password", "base_station.token", "nwk_s_key", "McNetSKey",
        "lorawan_configuration_settings.application_key", "group_1.mcappskey", "app_key_2",
        "mqtt_settings.client_key", "cellular_settings.network.pin", "FNwkSIntKey", "genAppKey",
    ],
)  # fmt: skip
@pytest.mark.parametrize("said", ["5572404c696e6b4c", 12345678, True])
def test_what_lets_somebody_in_is_no_entity(key: str, said: Any) -> None:
    assert kind_of(key, said, None) is None


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("soil_moisture1", "Soil moisture 1"),
        ("pt100_2_max", "PT100 2 maximum"),
        ("ch4", "CH₄"),
        ("ch4_temperature_raw", "Channel 4 temperature raw"),
        ("no2", "NO₂"),
        ("温度", "温度"),
        ("तापमान", "तापमान"),
        ("Température", "Température"),
        ("pm25_probe", "PM2.5 probe"),
    ],
)
def test_a_key_is_a_name_that_people_read(key: str, name: str) -> None:
    kind = kind_of(key, 2.5, None)
    assert kind is not None
    assert name_of(normal(key), kind).text == name
