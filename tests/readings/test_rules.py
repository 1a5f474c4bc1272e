"""From a key to a kind: quantities, two-valued things, moments, words, settings."""

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import Platform
import pytest

from custom_components.milesight_network_server.ns_api.device_model import model_of
from custom_components.milesight_network_server.readings.kind import Form
from custom_components.milesight_network_server.readings.rules import (
    is_place,
    kind_of,
    normal,
    read,
)


@pytest.mark.parametrize(
    "key",
    [
        "temperature", "temperature_1", "temperature1", "chn2_temperature", "temperature_chn2",
        "outdoor_temperature", "Water Temperature", "temperature_max", "probe.temperature",
        "boilerTemperature", "temperature_sensor_2",
    ],
)  # fmt: skip
def test_whatever_stands_around_the_noun_a_temperature_is_one(key: str) -> None:
    kind = kind_of(key, 21.5, None)
    assert kind is not None
    assert kind.device_class is SensorDeviceClass.TEMPERATURE
    assert kind.unit == "°C"


@pytest.mark.parametrize(
    "key",
    [
        "temperature_alarm", "temperature_unit", "temperature_sensor_status", "temperature_error",
        "color_temperature", "raw_temperature", "tvoc_raw_data_9.temperature", "temperature_f",
        "sensor_enable.temperature", "screen_display_element_settings.temperature",
        "temperature_control_mode", "over_temperature", "temperature111111111111111111111111x",
    ],
)  # fmt: skip
def test_what_only_has_the_word_is_no_temperature(key: str) -> None:
    kind = kind_of(key, 1, None)
    assert kind is not None
    assert kind.unit is None
    assert kind.device_class is not SensorDeviceClass.TEMPERATURE


@pytest.mark.parametrize(
    ("key", "device_class"),
    [
        ("pm1_0", "pm1"), ("pm2_5", "pm25"), ("pm10", "pm10"), ("co2", "carbon_dioxide"),
        ("o3", "ozone"), ("battery_main", "battery"), ("LAeq", "sound_pressure"),
        ("illumination", "illuminance"), ("Lux", "illuminance"), ("distance", "distance"),
        ("active_power", "power"), ("voltage", "voltage"), ("wind_speed", "wind_speed"),
        ("ch1_sumkwh", "energy"), ("reactive_power1.group1.chan2", "reactive_power"),
        ("forward_reactive_energy2.group1_value", "reactive_energy"),
        ("apparent_power1.group2.chan3", "apparent_power"), ("moisture", "moisture"),
        ("temperature_mutation", "temperature_delta"), ("rainfall_total", "precipitation"),
    ],
)  # fmt: skip
def test_each_quantity_has_its_own_class(key: str, device_class: str) -> None:
    kind = kind_of(key, 5, None)
    assert kind is not None
    assert kind.device_class == device_class


def test_fahrenheit_is_fahrenheit() -> None:
    kind = kind_of("fahrenheit_ambient_temperature", 70.1, "WT211")
    assert kind is not None
    assert kind.unit == "°F"
    assert not kind.enabled


def test_a_difference_of_temperatures_is_none() -> None:
    kind = kind_of("temperature_mutation", 3, "TS101")
    assert kind is not None
    assert kind.device_class is SensorDeviceClass.TEMPERATURE_DELTA


@pytest.mark.parametrize(
    ("key", "model", "unit"),
    [
        ("current", "CT303", "A"),
        ("current", "WS523", "mA"),
        ("current", "WS501-V4", "A"),
        ("current_rating", "WS501-V4", "A"),
        ("current", None, None),
        ("current", "UC501", None),
        ("power_consumption", "WS515", "Wh"),
        ("power_consumption", "WS515-V3", "kWh"),
        ("power_consumption", None, None),
        ("pressure", "AM319-HCHO", "hPa"),
        ("pressure", "EM500-PP", "kPa"),
        ("pressure", "UC511-DI", "kPa"),
        ("pressure", None, None),
        ("tvoc", "AM107", "ppb"),
        ("tvoc", "GS601", "μg/m³"),
        ("tvoc", "AM308", None),
        ("hcho", "AM319L-HCHO-IR", "mg/m³"),
        ("power_factor", "WS502-V4", "%"),
        ("power_factor", "WS523", None),
        ("target_temperature", "WT201", "°C"),
        ("target_temperature", "WT211", None),
    ],
)
def test_what_depends_on_the_model_has_a_unit_only_with_it(
    key: str, model: str | None, unit: str | None
) -> None:
    kind = kind_of(key, 12, model)
    assert kind is not None
    assert kind.unit == unit
    if unit is None:
        assert kind.device_class is None
        assert kind.state_class is None


