"""System information: broker, gateways and answers at a glance."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info

import custom_components.milesight_network_server as integration
from custom_components.milesight_network_server.const import DOMAIN
from simulator.faults import Fault
from simulator.gateway import Gateway

from .conftest import Look


async def info(hass: HomeAssistant) -> dict[str, Any]:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    shown: dict[str, Any] = await get_system_health_info(hass, DOMAIN)
    return shown


async def test_gateway_that_answers_is_counted(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    shown = await info(hass)
    assert shown["broker_connected"] is True
    assert (shown["gateways"], shown["gateways_answering"]) == (1, 1)
    assert shown["devices"] == len(gateway.devices)
    assert shown["requests"] > 0
    assert (shown["requests_unanswered"], shown["silent_gateways"]) == (0, "–")


async def test_silent_gateway_is_named(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    loaded.runtime_data.gateway.timeout = 0.05
    gateway.faults.add(Fault("drop"))
    await loaded.runtime_data.devices.async_refresh()
    shown = await info(hass)
    assert shown["gateways_answering"] == 0
    assert shown["silent_gateways"] == loaded.title
    assert shown["requests_unanswered"] > 0


async def test_refusals_are_counted(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    gateway.faults.add(Fault("code", call="3.3", code=23))
    await loaded.runtime_data.devices.async_refresh()
    assert (await info(hass))["requests_refused"] > 0


async def test_without_a_loaded_gateway_it_is_shown_as_well(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    shown = await info(hass)
    assert (shown["gateways"], shown["gateways_answering"], shown["devices"]) == (1, 0, 0)


@pytest.mark.usefixtures("loaded")
async def test_each_line_has_a_label(hass: HomeAssistant) -> None:
    path = Path(integration.__file__).parent / "translations" / "en.json"
    labels = json.loads(path.read_text("utf-8"))["system_health"]["info"]
    assert labels.keys() == (await info(hass)).keys()
