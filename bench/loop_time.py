"""How long an event loop was busy, and how long at a stretch."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import selectors
from time import thread_time
from typing import Any, override


@dataclass
class Busy:
    """The loop's busy time in seconds: all of it, and the longest stretch of it.

    A stretch is what the loop does between two looks at its sockets: nothing else runs meanwhile.
    """

    total: float = 0.0
    longest: float = 0.0


class LoopTime(selectors.DefaultSelector):
    """A selector that counts the processor time of its loop between two waits.

    Processor time of the loop's thread, for what else the machine does is not the loop's doing.
    What a thread waits for without computing does not show; Home Assistant itself reports calls
    that block the loop.
    """

    def __init__(self) -> None:
        """Start without counting."""
        super().__init__()
        self._busy: Busy | None = None
        self._since = 0.0
        self._left_out = 0.0

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for the sockets, and count what was done since the last wait."""
        self._count()
        ready = super().select(timeout)
        self._since = thread_time()
        self._left_out = 0.0
        return ready

    @contextmanager
    def measured(self) -> Iterator[Busy]:
        """Count from here to the end of the block, over all waits in between."""
        self._busy, self._since, self._left_out = Busy(), thread_time(), 0.0
        try:
            yield self._busy
        finally:
            self._count()
            self._busy = None

    @contextmanager
    def left_out(self) -> Iterator[None]:
        """Do not count the block, which must not wait: it is not the work that is measured."""
        begin = thread_time()
        try:
            yield
        finally:
            self._left_out += thread_time() - begin

    def _count(self) -> None:
        if self._busy is not None:
            stretch = thread_time() - self._since - self._left_out
            self._busy.total += stretch
            self._busy.longest = max(self._busy.longest, stretch)


def run[T](main: Callable[[LoopTime], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine in a loop whose time is counted."""
    loop_time = LoopTime()
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(loop_time)) as runner:
        return runner.run(main(loop_time))
