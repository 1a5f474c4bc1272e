"""The two clocks: the wall clock, which may be set, and the monotonic one, which never jumps."""

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
