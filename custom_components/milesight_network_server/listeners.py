"""Listeners to a signal, to one of many things, or to a list of things that come and go."""

from abc import ABC, abstractmethod
import asyncio
from collections import deque
from collections.abc import (
    Callable,
    Collection,
    Coroutine,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Set,
)
from itertools import compress, islice
import logging
from operator import is_not
from time import monotonic
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

# After so many seconds the event loop runs other tasks.
_STEP: Final = 0.001
# So many things are done between two looks at the clock.
_AT_ONCE: Final = 20

_LOGGER = logging.getLogger(__name__)


@callback
def async_call[*ArgumentsT](
    listener: Callable[[*ArgumentsT], None], *arguments: *ArgumentsT
) -> None:
    """Call a listener. What it raises is logged, and does not keep others from being called."""
    try:
        listener(*arguments)
    except Exception:
        _LOGGER.exception("A change was not taken by %s", listener)


class Signal[*ArgumentsT]:
    """Something that may happen, and its listeners in the order in which they were added.

    What one of them raises is logged, and does not keep others from being called.
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[[*ArgumentsT], None]] = []

    def __len__(self) -> int:
        """How many listen."""
        return len(self._listeners)

    @callback
    def async_listen(
        self, listener: Callable[[*ArgumentsT], None], last_left: CALLBACK_TYPE | None = None
    ) -> CALLBACK_TYPE:
        """Add a listener; returns what removes it, and calls `last_left` if then nobody listens."""
        self._listeners.append(listener)

        @callback
        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)
            if last_left is not None and not self._listeners:
                last_left()

        return leave

    @callback
    def async_send(self, *arguments: *ArgumentsT) -> None:
        """Call all listeners."""
        for listener in tuple(self._listeners):
            async_call(listener, *arguments)

    @callback
    def async_end(self) -> None:
        """Remove all listeners."""
        self._listeners.clear()


class Listeners:
    """Listeners by the key of what they listen to.

    There may be tens of thousands of them, so they are kept without an object for each.
    """

    def __init__(self) -> None:
        self._by_key: dict[Hashable, tuple[CALLBACK_TYPE, ...]] = {}

    @property
    def keys(self) -> list[Hashable]:
        """The keys that have listeners."""
        return list(self._by_key)

    def listened_to(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """Return those of the keys that have listeners."""
        return list(filter(self._by_key.__contains__, keys)) if self._by_key else []

    @callback
    def async_add(self, key: Hashable, listener: CALLBACK_TYPE) -> None:
        """Add a listener."""
        self._by_key[key] = (*self._by_key.get(key, ()), listener)

    @callback
    def async_remove(self, key: Hashable, listener: CALLBACK_TYPE) -> None:
        """Remove a listener."""
        left = list(self._by_key[key])
        left.remove(listener)
        if left:
            self._by_key[key] = tuple(left)
        else:
            del self._by_key[key]

    @callback
    def async_tell(self, keys: Iterable[Hashable]) -> None:
        """Call the listeners to these keys. One that fails does not keep others from it."""
        for key in keys:
            for listener in self._by_key.get(key, ()):
                async_call(listener)


class Steps:
    """Does many small things one after the other, and lets the event loop run in between.

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


class Subject[KeyT: Hashable, ItemT](ABC):
    """Items by their key, and who listens to them.

    Items that did not change must be the same objects as before: that is how a change is found.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], name: str) -> None:
        """Start with no listener. The name is that of the background task that calls them."""
        # Those who listen to one item, or to another key that `concerned` names: called when it
        # changes, appears or becomes unavailable.
        self.listeners = Listeners()
        self.steps = Steps(
            lambda run: entry.async_create_task(hass, run, f"{name} changes", eager_start=False)
        )
        self.added_listeners = Signal[Collection[KeyT]]()
        self.changed_listeners = Signal[Collection[KeyT]]()
        self.gone_listeners = Signal[Collection[KeyT]]()
        # Background tasks that add the entities of what came.
        self.adding: set[asyncio.Task[None]] = set()
        self._reported: Mapping[KeyT, ItemT] = {}

    @property
    @abstractmethod
    def items(self) -> Mapping[KeyT, ItemT]:
        """The items as last read."""

    def concerned(self, before: Mapping[KeyT, ItemT], changed: Collection[KeyT]) -> Set[Hashable]:
        """Return the keys that a change concerns beside those of the items themselves.

        `before` are the items before the change.
        """
        return set()

    async def async_wait_added(self) -> None:
        """Wait until the entities of all items have been added."""
        if self.adding:
            await asyncio.wait(self.adding)

    @callback
    def async_tell_all(self) -> None:
        """Call all who listen to one item: what is worked out from it may differ."""
        self._async_tell(self.listeners, self.listeners.keys)

    @callback
    def _async_tell_changes(self, tell_whole: Callable[[], None], *, everybody: bool) -> None:
        """Call those whom a change concerns since this was called last.

        First come the signals of what is gone, changed or new, then those who listen to the whole
        (`tell_whole`), then those who listen to one item: of these `everybody`, or those whose item
        changed.
        """
        items, before = self.items, self._reported
        news = list(
            compress(items, map(is_not, items.values(), map(before.get, items), strict=True))
        )
        added = [key for key in news if key not in before]
        changed = [key for key in news if key in before]
        stayed = len(items) - len(added)
        gone = [] if stayed == len(before) else [key for key in before if key not in items]
        self._reported = items
        for listeners, keys in (
            (self.gone_listeners, gone),
            (self.changed_listeners, changed),
            (self.added_listeners, added),
        ):
            if keys:
                listeners.async_send(keys)
        tell_whole()
        if everybody:
            self.async_tell_all()
        else:
            # Entities of what is gone are being removed.
            concerned = self.concerned(before, [*changed, *added, *gone])
            self._async_tell(self.listeners, [*changed, *added, *concerned])

    @callback
    def _async_tell(self, listeners: Listeners, keys: Iterable[Hashable]) -> None:
        """Call those who listen to these."""
        self.steps.async_do(listeners.async_tell, listeners.listened_to(keys))
