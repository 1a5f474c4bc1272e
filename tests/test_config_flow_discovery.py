"""A gateway that asks for an address in the network is found, and added when it has answered."""

from typing import Any
from unittest.mock import patch

from homeassistant.components.mqtt.client import MQTT
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.loader import async_get_dhcp, async_get_mqtt
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, RESPONSE_TOPIC, TOPICS, Attach
from .wizard import OTHER_EUI, SHARED, created, mentioned, nothing_left, shown, start, submit

PACKAGE = f"custom_components.{DOMAIN}"
STORED = {"unique_id": GATEWAY_EUI, "gateway_eui": GATEWAY_EUI, **TOPICS}
# The gateway's Ethernet address, as the DHCP integration gives it.
MAC = "24e124f5a6a8"


async def appear(hass: HomeAssistant, mac: str = MAC, hostname: str = "UG65") -> ConfigFlowResult:
    """Let a device ask for an address."""
    info = DhcpServiceInfo(ip="192.168.1.7", hostname=hostname, macaddress=mac)
    with (
        patch(f"{PACKAGE}.flow.probe.DEFAULT_TIMEOUT", 0.3),
        patch(f"{PACKAGE}.ns_api.link.SETTLE_TIME", 0.05),
    ):
        flow = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_DHCP}, data=info
        )
        await hass.async_block_till_done()
    return flow


def waiting(hass: HomeAssistant) -> list[ConfigFlowResult]:
    """Return the wizards that wait for the user."""
    return hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_DHCP}
    )


async def test_home_assistant_looks_for_addresses_of_milesights_blocks_and_not_on_mqtt(
    hass: HomeAssistant,
) -> None:
    """By MQTT it would read, and log where it can't, every answer of every gateway."""
    matchers = [one for one in await async_get_dhcp(hass) if one["domain"] == DOMAIN]
    assert [one["macaddress"] for one in matchers] == ["24E124*", "C0BA1F*"]
    assert DOMAIN not in await async_get_mqtt(hass)


