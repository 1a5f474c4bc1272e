"""A gateway that answers on the topics of Milesight's own client is found without being asked."""

import asyncio

from homeassistant.components import mqtt
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_MQTT,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message
from pytest_homeassistant_custom_component.typing import MqttMockHAClient, MqttMockPahoClient

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, REQUEST_TOPIC, RESPONSE_TOPIC, TOPICS, Attach
from .wizard import OTHER_EUI, SHARED, created, mentioned, nothing_left, start, submit

STORED = {"unique_id": GATEWAY_EUI, "gateway_eui": GATEWAY_EUI, **TOPICS}
# An answer to Milesight's own client.
ANSWER = b'{"id": "1", "gatewayEUI": "24e124fffef5a6a8", "method": "GET", "url": "/", "body": {}}'


async def hear(hass: HomeAssistant, topic: str = RESPONSE_TOPIC, payload: bytes = ANSWER) -> None:
    """Let a message arrive that this integration did not ask for."""
    async_fire_mqtt_message(hass, topic, payload)
    await hass.async_block_till_done(wait_background_tasks=True)


def discovered(hass: HomeAssistant) -> list[ConfigFlowResult]:
    """Return the wizards that wait for the user."""
    return hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_MQTT}
    )


def the_discovered(hass: HomeAssistant) -> ConfigFlowResult:
    """Return the only wizard that waits for the user."""
    (flow,) = discovered(hass)
    return flow


