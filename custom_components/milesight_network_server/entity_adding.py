"""Adds the entities of many devices or tasks in steps, now and when more appear."""

import asyncio
from collections.abc import Callable, Collection, Hashable
import itertools
from time import monotonic
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback

from .listeners import Subject
from .runtime import MilesightConfigEntry

# So many devices, or tasks, have their entities added before other tasks run.
_ADDED_AT_ONCE: Final = 20


class _Adder[KeyT: Hashable]:
    """Adds the entities of a subject's items in steps, and lets the event loop run in between.

    Those of thousands of devices take seconds, at the start as after an import.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MilesightConfigEntry,
        subject: Subject[KeyT, Any],
        add: Callable[[Collection[KeyT]], None],
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._subject = subject
        self._add = add
        # In the order in which they came; and whether somebody is adding them.
        self._waiting: dict[KeyT, None] = dict.fromkeys(subject.items)
        self._running = False

    async def async_run(self, *, share: bool) -> None:
        """Add what waits, until nothing does.

        With `share`, others have as much time between two steps as a step takes.
        """
        self._running = True
        try:
            while self._waiting:
                begin = monotonic()
                step = list(itertools.islice(self._waiting, _ADDED_AT_ONCE))
                for key in step:
                    del self._waiting[key]
                # Others went before their turn.
                self._add([key for key in step if key in self._subject.items])
                await asyncio.sleep(monotonic() - begin if share else 0)
        finally:
            self._running = False

    @callback
    def async_added(self, keys: Collection[KeyT]) -> None:
        """Add what came: at once if it is little, else in the background."""
        self._waiting.update(dict.fromkeys(keys))
        if self._running:
            return
        if len(self._waiting) <= _ADDED_AT_ONCE:
            self._waiting.clear()
            self._add(keys)
            return
        task = self._entry.async_create_background_task(
            self._hass, self.async_run(share=True), f"{self._entry.title} entities of many devices"
        )
        self._subject.adding.add(task)
        task.add_done_callback(self._subject.adding.discard)


async def async_add_as_they_come[KeyT: Hashable](
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    subject: Subject[KeyT, Any],
    add: Callable[[Collection[KeyT]], None],
) -> None:
    """Call `add` with what the subject has, and later with what appears."""
    adder = _Adder(hass, entry, subject, add)
    entry.async_on_unload(subject.added_listeners.async_listen(adder.async_added))
    await adder.async_run(share=False)
