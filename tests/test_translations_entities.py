"""Every entity has its name, its icon and words for its states; nothing is left over."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import orjson
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
)

# What values are called is in the tests of the readings.
from custom_components.milesight_network_server.readings.naming import PREFIX
from simulator import prepared_task
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock

PACKAGE = Path(__file__).parents[1] / "custom_components" / "milesight_network_server"
WORDS: dict[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))[
    "entity"
]
ICONS: dict[str, Any] = json.loads((PACKAGE / "icons.json").read_text("utf-8"))["entity"]

# All topics: with each of them, there are more entities.
OPTIONS = {"uplink_topic": "uplinks/+", "downlink_topic": "downlinks", "ack_topic": "acks"}


@pytest.fixture
async def entities(
    hass: HomeAssistant,
    attach: Attach,
    clock: Clock,
    entry: MockConfigEntry,
    all_entities_enabled: None,
) -> list[er.RegistryEntry]:
    """All entities of a gateway with devices and a task."""
    gateway = Gateway(GATEWAY_EUI, clock=clock)
    populate(gateway, devices=2, models=[prepared_task.MODEL])
    prepared_task.start(gateway, duration=1800, delay=60)
    hass.config_entries.async_update_entry(entry, options=OPTIONS)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    for device in gateway.devices.values():
        message = {"devEUI": device.dev_eui, "rxInfo": [{"rssi": -64}], "fCnt": 1, "data": ""}
        async_fire_mqtt_message(hass, "uplinks/x", orjson.dumps(message))
    await hass.async_block_till_done(wait_background_tasks=True)
    return er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)


def keys(entities: list[er.RegistryEntry]) -> set[tuple[str, str]]:
    """Return the platforms and translation keys of the entities that have one."""
    return {(one.domain, one.translation_key) for one in entities if one.translation_key}


async def test_every_entity_has_its_name_and_every_name_its_entity(
    entities: list[er.RegistryEntry],
) -> None:
    assert keys(entities) == {
        (platform, key)
        for platform, words in WORDS.items()
        for key, word in words.items()
        if word["name"] and not key.startswith(PREFIX)
    }


async def test_every_entity_has_its_icon_and_every_icon_its_entity(
    entities: list[er.RegistryEntry],
) -> None:
    assert keys(entities) == {
        (platform, key)
        for platform, icons in ICONS.items()
        for key, icon in icons.items()
        if icon["default"].startswith("mdi:") and not key.startswith(PREFIX)
    }


async def test_an_entity_without_words_of_its_own_has_those_of_its_kind(
    entities: list[er.RegistryEntry],
) -> None:
    assert all(one.translation_key or one.original_device_class for one in entities)


async def test_every_state_of_an_enumeration_has_its_word_and_its_icon(
    entities: list[er.RegistryEntry],
) -> None:
    enumerations = {
        (one.domain, str(one.translation_key)): set(one.capabilities["options"])
        for one in entities
        if one.capabilities and "options" in one.capabilities
    }
    assert ("sensor", "status") in enumerations
    for (platform, key), options in enumerations.items():
        assert set(WORDS[platform][key]["state"]) == options
        assert set(ICONS[platform][key]["state"]) == options