async def test_an_answer_on_its_topic_shows_the_gateway_to_the_user(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    await hear(hass)
    flow = the_discovered(hass)
    assert flow["step_id"] == "confirm"
    assert flow["context"]["title_placeholders"] == {"name": f"Milesight gateway {GATEWAY_EUI}"}


async def test_the_user_is_asked_about_that_gateway(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    await hear(hass)
    form = await hass.config_entries.flow.async_configure(the_discovered(hass)["flow_id"])
    assert mentioned(form) == {"eui": GATEWAY_EUI}


async def test_nothing_is_asked_or_stored_before_the_user_confirms(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, mqtt_client_mock: MqttMockPahoClient
) -> None:
    await hear(hass)
    assert nothing_left(hass, mqtt_mock, RESPONSE_TOPIC)
    mqtt_client_mock.publish.assert_not_called()


async def test_confirming_adds_the_gateway(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    await hear(hass)
    result = await submit(hass, the_discovered(hass))
    assert created(result) == STORED
    assert result["result"].state is ConfigEntryState.LOADED


async def test_an_eui_in_lower_case_is_stored_in_upper_case_and_its_topics_as_they_are(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    root = f"milesight-gateway/{GATEWAY_EUI.lower()}"
    topics = {"request_topic": f"{root}/request", "response_topic": f"{root}/response"}
    await attach(gateway, **topics)
    await hear(hass, topics["response_topic"])
    assert created(await submit(hass, the_discovered(hass))) == STORED | topics


async def test_a_gateway_that_is_silent_when_the_user_confirms_is_not_added(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    await hear(hass)
    result = await submit(hass, the_discovered(hass))
    assert (result["step_id"], result["errors"]) == ("confirm", {"base": "no_answer"})
    assert mentioned(result)["eui"] == GATEWAY_EUI
    assert nothing_left(hass, mqtt_mock, RESPONSE_TOPIC)


async def test_a_gateway_that_was_silent_can_be_confirmed_again(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await hear(hass)
    result = await submit(hass, the_discovered(hass))
    await attach(gateway)
    assert created(await submit(hass, result)) == STORED


async def test_a_gateway_is_shown_once_however_often_it_answers(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    for payload in (ANSWER, ANSWER, b'{"id": "2"}', b'{"id": "3"}'):
        await hear(hass, payload=payload)
    assert len(discovered(hass)) == 1


async def test_a_working_gateway_is_not_discovered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await hear(hass)
    assert discovered(hass) == []


async def test_a_gateway_registered_on_other_topics_is_not_discovered(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, data={**SHARED, "gateway_eui": GATEWAY_EUI})
    await hear(hass)
    assert discovered(hass) == []
    assert entry.data == {**SHARED, "gateway_eui": GATEWAY_EUI}


async def test_an_ignored_gateway_is_not_discovered_again(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    ignored = MockConfigEntry(domain=DOMAIN, unique_id=GATEWAY_EUI, source=SOURCE_IGNORE)
    ignored.add_to_hass(hass)
    await hear(hass)
    assert discovered(hass) == []


@pytest.mark.parametrize("eui", [{}, {"gateway_eui": GATEWAY_EUI}], ids=["no EUI", "EUI"])
async def test_an_ignored_gateway_can_be_added_by_hand(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, eui: dict[str, str]
) -> None:
    ignored = MockConfigEntry(domain=DOMAIN, unique_id=GATEWAY_EUI, source=SOURCE_IGNORE)
    ignored.add_to_hass(hass)
    await attach(gateway)
    assert created(await submit(hass, await start(hass), **TOPICS, **eui)) == STORED


@pytest.mark.parametrize("eui", [{}, {"gateway_eui": GATEWAY_EUI}], ids=["no EUI", "EUI"])
async def test_a_gateway_whose_answer_to_the_users_own_wizard_is_heard_is_added_once(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, eui: dict[str, str]
) -> None:
    await attach(gateway)
    assert created(await submit(hass, await start(hass), **TOPICS, **eui)) == STORED
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1
    assert discovered(hass) == []


@pytest.mark.parametrize("eui", [{}, {"gateway_eui": GATEWAY_EUI}], ids=["no EUI", "EUI"])
async def test_a_discovered_gateway_that_the_user_adds_by_hand_is_added_once(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, eui: dict[str, str]
) -> None:
    await attach(gateway)
    await hear(hass)
    assert created(await submit(hass, await start(hass), **TOPICS, **eui)) == STORED
    assert discovered(hass) == []


async def test_a_gateway_that_the_user_is_adding_by_its_eui_is_not_discovered(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    submitting = hass.async_create_task(
        submit(hass, await start(hass), **TOPICS, gateway_eui=GATEWAY_EUI)
    )
    await asyncio.sleep(0.1)
    async_fire_mqtt_message(hass, RESPONSE_TOPIC, ANSWER)
    await submitting
    assert discovered(hass) == []


async def test_what_is_heard_on_the_topic_does_not_shorten_the_pauses_between_attempts(
    hass: HomeAssistant,
    mqtt_mock: MqttMockHAClient,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
) -> None:
    """A neighbour that answers each request a little later must not start the next attempt."""
    gateway.faults.add("code call=3.3 code=23")
    await attach(gateway)

    @callback
    def answer_as_neighbour(message: mqtt.ReceiveMessage) -> None:
        assert isinstance(message.payload, bytes)
        (answer,) = Gateway(OTHER_EUI).answer(message.payload)
        hass.loop.call_later(0.05, async_fire_mqtt_message, hass, RESPONSE_TOPIC, answer.payload)

    stop = await mqtt.async_subscribe(hass, REQUEST_TOPIC, answer_as_neighbour, encoding=None)
    await hass.config_entries.async_setup(entry.entry_id)
    await asyncio.sleep(0.5)
    stop()
    await asyncio.sleep(0.1)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert gateway.request_counts == {"3.3": 1}


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        pytest.param("milesight-gateway/my-gateway/response", ANSWER, id="no EUI"),
        pytest.param(f"other/{GATEWAY_EUI}/response", ANSWER, id="another root"),
        pytest.param(RESPONSE_TOPIC, b"", id="a retained message that was cleared"),
    ],
)
async def test_what_is_no_answer_of_a_gateway_is_not_offered(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, topic: str, payload: bytes
) -> None:
    info = MqttServiceInfo(
        topic=topic,
        payload=payload.decode(),
        qos=0,
        retain=False,
        subscribed_topic="milesight-gateway/+/response",
        timestamp=0,
    )
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_MQTT}, data=info
    )
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_a_gateway")
