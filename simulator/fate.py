"""What befalls a device during a firmware update, other than success (section 6.11)."""

from dataclasses import dataclass
import re
from typing import Literal, Self

from .status import FRAGMENT_FAILURES, MULTICAST_FAILURES


@dataclass(slots=True)
class Fate:
    """The device fails with this code, `times` times (None: always)."""

    table: Literal["multicast", "fragment"]
    code: int
    times: int | None = None

    def __post_init__(self) -> None:
        """Refuse a code that is no failure."""
        failures: frozenset[int] = (
            MULTICAST_FAILURES if self.table == "multicast" else FRAGMENT_FAILURES
        )
        if self.code not in failures:
            raise ValueError(f"{self.table} session status {self.code} is not a failure")
        if self.times is not None and self.times < 1:
            raise ValueError("times must be 1 or more")

    @classmethod
    def parse(cls, text: str, times: int | None = None) -> Self:
        """`fragment:9`, `multicast:6 times=1`."""
        found = re.fullmatch(r"\s*(multicast|fragment):(\d+)(?:\s+times=(\d+))?\s*", text)
        if not found:
            raise ValueError(f"not a fate: {text!r} (e.g. fragment:9 or multicast:6 times=1)")
        table, code, limit = found.groups()
        return cls(
            "multicast" if table == "multicast" else "fragment",
            int(code),
            int(limit) if limit else times,
        )

    def __str__(self) -> str:
        """As `parse` reads it."""
        return f"{self.table}:{self.code}" + (f" times={self.times}" if self.times else "")
