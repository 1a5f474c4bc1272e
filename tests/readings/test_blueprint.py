"""The blueprint that tells of devices that are silent for too long, in a real automation."""

from pathlib import Path
from shutil import copytree

from homeassistant.components import persistent_notification
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock
from ..registry import entity_id
from .conftest import Say
from .scene import let_pass

BLUEPRINTS = Path(__file__).parents[2] / "custom_components" / DOMAIN / "blueprints" / "automation"


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """A folder with the blueprint, as its import leaves it there."""
    copytree(BLUEPRINTS, Path(hass_tmp_config_dir) / "blueprints" / "automation" / DOMAIN)
    return hass_tmp_config_dir


def notifications(hass: HomeAssistant) -> list[tuple[str | None, str]]:
    """Return the titles and texts of the notifications that people see."""
    shown = persistent_notification._async_get_or_create_notifications(hass)
    return [(one["title"], one["message"]) for one in shown.values()]


async def test_silent_devices_are_reported_and_that_they_are_heard_again(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, clock: Clock
) -> None:
    one = next(one for one in gateway.devices.values() if one.active)
    one.name = "Lobby [x](y)"
    await heard.runtime_data.devices.async_refresh()
    automation = {
        "alias": "Overdue",
        "use_blueprint": {
            "path": "milesight_network_server/device_overdue.yaml",
            "input": {
                "overdue_devices": [entity_id(hass, "sensor", f"{GATEWAY_EUI}_overdue_devices")]
            },
        },
    }
    assert await async_setup_component(hass, persistent_notification.DOMAIN, {})
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: [automation]})
    await hass.async_block_till_done()
    silence = heard.runtime_data.readings.silence
    for _ in range(4):
        let_pass(silence, clock, 600)
        await say(one, temperature=21)
    assert notifications(hass) == []
    let_pass(silence, clock, 7200)
    await hass.async_block_till_done()
    ((title, message),) = notifications(hass)
    assert title == "LoRaWAN devices that are silent: 1"
    assert message == r"Lobby \[x\]\(y\)"
    await say(one, temperature=21)
    ((title, message),) = notifications(hass)
    assert title == "All LoRaWAN devices are heard again"
    assert message == "None is silent for too long."
