"""Reading a list page by page, while it may change between two pages."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
import itertools
from operator import eq, itemgetter
from typing import Any, Final

import orjson

from .model import Model

# A list that changes while it is read is read this often before it counts as incomplete.
ATTEMPTS: Final = 3
# Pages asked for at once: one fewer than a gateway takes, so that a long list lets others through.
PAGES_AT_ONCE: Final = 2


@dataclass(frozen=True)
class Page:
    """One answer of a listing call: rows, how many there are in all, and the body around them."""

    rows: list[Any] = field(repr=False)
    total: int | None
    body: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Listing[KeyT, ItemT]:
    """A list as read. Where it is not `complete`, what it lacks may well exist.

    `bodies` are those of its pages: some calls tell more than their list.
    """

    items: dict[KeyT, ItemT]
    complete: bool
    bodies: list[dict[str, Any]] = field(repr=False)


class Rows[KeyT, ModelT: Model]:
    """Turns the rows of one list into models, time after time.

    Where `wire_id` names the row's id, a row that did not change since the last time gives the
    same object again: that spares reading thousands of rows, and lets `is` tell what changed.
    """

    def __init__(
        self, model: type[ModelT], key: Callable[[ModelT], KeyT], wire_id: str | None = None
    ) -> None:
        """Take the model of a row and what tells one from another."""
        self._model = model
        self._key = key
        self._wire_id = wire_id
        self._id_of = itemgetter(wire_id)
        # By the row's id: the row as JSON, which takes a quarter of the memory of a dict, and the
        # key and model that it gave.
        self._json: dict[str, bytes] = {}
        self._known: dict[str, tuple[KeyT, ModelT]] = {}

    def read(self, rows: list[Any]) -> list[tuple[KeyT, ModelT] | None]:
        """Return the key and the model of each row, None for what is no row of this list."""
        wire_id = self._wire_id
        if wire_id is None:
            return [self._read_anew(row) for row in rows]
        try:
            ids = list(map(str, map(self._id_of, rows)))
        except KeyError, TypeError:
            ids = [str(row.get(wire_id)) if isinstance(row, dict) else "" for row in rows]
        texts = list(map(orjson.dumps, rows))
        read = list(map(self._known.get, ids))
        for index, is_same in enumerate(map(eq, map(self._json.get, ids), texts, strict=True)):
            if not is_same:
                read[index] = now = self._read_anew(rows[index])
                if now is not None:
                    # A copy, without the room that orjson leaves behind the text.
                    self._json[ids[index]] = bytes(memoryview(texts[index]))
                    self._known[ids[index]] = now
        return read

    def _read_anew(self, row: Any) -> tuple[KeyT, ModelT] | None:
        model = self._model.read(row)
        return None if model is None else (self._key(model), model)

    def missing(self, items: Mapping[KeyT, ModelT]) -> set[KeyT]:
        """Return the keys of rows that are remembered and not among these, which were read."""
        if len(self._known) == len(items):
            # Everything that was read is remembered, so it is nothing else that is.
            return set()
        return {key for key, _ in self._known.values()} - items.keys()

    def forget(self, keys: Container[KeyT]) -> None:
        """Forget the rows of what is gone."""
        for row_id in [row_id for row_id, (key, _) in self._known.items() if key in keys]:
            del self._json[row_id], self._known[row_id]


class _Reading[KeyT, ModelT: Model]:
    """One attempt at reading a list."""

    def __init__(
        self,
        fetch: Callable[[int, int], Awaitable[Page]],
        rows: Rows[KeyT, ModelT],
        pages_at_once: int,
    ) -> None:
        self._fetch = fetch
        self._rows = rows
        self._pages_at_once = pages_at_once
        self._pages: dict[int, list[tuple[KeyT, ModelT] | None]] = {}
        self._bodies: dict[int, dict[str, Any]] = {}
        self._keys: set[KeyT] = set()
        self._first_rows: list[Any] = []
        self._totals: set[int | None] = set()
        self._odd = False
        self._ended = False

    async def read(self, page_size: int) -> Listing[KeyT, ModelT]:
        """Read the first page, then the others: side by side where their number is known."""
        received = await self._read_page(page_size, 0)
        (total,) = self._totals
        if total is None:
            await self._read_on_without_total(page_size, received)
        elif received and total > received:
            # A gateway may give fewer rows a page than it was asked for.
            await self._read_side_by_side(received, total)
        rows = list(filter(None, self._in_order()))
        items = dict(rows)
        complete = (
            not self._odd
            and len(items) == len(rows)
            and len(self._totals) == 1
            and (total is None or total == len(items))
        )
        bodies = [self._bodies[offset] for offset in sorted(self._bodies)]
        return Listing(items, complete, bodies)

    def _in_order(self) -> list[tuple[KeyT, ModelT] | None]:
        """Return the rows in the list's order, those once that a page has beyond its end."""
        rows: list[tuple[KeyT, ModelT] | None] = []
        for offset in sorted(self._pages):
            rows[offset:] = self._pages[offset]
        return rows

    async def _read_on_without_total(self, limit: int, received: int) -> None:
        """Read page after page until one is empty, or shorter than the pages before it."""
        offset = longest = received
        while received and not self._ended:
            received = await self._read_page(limit, offset)
            if received < longest:
                return
            offset += received

    async def _read_side_by_side(self, step: int, total: int) -> None:
        offsets = itertools.count(step, step)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._pages_at_once):
                    group.create_task(self._read_on(step, offsets, total))
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def _read_on(self, step: int, offsets: Iterator[int], total: int) -> None:
        """Read one page after the other; an empty one is the end, whatever the total said."""
        for offset in offsets:
            if self._ended or offset >= total:
                return
            if not await self._read_page(step, offset):
                self._ended = True

    async def _read_page(self, limit: int, offset: int) -> int:
        page = await self._fetch(limit, offset)
        self._totals.add(page.total)
        self._bodies[offset] = page.body
        self._pages[offset] = rows = self._rows.read(page.rows)
        if None in rows:
            self._odd = True
        read = dict(filter(None, rows))
        known = len(self._keys)
        self._keys.update(read)
        if offset == 0:
            self._first_rows = page.rows
        elif page.rows and (page.rows == self._first_rows or (read and len(self._keys) == known)):
            # The same rows again: this gateway does not heed the offset.
            self._odd = self._ended = True
        return len(page.rows)


async def read_all[KeyT, ModelT: Model](
    fetch: Callable[[int, int], Awaitable[Page]],
    rows: Rows[KeyT, ModelT],
    page_size: int,
    pages_at_once: int = PAGES_AT_ONCE,
) -> Listing[KeyT, ModelT]:
    """Read a whole list by `fetch(limit, offset)`, so many pages at once.

    Where the total differs between two pages, or from the number of different rows, the list
    changed meanwhile and is read again, `ATTEMPTS` times in all. Then it is returned as
    incomplete, with all that was seen in the last attempt.

    A row that came while another went leaves the total as it is, and can hide a third between two
    pages: so a list of several pages in which a known row is missing is read once more.
    """
    missing: set[KeyT] = set()
    for _ in range(ATTEMPTS):
        listing = await _Reading(fetch, rows, pages_at_once).read(page_size)
        if not listing.complete:
            continue
        missing_now = rows.missing(listing.items)
        if missing_now - missing and len(listing.bodies) > 1:
            missing = missing_now
            continue
        if missing_now:
            rows.forget(missing_now)
        return listing
    return replace(listing, complete=False)
