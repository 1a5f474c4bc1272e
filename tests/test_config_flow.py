"""Adding a gateway where all goes well: what is asked, and what is stored."""

from typing import Any

from homeassistant.components.mqtt.client import MQTT
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, REQUEST_TOPIC, RESPONSE_TOPIC, TOPICS, Attach
from .wizard import OTHER_EUI, SHARED, created, enter, mentioned, shown, start, submit

STORED = {"unique_id": GATEWAY_EUI, "gateway_eui": GATEWAY_EUI, **TOPICS}


def offered(result: ConfigFlowResult) -> list[str]:
    """Return the gateways that can be chosen."""
    schema = result["data_schema"]
    assert schema is not None
    return sorted(schema.schema["gateway_eui"].config["options"])


@pytest.fixture
def other() -> Gateway:
    """Another gateway."""
    return Gateway(OTHER_EUI)


async def test_the_topics_of_milesights_own_client_are_suggested(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    assert shown(await start(hass)) == TOPICS


async def test_a_gateway_that_names_itself_needs_no_eui(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    assert created(await enter(hass, **TOPICS)) == STORED


async def test_the_entry_is_titled_by_its_gateway(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    assert (await enter(hass, **TOPICS))["title"] == f"Milesight gateway {GATEWAY_EUI}"


async def test_the_gateway_works_at_once(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    entry = (await enter(hass, **TOPICS))["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert len(entry.runtime_data.devices.items) == 10


@pytest.mark.parametrize("named", ["always", "never", "blank"])
async def test_by_its_eui_a_gateway_is_added_whether_or_not_it_names_itself(
    hass: HomeAssistant, attach: Attach, named: Any
) -> None:
    await attach(Gateway(GATEWAY_EUI, named=named))
    assert created(await enter(hass, **TOPICS, gateway_eui=GATEWAY_EUI)) == STORED


async def test_an_eui_in_lower_case_is_stored_in_upper_case(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    assert created(await enter(hass, **TOPICS, gateway_eui=GATEWAY_EUI.lower())) == STORED


async def test_blanks_around_what_was_entered_are_left_out(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    result = await enter(
        hass,
        request_topic=f" {REQUEST_TOPIC}\n",
        response_topic=f"\t{RESPONSE_TOPIC} ",
        gateway_eui=f"  {GATEWAY_EUI} ",
    )
    assert created(result) == STORED


@pytest.mark.parametrize("blank", ["", "   "])
async def test_a_blank_eui_is_none(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, blank: str
) -> None:
    await attach(gateway)
    assert created(await enter(hass, **TOPICS, gateway_eui=blank)) == STORED


async def test_topics_may_be_as_long_as_mqtt_allows(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    topics = {"request_topic": "x" * 65535, "response_topic": "é" * 32767 + "y"}
    await attach(gateway, **topics)
    assert created(await enter(hass, **topics)) == STORED | topics


async def test_several_gateways_are_offered_for_choice(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, other: Gateway
) -> None:
    await attach(gateway, other, **SHARED)
    result = await enter(hass, **SHARED)
    assert result["step_id"] == "gateway"
    assert offered(result) == [GATEWAY_EUI, OTHER_EUI]


async def test_the_chosen_gateway_is_added(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, other: Gateway
) -> None:
    await attach(gateway, other, **SHARED)
    result = await submit(hass, await enter(hass, **SHARED), gateway_eui=OTHER_EUI)
    assert created(result) == {"unique_id": OTHER_EUI, "gateway_eui": OTHER_EUI, **SHARED}


async def test_an_eui_spares_the_choice_between_several_gateways(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, other: Gateway
) -> None:
    await attach(gateway, other, **SHARED)
    result = await enter(hass, **SHARED, gateway_eui=OTHER_EUI)
    assert created(result) == {"unique_id": OTHER_EUI, "gateway_eui": OTHER_EUI, **SHARED}


async def test_a_second_gateway_is_added_on_the_topics_of_a_working_one(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, other: Gateway
) -> None:
    await attach(gateway, other, **SHARED)
    first = (await enter(hass, **SHARED, gateway_eui=GATEWAY_EUI))["result"]
    second = (await enter(hass, **SHARED, gateway_eui=OTHER_EUI))["result"]
    assert (first.state, second.state) == (ConfigEntryState.LOADED, ConfigEntryState.LOADED)


async def test_registered_gateways_are_not_offered_again(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, other: Gateway, entry: MockConfigEntry
) -> None:
    await attach(gateway, other, **SHARED)
    assert offered(await enter(hass, **SHARED)) == [OTHER_EUI]


async def test_where_all_gateways_are_registered_the_wizard_says_so(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, other: Gateway, entry: MockConfigEntry
) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id=OTHER_EUI, data={}).add_to_hass(hass)
    await attach(gateway, other, **SHARED)
    result = await enter(hass, **SHARED)
    assert (result["step_id"], result["errors"]) == ("user", {"base": "already_registered"})
    assert mentioned(result)["eui"] == f"{GATEWAY_EUI}, {OTHER_EUI}"


async def test_a_gateway_registered_during_the_choice_is_not_added_twice(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, other: Gateway
) -> None:
    await attach(gateway, other, **SHARED)
    choice = await enter(hass, **SHARED)
    MockConfigEntry(domain=DOMAIN, unique_id=OTHER_EUI, data={}).add_to_hass(hass)
    result = await submit(hass, choice, gateway_eui=OTHER_EUI)
    assert offered(result) == [GATEWAY_EUI]


async def test_where_all_are_registered_during_the_choice_there_is_nothing_left_to_choose(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, other: Gateway
) -> None:
    await attach(gateway, other, **SHARED)
    choice = await enter(hass, **SHARED)
    for eui in (GATEWAY_EUI, OTHER_EUI):
        MockConfigEntry(domain=DOMAIN, unique_id=eui, data={}).add_to_hass(hass)
    result = await submit(hass, choice, gateway_eui=OTHER_EUI)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_a_gateway_whose_discovery_was_ignored_can_still_be_chosen(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, other: Gateway
) -> None:
    ignored = MockConfigEntry(domain=DOMAIN, unique_id=OTHER_EUI, data={}, source=SOURCE_IGNORE)
    ignored.add_to_hass(hass)
    await attach(gateway, other, **SHARED)
    assert offered(await enter(hass, **SHARED)) == [GATEWAY_EUI, OTHER_EUI]


@pytest.mark.parametrize("named", ["never", "blank"])
async def test_a_gateway_that_does_not_name_itself_is_asked_for_by_eui(
    hass: HomeAssistant, attach: Attach, named: Any
) -> None:
    await attach(Gateway(GATEWAY_EUI, named=named))
    result = await enter(hass, **TOPICS)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "gateway_eui")
    assert hass.config_entries.async_entries(DOMAIN) == []


async def test_a_gateway_that_answers_only_to_its_eui_is_asked_for_by_eui(
    hass: HomeAssistant, attach: Attach
) -> None:
    """It takes a request without one as not meant for it (code 25), and does not name itself."""
    await attach(Gateway(GATEWAY_EUI, named="never", faults=["code call=3.3 code=25 times=1"]))
    result = await enter(hass, **TOPICS)
    assert result["errors"] == {}
    assert result["step_id"] == "gateway_eui"


@pytest.mark.parametrize("entered", [GATEWAY_EUI, GATEWAY_EUI.lower(), f" {GATEWAY_EUI} "])
async def test_a_gateway_that_does_not_name_itself_is_added_once_its_eui_is_entered(
    hass: HomeAssistant, attach: Attach, entered: str
) -> None:
    await attach(Gateway(GATEWAY_EUI, named="never"))
    assert created(await submit(hass, await enter(hass, **TOPICS), gateway_eui=entered)) == STORED
