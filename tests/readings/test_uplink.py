"""Reading an uplink: the gateway's envelope, a codec's values, and mixtures of both."""

from typing import Any

import pytest

from custom_components.milesight_network_server.readings.flattening import flattened
from custom_components.milesight_network_server.readings.uplink import Radio, read_uplink

ENVELOPE: dict[str, Any] = {
    "applicationID": "1",
    "applicationName": "PlaceOS",
    "deviceName": "vs321-test",
    "devEUI": "24e124443f171044",
    "rxInfo": [
        {"mac": "24e124fffef1ad25", "rssi": -64, "loRaSNR": 13.5, "name": "Local Gateway"},
        {"mac": "24e124fffef1ad26", "rssi": -101, "loRaSNR": -3},
    ],
    "txInfo": {
        "frequency": 923400000,
        "dataRate": {"modulation": "LORA", "bandwidth": 125, "spreadFactor": 7},
        "adr": True,
        "codeRate": "4/5",
    },
    "fCnt": 937,
    "fPort": 85,
    "data": "Cu9wGwtpAXVjA2ftAAf/AQj0AgAEaGsF/QEA",
    "time": "2025-11-05T09:39:47.635887Z",
}


def test_an_envelope_names_its_device_and_tells_how_it_was_heard() -> None:
    uplink = read_uplink(ENVELOPE)
    assert uplink.dev_eui == "24E124443F171044"
    assert uplink.f_cnt == 937
    assert uplink.radio == Radio(-64, 13.5, 7, 2)
    assert uplink.is_raw
    assert dict(flattened(uplink.values)) == {}


def test_what_a_codec_gives_is_all_values() -> None:
    decoded = {"battery": 96, "co2": 421, "pir": 1, "temperature": 23.4}
    uplink = read_uplink(decoded)
    assert uplink.dev_eui is None
    assert uplink.radio is None
    assert not uplink.is_raw
    assert dict(flattened(uplink.values)) == decoded


def test_a_script_may_copy_the_envelope_beside_its_values() -> None:
    uplink = read_uplink({**ENVELOPE, "temperature": 21.5})
    assert uplink.dev_eui == "24E124443F171044"
    assert uplink.radio == Radio(-64, 13.5, 7, 2)
    assert not uplink.is_raw
    assert dict(flattened(uplink.values)) == {"temperature": 21.5}


@pytest.mark.parametrize("name", ["object", "decoded", "data"])
def test_a_script_may_put_its_values_into_an_object(name: str) -> None:
    message = {"dev_eui": "24E124443F171044", name: {"temperature": 21.5, "in": {"x": 1}}}
    uplink = read_uplink(message)
    assert uplink.dev_eui == "24E124443F171044"
    assert dict(flattened(uplink.values)) == {"temperature": 21.5, "in.x": 1}


@pytest.mark.parametrize(
    ("changed", "radio"),
    [
        ({"rxInfo": None}, None),
        ({"rxInfo": []}, Radio(None, None, 7, 0)),
        ({"rxInfo": [None, 3, {}]}, Radio(None, None, 7, 1)),
        ({"rxInfo": [{"rssi": "-70", "loRaSNR": None}], "txInfo": None}, Radio(-70, None, None, 1)),
        ({"txInfo": {"dataRate": "SF12BW125"}}, Radio(-64, 13.5, 12, 2)),
        ({"txInfo": {"dataRate": {"spreadFactor": 99}}}, Radio(-64, 13.5, None, 2)),
        ({"rxInfo": [{"rssi": float("nan")}], "txInfo": 5}, None),
    ],
)
def test_what_is_missing_or_absurd_in_an_envelope_is_unknown(
    changed: dict[str, Any], radio: Radio | None
) -> None:
    assert read_uplink({**ENVELOPE, **changed}).radio == radio


@pytest.mark.parametrize("dev_eui", [None, "", "24E1", 5, ["24E124443F171044"], "x" * 16])
def test_what_is_no_dev_eui_names_no_device(dev_eui: object) -> None:
    assert read_uplink({**ENVELOPE, "devEUI": dev_eui}).dev_eui is None


@pytest.mark.parametrize("f_cnt", [None, -1, "x", 2**32, 1.5, True])
def test_what_is_no_counter_counts_nothing(f_cnt: object) -> None:
    assert read_uplink({**ENVELOPE, "fCnt": f_cnt}).f_cnt is None


def test_the_past_is_no_reading() -> None:
    message = {"temperature": 21, "history": [{"timestamp": 1, "temperature": 5}], "event": []}
    assert dict(flattened(message)) == {"temperature": 21}


def test_nested_values_have_a_dotted_key_in_the_order_of_the_message() -> None:
    message = {"a": {"b": {"c": 1}, "d": None}, "e": "x", "": 1, "f": {"": 1, "g.h": 2}}
    assert list(flattened(message)) == [("a.b.c", 1), ("e", "x"), ("f.g.h", 2)]


def test_a_script_may_put_its_values_into_an_object_and_nothing_beside_it() -> None:
    assert dict(flattened(read_uplink({"data": {"temperature": 21.5}}).values)) == {
        "temperature": 21.5
    }


@pytest.mark.parametrize(
    "eui", ["24-e1-24-44-3f-17-10-44", "24:E1:24:44:3F:17:10:44", "24e12444 3f171044"]
)
def test_a_deveui_may_have_separators(eui: str) -> None:
    assert read_uplink({"devEUI": eui, "temperature": 1}).dev_eui == "24E124443F171044"


@pytest.mark.parametrize(
    "left_out", [{"rxInfo": None, "fCnt": None}, {"rxInfo": {}, "fCnt": "x"}, {"fCnt": 1.5}]
)
def test_an_envelope_that_lacks_how_it_was_heard_is_still_one(left_out: dict[str, Any]) -> None:
    uplink = read_uplink({**ENVELOPE, **left_out})
    assert uplink.is_raw
    assert dict(flattened(uplink.values)) == {}
