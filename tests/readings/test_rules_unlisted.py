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
def test_what_a_device_is_there_to_tell_is_shown_at_first(key: str) -> None:
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
    ],
)
def test_two_valued_things_are_known_by_whichever_name(key: str, said: str, *, is_on: bool) -> None:
    kind = kind_of(key, said, None)
    assert kind is not None
    assert kind.platform == "binary_sensor"
    assert read(kind, normal(key), said) is is_on


def test_a_power_of_one_watt_is_not_on() -> None:
    kind = kind_of("power", 1, None)
    assert kind is not None
    assert kind.form == "number"


@pytest.mark.parametrize("key", ["liquid", "power_status", "target_status", "bluetooth_status"])
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
    "key", ["d2d_key", "D2D.AppKey", "wifi_password", "base_station.token", "nwk_s_key"]
)
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
    ],
)
def test_a_key_is_a_name_that_people_read(key: str, name: str) -> None:
    kind = kind_of(key, 2.5, None)
    assert kind is not None
    assert name_of(normal(key), kind).text == name