@pytest.mark.parametrize(
    ("key", "on", "off", "device_class"),
    [
        ("pir", ("trigger", 1, True, "1"), ("idle", "normal", 0, False), "motion"),
        ("magnet_status", ("open", 1), ("close", "closed", 0), "opening"),
        ("leakage_status", ("leak", 1), ("normal", 0), "moisture"),
        ("tamper_status", ("uninstalled", "Triggered", 1), ("installed", "Normal", 0), "tamper"),
        ("occupancy", ("occupied", 1), ("vacant", 0), "occupancy"),
        ("gas_status", ("alarm", 1), ("normal", 0), "gas"),
        (
            "temperature_alarm",
            ("threshold alarm", "threshold_alarm", "abnormal", 1),
            ("threshold alarm release", "normal", "alarm_released", 0),
            "problem",
        ),
        ("window_opening_alarm.type", ("Open Window Trigger",), ("Open Window Release",), "window"),
    ],
)
def test_two_valued_things_are_read_as_words_and_as_numbers(
    key: str, on: tuple[object, ...], off: tuple[object, ...], device_class: str
) -> None:
    for values, wanted in ((on, True), (off, False)):
        for value in values:
            kind = kind_of(key, value, None)  # type: ignore[arg-type]
            assert kind is not None
            assert kind.platform is Platform.BINARY_SENSOR
            assert kind.device_class is BinarySensorDeviceClass(device_class)
            assert read(kind, key, value) is wanted  # type: ignore[arg-type]


def test_a_number_that_tells_neither_on_nor_off_is_a_number() -> None:
    kind = kind_of("temperature_alarm", 9, "WT211")
    assert kind is not None
    assert kind.form is Form.NUMBER


def test_a_boolean_of_an_unknown_key_is_a_binary_sensor_that_is_off_at_first() -> None:
    kind = kind_of("whatever", True, None)
    assert kind is not None
    assert kind.form is Form.TWO_VALUED
    assert not kind.enabled


@pytest.mark.parametrize(
    ("key", "value", "event"),
    [
        ("button_event.status", "double press", "double_press"),
        ("button_event.status", 1, "short_press"),
        ("button_event.status", "five presses", "pressed"),
        ("button_3", 1, "pressed"),
        ("button_3", "pressed", "pressed"),
        ("button_3", "released", None),
        ("reset_event", "reset", "reset"),
        ("reset_event", "normal", None),
        ("overcurrent_alarm.status", "Overcurrent alarm release", "alarm_release"),
    ],
)
def test_what_happens_in_a_moment_is_an_event(
    key: str, value: str | int, event: str | None
) -> None:
    kind = kind_of(key, value, None)
    assert kind is not None
    assert kind.platform is Platform.EVENT
    assert read(kind, key, value) == event
    assert event is None or event in kind.options


@pytest.mark.parametrize("key", ["msgid", "button_event.msgid", "button_3_msgid"])
def test_the_number_of_a_message_is_no_value(key: str) -> None:
    assert kind_of(key, 690949, None) is None


@pytest.mark.parametrize("key", ["sn", "firmware_version", "version.hardware_version"])
def test_what_the_device_registry_shows_is_no_entity(key: str) -> None:
    assert kind_of(key, "v1.2", None) is None


