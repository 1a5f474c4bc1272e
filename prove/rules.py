"""What the rules of all histories have in common: the world, and how they choose from it."""

import asyncio

from hypothesis.stateful import RuleBasedStateMachine

from custom_components.milesight_network_server.updates.queue import QueuedUpdate
from simulator.fuota import FuotaTask

from .loop import VirtualLoop
from .world import World

# One loop for all worlds of a process: to make one takes longer than most histories.
LOOP = VirtualLoop()


class Rules(RuleBasedStateMachine):
    """A world in which something happens."""

    def __init__(self) -> None:
        """Begin a world."""
        super().__init__()
        asyncio.set_event_loop(LOOP)
        self.world = World(LOOP)

    def device(self, model: str, number: int) -> str | None:
        """Return a device of a model, None where there is none."""
        devices = self.world.devices_of(model)
        return devices[number % len(devices)].dev_eui if devices else None

    def task(self, number: int) -> FuotaTask | None:
        """Return a task of the gateway, the newest for 0, None where there is none."""
        tasks = list(self.world.gateway.tasks.values())
        return tasks[-1 - number % len(tasks)] if tasks else None

    @property
    def items(self) -> list[QueuedUpdate]:
        """The updates in the queue."""
        return list(self.world.life.engine.items.values())

    @property
    def held(self) -> list[QueuedUpdate]:
        """The updates on hold."""
        return [one for one in self.items if not one.pending]
