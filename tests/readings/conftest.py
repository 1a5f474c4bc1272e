"""A registered gateway whose devices speak on an uplink topic."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
import orjson
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator.device import Device
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Attach
from ..repair_flow import Flow

UPLINKS = f"milesight-gateway/{GATEWAY_EUI}/uplink"

type Find = Callable[[str], Device]


@pytest.fixture
async def heard(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> MockConfigEntry:
    """A gateway that is set up and has an uplink topic."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "uplink_topic": f"{UPLINKS}/+"}
    )
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


class Say:
    """Publishes what devices say."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass

    async def __call__(
        self, device: Device | str, *, retained: bool = False, **values: Any
    ) -> None:
        """Let a device say this, as its codec gives it."""
        await self.message(device, values, retained=retained)

    async def message(
        self, device: Device | str, message: object, *, retained: bool = False
    ) -> None:
        """Publish a message on a device's topic; it may be of bytes."""
        dev_eui = device if isinstance(device, str) else device.dev_eui.lower()
        payload = message if isinstance(message, bytes) else orjson.dumps(message)
        async_fire_mqtt_message(self._hass, f"{UPLINKS}/{dev_eui}", payload, retain=retained)
        await self._hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
def say(hass: HomeAssistant) -> Say:
    """Publishes what devices say."""
    return Say(hass)


def envelope(device: Device, **changed: Any) -> dict[str, Any]:
    """Return a message as the gateway publishes it of a device without a codec."""
    return {
        "applicationID": "1",
        "deviceName": device.name,
        "devEUI": device.dev_eui.lower(),
        "rxInfo": [{"mac": "24e124fffef1ad25", "rssi": -64, "loRaSNR": 13.5}],
        "txInfo": {"dataRate": {"spreadFactor": 7}},
        "fCnt": 937,
        "fPort": 85,
        "data": "AXVjA2ftAA==",
        "time": "2025-11-05T09:39:47.635887Z",
        **changed,
    }


@pytest.fixture
def of_model(gateway: Gateway) -> Find:
    """Return an active device of a model."""

    def find(model: str) -> Device:
        return next(one for one in gateway.devices.values() if one.model == model and one.active)

    return find


@pytest.fixture
def flow(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Flow:
    """A fix flow."""
    return Flow(hass, hass_client)
