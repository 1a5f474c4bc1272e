"""Reading a list page by page, while it may change between two pages."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
import itertools
from typing import Any, Final

from .model import Model
from .rows import Rows

# A list that changes while it is read is read this often before it counts as incomplete.
ATTEMPTS: Final = 3
# Pages asked for at once: one fewer than a gateway takes, so that a long list lets others through.
PAGES_AT_ONCE: Final = 2


@dataclass(frozen=True)
class Page:
    """One answer of a listing call: rows, how many there are in all, and the body around them.

    `odd`: it can't be the page that it seems to be.
    """

    rows: list[Any] = field(repr=False)
    total: int | None
    body: dict[str, Any] = field(repr=False)
    odd: bool = False


@dataclass(frozen=True)
class Part:
    """Which rows of a list are wanted: `limit` of them (0: all) from `offset` on."""

    limit: int = 0
    offset: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether that is the whole list."""
        return not self.limit and not self.offset


WHOLE: Final = Part()


@dataclass(frozen=True)
class Listing[KeyT, ItemT]:
    """A list as read. If it is not `complete`, items that it lacks may exist.

    `bodies` are those of its pages: some calls have more than their list. `total` is the number of
    rows that the gateway gave, None where it gave none, or different ones. `odd`: it gave rows that
    are none, or ignored the offset.
    """

    items: dict[KeyT, ItemT]
    complete: bool
    bodies: list[dict[str, Any]] = field(repr=False)
    total: int | None = None
    odd: bool = False


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
        if total is None or total < received:
            # A total below what came does not show where the end is.
            await self._read_on_without_total(page_size, received)
        elif received and total > received:
            # A gateway may give fewer rows a page than it was asked for.
            await self._read_side_by_side(received, total)
        rows = list(filter(None, self._in_order()))
        items = dict(rows)
        complete = (
            not self._odd
            and len(self._totals) == 1
            and len(items) == (len(rows) if total is None else total)
        )
        bodies = [self._bodies[offset] for offset in sorted(self._bodies)]
        agreed = total if len(self._totals) == 1 else None
        return Listing(items, complete, bodies, agreed, self._odd)

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
        """Read one page after the other; an empty one is the end, whatever the total is."""
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
        if None in rows or page.odd:
            self._odd = True
        nothing_new = page.total is None and self._has_nothing_new(rows)
        if offset == 0:
            self._first_rows = page.rows
            return len(page.rows)
        # Without a total, a page that has nothing new is the end. With one, a list whose order
        # moves may well give a page of rows that stood on another one before.
        if page.rows and (page.rows == self._first_rows or nothing_new):
            # The same rows again: this gateway ignores the offset.
            self._odd = self._ended = True
        return len(page.rows)

    def _has_nothing_new(self, rows: list[tuple[KeyT, ModelT] | None]) -> bool:
        """Enter a page's rows, and return whether all of them were on earlier pages."""
        known, read = len(self._keys), dict(filter(None, rows))
        self._keys.update(read)
        return bool(read) and len(self._keys) == known


async def read_part[KeyT, ModelT: Model](
    fetch: Callable[[int, int], Awaitable[Page]],
    rows: Rows[KeyT, ModelT],
    page_size: int,
    part: Part,
) -> Listing[KeyT, ModelT]:
    """Read a part of a list, one page after the other: it is what the gateway has there now."""
    items: dict[KeyT, ModelT] = {}
    bodies: list[dict[str, Any]] = []
    totals: set[int | None] = set()
    odd = False
    offset = part.offset
    while left := part.limit - (offset - part.offset) if part.limit else page_size:
        page = await fetch(min(left, page_size), offset)
        read = rows.read(page.rows[:left])
        odd = odd or None in read
        known = len(items)
        items.update(filter(None, read))
        bodies.append(page.body)
        totals.add(page.total)
        offset += len(page.rows)
        # A total that is below what came is none.
        is_end = page.total is not None and offset == page.total
        if not page.rows or is_end or (page.total is None and len(items) == known):
            break
    total = next(iter(totals)) if len(totals) == 1 else None
    return Listing(items, complete=False, bodies=bodies, total=total, odd=odd)


async def read_all[KeyT, ModelT: Model](
    fetch: Callable[[int, int], Awaitable[Page]],
    rows: Rows[KeyT, ModelT],
    page_size: int,
    pages_at_once: int = PAGES_AT_ONCE,
) -> Listing[KeyT, ModelT]:
    """Read a whole list by `fetch(limit, offset)`, so many pages at once.

    Where the total differs between two pages, or from the number of different rows, the list
    changed meanwhile and is read again, `ATTEMPTS` times in all. Where only its order moved, the
    readings have between them as many rows as the total says, and are complete together: what one
    of them missed between two pages, another one saw. Otherwise it is returned as
    incomplete, with all that was seen in the last attempt.

    A row that came while another went leaves the total as it is, and can hide a third between two
    pages: so a list of several pages in which a known row is missing is read once more.
    """
    missing: set[KeyT] = set()
    before: Listing[KeyT, ModelT] | None = None
    for _ in range(ATTEMPTS):
        listing = await _Reading(fetch, rows, pages_at_once).read(page_size)
        if not listing.complete and before is not None:
            listing = _merged(before, listing)
        before = listing
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


def _merged[KeyT, ItemT](
    before: Listing[KeyT, ItemT], now: Listing[KeyT, ItemT]
) -> Listing[KeyT, ItemT]:
    """Return the later of two readings, with what it missed where both are of the same list.

    They are of the same list when both had the same total, and no rows were odd.
    """
    if now.total is None or now.odd or before.odd or before.total != now.total:
        return now
    missed = {key: item for key, item in before.items.items() if key not in now.items}
    items = {**now.items, **missed}
    if len(items) > now.total:
        # Rows went while others came: those of the earlier reading may be gone.
        return now
    return replace(now, items=items, complete=len(items) == now.total)
