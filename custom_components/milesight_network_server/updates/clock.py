"""The two clocks: the wall clock, which may be set, and the monotonic one, which never jumps."""

from dataclasses import dataclass
from datetime import UTC, datetime
import time
from typing import Protocol


class Clock(Protocol):
    """The clocks of everything that deals with firmware updates."""

    def now(self) -> datetime:
        """Return the moment by the wall clock, in UTC. It may jump, in both directions."""

    def monotonic(self) -> float:
        """Return the seconds since a fixed moment after the start. They never decrease."""


class SystemClock:
    """The clocks of the machine."""

    def now(self) -> datetime:
        """Return the moment by the wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the seconds since a fixed moment."""
        return time.monotonic()


@dataclass
class Tally:
    """Seconds that were counted while something held, as far as anybody looked."""

    seconds: float = 0.0
    _seen: float | None = None

    def count(self, now: float, *, holds: bool) -> float:
        """Count the time since the last look (monotonic) if it held then and holds now."""
        if holds and self._seen is not None:
            self.seconds += now - self._seen
        self._seen = now if holds else None
        return self.seconds
