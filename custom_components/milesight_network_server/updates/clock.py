"""The two clocks: one tells moments and may be set, the other counts durations and never jumps."""

from datetime import UTC, datetime
import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time to everything that deals with firmware updates."""

    def now(self) -> datetime:
        """Return the moment by the wall clock, in UTC. It may jump, in both directions."""

    def monotonic(self) -> float:
        """Return the seconds since some moment of this life of Home Assistant. Never back."""


class SystemClock:
    """The clocks of the machine."""

    def now(self) -> datetime:
        """Return the moment by the wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the seconds since some moment of this life of Home Assistant."""
        return time.monotonic()
