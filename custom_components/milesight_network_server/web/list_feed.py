"""Sends one list of a gateway to the pages of the panel that show it, and then its changes.

Nothing is computed while no page shows it.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..coordinator import GatewayCoordinator
from ..listeners import Signal, Steps
from ..runtime import MilesightConfigEntry
from .list_subjects import ListSubject, Row
from .panel_messages import ListMessage

type Listener = Callable[[ListMessage], None]

# An open list is read so often, in seconds.
READ_EVERY: Final = 15.0
# Between two readings at least so much time passes, though the first failed at once.
LEAST_PAUSE: Final = 1.0
# So many rows are in one message.
_ROWS_AT_ONCE: Final = 200


class ListFeed:
    """One list of one gateway."""

    def __init__(
        self, hass: HomeAssistant, entry: MilesightConfigEntry, subject: ListSubject
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._subject = subject
        self._runtime = entry.runtime_data
        self._listeners = Signal[ListMessage]()
        self._stops: list[CALLBACK_TYPE] = []
        self._forget()

    def _forget(self) -> None:
        self._rows: dict[str, Row] = {}
        self._is_whole = False
        self._changed: list[Row] = []
        # Whether the list is being gone through, and whether that has to be done once more.
        self._looking = self._again = False
        self._steps = Steps(
            lambda run: self._entry.async_create_background_task(
                self._hass, run, f"{self._entry.title} list", eager_start=False
            )
        )

    @callback
    def async_subscribe(self, listener: Listener) -> CALLBACK_TYPE:
        """Send all rows to a listener, and then what changes; returns what ends it."""
        is_first = not self._listeners
        self._tell_all(listener)
        leave = self._listeners.async_listen(listener, last_left=self._stop)
        if is_first:
            self._start()
        return leave

    @callback
    def async_close(self) -> None:
        """Report to the listeners that the gateway is no longer set up."""
        self._listeners.async_send(_message(fresh=True))
        self._listeners.async_end()
        self._stop()

    @callback
    def _start(self) -> None:
        self._stops = list(self._subject.follow(self._runtime, self._look))
        if self._subject.read is not None:
            reader = self._subject.read(self._runtime)
            task = self._entry.async_create_background_task(
                self._hass, _async_read_on(reader), f"{self._entry.title} open list"
            )
            self._stops.append(partial(_cancel, task))
        self._look()

    @callback
    def _stop(self) -> None:
        for stop in self._stops:
            stop()
        self._stops = []
        self._forget()

    @callback
    def _tell_all(self, listener: Listener) -> None:
        rows = list(self._rows.values())
        listener(_message(fresh=True, rows=rows[:_ROWS_AT_ONCE], complete=False))
        for first in range(_ROWS_AT_ONCE, len(rows), _ROWS_AT_ONCE):
            listener(_message(rows=rows[first : first + _ROWS_AT_ONCE], complete=False))
        if self._is_whole:
            listener(_message(complete=True))

    @callback
    def _look(self) -> None:
        """Go through the list once for all that happens meanwhile."""
        if self._looking:
            self._again = True
            return
        self._looking, self._again = True, False
        items = self._subject.items(self._runtime)
        self._steps.async_do(self._compare, list(items.items()))
        self._steps.async_do(self._finish, [items])

    @callback
    def _compare(self, some: list[tuple[Any, Any]]) -> None:
        for key, item in some:
            row = self._subject.row(self._hass, self._entry, item)
            if self._rows.get(str(key)) != row:
                self._rows[str(key)] = row
                self._changed.append(row)
        if len(self._changed) >= _ROWS_AT_ONCE:
            self._send()

    @callback
    def _finish(self, looked_at: list[Any]) -> None:
        listed = {str(key) for key in looked_at[0]}
        gone = [key for key in self._rows if key not in listed]
        for key in gone:
            del self._rows[key]
        was_whole, self._is_whole = self._is_whole, True
        if self._changed or gone or not was_whole:
            self._send(gone)
        self._looking = False
        if self._again:
            self._look()

    @callback
    def _send(self, gone: list[str] | None = None) -> None:
        rows, self._changed = self._changed, []
        self._listeners.async_send(_message(rows=rows, gone=gone or [], complete=self._is_whole))


def _message(
    *,
    fresh: bool = False,
    rows: list[Row] | None = None,
    gone: list[str] | None = None,
    complete: bool = False,
) -> ListMessage:
    return ListMessage(fresh=fresh, rows=rows or [], gone=gone or [], complete=complete)


def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()


async def _async_read_on(reader: GatewayCoordinator[Any]) -> None:
    """Read a list again and again while a page shows it. Two open lists may need the same."""
    while True:
        await asyncio.sleep(max(LEAST_PAUSE, reader.asked_at + READ_EVERY - monotonic()))
        if monotonic() - reader.asked_at >= READ_EVERY:
            await reader.async_refresh()
