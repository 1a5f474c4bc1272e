"""Rounds of faults, changes and calm, and what must hold after each."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random
import time
from typing import Any

from demo.errors import DemoError

from . import invariants, manners, process, troubles
from .acts import Acts
from .ledger import Sentences
from .log import unexpected
from .report import Report
from .site import Books, Site
from .updates import Updates

# A service may wait for reads that are asked twice, and for lists that are read twice.
HANGS_AFTER = 90.0
# Of requests that the simulated gateway remembers.
REMEMBERED = 1000
# Rounds in which a process may still fill its caches.
WARM_UP = 2
# What memory may grow by: allocators keep some of what was freed.
GROWTH, GROWTH_MB = 1.2, 20.0
MORE_TASKS = 15


class Soak:
    """One run, on a site."""

    def __init__(self, site: Site, seed: int, say: Callable[[str], None]) -> None:
        """Take the chances from the seed."""
        self.report = Report(seed=seed)
        self._site = site
        self._say = say
        self._random = Random(seed)
        self._acts = Acts(self._random)
        self._updates = Updates(site, self._random)
        self._log_seen = 0
        # Whether the gateway may say that it did not do what it does.
        self._may_lie = False
        # Of the process that runs now: rounds that it lived through, and what it used then.
        self._age = 0
        self._first: tuple[float | None, int | None] = (None, None)

    async def run(self, seconds: float) -> None:
        """Go on for so long; ends early with something in `report.broken`."""
        self._sentences = await Sentences.read(self._site.api)
        books = await self._site.books()
        self._plan: str = books["channel_plan"]
        self._heard = _heard(books)
        self._log_seen = len(self._site.home_assistant.log())
        ends = time.monotonic() + seconds
        while not self.report.broken and time.monotonic() < ends:
            await self._round()
        self.report.requests = _heard(await self._site.books())

    async def _round(self) -> None:
        report, random = self.report, self._random
        report.rounds += 1
        faults = random.sample(sorted(troubles.FAULTS), random.randint(0, 3))
        weights = [weight for _, weight in troubles.EVENTS.values()]
        event = random.choices(list(troubles.EVENTS), weights)[0]
        rude, described = manners.choose(random)
        step = f"round {report.rounds} (faults: {', '.join(faults) or 'none'}; {event})"
        self._say(f"{step}; {', '.join(described)}")
        self._may_lie = bool(set(faults) & set(troubles.LYING))
        await self._site.command(
            clear_faults=True,
            fault=[troubles.FAULTS[each] for each in faults],
            manners=rude,
        )
        happening = asyncio.ensure_future(self._happen(event, after=random.uniform(0, 3)))
        for _ in range(random.randint(3, 6)):
            await self._change()
        await self._updates.install()
        await self._read()
        await happening
        await troubles.end(self._site, self._plan, rude)
        report.broken += [f"{step}: {each}" for each in await self._wrong()]
        if not report.broken:
            report.survived.update([*faults, event, *described])
        await self._measure(step, is_new=event in troubles.NEW_PROCESS)

    async def _happen(self, event: str, after: float) -> None:
        await asyncio.sleep(after)
        make, _ = troubles.EVENTS[event]
        await make(self._site)

    async def _change(self) -> None:
        act = self._acts.choose(await self._site.books())
        answer = await self._asked(act.service, **act.data)
        outcome = self._sentences.outcome(answer)
        is_made = act.is_made(await self._site.books())
        self.report.ledger.enter(act, outcome, answer, is_made=is_made, may_lie=self._may_lie)

    async def _asked(self, service: str, **data: Any) -> Any:
        """Return the response of a service, or the error that it ended with."""
        try:
            async with asyncio.timeout(HANGS_AFTER):
                return await self._site.act(service, **data)
        except TimeoutError:
            self.report.broken.append(f"{service} {data} hung for {HANGS_AFTER:g} s")
            return DemoError("It did not end.")
        except DemoError as error:
            return error

    async def _read(self) -> None:
        for service in ("list_devices", "list_fuota_tasks", "list_multicast_groups"):
            await self._asked(service)

    async def _wrong(self) -> list[str]:
        """Wait for calm, and return what is not as it must be."""
        site, ledger = self._site, self.report.ledger
        wrong = await invariants.until_same(site)
        heard = _heard(await site.books())
        newest = await site.command(requests=min(heard - self._heard, REMEMBERED))
        self._heard = heard
        ledger.close_round(newest["requests"])
        books = await site.books()
        wrong += await self._updates.wrong(books)
        report = self.report
        report.installs, report.sent = self._updates.installed, self._updates.proof.tasks
        wrong += invariants.subscriptions(site)
        text = site.home_assistant.log()
        wrong += [f"logged: {each}" for each in unexpected(text[self._log_seen :])]
        self._log_seen = len(text)
        return wrong + ledger.broken

    async def _measure(self, step: str, *, is_new: bool) -> None:
        """Set what the process uses against what it used after its first rounds."""
        self._age = 0 if is_new else self._age + 1
        pid = self._site.home_assistant.process.pid
        now = process.memory(pid), await process.tasks(pid)
        if self._age <= WARM_UP:
            self._first = now
        report = self.report
        (memory_then, tasks_then), (memory_now, tasks_now) = self._first, now
        report.memory_start, report.memory_end = memory_then, memory_now
        report.tasks_start, report.tasks_end = tasks_then, tasks_now
        if memory_then and memory_now and memory_now > memory_then * GROWTH + GROWTH_MB:
            report.broken.append(
                f"{step}: memory grew from {memory_then:.0f} to {memory_now:.0f} MB"
            )
        if tasks_then and tasks_now and tasks_now > tasks_then + MORE_TASKS:
            report.broken.append(f"{step}: asyncio tasks grew from {tasks_then} to {tasks_now}")


def _heard(books: Books) -> int:
    """Return how many requests the gateway has heard since its start."""
    return sum(books["request_counts"].values())


def keep_logs(folder: Path, to: Path) -> None:
    """Copy what the programs wrote, for whoever looks into what broke."""
    to.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        (to / log.name).write_bytes(log.read_bytes())
