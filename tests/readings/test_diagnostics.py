"""Diagnostics of a device that speaks: what its values are, and none of what they say."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator.device import Device

from ..conftest import GATEWAY_EUI
from ..downloads import Download
from .conftest import Say


async def test_values_of_a_device_are_reported_by_their_kind_and_somebodys_own_word_is_masked(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    heard: MockConfigEntry,
    say: Say,
    of_model: Callable[[str], Device],
) -> None:
    one = of_model("EM300-TH")
    await say(one, temperature=21.5, annas_cellar=17)
    data = await Download(hass, hass_client).data(heard, f"{GATEWAY_EUI}_{one.dev_eui}")
    values = data["device"]["readings"]["values"]
    assert [(value["key"], value["device_class"], value["unit"]) for value in values] == [
        ("temperature", "temperature", "°C"),
        ("***", None, None),
    ]
    assert all(value["told"] for value in values)
    assert values[0]["shown"]
    assert "21.5" not in repr(data)
