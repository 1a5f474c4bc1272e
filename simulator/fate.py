"""What befalls a device during a firmware update, other than success (section 6.11)."""

from dataclasses import dataclass
import re
from typing import Literal, Self

from .status import fragment_failed, multicast_failed

type Table = Literal["multicast", "fragment"]

_FORM = re.compile(
    r"\s*(multicast|fragment):(\d{1,9})"
    r"(?:\s+(multicast|fragment):(\d{1,9}))?"
    r"(?:\s+times=(\d+))?\s*"
)


@dataclass(slots=True)
class Fate:
    """The device fails with this code, `times` times (None: always).

    A code that no table has is a failure as well. With `beside`, the code of the other table, the
    device ends with both, whatever they are, such as "fragment session complete" beside a multicast
    session that failed. It has the new firmware only with "upgrade complete".
    """

    table: Table
    code: int
    times: int | None = None
    beside: int | None = None

    def __post_init__(self) -> None:
        """Refuse a code that is no failure, unless it stands beside another."""
        fails = multicast_failed if self.table == "multicast" else fragment_failed
        if self.beside is None and not fails(self.code):
            raise ValueError(f"{self.table} session status {self.code} is not a failure")
        if self.times is not None and self.times < 1:
            raise ValueError("times must be 1 or more")

    @classmethod
    def parse(cls, text: str, times: int | None = None) -> Self:
        """`fragment:9`, `multicast:6 times=1`, `fragment:12 multicast:8`."""
        found = _FORM.fullmatch(text)
        if not found or found[1] == found[3]:
            raise ValueError(f"not a fate: {text!r} (e.g. fragment:9 or multicast:6 times=1)")
        table, code, _, beside, limit = found.groups()
        return cls(
            "multicast" if table == "multicast" else "fragment",
            int(code),
            int(limit) if limit else times,
            int(beside) if beside else None,
        )

    def __str__(self) -> str:
        """As `parse` reads it."""
        other = "fragment" if self.table == "multicast" else "multicast"
        return (
            f"{self.table}:{self.code}"
            + (f" {other}:{self.beside}" if self.beside is not None else "")
            + (f" times={self.times}" if self.times else "")
        )

    @property
    def multicast(self) -> int | None:
        """The multicast session status that it ends with, where the fate says one."""
        return self.code if self.table == "multicast" else self.beside

    @property
    def fragment(self) -> int | None:
        """The fragment session status that it ends with, where the fate says one."""
        return self.code if self.table == "fragment" else self.beside
