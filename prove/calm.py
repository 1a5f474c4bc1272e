"""The end of a history: all trouble is over, and people decide about what they were told."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from custom_components.milesight_network_server.updates.queue import QueuedUpdate

from . import page, people
from .checker import wrong_at_the_end
from .life import SELDOM
from .world import MOST_TASKS, World

# How long it stays quiet in the end, and how often the tasks may be asked for meanwhile.
QUIET: Final = 2 * 3600.0
MOST_POLLS: Final = 40
# How often somebody decides about what takes too long.
ROUNDS: Final = 10


def calm(world: World) -> list[str]:
    """Let everything calm down, and return what is wrong then."""
    world.tell("all is calm from here")
    world.strike_at = None
    gateway = world.gateway
    gateway.faults.clear()
    gateway.manners = replace(gateway.manners, no_fuota=None, null_lists=False)
    gateway.books.max_tasks = MOST_TASKS
    world.disk_full = world.offline = False
    world.clock_error = timedelta()
    _wait(world, hours=5)
    world.closely = SELDOM
    for _ in range(ROUNDS):
        # Somebody reads what is told, and decides.
        if not (world.pending or world.life.engine.lateness.late):
            break
        for key in sorted(world.life.engine.lateness.late):
            people.decide(world, key, wait=False)
            page.delete_endless(world)
        _give_up(world, *(one for one in world.pending if one.passed_over))
        _wait(world, hours=30)
    restless = _restless(world)
    return [*world.history.wrong, *wrong_at_the_end(world), *restless]


def _give_up(world: World, *items: QueuedUpdate) -> None:
    for item in items:
        world.do(f"cancel {item.task_name} ({item.state})", people.cancel(world, item))


def _wait(world: World, hours: int) -> None:
    """Wait for what is pending, until it is done or somebody is to decide."""
    for _ in range(2 * hours):
        if not world.pending or world.life.engine.lateness.late:
            return
        world.run(1800)


def _restless(world: World) -> list[str]:
    """Return what goes on though nothing is to be done."""
    before = world.gateway.request_counts["6.2"]
    world.run(QUIET)
    asked = world.gateway.request_counts["6.2"] - before
    return [f"the tasks were asked for {asked} times in {QUIET:g} s"] if asked > MOST_POLLS else []
