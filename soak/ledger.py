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


class Told(StrEnum):
    """What the caller of a service was told about a change."""

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

    def told(self, result: dict[str, Any] | DemoError) -> Told:
        """Return what an answer of a service amounts to."""
        if isinstance(result, CommandError):
            return _TOLD.get(result.translation_key or "", Told.REFUSED)
        if isinstance(result, DemoError):
            # Home Assistant ended before it could answer.
            return Told.UNKNOWN
        warnings = result["warnings"]
        if self.not_read_back in warnings:
            return Told.NOT_READ_BACK
        if result["differences"] or set(self.contradicted) & set(warnings):
            return Told.KEPT_OTHERWISE
        return Told.DONE


_TOLD = {
    "write_not_made": Told.NOT_MADE,
    "write_unknown": Told.UNKNOWN,
    "write_unknown_unloaded": Told.UNKNOWN,
}


@dataclass(kw_only=True)
class Ledger:
    """Every change that somebody asked for."""

    told: Counter[Told] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    # Told of a failure, but made.
    misreported: list[str] = field(default_factory=list)
    _acts: list[Act] = field(default_factory=list)

    def enter(
        self, act: Act, told: Told, answer: object, *, is_made: bool, may_lie: bool = False
    ) -> None:
        """Set what was told of a change against the books right after it.

        With `may_lie`, the gateway may say that it did not do what it does.
        """
        self.told[told] += 1
        self._acts.append(act)
        entry = f"{act.service} {act.data}: told {told} ({answer})"
        if told is Told.DONE and not is_made:
            self.lost.append(entry)
        if told in (Told.NOT_MADE, Told.REFUSED) and is_made and not may_lie:
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
