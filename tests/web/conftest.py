"""A gateway with two models to update, and somebody who looks on."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock
from ..updates.scene import with_two_models
from .asking import Ask, answer_to
from .following import UPDATES, Follow, Following


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with two models to be updated, in sessions of some minutes."""
    return with_two_models(Gateway(GATEWAY_EUI, clock=clock, firmware_size=2000))


@pytest.fixture
async def client(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, loaded: MockConfigEntry
) -> MockHAClientWebSocket:
    """An administrator's page, in a house with a gateway."""
    assert await async_setup_component(hass, "websocket_api", {})
    return await hass_ws_client(hass)


@pytest.fixture
def ask(client: MockHAClientWebSocket) -> Ask:
    """Send a command, and return its answer."""

    async def send(command: str, **fields: Any) -> dict[str, Any]:
        return await answer_to(client, command, **fields)

    return send


@pytest.fixture
def ask_gateway(ask: Ask, loaded: MockConfigEntry) -> Ask:
    """Send a command about the gateway, and return its answer."""

    async def send(command: str, **fields: Any) -> dict[str, Any]:
        return await ask(command, **{"config_entry_id": loaded.entry_id, **fields})

    return send


@pytest.fixture
async def follow(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> Follow:
    """Subscribe, as an administrator unless a token of somebody else's is given."""
    assert await async_setup_component(hass, "websocket_api", {})

    async def subscribe(token: str | None = None, **fields: str) -> Following:
        client = await (hass_ws_client(hass, token) if token else hass_ws_client(hass))
        await client.send_json_auto_id({"type": f"{UPDATES}/subscribe", **fields})
        assert (await client.receive_json())["success"]
        following = Following(hass, client)
        await following.read()
        return following

    return subscribe
