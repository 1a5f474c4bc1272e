"""Adding a gateway where something is wrong: it has its own sentence, and nothing is left."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from homeassistant.components.mqtt.client import MQTT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Answer, Gateway

from .conftest import GATEWAY_EUI, REQUEST_TOPIC, RESPONSE_TOPIC, TOPICS, Attach
from .connection import Connection
from .wizard import (
    OTHER_EUI,
    PATIENCE,
    SHARED,
    created,
    enter,
    mentioned,
    nothing_left,
    shown,
    start,
    submit,
)

PACKAGE = f"custom_components.{DOMAIN}"
STORED = {"unique_id": GATEWAY_EUI, "gateway_eui": GATEWAY_EUI, **TOPICS}
SECONDS = {"seconds": f"{PATIENCE:g}"}

BAD_TOPICS = [
    pytest.param("", "b", {"request_topic": "topic_empty"}, id="no request topic"),
    pytest.param("a", "", {"response_topic": "topic_empty"}, id="no response topic"),
    pytest.param("  ", "b", {"request_topic": "topic_empty"}, id="blank"),
    pytest.param(
        "", "", {"request_topic": "topic_empty", "response_topic": "topic_empty"}, id="no topics"
    ),
    pytest.param("a", "a", {"response_topic": "topics_equal"}, id="equal"),
    pytest.param("a", " a ", {"response_topic": "topics_equal"}, id="equal but for blanks"),
    pytest.param("a/+/c", "b", {"request_topic": "topic_wildcard"}, id="plus"),
    pytest.param("a", "b/#", {"response_topic": "topic_wildcard"}, id="hash"),
    pytest.param("x" * 65536, "b", {"request_topic": "topic_too_long"}, id="too long"),
    pytest.param("a", "é" * 32768, {"response_topic": "topic_too_long"}, id="too many bytes"),
    pytest.param("a\0a", "b", {"request_topic": "topic_invalid"}, id="null"),
    pytest.param("a", "b\nb", {"response_topic": "topic_invalid"}, id="line break"),
    pytest.param("a\x7fa", "b", {"request_topic": "topic_invalid"}, id="delete"),
    pytest.param("a\ufffea", "b", {"request_topic": "topic_invalid"}, id="no character"),
    pytest.param("a\ud800a", "b", {"request_topic": "topic_invalid"}, id="half a character"),
]
BAD_EUIS = [
    "24E124FFFEF5A6A",
    "24E124FFFEF5A6A80",
    "24E124FFFEF5A6AG",
    "24:E1:24:FF:FE:F5:A6:A8",
    "２４E124FFFEF5A6A8",
    "my gateway",
]


class Stranger:
    """Publishes on the response topic whenever it hears something, but answers nothing."""

    def answer(self, payload: bytes) -> list[Answer]:
        """Send an uplink."""
        return [Answer(b'{"devEUI": "24e124136b502217", "data": "AXVkA2ceAQRoWw=="}')]


class Bridge:
    """Brings back what it hears, as it was."""

    def answer(self, payload: bytes) -> list[Answer]:
        """Send the request."""
        return [Answer(payload)]


class OtherProgram:
    """Sends what has the id of a request, and is no answer of this API."""

    def answer(self, payload: bytes) -> list[Answer]:
        """Answer with the request and more."""
        return [Answer(payload.removesuffix(b"}") + b', "heard": true}')]


def faulty(fault: str) -> Callable[[], Gateway]:
    """Return what makes a gateway with a fault in its listing of devices."""
    return lambda: Gateway(GATEWAY_EUI, faults=[fault])


NOTHING_USABLE: list[Any] = [
    pytest.param(None, "no_answer", SECONDS, id="nothing"),
    pytest.param(faulty("garble call=3.3"), "unreadable", SECONDS, id="garbled"),
    pytest.param(faulty("tear call=3.3"), "unreadable", SECONDS, id="torn"),
    pytest.param(Stranger, "only_others", SECONDS, id="other messages"),
    pytest.param(Bridge, "only_others", SECONDS, id="the request itself"),
    pytest.param(OtherProgram, "not_this_api", {}, id="something else"),
    pytest.param(
        faulty("code call=3.3 code=23"),
        "refused",
        {"code": "23", "text": "Internal server error"},
        id="error",
    ),
    pytest.param(lambda: Gateway(GATEWAY_EUI, api="v2"), "other_api", {}, id="other API"),
]


@pytest.mark.parametrize(("request_topic", "response_topic", "errors"), BAD_TOPICS)
async def test_a_topic_that_can_not_be_is_reported_at_its_field(
    hass: HomeAssistant,
    mqtt_client: MQTT,
    connection: Connection,
    request_topic: str,
    response_topic: str,
    errors: dict[str, str],
) -> None:
    entered = {"request_topic": request_topic, "response_topic": response_topic}
    result = await enter(hass, **entered)
    assert result["errors"] == errors
    assert shown(result) == entered
    assert nothing_left(hass, mqtt_client, response_topic)
    assert not connection.published


@pytest.mark.parametrize("eui", BAD_EUIS)
async def test_what_is_no_eui_is_reported_at_its_field(
    hass: HomeAssistant,
    mqtt_client: MQTT,
    connection: Connection,
    eui: str,
) -> None:
    result = await enter(hass, **TOPICS, gateway_eui=eui)
    assert result["errors"] == {"gateway_eui": "eui_invalid"}
    assert shown(result) == {**TOPICS, "gateway_eui": eui}
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)
    assert not connection.published


async def test_a_bad_topic_and_a_bad_eui_are_reported_together(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    result = await enter(hass, request_topic="a/+", response_topic="b", gateway_eui="c")
    assert result["errors"] == {"request_topic": "topic_wildcard", "gateway_eui": "eui_invalid"}


@pytest.mark.parametrize(
    "entered",
    [
        pytest.param({"request_topic": "a/+", "response_topic": "b"}, id="topics"),
        pytest.param({**TOPICS, "gateway_eui": "my gateway"}, id="EUI"),
    ],
)
async def test_after_bad_input_good_input_is_taken(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entered: dict[str, str]
) -> None:
    await attach(gateway)
    result = await submit(hass, await enter(hass, **entered), **TOPICS, gateway_eui=GATEWAY_EUI)
    assert created(result) == STORED


@pytest.mark.parametrize("eui", [{}, {"gateway_eui": GATEWAY_EUI}], ids=["no EUI", "EUI"])
@pytest.mark.parametrize(("who", "error", "placeholders"), NOTHING_USABLE)
async def test_where_no_gateway_can_be_used_the_wizard_tells_why(
    hass: HomeAssistant,
    mqtt_client: MQTT,
    attach: Attach,
    who: Callable[[], object] | None,
    error: str,
    placeholders: dict[str, str],
    eui: dict[str, str],
) -> None:
    await attach(*([who()] if who else []))
    result = await enter(hass, **TOPICS, **eui)
    assert result["errors"] == {"base": error}
    assert placeholders.items() <= mentioned(result).items()
    assert shown(result) == {**TOPICS, **eui}
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)


@pytest.mark.parametrize(("who", "error", "placeholders"), NOTHING_USABLE)
async def test_after_that_the_right_topics_lead_to_the_gateway(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    who: Callable[[], object] | None,
    error: str,
    placeholders: dict[str, str],
) -> None:
    await attach(*([who()] if who else []))
    result = await enter(hass, **TOPICS)
    await attach(gateway, **SHARED)
    assert created(await submit(hass, result, **SHARED)) == STORED | SHARED


async def test_one_usable_gateway_among_others_is_taken(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    others = [
        Stranger(),
        OtherProgram(),
        Gateway(OTHER_EUI, faults=["garble"]),
        Gateway("24E124FFFE000001", faults=["code call=3.3 code=23"]),
        Gateway("24E124FFFE000002", api="v2"),
    ]
    await attach(gateway, *others, **SHARED)
    assert created(await enter(hass, **SHARED)) == STORED | SHARED


async def test_where_only_another_gateway_answers_the_missing_one_is_named(
    hass: HomeAssistant, mqtt_client: MQTT, attach: Attach
) -> None:
    await attach(Gateway(OTHER_EUI, named="never"))
    entered = {**TOPICS, "gateway_eui": GATEWAY_EUI}
    result = await enter(hass, **entered)
    assert result["errors"] == {"base": "another_gateway"}
    assert mentioned(result)["eui"] == GATEWAY_EUI
    assert shown(result) == entered
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)


async def test_after_the_eui_of_a_missing_gateway_the_right_one_is_taken(
    hass: HomeAssistant, attach: Attach
) -> None:
    await attach(Gateway(OTHER_EUI))
    result = await enter(hass, **TOPICS, gateway_eui=GATEWAY_EUI)
    result = await submit(hass, result, **TOPICS, gateway_eui=OTHER_EUI)
    assert created(result)["unique_id"] == OTHER_EUI


@pytest.mark.parametrize(
    ("entered", "error"),
    [
        ("my gateway", {"gateway_eui": "eui_invalid"}),
        ("", {"gateway_eui": "eui_invalid"}),
        (OTHER_EUI, {"base": "another_gateway"}),
    ],
)
async def test_a_wrong_eui_for_a_gateway_that_does_not_name_itself_can_be_mended(
    hass: HomeAssistant,
    mqtt_client: MQTT,
    attach: Attach,
    entered: str,
    error: dict[str, str],
) -> None:
    await attach(Gateway(GATEWAY_EUI, named="never"))
    result = await submit(hass, await enter(hass, **TOPICS), gateway_eui=entered)
    assert (result["step_id"], result["errors"]) == ("gateway_eui", error)
    assert shown(result) == {"gateway_eui": entered}
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)
    assert created(await submit(hass, result, gateway_eui=GATEWAY_EUI)) == STORED


async def test_a_registered_eui_is_reported_before_anything_is_asked(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    await attach(gateway)
    result = await enter(hass, **TOPICS, gateway_eui=GATEWAY_EUI.lower())
    assert result["errors"] == {"gateway_eui": "already_registered"}
    assert mentioned(result)["eui"] == GATEWAY_EUI
    assert not gateway.requests


async def test_a_registered_gateway_is_recognised_by_its_answer(
    hass: HomeAssistant,
    mqtt_client: MQTT,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
) -> None:
    await attach(gateway)
    result = await enter(hass, **TOPICS)
    assert (result["step_id"], result["errors"]) == ("user", {"base": "already_registered"})
    assert shown(result) == TOPICS
    assert not mqtt_client.is_active_subscription(RESPONSE_TOPIC)


async def test_a_registered_gateway_is_recognised_by_the_eui_entered_for_it(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry
) -> None:
    await attach(Gateway(GATEWAY_EUI, named="never"))
    result = await submit(hass, await enter(hass, **TOPICS), gateway_eui=GATEWAY_EUI)
    assert result["errors"] == {"gateway_eui": "already_registered"}


async def test_two_wizards_for_one_gateway_make_one_entry(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    first, second = await start(hass), await start(hass)
    assert created(await submit(hass, first, **TOPICS)) == STORED
    result = await submit(hass, second, **TOPICS)
    assert result["errors"] == {"base": "already_registered"}


async def test_swapped_topics_are_reported(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    swapped = {"request_topic": RESPONSE_TOPIC, "response_topic": REQUEST_TOPIC}
    result = await enter(hass, **swapped)
    assert result["errors"] == {"base": "topics_swapped"}
    assert created(await submit(hass, result, **TOPICS)) == STORED


async def test_no_registered_gateways_topics_are_suggested_for_the_next_one(
    hass: HomeAssistant, mqtt_client: MQTT, entry: MockConfigEntry
) -> None:
    assert GATEWAY_EUI not in str(shown(await start(hass)))


async def test_nobody_is_looked_for_any_more_when_the_window_is_closed(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    form = await start(hass)
    with patch(f"{PACKAGE}.flow.search._SHOWN_AFTER", 0.01):
        await hass.config_entries.flow.async_configure(form["flow_id"], TOPICS)
        assert mqtt_client.is_active_subscription(RESPONSE_TOPIC)
        hass.config_entries.flow.async_abort(form["flow_id"])
        await hass.async_block_till_done()
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)


async def test_a_page_says_that_an_answer_is_waited_for(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    form = await start(hass)
    with (
        patch(f"{PACKAGE}.flow.search._SHOWN_AFTER", 0.01),
        patch(f"{PACKAGE}.flow.probe.DEFAULT_TIMEOUT", 0.5),
        patch(f"{PACKAGE}.flow.probe._SWAPPED_TIMEOUT", 0.1),
    ):
        waiting = await hass.config_entries.flow.async_configure(form["flow_id"], TOPICS)
        assert waiting["type"] is FlowResultType.SHOW_PROGRESS
        assert waiting["progress_action"] == "probe"
        await hass.async_block_till_done()
        result = await hass.config_entries.flow.async_configure(form["flow_id"])
    assert (result["step_id"], result["errors"]) == ("user", {"base": "no_answer"})
    assert shown(result) == TOPICS
    await attach(gateway)
    assert created(await submit(hass, result, **TOPICS)) == STORED
