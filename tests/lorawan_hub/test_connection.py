"""The gateway as a connection of Home Assistant's LoRaWAN hub, from 2026.11 on."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.device import Device
from simulator.gateway import Gateway

from ..conftest import ACK_TOPIC, DOWNLINK_TOPIC, Clock
from ..readings.conftest import UPLINKS, Say, envelope, say
from ..services.test_downlink import publish_acks

__all__ = ["say"]

lorawan_connection = pytest.importorskip(
    "lorawan_connection", reason="Home Assistant has a LoRaWAN hub from 2026.11 on"
)


@pytest.fixture
def entry_options(entry_options: dict[str, Any]) -> dict[str, Any]:
    """The topics with which the gateway is in the hub."""
    return {
        **entry_options,
        "uplink_topic": f"{UPLINKS}/+",
        "downlink_topic": DOWNLINK_TOPIC,
        "ack_topic": ACK_TOPIC,
    }


@pytest.fixture
def gateway(gateway: Gateway) -> Gateway:
    """A gateway on which no device has a codec, but the first."""
    for one in list(gateway.devices.values())[1:]:
        one.payload_codec_id = 0
    return gateway


class Heard(list[Any]):
    """What a subscriber of the connection was told."""

    @property
    def types(self) -> list[str]:
        return [str(one.type) for one in self]


def connection_of(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Return the connection that the hub has for a gateway; None where it has none."""
    registered = hass.data["lorawan"].connections.get(entry.entry_id)
    return registered and registered.connection


@pytest.fixture
async def heard(hass: HomeAssistant, loaded: MockConfigEntry) -> AsyncGenerator[Heard]:
    """Listen to all devices."""
    received = Heard()
    stop = await connection_of(hass, loaded).async_subscribe(listener=received.append)
    yield received
    stop()


def raw(gateway: Gateway) -> Device:
    """Return a device of class C without a codec."""
    return next(
        one
        for one in gateway.devices.values()
        if not one.payload_codec_id
        and one.active
        and gateway.profiles[one.profile_id].supports_class_c
    )


