"""A gateway that does what a test's script says, at the other end of a link."""

import asyncio
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import orjson

from custom_components.milesight_network_server.ns_api.link import Answer, Link

EUI: Final = "24E124FFFEF5A6A8"
NEIGHBOUR: Final = "24E124FFFEFFFFFF"

# A question, and an answer to it: where it does not matter which.
URL: Final = "/api/urdevices?limit=50&offset=0"
DEVICES: Final = {"devTotalCount": "0", "deviceResult": []}

type Request = dict[str, Any]
# What it gives stands in the answer's body; bytes are a message of their own.
type Script = Callable[[Request], Any]

# A script's way of not answering.
SILENCE: Final = object()
# In the place of a key's value: the key is not there.
ABSENT: Final = object()
# In the place of a list's total: as many as there are.
TRUTH: Final = object()


def silent(_request: Request) -> object:
    """Answer nothing."""
    return SILENCE


def query_of(request: Request) -> dict[str, str]:
    """Return what stands behind the question mark of the request's url."""
    return dict(parse_qsl(urlsplit(request["url"]).query, keep_blank_values=True))


def body_of(**keys: Any) -> dict[str, Any]:
    """Return a body without those of its keys that are `ABSENT`."""
    return {key: value for key, value in keys.items() if value is not ABSENT}


async def let_run() -> None:
    """Let everything happen that can happen without an answer and without time passing."""
    for _ in range(50):
        await asyncio.sleep(0)


async def ended(asking: asyncio.Task[Any]) -> None:
    """Make sure that somebody who waits for an answer stops that at once."""
    done, waiting = await asyncio.wait([asking], timeout=0.1)
    for task in waiting:
        task.cancel()
    assert done, "still waiting"


class ScriptedGateway:
    """Is its link's way out, keeps what was sent, and answers at once where the script does."""

    def __init__(self, script: Script = silent) -> None:
        self.link = Link(self.publish)
        self.sent: list[tuple[bytes, float]] = []
        self._script = script
        self._came = asyncio.Event()

    @property
    def requests(self) -> list[Request]:
        """What was asked so far."""
        return [orjson.loads(payload) for payload, _ in self.sent]

    async def publish(self, payload: bytes, seconds: float) -> None:
        """Take a request, as a broker would."""
        self.sent.append((payload, seconds))
        self._came.set()
        request = orjson.loads(payload)
        body = self._script(request)
        if isinstance(body, bytes):
            self.link.receive(body)
        elif body is not SILENCE:
            self.answer(request, body)

    def answer(self, request: Request, body: Any, **envelope: Any) -> None:
        """Let the answer to a request arrive, with other things in its envelope where named."""
        self.link.receive(orjson.dumps(answer_to(request, body, **envelope)))

    async def asked(self, count: int = 1) -> list[Request]:
        """Wait until so many requests came, and return them."""
        async with asyncio.timeout(5):
            while len(self.sent) < count:
                self._came.clear()
                await self._came.wait()
        return self.requests


def answer_to(request: Request, body: Any, **envelope: Any) -> dict[str, Any]:
    """Return the message that answers a request."""
    usual = {"id": request["id"], "method": request["method"], "url": request["url"], "body": body}
    return body_of(**usual | envelope)


def ask(link: Link, *, timeout: float = 5) -> asyncio.Task[Answer]:
    """Let a link ask a gateway for its devices."""
    return asyncio.create_task(
        link.request("list_devices", "GET", URL, gateway_eui=EUI, timeout=timeout)
    )


class Tasks:
    """A script: the list of FUOTA tasks, given page by page as 6.2 gives it.

    `cap` is the most that a page holds, `total` what stands in the answer's `total` in place of
    the truth. `meanwhile` is called before each answer with its number, from 1 on. With
    `null_for_empty`, a page without rows is null.
    """

    def __init__(
        self,
        rows: list[Any],
        *,
        cap: int = 1000,
        total: Any = TRUTH,
        meanwhile: Callable[[int], None] = lambda _number: None,
        null_for_empty: bool = False,
    ) -> None:
        self.rows = rows
        self.pages: list[tuple[int, int]] = []
        self._cap = cap
        self._total = total
        self._meanwhile = meanwhile
        self._null_for_empty = null_for_empty

    def __call__(self, request: Request) -> dict[str, Any]:
        """Answer with the page that the request's limit and offset say."""
        query = query_of(request)
        limit, offset = int(query["limit"]), int(query["offset"])
        self.pages.append((limit, offset))
        self._meanwhile(len(self.pages))
        page: list[Any] | None = self.rows[offset : offset + min(limit, self._cap)]
        if self._null_for_empty and not page:
            page = None
        return body_of(total=len(self.rows) if self._total is TRUTH else self._total, tasks=page)


def task_rows(count: int) -> list[Any]:
    """Return the rows of so many tasks, with the ids 1, 2, 3 …"""
    return [{"id": number, "name": f"task {number}"} for number in range(1, count + 1)]
