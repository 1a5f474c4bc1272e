"""Firmware updates that somebody installs: each becomes one task, or stays in the queue."""

from random import Random

from demo.errors import DemoError

from .acts import UNFINISHED
from .proof import NEWEST, Proof
from .site import Books, Site

# How many updates somebody installs in a round, and how often he then changes his mind.
INSTALLS, CANCELS = (0, 0, 1, 2, 3), 0.25


class Updates:
    """What was installed, and what became of it."""

    def __init__(self, site: Site, random: Random) -> None:
        """Take the chances."""
        self._site = site
        self._random = random
        self.installed = 0
        self.proof = Proof()
        # Devices whose update was taken, and is no task yet.
        self._waiting: set[str] = set()

    async def install(self) -> None:
        """Update devices that have something on offer, and now and then take one back."""
        for _ in range(self._random.choice(INSTALLS)):
            try:
                await self._install()
            except DemoError:
                # Refused, or Home Assistant ended: nobody was told that it was taken.
                return
            if self._random.random() < CANCELS:
                await self._cancel()

    async def _install(self) -> None:
        entities = (await self._site.view()).updates
        offers = {
            dev_eui: offer
            for dev_eui, offer in (await self._site.attributes(entities, "on")).items()
            if not offer["in_progress"]
        }
        if not offers:
            raise DemoError("Nothing is on offer.")
        dev_eui = self._random.choice(sorted(offers))
        target = {"entity_id": entities[dev_eui]}
        await self._site.api.call_service("update.install", target=target)
        self.installed += 1
        self._waiting.add(dev_eui)
        for item in (await self._site.act("list_update_queue"))["queue"]:
            if dev_eui in item["dev_euis"]:
                ran = offers[dev_eui]["installed_version"]
                self.proof.accept(item["queue_id"], dev_eui, item["firmware_version"], ran)

    async def _cancel(self) -> None:
        try:
            queue = (await self._site.act("list_update_queue"))["queue"]
            if not queue:
                return
            item = self._random.choice(queue)
            # From here on it may be gone, whatever is answered.
            self._waiting.difference_update(item["dev_euis"])
            await self._site.act("cancel_update", queue_id=item["queue_id"])
        except DemoError:
            return

    async def wrong(self, books: Books) -> list[str]:
        """Return what must not be of updates, and which of them are lost."""
        self.proof.take((await self._site.command(births=NEWEST))["births"])
        return [*double_bookings(books), *self.proof.wrong(), *await self._lost(books)]

    async def _lost(self, books: Books) -> list[str]:
        """Return the devices whose update is neither in the queue nor a task at the gateway."""
        existing = {each["dev_eui"] for each in books["devices"]}
        in_tasks = {each["dev_eui"] for task in books["tasks"] for each in task["devices"]}
        self._waiting = (self._waiting & existing) - in_tasks
        if not self._waiting:
            return []
        queue = (await self._site.act("list_update_queue"))["queue"]
        queued = {dev_eui for item in queue for dev_eui in item["dev_euis"]}
        # One may have become a task since the books were read.
        after = await self._site.books()
        in_tasks = {each["dev_eui"] for task in after["tasks"] for each in task["devices"]}
        return [f"update of {each} lost" for each in sorted(self._waiting - queued - in_tasks)]


def double_bookings(books: Books) -> list[str]:
    """Return the devices that are in two unfinished tasks."""
    seen: set[str] = set()
    twice: set[str] = set()
    for task in books["tasks"]:
        if task["status"] in UNFINISHED:
            devices = {each["dev_eui"] for each in task["devices"]}
            twice |= seen & devices
            seen |= devices
    return [f"{dev_eui} is in two unfinished tasks" for dev_eui in sorted(twice)]
