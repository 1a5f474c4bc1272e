"""Scenarios in which something strikes before or after every write and every request.

Home Assistant is killed there, the entry reloaded, or the disk full for a moment. The basic ones
are gone through once more for a death at every step with each thing that may go wrong with the
making of a task (6.1).
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from . import people
from .calm import calm
from .deeds import install
from .history import story_of
from .rules import LOOP
from .scenarios import MODEL, SCENARIOS, Scenario, install_two, stage
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


type Group = tuple[str, str | None, Strike]


def groups() -> Iterator[Group]:
    """Yield every scenario with what strikes, the basic ones with each thing that may go wrong.

    Of the two tasks of a staged update, either goes wrong.
    """
    for scenario, gone_through in SCENARIOS.items():
        for fault in ADDING_FAULTS:
            yield scenario, fault, Strike.DEATH
            if gone_through is stage:
                yield scenario, f"{fault} skip=1", Strike.DEATH
    for scenario in SCENARIOS | TROUBLED:
        for strike in Strike:
            yield scenario, None, strike


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


def full_gateway(world: World) -> None:
    """Have a gateway take no task."""
    world.gateway.books.max_tasks = 0
    install_two(world)


def lost_with_fuota(world: World) -> None:
    """Lose a request, and then the gateway's FUOTA."""
    world.add_fault("drop call=6.1 times=1")
    install(world)
    world.run(20)
    world.lose_fuota()


def staged_without_fuota(world: World) -> None:
    """Stage an update, and lose the gateway's FUOTA."""
    dev_euis = [one.dev_eui for one in world.devices_of(MODEL)]
    world.do("stage 'June'", people.add(world, dev_euis, "June", dev_euis[0]))
    world.lose_fuota()


def refused_lists(world: World) -> None:
    """Have the gateway refuse to list its tasks, and answer everything else."""
    install(world)
    world.add_fault("code call=6.2 code=23")


# What goes on for days, and is to be held then.
HOPELESS: Final[dict[str, Scenario]] = {
    gone_through.__name__.replace("_", " "): gone_through
    for gone_through in (full_gateway, lost_with_fuota, staged_without_fuota, refused_lists)
}


def what_waits_for_ever(hopeless: str) -> str:
    """Have something go on for days: updates are held then. Returns the story of those not."""
    asyncio.set_event_loop(LOOP)
    world = World(LOOP)
    HOPELESS[hopeless](world)
    world.run(3 * 86_400)
    wrong = [f"{one.task_name} is {one.state} for ever" for one in world.pending]
    _end(world)
    return story_of(world.history, wrong) if wrong else ""


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
