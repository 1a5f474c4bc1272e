"""Figure 9: importing many devices, over as many bare requests."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import orjson

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.ns_api.caller import REQUESTS_AT_ONCE
from demo.gateway import simulated_gateway

from .home import FIRST_EUI, running_home, topics_of
from .sized import Bench
from .wire import bare_client

_FIRST_DEVICE = 0x24E124136A400000
# The responder of other figures knows nothing of these.
_TOPICS = topics_of("import")
_GATEWAY = ("--eui", FIRST_EUI, "--devices", "0", "--no-internet")


@dataclass
class ImportTimes:
    """What was measured, one value a round: seconds by the clock, but `busy`.

    `busy` are the processor seconds of Home Assistant's event loop, `requests` how many there were.
    """

    took: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    requests: int = 0


async def import_times(
    bench: Bench, devices: int, rounds: int, answer_time: float = 0
) -> ImportTimes:
    """Import so many devices into an empty simulated gateway, and repeat its requests barely.

    The gateway takes `answer_time` seconds more than it needs for each answer.
    """
    times = ImportTimes()
    slow = ("--fault", f"delay seconds={answer_time}") if answer_time else ()
    options = (*_GATEWAY, *slow)
    for _ in range(rounds):
        requests = await _import(bench, devices, times, options)
        times.bare.append(await _repeat(bench, requests, options))
        times.requests = len(requests)
    return times


async def _import(
    bench: Bench, devices: int, times: ImportTimes, options: Sequence[str]
) -> list[dict[str, Any]]:
    """Import the devices, and return the requests that it took."""
    rows = (f"{_FIRST_DEVICE + number:016X},Sensor {number},1" for number in range(devices))
    csv = "\n".join(("dev_eui,name,application_id", *rows))
    with TemporaryDirectory(prefix="milesight-bench-") as name:
        folder = Path(name)
        async with (
            simulated_gateway(folder, bench.broker.address, _TOPICS, *options),
            running_home(folder, bench.broker, bench.loop_time) as home,
        ):
            home.line.is_on = False
            entry = home.entry(FIRST_EUI, _TOPICS)
            await home.async_set_up(entry)
            home.line.sent.clear()
            begin = perf_counter()
            with bench.loop_time.measured() as busy:
                answer = await home.hass.services.async_call(
                    DOMAIN,
                    "import_devices",
                    {"config_entry_id": entry.entry_id, "csv": csv},
                    blocking=True,
                    return_response=True,
                )
            times.took.append(perf_counter() - begin)
            times.busy.append(busy.total)
            added = answer["added"] if answer else None
            if not isinstance(added, list) or len(added) != devices:
                count = len(added) if isinstance(added, list) else 0
                raise RuntimeError(f"{count} of {devices} devices were imported")
            return [orjson.loads(payload) for payload in home.line.sent]


async def _repeat(bench: Bench, requests: list[dict[str, Any]], options: Sequence[str]) -> float:
    """Return the seconds that the same requests take with a bare client, as many at once."""
    with TemporaryDirectory(prefix="milesight-bench-") as folder:
        async with (
            simulated_gateway(Path(folder), bench.broker.address, _TOPICS, *options),
            bare_client(bench.broker, _TOPICS) as client,
        ):
            waiting = iter(requests)

            async def ask() -> None:
                for request in waiting:
                    await client.ask(request)

            begin = perf_counter()
            await asyncio.gather(*(ask() for _ in range(REQUESTS_AT_ONCE)))
            return perf_counter() - begin
