"""Whatever a codec gives: no error, no state that Home Assistant refuses, no long wait."""

from collections.abc import Mapping
from itertools import count
from time import process_time
from typing import Any
from unittest.mock import Mock

from homeassistant.const import MAX_LENGTH_STATE_STATE
from hypothesis import example, given, settings, strategies as st
import orjson

from custom_components.milesight_network_server.readings.device_readings import DeviceReadings
from custom_components.milesight_network_server.readings.flattening import MOST_KEYS, flattened
from custom_components.milesight_network_server.readings.keeping import _device, kept_device
from custom_components.milesight_network_server.readings.kind import Form
from custom_components.milesight_network_server.readings.naming import name_of
from custom_components.milesight_network_server.readings.rules import kind_of, normal, read
from custom_components.milesight_network_server.readings.uplink import read_uplink
from custom_components.milesight_network_server.readings.value import Value

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
PARTS = st.sampled_from(
    [
        "temperature", "alarm", "chn1", "config", "button", "status", "1", "current", "devEUI",
        "rxInfo", "txInfo", "fCnt", "data", "dataRate", "rssi", "pir", "_", ".", " ", "é", "\n",
    ]
)  # fmt: skip
KEYS = st.text() | st.lists(PARTS, max_size=6).map("".join)
MESSAGES = st.dictionaries(KEYS, JSON, max_size=12)


@settings(max_examples=400, deadline=None)
@given(message=MESSAGES, model=st.none() | st.sampled_from(["CT303", "AM107", "WT211"]))
def test_any_message_becomes_values_that_can_be_shown(
    message: dict[str, Any], model: str | None
) -> None:
    uplink = read_uplink(message)
    assert uplink.dev_eui is None or len(uplink.dev_eui) == 16
    for key, value in flattened(uplink.values):
        kind = kind_of(key, value, model)
        if kind is None:
            continue
        assert name_of(normal(key), kind) is not None
        shown = read(kind, normal(key), value)
        assert shown is None or len(str(shown)) <= MAX_LENGTH_STATE_STATE
        orjson.dumps(shown)
        if kind.form == "number" and kind.unit is None:
            assert kind.device_class is None


def _fits(value: Value) -> bool:
    """Whether Home Assistant takes what is shown, on the platform of its kind."""
    shown, kind = value.shown, value.kind
    match kind.form:
        case Form.NUMBER:
            return isinstance(shown, int | float) and not isinstance(shown, bool)
        case Form.TWO_VALUED:
            return isinstance(shown, bool)
        case Form.WORD:
            return isinstance(shown, str) and (not kind.options or shown in kind.options)
        case Form.MOMENT:
            return shown in kind.options
        case Form.PLACE:
            return isinstance(shown, tuple) and abs(shown[0]) <= 90


SAID = st.dictionaries(
    st.sampled_from(
        [
            "temperature", "temperature_alarm", "pir", "fan_status", "button_3", "current",
            "custom", "latitude", "longitude", "location", "report_interval", "x.y", "sn",
            "button_3_msgid", "firmware_version", "battery",
        ]
    ),
    st.sampled_from(
        [
            0, 1, 9, 21.5, -300, True, False, None, "on", "off", "open", "trigger", "low speed",
            "threshold alarm", "normal", "21.5", "word", "", "disable", [1], {"y": 1}, float("nan"),
            2**70, "x" * 400,
        ]
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@example(messages=[({"fan_status": "on"}, False), ({"fan_status": 0}, False)], models=[None])
@given(
    messages=st.lists(st.tuples(SAID, st.booleans()), max_size=8),
    models=st.lists(st.sampled_from([None, "CT303", "WS523", "AM107"]), min_size=1, max_size=3),
)
def test_whatever_a_device_says_one_after_the_other_its_values_can_be_shown_and_kept(
    messages: list[tuple[dict[str, Any], bool]], models: list[str | None]
) -> None:
    device = DeviceReadings("24E124000000000A")
    for number, (message, retained) in enumerate(messages):
        units = {
            key: value.kind.unit
            for key, value in device.values.items()
            if value.kind.has_statistics
        }
        list(device.take_model(None, models[number % len(models)]))
        device.take(message, 1000.0 + number, retained=retained)
        for key, value in device.values.items():
            assert value.shown is None or _fits(value), (key, value.kind, value.shown)
            assert units.get(key) in (None, value.kind.unit)
    unreadable: list[str] = []
    kept = orjson.loads(orjson.dumps(kept_device(device)))
    again = _device(device.dev_eui, kept, unreadable)
    assert unreadable == []
    assert {key: (one.kind.form, one.kind.unit) for key, one in again.values.items()} == {
        key: (one.kind.form, one.kind.unit) for key, one in device.values.items()
    }
    for key, value in again.values.items():
        assert value.shown is None or _fits(value)
        same = device.values[key]
        assert value.shown == same.shown or same.kind.options != value.kind.options


@settings(max_examples=200, deadline=None)
@given(key=KEYS, value=st.integers(-5, 5) | st.sampled_from(["on", "off", "alarm", "x"]))
def test_a_kind_takes_the_value_that_it_was_made_for(key: str, value: int | str) -> None:
    kind = kind_of(key, value, None)
    if kind is not None and kind.form != "moment":
        assert read(kind, normal(key), value) is not None


def test_of_a_million_keys_few_are_looked_at() -> None:
    looked_at = count()
    message = Mock(Mapping)
    message.items.return_value = ((f"key {next(looked_at)}", 1) for _ in range(1_000_000))
    assert len(list(flattened(message))) == MOST_KEYS
    assert next(looked_at) == MOST_KEYS


def test_what_is_nested_too_deeply_is_left_out() -> None:
    message: dict[str, Any] = {"value": 1}
    for _ in range(90):
        message = {"in": message, "beside": 2}
    assert all(key.count(".") < 6 for key, _ in flattened(message))


def test_no_key_keeps_the_rules_busy() -> None:
    for part in ("temperature", "1", "_1", "alarm.", "a_", "alarm", "_alarm.", "pir_", "over_"):
        key = (part * 60)[:99]
        begin = process_time()
        kind_of(f"{key}x", 1, None)
        # An expression that tries all ways takes minutes for it.
        assert process_time() - begin < 2, part
