"""What people may do in Home Assistant, at any moment."""

from collections.abc import Callable, Coroutine
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from . import people
from .rules import Rules
from .world import DEVICES, MODELS

# All firmware that the gateway offers for these models; the devices run v1.2.
VERSIONS = {"WT101": ("v1.1", "v1.2", "v1.10"), "UC300": ("v1.3", "v1.4")}
NAMES = ("June", "July")


class RulesOfPeople(Rules):
    """People install, stage, cancel, release, retry and decide."""

    @rule(
        model=st.sampled_from(MODELS), device=st.integers(0, DEVICES - 1), version=st.integers(0, 2)
    )
    def install(self, model: str, device: int, version: int) -> None:
        """Install a version on a device."""
        dev_eui = self.device(model, device)
        if dev_eui is not None:
            wanted = VERSIONS[model][-1 - version % len(VERSIONS[model])]
            deed = people.install(self.world, dev_eui, wanted)
            self.world.do(f"install {wanted} on {dev_eui[-4:]}", deed)

    @rule(model=st.sampled_from(MODELS))
    def install_all(self, model: str) -> None:
        """Install the newest version on all devices of a model."""
        everyone = [one.dev_eui for one in self.world.devices_of(model)]
        if everyone:
            self.world.tell(f"update all {model}")
            newest = VERSIONS[model][-1]
            self.world.together(*(people.install(self.world, one, newest) for one in everyone))

    @rule(model=st.sampled_from(MODELS), name=st.sampled_from(NAMES))
    def stage(self, model: str, name: str) -> None:
        """Update all devices of a model, one of them first."""
        dev_euis = [one.dev_eui for one in self.world.devices_of(model)]
        deed = people.add(self.world, dev_euis, name, dev_euis[0])
        self.world.do(f"stage {name!r} for all {model}", deed)

    @rule(model=st.sampled_from(MODELS), device=st.integers(0, DEVICES - 1))
    def add(self, model: str, device: int) -> None:
        """Add a task for one device."""
        dev_eui = self.device(model, device)
        if dev_eui is not None:
            deed = people.add(self.world, [dev_eui], NAMES[0])
            self.world.do(f"add a task for {dev_eui[-4:]}", deed)

    @rule(
        model=st.sampled_from(MODELS),
        device=st.integers(0, DEVICES - 1),
        deeds=st.lists(st.integers(0, 5), min_size=2, max_size=3),
    )
    def together(self, model: str, device: int, deeds: list[int]) -> None:
        """Have several people do something about one device at the same moment."""
        dev_eui = self.device(model, device)
        if dev_eui is None:
            return
        world, versions = self.world, VERSIONS[model]
        everyone = [one.dev_eui for one in world.devices_of(model)]
        item = world.life.engine.find(dev_eui)
        world.tell(f"at once: {deeds} about {dev_eui[-4:]}")
        made: list[Callable[[], Coroutine[Any, Any, None]]] = [
            lambda: people.install(world, dev_eui, versions[-1]),
            lambda: people.install(world, dev_eui, versions[0]),
            lambda: people.add(world, [dev_eui], "At once"),
            lambda: people.add(world, everyone, "At once", dev_eui),
            lambda: people.cancel(world, item) if item is not None else made[0](),
            lambda: people.release(world, item) if item is not None else made[0](),
        ]
        world.together(*(made[deed]() for deed in deeds))

    @precondition(lambda self: self.items)
    @rule(number=st.integers(0, 5))
    def cancel(self, number: int) -> None:
        """Cancel an update."""
        item = self.items[number % len(self.items)]
        self.world.do(f"cancel {item.task_name} ({item.state})", people.cancel(self.world, item))

    @precondition(lambda self: self.held)
    @rule(number=st.integers(0, 2))
    def release(self, number: int) -> None:
        """Let an update on hold take its turn."""
        item = self.held[number % len(self.held)]
        self.world.do(f"release {item.task_name}", people.release(self.world, item))

    @precondition(lambda self: self.world.gateway.tasks)
    @rule(number=st.integers(0, 2))
    def retry(self, number: int) -> None:
        """Have a task run once more."""
        task = self.task(number)
        if task is not None:
            deed = people.retry(self.world, task.task_id)
            self.world.do(f"retry task {task.task_id}", deed)

    @precondition(lambda self: self.world.life.engine.lateness.late)
    @rule(wait=st.booleans())
    def decide_on_late(self, wait: bool) -> None:
        """Wait longer for what takes too long, or no more."""
        people.decide(self.world, min(self.world.life.engine.lateness.late), wait=wait)

    @rule(redundancy=st.sampled_from([None, 10]))
    def change_options(self, redundancy: int | None) -> None:
        """Change an option, which reloads the entry."""
        self.world.reload({"fragment_redundancy": redundancy})
