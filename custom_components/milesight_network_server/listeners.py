"""Who hears of what: listeners to one of many things."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Hashable, Iterable, Iterator
from itertools import islice
import logging
from time import monotonic
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, callback

# After so many seconds others have their turn.
_STEP: Final = 0.001
# So many things are done between two looks at the clock.
_AT_ONCE: Final = 20

_LOGGER = logging.getLogger(__name__)


@callback
def async_call[*ArgumentsT](
    listener: Callable[[*ArgumentsT], None], *arguments: *ArgumentsT
) -> None:
    """Call a listener. What it raises is logged, and keeps nobody else from being told."""
    try:
        listener(*arguments)
    except Exception:
        _LOGGER.exception("A change was not taken by %s", listener)


class Listeners:
    """Listeners by the key of what they listen to.

    There may be tens of thousands of them, so they are kept without an object for each.
    """

    def __init__(self) -> None:
        """Start with nobody."""
        self._by_key: dict[Hashable, tuple[CALLBACK_TYPE, ...]] = {}

    @property
    def keys(self) -> list[Hashable]:
        """What is listened to."""
        return list(self._by_key)

    def listened_to(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """Return those of the keys to which somebody listens."""
        return list(filter(self._by_key.__contains__, keys)) if self._by_key else []

    @callback
    def async_add(self, key: Hashable, listener: CALLBACK_TYPE) -> None:
        """Let somebody listen."""
        self._by_key[key] = (*self._by_key.get(key, ()), listener)

    @callback
    def async_remove(self, key: Hashable, listener: CALLBACK_TYPE) -> None:
        """Let somebody listen no more."""
        left = list(self._by_key[key])
        left.remove(listener)
        if left:
            self._by_key[key] = tuple(left)
        else:
            del self._by_key[key]

    @callback
    def async_tell(self, keys: Iterable[Hashable]) -> None:
        """Call those who listen to these. One that fails keeps nobody else from being told."""
        for key in keys:
            for listener in self._by_key.get(key, ()):
                async_call(listener)


class Steps:
    """Does many small things one after the other, and others have their turn in between.

    To write the states of a thousand entities takes a while, and nothing else would go on.
    """

    def __init__(self, start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]) -> None:
        """Take what starts a task."""
        self._start = start
        self._waiting: deque[tuple[Callable[[list[Any]], None], Iterator[Any]]] = deque()
        self._task: asyncio.Task[None] | None = None

    @callback
    def async_do[ThingT](
        self, what: Callable[[list[ThingT]], None], things: Iterable[ThingT]
    ) -> None:
        """Do something with a few of these at a time: at once if it does not take long."""
        self._waiting.append((what, iter(things)))
        if self._task is None:
            self._async_step()
            if self._waiting:
                self._task = self._start(self._async_run())

    async def async_wait(self) -> None:
        """Wait until all is done."""
        if self._task is not None:
            await asyncio.wait([self._task])

    @callback
    def _async_step(self) -> None:
        end = monotonic() + _STEP
        while self._waiting and monotonic() < end:
            what, things = self._waiting[0]
            if some := list(islice(things, _AT_ONCE)):
                async_call(what, some)
            else:
                self._waiting.popleft()

    async def _async_run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)
                self._async_step()
        finally:
            self._task = None
