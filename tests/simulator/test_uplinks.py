"""What the gateway publishes when its devices speak."""

from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from simulator.control import Control
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.hardware import MODELS
from simulator.manners import Manners
from simulator.population import populate

from .talk import EUI, Clock

TOPIC = "milesight-gateway/uplink/$deveui"


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway that publishes uplinks, with a device of each model."""
    simulated = Gateway(EUI, clock=clock, uplink_topic=TOPIC)
    populate(simulated, devices=len(MODELS), models=tuple(MODELS))
    return simulated


def of_model(gateway: Gateway, model: str) -> Device:
    return next(one for one in gateway.devices.values() if one.model == model)


def speak(gateway: Gateway, device: Device, **values: object) -> dict[str, Any]:
    """Let a device speak, and return what is published of it."""
    gateway.take_publications()
    gateway.uplinks.speak(device, gateway.now(), values or None)
    (publication,) = gateway.take_publications()
    message: dict[str, Any] = orjson.loads(publication.payload)
    return message


def test_devices_speak_at_their_interval(gateway: Gateway, clock: Clock) -> None:
    gateway.take_publications()
    clock.now += timedelta(seconds=601)
    topics = [topic for topic, _ in gateway.take_publications()]
    device = of_model(gateway, "WT201")
    assert topics.count(f"milesight-gateway/uplink/{device.dev_eui.lower()}") == 1
    assert gateway.take_publications() == []


@pytest.mark.parametrize(("placeholder", "capitals"), [("$deveui", False), ("$devEUI", True)])
def test_the_placeholder_becomes_the_dev_eui(
    clock: Clock, placeholder: str, capitals: bool
) -> None:
    gateway = Gateway(EUI, clock=clock, uplink_topic=f"a/{placeholder}/b")
    populate(gateway, devices=1)
    (device,) = gateway.devices.values()
    gateway.uplinks.speak(device, clock())
    dev_eui = device.dev_eui if capitals else device.dev_eui.lower()
    assert gateway.take_publications()[0].topic == f"a/{dev_eui}/b"


def test_with_a_codec_only_its_values_are_published(gateway: Gateway) -> None:
    device = of_model(gateway, "EM300-TH")
    speak(gateway, device)
    message = speak(gateway, device)
    assert message.keys() == {"battery", "temperature", "humidity"}
    assert 10 < message["temperature"] < 30


def test_without_a_codec_it_is_an_envelope(gateway: Gateway) -> None:
    device = of_model(gateway, "EM300-TH")
    device.payload_codec_id = 0
    message = speak(gateway, device)
    assert message["devEUI"] == device.dev_eui.lower()
    assert message["fCnt"] == device.f_cnt_up
    assert message["rxInfo"][0]["rssi"] < 0
    assert b64decode(message["data"])[:2] == b"\x01\x75"


def test_a_device_tells_its_firmware_when_it_has_started_with_another(gateway: Gateway) -> None:
    device = of_model(gateway, "WT201")
    assert speak(gateway, device)["firmware_version"] == device.firmware_version
    assert "firmware_version" not in speak(gateway, device)
    device.firmware_version = "v9.9"
    assert speak(gateway, device)["firmware_version"] == "v9.9"


def test_values_move(gateway: Gateway, clock: Clock) -> None:
    device = of_model(gateway, "AM319")
    speak(gateway, device)
    seen = set()
    for _ in range(5):
        clock.now += timedelta(hours=3)
        seen.add(speak(gateway, device)["co2"])
    assert len(seen) == 5


def test_codecs_may_give_numbers_for_words(gateway: Gateway) -> None:
    gateway.manners = replace(gateway.manners, codec_numbers=True)
    message = speak(gateway, of_model(gateway, "AM319"))
    assert message["pir"] in (0, 1)


def test_codecs_may_have_no_word_for_a_number(gateway: Gateway, clock: Clock) -> None:
    gateway.manners = replace(gateway.manners, unknown_words=True)
    device = of_model(gateway, "AM319")
    said = set()
    for _ in range(30):
        clock.now += timedelta(minutes=10)
        said.add(speak(gateway, device)["pir"])
    assert "unknown" in said
    assert said & {"idle", "trigger"}


def test_an_uplink_may_come_twice(clock: Clock) -> None:
    gateway = Gateway(EUI, clock=clock, uplink_topic=TOPIC, manners=Manners(uplinks_twice=True))
    populate(gateway, devices=1)
    gateway.uplinks.speak(next(iter(gateway.devices.values())), clock())
    one, again = gateway.take_publications()
    assert one == again


def test_a_silent_gateway_publishes_nothing(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("silent")
    clock.now += timedelta(hours=1)
    assert gateway.take_publications() == []


def test_without_a_topic_nothing_is_published(clock: Clock) -> None:
    gateway = Gateway(EUI, clock=clock)
    populate(gateway, devices=10)
    clock.now += timedelta(hours=1)
    assert gateway.take_publications() == []


def command(gateway: Gateway, **commands: object) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(Control([gateway]).answer(orjson.dumps(commands)))
    return answer


def test_each_press_of_a_button_has_a_number(gateway: Gateway) -> None:
    button = of_model(gateway, "WS101")
    gateway.take_publications()
    command(gateway, press={"dev_eui": button.dev_eui, "press": "double press"})
    command(gateway, press={"dev_eui": button.dev_eui})
    events = [orjson.loads(payload)["button_event"] for _, payload in gateway.take_publications()]
    assert [event["status"] for event in events] == ["double press", "short press"]
    assert events[0]["msgid"] != events[1]["msgid"]


def test_a_device_falls_silent_and_speaks_again_when_told(gateway: Gateway, clock: Clock) -> None:
    device = of_model(gateway, "WT201")
    command(gateway, fall_silent=device.dev_eui)
    gateway.take_publications()
    clock.now += timedelta(days=1)
    assert not any(device.dev_eui.lower() in topic for topic, _ in gateway.take_publications())
    command(gateway, speak={"dev_eui": device.dev_eui, "values": {"temperature": 5}})
    assert orjson.loads(gateway.take_publications()[0].payload)["temperature"] == 5


def test_a_battery_runs_down(gateway: Gateway) -> None:
    device = of_model(gateway, "EM300-TH")
    command(gateway, battery={"dev_eui": device.dev_eui, "level": 5})
    assert speak(gateway, device)["battery"] == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"speak": "0000000000000000"},
        {"press": {"dev_eui": "24E1", "press": "short press"}},
        {"battery": {"dev_eui": "24E1"}},
        {"fall_silent": None},
        {"press": "x"},
    ],
)
def test_what_is_wrong_with_a_command_is_reported(
    gateway: Gateway, wrong: dict[str, object]
) -> None:
    assert "error" in command(gateway, **wrong)
