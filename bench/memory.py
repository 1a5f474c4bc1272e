"""Figure 6: what a device takes beyond its entities in Home Assistant."""

import gc
import tracemalloc

from .answers import PreparedAnswers
from .bare import Plan
from .sized import Bench, answers_of, house, plan_for


async def bytes_per_device(bench: Bench, devices: int, rounds: int) -> list[float]:
    """Return the bytes per device that the integration has over bare entities, once a round.

    What it takes without devices is no matter of the devices, and not counted.
    """
    gateways = []
    for size in (0, devices):
        answers = answers_of(size, internet=True)
        # Prepares the answers, too, so that they are not counted.
        gateways.append((answers, await plan_for(bench, answers)))
    measured = []
    for _ in range(rounds):
        without, with_devices = [
            await _allocated(bench, answers, None) - await _allocated(bench, answers, plan)
            for answers, plan in gateways
        ]
        measured.append((with_devices - without) / devices)
    return measured


async def _allocated(bench: Bench, answers: PreparedAnswers, plan: Plan | None) -> int:
    """Return the bytes that setting a gateway up leaves allocated, with all registered before."""
    async with house(bench, answers, plan) as built:
        await built.async_set_up(bench.loop_time)
        if plan is None:
            await built.async_check_firmware()
        await built.async_unload()
        gc.collect()
        tracemalloc.start()
        try:
            await built.async_set_up(bench.loop_time)
            gc.collect()
            return tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()
