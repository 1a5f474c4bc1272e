"""An event loop whose time passes only when nothing else is left to do, and at once then."""

import asyncio
import selectors
from typing import Any, Final

# Timers that are due within this time are due together, in seconds.
_RESOLUTION: Final = 1e-6


class StuckError(Exception):
    """Everything waits for something that will never come."""


class _NoWaiting(selectors.SelectSelector):
    """Waits for no file. What would be waited for passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """Let the time pass that the loop would wait."""
        if timeout is None:
            raise StuckError
        self.now += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop with a clock of its own."""

    def __init__(self) -> None:
        """Start at 0 s."""
        self._passing = _NoWaiting()
        super().__init__(self._passing)
        self._clock_resolution = _RESOLUTION

    def time(self) -> float:
        """Return the seconds that have passed."""
        return self._passing.now
