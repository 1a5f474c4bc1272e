"""A house, a gateway and what people do: all that an update may meet, on one virtual clock."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
import json
from typing import Any, Final

from homeassistant.exceptions import HomeAssistantError

from custom_components.milesight_network_server.ns_api.effect import UndecidedError
from custom_components.milesight_network_server.ns_api.errors import NsApiError
from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError
from custom_components.milesight_network_server.ns_api.firmware import official_firmware
from custom_components.milesight_network_server.updates.claims import TakenError
from custom_components.milesight_network_server.updates.new_task import async_new_task
from custom_components.milesight_network_server.updates.operations import (
    BeingSentError,
    ClosedError,
    NotKeptError,
    canary_task,
)
from custom_components.milesight_network_server.updates.queue import (
    Canary,
    QueuedUpdate,
    QueueState,
)
from simulator.answering import Answer
from simulator.device import Device
from simulator.fuota import UNFINISHED, FuotaTask
from simulator.gateway import Gateway
from simulator.population import populate

from .checker import wrong_at_the_end
from .history import Accepted, Born, History
from .life import Life
from .loop import VirtualLoop

EUI: Final = "24E124FFFEF5A6A8"
MODELS: Final = ("WT101", "UC300")
DEVICES: Final = 4
# How long somebody waits for an answer, in seconds.
PATIENCE: Final = 120.0
# The story begins here by the true clock.
BEGIN: Final = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
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


class World:
    """One world. All methods take as long as what they do takes in it."""

    def __init__(self, loop: VirtualLoop) -> None:
        """Set up a gateway with devices of two models, and a Home Assistant."""
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
        self.options: dict[str, Any] = {}
        # Whether somebody let updates go on beside a task that takes too long.
        self.passed_over = False
        # At which step this life ends; None: not so.
        self.kill_at: int | None = None
        self.life = Life(self, self.options)
        self.life.start()
        self.run(5)
        self.offered = {
            model: loop.run_until_complete(self.life.gateway.list_official_firmware(model))
            for model in MODELS
        }

    # Time.

    def true_now(self) -> datetime:
        """Return the true time."""
        return BEGIN + timedelta(seconds=self.loop.time() - self._began)

    def tell(self, line: str) -> None:
        """Add a line to the story."""
        self.history.tell(self.loop.time() - self._began, line)

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

    def step(self, life: Life, what: str) -> None:
        """Count a step of a life, and end it where it is to end."""
        if life is not self.life or life.dead:
            return
        life.steps += 1
        if self.kill_at is not None and life.steps >= self.kill_at:
            self.kill_at = None
            self.tell(f"Home Assistant is killed {what}")
            life.die()

    def rise(self) -> None:
        """Start Home Assistant again after its death."""
        self.loop.run_until_complete(asyncio.sleep(1))
        self.life = Life(self, self.options)
        self.life.start()

    # The gateway.

    def request(self, message: bytes) -> list[Answer]:
        """Have the gateway hear a request, and see what it did."""
        before = list(self.gateway.tasks.values())
        answers = self.gateway.answer(message)
        self.look()
        asked = json.loads(message)
        if asked["url"].startswith("/api/fuota/task/delete"):
            gone = [one for one in before if one.task_id not in self.gateway.tasks]
            for task in gone:
                if any(one.task is task and one.by_hand for one in self.history.born):
                    self.history.wrong.append(f"a stranger's task {task.name!r} was deleted")
        return answers

    def look(self, *, by_hand: bool = False) -> None:
        """Take notice of tasks that came to be at the gateway."""
        self.gateway.advance()
        for task in self.gateway.tasks.values():
            if self._known.get(task.task_id) is task:
                continue
            self._known[task.task_id] = task
            there = [
                one
                for one in self.history.born
                if not one.by_hand and self.gateway.tasks.get(one.task.task_id) is one.task
            ]
            devices = self.gateway.devices
            born = Born(
                task=task,
                name=task.name,
                by_hand=by_hand,
                ran={one: devices[one].firmware_version for one in task.devices if one in devices},
                there=[one.name for one in there],
                unfinished=[one.name for one in there if one.task.status in UNFINISHED],
                passed_over=self.passed_over,
            )
            self.history.born.append(born)
            ends = ", ".join(one[-4:] for one in task.devices)
            self.tell(f"gateway: task {task.task_id} {task.name!r} for {ends}")

    # People.

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
                self.tell(f"  refused: {type(err).__name__} {err}")
        if self.life.dead:
            self.rise()
        self.look()

    def devices_of(self, model: str) -> list[Device]:
        """Return the devices of a model."""
        return [one for one in self.gateway.devices.values() if one.model == model]

    def new_id(self) -> str:
        """Return the id of a new update, in the form of a ULID."""
        return f"{next(self._numbers):026X}"

    async def install(self, dev_eui: str, version: str) -> None:
        """Install a version on a device."""
        life, device = self.life, self.gateway.devices[dev_eui]
        offered = self.offered[device.model].items.values()
        (firmware,) = (one for one in offered if one.firmware_version == version)
        ran = device.firmware_version
        held = self._held_by([dev_eui])
        item = await life.operations.install(dev_eui, firmware, ran, self.new_id())
        self._asked_anew(held)
        self.history.accepted.append(Accepted(item.queue_id, dev_eui, version, ran))
        life.nudge()

    async def add(self, dev_euis: list[str], name: str, canary: str | None = None) -> None:
        """Add a task for devices of one model, with a canary or without."""
        life = self.life
        model = self.gateway.devices[dev_euis[0]].model
        offered = self.offered[model]
        newest = list(offered.items.values())[-1]
        firmware = official_firmware(offered, newest.official_firmware_id or "")
        given: dict[str, Any] = {"name": name, "dev_euis": list(dev_euis)}
        with life.engine.claims.hold(dev_euis):
            new = await async_new_task(life.context, given, firmware)
            if canary is None:
                held = self._held_by(dev_euis)
                await life.operations.write(new)
                self._asked_anew(held)
                await life.poll()
                return
            queue_id = self.new_id()
            token = f"C{queue_id[-5:]}"
            sent = canary_task(name, token, canary)
            first = {**given, "name": sent.name, "dev_euis": [canary]}
            alone = await async_new_task(life.context, first, firmware)
            ran = {one: self.gateway.devices[one].firmware_version for one in dev_euis}
            goes_first = Canary(dev_eui=canary, sent=sent, soon=True)
            held = self._held_by(dev_euis)
            item = await life.operations.stage(new, given, ran, goes_first, queue_id)
            self._asked_anew(held)
            try:
                written = await life.operations.write(alone)
            except BaseException:
                if not life.dead:
                    await life.operations.unstage(item)
                raise
            await life.operations.follow_canary(item, written.task_id)
            self.history.accepted.extend(
                Accepted(queue_id, one, newest.firmware_version, ran[one]) for one in item.dev_euis
            )
            await life.poll()

    def _held_by(self, dev_euis: list[str]) -> list[tuple[str, str]]:
        found = ((self.life.engine.find(one), one) for one in dev_euis)
        held = [(item.queue_id, one) for item, one in found if item and not item.pending]
        for queue_id, dev_eui in held:
            self.history.may_end(queue_id, [dev_eui])
        return held

    def _asked_anew(self, held: list[tuple[str, str]]) -> None:
        for queue_id, dev_eui in held:
            self.history.end(queue_id, dev_eui, "asked for anew")

    async def cancel(self, item: QueuedUpdate) -> None:
        """Cancel an update as the action does: its task is deleted, if it surely is its own."""
        life = self.life
        if item.queue_id not in life.engine.items:
            return
        how = "cancelled"
        if item.begun:
            how = "cancelled: its task is gone"
            task = await life.operations.task_of(item)
            if task is not None and task.ended:
                await life.poll()
                return
            if task is not None:
                how = "cancelled"
                await life.gateway.delete_fuota_tasks([task.task_id])
        if item.queue_id not in life.engine.items:
            return
        self.history.may_end(item.queue_id, item.dev_euis)
        await life.operations.cancel(item)
        for dev_eui in item.dev_euis:
            self.history.end(item.queue_id, dev_eui, how)

    async def release(self, item: QueuedUpdate) -> None:
        """Let an update on hold take its turn."""
        if self.life.engine.release(item.queue_id):
            released = self.history.released
            released[item.queue_id] = released.get(item.queue_id, 0) + 1
            await self.life.carrier.keep()

    def kill(self) -> None:
        """Kill Home Assistant now, and start it again."""
        self.tell("Home Assistant is killed")
        self.life.die()
        self.rise()

    def reload(self) -> None:
        """Reload the gateway's entry."""
        self.tell("the entry is reloaded")
        old = self.life
        self.loop.run_until_complete(old.unload())
        old.die()
        self.rise()

    def by_hand(self, name: str, dev_euis: list[str], *, hangs: bool = False) -> None:
        """Have somebody make a task on the gateway's page."""
        try:
            self.gateway.by_hand("POST", "/api/fuota/task", task_body(self, name, dev_euis))
        except ValueError as err:
            self.tell(f"by hand, refused: {err}")
            return
        self.tell(f"somebody makes a task {name!r} by hand")
        self.look(by_hand=True)
        if hangs:
            task = list(self.gateway.tasks.values())[-1]
            task.fragment_interval = 10_000_000

    def lose_tasks(self) -> None:
        """Have the gateway lose its tasks, and count their ids anew."""
        self.gateway.reset_fuota()
        self._known.clear()

    def delete_by_hand(self, task: FuotaTask) -> None:
        """Have somebody delete a task on the gateway's page, whatever it does."""
        del self.gateway.tasks[task.task_id]

    def settle(self) -> None:
        """Wait until the house asks the gateway nothing for a moment."""
        for _ in range(100):
            if not self.life.link.waiting and not self.life.carrier.is_busy:
                return
            self.run(1.0)

    def pass_over(self, key: str, *, wait: bool = False) -> None:
        """Have somebody decide about what takes too long."""
        engine = self.life.engine
        if wait:
            engine.lateness.wait_longer(key)
            return
        self.passed_over = True
        engine.lateness.pass_over(key)
        self.life.spawn(self.life.carrier.keep())
        self.life.nudge()

    def ended(self, item: QueuedUpdate) -> None:
        """Check what the queue calls an end against the gateway."""
        born = self.history.born_of(item.token)
        if not any(one.task.status not in UNFINISHED for one in born):
            self.history.wrong.append(f"{item.task_name} was told to have ended, and did not")

    # The end.

    def calm(self) -> list[str]:
        """Let everything calm down, and return what is wrong then."""
        self.tell("all is calm from here")
        self.kill_at = None
        gateway = self.gateway
        gateway.faults.clear()
        gateway.manners = replace(gateway.manners, no_fuota=None)
        self.disk_full = self.offline = False
        self.clock_error = timedelta()
        self._wait(hours=5)
        if self._pending:
            self._wait(hours=60)
        for _ in range(3):
            # Somebody reads what is told, and decides.
            for key in sorted(self.life.engine.lateness.late):
                self.tell(f"somebody no longer waits for {key}")
                self.pass_over(key)
            self._wait(hours=30)
        for item in self._pending:
            if item.passed_over or item.state is QueueState.STAGED:
                self.do(f"cancel {item.task_name} ({item.state})", self.cancel(item))
        self.run(60)
        return [*self.history.wrong, *wrong_at_the_end(self)]

    @property
    def _pending(self) -> list[QueuedUpdate]:
        return [one for one in self.life.engine.items.values() if one.pending]

    def _wait(self, hours: int) -> None:
        """Wait for what is pending, and not longer than so many hours."""
        for _ in range(2 * hours):
            if not self._pending:
                return
            self.run(1800)


def task_body(world: World, name: str, dev_euis: list[str]) -> dict[str, Any]:
    """Return what the gateway's page sends for a new task."""
    starts = world.true_now() + timedelta(seconds=30)
    return {
        "fuotaTask": {
            "name": name,
            "description": "",
            "startedAt": starts.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "deveui": [one.lower() for one in dev_euis],
            "fragmentInfo": {
                "fragmentSize": 46,
                "fragmentInterval": 2000,
                "fragmentRedundancy": 25,
            },
            "tmpMcInfo": {"groupType": 0, "dr": 0, "frequency": 869525000},
            "isOfficialFirmware": False,
            "firmwareInfo": {"firmwareName": "X.bin", "fileContent": "QUFBQUFBQUFBQUFBQUFBQQ=="},
        }
    }
