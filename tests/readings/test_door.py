"""The topic on which devices speak: a topic that is refused, and more devices than are kept."""

from unittest.mock import patch

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
)

from custom_components.milesight_network_server.readings.door import async_door
from custom_components.milesight_network_server.readings.uplink import Uplink
from simulator.gateway import Gateway

from ..registry import state
from .conftest import Find, Say
from .scene import unique


async def test_devices_are_told_apart_by_their_topics_however_many_there_are(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway
) -> None:
    devices = [one for one in gateway.devices.values() if one.active][:3]
    with patch("custom_components.milesight_network_server.readings.door._MOST_TOPICS", 2):
        for _ in range(2):
            for number, one in enumerate(devices):
                await say(one, temperature=20 + number)
    shown = [state(hass, "sensor", unique(one, "temperature")).state for one in devices]
    assert [float(one) for one in shown] == [20, 21, 22]


async def test_who_could_not_subscribe_is_handed_nothing_when_another_one_can(
    hass: HomeAssistant, mqtt_client: object
) -> None:
    refused, taken = list[Uplink](), list[Uplink]()
    door = async_door(hass, "uplinks")
    with (
        patch.object(mqtt, "async_subscribe", side_effect=HomeAssistantError),
        pytest.raises(HomeAssistantError),
    ):
        await door.async_open(lambda _euis, uplink, _retained: refused.append(uplink))
    close = await door.async_open(lambda _euis, uplink, _retained: taken.append(uplink))
    async_fire_mqtt_message(hass, "uplinks", b'{"temperature": 21}')
    await hass.async_block_till_done()
    assert (len(refused), len(taken)) == (0, 1)
    close()


@pytest.mark.parametrize(
    "level", ["node-{}", "{}.json", "dev={}&up", "{}-24e12", "AM307_{}_868", "eui-{}"]
)
async def test_a_deveui_may_be_only_a_part_of_a_level(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find, level: str
) -> None:
    one = of_model("WT201")
    await say.message(level.format(one.dev_eui.lower()), {"temperature": 21.5})
    assert state(hass, "sensor", unique(one, "temperature")).state == "21.5"


async def test_a_level_of_two_deveuis_names_no_device(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway
) -> None:
    first, second = [one.dev_eui for one in gateway.devices.values() if one.active][:2]
    await say.message(f"{first}-{second}", {"temperature": 21.5})
    assert heard.runtime_data.readings.reception.counts.nameless == 1