@pytest.mark.parametrize(
    "key", ["report_interval", "temperature_alarm_config.threshold_max", "history_enable"]
)
def test_settings_are_diagnostic_off_at_first_and_without_statistics(key: str) -> None:
    kind = kind_of(key, 600, "AM307")
    assert kind is not None
    assert kind.setting
    assert kind.diagnostic
    assert not kind.enabled
    assert kind.state_class is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("temperature_control_mode", "heat"), ("fan_mode", "auto"), ("target_temperature", 21),
        ("valve_opening", 40), ("switch_1", "on"), ("socket_status", "on"), ("system_status", "on"),
        ("modbus_chn_3", 10), ("gpio_output_1", "on"), ("plan_type", "wake"),
    ],
)  # fmt: skip
def test_what_can_be_set_and_is_what_people_look_at_is_shown(key: str, value: int | str) -> None:
    kind = kind_of(key, value, "WT201")
    assert kind is not None
    assert not kind.setting
    assert kind.enabled


def test_a_counter_only_rises() -> None:
    kind = kind_of("total_in", 12, "VS350")
    assert kind is not None
    assert kind.state_class is SensorStateClass.TOTAL_INCREASING


def test_words_that_are_known_are_an_enumeration() -> None:
    kind = kind_of("fan_status", "Low Speed", "WT201")
    assert kind is not None
    assert kind.device_class is SensorDeviceClass.ENUM
    assert read(kind, "fan_status", "Low Speed") == "low_speed"


def test_a_word_that_an_enumeration_lacks_is_a_word() -> None:
    kind = kind_of("fan_status", "hurricane", "WT201")
    assert kind is not None
    assert kind.device_class is None
    assert read(kind, "fan_status", "hurricane") == "hurricane"


def test_a_key_that_no_rule_knows_has_no_class_and_is_off_at_first() -> None:
    for value in (3, "blue"):
        kind = kind_of("flux_capacitance", value, None)
        assert kind is not None
        assert kind.device_class is None
        assert kind.unit is None
        assert not kind.enabled


def test_what_looks_like_a_key_is_no_state() -> None:
    kind = kind_of("custom_message", "key 5572404c696e6b4c6f52613230313823", None)
    assert kind is not None
    shown = read(kind, "custom_message", "key 5572404c696e6b4c6f52613230313823")
    assert shown == "key •••"


@pytest.mark.parametrize("said", ["a+1.6+0+25.7\r\n\0\0", "\x1ba+1.6+0\x00+25.7 "])
def test_what_fills_up_text_is_no_part_of_a_state(said: str) -> None:
    kind = kind_of("sdi12_3", said, None)
    assert kind is not None
    assert read(kind, "sdi12_3", said) == "a+1.6+0+25.7"


def test_text_that_is_only_filled_up_is_no_state() -> None:
    assert kind_of("sdi12_3", "\0\0\0", None) is None


def test_numbers_may_be_written_as_text() -> None:
    kind = kind_of("temperature", "21.5", None)
    assert kind is not None
    assert read(kind, "temperature", "21.5") == 21.5


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**70, ""])
def test_what_is_no_number_on_earth_is_shown_nowhere(value: float | str) -> None:
    assert kind_of("temperature", value, None) is None


def test_the_codec_tells_the_model_before_the_gateway_does() -> None:
    assert model_of("ws501_v4", "WS501") == "WS501-V4"
    assert model_of("own-meter", "CT303") == "CT303"
    assert model_of("own-meter") is None
    assert model_of("WS523-868M") == model_of("ws523 915") == "WS523"
    assert model_of("AM319-868M-HCHO") == "AM319-HCHO"
    assert model_of(None, "EM500-PP-868M-R016") == "EM500-PP"
    assert model_of("EM300-DI-HALL") == "EM300-DI-HALL"
    assert model_of(None, None) is None


def test_a_place_is_on_earth() -> None:
    assert is_place(24.62495, 118.03)
    assert not is_place(0, 0)
    assert not is_place(91, 0)
    assert not is_place("24", 118)
    assert not is_place(None, 118)
    assert not is_place(True, True)


def test_keys_are_read_alike_however_they_are_written() -> None:
    assert normal("Socket Status") == normal("socketStatus") == normal("socket-status")
    assert normal("LAeq") == "laeq"
