"""Devices that speak, and time that passes."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.milesight_network_server.readings.silence import Silence
from simulator.device import Device

from ..conftest import GATEWAY_EUI, Clock
from ..issues import reported
from ..registry import entity_id
from ..repair_flow import Flow
from .conftest import Say, envelope


def let_pass(silence: Silence, clock: Clock, seconds: float) -> None:
    """Let time pass, in which it is looked now and then."""
    while seconds > 0:
        step = min(seconds, 500)
        clock.move(step)
        silence.async_look()
        seconds -= step


def unique(one: Device, key: str) -> str:
    """Return the unique id of a value of a device."""
    return f"{GATEWAY_EUI}_{one.dev_eui}_value_{key}"


def registered(hass: HomeAssistant, platform: str, one: Device, key: str) -> er.RegistryEntry:
    """Return what the registry has of a value."""
    found = er.async_get(hass).async_get(entity_id(hass, platform, unique(one, key)) or "")
    assert found is not None
    return found


async def speak_without_codec(entry: MockConfigEntry, say: Say, one: Device) -> int:
    """Have a device speak without its codec, and return the codec."""
    codec_id, one.payload_codec_id = one.payload_codec_id, 0
    await entry.runtime_data.devices.async_refresh()
    await say.message(one, envelope(one))
    return codec_id


async def open_codecs(hass: HomeAssistant, flow: Flow) -> None:
    """Open the dialog about devices without a codec, and choose to pick codecs."""
    await flow.start(reported(hass)["codec_missing"].issue_id)
    await flow.choose("codecs")


async def tell_no_more(
    hass: HomeAssistant, say: Say, clock: Clock, one: Device, **besides: Any
) -> None:
    """Have a device tell its humidity, and what else it tells but its temperature, no more."""
    await say(one, temperature=21, humidity=40, **besides)
    clock.move(timedelta(days=31).total_seconds())
    await say(one, temperature=22)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=61))
    await hass.async_block_till_done(wait_background_tasks=True)
