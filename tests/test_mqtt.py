"""Links on Home Assistant's MQTT client: who shares them, how they send, when they can't be had."""

import asyncio
from collections.abc import Callable, Generator
from unittest.mock import Mock, patch

from homeassistant.components import mqtt
from homeassistant.components.mqtt.client import MQTT
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import orjson
from paho.mqtt.client import topic_matches_sub
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.mqtt import (
    LinkUnavailableError,
    OpenLink,
    async_open_link,
    is_connected,
)
from custom_components.milesight_network_server.ns_api.errors import (
    NoAnswerError,
    NotConnectedError,
)
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, REQUEST_TOPIC, RESPONSE_TOPIC, TOPICS, Attach
from .connection import NO_CONNECTION, Connection
from .mqtt_client import (
    UNSUBSCRIBED,
    impatient,
    requests,
    subscriptions,
)
from .wizard import OTHER_EUI, SHARED

type Pair = tuple[MockConfigEntry, MockConfigEntry]


@pytest.fixture
def confirm(mqtt_client: MQTT, connection: Connection) -> Generator[Callable[[], None]]:
    """A broker that confirms subscriptions only once this is called."""
    with connection.unconfirmed_subscriptions() as confirm_all:
        yield confirm_all


@pytest.fixture
async def neighbours(hass: HomeAssistant, attach: Attach, gateway: Gateway) -> Pair:
    """Two gateways, set up on one pair of topics."""
    await attach(gateway, Gateway(OTHER_EUI))
    first, second = (
        MockConfigEntry(domain=DOMAIN, unique_id=eui, data={**TOPICS, "gateway_eui": eui})
        for eui in (GATEWAY_EUI, OTHER_EUI)
    )
    for entry in (first, second):
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return first, second


async def open_link(hass: HomeAssistant) -> OpenLink:
    """Open a link on the usual topics."""
    return await async_open_link(hass, REQUEST_TOPIC, RESPONSE_TOPIC)


async def ask(opened: OpenLink, seconds: float) -> None:
    """Ask something that nobody answers."""
    await opened.link.request("call", "GET", "/", gateway_eui=GATEWAY_EUI, timeout=seconds)


async def test_two_gateways_on_one_pair_of_topics_share_a_subscription(
    hass: HomeAssistant, neighbours: Pair
) -> None:
    assert subscriptions(hass) == 1


async def test_two_gateways_on_different_topics_have_a_subscription_each(
    hass: HomeAssistant, attach: Attach, loaded: MockConfigEntry
) -> None:
    await attach(Gateway(OTHER_EUI), **SHARED)
    other = MockConfigEntry(domain=DOMAIN, data={**SHARED, "gateway_eui": OTHER_EUI})
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    assert (subscriptions(hass), subscriptions(hass, SHARED["response_topic"])) == (1, 1)


async def test_a_gateway_goes_on_when_its_neighbour_is_unloaded(
    hass: HomeAssistant, neighbours: Pair
) -> None:
    leaving, staying = neighbours
    await hass.config_entries.async_unload(leaving.entry_id)
    await staying.runtime_data.devices.async_refresh()
    assert staying.runtime_data.devices.last_update_success


@pytest.mark.parametrize("mqtt_discovery", [True])
async def test_home_assistants_own_discovery_listens_to_no_answers(
    hass: HomeAssistant, mqtt_discovery: bool, loaded: MockConfigEntry
) -> None:
    """It would decode each answer by itself, and log what it can't, keys included."""
    topics = [each.topic for each in hass.data[mqtt.DATA_MQTT].client.subscriptions]
    assert any(topic.startswith("homeassistant/") for topic in topics)
    assert [topic for topic in topics if topic_matches_sub(topic, RESPONSE_TOPIC)] == [
        RESPONSE_TOPIC
    ]


async def test_the_last_one_out_ends_the_subscription(
    hass: HomeAssistant, neighbours: Pair
) -> None:
    first, last = neighbours
    await hass.config_entries.async_unload(first.entry_id)
    assert subscriptions(hass) == 1
    await hass.config_entries.async_unload(last.entry_id)
    assert subscriptions(hass) == 0


