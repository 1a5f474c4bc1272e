"""An import of devices that pages follow: what becomes of each row, as it goes."""

from collections.abc import Sequence
from enum import StrEnum

from homeassistant.core import callback

from ..listeners import Signal
from .bulk_adding import Adding, Addition
from .call import GatewayCall
from .device_rows import CheckedRow


class RowState(StrEnum):
    """What a row is: `NEW` is to be added, `UNSENT` would have been, had the import not ended."""

    NEW = "new"
    EXISTS = "exists"
    WRONG = "wrong"
    ADDED = "added"
    FAILED = "failed"
    UNSENT = "unsent"


class ImportRun:
    """One import to one gateway, from its beginning to what is known in the end.

    `rows` are all rows, those with mistakes and those that exist too. Listeners hear of rows
    that changed.
    """

    def __init__(self, call: GatewayCall, rows: Sequence[CheckedRow]) -> None:
        """Take rows that were checked just now."""
        self.rows = rows
        self.done = 0
        self.is_finished = False
        self.listeners = Signal[Sequence[CheckedRow]]()
        self._by_addition = {row.addition: row for row in rows if row.addition}
        self.adding = Adding(call, list(self._by_addition), self._sent)

    @property
    def total(self) -> int:
        """How many devices are to be added."""
        return len(self._by_addition)

    async def async_run(self) -> None:
        """Add the devices, and read back what became of them."""
        try:
            await self.adding.async_run()
        finally:
            if not all(one.sent for one in self._by_addition):
                # Somebody else ended it: the entry was unloaded.
                self.adding.async_stop()
            self.is_finished = True
            self.listeners.async_send(self.rows)

    def state_of(self, row: CheckedRow) -> RowState:
        """Return what a row is by now."""
        addition = row.addition
        if addition is None:
            return RowState.EXISTS if row.exists else RowState.WRONG
        if row.is_existing:
            return RowState.EXISTS
        if addition.added:
            return RowState.ADDED
        if addition.error is None and not addition.sent:
            return RowState.UNSENT if self.is_finished else RowState.NEW
        return RowState.FAILED if self.is_finished or addition.error else RowState.NEW

    @callback
    def _sent(self, addition: Addition) -> None:
        self.done += 1
        self.listeners.async_send([self._by_addition[addition]])
