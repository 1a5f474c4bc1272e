"""What the page is told on which devices are commissioned."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

from custom_components.milesight_network_server.services import joining
from simulator.faults import Fault
from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock
from .asking import Ask

LOOK_UP = "commissioning/look_up"
PROPOSE = "commissioning/propose"
FOLLOW = "commissioning/follow"
# Of a model that the gateway's library knows.
EUI = "24E124136D00000A"


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with some devices, whose new ones join after half a minute."""
    simulated = Gateway(GATEWAY_EUI, clock=clock, join_after=30)
    populate(simulated, devices=10)
    return simulated


async def test_a_new_device_gets_the_codecs_that_fit_its_eui(
    ask_gateway: Ask, gateway: Gateway
) -> None:
    looked_up = (await ask_gateway(LOOK_UP, dev_eui=EUI.lower()))["result"]
    assert looked_up["dev_eui"] == EUI
    assert not looked_up["exists"]
    assert looked_up["name"] is looked_up["device_id"] is None
    result = (await ask_gateway(PROPOSE, dev_eui=EUI.lower()))["result"]
    names = [one["name"] for one in result["proposals"]]
    assert "EM300-TH" in names
    fitting = {
        codec.codec_id
        for codec in gateway.payload_codecs.values()
        if codec.dev_eui_prefix and EUI.startswith(codec.dev_eui_prefix.upper())
    }
    assert {one["payload_codec_id"] for one in result["proposals"]} <= fitting


async def test_what_similar_devices_have_comes_first(ask_gateway: Ask, gateway: Gateway) -> None:
    other = next(iter(gateway.devices.values()))
    result = (await ask_gateway(PROPOSE, dev_eui=f"{other.dev_eui[:9]}FFFFFFF"))["result"]
    assert result["proposals"][0]["payload_codec_id"] == other.payload_codec_id
    assert result["proposals"][0]["used"] >= 1


async def test_a_library_that_can_not_be_read_is_no_obstacle(
    ask_gateway: Ask, gateway: Gateway
) -> None:
    gateway.faults.add(Fault.parse("code code=21 call=5.1"))
    result = (await ask_gateway(PROPOSE, dev_eui="70B3D57ED0000001"))["result"]
    assert result["proposals"] == []


async def test_a_device_that_exists_is_named(
    ask_gateway: Ask, gateway: Gateway, hass: HomeAssistant
) -> None:
    device = next(iter(gateway.devices.values()))
    result = (await ask_gateway(LOOK_UP, dev_eui=device.dev_eui))["result"]
    assert result["exists"]
    assert result["name"] == device.name
    assert result["device_id"] is not None


async def test_what_is_no_eui_is_refused(ask_gateway: Ask) -> None:
    answer = await ask_gateway(LOOK_UP, dev_eui="24E124")
    assert not answer["success"]


async def test_a_page_hears_when_its_device_joins(
    hass: HomeAssistant,
    client: MockHAClientWebSocket,
    ask_gateway: Ask,
    clock: Clock,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joining, "LOOK_INTERVAL", 0.01)
    await hass.services.async_call(
        "milesight_network_server",
        "add_device",
        {"config_entry_id": loaded.entry_id, "dev_eui": EUI, "application_id": 1},
        blocking=True,
    )
    assert (await ask_gateway(FOLLOW, dev_euis=[EUI]))["success"]
    event = (await client.receive_json())["event"]
    assert (event["dev_eui"], event["state"], event["signal"]) == (EUI, "waiting", None)
    assert event["device_id"] is not None
    clock.move(31)
    assert (await client.receive_json())["event"]["state"] == "joined"
