"""Histories at random: what people, the gateway, the disk and the clock may do, in any order.

Hypothesis makes them, and shrinks what fails to the fewest steps that fail.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from custom_components.milesight_network_server.updates.queue import QueuedUpdate, QueueState
from simulator.faults import Fault
from simulator.fuota import UNFINISHED

from .history import story_of
from .loop import VirtualLoop
from .world import DEVICES, MODELS, World

STEPS = 30
VERSIONS = {"WT101": ("v1.1", "v1.2", "v1.10"), "UC300": ("v1.3", "v1.4")}
# What may go wrong with a request that makes a task (6.1), and with its task afterwards.
ADDING_FAULTS = (
    "drop call=6.1 times=1",
    "lost_answer call=6.1 times=1",
    "tear call=6.1 times=1",
    "omit call=6.1 key=id times=1",
    "repeat call=6.1 times=1",
    "late call=6.1 seconds=25 times=1",
    "late call=6.1 seconds=120 times=1",
    "done call=6.1 code=24 times=1",
    "code call=6.1 code=24 times=1",
    "code call=6.1 code=10310013 times=1",
    "code call=6.1 code=10310012 times=1",
    "unlisted call=6.1 seconds=40 times=1",
    "unlisted call=6.1 seconds=200 times=1",
)
OTHER_FAULTS = (
    "drop call=6.2 times=2",
    "empty call=6.2",
    "empty call=6.2 times=2",
    "null call=6.2 times=1",
    "repeat call=6.2 times=3",
    "code call=6.2 code=24 times=1",
    "drop call=6.7 times=3",
    "code call=6.6 code=24 times=2",
    "drop call=6.6 times=2",
    "code call=6.8 code=23 times=2",
    "drop call=6.8 times=2",
    "drop call=6.10 times=2",
    "empty call=6.10",
    "empty call=3.3",
    "code call=6.10 code=10310015 times=1",
    "total call=6.2 add=1 times=2",
    "silent seconds=300",
    "restart seconds=60",
)
FATES = ("fragment:9", "fragment:4", "multicast:6", "fragment:13")
SPANS = (1.0, 7.0, 30.0, 120.0, 400.0, 3600.0, 8 * 3600.0)
# So many devices stay of each model.
FEWEST = 2
LOOP = VirtualLoop()


class Histories(RuleBasedStateMachine):
    """One world, and everything that may happen in it."""

    def __init__(self) -> None:
        """Begin a world."""
        super().__init__()
        asyncio.set_event_loop(LOOP)
        self.world = World(LOOP)

    # People.

    @rule(
        model=st.sampled_from(MODELS), device=st.integers(0, DEVICES - 1), version=st.integers(0, 2)
    )
    def install(self, model: str, device: int, version: int) -> None:
        """Install a version on a device."""
        dev_eui = self._device(model, device)
        if dev_eui is not None:
            wanted = VERSIONS[model][-1 - version % len(VERSIONS[model])]
            self.world.do(
                f"install {wanted} on {dev_eui[-4:]}", self.world.install(dev_eui, wanted)
            )

    @rule(model=st.sampled_from(MODELS), name=st.sampled_from(["June", "July"]))
    def stage(self, model: str, name: str) -> None:
        """Update all devices of a model, one of them first."""
        dev_euis = [one.dev_eui for one in self.world.devices_of(model)]
        deed = self.world.add(dev_euis, name, dev_euis[0])
        self.world.do(f"stage {name!r} for all {model}", deed)

    @rule(model=st.sampled_from(MODELS), device=st.integers(0, DEVICES - 1))
    def add(self, model: str, device: int) -> None:
        """Add a task for one device."""
        dev_eui = self._device(model, device)
        if dev_eui is not None:
            self.world.do(f"add a task for {dev_eui[-4:]}", self.world.add([dev_eui], "June"))

    @rule(
        model=st.sampled_from(MODELS),
        device=st.integers(0, DEVICES - 1),
        deeds=st.lists(st.integers(0, 4), min_size=2, max_size=3),
    )
    def together(self, model: str, device: int, deeds: list[int]) -> None:
        """Have several people do something about one device at the same moment."""
        dev_eui = self._device(model, device)
        if dev_eui is None:
            return
        world, newest = self.world, VERSIONS[model][-1]
        everyone = [one.dev_eui for one in world.devices_of(model)]
        item = world.life.engine.find(dev_eui)
        world.tell(f"at once: {deeds} about {dev_eui[-4:]}")
        made = [
            lambda: world.install(dev_eui, newest),
            lambda: world.install(dev_eui, VERSIONS[model][0]),
            lambda: world.add([dev_eui], "At once"),
            lambda: world.add(everyone, "At once", dev_eui),
            lambda: world.cancel(item) if item is not None else world.install(dev_eui, newest),
        ]
        world.together(*(made[deed]() for deed in deeds))

    @precondition(lambda self: self.world.life.engine.items)
    @rule(number=st.integers(0, 5))
    def cancel(self, number: int) -> None:
        """Cancel an update."""
        item = self._item(number)
        self.world.do(f"cancel {item.task_name} ({item.state})", self.world.cancel(item))

    @precondition(lambda self: self._held)
    @rule()
    def release(self) -> None:
        """Let an update on hold take its turn."""
        item = self._held[0]
        self.world.do(f"release {item.task_name}", self.world.release(item))

    @precondition(lambda self: self.world.life.engine.lateness.late)
    @rule(wait=st.booleans())
    def decide_on_late(self, wait: bool) -> None:
        """Wait longer for what takes too long, or no more."""
        engine = self.world.life.engine
        key = min(engine.lateness.late)
        self.world.tell(f"somebody {'waits for' if wait else 'passes over'} {key}")
        self.world.pass_over(key, wait=wait)

    @rule(redundancy=st.sampled_from([None, 10]))
    def change_options(self, redundancy: int | None) -> None:
        """Change an option, which reloads the entry."""
        self.world.options = {"fragment_redundancy": redundancy}
        self.world.reload()

    # The house.

    @rule(span=st.sampled_from(SPANS))
    def wait(self, span: float) -> None:
        """Let time pass."""
        self.world.run(span)

    @rule(steps=st.integers(1, 40))
    def kill_soon(self, steps: int) -> None:
        """Have Home Assistant killed before or after one of its next requests and writes."""
        self.world.kill_at = self.world.life.steps + steps

    @rule()
    def kill(self) -> None:
        """Kill Home Assistant now."""
        self.world.kill()

    @rule(full=st.booleans())
    def fill_disk(self, full: bool) -> None:
        """Have the disk full, or have room again."""
        self.world.disk_full = full
        self.world.tell(f"the disk {'is full' if full else 'has room'}")

    @rule(hours=st.sampled_from([-38.0, -1.0, 0.0, 3.0, 87_600.0]))
    def set_clock(self, hours: float) -> None:
        """Set the wall clock wrong, or right again."""
        self.world.clock_error = timedelta(hours=hours)
        self.world.tell(f"the wall clock is {hours:+g} h off")

    @rule(offline=st.booleans())
    def lose_broker(self, offline: bool) -> None:
        """Lose the broker, or have it back."""
        self.world.offline = offline
        self.world.tell(f"the broker is {'gone' if offline else 'there'}")

    # The gateway.

    @rule(fault=st.sampled_from(ADDING_FAULTS))
    def have_trouble_adding(self, fault: str) -> None:
        """Have a request for a new task go wrong."""
        self.world.gateway.faults.add(Fault.parse(fault))
        self.world.tell(f"fault: {fault}")

    @rule(fault=st.sampled_from(OTHER_FAULTS))
    def have_trouble(self, fault: str) -> None:
        """Have another request go wrong."""
        self.world.gateway.faults.add(Fault.parse(fault))
        self.world.tell(f"fault: {fault}")

    @rule(gone=st.booleans())
    def lose_fuota(self, gone: bool) -> None:
        """Install older firmware on the gateway, which has no FUOTA, or newer again."""
        gateway = self.world.gateway
        gateway.manners = replace(gateway.manners, no_fuota=21 if gone else None)
        self.world.tell(f"the gateway {'loses' if gone else 'has'} FUOTA")

    @rule(lenient=st.booleans())
    def be_lenient(self, lenient: bool) -> None:
        """Call tasks a success although devices failed."""
        gateway = self.world.gateway
        gateway.manners = replace(gateway.manners, lenient_success=lenient)

    @rule()
    def reset(self) -> None:
        """Reset the gateway's tasks: ids are counted from 1 again."""
        self.world.tell("the gateway loses all tasks")
        self.world.lose_tasks()

    @rule(
        name=st.sampled_from(["June 1/2", "somebody's", "same"]),
        model=st.sampled_from(MODELS),
        device=st.integers(0, DEVICES - 1),
        hangs=st.booleans(),
    )
    def make_by_hand(self, name: str, model: str, device: int, hangs: bool) -> None:
        """Make a task on the gateway's page, also by a name that is in use."""
        dev_eui = self._device(model, device)
        if dev_eui is None:
            return
        if name == "same" and self.world.history.born:
            name = self.world.history.born[-1].name
        self.world.by_hand(name, [dev_eui], hangs=hangs)

    @precondition(lambda self: self.world.gateway.tasks)
    @rule(number=st.integers(0, 5))
    def delete_by_hand(self, number: int) -> None:
        """Delete a task on the gateway's page."""
        tasks = list(self.world.gateway.tasks.values())
        task = tasks[number % len(tasks)]
        self.world.tell(f"somebody deletes task {task.task_id} {task.name!r} by hand")
        self.world.delete_by_hand(task)

    @precondition(lambda self: self.world.gateway.tasks)
    @rule(number=st.integers(0, 5))
    def rename_by_hand(self, number: int) -> None:
        """Rename a task on the gateway's page."""
        tasks = [one for one in self.world.gateway.tasks.values() if one.status in UNFINISHED]
        if tasks:
            task = tasks[number % len(tasks)]
            self.world.tell(f"somebody renames task {task.task_id}")
            task.name = "renamed"

    @rule(model=st.sampled_from(MODELS), device=st.integers(0, DEVICES - 1))
    def update_by_hand(self, model: str, device: int) -> None:
        """Flash a device with something newer, by cable."""
        dev_eui = self._device(model, device)
        self.world.settle()
        items = self.world.life.engine.items.values()
        is_under_way = any(one.state is QueueState.STARTING for one in items)
        if dev_eui is not None and not is_under_way:
            self.world.tell(f"somebody flashes {dev_eui[-4:]} with v1.99")
            self.world.gateway.devices[dev_eui].firmware_version = "v1.99"

    @rule(
        model=st.sampled_from(MODELS),
        device=st.integers(0, DEVICES - 1),
        fate=st.sampled_from(FATES),
    )
    def fail(self, model: str, device: int, fate: str) -> None:
        """Let a device fail in its next update."""
        dev_eui = self._device(model, device)
        if dev_eui is not None and fate != "fragment:13":
            self.world.gateway.set_fate(dev_eui, fate, 1)
            self.world.tell(f"{dev_eui[-4:]} is going to fail: {fate}")

    @rule(model=st.sampled_from(MODELS), device=st.integers(1, DEVICES - 1))
    def remove_device(self, model: str, device: int) -> None:
        """Delete a device on the gateway's page."""
        dev_eui = self._device(model, device)
        if dev_eui is not None and len(self.world.devices_of(model)) > FEWEST:
            self.world.tell(f"somebody deletes device {dev_eui[-4:]}")
            del self.world.gateway.devices[dev_eui]

    # The end.

    def teardown(self) -> None:
        """Let all calm down, and check the history."""
        try:
            wrong = self.world.calm()
        finally:
            self.world.life.die()
            LOOP.run_until_complete(asyncio.sleep(0))
        if wrong:
            raise AssertionError(f"\n{story_of(self.world.history, wrong)}")

    def _device(self, model: str, number: int) -> str | None:
        devices = self.world.devices_of(model)
        return devices[number % len(devices)].dev_eui if devices else None

    def _item(self, number: int) -> QueuedUpdate:
        items = list(self.world.life.engine.items.values())
        return items[number % len(items)]

    @property
    def _held(self) -> list[QueuedUpdate]:
        items = self.world.life.engine.items.values()
        return [one for one in items if one.state is QueueState.HELD]


def prove(number: int, histories: int, steps: int = STEPS) -> None:
    """Check so many histories of one seed. Raises `AssertionError` with the story of one."""
    machine = seed(number)(type(f"Histories{number}", (Histories,), {}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            report_multiple_bugs=False,
        ),
    )
