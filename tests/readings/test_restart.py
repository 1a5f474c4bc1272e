"""Values are there after a restart, with what they were, before any device speaks."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.milesight_network_server.coordinator import DeviceCoordinator
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI
from ..registry import entity_id, state
from .conftest import Find, Say, envelope
from .scene import registered, unique

SPOKEN: dict[str, Any] = {
    "temperature": 21.5,
    "pir": "trigger",
    "fan_status": "low speed",
    "custom_message": "hello",
    "latitude": 24.5,
    "longitude": 118.25,
    "button_event": {"status": "long press", "msgid": 7},
}


def key_of(entry: MockConfigEntry) -> str:
    """Return where the readings are kept."""
    return f"milesight_network_server/readings_{entry.entry_id}"


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Load the entry anew."""
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED


async def test_values_are_shown_again_before_the_device_speaks(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, **SPOKEN)
    pressed = state(hass, "event", unique(one, "button_event.status"))
    await reload(hass, heard)
    assert state(hass, "sensor", unique(one, "temperature")).state == "21.5"
    assert state(hass, "binary_sensor", unique(one, "pir")).state == "on"
    assert state(hass, "sensor", unique(one, "fan_status")).state == "low_speed"
    assert state(hass, "sensor", unique(one, "custom_message")).state == "hello"
    assert state(hass, "device_tracker", unique(one, "location")).attributes["latitude"] == 24.5
    again = state(hass, "event", unique(one, "button_event.status"))
    assert again.attributes["event_type"] == "long_press"
    assert again.state[:19] == pressed.state[:19]


async def test_a_press_that_was_reported_before_a_restart_is_not_reported_again(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, **SPOKEN)
    await reload(hass, heard)
    before = state(hass, "event", unique(one, "button_event.status"))
    await say(one, **SPOKEN)
    assert state(hass, "event", unique(one, "button_event.status")).state == before.state


async def test_a_restored_value_follows_its_device(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, **SPOKEN)
    await reload(hass, heard)
    await say(one, temperature=22)
    assert state(hass, "sensor", unique(one, "temperature")).state == "22"


async def test_values_of_a_device_that_the_first_list_lacked_come_with_it(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5)
    assert await hass.config_entries.async_unload(heard.entry_id)
    del gateway.devices[one.dev_eui]
    with patch.object(DeviceCoordinator, "complete", False):
        assert await hass.config_entries.async_setup(heard.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert state(hass, "sensor", unique(one, "temperature")).state == STATE_UNAVAILABLE
        gateway.devices[one.dev_eui] = one
        await heard.runtime_data.devices.async_refresh()
        await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, "sensor", unique(one, "temperature")).state == "21.5"


