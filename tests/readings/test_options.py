"""The option that says where uplinks come."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
)

from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, REQUEST_TOPIC, RESPONSE_TOPIC
from ..registry import state
from ..wizard import open_options, shown
from .scene import unique


async def save(hass: HomeAssistant, entry: MockConfigEntry, **entered: object) -> dict[str, object]:
    """Send the form in, and return what comes of it."""
    form = await open_options(hass, entry, "readings")
    result = await hass.config_entries.options.async_configure(form["flow_id"], entered)
    await hass.async_block_till_done(wait_background_tasks=True)
    return dict(result)


async def test_a_topic_beside_those_of_the_api_is_suggested(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    form = await open_options(hass, loaded, "readings")
    assert shown(form) == {"uplink_topic": f"milesight-gateway/{GATEWAY_EUI}/uplink/+"}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["on_the_gateway"] == f"milesight-gateway/{GATEWAY_EUI}/uplink/$deveui"


async def test_readings_are_shown_as_soon_as_there_is_a_topic(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    one = next(iter(gateway.devices.values()))
    await save(hass, loaded, uplink_topic=" house/+/up ", overdue_after=12)
    assert loaded.options["uplink_topic"] == "house/+/up"
    assert loaded.runtime_data.readings.silence.after == 12 * 3600
    async_fire_mqtt_message(hass, f"house/{one.dev_eui}/up", b'{"temperature": 21}')
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, "sensor", unique(one, "temperature")).state == "21"


async def test_a_topic_that_is_left_empty_is_none(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, uplink_topic="house/+")
    await save(hass, loaded, uplink_topic="")
    assert "uplink_topic" not in loaded.options
    assert loaded.runtime_data.readings.reception.door is None


@pytest.mark.parametrize(
    ("topic", "taken"),
    [
        ("#", REQUEST_TOPIC),
        ("milesight-gateway/#", REQUEST_TOPIC),
        (f"milesight-gateway/{GATEWAY_EUI}/+", REQUEST_TOPIC),
        ("milesight-gateway/+/response", RESPONSE_TOPIC),
        (REQUEST_TOPIC, REQUEST_TOPIC),
    ],
)
async def test_the_api_keeps_its_topics_to_itself(
    hass: HomeAssistant, loaded: MockConfigEntry, topic: str, taken: str
) -> None:
    result = await save(hass, loaded, uplink_topic=topic)
    assert result["errors"] == {"uplink_topic": "uplink_topic_of_api"}
    assert result["description_placeholders"]["topic"] == taken  # type: ignore[index]
    assert "uplink_topic" not in loaded.options


@pytest.mark.parametrize(
    ("topic", "error"),
    [
        ("a+/b", "uplink_topic_invalid"),
        ("a/#/b", "uplink_topic_invalid"),
        ("a\x00b", "uplink_topic_invalid"),
        ("$SYS/#", "uplink_topic_invalid"),
        ("x" * 70_000, "topic_too_long"),
    ],
)
async def test_what_is_no_topic_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, topic: str, error: str
) -> None:
    result = await save(hass, loaded, uplink_topic=topic)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"uplink_topic": error}
