"""What values are called."""

import json
from pathlib import Path

import pytest

from custom_components.milesight_network_server.readings.kind import Scalar
from custom_components.milesight_network_server.readings.naming import (
    PREFIX,
    SEVERAL,
    TRANSLATED,
    Name,
    name_of,
    readable,
)
from custom_components.milesight_network_server.readings.rules import kind_of, normal
from custom_components.milesight_network_server.readings.word import ENUMERATIONS

from .models import keys_of, with_facts


def _name(key: str, value: Scalar, model: str | None = None) -> Name:
    kind = kind_of(key, value, model)
    assert kind is not None
    return name_of(normal(key), kind)


@pytest.mark.parametrize("key", ["temperature", "humidity", "battery", "co2", "pm2_5"])
def test_home_assistants_own_words_come_first(key: str) -> None:
    assert _name(key, 20) == Name()


def test_without_a_class_there_is_no_name_of_it() -> None:
    assert _name("pressure", 20) == Name(text="Pressure")
    assert _name("pressure", 1013, "AM307") == Name()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("temperature_c", Name()),
        ("Humidity (%RH)", Name()),
        ("pressure_kPa", Name()),
        ("outdoor_temperature_celsius", Name(text="Outdoor temperature")),
        ("energy_kWh", Name(text="Energy")),
        ("battery_voltage_mv", Name(text="Battery voltage")),
        ("vitamin_c", Name(text="Vitamin c")),
    ],
)
def test_a_unit_in_the_key_is_no_part_of_the_name(key: str, name: Name) -> None:
    assert _name(key, 20) == name


def test_known_keys_are_translated_with_their_number() -> None:
    assert _name("temperature_chn2", 20) == Name("value_temperature_channel", {"number": "2"})
    assert _name("light_level", 3) == Name("value_light_level")
    assert _name("press", "short") == Name("value_button")
    assert _name("button_2_event", "long_press") == Name("value_button_number", {"number": "2"})


def test_enumerations_have_translated_words() -> None:
    assert _name("fan_status", "standby", "WT201") == Name("value_fan_status")
    found = _name("current_chn2_sensor_status", "normal", "CT303")
    assert found == Name("value_sensor_status_of", {"what": "Current channel 2 sensor status"})


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("chn3_humidity", "Channel 3 humidity"),
        ("freq_weight", "Freq weight"),
        ("pm2_5_alarm.type", "PM2.5 alarm type"),
        ("radar_signal_rssi", "Radar signal RSSI"),
        ("…", "…"),
    ],
)
def test_other_names_are_read_from_the_key(key: str, name: str) -> None:
    assert readable(normal(key) or key) == name


PACKAGE = Path(__file__).parents[2] / "custom_components" / "milesight_network_server"


def test_each_name_in_the_translations_is_the_rules_and_each_icon_is_a_names() -> None:
    words = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))["entity"]
    icons = json.loads((PACKAGE / "icons.json").read_text("utf-8"))["entity"]
    named = {
        (platform, f"{PREFIX}{name}") for platform, rows in TRANSLATED.items() for _, name in rows
    } | {
        ("sensor", f"{PREFIX}{one.name}{'_of' if one.name in SEVERAL else ''}")
        for one in ENUMERATIONS
    }
    for texts in (words, icons):
        assert {
            (platform, key)
            for platform, keys in texts.items()
            for key in keys
            if key.startswith(PREFIX)
        } <= named
    assert named <= {(platform, key) for platform, keys in words.items() for key in keys}


@with_facts
def test_each_translated_name_is_in_the_translations() -> None:
    texts = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))["entity"]
    for model, key, facts in keys_of("number", "bool", "enum"):
        for value in (1.5, 1, *facts.get("options", ())):
            kind = kind_of(key, value, model)
            name = name_of(normal(key), kind) if kind else Name()
            if kind is None or name.translation_key is None:
                continue
            text = texts[kind.platform][name.translation_key]
            assert text["name"].format(**name.placeholders)
            if kind.platform == "sensor" and kind.options:
                assert set(kind.options) <= text["state"].keys(), key