async def test_it_is_registered_under_its_own_stack(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert connection_of(hass, loaded).stack_type == "milesight"


async def test_devices_with_a_codec_are_left_out(
    loaded: MockConfigEntry, gateway: Gateway, heard: Heard
) -> None:
    with_codec, *others = gateway.devices
    assert heard.types == ["added"] * len(others)
    assert with_codec.lower() not in {one.dev_eui for one in heard}
    described = {one.dev_eui: one.descriptor for one in heard}
    one = gateway.devices[others[0]]
    descriptor = described[one.dev_eui.lower()]
    assert (descriptor.stack, descriptor.network_id) == ("milesight", loaded.entry_id)
    assert (descriptor.name, descriptor.profile_id) == (one.name, one.profile_id)
    assert (descriptor.brand_id, descriptor.manufacturer) == ("milesight", "Milesight")
    assert descriptor.model_id == descriptor.model == one.model


async def test_only_the_brands_that_are_asked_for_are_reported(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    received = Heard()
    connection = connection_of(hass, loaded)
    brands = frozenset({("chirpstack", 744), ("milesight", "another")})
    stop = await connection.async_subscribe(brands=brands, listener=received.append)
    assert received == []
    stop()
    await connection.async_subscribe(
        brands=frozenset({("milesight", "milesight")}), listener=received.append
    )
    assert received.types == ["added"] * 9


async def test_changes_of_the_list_are_reported(
    loaded: MockConfigEntry, gateway: Gateway, heard: Heard
) -> None:
    heard.clear()
    with_codec, renamed, gets_codec, goes, *_ = gateway.devices.values()
    with_codec.payload_codec_id = 0
    renamed.name = "Another name"
    gets_codec.payload_codec_id = next(iter(gateway.payload_codecs))
    del gateway.devices[goes.dev_eui]
    for _ in range(2):
        await loaded.runtime_data.devices.async_refresh()
    changes = {(one.dev_eui.upper(), str(one.type)) for one in heard}
    assert changes == {
        (with_codec.dev_eui, "added"),
        (renamed.dev_eui, "updated"),
        (gets_codec.dev_eui, "removed"),
        (goes.dev_eui, "removed"),
    }


async def test_uplinks_are_reported_as_bytes(say: Say, gateway: Gateway, heard: Heard) -> None:
    one = raw(gateway)
    heard.clear()
    await say.message(one, envelope(one, fPort=12, data="AXVj"))
    (uplink,) = heard
    assert (uplink.dev_eui, uplink.data, uplink.f_port) == (
        one.dev_eui.lower(),
        b"\x01\x75\x63",
        12,
    )
    assert uplink.received_at.utcoffset() is not None
    (reception,) = uplink.receptions
    assert (reception.gateway_id, reception.rssi, reception.snr) == ("24e124fffef1ad25", -64, 13.5)


@pytest.mark.parametrize(
    "changed", [{"data": "§"}, {"data": None}, {"fPort": None}, {"rxInfo": None, "fPort": "x"}]
)
async def test_what_has_no_bytes_is_not_reported(
    say: Say, gateway: Gateway, heard: Heard, changed: dict[str, object]
) -> None:
    one = raw(gateway)
    heard.clear()
    await say.message(one, envelope(one, **changed))
    assert heard == []


async def test_a_retained_uplink_is_an_old_one(say: Say, gateway: Gateway, heard: Heard) -> None:
    one = raw(gateway)
    heard.clear()
    await say.message(one, envelope(one), retained=True)
    assert heard == []


def downlink(device: Device, **changed: Any) -> Any:
    given = {"f_port": 85, "data": b"\xff\x10\xff", **changed}
    return lorawan_connection.Downlink(device.dev_eui, **given)


async def test_a_confirmed_downlink_is_acknowledged_by_its_number(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, heard: Heard
) -> None:
    one = raw(gateway)
    heard.clear()
    number = await connection_of(hass, loaded).async_send_downlink(downlink(one, confirmed=True))
    await hass.async_block_till_done()
    assert gateway.downlinks.taken[0].data == b"\xff\x10\xff"
    clock.move(1)
    await publish_acks(hass, gateway)
    await hass.async_block_till_done(wait_background_tasks=True)
    (ack,) = heard
    assert (ack.dev_eui, ack.queue_item_id) == (one.dev_eui.lower(), number)
    assert ack.acknowledged is True


async def test_one_confirmed_downlink_of_a_device_is_under_way(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, heard: Heard
) -> None:
    connection, one = connection_of(hass, loaded), raw(gateway)
    gateway.manners = replace(gateway.manners, acks="never")
    await connection.async_send_downlink(downlink(one, confirmed=True))
    with pytest.raises(lorawan_connection.DownlinkError, match="still under way"):
        await connection.async_send_downlink(downlink(one, confirmed=True))
    assert await connection.async_send_downlink(downlink(one))
    # An entry that goes leaves nobody waiting.
    await hass.config_entries.async_unload(loaded.entry_id)


@pytest.mark.parametrize(
    ("changed", "options", "reason"),
    [
        ({"expires_at": datetime(2030, 1, 1, tzinfo=UTC)}, {}, "no expiry"),
        ({"data": bytes(243)}, {}, "1 to 242 bytes"),
        ({"data": b""}, {}, "1 to 242 bytes"),
        ({"confirmed": True}, {"ack_topic": ""}, "no ACK topic"),
        ({}, {"downlink_topic": ""}, "no downlink topic"),
    ],
)
async def test_what_the_gateway_can_not_do_is_refused(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    changed: dict[str, Any],
    options: dict[str, str],
    reason: str,
) -> None:
    hass.config_entries.async_update_entry(loaded, options={**loaded.options, **options})
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    with pytest.raises(lorawan_connection.DownlinkError, match=reason):
        await connection_of(hass, loaded).async_send_downlink(downlink(raw(gateway), **changed))
    assert not gateway.downlinks.taken


async def test_a_device_with_a_codec_gets_no_downlink(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    with pytest.raises(lorawan_connection.DownlinkError, match="no device without a codec"):
        await connection_of(hass, loaded).async_send_downlink(
            downlink(next(iter(gateway.devices.values())))
        )


async def test_a_gateway_that_falls_silent_is_no_connection_until_it_is_back(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    before, lost = connection_of(hass, loaded), []
    before.on_disconnect(lambda: lost.append(True))
    loaded.runtime_data.devices.async_disconnected()
    assert connection_of(hass, loaded) is None
    assert lost == [True]
    with pytest.raises(lorawan_connection.DownlinkError, match="does not answer"):
        await before.async_send_downlink(downlink(raw(gateway)))
    with pytest.raises(lorawan_connection.ConnectionUnavailable):
        await before.async_subscribe(listener=lost.append)
    await loaded.runtime_data.devices.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert connection_of(hass, loaded) not in (None, before)


async def test_an_entry_that_is_unloaded_leaves_the_hub(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    assert connection_of(hass, loaded) is None


async def test_without_an_uplink_topic_it_is_not_registered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(loaded, options={"time_zone": "UTC"})
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert connection_of(hass, loaded) is None


async def test_what_is_not_acknowledged_within_an_hour_is_given_up(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"custom_components.{DOMAIN}.lorawan_hub.connection.GIVEN_UP_AFTER", 0.1)
    gateway.manners = replace(gateway.manners, acks="never")
    heard.clear()
    await connection_of(hass, loaded).async_send_downlink(downlink(raw(gateway), confirmed=True))
    await asyncio.sleep(0.2)
    await hass.async_block_till_done(wait_background_tasks=True)
    (ack,) = heard
    assert ack.acknowledged is False
