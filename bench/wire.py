"""Gateways that answer over a real broker, in a process of their own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import sys
from typing import Any
from uuid import uuid4

import aiomqtt
import orjson

from demo.broker import Broker, BrokerKind
from demo.gateway import GatewayTopics
from demo.home_assistant import ROOT
from demo.process import Process
from demo.waiting import until

from .answers import PreparedAnswers

_ANSWERS_TOPIC = "bench/answers"


def connected(broker: Broker) -> aiomqtt.Client:
    """Return a bare client of the broker, of the newest version of MQTT that this speaks."""
    newest = broker.kind is BrokerKind.MOSQUITTO
    protocol = aiomqtt.ProtocolVersion.V5 if newest else aiomqtt.ProtocolVersion.V311
    return aiomqtt.Client(broker.address.host, broker.address.port, protocol=protocol)


class Responder:
    """Answers on its topics with what it was given."""

    def __init__(self, client: aiomqtt.Client) -> None:
        """Take the connection on which it is told what to answer."""
        self._client = client

    async def load(self, topics: GatewayTopics, answers: PreparedAnswers) -> None:
        """Have these answers given on a pair of topics, in place of those before."""
        content = {"request": topics.request, "response": topics.response, "parts": answers.parts()}
        await self._client.publish(_ANSWERS_TOPIC, orjson.dumps(content), qos=1)
        async with asyncio.timeout(60):
            await anext(aiter(self._client.messages))


@asynccontextmanager
async def responder(folder: Path, broker: Broker) -> AsyncIterator[Responder]:
    """Run a responder on the broker, with its log in `folder`."""
    command = [sys.executable, "-m", "bench.responder", "--port", str(broker.address.port)]
    process = Process(
        "The responder", [*command, "--answers-topic", _ANSWERS_TOPIC], folder / "responder.log",
        cwd=ROOT,
    )  # fmt: skip

    async def ready() -> bool:
        process.require_running()
        return "ready" in await asyncio.to_thread(process.log.read_text, encoding="utf-8")

    try:
        await process.start()
        await until(ready, "the responder to be ready")
        async with connected(broker) as client:
            await client.subscribe(f"{_ANSWERS_TOPIC}/taken", qos=1)
            yield Responder(client)
    finally:
        await process.stop(patience=5)


class BareClient:
    """Asks a gateway with nothing but an MQTT client and a JSON decoder."""

    def __init__(self, client: aiomqtt.Client, topics: GatewayTopics) -> None:
        """Take the connection, which is subscribed to the response topic."""
        self._client = client
        self._topics = topics
        self._awaited: dict[str, asyncio.Future[Any]] = {}

    async def ask(self, request: dict[str, Any]) -> Any:
        """Return the decoded answer to a request."""
        request_id = str(uuid4())
        arrived = self._awaited[request_id] = asyncio.get_running_loop().create_future()
        await self._client.publish(
            self._topics.request, orjson.dumps({**request, "id": request_id})
        )
        return await arrived

    async def receive(self) -> None:
        """Take what arrives, until cancelled."""
        async for message in self._client.messages:
            assert isinstance(message.payload, bytes)  # noqa: S101 - as published
            answer = orjson.loads(message.payload)
            if (arrived := self._awaited.pop(str(answer["id"]), None)) is not None:
                arrived.set_result(answer)


@asynccontextmanager
async def bare_client(broker: Broker, topics: GatewayTopics) -> AsyncIterator[BareClient]:
    """Connect a bare client to a pair of topics."""
    async with connected(broker) as client:
        await client.subscribe(topics.response)
        bare = BareClient(client, topics)
        receiving = asyncio.create_task(bare.receive())
        try:
            yield bare
        finally:
            receiving.cancel()
