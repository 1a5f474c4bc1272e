"""Basic scenarios, with Home Assistant killed before and after every write and every request.

Each is gone through once for every such step, and once more for every step with each thing that
may go wrong with the making of a task (6.1).
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .calm import calm
from .history import story_of
from .rules import LOOP
from .scenarios import SCENARIOS, install_two, stage
from .troubled import TROUBLED
from .troubles import ADDING_FAULTS
from .world import Strike, World

# Longer scenarios only wait from here on.
MOST_STEPS: Final = 100


@dataclass(frozen=True)
class CrashPoint:
    """A scenario, what goes wrong in it, and the step at which something strikes."""

    scenario: str
    fault: str | None
    step: int | None = None
    strike: Strike = Strike.DEATH

    def __str__(self) -> str:
        """Name it."""
        beside = f", {self.fault}" if self.fault else ""
        struck = f", {self.strike} at step {self.step}" if self.step is not None else ""
        return f"{self.scenario}{beside}{struck}"


def groups() -> Iterator[tuple[str, str | None]]:
    """Yield every scenario, alone and with each thing that may go wrong in it.

    Of the two tasks of a staged update, either is struck.
    """
    for scenario, gone_through in SCENARIOS.items():
        yield scenario, None
        for fault in ADDING_FAULTS:
            yield scenario, fault
            if gone_through is stage:
                yield scenario, f"{fault} skip=1"
    for scenario in TROUBLED:
        yield scenario, None


def points(scenario: str, fault: str | None, strike: Strike = Strike.DEATH) -> list[CrashPoint]:
    """Return all points of a scenario at which this may strike, while that goes wrong."""
    world = _gone_through(CrashPoint(scenario, fault))
    steps = min(world.life.steps, MOST_STEPS)
    _end(world)
    return [CrashPoint(scenario, fault, step, strike) for step in range(1, steps + 1)]


def what_is_wrong(point: CrashPoint) -> str:
    """Go through a scenario in which something strikes. Returns the story if it went wrong."""
    world = _gone_through(point)
    try:
        wrong = calm(world)
        story = story_of(world.history, wrong)
    finally:
        _end(world)
    return f"{point}\n{story}" if wrong else ""


def full_gateway() -> str:
    """Have a gateway take no task for days: the update is held then. Returns what is wrong."""
    asyncio.set_event_loop(LOOP)
    world = World(LOOP)
    world.gateway.books.max_tasks = 0
    install_two(world)
    world.run(2 * 86_400)
    held = [one for one in world.life.engine.items.values() if not one.pending]
    _end(world)
    return "" if held else story_of(world.history, ["an update has its turn for ever"])


def _gone_through(point: CrashPoint) -> World:
    asyncio.set_event_loop(LOOP)
    world = World(LOOP)
    if point.fault is not None:
        world.add_fault(point.fault)
    world.strike_at, world.strike = point.step, point.strike
    (SCENARIOS | TROUBLED)[point.scenario](world)
    return world


def _end(world: World) -> None:
    world.life.die()
    world.loop.run_until_complete(asyncio.sleep(0))
