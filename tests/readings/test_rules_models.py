"""The rules against all that Milesight's codecs are known to give."""

import re

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.sensor.const import DEVICE_CLASS_STATE_CLASSES, DEVICE_CLASS_UNITS

from custom_components.milesight_network_server.ns_api.device_model import model_of
from custom_components.milesight_network_server.readings.flattening import flattened
from custom_components.milesight_network_server.readings.kind import Form
from custom_components.milesight_network_server.readings.rules import kind_of, normal, read
from custom_components.milesight_network_server.readings.setting import is_setting

from .models import facts, keys_of, unit_of, with_facts

pytestmark = with_facts

# Keys with two words that are no binary sensor, and why.
NOT_BINARY = {
    "It happens in a moment: an event": (
        r"button_\d|function_key_event|reset_event|low_voltage_alarm\.alarm_type"
        r"|device_abnormal_alarm\.status|temperature_alarm\.status|overcurrent_alarm\.status"
    ),
    "Both words are the same": r".*(?:collect_error|error_report|_anomaly)\.type|lorawan_class"
    r"|buzzer_sleep\.type",
    "Both words tell that something is wrong": r".*_anomaly\.type|wifi_scan_result"
    r"|analog_input_\d_alarm|(?:humidity|temperature)_sensor_status",
    "It has more words on other models": r".*sensor_status|led_indicator_mode|working_mode"
    r"|detection_mode|control_mode|report_type|valve_\d_config\.stall_strategy|card_mode"
    r"|.*threshold_condition|temperature_control\.mode",
    "Neither word is on": (
        r"(?!.*alarm)(?!.*report).*(?:_type|\.type)|.*(?:_unit|\.unit|_unit_display|time_display)"
        r"|.*(?:resolution|direction|algorithm|permission|strategy|peak_sorting|\.mode|_mode|index)"
        r"|voltage_interface|temperature_unit(?:\.value)?|reversing_valve\.value"
        r"|card_config\.action_type|window_opening_detection_settings\.valve_status"
        r"|heating_period_settings\.valve_status_control|Lux_alarm\.alarm_type"
    ),
    "It is the outcome of one attempt": r"calibration_status|valve_\d_(?:\w+\.)?result",
    "It is an order, which no device reports": r"reset_power_consumption",
}


def test_of_the_numbers_with_a_unit_nearly_all_have_the_right_one_and_none_a_wrong_one() -> None:
    right, wrong, total = 0, [], 0
    for model, key, about in keys_of("number"):
        unit = unit_of(about)
        if unit is None or about.get("writable"):
            continue
        total += 1
        kind = kind_of(key, 2.5, model)
        if kind is not None and kind.unit == unit:
            right += 1
        elif kind is not None and kind.unit is not None:
            wrong.append((model, key, unit, kind.unit))
    assert wrong == []
    assert right / total >= 0.97


def test_no_setting_has_a_wrong_unit() -> None:
    wrong = [
        (model, key, unit_of(about), kind.unit)
        for model, key, about in keys_of("number")
        if about.get("writable")
        and (kind := kind_of(key, 2.5, model)) is not None
        and kind.unit not in (None, unit_of(about))
    ]
    assert wrong == []


def test_without_the_model_no_unit_is_wrong_on_any_model() -> None:
    wrong = [
        (model, key, unit_of(about), kind.unit)
        for model, key, about in keys_of("number")
        if unit_of(about) is not None
        and (kind := kind_of(key, 2.5, None)) is not None
        and kind.unit not in (None, unit_of(about))
    ]
    assert wrong == []


def test_what_has_no_unit_is_given_none() -> None:
    given = {
        key
        for model, key, about in keys_of("number")
        if unit_of(about) is None
        and (kind := kind_of(key, 2.5, model)) is not None
        and kind.unit is not None
    }
    # Seconds as in all other models; only here the unit was forgotten.
    assert given <= {"historical_data_report.timestamp"}


def test_home_assistant_knows_each_class_with_its_unit_and_state_class() -> None:
    for model, key, _about in keys_of("number"):
        kind = kind_of(key, 2.5, model)
        if kind is None or not isinstance(kind.device_class, SensorDeviceClass):
            continue
        assert kind.unit in DEVICE_CLASS_UNITS[kind.device_class], key
        if kind.state_class is not None:
            assert kind.state_class in DEVICE_CLASS_STATE_CLASSES[kind.device_class], key


def test_without_a_unit_a_number_has_no_class_but_a_counters() -> None:
    for model, key, _about in keys_of("number"):
        kind = kind_of(key, 2.5, model)
        if kind is not None and kind.unit is None:
            assert kind.device_class is None, key
            assert kind.state_class in (None, "total_increasing"), key


def _is_listed(key: str) -> bool:
    return any(re.fullmatch(keys, key) for keys in NOT_BINARY.values())


def test_each_key_with_two_words_is_a_binary_sensor_or_is_deliberately_not() -> None:
    forgotten = {}
    for model, key, about in keys_of("bool", "enum"):
        words = about.get("options", ())
        if len(words) != 2:
            continue
        kinds = [kind_of(key, word, model) for word in words]
        shown = [
            kind and read(kind, normal(key), word) for kind, word in zip(kinds, words, strict=True)
        ]
        is_binary = all(kind and kind.form is Form.TWO_VALUED for kind in kinds)
        if (is_binary and set(shown) == {True, False}) == _is_listed(key):
            forgotten[model, key] = (words, shown)
    assert forgotten == {}


def test_a_number_means_the_same_as_the_word_in_its_place() -> None:
    for model, key, about in keys_of("bool"):
        words = about.get("options", ())
        if len(words) != 2:
            continue
        for number, word in enumerate(words):
            kind, spelt = kind_of(key, number, model), kind_of(key, word, model)
            if kind and spelt and kind.form is spelt.form is Form.TWO_VALUED:
                assert read(kind, normal(key), number) == read(spelt, normal(key), word), key


def test_settings_are_known_by_their_names() -> None:
    writable = [key for _, key, about in keys_of("number", "bool", "enum") if about.get("writable")]
    known = sum(is_setting(normal(key)) for key in writable)
    assert known / len(writable) > 0.94


def test_what_a_device_measures_is_no_setting() -> None:
    taken = {
        key
        for _, key, about in keys_of("number")
        if not about.get("writable") and unit_of(about) and is_setting(normal(key))
    }
    assert {key for key in taken if "threshold" not in key} == set()


def test_each_sample_is_made_of_values_that_can_be_shown() -> None:
    samples = [
        (model, uplink["decoded"]) for model, row in facts().items() for uplink in row["uplinks"]
    ]
    assert len({model for model, _ in samples}) >= 70
    for model, decoded in samples:
        for key, value in flattened(decoded):
            kind = kind_of(key, value, model)
            if kind is None:
                assert normal(key).endswith(("sn", "version", "msgid")), key
            elif kind.form is not Form.MOMENT:
                assert read(kind, normal(key), value) is not None, key


def test_each_model_is_recognised_by_its_codecs_name() -> None:
    for model in facts():
        assert model_of(model) == model
        assert model_of(f"Milesight {model.lower()}") == model
