"""Somebody who looks at the updates over a WebSocket."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

UPDATES = "milesight_network_server/updates"

type Follow = Callable[..., Awaitable[Following]]


class Following:
    """What a page knows, put together from what it was sent."""

    def __init__(self, hass: HomeAssistant, client: MockHAClientWebSocket) -> None:
        """Take a client that has subscribed."""
        self._hass = hass
        self._client = client
        # By entry: what was told of the gateway, its tasks, and their devices.
        self.gateways: dict[str, dict[str, Any]] = {}
        self.tasks: dict[int, dict[str, Any]] = {}
        self.devices: dict[int, list[dict[str, Any]]] = {}
        self.messages: list[dict[str, Any]] = []

    async def read(self) -> list[dict[str, Any]]:
        """Take what was sent up to now, and return it."""
        await self._hass.async_block_till_done()
        await self._client.send_json_auto_id({"type": "ping"})
        news: list[dict[str, Any]] = []
        while (message := await self._client.receive_json())["type"] != "pong":
            assert message["type"] == "event"
            news.append(message["event"])
        for one in news:
            self._take(one)
        self.messages += news
        return news

    async def close(self) -> None:
        """Look no more."""
        await self._client.close()

    @property
    def known(self) -> dict[str, Any]:
        """What is known of the only gateway."""
        (gateway,) = self.gateways.values()
        return gateway

    def _take(self, message: dict[str, Any]) -> None:
        if message["gone"]:
            del self.gateways[message["config_entry_id"]]
            return
        known = self.gateways.setdefault(message["config_entry_id"], {})
        known.update(
            {
                key: message[key]
                for key in ("gateway", "offers", "queue")
                if message[key] is not None
            }
        )
        for task_id in message["gone_tasks"] or ():
            del self.tasks[task_id], self.devices[task_id]
        for task in message["tasks"] or ():
            self.tasks[task["task_id"]] = task
        for part in message["devices"] or ():
            listed = self.devices.setdefault(part["task_id"], [])
            del listed[part["first"] :]
            listed += part["devices"]
        for change in message["statuses"] or ():
            listed = self.devices[change["task_id"]]
            for place, status, unresolved in zip(
                change["places"], change["statuses"], change["unresolved"], strict=True
            ):
                listed[place] |= {"status": status, "unresolved": unresolved}
