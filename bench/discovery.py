"""What it costs that gateways on the usual topics are discovered, answer by answer."""

from dataclasses import dataclass, field
import gc
from pathlib import Path
from tempfile import TemporaryDirectory

from pytest_homeassistant_custom_component.common import MockConfigEntry

from .answers import PreparedAnswers
from .devices import gateway_with
from .home import FIRST_EUI, running_home, topics_of
from .sized import Bench
from .wire import Responder

_EUIS = (FIRST_EUI, f"{int(FIRST_EUI, 16) + 1:016X}")
# The second are those of Milesight's own client, on which gateways are discovered.
_ROOTS = ("bench", "milesight-gateway")


@dataclass
class DiscoveryCosts:
    """Processor seconds of the event loop for one answer, one value a poll."""

    elsewhere: list[float] = field(default_factory=list)
    discovered: list[float] = field(default_factory=list)


async def discovery_costs(
    bench: Bench, wire: Responder, devices: int, rounds: int
) -> DiscoveryCosts:
    """Poll over the broker a gateway on topics of its own and one on the usual topics, in turn."""
    costs = DiscoveryCosts()
    with TemporaryDirectory(prefix="milesight-bench-") as folder:
        async with running_home(Path(folder), bench.broker, bench.loop_time) as home:
            both: list[tuple[MockConfigEntry, PreparedAnswers, list[float]]] = []
            for eui, root, times in zip(
                _EUIS, _ROOTS, (costs.elsewhere, costs.discovered), strict=True
            ):
                topics, answers = topics_of(eui, root), PreparedAnswers(gateway_with(eui, devices))
                home.line.attach(topics, answers)
                entry = home.entry(eui, topics)
                await home.async_set_up(entry)
                await wire.load(topics, answers)
                both.append((entry, answers, times))
            home.line.is_on = False
            for _ in range(rounds):
                for entry, answers, times in both:
                    gc.collect()
                    with bench.loop_time.measured() as busy:
                        await entry.runtime_data.devices.async_refresh()
                        await home.hass.async_block_till_done(wait_background_tasks=True)
                    times.append(busy.total / len(answers.device_pages()))
    return costs
