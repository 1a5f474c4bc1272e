"""Commands of the integration, as a page sends them over its WebSocket."""

from collections.abc import Awaitable, Callable
from typing import Any

from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

from custom_components.milesight_network_server.const import DOMAIN

type Ask = Callable[..., Awaitable[dict[str, Any]]]
type Hear = Callable[[], Awaitable[list[dict[str, Any]]]]


async def answer_to(
    client: MockHAClientWebSocket, command: str, **fields: object
) -> dict[str, Any]:
    """Send a command, and return its answer; events that come before it are passed over."""
    await client.send_json_auto_id({"type": f"{DOMAIN}/{command}", **fields})
    while (answer := await client.receive_json())["type"] != "result":
        pass
    return dict(answer)


async def until_finished(client: MockHAClientWebSocket) -> list[dict[str, Any]]:
    """Return what a page that follows a run is told, up to the run's end."""
    heard: list[dict[str, Any]] = []
    while not heard or not heard[-1]["is_finished"]:
        message = await client.receive_json()
        if message["type"] == "event":
            heard.append(message["event"])
    return heard
