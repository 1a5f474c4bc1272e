"""Sending a downlink, and what becomes of its acknowledgement."""

import asyncio
from collections.abc import Generator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message

from custom_components.milesight_network_server.const import DOMAIN
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.manners import Acks

from ..conftest import ACK_TOPIC, DOWNLINK_TOPIC, GATEWAY_EUI, Clock, Reported
from ..registry import device as registered, entity_id, state
from .conftest import Act

SENDING = f"custom_components.{DOMAIN}.services.downlink"


@pytest.fixture
def entry_options(entry_options: dict[str, Any]) -> dict[str, Any]:
    """The topics of downlinks."""
    return {**entry_options, "downlink_topic": DOWNLINK_TOPIC, "ack_topic": ACK_TOPIC}


@pytest.fixture(autouse=True)
def _no_patience() -> Generator[None]:
    """Wait for an acknowledgement only as long as a test takes."""
    with patch(f"{SENDING}._ACK_TIMEOUT", 0.2):
        yield


def device_of_class(gateway: Gateway, *, c: bool) -> Device:
    """Return a device that has joined, of class C or A."""
    return next(
        one
        for one in gateway.devices.values()
        if one.active and gateway.profiles[one.profile_id].supports_class_c is c
    )


async def publish_acks(hass: HomeAssistant, gateway: Gateway) -> None:
    for topic, payload in gateway.take_publications():
        async_fire_mqtt_message(hass, topic, payload)
    await hass.async_block_till_done()


async def taken(gateway: Gateway, call: asyncio.Future[dict[str, Any]]) -> None:
    """Wait until the gateway has the downlink of a call, or the call is at its end."""
    async with asyncio.timeout(5):
        while not gateway.downlinks.taken and not call.done():  # noqa: ASYNC110 - a deque
            await asyncio.sleep(0.01)


async def send_confirmed(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock, device: Device
) -> dict[str, Any]:
    """Send a confirmed downlink; the device acknowledges a second later."""
    call = asyncio.ensure_future(
        act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="ff10ff", confirmed=True)
    )
    await taken(gateway, call)
    clock.move(1)
    await publish_acks(hass, gateway)
    return await call


@pytest.mark.parametrize("given", [{"hex": "ff10ff"}, {"hex": "FF 10 ff"}, {"data": "/xD/"}])
async def test_the_gateway_gets_the_bytes(
    act: Act, gateway: Gateway, given: dict[str, str]
) -> None:
    device = device_of_class(gateway, c=True)
    response = await act("send_downlink", dev_eui=device.dev_eui, f_port=85, **given)
    assert response == {"queued": True, "acknowledged": None, "warnings": []}
    (downlink,) = gateway.downlinks.taken
    assert downlink == (device.dev_eui, 85, b"\xff\x10\xff", False)


async def test_a_device_is_picked_from_the_list(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    device = device_of_class(gateway, c=True)
    found = registered(hass, loaded.entry_id, f"{GATEWAY_EUI}_{device.dev_eui}")
    assert found is not None
    await act("send_downlink", device_id=found.id, f_port=2, hex="00")
    assert gateway.downlinks.taken[0].dev_eui == device.dev_eui


async def test_a_topic_without_a_place_for_the_dev_eui_has_it_in_the_message(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    options = {**loaded.options, "downlink_topic": "house/down"}
    hass.config_entries.async_update_entry(loaded, options=options)
    await hass.config_entries.async_reload(loaded.entry_id)
    heard: list[mqtt.ReceiveMessage] = []
    stop = await mqtt.async_subscribe(hass, "house/down", heard.append)
    device = device_of_class(gateway, c=True)
    await act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="ff10ff")
    await hass.async_block_till_done()
    (message,) = heard
    assert orjson.loads(message.payload) == {
        "devEUI": device.dev_eui.lower(),
        "confirmed": False,
        "fPort": 85,
        "data": "/xD/",
    }
    assert not message.retain
    stop()


async def test_of_a_class_a_device_it_is_said_that_it_receives_it_later(
    act: Act, gateway: Gateway
) -> None:
    device = device_of_class(gateway, c=False)
    response = await act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="ff10ff")
    assert response["warnings"] == ["The device is class A: it receives this after its next uplink"]


async def test_an_acknowledgement_in_time_is_the_answer(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock, reported: Reported
) -> None:
    device = device_of_class(gateway, c=True)
    response = await send_confirmed(hass, act, gateway, clock, device)
    assert response == {"queued": True, "acknowledged": True, "warnings": []}
    assert reported == []


async def test_what_the_gateway_has_given_up_is_reported(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock
) -> None:
    gateway.manners = replace(gateway.manners, acks="refused")
    response = await send_confirmed(hass, act, gateway, clock, device_of_class(gateway, c=True))
    assert response["acknowledged"] is False


