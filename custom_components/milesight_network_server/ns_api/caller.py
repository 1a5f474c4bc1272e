"""Calls to one gateway: at most three requests at once, reading twice, writing once."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, urlencode

from .answers import check, page_of
from .decoding import writable
from .errors import NoAnswerError, NsApiError, RefusedError, UnreadableAnswerError, refusal
from .link import Link
from .listing import PAGES_AT_ONCE, WHOLE, Listing, Page, Part, read_all, read_part
from .model import Model
from .page_size import FIRST, PageSize
from .rows import Rows
from .shape import LastAnswer

# "At most 3 requests at once", as Milesight's own client does it.
REQUESTS_AT_ONCE: Final = 3
DEFAULT_TIMEOUT: Final = 10.0
# Method, url and body of a request.
type Request = tuple[str, str, dict[str, Any] | None]
# How a page may fail because it is too large.
_PAGE_FAILURES: Final = (NoAnswerError, RefusedError, UnreadableAnswerError)
# Sent with every list.
_ORDER: Final = {"order": "asc", "type": "default"}
# Of each call, the times of so many answers and so many different codes are remembered.
TIMES_KEPT: Final = 100
CODES_KEPT: Final = 20


@dataclass
class CallCounts:
    """How often one call succeeded and failed since the gateway was loaded, and how long it took.

    `answered_at` is when the last answer came that was no refusal, by the monotonic clock. Of the
    codes beyond `CODES_KEPT`, and of refusals without one, the key is None.
    """

    requests: int = 0
    time_outs: int = 0
    not_sent: int = 0
    refusals: Counter[int | None] = field(default_factory=Counter)
    seconds: deque[float] = field(default_factory=lambda: deque(maxlen=TIMES_KEPT))
    answered_at: float | None = None

    def failed(self, err: NsApiError) -> None:
        """Count a failure."""
        if isinstance(err, NoAnswerError):
            self.time_outs += 1
        elif isinstance(err, RefusedError):
            room = err.code in self.refusals or len(self.refusals) < CODES_KEPT
            self.refusals[err.code if room else None] += 1
        else:
            self.not_sent += 1


@dataclass(frozen=True)
class _Answered:
    """The body of an answer that is no refusal, the bytes of all of it, and how long it took."""

    body: Any = field(repr=False)
    size: int
    seconds: float


class Caller:
    """Sends calls to one gateway on a link, known by its EUI, and checks the answers."""

    def __init__(
        self,
        link: Link,
        eui: str,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        page_size: int | None = None,
    ) -> None:
        """Ask the gateway with this EUI.

        `timeout` is in s, `page_size` is the most rows to ask for at once, None where that is to
        be found out.
        """
        self.eui = eui.upper()
        self.link = link
        self.timeout = timeout
        self._most_rows = page_size
        # The size of the pages of each list, by its call.
        self._page_sizes: dict[str, PageSize] = {}
        self._slots = asyncio.Semaphore(REQUESTS_AT_ONCE)
        # Seconds that the last answer took.
        self.response_time: float | None = None
        # When the last answer came, by the monotonic clock.
        self._answered_at = -inf
        self.counts: dict[str, CallCounts] = {}
        # The last answer to each call, for its shape.
        self.last_answers: dict[str, LastAnswer] = {}

    async def _list[KeyT, ModelT: Model](
        self,
        call: str,
        path: str,
        rows_key: str,
        total_key: str,
        rows: Rows[KeyT, ModelT],
        query: Mapping[str, str | int] | None = None,
        *,
        part: Part = WHOLE,
        raw_rows: bool = False,
        most_rows: int | None = None,
        pages_at_once: int = PAGES_AT_ONCE,
        once: bool = False,
    ) -> Listing[KeyT, ModelT]:
        """Return a list, or a part of it. `bodies` have the rows as they came only as `raw_rows`.

        Otherwise thousands of them, keys and scripts included, would stay in memory with the list.
        `most_rows` is how many may be asked for at once, if fewer than of other lists. What is to
        be read only `once` is not asked for again where its answer does not come.

        As Milesight's own client does, every list is asked for in ascending order, so that it does
        not move between two pages.
        """
        keys: dict[str, str | int] = {**(query or {})}
        for name, value in _ORDER.items():
            keys.setdefault(name, value)
        asked = urlencode({**keys, "limit": ""}, quote_via=quote)

        def request(limit: int, offset: int) -> Request:
            return "GET", f"{path}?{asked}{limit}&offset={offset}", None

        def page(body: Any, offset: int) -> Page:
            # Raw rows are sent and stored again.
            whole = writable(body) if raw_rows else body
            page = page_of(call, whole, rows_key, total_key, offset)
            if not raw_rows:
                page.body.pop(rows_key, None)
            return page

        most = self._most_rows if most_rows is None else most_rows
        return await self._pages(
            call, request, page, rows, part, most, pages_at_once=pages_at_once, once=once
        )

    async def _pages[KeyT, ModelT: Model](
        self,
        call: str,
        request: Callable[[int, int], Request],
        page: Callable[[Any, int], Page],
        rows: Rows[KeyT, ModelT],
        part: Part,
        most_rows: int | None,
        *,
        pages_at_once: int = PAGES_AT_ONCE,
        once: bool = False,
    ) -> Listing[KeyT, ModelT]:
        """Return a list, or a part of it, in pages as large as come quickly and whole.

        `request` gets limit and offset, `page` the body and its offset. A list whose large page
        did not come is read from its beginning in pages of a size that every gateway gives.
        """
        size = self._page_sizes.setdefault(call, PageSize(most_rows))
        tries = 1 if once else 2

        async def fetch(limit: int, offset: int) -> Page:
            method, url, body = request(limit, offset)
            started = monotonic()
            large = limit > FIRST
            try:
                answered = await self._read_answer(
                    call, method, url, body, tries=1 if large else tries, offset=offset
                )
                read = page(answered.body, offset)
            except _PAGE_FAILURES as err:
                answered_others = self._answered_at > started and isinstance(err, NoAnswerError)
                size.failed(limit, others_answered=answered_others)
                raise
            share = answered.seconds / self.timeout
            size.came(limit, len(read.rows), answered.size, share)
            return read

        if not part.is_whole:
            return await read_part(fetch, rows, size.rows, part)
        while True:
            asked = size.rows
            try:
                listing = await read_all(fetch, rows, asked, pages_at_once)
            except _PAGE_FAILURES as err:
                if asked <= FIRST:
                    raise
                if isinstance(err, NoAnswerError):
                    # The first attempt was made above.
                    tries = 1
                continue
            if listing.complete:
                size.end(several_pages=len(listing.bodies) > 1)
            return listing

    async def _read(
        self,
        call: str,
        method: str,
        url: str,
        body: dict[str, Any] | None = None,
    ) -> Any:
        """Return the body of an answer to what changes nothing."""
        answered = await self._read_answer(call, method, url, body)
        return answered.body

    async def _read_answer(
        self,
        call: str,
        method: str,
        url: str,
        body: dict[str, Any] | None = None,
        *,
        tries: int = 2,
        offset: int = 0,
    ) -> _Answered:
        """Send a request that changes nothing, up to so many times if its answer is lost."""
        for _ in range(tries - 1):
            with suppress(NoAnswerError):
                return await self._ask(call, method, url, body, offset)
        return await self._ask(call, method, url, body, offset)

    async def _write(
        self, call: str, method: str, url: str, body: dict[str, Any] | None = None
    ) -> Any:
        """Ask for a change, once: a lost answer may mean that it was made."""
        answered = (await self._ask(call, method, url, body)).body
        if answered not in (None, "", []) and not isinstance(answered, dict):
            # A form of success that the document does not have.
            raise refusal(call, None, str(answered))
        return answered

    async def _ask(
        self, call: str, method: str, url: str, body: dict[str, Any] | None, offset: int = 0
    ) -> _Answered:
        counts = self.counts.get(call)
        if counts is None:
            counts = self.counts[call] = CallCounts()
        try:
            async with self._slots:
                counts.requests += 1
                started = monotonic()
                answer = await self.link.request(
                    call, method, url, gateway_eui=self.eui, timeout=self.timeout, body=body
                )
                ended = monotonic()
            self.response_time = ended - started
            counts.seconds.append(self.response_time)
            if not offset or call not in self.last_answers:
                self.last_answers[call] = LastAnswer()
            self.last_answers[call].add(answer.payload, self.response_time)
            checked = check(call, answer)
        except NsApiError as err:
            counts.failed(err)
            raise
        counts.answered_at = self._answered_at = ended
        return _Answered(checked, len(answer.payload), self.response_time)
