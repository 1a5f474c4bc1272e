"""The other side of the simulated gateway: what it keeps, and what happens to it."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
import json
from typing import Any

import aiomqtt

from .broker import BrokerAddress
from .errors import DemoError
from .gateway import GatewayTopics
from .waiting import PATIENCE

_IDS = count(1)


@dataclass(frozen=True, kw_only=True)
class Control:
    """Talks to one simulated gateway. Connects anew each time: the broker comes and goes.

    `patience` is for how many seconds an answer is waited for.
    """

    broker: BrokerAddress
    topics: GatewayTopics
    patience: float = PATIENCE

    @property
    def topic(self) -> str:
        """The simulator's control topic."""
        return f"control/{self.topics.eui}"

    async def command(self, **orders: Any) -> dict[str, Any]:
        """Give the simulator orders, and return its report about the gateway."""
        answer = await self._exchange(self.topic, f"{self.topic}/answer", orders)
        if "error" in answer:
            raise DemoError(f"The simulator refused {orders}: {answer['error']}")
        [report] = answer["gateways"]
        return dict(report)

    async def books(self) -> dict[str, Any]:
        """Return what the gateway keeps."""
        return await self.command(books=True)

    async def requests_heard(self) -> int:
        """Return how many requests the gateway has heard."""
        return sum((await self.books())["request_counts"].values())

    async def call(self, method: str, url: str, body: dict[str, Any] | None = None) -> Any:
        """Use the gateway's API as another client would."""
        request = {"type": "ns-api", "method": method, "url": url, "body": body or {}}
        answer = await self._exchange(self.topics.request, self.topics.response, request)
        # Success may be told by no body at all.
        answered = answer.get("body") or {}
        if answered.get("code") not in (None, "", HTTPStatus.OK):
            raise DemoError(f"The gateway refused {method} {url}: {answered}")
        return answered

    async def publish(self, topic: str, payload: bytes) -> None:
        """Put any message on any topic."""
        async with self.client() as client:
            await client.publish(topic, payload)

    async def _exchange(self, topic: str, answer_topic: str, order: dict[str, Any]) -> Any:
        mark = f"control-{next(_IDS)}"
        try:
            async with asyncio.timeout(self.patience), self.client() as client:
                await client.subscribe(answer_topic)
                await client.publish(topic, json.dumps({"id": mark, **order}))
                async for message in client.messages:
                    answer = _decoded(message.payload)
                    if answer.get("id") == mark:
                        return answer
        except (TimeoutError, aiomqtt.MqttError) as error:
            raise DemoError(f"The simulator did not answer {order}: {error!r}") from error
        raise AssertionError("messages never end")

    def client(self) -> aiomqtt.Client:
        """Return a connection to the broker, to be opened."""
        return aiomqtt.Client(
            self.broker.host,
            self.broker.port,
            username=self.broker.username,
            password=self.broker.password,
            protocol=aiomqtt.ProtocolVersion.V311,
        )


def _decoded(payload: object) -> dict[str, Any]:
    """Return a message, or an empty one for the noise that may be on the topic."""
    try:
        message = json.loads(payload) if isinstance(payload, bytes) else None
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
