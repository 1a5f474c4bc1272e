"""What a run amounted to."""

from collections import Counter
from dataclasses import dataclass, field

from .ledger import Ledger, Told


@dataclass(kw_only=True)
class Report:
    """Counts of a run, and what broke."""

    seed: int
    ledger: Ledger = field(default_factory=Ledger)
    rounds: int = 0
    requests: int = 0
    survived: Counter[str] = field(default_factory=Counter)
    installs: int = 0
    # Tasks that came of them.
    sent: int = 0
    # In MB, of one process after its first rounds and at its end; of the one that grew the most.
    memory_start: float | None = None
    memory_end: float | None = None
    tasks_start: int | None = None
    tasks_end: int | None = None
    broken: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return it for reading."""
        told = self.ledger.told
        changes = ", ".join(f"{each} {told[each]}" for each in Told if told[each])
        memory = (
            f"{_told(self.memory_start, ' MB')} at start, {_told(self.memory_end, ' MB')} at end"
        )
        return [
            f"seed {self.seed}, {self.rounds} rounds, {self.requests} requests",
            f"changes asked for: {told.total()} ({changes})",
            f"firmware updates installed: {self.installs}, sent as {self.sent} tasks",
            f"writes lost: {len(self.ledger.lost)}",
            f"writes doubled: {len(self.ledger.doubled)}",
            f"writes told as not made, but made: {len(self.ledger.misreported)}",
            f"outcomes unknown: {told[Told.UNKNOWN]}",
            f"memory: {memory}",
            f"asyncio tasks: {_told(self.tasks_start)} at start, {_told(self.tasks_end)} at end",
            f"faults survived: {self.survived.total()}",
            *(f"    {name}: {times}" for name, times in sorted(self.survived.items())),
        ]


def _told(value: float | None, unit: str = "") -> str:
    return "not known" if value is None else f"{value:.0f}{unit}"
