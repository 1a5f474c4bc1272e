"""Firmware updates that somebody installs: each becomes one task, or stays in the queue."""

from random import Random

from demo.errors import DemoError

from .acts import UNFINISHED
from .site import Books, Site

# How often somebody installs an update in a round, and then changes his mind.
INSTALLS, CANCELS = 0.4, 0.3


class Updates:
    """What was installed, and what became of it."""

    def __init__(self, site: Site, random: Random) -> None:
        """Take the chances."""
        self._site = site
        self._random = random
        self.installed = 0
        # Devices whose update was taken, and is no task yet.
        self._waiting: set[str] = set()

    async def install(self) -> None:
        """Update a device that has something on offer, and now and then take one back."""
        if self._random.random() >= INSTALLS:
            return
        try:
            view = await self._site.view()
            offered = sorted(
                dev_eui
                for dev_eui in view.updates
                if view.states.get(f"{dev_eui}_firmware") == "on"
            )
            if not offered:
                return
            dev_eui = self._random.choice(offered)
            target = {"entity_id": view.updates[dev_eui]}
            await self._site.api.call_service("update.install", target=target)
        except DemoError:
            # Refused, or Home Assistant ended: nobody was told that it was taken.
            return
        self.installed += 1
        self._waiting.add(dev_eui)
        if self._random.random() < CANCELS:
            await self._cancel()

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

    async def lost(self, books: Books) -> list[str]:
        """Return the devices whose update is neither in the queue nor a task at the gateway."""
        there = {each["dev_eui"] for each in books["devices"]}
        in_tasks = {each["dev_eui"] for task in books["tasks"] for each in task["devices"]}
        self._waiting = (self._waiting & there) - in_tasks
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
