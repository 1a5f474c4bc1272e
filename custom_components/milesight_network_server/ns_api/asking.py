"""How one gateway is asked: at most three requests at once, reading twice, writing once."""

import asyncio
from collections import Counter, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, urlencode

from .decoding import writable
from .errors import NoAnswerError, NsApiError, RefusedError, UnreadableAnswerError, refusal
from .link import Answer, Link
from .listing import PAGES_AT_ONCE, WHOLE, Listing, Page, Part, read_all, read_part
from .model import Model, read_int
from .rows import Rows
from .shape import LastAnswer

# "At most 3 requests at once", as Milesight's own client does it.
REQUESTS_AT_ONCE: Final = 3
DEFAULT_TIMEOUT: Final = 10.0
DEFAULT_PAGE_SIZE: Final = 50
# Sent with every list.
_ORDER: Final = {"order": "asc", "type": "default"}
# Of each call, the times of so many answers and so many different codes are remembered.
TIMES_KEPT: Final = 100
CODES_KEPT: Final = 20


@dataclass
class CallCounts:
    """How one call fared since the gateway was loaded. `seconds` are those of the last answers.

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


# Codes of success: none at all, 200 in the MQTT document, 0 in answers of real gateways.
_SUCCESS: Final = (None, "", 0, "0", 200, "200")
# Seen once as the answer to a write that was carried out: code 17 with these words.
_ACCEPTED: Final = (17, "request accept")


def check(call: str, answer: Answer) -> Any:
    """Return the body of a successful answer, raise `RefusedError` for a failure.

    A failure is a code other than absent, empty, null, 0 or 200, or an error that is not empty. A
    relative of the gateways (EG71) names them `errCode` and `errMsg`.
    """
    body = answer.body
    if not isinstance(body, dict):
        return body
    for code_name, text_name in (("code", "error"), ("errCode", "errMsg")):
        code, text = body.get(code_name), body.get(text_name)
        if code in _SUCCESS and text in (None, ""):
            continue
        if (read_int(code), str(text).strip().lower()) != _ACCEPTED:
            raise refusal(call, read_int(code), str(text or ""))
    return body


class Asking:
    """A gateway on a link, by its EUI."""

    def __init__(
        self,
        link: Link,
        eui: str,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        page_size: int = DEFAULT_PAGE_SIZE,
    ) -> None:
        """Take the link, the gateway's EUI and how to ask: `timeout` in s, `page_size` in rows."""
        self.eui = eui.upper()
        self.link = link
        self.timeout = timeout
        self._page_size = page_size
        self._slots = asyncio.Semaphore(REQUESTS_AT_ONCE)
        # Seconds that the last answer took.
        self.response_time: float | None = None
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
        keep_rows: bool = True,
        page_size: int | None = None,
        pages_at_once: int = PAGES_AT_ONCE,
        once: bool = False,
    ) -> Listing[KeyT, ModelT]:
        """Return a list, or a part of it. Without `keep_rows`, `bodies` lack the rows as they came.

        What is to be read only `once` is not asked for again where its answer does not come.

        As Milesight's own client does, every list is asked for in ascending order, so that it does
        not move between two pages.
        """
        keys: dict[str, str | int] = {**(query or {})}
        for name, value in _ORDER.items():
            keys.setdefault(name, value)
        asked = urlencode({**keys, "limit": ""}, quote_via=quote)

        async def fetch(limit: int, offset: int) -> Page:
            url = f"{path}?{asked}{limit}&offset={offset}"
            body = await self._read(call, "GET", url, tries=1 if once else 2, offset=offset)
            page = page_of(call, writable(body) if keep_rows else body, rows_key, total_key, offset)
            if not keep_rows:
                page.body.pop(rows_key, None)
            return page

        size = page_size or self._page_size
        if part.is_whole:
            return await read_all(fetch, rows, size, pages_at_once)
        return await read_part(fetch, rows, size, part)

    async def _read(
        self,
        call: str,
        method: str,
        url: str,
        body: dict[str, Any] | None = None,
        *,
        tries: int = 2,
        offset: int = 0,
    ) -> Any:
        """Ask without changing anything; a lost answer is asked for once more."""
        for _ in range(tries - 1):
            with suppress(NoAnswerError):
                return await self._ask(call, method, url, body, offset)
        return await self._ask(call, method, url, body, offset)

    async def _write(
        self, call: str, method: str, url: str, body: dict[str, Any] | None = None
    ) -> Any:
        """Ask for a change, once: a lost answer may mean that it was made."""
        answered = await self._ask(call, method, url, body)
        if answered not in (None, "") and not isinstance(answered, dict):
            # No form of success that the document knows.
            raise refusal(call, None, str(answered))
        return answered

    async def _ask(
        self, call: str, method: str, url: str, body: dict[str, Any] | None, offset: int = 0
    ) -> Any:
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
        counts.answered_at = ended
        return checked


def rows_of(call: str, body: Any, rows_key: str) -> list[Any]:
    """Return the rows of a list, none for null. `UnreadableAnswerError` where the body has none."""
    rows = body.get(rows_key) if isinstance(body, dict) else None
    if rows is None and isinstance(body, dict) and rows_key in body:
        return []
    if not isinstance(rows, list):
        raise UnreadableAnswerError(call, rows_key)
    return rows


def page_of(call: str, body: Any, rows_key: str, total_key: str, offset: int) -> Page:
    """Return a list's page.

    Go writes an empty list as null, or leaves it out. At the beginning of a list that is believed
    only together with a total of 0: taking every device for gone is worse than one poll too few.
    Without that total it is an empty page of a list that is `odd`, and so not complete.
    """
    total = read_int(body.get(total_key)) if isinstance(body, dict) else None
    if isinstance(body, dict) and body.get(rows_key) is None and (rows_key in body or total == 0):
        return Page([], total, body, odd=offset == 0 and total != 0)
    return Page(rows_of(call, body, rows_key), total, body)
