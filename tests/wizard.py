"""Filling in the forms of the config flow as a user does."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components.mqtt.client import MQTT
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntriesFlowManager,
    ConfigFlowResult,
    OptionsFlowManager,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN

OTHER_EUI = "24E124FFFEF5B7C9"
# Topics that no discovery listens to.
SHARED = {"request_topic": "lora/request", "response_topic": "lora/response"}
# Seconds that the wizard waits for an answer here, in place of those that a real gateway gets.
PATIENCE = 0.5

_PACKAGE = "custom_components.milesight_network_server"
_ROOT = Path(__file__).parents[1]
_TRANSLATION = _ROOT / "custom_components" / DOMAIN / "translations" / "en.json"
EN: dict[str, Any] = json.loads(_TRANSLATION.read_text("utf-8"))


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the wizard."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def submit(hass: HomeAssistant, flow: ConfigFlowResult, **entered: str) -> ConfigFlowResult:
    """Fill in the form that the wizard shows, and wait for what follows."""
    with (
        patch(f"{_PACKAGE}.flow.probe.DEFAULT_TIMEOUT", PATIENCE),
        patch(f"{_PACKAGE}.flow.probe._SWAPPED_TIMEOUT", 0.2),
        patch(f"{_PACKAGE}.ns_api.link.SETTLE_TIME", 0.1),
    ):
        flows = hass.config_entries.flow
        result = await flows.async_configure(flow["flow_id"], entered)
        result = await progressed(hass, flows, result)
    await hass.async_block_till_done()
    return result


async def progressed(
    hass: HomeAssistant,
    flows: ConfigEntriesFlowManager | OptionsFlowManager,
    result: ConfigFlowResult,
) -> ConfigFlowResult:
    """Wait as long as progress is shown; return what follows."""
    while result["type"] is FlowResultType.SHOW_PROGRESS:
        await hass.async_block_till_done()
        result = await flows.async_configure(result["flow_id"])
    return result


async def enter(hass: HomeAssistant, **entered: str) -> ConfigFlowResult:
    """Open the wizard and fill in its first form."""
    return await submit(hass, await start(hass), **entered)


async def open_options(
    hass: HomeAssistant, entry: MockConfigEntry, *steps: str
) -> ConfigFlowResult:
    """Open the options of a gateway, and choose these steps from their menus."""
    result = await hass.config_entries.options.async_init(entry.entry_id)
    for step in steps:
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"next_step_id": step}
        )
    return result


def said(result: ConfigFlowResult) -> dict[str, str]:
    """Return the sentences about what is wrong with the fields of a form of the options."""
    sentences: dict[str, str] = EN["options"]["error"]
    return {
        field: sentences[error].format(**result["description_placeholders"] or {})
        for field, error in (result["errors"] or {}).items()
    }


def created(result: ConfigFlowResult) -> dict[str, Any]:
    """Return the unique id and the data of the entry that the wizard has made."""
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    return {"unique_id": result["result"].unique_id, **result["data"]}


def shown(result: ConfigFlowResult) -> dict[str, Any]:
    """Return what stands in the fields of a form."""
    schema = result["data_schema"]
    assert schema is not None
    return {
        str(field): field.description["suggested_value"]
        for field in schema.schema
        if field.description
    }


def mentioned(result: ConfigFlowResult) -> dict[str, str]:
    """Return what the sentences of a form are filled in with."""
    return dict(result["description_placeholders"] or {})


def nothing_left(hass: HomeAssistant, client: MQTT, response_topic: str) -> bool:
    """Whether there is neither an entry, nor a link, nor a subscription to the response topic."""
    return not (
        hass.config_entries.async_entries(DOMAIN)
        or hass.data.get(f"{DOMAIN}_links")
        or client.is_active_subscription(response_topic)
    )
