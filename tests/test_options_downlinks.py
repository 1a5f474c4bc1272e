"""The options that say where downlinks go; topics that two uses would share."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.flow.topics import overlap

from .conftest import GATEWAY_EUI, REQUEST_TOPIC, RESPONSE_TOPIC, TOPICS
from .wizard import EN, OTHER_EUI, enter, mentioned, open_options, said, shown, submit

BASE = f"milesight-gateway/{GATEWAY_EUI}"


async def save(hass: HomeAssistant, entry: MockConfigEntry, **entered: str) -> dict[str, str]:
    """Send the form in, and return what is said about its fields."""
    form = await open_options(hass, entry, "downlinks")
    result = await hass.config_entries.options.async_configure(form["flow_id"], entered)
    await hass.async_block_till_done(wait_background_tasks=True)
    return said(result) if result["type"] == "form" else {}


async def test_topics_beside_those_of_the_api_are_suggested(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    form = await open_options(hass, loaded, "downlinks")
    assert shown(form) == {
        "downlink_topic": f"{BASE}/downlink/$deveui",
        "ack_topic": f"{BASE}/ack/$deveui",
    }
    assert mentioned(form)["ack_topic"] == f"{BASE}/ack/$deveui"


async def test_the_topics_are_stored_as_they_stand_on_the_gateway(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    topics = {"downlink_topic": "a/$devEUI/down", "ack_topic": "a/$devEUI/ack"}
    assert (
        await save(hass, loaded, downlink_topic=" a/$devEUI/down", ack_topic="a/$devEUI/ack") == {}
    )
    assert topics.items() <= loaded.options.items()
    assert loaded.runtime_data.downlinks.ack_topic == "a/+/ack"
    # The same once more is no clash with itself, nor are both of them exchanged.
    assert await save(hass, loaded, **topics) == {}
    swapped = {"downlink_topic": topics["ack_topic"], "ack_topic": topics["downlink_topic"]}
    assert await save(hass, loaded, **swapped) == {}


async def test_topics_that_are_left_empty_are_none(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, downlink_topic="a/down", ack_topic="a/ack")
    await save(hass, loaded)
    assert not {"downlink_topic", "ack_topic"} & loaded.options.keys()


@pytest.mark.parametrize(
    ("entered", "field", "sentence"),
    [
        ({"downlink_topic": "a/+/down"}, "downlink_topic", "write $deveui, as on the gateway"),
        ({"downlink_topic": "a\x00b"}, "downlink_topic", "MQTT does not allow"),
        ({"downlink_topic": "a", "ack_topic": "a/#/b"}, "ack_topic", "# only at the end"),
        ({"downlink_topic": "a/$deveui", "ack_topic": "a/+"}, "ack_topic", "match them, too"),
        ({"downlink_topic": REQUEST_TOPIC}, "downlink_topic", REQUEST_TOPIC),
        ({"downlink_topic": "a", "ack_topic": f"{BASE}/+"}, "ack_topic", REQUEST_TOPIC),
        ({"downlink_topic": "up/$deveui/down"}, "downlink_topic", "up/#"),
    ],
)
async def test_what_does_not_fit_is_reported(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    entered: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    options = {**loaded.options, "uplink_topic": "up/#"}
    hass.config_entries.async_update_entry(loaded, options=options)
    errors = await save(hass, loaded, **entered)
    assert errors.keys() == {field}
    assert sentence in errors[field]
    assert "downlink_topic" not in loaded.options


async def test_an_ack_topic_alone_is_not_stored(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """It is refused; from Home Assistant 2026.11 on its field is hidden, and nothing in it."""
    errors = await save(hass, loaded, ack_topic="a/ack")
    assert "ack_topic" not in loaded.options
    assert errors in (
        {},
        {"downlink_topic": EN["options"]["error"]["downlink_topic_missing"]},
    )


async def test_uplinks_do_not_take_the_topics_of_downlinks(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, downlink_topic="a/$deveui/down", ack_topic="a/$deveui/ack")
    form = await open_options(hass, loaded, "readings")
    result = await hass.config_entries.options.async_configure(
        form["flow_id"], {"uplink_topic": "a/+/+"}
    )
    assert result["errors"] == {"uplink_topic": "topic_taken"}


async def test_a_gateway_is_not_moved_to_a_topic_that_uplinks_take(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    options = {**loaded.options, "uplink_topic": "lora/+"}
    hass.config_entries.async_update_entry(loaded, options=options)
    flow = await loaded.start_reconfigure_flow(hass)
    result = await submit(hass, flow, request_topic="a/request", response_topic="lora/response")
    assert result["errors"] == {"response_topic": "topic_taken"}
    assert mentioned(result)["topic"] == "lora/+"
    assert TOPICS.items() <= loaded.data.items()


async def test_a_second_gateway_is_not_added_on_a_topic_that_the_first_ones_uplinks_take(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    options = {**loaded.options, "uplink_topic": f"milesight-gateway/{OTHER_EUI}/#"}
    hass.config_entries.async_update_entry(loaded, options=options)
    result = await enter(
        hass,
        request_topic=f"milesight-gateway/{OTHER_EUI}/request",
        response_topic=f"milesight-gateway/{OTHER_EUI}/response",
    )
    assert result["errors"] == {"request_topic": "topic_taken"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/c", False),
        ("a/+", "+/b", True),
        ("a/+/c", "a/b/d", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/b/#", "+/b", True),
        ("a/+", "a", False),
        ("#", RESPONSE_TOPIC, True),
        ("#", "$SYS/x", False),
        ("+/x", "$SYS/x", False),
        ("a/+/#", "a", False),
    ],
)
def test_two_filters_overlap_where_a_topic_matches_both(
    one: str, other: str, expected: bool
) -> None:
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected
