"""What callers were told, set against what the gateway heard and keeps."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
import json
import re
from typing import Any, Self

from demo import wizard
from demo.api import Api, CommandError
from demo.errors import DemoError

from .acts import Act


class Outcome(StrEnum):
    """What the response of a service says of a change."""

    DONE = "done"
    # The gateway said that it was done, but its list shows something else.
    KEPT_OTHERWISE = "kept otherwise"
    # The gateway said that it was done; its list could not be read.
    NOT_READ_BACK = "not read back"
    NOT_MADE = "not made"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Sentences:
    """Warnings that say that something is not as it should be."""

    not_read_back: str
    contradicted: tuple[str, ...]

    @classmethod
    async def read(cls, api: Api) -> Self:
        """Take them from the translations."""
        known = await wizard.sentences(api, "exceptions")
        contradicted = ("not_there", "still_there", "were_no_members")
        # Warnings come without the full stop: they stand in sentences of others.
        not_read_back, *sentences = (
            known[f"warning_{key}.message"].rstrip(".") for key in ("not_read_back", *contradicted)
        )
        return cls(not_read_back=not_read_back, contradicted=tuple(sentences))

    def outcome(self, result: dict[str, Any] | DemoError) -> Outcome:
        """Return what an answer of a service amounts to."""
        if isinstance(result, CommandError):
            return _OUTCOMES.get(result.translation_key or "", Outcome.REFUSED)
        if isinstance(result, DemoError):
            # Home Assistant ended before it could answer.
            return Outcome.UNKNOWN
        warnings = result["warnings"]
        if self.not_read_back in warnings:
            return Outcome.NOT_READ_BACK
        if result["differences"] or set(self.contradicted) & set(warnings):
            return Outcome.KEPT_OTHERWISE
        return Outcome.DONE


_OUTCOMES = {
    "write_not_made": Outcome.NOT_MADE,
    "write_unknown": Outcome.UNKNOWN,
    "write_unknown_unloaded": Outcome.UNKNOWN,
}


@dataclass(kw_only=True)
class Ledger:
    """Every change that somebody asked for."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    # Reported as a failure, but made.
    misreported: list[str] = field(default_factory=list)
    _acts: list[Act] = field(default_factory=list)

    def enter(
        self, act: Act, outcome: Outcome, answer: object, *, is_made: bool, may_lie: bool = False
    ) -> None:
        """Set what was reported of a change against the books right after it.

        With `may_lie`, the gateway may say that it did not do what it does.
        """
        self.outcomes[outcome] += 1
        self._acts.append(act)
        entry = f"{act.service} {act.data}: reported as {outcome} ({answer})"
        if outcome is Outcome.DONE and not is_made:
            self.lost.append(entry)
        if outcome in (Outcome.NOT_MADE, Outcome.REFUSED) and is_made and not may_lie:
            self.misreported.append(entry)

    def close_round(self, requests: list[dict[str, Any]]) -> None:
        """Count how often the gateway heard each change of a round, by its requests."""
        asked = Counter((act.call, act.token) for act in self._acts)
        for (call, token), times in asked.items():
            whole = re.compile(rf"(?<!\w){re.escape(token)}(?!\w)", re.IGNORECASE)
            heard = sum(
                request["call"] == call
                and whole.search(json.dumps([request["url"], request["body"]])) is not None
                for request in requests
            )
            if heard > times:
                self.doubled.append(f"{call} {token}: asked {times} times, heard {heard} times")
        self._acts.clear()

    @property
    def broken(self) -> list[str]:
        """What must not be."""
        return [
            *(f"lost: {each}" for each in self.lost),
            *(f"doubled: {each}" for each in self.doubled),
            *(f"told not made, but made: {each}" for each in self.misreported),
        ]
