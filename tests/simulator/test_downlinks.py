"""What the gateway does with downlinks, and how devices acknowledge them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from simulator.control import Control
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.manners import Acks, Manners
from simulator.population import populate

from .talk import EUI, Clock


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with downlinks, an actor that always listens and a sensor that does not."""
    simulated = Gateway(EUI, clock=clock, downlink_topic="g/down/$deveui", ack_topic="g/ack")
    populate(simulated, devices=2, models=("WT201", "EM300-TH"))
    for device in simulated.devices.values():
        device.active = True
    return simulated


def of_class_c(gateway: Gateway, is_class_c: bool) -> Device:
    return next(
        one
        for one in gateway.devices.values()
        if gateway.profiles[one.profile_id].supports_class_c is is_class_c
    )


def send(gateway: Gateway, device: Device, **changed: object) -> None:
    body = {"confirmed": True, "fPort": 85, "data": "/xD/", **changed}
    gateway.hear_downlink(f"g/down/{device.dev_eui.lower()}", orjson.dumps(body))


def acks(gateway: Gateway) -> list[dict[str, Any]]:
    return [orjson.loads(payload) for _, payload in gateway.take_publications()]


def test_a_downlink_is_taken_for_the_device_of_its_topic(gateway: Gateway) -> None:
    device = of_class_c(gateway, True)
    before = device.f_cnt_down
    send(gateway, device, confirmed=False)
    (taken,) = gateway.downlinks.taken
    assert (taken.dev_eui, taken.f_port, taken.data) == (device.dev_eui, 85, b"\xff\x10\xff")
    assert device.f_cnt_down == before + 1


def test_without_a_place_in_the_topic_the_message_names_the_device(clock: Clock) -> None:
    gateway = Gateway(EUI, clock=clock, downlink_topic="g/down")
    populate(gateway, devices=1)
    (device,) = gateway.devices.values()
    device.active = True
    body = {"devEUI": device.dev_eui.lower(), "fport": 85, "data": "/xD/"}
    gateway.hear_downlink("g/down", orjson.dumps(body))
    assert gateway.downlinks.taken[0].dev_eui == device.dev_eui


def test_a_device_that_always_listens_acknowledges_at_once(gateway: Gateway, clock: Clock) -> None:
    device = of_class_c(gateway, True)
    send(gateway, device)
    clock.now += timedelta(seconds=1)
    (ack,) = acks(gateway)
    assert ack["devEUI"] == device.dev_eui.lower()
    assert ack["acknowledged"] is True
    assert ack["fCnt"] == device.f_cnt_down


def test_any_other_device_acknowledges_with_its_second_uplink(gateway: Gateway) -> None:
    device = of_class_c(gateway, False)
    send(gateway, device)
    device.send(gateway.now())
    assert acks(gateway) == []
    device.send(gateway.now())
    assert len(acks(gateway)) == 1


def test_an_unconfirmed_downlink_is_not_acknowledged(gateway: Gateway, clock: Clock) -> None:
    send(gateway, of_class_c(gateway, True), confirmed=False)
    clock.now += timedelta(minutes=5)
    assert acks(gateway) == []


@pytest.mark.parametrize(
    ("manner", "seconds", "number"),
    [("never", 3600, 0), ("twice", 1, 2), ("late", 29, 0), ("late", 31, 1)],
)
def test_acknowledgements_have_manners(
    gateway: Gateway, clock: Clock, manner: Acks, seconds: int, number: int
) -> None:
    gateway.manners = replace(gateway.manners, acks=manner)
    send(gateway, of_class_c(gateway, True))
    clock.now += timedelta(seconds=seconds)
    assert len(acks(gateway)) == number


def test_another_device_may_seem_to_acknowledge(gateway: Gateway, clock: Clock) -> None:
    gateway.manners = Manners(acks="another")
    device = of_class_c(gateway, True)
    send(gateway, device)
    clock.now += timedelta(seconds=1)
    assert acks(gateway)[0]["devEUI"] != device.dev_eui.lower()


def test_a_device_may_not_have_acknowledged(gateway: Gateway, clock: Clock) -> None:
    gateway.manners = Manners(acks="refused")
    send(gateway, of_class_c(gateway, True))
    clock.now += timedelta(seconds=1)
    assert acks(gateway)[0]["acknowledged"] is False


@pytest.mark.parametrize(
    "changed",
    [{"fPort": 0}, {"fPort": "85"}, {"data": "!"}, {"data": ""}, {"fPort": None}],
)
def test_what_is_no_downlink_is_dropped(gateway: Gateway, changed: dict[str, object]) -> None:
    send(gateway, of_class_c(gateway, True), **changed)
    assert not gateway.downlinks.taken
    assert len(gateway.downlinks.dropped) == 1


def test_a_device_that_has_not_joined_gets_nothing(gateway: Gateway) -> None:
    device = of_class_c(gateway, True)
    device.active = False
    send(gateway, device)
    assert not gateway.downlinks.taken


def test_a_silent_gateway_hears_no_downlinks(gateway: Gateway) -> None:
    gateway.faults.add("silent")
    send(gateway, of_class_c(gateway, True))
    assert not gateway.downlinks.taken


def test_the_control_topic_tells_the_newest_downlinks(gateway: Gateway) -> None:
    send(gateway, of_class_c(gateway, True))
    answer = orjson.loads(Control([gateway]).answer(b'{"downlinks": 5}'))
    assert answer["gateways"][0]["downlinks"][0]["data"] == "ff10ff"