@pytest.mark.parametrize("manner", ["never", "another"])
async def test_nothing_is_claimed_of_a_device_that_has_not_acknowledged(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock, reported: Reported, manner: Acks
) -> None:
    gateway.manners = replace(gateway.manners, acks=manner)
    response = await send_confirmed(hass, act, gateway, clock, device_of_class(gateway, c=True))
    assert response["acknowledged"] is None
    assert reported == []


async def test_a_late_acknowledgement_is_an_event(
    hass: HomeAssistant,
    act: Act,
    gateway: Gateway,
    clock: Clock,
    reported: Reported,
    loaded: MockConfigEntry,
) -> None:
    gateway.manners = replace(gateway.manners, acks="late", ack_after=600.0)
    device = device_of_class(gateway, c=True)
    sent_at = clock().isoformat()
    response = await send_confirmed(hass, act, gateway, clock, device)
    assert response["acknowledged"] is None
    clock.move(700)
    await publish_acks(hass, gateway)
    (event,) = reported
    found = registered(hass, loaded.entry_id, f"{GATEWAY_EUI}_{device.dev_eui}")
    assert found is not None
    assert event["event_type"] == "acknowledged"
    assert event["dev_eui"] == device.dev_eui
    assert event["device_id"] == found.id
    assert event["name"] == device.name
    assert event["f_port"] == 85
    assert event["f_cnt"] == device.f_cnt_down
    assert event["sent_at"] == sent_at


async def test_an_acknowledgement_that_comes_twice_is_reported_once(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock, reported: Reported
) -> None:
    gateway.manners = replace(gateway.manners, acks="twice")
    response = await send_confirmed(hass, act, gateway, clock, device_of_class(gateway, c=True))
    assert response["acknowledged"] is True
    assert reported == []


async def test_a_second_confirmed_downlink_waits_for_the_first(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock
) -> None:
    gateway.manners = replace(gateway.manners, acks="never")
    device = device_of_class(gateway, c=True)
    await send_confirmed(hass, act, gateway, clock, device)
    with pytest.raises(ServiceValidationError, match="is still under way") as refused:
        await act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00", confirmed=True)
    assert device.name in str(refused.value)
    assert len(gateway.downlinks.taken) == 1
    await act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00")
    clock.move(3600)
    await act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00", confirmed=True)
    assert len(gateway.downlinks.taken) == 3


async def test_a_device_that_was_deleted_and_added_anew_owes_no_acknowledgement(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock, loaded: MockConfigEntry
) -> None:
    gateway.manners = replace(gateway.manners, acks="never")
    device = device_of_class(gateway, c=True)
    await send_confirmed(hass, act, gateway, clock, device)
    devices = loaded.runtime_data.devices
    del gateway.devices[device.dev_eui]
    await devices.async_refresh()
    gateway.devices[device.dev_eui] = device
    await devices.async_refresh()
    await act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00", confirmed=True)
    assert len(gateway.downlinks.taken) == 2


async def test_what_somebody_no_longer_waits_for_is_reported_when_it_was_sent_all_the_same(
    hass: HomeAssistant, act: Act, gateway: Gateway, reported: Reported
) -> None:
    device = device_of_class(gateway, c=True)
    is_sending = asyncio.Event()

    async def publish(*_: object) -> None:
        is_sending.set()
        await asyncio.Event().wait()

    with patch(
        "custom_components.milesight_network_server.downlinks.sending.async_publish", publish
    ):
        call = asyncio.ensure_future(
            act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00", confirmed=True)
        )
        await is_sending.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    ack = {"devEUI": device.dev_eui.lower(), "acknowledged": True, "fCnt": 3}
    async_fire_mqtt_message(hass, ACK_TOPIC, orjson.dumps(ack))
    await hass.async_block_till_done()
    assert [one["event_type"] for one in reported] == ["acknowledged"]


