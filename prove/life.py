"""One life of a Home Assistant, from its start to its stop or sudden death.

Home Assistant itself is left out. What lies between the gateway's answers and the disk is the
integration's own code.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, datetime
import json
import traceback
from typing import TYPE_CHECKING, Any

from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.errors import (
    NsApiError,
    RefusedError,
    is_unknown_call,
)
from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError, Problem
from custom_components.milesight_network_server.ns_api.firmware.named import Firmware, own_firmware
from custom_components.milesight_network_server.ns_api.firmware.survey import FirmwareSurvey
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.link import Link
from custom_components.milesight_network_server.updates.carrier import Carrier
from custom_components.milesight_network_server.updates.engine import Engine
from custom_components.milesight_network_server.updates.identity import SentTask, TaskMark
from custom_components.milesight_network_server.updates.new_task import TaskContext
from custom_components.milesight_network_server.updates.news import (
    Ended,
    Held,
    LeftOut,
    Released,
    TookTooLong,
)
from custom_components.milesight_network_server.updates.operations import UpdateOperations
from custom_components.milesight_network_server.updates.queue import QueuedUpdate
from custom_components.milesight_network_server.updates.settings import UpdateSettings
from custom_components.milesight_network_server.updates.task_list import TaskReader
from custom_components.milesight_network_server.updates.task_view import FuotaData

from .plain_words import words

if TYPE_CHECKING:
    from .world import World

# How often tasks are polled while one is under way, and while none is, in seconds.
CLOSELY, SELDOM = 300.0, 1800.0
TIMEOUT = 10.0
OWN_FILE = b"own firmware" * 40


class LifeClock:
    """The clocks as this Home Assistant has them: the wall clock may be wrong."""

    def __init__(self, world: World) -> None:
        """Take the world whose true time it is."""
        self._world = world
        self._began = world.loop.time()

    def now(self) -> datetime:
        """Return what the wall clock shows."""
        return self._world.true_now() + self._world.clock_error

    def monotonic(self) -> float:
        """Return the seconds of this life."""
        return self._world.loop.time() - self._began + 1000.0


class Life:
    """One life: what is in memory, and the tasks at work."""

    def __init__(self, world: World, options: Mapping[str, Any]) -> None:
        """Begin with an empty memory; `start` reads the disk."""
        self._world = world
        self.died = asyncio.Event()
        self.steps = 0
        self.clock = LifeClock(world)
        self.link = Link(self._publish)
        self.gateway = Gateway(self.link, world.gateway.eui, timeout=TIMEOUT, page_size=50)
        self.engine = Engine(self.clock, words)
        settings = UpdateSettings(fragment_redundancy=options.get("fragment_redundancy"))
        context = TaskContext(
            gateway=self.gateway,
            clock=self.clock,
            time_zone=UTC,
            plan=lambda: CHANNEL_PLANS["EU868"],
            devices=dict,
            settings=lambda: settings,
            unfinished_tasks=lambda: self.data.unfinished if self.data else None,
            poll_tasks=self.poll,
        )
        self.context = context
        self.carrier = Carrier(self.engine, context, self, "gateway")
        self.operations = UpdateOperations(self.engine, self.carrier, context)
        self.reader = TaskReader(self.gateway, UTC, self.clock, lambda: settings.allowance)
        self.survey = FirmwareSurvey(self.gateway)
        self.data: FuotaData | None = None
        self._is_closed = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._nudged = asyncio.Event()
        self._polling = asyncio.Lock()
        self.engine.claims.freed = self._nudged.set

    @property
    def dead(self) -> bool:
        """Whether this life is over."""
        return self.died.is_set()

    # What Home Assistant does by itself.

    def start(self) -> None:
        """Read the disk, and begin to poll."""
        kept = json.loads(self._world.disk) if self._world.disk else {"updates": []}
        self.engine.load(
            [QueuedUpdate.from_dict(one) for one in kept["updates"]],
            [LeftOut.from_dict(one) for one in kept.get("left_out", ())],
            [SentTask.from_dict(one) for one in kept.get("fresh", ())],
        )
        self.engine.lateness.stays.passed_over = [
            TaskMark.from_dict(one) for one in kept.get("passed_over", ())
        ]
        self.spawn(self._live()).add_done_callback(self._stopped)

    def spawn[T](self, coro: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Do something in this life."""
        task = self._world.loop.create_task(coro)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Who waits for it sees what went wrong; after a death, nobody does.
            task.exception()

    def _stopped(self, task: asyncio.Task[None]) -> None:
        """Nothing may stop the queue but the end of this life."""
        if not task.cancelled() and (err := task.exception()) is not None:
            where = traceback.extract_tb(err.__traceback__)[-1]
            stopped = f"the queue stopped: {err!r} in {where.filename}, line {where.lineno}"
            self._world.history.wrong.append(stopped)

    def die(self) -> None:
        """End at once: nothing is sent, written or heard any more."""
        self.died.set()
        for task in self._tasks:
            task.cancel()

    async def unload(self) -> None:
        """End in order, as for a reload: what waits for an answer is told that none will come.

        What is being written then is finished, and nothing is written any more.
        """
        self.operations.close()
        self._is_closed = True
        await asyncio.sleep(0.005)
        self.link.close()
        await asyncio.sleep(0.01)
        self.die()

    def nudge(self) -> None:
        """Have the queue look what can go on."""
        self._nudged.set()

    async def _live(self) -> None:
        polled_at = -SELDOM
        while not self.dead:
            loop = self._world.loop
            if loop.time() - polled_at >= self._interval() - 1e-3:
                polled_at = loop.time()
                await self.poll()
            self._nudged.clear()
            await self.carrier.advance()
            due = polled_at + self._interval() - loop.time()
            wake_at = self.carrier.wake_at
            if wake_at is not None:
                due = min(due, wake_at - self.clock.monotonic())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), max(due, 0.1))

    def _interval(self) -> float:
        now = self.clock.now()
        tasks = self.data.tasks.values() if self.data else ()
        return self._world.closely if any(one.is_under_way(now) for one in tasks) else SELDOM

    # What the carrier needs.

    def books(self) -> str:
        """Return the books as they are to be kept."""
        engine = self.engine
        kept = {
            "updates": [one.to_dict() for one in engine.items.values()],
            "passed_over": [one.to_dict() for one in engine.lateness.stays.passed_over],
            "left_out": [one.to_dict() for one in engine.unreported],
            "fresh": [one.to_dict() for one in engine.fresh],
        }
        return json.dumps(kept, default=sorted)

    async def save(self) -> bool:
        """Write the books to the world's disk."""
        if self._is_closed:
            return False
        written = self.books()
        await asyncio.sleep(0.001)
        self._world.step(self, "before a write")
        if self.dead:
            raise asyncio.CancelledError
        if self._world.disk_full:
            return False
        self._world.disk = written
        self._world.step(self, "after a write")
        if self.dead:
            raise asyncio.CancelledError
        return True

    async def publish(self, *, is_kept: bool) -> None:
        """Write the news into the history."""
        world = self._world
        history = world.history
        for one in self.engine.take_news(is_kept=is_kept):
            match one:
                case Ended(item, tracked):
                    world.tell(f"told: {item.task_name} ended as {tracked.task.status!r}")
                    world.ended(item)
                case LeftOut(key=key, reasons=reasons):
                    for dev_eui, reason in reasons.items():
                        world.left_out(key.partition("_")[0], dev_eui, reason)
                case Released(item):
                    history.held.discard(item.queue_id)
                case Held(item):
                    history.held.add(item.queue_id)
                    world.tell(f"told: {item.task_name} on hold: {item.reason}")
                case TookTooLong(key=key):
                    world.tell(f"told: {key} takes too long")

    async def poll(self) -> None:
        """Poll the tasks as the coordinator does: one poll after the other."""
        async with self._polling:
            await self._poll()

    async def _poll(self) -> None:
        try:
            self.data = await self.reader.read()
        except NsApiError as err:
            if isinstance(err, RefusedError) and is_unknown_call(err):
                known = self.data.tasks if self.data else {}
                self.data = FuotaData(known, complete=False, supported=False)
            else:
                self.engine.lose(is_silent=not isinstance(err, RefusedError))
                return
        self.engine.poll(self.data)
        while self.reader.has_unread:
            news = await self.reader.read_ended(self.data)
            if news is None:
                break
            self.data = news
            self.engine.poll(news)

    async def installed(self, item: QueuedUpdate) -> Mapping[str, str | None]:
        """Ask what the devices run, by 6.10 and 6.8."""
        if item.model is not None:
            await self.survey.ask_offered(item.model)
            await self.survey.ask_devices(item.model, item.dev_euis, "EU868")
        reported = self.survey.reported
        return {one: reported[one].firmware_version for one in item.dev_euis if one in reported}

    async def own_firmware(self, item: QueuedUpdate) -> Firmware | None:
        """Return the one own file that there is."""
        return own_firmware(item.firmware_name, OWN_FILE)

    def in_words(self, what: NsApiError | InvalidFieldsError | Problem | str) -> str:
        """Say what is meant, in whatever words."""
        return str(what) if not isinstance(what, Problem) else what.kind

    async def _publish(self, message: bytes, _expiry: float) -> None:
        world = self._world
        if self.dead:
            raise asyncio.CancelledError
        if world.offline:
            raise ConnectionError
        world.step(self, "before a request")
        if self.dead:
            raise asyncio.CancelledError
        answers = world.request(message)
        world.step(self, "after a request")
        if self.dead:
            raise asyncio.CancelledError
        for answer in answers:
            world.loop.call_later(answer.delay + 0.02, self._receive, answer.payload)

    def _receive(self, payload: bytes) -> None:
        if not self.dead:
            self.link.receive(payload)
