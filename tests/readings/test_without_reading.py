"""What a codec gives where it has nothing to tell takes no entity away."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway

from ..conftest import Clock
from ..registry import state
from .conftest import UPLINKS, Find, Say
from .scene import unique


async def test_a_word_that_tells_nothing_takes_no_entity_away(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    for said in ("unknown", "trigger", "unknown", "N/A"):
        await say(one, pir=said)
    assert state(hass, "binary_sensor", unique(one, "pir")).state == "on"


async def test_whatever_words_a_codec_lacks_entities_stay_what_they_are(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, clock: Clock
) -> None:
    gateway.manners = replace(gateway.manners, unknown_words=True)
    gateway.uplinks.topic = UPLINKS + "/$deveui"
    kinds: dict[str, str] = {}
    for _ in range(8):
        for one in gateway.devices.values():
            gateway.uplinks.speak(one, clock())
        for topic, payload in gateway.uplinks.take(clock()):
            await say.message(topic.rpartition("/")[2], payload)
        for entity in er.async_entries_for_config_entry(er.async_get(hass), heard.entry_id):
            assert kinds.setdefault(entity.unique_id, entity.entity_id) == entity.entity_id
    assert any(entity_id.startswith("binary_sensor.") for entity_id in kinds.values())


async def test_a_battery_that_cannot_be_measured_stays_at_its_last_level(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    for level in (255, 97, 255, "255"):
        await say(one, battery=level)
    assert state(hass, "sensor", unique(one, "battery")).state == "97"