async def test_without_an_ack_topic_it_is_said_that_nobody_will_know(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    options = {**loaded.options, "ack_topic": ""}
    hass.config_entries.async_update_entry(loaded, options=options)
    await hass.config_entries.async_reload(loaded.entry_id)
    device = device_of_class(gateway, c=True)
    given = {"dev_eui": device.dev_eui, "f_port": 85, "hex": "00", "confirmed": True}
    for _ in range(2):
        response = await act("send_downlink", **given)
        assert response["acknowledged"] is None
        assert "No ACK topic is set" in response["warnings"][0]


async def test_without_a_downlink_topic_it_is_said_where_to_enter_one(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(loaded, options={"time_zone": "UTC"})
    await hass.config_entries.async_reload(loaded.entry_id)
    device = device_of_class(gateway, c=True)
    with pytest.raises(ServiceValidationError, match="has no downlink topic yet"):
        await act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00")
    assert entity_id(hass, "event", f"{GATEWAY_EUI}_downlink") is not None
    assert state(hass, "event", f"{GATEWAY_EUI}_downlink").state == "unavailable"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"f_port": 85}, "give the bytes either as data"),
        ({"f_port": 85, "hex": "00", "data": "AA=="}, "give the bytes either as data"),
        ({"hex": "00"}, "f_port is required"),
        ({"f_port": 224, "hex": "00"}, "must be a whole number from 1 to 223"),
        ({"f_port": 85, "hex": "ff1"}, "must be pairs of hexadecimal digits, such as"),
        ({"f_port": 85, "hex": 10}, "put them in quotes"),
        ({"f_port": 85, "hex": ""}, "has 0 bytes"),
        ({"f_port": 85, "hex": "00" * 243}, "has 243 bytes and must have 1 to 242"),
        ({"f_port": 85, "data": "§§"}, "must be base64"),
        ({"f_port": 85, "data": "abc"}, "must be base64"),
        ({"f_port": 85, "hex": "00", "confirmed": "perhaps"}, "confirmed"),
    ],
)
async def test_what_is_wrong_is_reported_and_nothing_is_sent(
    act: Act, gateway: Gateway, given: dict[str, object], sentence: str
) -> None:
    dev_eui = device_of_class(gateway, c=True).dev_eui
    with pytest.raises(ServiceValidationError) as refused:
        await act("send_downlink", dev_eui=dev_eui, **given)
    assert sentence in str(refused.value)
    assert not gateway.downlinks.taken


async def test_a_device_that_the_gateway_does_not_have_gets_nothing(
    act: Act, gateway: Gateway
) -> None:
    with pytest.raises(ServiceValidationError, match="does not exist on the gateway"):
        await act("send_downlink", dev_eui="24E124FFFFFFFFFF", f_port=85, hex="00")
    assert not gateway.downlinks.taken


async def test_without_the_broker_nothing_is_queued(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock
) -> None:
    device = device_of_class(gateway, c=True)
    given = {"dev_eui": device.dev_eui, "f_port": 85, "hex": "00", "confirmed": True}
    with (
        patch("homeassistant.components.mqtt.is_connected", return_value=False),
        pytest.raises(HomeAssistantError, match="Nothing was sent"),
    ):
        await act("send_downlink", **given)
    # It is not under way either.
    assert (await send_confirmed(hass, act, gateway, clock, device))["acknowledged"] is True


async def test_a_silent_gateway_may_not_have_it(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    loaded.runtime_data.devices.async_disconnected()
    device = device_of_class(gateway, c=True)
    response = await act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00")
    assert response["warnings"] == [
        "The gateway does not answer at the moment: it may not have received the downlink"
    ]


async def test_a_device_that_has_not_joined_may_not_get_it(act: Act, gateway: Gateway) -> None:
    device = next(one for one in gateway.devices.values() if not one.active)
    response = await act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00")
    assert response["warnings"] == [
        "The device has not joined yet: the gateway may drop the downlink"
    ]


async def test_an_entry_that_is_unloaded_ends_the_waiting(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    device = device_of_class(gateway, c=True)
    with patch(f"{SENDING}._ACK_TIMEOUT", 30):
        call = asyncio.ensure_future(
            act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00", confirmed=True)
        )
        await taken(gateway, call)
        await hass.config_entries.async_unload(loaded.entry_id)
        assert (await call)["acknowledged"] is None


@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b"{}", b'{"devEUI": null, "acknowledged": true}', b'{"acknowledged": "perhaps"}'],
)
async def test_what_is_no_acknowledgement_disturbs_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, reported: Reported, payload: bytes
) -> None:
    async_fire_mqtt_message(hass, ACK_TOPIC, payload)
    await hass.async_block_till_done()
    assert reported == []


async def test_a_retained_acknowledgement_answers_nothing(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock, loaded: MockConfigEntry
) -> None:
    device = device_of_class(gateway, c=True)
    gateway.manners = replace(gateway.manners, acks="never")
    call = asyncio.ensure_future(
        act("send_downlink", dev_eui=device.dev_eui, f_port=85, hex="00", confirmed=True)
    )
    await taken(gateway, call)
    old = orjson.dumps({"devEUI": device.dev_eui.lower(), "acknowledged": True})
    async_fire_mqtt_message(hass, ACK_TOPIC, old, retain=True)
    assert (await call)["acknowledged"] is None
    assert loaded.runtime_data.downlinks.counts.retained == 1
