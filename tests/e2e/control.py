"""The other side of the gateway: what it keeps, and what happens to it."""

import asyncio
from dataclasses import dataclass
from itertools import count
import json
from typing import Any

import aiomqtt

from demo.broker import BrokerAddress
from demo.gateway import GatewayTopics

_IDS = count(1)


@dataclass(frozen=True, kw_only=True)
class Control:
    """Talks to one simulated gateway. Connects anew each time: the broker comes and goes."""

    broker: BrokerAddress
    topics: GatewayTopics

    @property
    def topic(self) -> str:
        return f"control/{self.topics.eui}"

    async def command(self, **orders: Any) -> dict[str, Any]:
        """Give the simulator orders, and return its report about the gateway."""
        answer = await self._exchange(self.topic, f"{self.topic}/answer", orders)
        assert "error" not in answer, answer["error"]
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
        assert answered.get("code") in (None, "", 200), answer
        return answered

    async def publish(self, topic: str, payload: bytes) -> None:
        """Put any message on any topic."""
        async with self._client() as client:
            await client.publish(topic, payload)

    async def _exchange(self, topic: str, answer_topic: str, order: dict[str, Any]) -> Any:
        mark = f"test-{next(_IDS)}"
        async with asyncio.timeout(10), self._client() as client:
            await client.subscribe(answer_topic)
            await client.publish(topic, json.dumps({"id": mark, **order}))
            async for message in client.messages:
                answer = json.loads(bytes(message.payload))
                if answer.get("id") == mark:
                    return answer
        raise AssertionError("unreachable")

    def _client(self) -> aiomqtt.Client:
        return aiomqtt.Client(
            self.broker.host,
            self.broker.port,
            username=self.broker.username,
            password=self.broker.password,
            protocol=aiomqtt.ProtocolVersion.V311,
        )
