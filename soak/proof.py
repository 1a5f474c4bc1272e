"""What `prove` holds of every history of updates, held of this one too."""

from itertools import chain
import re
from typing import Any, Final

from prove.checker import doubled, downgrades, side_by_side
from prove.history import Accepted, Birth

# How many births a round may bring.
NEWEST: Final = 50
# A task that came to be so short a time before may have been unknown to who asked for the next
# one, in seconds: a request may be carried out late.
UNKNOWN_FOR: Final = 10.0
# The end of a ULID, in brackets.
_OF_QUEUE: Final = re.compile(r"\(([0-9A-HJKMNP-TV-Z]{6})\)$")


class Proof:
    """The updates that were taken, and the tasks that came of them: nobody lets any go on."""

    released: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """Know of nothing yet."""
        self._told: list[Accepted] = []
        self._births: dict[tuple[int, str], Birth] = {}

    @property
    def births(self) -> list[Birth]:
        """The tasks that came to be, in their order."""
        return list(self._births.values())

    @property
    def accepted(self) -> list[Accepted]:
        """The updates that were taken; of some only the task is known, for no answer came."""
        known = {one.token for one in self._told}
        tokens = {found[1] for one in self.births if (found := _OF_QUEUE.search(one.name))}
        return [*self._told, *(Accepted(one, "", None, "") for one in sorted(tokens - known))]

    @property
    def tasks(self) -> int:
        """How many tasks of the queue came to be."""
        return sum(_OF_QUEUE.search(one.name) is not None for one in self.births)

    def accept(self, queue_id: str, dev_eui: str, version: str, ran: str) -> None:
        """Note that somebody was told of an update, and what the device ran then."""
        self._told.append(Accepted(queue_id, dev_eui, version, ran))

    def take(self, births: list[dict[str, Any]]) -> None:
        """Note how tasks came to be, as the simulated gateway tells it. Known ones are left."""
        for one in births:
            self._births.setdefault((one["task_id"], one["name"]), _birth(one))

    def wrong(self) -> list[str]:
        """Return what must not be: an update twice, two sessions at once, older firmware."""
        return list(chain(doubled(self), side_by_side(self), downgrades(self)))


def _birth(row: dict[str, Any]) -> Birth:
    beside = row["beside"]
    return Birth(
        name=row["name"],
        ran=row["ran"],
        existing=[one["name"] for one in beside],
        at_work=[
            one["name"]
            for one in beside
            if one["unfinished"] and _OF_QUEUE.search(one["name"]) and abs(one["age"]) > UNKNOWN_FOR
        ],
    )
