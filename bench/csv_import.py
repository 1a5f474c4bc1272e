"""Figure 9: importing devices from CSV, over the same requests without anybody who thinks."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
import gc
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from unittest.mock import patch

from homeassistant.components import mqtt
import orjson

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.ns_api.asking import REQUESTS_AT_ONCE
from demo.broker import Broker
from demo.gateway import GatewayTopics, simulated_gateway

from .answers import PreparedAnswers
from .devices import gateway_with
from .home import FIRST_EUI, topics_of
from .sized import Bench, answers_of, house, plan_for
from .wire import bare_client

_PATIENCE = 30
_COLUMNS = "dev_eui,application_id,name,f_port,app_key"


@dataclass
class ImportTimes:
    """Seconds of the clock, one of each kind a round.

    `registering` are the processor seconds that Home Assistant takes to add bare entities for as
    many devices, which come during an import as well.
    """

    imported: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    registering: list[float] = field(default_factory=list)


async def import_times(bench: Bench, devices: int, rounds: int) -> ImportTimes:
    """Import so many devices, then send the import's requests anew to a gateway without devices.

    Both go over the broker to a simulator that runs beside. The bare requests are sent three at
    once, in the same order, and their answers are decoded.
    """
    times = ImportTimes()
    answers = answers_of(devices)
    plan = await plan_for(bench, answers)
    for _ in range(rounds):
        requests: list[bytes] = []
        times.imported.append(await _import(bench, devices, requests))
        times.bare.append(await _send_bare(bench.broker, requests))
        async with house(bench, answers, plan) as bare:
            times.registering.append((await bare.async_set_up(bench.loop_time)).total)
    return times


async def _import(bench: Bench, devices: int, requests: list[bytes]) -> float:
    """Return the seconds that an import takes, and note what is sent meanwhile."""
    answers = PreparedAnswers(gateway_with(FIRST_EUI, 0))
    async with _simulator(bench.broker), house(bench, answers) as built:
        await built.async_set_up(bench.loop_time)
        built.home.line.is_on = False
        table = _table(devices)
        call = {"config_entry_id": built.entry.entry_id, "csv": table}
        gc.collect()
        with _noted(requests):
            begin = perf_counter()
            response = await built.home.hass.services.async_call(
                DOMAIN, "import_devices", call, blocking=True, return_response=True
            )
            seconds = perf_counter() - begin
        added: Any = response["added"] if response else ()
        if len(added) != devices:
            raise RuntimeError(f"{len(added)} of {devices} devices were imported")
        await built.home.hass.async_block_till_done()
        return seconds


def _table(devices: int) -> str:
    key = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
    rows = (f"24E124136D{number:06X},1,Sensor {number},85,{key}" for number in range(devices))
    return "\n".join((_COLUMNS, *rows, ""))


@contextmanager
def _noted(requests: list[bytes]) -> Iterator[None]:
    """Note what is published within the block."""
    publish = mqtt.async_publish

    async def async_publish(
        hass: Any, topic: str, payload: bytes, *options: Any, **more: Any
    ) -> None:
        requests.append(payload)
        await publish(hass, topic, payload, *options, **more)

    with patch.object(mqtt, "async_publish", async_publish):
        yield


async def _send_bare(broker: Broker, requests: list[bytes]) -> float:
    """Return the seconds that these requests take, three at once."""
    left = iter([orjson.loads(request) for request in requests])
    gc.collect()
    async with _simulator(broker), bare_client(broker, topics_of(FIRST_EUI)) as bare:

        async def send() -> None:
            for request in left:
                async with asyncio.timeout(_PATIENCE):
                    await bare.ask(request)

        begin = perf_counter()
        async with asyncio.TaskGroup() as senders:
            for _ in range(REQUESTS_AT_ONCE):
                senders.create_task(send())
        return perf_counter() - begin


@asynccontextmanager
async def _simulator(broker: Broker) -> AsyncIterator[None]:
    """Run a gateway without devices."""
    topics = topics_of(FIRST_EUI)
    named = GatewayTopics(request=topics.request, response=topics.response, eui=FIRST_EUI)
    with TemporaryDirectory(prefix="milesight-bench-") as folder:
        options = ("--eui", FIRST_EUI, "--devices", "0")
        async with simulated_gateway(Path(folder), broker.address, named, *options):
            yield
