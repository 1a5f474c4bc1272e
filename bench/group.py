"""One group of figures, measured in a process of its own: what others left is not in the way."""

from concurrent.futures import ProcessPoolExecutor
import logging
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import homeassistant  # noqa: F401 - before others import voluptuous, whose place it takes

from demo.broker import running_broker

from .figure import Figure
from .figures import GROUPS
from .loop_time import LoopTime, run
from .measuring import Measuring, Options
from .sized import Bench, answers_of, house
from .wire import responder


def measured(group: str, options: Options) -> tuple[str, list[Figure]]:
    """Return the kind of the broker that was found, and the figures of a group."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, context, max_tasks_per_child=1) as pool:
        return pool.submit(_measured_here, group, options).result()


def _measured_here(group: str, options: Options) -> tuple[str, list[Figure]]:
    logging.basicConfig(level=logging.ERROR)

    async def measure(loop_time: LoopTime) -> tuple[str, list[Figure]]:
        with TemporaryDirectory(prefix="milesight-bench-") as name:
            folder = Path(name)
            async with running_broker(folder) as broker, responder(folder, broker) as wire:
                measuring = Measuring(Bench(broker, loop_time), wire, options)
                # What is imported and cached once is no matter of a figure.
                async with house(measuring.bench, answers_of(4)) as built:
                    await built.async_set_up(loop_time)
                return str(broker.kind), await GROUPS[group](measuring)

    return run(measure)
