"""Figure 5: what one message costs with many gateways on its pair of topics, over that with one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import gc
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.link import Link
from demo.home_assistant import ROOT
from demo.process import Process
from demo.waiting import until

from .answers import PreparedAnswers
from .devices import gateway_with
from .home import FIRST_EUI, Home, running_home, topics_of
from .neighbour import refusal
from .sized import Bench

_TOPICS = topics_of("shared")
# Of the gateway that is polled; and of each of its neighbours.
_DEVICES, _NEIGHBOURS_DEVICES = 500, 5
_NOISE = 1000
# Seconds between polls: none falls into what is measured.
_SELDOM = 86_400


@dataclass
class MessageCosts:
    """Processor seconds of the event loop for one message, one value a round.

    `alone` and `among` are for an answer of a page of devices, read and compared; `noise_alone` and
    `noise_among` for an answer that a neighbour gave to nobody's request.
    """

    alone: list[float] = field(default_factory=list)
    among: list[float] = field(default_factory=list)
    noise_alone: list[float] = field(default_factory=list)
    noise_among: list[float] = field(default_factory=list)


async def message_costs(bench: Bench, gateways: int, rounds: int) -> MessageCosts:
    """Poll one gateway in turn where it is alone on its topics, and among so many."""
    costs = MessageCosts()
    async with _home(bench, 1) as alone, _home(bench, gateways) as among:
        for number in range(rounds):
            homes = [
                (alone, costs.alone, costs.noise_alone),
                (among, costs.among, costs.noise_among),
            ]
            for home, polled, noise in homes if number % 2 == 0 else reversed(homes):
                polled.append(await _poll(bench, *home))
                noise.append(_hear_noise(bench, home[0]))
    return costs


type _First = tuple[Home, MockConfigEntry, PreparedAnswers]


@asynccontextmanager
async def _home(bench: Bench, gateways: int) -> AsyncIterator[_First]:
    """Run a Home Assistant with so many gateways on one pair of topics; yield the first one."""
    first = int(FIRST_EUI, 16)
    euis = [f"{first + number:016X}" for number in range(gateways)]
    answers = [
        PreparedAnswers(gateway_with(eui, _NEIGHBOURS_DEVICES if number else _DEVICES))
        for number, eui in enumerate(euis)
    ]
    with TemporaryDirectory(prefix="milesight-bench-") as folder:
        async with running_home(Path(folder), bench.broker, bench.loop_time) as home:
            entries = []
            for eui, own in zip(euis, answers, strict=True):
                # The others would answer that they are not meant, which is measured apart.
                home.line.attach(_TOPICS, own)
                entries.append(home.entry(eui, _TOPICS, device_interval=_SELDOM))
                await home.async_set_up(entries[-1])
            home.line.attach(_TOPICS, answers[0])
            yield home, entries[0], answers[0]


async def _poll(
    bench: Bench, home: Home, entry: MockConfigEntry, answers: PreparedAnswers
) -> float:
    gc.collect()
    with bench.loop_time.measured() as busy:
        await entry.runtime_data.devices.async_refresh()
        await home.hass.async_block_till_done()
    return busy.total / len(answers.device_pages())


def _hear_noise(bench: Bench, home: Home) -> float:
    message = refusal()
    with bench.loop_time.measured() as busy:
        for _ in range(_NOISE):
            home.line.receive(_TOPICS.response, message)
    return busy.total / _NOISE


async def noise_costs(bench: Bench, folder: Path, rounds: int) -> list[float]:
    """Return the processor seconds that a neighbour's answer over the broker takes, client and all.

    One value a round.
    """
    costs = []
    async with _home(bench, 1) as (_, entry, _):
        link: Link = entry.runtime_data.gateway.link
        for number in range(rounds):
            heard = link.strangers
            command = [sys.executable, "-m", "bench.neighbour", "--topic", _TOPICS.response]
            options = ["--port", str(bench.broker.address.port), "--messages", str(_NOISE)]
            neighbour = Process(
                "The neighbour", [*command, *options], folder / f"neighbour-{number}.log", cwd=ROOT
            )

            async def all_heard(until_heard: int = heard + _NOISE) -> bool:
                return link.strangers > until_heard

            with bench.loop_time.measured() as busy:
                await neighbour.start()
                await until(all_heard, "the neighbour's answers", interval=0.25)
            costs.append(busy.total / _NOISE)
            await neighbour.stop(patience=5)
    return costs
