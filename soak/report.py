"""What a run amounted to."""

from collections import Counter
from dataclasses import dataclass, field

from .ledger import Ledger, Outcome


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
        outcomes = self.ledger.outcomes
        changes = ", ".join(f"{each} {outcomes[each]}" for each in Outcome if outcomes[each])
        start, end = _written(self.memory_start, " MB"), _written(self.memory_end, " MB")
        tasks_start, tasks_end = _written(self.tasks_start), _written(self.tasks_end)
        return [
            f"seed {self.seed}, {self.rounds} rounds, {self.requests} requests",
            f"changes asked for: {outcomes.total()} ({changes})",
            f"firmware updates installed: {self.installs}, sent as {self.sent} tasks",
            f"writes lost: {len(self.ledger.lost)}",
            f"writes doubled: {len(self.ledger.doubled)}",
            f"writes reported as not made, but made: {len(self.ledger.misreported)}",
            f"outcomes unknown: {outcomes[Outcome.UNKNOWN]}",
            f"memory: {start} at start, {end} at end",
            f"asyncio tasks: {tasks_start} at start, {tasks_end} at end",
            f"faults survived: {self.survived.total()}",
            *(f"    {name}: {times}" for name, times in sorted(self.survived.items())),
        ]


def _written(value: float | None, unit: str = "") -> str:
    return "not known" if value is None else f"{value:.0f}{unit}"
