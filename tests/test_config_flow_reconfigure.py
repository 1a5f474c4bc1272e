"""Moving a registered gateway to other topics."""

from homeassistant.components.mqtt.client import MQTT
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, RESPONSE_TOPIC, TOPICS, Attach
from .wizard import OTHER_EUI, SHARED, mentioned, shown, submit


async def test_the_present_topics_are_suggested(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert shown(await loaded.start_reconfigure_flow(hass)) == TOPICS


async def test_new_topics_are_stored_without_the_blanks_around_them(
    hass: HomeAssistant, loaded: MockConfigEntry, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway, **SHARED)
    flow = await loaded.start_reconfigure_flow(hass)
    result = await submit(hass, flow, request_topic=" lora/request", response_topic="lora/response")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert loaded.data == {"gateway_eui": GATEWAY_EUI, **SHARED}


async def test_the_gateway_is_listened_to_on_its_new_topic_only(
    hass: HomeAssistant,
    mqtt_client: MQTT,
    loaded: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
) -> None:
    await attach(gateway, **SHARED)
    await submit(hass, await loaded.start_reconfigure_flow(hass), **SHARED)
    assert loaded.state is ConfigEntryState.LOADED
    assert mqtt_client.is_active_subscription(SHARED["response_topic"])
    assert not mqtt_client.is_active_subscription(RESPONSE_TOPIC)


async def test_a_gateway_that_could_not_be_reached_works_on_its_new_topics(
    hass: HomeAssistant, entry: MockConfigEntry, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway, **SHARED)
    await submit(hass, await entry.start_reconfigure_flow(hass), **SHARED)
    assert entry.state is ConfigEntryState.LOADED


async def test_the_same_topics_are_no_error(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    result = await submit(hass, await loaded.start_reconfigure_flow(hass), **TOPICS)
    assert result["reason"] == "reconfigure_successful"
    assert loaded.state is ConfigEntryState.LOADED


async def test_where_another_gateway_answers_nothing_is_changed(
    hass: HomeAssistant, mqtt_client: MQTT, loaded: MockConfigEntry, attach: Attach
) -> None:
    await attach(Gateway(OTHER_EUI), **SHARED)
    result = await submit(hass, await loaded.start_reconfigure_flow(hass), **SHARED)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "another_gateway")
    assert mentioned(result) == {"eui": GATEWAY_EUI}
    assert loaded.data == {"gateway_eui": GATEWAY_EUI, **TOPICS}
    assert loaded.state is ConfigEntryState.LOADED
    assert not mqtt_client.is_active_subscription(SHARED["response_topic"])


async def test_where_nobody_answers_nothing_is_changed(
    hass: HomeAssistant, mqtt_client: MQTT, loaded: MockConfigEntry
) -> None:
    result = await submit(hass, await loaded.start_reconfigure_flow(hass), **SHARED)
    assert result["errors"] == {"base": "no_answer"}
    assert shown(result) == SHARED
    assert loaded.data == {"gateway_eui": GATEWAY_EUI, **TOPICS}
    assert loaded.state is ConfigEntryState.LOADED
    assert not mqtt_client.is_active_subscription(SHARED["response_topic"])


async def test_after_no_answer_the_right_topics_are_taken(
    hass: HomeAssistant, loaded: MockConfigEntry, attach: Attach, gateway: Gateway
) -> None:
    result = await submit(hass, await loaded.start_reconfigure_flow(hass), **SHARED)
    await attach(gateway, **SHARED)
    result = await submit(hass, result, **SHARED)
    assert result["reason"] == "reconfigure_successful"
    assert loaded.data == {"gateway_eui": GATEWAY_EUI, **SHARED}


@pytest.mark.parametrize(
    ("request_topic", "response_topic", "errors"),
    [
        ("", "b", {"request_topic": "topic_empty"}),
        ("a", "b/#", {"response_topic": "topic_wildcard"}),
        ("a", "a", {"response_topic": "topics_equal"}),
    ],
)
async def test_a_topic_that_can_not_be_is_reported_at_its_field(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    request_topic: str,
    response_topic: str,
    errors: dict[str, str],
) -> None:
    entered = {"request_topic": request_topic, "response_topic": response_topic}
    result = await submit(hass, await loaded.start_reconfigure_flow(hass), **entered)
    assert result["errors"] == errors
    assert shown(result) == entered
    assert loaded.data == {"gateway_eui": GATEWAY_EUI, **TOPICS}