async def test_a_gateway_that_answers_on_the_suggested_topics_only_needs_a_yes(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    form = await appear(hass)
    assert (form["step_id"], mentioned(form)) == ("confirm", {"eui": GATEWAY_EUI})
    result = await submit(hass, form)
    assert created(result) == STORED
    assert result["result"].state is ConfigEntryState.LOADED


async def test_one_that_falls_silent_before_the_yes_is_reported_and_can_be_tried_again(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    form = await appear(hass)
    gateway.faults.add("silent")
    silent = await submit(hass, form)
    assert (silent["step_id"], silent["errors"]) == ("confirm", {"base": "no_answer"})
    gateway.faults.clear()
    assert created(await submit(hass, silent)) == STORED


async def test_it_is_shown_by_its_name_and_nothing_is_stored_before_the_user_says_so(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, mqtt_client: MQTT
) -> None:
    await attach(gateway)
    await appear(hass)
    (flow,) = waiting(hass)
    assert flow["context"]["title_placeholders"] == {"name": f"Milesight gateway {GATEWAY_EUI}"}
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)


async def test_an_answer_that_names_nobody_is_the_one_that_was_asked_for(
    hass: HomeAssistant, attach: Attach
) -> None:
    await attach(Gateway(GATEWAY_EUI, named="never"))
    form = await appear(hass)
    assert (form["step_id"], mentioned(form)) == ("confirm", {"eui": GATEWAY_EUI})
    assert created(await submit(hass, form)) == STORED


async def test_the_eui_that_answers_takes_the_place_of_the_one_that_was_guessed(
    hass: HomeAssistant, attach: Attach
) -> None:
    """A gateway's Wi-Fi has another address than its Ethernet."""
    await attach(Gateway(OTHER_EUI))
    form = await appear(hass)
    assert mentioned(form) == {"eui": OTHER_EUI}
    (flow,) = waiting(hass)
    assert flow["context"]["unique_id"] == OTHER_EUI
    assert flow["context"]["title_placeholders"] == {"name": f"Milesight gateway {OTHER_EUI}"}
    assert created(await submit(hass, form)) == {
        "unique_id": OTHER_EUI, "gateway_eui": OTHER_EUI, **TOPICS,
    }  # fmt: skip


async def test_a_device_that_does_not_answer_gets_its_form_filled_in(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    form = await appear(hass, hostname="ur32-office")
    assert (form["step_id"], shown(form)) == ("discovered", TOPICS)
    assert mentioned(form) == {
        "device": "ur32-office (192.168.1.7)",
        "eui": GATEWAY_EUI,
        "topic": "",
    }
    assert form["errors"] == {}
    assert nothing_left(hass, mqtt_client, RESPONSE_TOPIC)


async def test_with_other_topics_it_is_added_when_it_answers(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway, **SHARED)
    form = await appear(hass)
    wrong = await submit(hass, form, **TOPICS)
    assert (wrong["step_id"], wrong["errors"]) == ("discovered", {"base": "no_answer"})
    result = await submit(hass, wrong, **SHARED)
    assert created(result) == STORED | SHARED


async def test_topics_are_checked_before_anybody_is_asked(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    form = await appear(hass)
    same = await submit(hass, form, request_topic="a/b", response_topic="a/b")
    assert same["errors"] == {"response_topic": "topics_equal"}


async def test_a_nameless_gateway_on_other_topics_is_asked_for_with_the_guess_filled_in(
    hass: HomeAssistant, attach: Attach
) -> None:
    form = await appear(hass)
    await attach(Gateway(GATEWAY_EUI, named="never"), **SHARED)
    asked = await submit(hass, form, **SHARED)
    assert (asked["step_id"], shown(asked)) == ("gateway_eui", {"gateway_eui": GATEWAY_EUI})
    assert created(await submit(hass, asked, gateway_eui=GATEWAY_EUI)) == STORED | SHARED


async def test_a_gateway_of_the_other_api_ends_in_a_sentence(
    hass: HomeAssistant, attach: Attach
) -> None:
    await attach(Gateway(GATEWAY_EUI, api="v2"))
    result = await appear(hass)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "other_api")
    assert waiting(hass) == []


async def test_what_is_ignored_is_not_shown_again(hass: HomeAssistant, mqtt_client: MQTT) -> None:
    await appear(hass)
    (flow,) = waiting(hass)
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": flow["context"]["unique_id"], "title": "Router"},
    )
    assert waiting(hass) == []
    result = await appear(hass)
    assert result["reason"] == "already_configured"


@pytest.mark.parametrize("topics", [TOPICS, SHARED], ids=["suggested", "others"])
async def test_a_registered_gateway_is_not_discovered_nor_set_up_anew(
    hass: HomeAssistant, mqtt_client: MQTT, entry: MockConfigEntry, topics: dict[str, Any]
) -> None:
    hass.config_entries.async_update_entry(
        entry, data={**topics, "gateway_eui": GATEWAY_EUI}, options={"request_timeout": 0.1}
    )
    await hass.config_entries.async_setup(entry.entry_id)
    before = entry.state
    with patch.object(hass.config_entries, "async_schedule_reload") as reload:
        result = await appear(hass)
    assert result["reason"] == "already_configured"
    assert entry.state is before
    reload.assert_not_called()


async def test_one_that_answers_with_the_eui_of_a_registered_gateway_is_not_offered(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    """The gateway's own Wi-Fi, where both topics were written with its address."""
    wifi = "24E124FFFEF5A6A9"
    root = f"milesight-gateway/{wifi}"
    await attach(gateway, request_topic=f"{root}/request", response_topic=f"{root}/response")
    result = await appear(hass, mac="24e124f5a6a9")
    assert result["reason"] == "already_configured"


async def test_without_mqtt_nothing_is_offered(hass: HomeAssistant) -> None:
    result = await appear(hass)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "mqtt_not_set_up")


@pytest.mark.parametrize("mac", ["", "24e124", "xx", "24e124f5a6a8ff"])
async def test_an_address_that_is_none_is_not_a_gateway(
    hass: HomeAssistant, mqtt_client: MQTT, mac: str
) -> None:
    assert (await appear(hass, mac=mac))["reason"] == "not_a_gateway"


async def test_a_device_is_shown_once_however_often_it_asks(
    hass: HomeAssistant, mqtt_client: MQTT
) -> None:
    for _ in range(3):
        await appear(hass)
    assert len(waiting(hass)) == 1


@pytest.mark.parametrize("eui", [{}, {"gateway_eui": GATEWAY_EUI}], ids=["no EUI", "EUI"])
async def test_a_discovered_gateway_that_the_user_adds_by_hand_is_added_once(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, eui: dict[str, str]
) -> None:
    await attach(gateway)
    await appear(hass)
    assert created(await submit(hass, await start(hass), **TOPICS, **eui)) == STORED
    assert waiting(hass) == []
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_an_ignored_gateway_can_be_added_by_hand(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    ignored = MockConfigEntry(domain=DOMAIN, unique_id=GATEWAY_EUI, source=SOURCE_IGNORE)
    ignored.add_to_hass(hass)
    await attach(gateway)
    assert created(await submit(hass, await start(hass), **TOPICS)) == STORED


async def test_answers_start_no_wizard(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    with patch.object(hass.config_entries.flow, "async_init") as opened:
        await loaded.runtime_data.devices.async_refresh()
        await hass.async_block_till_done(wait_background_tasks=True)
    opened.assert_not_called()