async def test_the_broker_is_told_that_the_subscription_has_ended(
    hass: HomeAssistant, loaded: MockConfigEntry, connection: Connection
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    await asyncio.sleep(UNSUBSCRIBED)
    assert connection.unsubscribed == [[RESPONSE_TOPIC]]


async def test_a_link_that_is_closed_twice_counts_once(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    first, second = await open_link(hass), await open_link(hass)
    first.close()
    first.close()
    assert subscriptions(hass) == 1
    second.close()
    assert subscriptions(hass) == 0


async def test_topics_that_were_given_up_can_be_used_again(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_reload(loaded.entry_id)
    assert loaded.state is ConfigEntryState.LOADED
    assert subscriptions(hass) == 1


async def test_a_request_is_sent_once_at_qos_0_and_not_retained(
    hass: HomeAssistant, mqtt_client: MQTT, connection: Connection
) -> None:
    opened = await open_link(hass)
    with pytest.raises(NoAnswerError):
        await ask(opened, 0.1)
    (request,) = requests(connection)
    assert (request.qos, request.retain) == (0, False)
    assert orjson.loads(request.payload)["gatewayEUI"] == GATEWAY_EUI
    opened.close()


async def test_on_mqtt_5_a_request_expires_in_whole_seconds_after_its_time_out(
    hass: HomeAssistant, mqtt_client: MQTT, connection: Connection
) -> None:
    opened = await open_link(hass)
    with pytest.raises(NoAnswerError):
        await ask(opened, 1.1)
    (request,) = requests(connection)
    assert request.properties.MessageExpiryInterval == 2
    opened.close()


@pytest.mark.parametrize("protocol", ["3.1", "3.1.1"])
async def test_before_mqtt_5_a_request_has_no_expiry_and_is_sent_all_the_same(
    hass: HomeAssistant, mqtt_client: MQTT, connection: Connection
) -> None:
    opened = await open_link(hass)
    with pytest.raises(NoAnswerError):
        await ask(opened, 0.1)
    (request,) = requests(connection)
    assert (request.qos, request.retain) == (0, False)
    assert not hasattr(request.properties, "MessageExpiryInterval")
    opened.close()


@pytest.mark.parametrize("protocol", ["3.1.1"])
async def test_a_gateway_works_before_mqtt_5(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    assert loaded.state is ConfigEntryState.LOADED


async def test_without_a_connection_nothing_is_sent(
    hass: HomeAssistant, mqtt_client: MQTT, connection: Connection
) -> None:
    opened = await open_link(hass)
    connection.lose()
    with pytest.raises(NotConnectedError):
        await ask(opened, 1)
    assert requests(connection) == []
    opened.close()


@pytest.mark.parametrize("protocol", ["3.1.1", "5"])
async def test_a_connection_that_is_lost_while_sending_is_reported(
    hass: HomeAssistant, mqtt_client: MQTT, connection: Connection
) -> None:
    opened = await open_link(hass)
    connection.publish_code = NO_CONNECTION
    with pytest.raises(NotConnectedError):
        await ask(opened, 1)
    opened.close()


async def test_without_the_mqtt_integration_nothing_is_connected(hass: HomeAssistant) -> None:
    assert not is_connected(hass)


async def test_without_the_mqtt_integration_there_is_no_link(hass: HomeAssistant) -> None:
    with pytest.raises(LinkUnavailableError) as refused:
        await open_link(hass)
    assert refused.value.reason == "mqtt_not_set_up"


async def test_an_mqtt_integration_that_takes_no_subscription_is_as_good_as_none(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    """It may be disabled between any two steps."""
    with (
        patch("homeassistant.components.mqtt.async_subscribe", side_effect=HomeAssistantError),
        pytest.raises(LinkUnavailableError) as refused,
    ):
        await open_link(hass)
    assert refused.value.reason == "mqtt_not_set_up"
    assert subscriptions(hass) == 0


async def test_without_the_mqtt_integration_an_entry_is_not_ready(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "mqtt_not_set_up"


async def test_without_a_connection_an_entry_is_not_ready(
    hass: HomeAssistant,
    mqtt_client: MQTT,
    connection: Connection,
    entry: MockConfigEntry,
) -> None:
    connection.lose()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "broker_down"
    assert subscriptions(hass) == 0


async def test_without_a_confirmed_subscription_an_entry_is_not_ready(
    hass: HomeAssistant,
    connection: Connection,
    entry: MockConfigEntry,
    confirm: Callable[[], None],
) -> None:
    with impatient():
        await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "not_subscribed"
    assert subscriptions(hass) == 0
    assert requests(connection) == []


async def test_an_entry_waits_for_the_confirmation_before_it_asks(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    confirm: Callable[[], None],
) -> None:
    await attach(gateway)
    setting_up = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
    await asyncio.sleep(0.1)
    assert not gateway.requests
    confirm()
    assert await setting_up


@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_others_may_listen_to_the_response_topic_at_their_own_qos(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, qos: int
) -> None:
    """An automation, or a sensor of the MQTT integration."""
    await attach(gateway)
    stop = await mqtt.async_subscribe(hass, RESPONSE_TOPIC, Mock(__name__="trigger"), qos)
    with impatient(1):
        await hass.config_entries.async_setup(entry.entry_id)
    stop()
    assert entry.state is ConfigEntryState.LOADED
