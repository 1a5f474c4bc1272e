"""What the first version of a store wrote is taken up, of stores that no release has left yet.

What a whole release left, a real Home Assistant takes up in tests/e2e/test_earlier_versions.py.
"""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from . import earlier
from .conftest import GATEWAY_EUI
from .registry import state
from .web.asking import answer_to

FIRST = Path(earlier.__file__).parent / "version_1"
STORES = ("readings", "payload_codecs")
SPOKE = "24E1247147A00000"


@pytest.fixture
def entry_options(entry_options: dict[str, Any]) -> dict[str, Any]:
    """Uplinks are read, though none comes."""
    return {**entry_options, "uplink_topic": "uplinks/+"}


@pytest.fixture
def gateway(gateway: Gateway) -> Gateway:
    """A gateway whose library of codecs can't be read any more."""
    gateway.faults.add("code code=21 call=5.1")
    return gateway


@pytest.fixture
def entry(entry: MockConfigEntry, hass_storage: dict[str, Any]) -> MockConfigEntry:
    """A registered gateway of which the first version has left its files."""
    for store in STORES:
        left = (FIRST / f"{store}.json").read_text("utf-8").replace("ENTRY", entry.entry_id)
        hass_storage[f"{DOMAIN}/{store}_{entry.entry_id}"] = orjson.loads(left)
    return entry


def shown(hass: HomeAssistant, platform: str, key: str) -> str:
    """Return the state of an entity of the device that spoke."""
    return state(hass, platform, f"{GATEWAY_EUI}_{SPOKE}_{key}").state


async def test_readings_are_shown_before_any_device_speaks(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    assert SPOKE in gateway.devices
    assert shown(hass, "sensor", "value_temperature") == "21.5"
    assert shown(hass, "binary_sensor", "value_pir") == "on"
    assert shown(hass, "sensor", "value_fan_status") == "low_speed"
    assert shown(hass, "sensor", "value_custom_message") == "hello"
    tracker = state(hass, "device_tracker", f"{GATEWAY_EUI}_{SPOKE}_value_location")
    assert (tracker.attributes["latitude"], tracker.attributes["longitude"]) == (24.5, 118.25)
    press = state(hass, "event", f"{GATEWAY_EUI}_{SPOKE}_value_button_event.status")
    assert press.attributes["event_type"] == "long_press"
    assert press.state.startswith("2026-11-30T")


async def test_who_was_overdue_still_is(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    assert shown(hass, "binary_sensor", "overdue") == "on"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_overdue_devices").state == "1"


async def test_codecs_are_known_though_the_library_can_not_be_read(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    answer = await answer_to(
        await hass_ws_client(hass),
        "commissioning/propose",
        config_entry_id=loaded.entry_id,
        dev_eui="24E124999D00000A",
    )
    proposed = {one["payload_codec_id"]: one["name"] for one in answer["result"]["proposals"]}
    assert proposed == {901: "AB123"}


async def test_everything_that_was_kept_can_be_read(
    loaded: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    assert "be read" not in caplog.text
