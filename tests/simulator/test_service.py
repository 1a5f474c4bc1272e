"""Gateways on a real broker."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
import json
from pathlib import Path
import shutil
import subprocess
from typing import Any

import aiomqtt
import pytest

from simulator import service
from simulator.gateway import Gateway
from simulator.manners import Manners

from .broker import HOST, MOSQUITTO, Broker
from .talk import EUI, Clock, message

REQUEST, RESPONSE, CONTROL = "site/request", "site/response", "site/control"
PASSWD = shutil.which("mosquitto_passwd")

type Serving = Callable[..., AbstractAsyncContextManager[asyncio.Event]]
type Client = Callable[..., AbstractAsyncContextManager[Caller]]


class Caller:
    """A client that publishes requests, and hears what comes back."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client
        self._messages = client.messages

    async def publish(self, payload: bytes | str, topic: str = REQUEST) -> None:
        await self._client.publish(topic, payload)

    async def ask(self, method: str, url: str, body: object = None, **more: object) -> None:
        await self.publish(message(method, url, body, **more))

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(10):
            heard = await anext(self._messages)
        assert isinstance(heard.payload, bytes)
        answer: dict[str, Any] = json.loads(heard.payload)
        return answer

    async def hears_nothing_for(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await anext(self._messages)
        except TimeoutError:
            return True
        return False


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Come back to a broker without a long wait."""
    monkeypatch.setattr(service, "RECONNECT", 0.05)


@pytest.fixture
def serving(broker: Broker) -> Serving:
    @asynccontextmanager
    async def run(*gateways: Gateway, **options: Any) -> AsyncIterator[asyncio.Event]:
        ready = asyncio.Event()
        task = asyncio.create_task(
            service.serve(
                gateways,
                host=HOST,
                port=broker.port,
                request_topic=REQUEST,
                response_topic=RESPONSE,
                ready=ready.set,
                **options,
            )
        )
        try:
            async with asyncio.timeout(10):
                await ready.wait()
            yield ready
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return run


@pytest.fixture
def client(broker: Broker) -> Client:
    @asynccontextmanager
    async def connect(*topics: str) -> AsyncIterator[Caller]:
        async with aiomqtt.Client(HOST, broker.port) as connected:
            for topic in topics or (RESPONSE,):
                await connected.subscribe(topic)
            yield Caller(connected)

    return connect


@pytest.fixture
def gateway() -> Gateway:
    """A gateway on wall time."""
    return Gateway(EUI)


async def test_a_request_is_answered(serving: Serving, client: Client, gateway: Gateway) -> None:
    async with serving(gateway), client() as caller:
        await caller.ask("GET", "/api/urprofiles", id="abc")
        answer = await caller.hear()
    assert (answer["id"], answer["gatewayEUI"]) == ("abc", EUI)
    assert answer["body"]["totalCount"] == "8"


async def test_every_gateway_hears_every_request(
    serving: Serving, client: Client, gateway: Gateway
) -> None:
    other = Gateway("24E124FFFE000001")
    async with serving(gateway, other), client() as caller:
        await caller.ask("GET", "/api/urprofiles", gatewayEUI=other.eui)
        answers = [await caller.hear() for _ in range(2)]
    assert {each["gatewayEUI"]: each["body"].get("code") for each in answers} == {
        EUI: 25,
        other.eui: None,
    }


async def test_a_delayed_answer_holds_no_other_up(
    serving: Serving, client: Client, gateway: Gateway
) -> None:
    gateway.faults.add("delay seconds=0.5 call=2.3")
    async with serving(gateway), client() as caller:
        await caller.ask("GET", "/api/urprofiles", id="slow")
        await caller.ask("GET", "/api/urdevices", id="quick")
        assert [(await caller.hear())["id"] for _ in range(2)] == ["quick", "slow"]


async def test_an_answer_under_way_is_lost_when_the_gateway_falls_silent(
    serving: Serving, client: Client, gateway: Gateway
) -> None:
    gateway.faults.add("delay seconds=0.3")
    async with serving(gateway), client() as caller:
        await caller.ask("GET", "/api/urprofiles")
        await asyncio.sleep(0.1)
        gateway.faults.add("restart seconds=0.1")
        assert await caller.hears_nothing_for(0.6)


async def test_a_repeated_answer_comes_twice(
    serving: Serving, client: Client, gateway: Gateway
) -> None:
    gateway.faults.add("repeat")
    async with serving(gateway), client() as caller:
        await caller.ask("GET", "/api/urdevices")
        assert await caller.hear() == await caller.hear()


async def test_a_late_request_is_carried_out_and_answered_in_time(
    serving: Serving, client: Client, gateway: Gateway
) -> None:
    gateway.faults.add("late seconds=0.4 call=2.1 times=1")
    async with serving(gateway), client() as caller:
        await caller.ask("POST", "/api/urprofiles", {"name": "meters", "profile": {}}, id="late")
        await caller.ask("GET", "/api/urprofiles", id="now")
        now = await caller.hear()
        assert (now["id"], now["body"]["totalCount"]) == ("now", "8")
        late = await caller.hear()
        assert late["id"] == "late"
        assert late["body"]["profileID"] in gateway.profiles
        assert await caller.hears_nothing_for(0.3)


async def test_late_requests_of_several_gateways_do_not_meet(
    serving: Serving, client: Client, gateway: Gateway
) -> None:
    other = Gateway("24E124FFFE000001")
    for each, seconds in ((gateway, 0.4), (other, 0.1)):
        each.faults.add(f"late seconds={seconds}")
    async with serving(gateway, other), client() as caller:
        await caller.ask("GET", "/api/urprofiles")
        answers = [(await caller.hear())["gatewayEUI"] for _ in range(2)]
    assert answers == [other.eui, EUI]


async def test_a_late_request_outlives_the_connection(
    serving: Serving, client: Client, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LOOK_AGAIN", 0.05)
    clock = Clock()
    gateway = Gateway(EUI, clock=clock, faults=["late seconds=5 call=2.3"])
    async with serving(gateway):
        async with client() as caller:
            await caller.ask("GET", "/api/urprofiles", id="late")
            await caller.ask("GET", "/api/urdevices", id="now")
            assert (await caller.hear())["id"] == "now"
        broker.stop()
        await asyncio.to_thread(broker.start)
        async with client() as caller:
            # Whoever hears this is connected, as the gateway is.
            heard = False
            while not heard:
                await caller.ask("GET", "/api/urdevices")
                heard = not await caller.hears_nothing_for(0.2)
            clock.passes(5)
            assert (await caller.hear())["id"] == "late"


async def test_an_answer_above_the_message_limit_never_arrives(
    serving: Serving, client: Client
) -> None:
    gateway = Gateway(EUI, manners=Manners(message_limit=1000, cut_off=0.3))
    async with serving(gateway), client() as caller:
        await caller.ask("GET", "/api/urprofiles")
        await caller.ask("GET", "/api/multicast-groups")
        assert await caller.hears_nothing_for(0.4)
        await caller.ask("GET", "/api/multicast-groups")
        assert (await caller.hear())["body"] == {"totalCount": "0", "result": []}


async def test_noise_on_the_topic_disturbs_nothing(
    serving: Serving, client: Client, gateway: Gateway
) -> None:
    async with serving(gateway), client() as caller:
        for noise in (b"", b"\xff\xfe", b"{", "[1, 2]"):
            await caller.publish(noise)
            assert (await caller.hear())["body"]["code"] == 20
        await caller.ask("GET", "/api/urdevices")
        assert "deviceResult" in (await caller.hear())["body"]


async def test_two_megabytes_of_firmware_go_through(
    serving: Serving, client: Client, house: Gateway
) -> None:
    async with serving(house), client() as caller:
        content = "AAAA" * 700_000
        body = {"firmwareName": "WT201.0000.0100.0109.bin", "fileContent": content}
        await caller.ask("POST", "/api/fuota/devices/firmware", body)
        assert (await caller.hear())["body"]["total"] == 2


async def test_a_request_that_it_can_not_handle_is_logged_and_survived(
    serving: Serving,
    client: Client,
    gateway: Gateway,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = Gateway("24E124FFFE000001")
    monkeypatch.setattr(gateway, "answer", lambda payload: 1 / 0)
    async with serving(gateway, other), client() as caller:
        await caller.ask("GET", "/api/urdevices")
        assert (await caller.hear())["gatewayEUI"] == other.eui
    assert "ZeroDivisionError" in caplog.text


async def test_it_comes_back_when_the_broker_does(
    serving: Serving,
    client: Client,
    broker: Broker,
    gateway: Gateway,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(gateway) as ready:
        ready.clear()
        broker.stop()
        await asyncio.sleep(0.3)
        await asyncio.to_thread(broker.start)
        async with client() as caller:
            heard = False
            while not heard:
                await caller.ask("GET", "/api/urdevices")
                heard = not await caller.hears_nothing_for(0.2)
        assert not ready.is_set()
    assert caplog.text.count("trying again") == 1
    assert caplog.text.count("is back") == 1


async def test_it_waits_for_a_broker_that_does_not_exist_yet(
    serving: Serving, broker: Broker, gateway: Gateway
) -> None:
    broker.stop()
    async with asyncio.TaskGroup() as group:
        group.create_task(_start_later(broker))
        async with serving(gateway) as ready:
            assert ready.is_set()


async def _start_later(broker: Broker) -> None:
    await asyncio.sleep(0.3)
    await asyncio.to_thread(broker.start)


async def test_commands_are_taken_on_the_control_topic(
    serving: Serving, client: Client, gateway: Gateway
) -> None:
    async with (
        serving(gateway, control_topic=CONTROL),
        client(RESPONSE, f"{CONTROL}/answer") as caller,
    ):
        await caller.publish('{"silent": true, "id": 1}', CONTROL)
        assert await caller.hear() == {"id": 1, "gateways": [{"gateway": EUI}]}
        await caller.ask("GET", "/api/urdevices")
        await caller.publish('{"silent": false, "books": true}', CONTROL)
        answer = await caller.hear()
        assert answer["gateways"][0]["request_counts"] == {}
        await caller.ask("GET", "/api/urdevices")
        assert "deviceResult" in (await caller.hear())["body"]


async def test_without_a_control_topic_nothing_takes_commands(
    serving: Serving, client: Client, gateway: Gateway
) -> None:
    async with serving(gateway), client(f"{CONTROL}/answer") as caller:
        await caller.publish('{"silent": true}', CONTROL)
        assert await caller.hears_nothing_for(0.3)
    assert not gateway.faults.silent


@pytest.fixture
def guarded_broker(socket_enabled: None, tmp_path: Path) -> Iterator[Broker]:
    """A broker that lets nobody in but gw, with the password secret."""
    if PASSWD is None or MOSQUITTO is None:
        pytest.skip("needs mosquitto with mosquitto_passwd")
    users = tmp_path / "users"
    subprocess.run([PASSWD, "-b", "-c", users, "gw", "secret"], check=True)  # noqa: S603  its path is known
    running = Broker(tmp_path, users)
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize(("password", "comes_in"), [("secret", True), ("wrong", False)])
async def test_it_signs_in_to_the_broker(
    guarded_broker: Broker, gateway: Gateway, password: str, comes_in: bool
) -> None:
    ready = asyncio.Event()
    task = asyncio.create_task(
        service.serve(
            [gateway],
            host=HOST,
            port=guarded_broker.port,
            username="gw",
            password=password,
            request_topic=REQUEST,
            response_topic=RESPONSE,
            ready=ready.set,
        )
    )
    with suppress(TimeoutError):
        async with asyncio.timeout(10 if comes_in else 0.5):
            await ready.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert ready.is_set() is comes_in