async def test_without_what_was_kept_the_registry_still_knows_the_values(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    heard: MockConfigEntry,
    say: Say,
    of_model: Find,
) -> None:
    one = of_model("WT201")
    await say(one, **SPOKEN)
    assert await hass.config_entries.async_unload(heard.entry_id)
    del hass_storage[key_of(heard)]
    assert await hass.config_entries.async_setup(heard.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    shown = state(hass, "sensor", unique(one, "temperature"))
    assert shown.state == STATE_UNKNOWN
    assert shown.attributes["unit_of_measurement"] == "°C"
    assert state(hass, "binary_sensor", unique(one, "pir")).state == STATE_UNKNOWN
    await say(one, **SPOKEN)
    assert state(hass, "sensor", unique(one, "temperature")).state == "21.5"
    assert state(hass, "sensor", unique(one, "fan_status")).state == "low_speed"
    assert state(hass, "sensor", unique(one, "custom_message")).state == "hello"


async def test_what_people_did_to_an_entity_stays(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5, humidity=40)
    registry = er.async_get(hass)
    warm = registered(hass, "sensor", one, "temperature").entity_id
    damp = registered(hass, "sensor", one, "humidity").entity_id
    registry.async_update_entity(warm, name="Warmth", new_entity_id="sensor.warmth")
    registry.async_update_entity(damp, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    await reload(hass, heard)
    await say(one, temperature=22, humidity=41)
    assert hass.states.get("sensor.warmth").state == "22"  # type: ignore[union-attr]
    assert hass.states.get(damp) is None
    assert registered(hass, "sensor", one, "humidity").disabled_by is (
        er.RegistryEntryDisabler.USER
    )


async def test_what_comes_while_the_entry_is_unloaded_is_not_added_to_what_goes(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5)
    unload = hass.config_entries.async_unload_platforms

    async def slowly(*given: Any) -> bool:
        await say(one, humidity=40)
        return await unload(*given)

    with patch.object(hass.config_entries, "async_unload_platforms", slowly):
        assert await hass.config_entries.async_unload(heard.entry_id)
    assert entity_id(hass, "sensor", unique(one, "humidity")) is None


async def test_a_topic_that_is_taken_out_makes_values_unavailable(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, **SPOKEN)
    hass.config_entries.async_update_entry(heard, options={})
    await reload(hass, heard)
    assert state(hass, "sensor", unique(one, "temperature")).state == STATE_UNAVAILABLE
    hass.config_entries.async_update_entry(
        heard, options={"uplink_topic": f"milesight-gateway/{GATEWAY_EUI}/uplink/+"}
    )
    await reload(hass, heard)
    assert state(hass, "sensor", unique(one, "temperature")).state == "21.5"


async def test_values_are_written_though_devices_never_stop_speaking(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    heard: MockConfigEntry,
    say: Say,
    of_model: Find,
) -> None:
    one = of_model("WT201")
    begin = dt_util.utcnow()
    for minutes in range(7):
        async_fire_time_changed(hass, begin + timedelta(minutes=minutes))
        await hass.async_block_till_done(wait_background_tasks=True)
        await say(one, temperature=20 + minutes)
    kept = hass_storage[key_of(heard)]["data"]["devices"][one.dev_eui]["values"]
    assert kept["temperature"]["is"] >= 23
    assert heard.runtime_data.readings._is_news


async def test_values_are_written_when_home_assistant_stops(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    heard: MockConfigEntry,
    say: Say,
    of_model: Find,
) -> None:
    one = of_model("WT201")
    await say(one, **SPOKEN)
    await say.message(one, envelope(one))
    hass.set_state(CoreState.stopping)
    hass.bus.async_fire_internal(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    kept = hass_storage[key_of(heard)]["data"]
    row = kept["devices"][one.dev_eui]
    assert row["values"]["temperature"]["is"] == 21.5
    assert row["radio"] == [-64, 13.5, 7, 1]
    assert row["f_cnt"] == 937
    hass.set_state(CoreState.running)


@pytest.mark.parametrize(
    "kept",
    [
        {"devices": []},
        {"devices": {"x": {}, "24E124": 5}},
        {"devices": {"24E1240000000001": {"values": {"a": 5, "b": {"form": "cube"}}}}},
        {"listened": "x", "heard": []},
        {"heard": {"24E1240000000001": {"at": "x"}}},
    ],
)
async def test_what_can_not_be_read_is_reported_and_keeps_nothing_from_being_shown(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    heard: MockConfigEntry,
    say: Say,
    of_model: Find,
    caplog: pytest.LogCaptureFixture,
    kept: dict[str, Any],
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5)
    assert await hass.config_entries.async_unload(heard.entry_id)
    hass_storage[key_of(heard)]["data"] |= kept
    assert await hass.config_entries.async_setup(heard.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "can't be read" in caplog.text
    await say(one, temperature=22)
    assert state(hass, "sensor", unique(one, "temperature")).state == "22"


async def test_what_was_kept_goes_with_the_entry(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    heard: MockConfigEntry,
    say: Say,
    of_model: Find,
    gateway: Gateway,
) -> None:
    await say(of_model("WT201"), temperature=21.5)
    await hass.config_entries.async_unload(heard.entry_id)
    assert hass_storage[key_of(heard)]["data"]["devices"]
    await hass.config_entries.async_remove(heard.entry_id)
    await hass.async_block_till_done()
    assert key_of(heard) not in hass_storage
    assert entity_id(hass, "sensor", unique(of_model("WT201"), "temperature")) is None
