"""Figure 4: one request through the integration and the broker, over the same by a bare client."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import gc
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from demo.broker import Broker

from .home import topics_of
from .sized import House
from .wire import Responder, bare_client

_BARE_TOPICS = topics_of("bare")


@dataclass
class RoundTrips:
    """What was measured, one value a block of requests: seconds, at the median and the 99th."""

    median: list[float] = field(default_factory=list)
    bare_median: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    bare_slow: list[float] = field(default_factory=list)


async def round_trips(
    broker: Broker, built: House, wire: Responder, blocks: int, requests: int
) -> RoundTrips:
    """Ask for the payload sizes, which is little, by integration and bare client in turn."""
    gateway = built.entry.runtime_data.gateway
    built.home.line.is_on = True
    await gateway.get_payload_sizes()  # Has the answer prepared.
    built.home.line.is_on = False
    await wire.load(topics_of(gateway.eui), built.answers)
    await wire.load(_BARE_TOPICS, built.answers)
    request = {
        "type": "ns-api",
        "method": "GET",
        "url": "/api/fuota/task/payloadsize",
        "gatewayEUI": gateway.eui,
    }
    measured = RoundTrips()
    async with bare_client(broker, _BARE_TOPICS) as bare:

        async def ask_bare() -> Any:
            return await bare.ask(request)

        for _ in range(blocks):
            times: dict[bool, list[float]] = {True: [], False: []}
            gc.collect()
            for number in range(requests):
                for is_ours in (True, False) if number % 2 else (False, True):
                    ask = gateway.get_payload_sizes if is_ours else ask_bare
                    times[is_ours].append(await _timed(ask))
            measured.median.append(median(times[True]))
            measured.bare_median.append(median(times[False]))
            measured.slow.append(_percentile_99(times[True]))
            measured.bare_slow.append(_percentile_99(times[False]))
    return measured


async def _timed(ask: Callable[[], Awaitable[Any]]) -> float:
    begin = perf_counter()
    await ask()
    return perf_counter() - begin


def _percentile_99(times: list[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[98]
