"""A house, a gateway, a disk and two clocks: all that an update may meet, on one virtual clock."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count
import json
import re
from typing import Any, Final

from homeassistant.exceptions import HomeAssistantError
from packaging.version import Version

from custom_components.milesight_network_server.ns_api.effect import UndecidedError
from custom_components.milesight_network_server.ns_api.errors import NsApiError
from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError
from custom_components.milesight_network_server.updates.claims import TakenError
from custom_components.milesight_network_server.updates.operations import (
    BeingSentError,
    ClosedError,
    NotKeptError,
)
from custom_components.milesight_network_server.updates.queue import QueuedUpdate
from custom_components.milesight_network_server.updates.task_view import START_MARGIN
from simulator.answering import Answer
from simulator.device import Device
from simulator.faults import Fault
from simulator.fuota import UNFINISHED, FuotaTask, TaskStatus
from simulator.gateway import Gateway
from simulator.population import populate

from .history import Born, History
from .life import CLOSELY, Life
from .loop import VirtualLoop
from .plain_words import speak_plainly

EUI: Final = "24E124FFFEF5A6A8"
MODELS: Final = ("WT101", "UC300")
DEVICES: Final = 4
# How many tasks the gateway takes.
MOST_TASKS: Final = 100
# How long somebody waits for an answer, in seconds.
PATIENCE: Final = 120.0
# A gateway that lies again and again about its tasks looks like one that has lost them: a list lies
# twice in a row at most, and not again for so long.
HONEST_FOR: Final = 1800.0
LYING: Final = "empty call=6.2"
# How long a task may be at work again, and the house not know it, in seconds.
UNSEEN: Final = 120.0
# What the queue calls its tasks; canaries have another token.
OF_QUEUE: Final = re.compile(r"\(0\w{5}\)$")
# Home Assistant writes what it reports to disk so much later, in seconds.
SURELY_WRITTEN: Final = 30.0
# For how long the disk is full where that strikes at a step, in seconds.
FULL_FOR: Final = 45.0
# The story begins here by the true clock.
BEGIN: Final = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
# What somebody may be told in place of what was wanted.
REFUSALS: Final = (
    BeingSentError,
    TakenError,
    InvalidFieldsError,
    NsApiError,
    NotKeptError,
    ClosedError,
    UndecidedError,
    HomeAssistantError,
)


class Strike(StrEnum):
    """What may strike at a step of a life, as a story tells it."""

    DEATH = "Home Assistant is killed"
    RELOAD = "the entry is reloaded"
    FULL_DISK = "the disk is full for a moment"


class World:
    """One world. All methods take as long as what they do takes in it."""

    def __init__(self, loop: VirtualLoop) -> None:
        """Set up a gateway with devices of two models, and a Home Assistant."""
        speak_plainly()
        self.loop = loop
        self._began = loop.time()
        self.clock_error = timedelta()
        self.disk: str | None = None
        self.disk_full = False
        self.offline = False
        self.history = History()
        self.gateway = Gateway(EUI, clock=self.true_now, firmware_size=2000, polling_time=30.0)
        populate(self.gateway, devices=2 * DEVICES, models=MODELS)
        for device in self.gateway.devices.values():
            device.firmware_version, device.hardware_version = "v1.2", "v3.0"
            device.last_seen, device.next_uplink = self.true_now(), None
        self._numbers = count(1)
        self._known: dict[int, FuotaTask] = {}
        self._lied_at = -HONEST_FOR
        self._may_lie = False
        # How often tasks are polled while one is under way, in seconds.
        self.closely = CLOSELY
        self.options: dict[str, Any] = {}
        # Whether somebody let updates go on beside a task that takes too long.
        self.passed_over = False
        # The tokens of the updates whose tasks somebody has deleted.
        self.deleted: set[str] = set()
        # At which step of this life something strikes, None: nothing does; and what that is.
        self.strike_at: int | None = None
        self.strike = Strike.DEATH
        self._reloading: asyncio.Task[None] | None = None
        self.life = self._born()
        self.run(5)
        self.offered = {
            model: loop.run_until_complete(self.life.gateway.list_official_firmware(model))
            for model in MODELS
        }

    def _born(self) -> Life:
        self.history.held.clear()
        life = Life(self, self.options)
        life.start()
        return life

    # Time.

    def seconds(self) -> float:
        """Return how long this world has been going."""
        return self.loop.time() - self._began

    def true_now(self) -> datetime:
        """Return the true time."""
        return BEGIN + timedelta(seconds=self.seconds())

    def tell(self, line: str) -> None:
        """Add a line to the story."""
        self.history.tell(self.seconds(), line)

    def run(self, seconds: float) -> None:
        """Let time pass, and everything happen that is due."""
        until = self.loop.time() + seconds
        while (left := until - self.loop.time()) > 0:
            self.loop.run_until_complete(self._pass(left))
            if self.life.dead:
                self.rise()
        self.look()

    async def _pass(self, seconds: float) -> None:
        """Let time pass until it is over, or the house is dead."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.life.died.wait(), seconds)

    # The house.

    def step(self, life: Life, what: str) -> None:
        """Count a step of a life, and have something strike where it is to."""
        if life is not self.life or life.dead:
            return
        life.steps += 1
        if self.strike_at is None or life.steps < self.strike_at:
            return
        self.strike_at = None
        self.tell(f"{self.strike} {what}")
        match self.strike:
            case Strike.DEATH:
                life.die()
            case Strike.RELOAD:
                self._reloading = self.loop.create_task(life.unload())
            case Strike.FULL_DISK:
                self.disk_full = True
                self.loop.call_later(FULL_FOR, self.have_room)

    def have_room(self) -> None:
        """Have the disk take what is written again."""
        self.disk_full = False

    def rise(self) -> None:
        """Start Home Assistant again after its death."""
        self.loop.run_until_complete(asyncio.sleep(1))
        self.life = self._born()

    def kill(self) -> None:
        """Kill Home Assistant now, and start it again."""
        self.tell("Home Assistant is killed")
        self.life.die()
        self.rise()

    def reload(self, options: Mapping[str, Any]) -> None:
        """Change the entry's options, which reloads it."""
        self.tell(f"the entry is reloaded with {options}")
        self.options = dict(options)
        self.loop.run_until_complete(self.life.unload())
        self.rise()

    def settle(self) -> None:
        """Wait until the house asks the gateway nothing for a moment."""
        for _ in range(100):
            if not self.life.link.waiting and not self.life.carrier.is_busy:
                return
            self.run(1.0)

    def new_id(self) -> str:
        """Return the id of a new update, in the form of a ULID."""
        return f"{next(self._numbers):026X}"

    def do(self, what: str, deed: Coroutine[Any, Any, None]) -> None:
        """Have somebody do something, and wait for what is answered."""
        self.tell(what)
        self.together(deed)

    def together(self, *deeds: Coroutine[Any, Any, None]) -> None:
        """Have several people do something at the same moment."""
        tasks = [self.life.spawn(one) for one in deeds]
        self.loop.run_until_complete(asyncio.wait(tasks, timeout=PATIENCE))
        self.life.nudge()
        for task in tasks:
            if not task.done() or task.cancelled():
                self.tell("  nobody hears the answer")
            elif (err := task.exception()) is not None:
                if not isinstance(err, REFUSALS):
                    raise err
                # Home Assistant's own errors have words only where its translations are.
                why = err.translation_key if isinstance(err, HomeAssistantError) else err
                self.tell(f"  refused: {type(err).__name__} {why}")
        if self.life.dead:
            self.rise()
        self.look()

    # The gateway.

    def devices_of(self, model: str) -> list[Device]:
        """Return the devices of a model."""
        return [one for one in self.gateway.devices.values() if one.model == model]

    def add_fault(self, text: str) -> None:
        """Have something go wrong."""
        if text.startswith(LYING):
            if self.seconds() - self._lied_at < HONEST_FOR:
                return
            self._lied_at = self.seconds()
        self._may_lie = self._may_lie or "call=6.2" in text or text.startswith("late")
        self.tell(f"fault: {text}")
        self.gateway.faults.add(Fault.parse(text))

    def lose_fuota(self, *, gone: bool = True) -> None:
        """Have the gateway know no tasks, as with older firmware, or know them again."""
        self.gateway.manners = replace(self.gateway.manners, no_fuota=21 if gone else None)
        self.tell(f"the gateway {'loses' if gone else 'has'} FUOTA")

    def lose_tasks(self) -> None:
        """Have the gateway lose its tasks, and count their ids anew; that takes a moment."""
        self.run(1.0)
        self.tell("the gateway loses all tasks")
        self.gateway.reset_fuota()
        self._known.clear()

    def request(self, message: bytes) -> list[Answer]:
        """Have the gateway hear a request, and see what it did."""
        self._note_asked(message)
        before = list(self.gateway.tasks.values())
        answers = self.gateway.answer(message)
        self.look()
        for task in before:
            if self.gateway.tasks.get(task.task_id) is task:
                continue
            born = self.history.birth_of(task)
            self.tell(f"gateway: task {task.task_id} {born.name!r} is deleted")
            if born.by_hand or not any(born.carries(token) for token in self.deleted):
                self.history.wrong.append(f"task {born.name!r} was deleted, which is another's")
        return answers

    def _note_asked(self, message: bytes) -> None:
        """Note when a task was asked for: the gateway may make it later."""
        task = (json.loads(message).get("body") or {}).get("fuotaTask")
        if task is not None:
            self.history.asked[task["name"]] = self.seconds()

    def look(self, *, by_hand: bool = False) -> None:
        """Take notice of what the gateway has done with its tasks."""
        self.gateway.advance()
        history = self.history
        for task in self.gateway.tasks.values():
            if self._known.get(task.task_id) is not task:
                self._known[task.task_id] = task
                self._birth(task, by_hand=by_hand)
            elif task.status not in UNFINISHED:
                born = history.birth_of(task)
                born.has_ended = True
                born.ended_for |= task.devices.keys()

    def _birth(self, task: FuotaTask, *, by_hand: bool) -> None:
        existing = [
            one
            for one in self.history.born
            if not one.by_hand and self.gateway.tasks.get(one.task.task_id) is one.task
        ]
        devices = self.gateway.devices
        # What came to be while the request was on its way was not there when it was sent.
        asked_at = self.seconds() if by_hand else self.history.asked.get(task.name, self.seconds())
        at_work = [one for one in self.history.born if self._is_at_work(one)]
        born = Born(
            task=task,
            name=task.name,
            by_hand=by_hand,
            at=self.seconds(),
            ran={one: devices[one].firmware_version for one in task.devices if one in devices},
            existing=[one.name for one in existing],
            at_work=[one.name for one in at_work if one.at <= asked_at],
            passed_over=self.passed_over,
        )
        self._check_canary(born)
        if not by_hand:
            self._check_devices(born, [one for one in existing if one.at <= asked_at], asked_at)
        self.history.born.append(born)
        ends = ", ".join(one[-4:] for one in task.devices)
        self.tell(f"gateway: task {task.task_id} {task.name!r} for {ends}")

    def _check_devices(self, born: Born, existing: Iterable[Born], asked_at: float) -> None:
        """No device may be sent a task while it is in another of the house's that has not ended.

        Nobody in the house knows of a task that people retry on the gateway's page after this one
        was asked for.
        """
        history = self.history
        if any(born.carries(queue_id[-6:]) for queue_id in history.released):
            return
        for other in existing:
            was_ended = (other.retried_by_hand_at or 0.0) >= asked_at
            if other.task.status in UNFINISHED and not was_ended:
                history.wrong.extend(
                    f"{one[-4:]} is in {other.name!r}, and {born.name!r} was made for it"
                    for one in born.devices
                    if one in other.task.devices
                )

    def _check_canary(self, born: Born) -> None:
        """Nothing of a staged update may be sent before its canary's device is updated."""
        history = self.history
        for queue_id, (dev_eui, version) in history.canaries.items():
            device = self.gateway.devices.get(dev_eui)
            if born.by_hand or not born.carries(queue_id[-6:]) or queue_id in history.released:
                continue
            if device and Version(device.firmware_version) < Version(version or "0"):
                history.wrong.append(f"{born.name!r} was made before its canary was updated")

    def _is_at_work(self, born: Born) -> bool:
        """Whether the house can know of a task that it is at work, or about to be."""
        task = born.task
        if task.status not in UNFINISHED or self.gateway.tasks.get(task.task_id) is not task:
            return False
        if born.by_hand:
            # Nobody knows of others' tasks but from lists, and from those only if they are true.
            is_known = self.seconds() - born.at > UNSEEN and not self._may_lie
            return is_known and task.status is TaskStatus.EXECUTING
        if born.retried_at is not None and self.seconds() - born.retried_at <= UNSEEN:
            return False
        starts_in = task.started_at - self.true_now() - self.clock_error
        # A task that was renamed is not known as one of the queue: its start shows it.
        return OF_QUEUE.search(task.name) is not None or starts_in <= START_MARGIN

    def left_out(self, queue_id: str, dev_eui: str, reason: str) -> None:
        """Take notice of what is reported. A life that ends soon after may not have reported it."""
        self.tell(f"told: {dev_eui[-4:]} left out: {reason}")
        history, life = self.history, self.life
        tasks = [one.task for one in history.born_of(queue_id[-6:])]
        is_listed = any(self.gateway.tasks.get(one.task_id) is one for one in tasks)
        if reason.startswith("task_deleted") and is_listed:
            history.wrong.append(f"a task of {queue_id} was told to be deleted, and is there")
        if reason.startswith("taken_out") and dev_eui not in history.taken_out:
            history.wrong.append(f"{dev_eui[-4:]} was told to be taken out, and was not")

        def is_surely_written() -> None:
            if not life.dead:
                history.end(queue_id, dev_eui, f"left out: {reason}")

        self.loop.call_later(SURELY_WRITTEN, is_surely_written)

    def ended(self, item: QueuedUpdate) -> None:
        """Check what the queue calls an end against the gateway."""
        if not any(one.has_ended for one in self.history.born_of(item.token)):
            self.history.wrong.append(f"{item.task_name} was told to have ended, and did not")

    @property
    def pending(self) -> list[QueuedUpdate]:
        """The updates that go on by themselves."""
        return [one for one in self.life.engine.items.values() if one.pending]
