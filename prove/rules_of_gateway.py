"""What may happen at the gateway: its faults, its losses, and what is done on its own page."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from custom_components.milesight_network_server.updates.queue import QueueState
from simulator.fuota import UNFINISHED
from simulator.manners import Order

from . import page
from .rules import Rules
from .troubles import ADDING_FAULTS, FATES, OTHER_FAULTS
from .world import DEVICES, MODELS, MOST_TASKS

# So many devices stay of each model.
FEWEST = 2
NEWER_THAN_ALL = "v1.99"
OTHER_NAMES = ("June 1/2", "June", "somebody's")


class RulesOfGateway(Rules):
    """The gateway, its devices, and somebody who has the gateway's page open."""

    @rule(fault=st.sampled_from(ADDING_FAULTS))
    def have_trouble_adding(self, fault: str) -> None:
        """Have a request for a new task go wrong; after another, also in two ways at once."""
        self.world.add_fault(fault)

    @rule(fault=st.sampled_from(OTHER_FAULTS))
    def have_trouble(self, fault: str) -> None:
        """Have another request go wrong."""
        self.world.add_fault(fault)

    @rule(gone=st.booleans())
    def lose_fuota(self, gone: bool) -> None:
        """Install older firmware on the gateway, which has no FUOTA, or newer again."""
        self.world.lose_fuota(gone=gone)

    @rule(full=st.booleans())
    def fill(self, full: bool) -> None:
        """Have the gateway take no more tasks, or more again."""
        self.world.gateway.books.max_tasks = 0 if full else MOST_TASKS
        self.world.tell(f"the gateway {'takes no more' if full else 'takes more'} tasks")

    @rule(lenient=st.booleans(), null=st.booleans(), moving=st.booleans())
    def have_other_manners(self, lenient: bool, null: bool, moving: bool) -> None:
        """Call tasks a success although devices failed, write null for [], shuffle devices."""
        gateway = self.world.gateway
        order: Order = "moving" if moving else "newest"
        gateway.manners = replace(
            gateway.manners, lenient_success=lenient, null_lists=null, order=order
        )
        self.world.tell(f"manners: lenient {lenient}, null {null}, {order}")

    @rule()
    def reset(self) -> None:
        """Reset the gateway's tasks: ids are counted from 1 again."""
        self.world.lose_tasks()

    @rule(
        name=st.sampled_from(OTHER_NAMES),
        model=st.sampled_from(MODELS),
        device=st.integers(0, DEVICES - 1),
        hangs=st.booleans(),
        official=st.booleans(),
    )
    def make_by_hand(self, name: str, model: str, device: int, hangs: bool, official: bool) -> None:
        """Make a task on the gateway's page, also by a name that is in use."""
        dev_eui = self.device(model, device)
        if dev_eui is not None:
            page.make(self.world, name, [dev_eui], hangs=hangs, official=official)

    @precondition(lambda self: self.world.history.born)
    @rule(number=st.integers(0, 3), same_devices=st.booleans())
    def copy_by_hand(self, number: int, same_devices: bool) -> None:
        """Make a task by the name of one that there was, with an own file."""
        born = self.world.history.born
        copied = born[-1 - number % len(born)]
        existing = [one for one in copied.task.devices if one in self.world.gateway.devices]
        if existing:
            page.make(self.world, copied.name, existing if same_devices else existing[:1])

    @precondition(lambda self: self.world.gateway.tasks)
    @rule(number=st.integers(0, 5))
    def delete_by_hand(self, number: int) -> None:
        """Delete a task on the gateway's page."""
        task = self.task(number)
        if task is not None:
            page.delete(self.world, task)

    @precondition(lambda self: self.world.gateway.tasks)
    @rule(number=st.integers(0, 5), name=st.sampled_from(("renamed", *OTHER_NAMES)))
    def rename_by_hand(self, number: int, name: str) -> None:
        """Rename a task on the gateway's page."""
        task = self.task(number)
        if task is not None and task.status in UNFINISHED:
            page.rename(self.world, task, name)

    @precondition(lambda self: self.world.gateway.tasks)
    @rule(number=st.integers(0, 2), device=st.integers(0, DEVICES - 1))
    def take_out_by_hand(self, number: int, device: int) -> None:
        """Take a device out of a task on the gateway's page."""
        task = self.task(number)
        if task is not None:
            devices = list(task.devices)
            page.take_out(self.world, task, devices[device % len(devices)])

    @precondition(lambda self: self.world.gateway.tasks)
    @rule(number=st.integers(0, 5))
    def retry_by_hand(self, number: int) -> None:
        """Have a failed task run once more, on the gateway's page."""
        task = self.task(number)
        if task is not None:
            page.retry(self.world, task)

    @rule(model=st.sampled_from(MODELS), device=st.integers(0, DEVICES - 1))
    def flash(self, model: str, device: int) -> None:
        """Flash a device with something newer, by cable, while its update is not being sent."""
        dev_eui = self.device(model, device)
        self.world.settle()
        is_sent = any(one.state is QueueState.STARTING for one in self.items)
        if dev_eui is not None and not is_sent:
            page.flash(self.world, dev_eui, NEWER_THAN_ALL)

    @rule(
        model=st.sampled_from(MODELS),
        device=st.integers(0, DEVICES - 1),
        fate=st.sampled_from(FATES),
    )
    def fail(self, model: str, device: int, fate: str) -> None:
        """Let a device fail in its next update."""
        dev_eui = self.device(model, device)
        if dev_eui is not None:
            self.world.gateway.set_fate(dev_eui, fate, 1)
            self.world.tell(f"{dev_eui[-4:]} is going to fail: {fate}")

    @rule(model=st.sampled_from(MODELS), device=st.integers(1, DEVICES - 1))
    def remove_device(self, model: str, device: int) -> None:
        """Delete a device on the gateway's page."""
        dev_eui = self.device(model, device)
        if dev_eui is not None and len(self.world.devices_of(model)) > FEWEST:
            page.remove_device(self.world, dev_eui)
