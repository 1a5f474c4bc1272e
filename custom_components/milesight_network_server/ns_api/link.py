"""One pair of topics: requests go out, answers come back and find their request by its id."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import logging
from typing import Any, Final
from uuid import uuid4

import orjson

from .decoding import decoded
from .errors import LinkClosedError, NoAnswerError, NotConnectedError, ReturnCode
from .model import read_eui, read_int
from .quoting import quoted

_LOGGER = logging.getLogger(__name__)

# After the first answer to a question to all, the others get this long, in seconds.
SETTLE_TIME: Final = 1.5


@dataclass(frozen=True)
class Answer:
    """An answer as it came. `gateway_eui` is None where it names no gateway."""

    gateway_eui: str | None
    body: Any = field(repr=False)
    # The whole message.
    payload: bytes = field(default=b"", repr=False, compare=False)

    @property
    def code(self) -> int | None:
        """The return code in the body, by either of its names, None where there is none."""
        if not isinstance(self.body, dict):
            return None
        codes = (read_int(self.body.get(name)) for name in ("code", "errCode"))
        return next((code for code in codes if code is not None), None)

    @property
    def text(self) -> str:
        """The words of a refusal, by either of their names, blank where there are none."""
        if not isinstance(self.body, dict):
            return ""
        return str(self.body.get("error") or self.body.get("errMsg") or "")


@dataclass(eq=False)
class _Pending:
    """A request that waits for its answers; `arrived` is done with the first of them.

    `limit` ends the waiting: by the time-out, or when the link is closed.
    """

    gateway_eui: str | None
    arrived: asyncio.Future[None]
    limit: asyncio.Timeout
    # The request, as it went out.
    sent: bytes
    settling: bool = False
    answers: list[Answer] = field(default_factory=list)
    # How many other gateways answered, and what the last of them said.
    others: int = 0
    said: str = ""


class Link:
    """Sends requests by `publish`; messages that arrive are handed to `receive`.

    `publish` gets the message and its expiry in seconds. It raises the builtin `ConnectionError`
    when nothing was sent.
    """

    def __init__(self, publish: Callable[[bytes, float], Awaitable[None]]) -> None:
        self._publish = publish
        self._pending: dict[str, _Pending] = {}
        self._closed = False
        # Messages that were unreadable, or answers to others: shown in diagnostics, never an error.
        self.strangers = 0
        self.unreadable = 0
        # Answers to requests of this link that another gateway gave or that came twice; the longest
        # message.
        self.others = 0
        self.repeated = 0
        self.longest = 0

    @property
    def waiting(self) -> int:
        """How many requests wait for their answer."""
        return len(self._pending)

    def receive(self, payload: bytes) -> None:
        """Handle a message of the response topic. Whatever it is, nothing is raised.

        Each is decoded once, however many gateways share the topics. Only the id shows to which
        request an answer belongs: the url comes back rewritten, and most answers do not name their
        gateway.
        """
        if self._closed:
            return
        self.longest = max(self.longest, len(payload))
        try:
            message = decoded(payload)
        except ValueError:
            self.unreadable += 1
            _LOGGER.debug("Unreadable message of %d bytes on the response topic", len(payload))
            return
        if not isinstance(message, dict):
            self.unreadable += 1
            return
        pending = self._pending.get(str(message.get("id")))
        if pending is None or payload == pending.sent:
            # A bridge may bring the request itself back: without a body it would be a success.
            self.strangers += 1
            return
        answer = Answer(read_eui(message.get("gatewayEUI") or ""), message.get("body"), payload)
        asked = pending.gateway_eui
        if answer.code == ReturnCode.GATEWAY_EUI_NOT_MATCHED or (
            asked is not None and answer.gateway_eui not in (None, asked)
        ):
            # Another gateway on the same topics: the one that was asked has still to answer.
            pending.others += 1
            pending.said = answer.text
            self.others += 1
            return
        if answer in pending.answers:
            self.repeated += 1
            return
        pending.answers.append(answer)
        if not pending.arrived.done():
            pending.arrived.set_result(None)

    async def request(
        self,
        call: str,
        method: str,
        url: str,
        *,
        gateway_eui: str,
        timeout: float,  # noqa: ASYNC109 - it is the message's expiry, too
        body: dict[str, Any] | None = None,
    ) -> Answer:
        """Return the answer of the one gateway that is asked.

        Raises `NotConnectedError` when nothing was sent, `NoAnswerError` after `timeout` seconds,
        `LinkClosedError` when the link is closed meanwhile.
        """
        request: dict[str, Any] = {"method": method, "url": url, "gatewayEUI": gateway_eui}
        if body is not None:
            request["body"] = body
        pending = await self._ask(call, request, gateway_eui, timeout)
        return pending.answers[0]

    async def ask_all(
        self,
        call: str,
        method: str,
        url: str,
        *,
        timeout: float,  # noqa: ASYNC109 - as above
    ) -> list[Answer]:
        """Return the answers of every gateway on the topics.

        Waits `timeout` seconds for the first, and a moment longer for the others. Raises as
        `request` does.
        """
        request = {"method": method, "url": url}
        pending = await self._ask(call, request, None, timeout, settle=SETTLE_TIME)
        return pending.answers

    def close(self) -> None:
        """End all waiting with `LinkClosedError`. Nothing is sent afterwards."""
        self._closed = True
        now = asyncio.get_running_loop().time()
        for pending in self._pending.values():
            ending = pending.limit.expired()
            if not ending and (pending.settling or not pending.arrived.done()):
                pending.limit.reschedule(now)

    async def _ask(
        self,
        call: str,
        request: dict[str, Any],
        gateway_eui: str | None,
        timeout: float,  # noqa: ASYNC109 - as above
        *,
        settle: float = 0,
    ) -> _Pending:
        """Send a request and return it with at least one answer."""
        if self._closed:
            raise LinkClosedError(call, sent=False)
        request_id = str(uuid4())
        arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        message = orjson.dumps({"type": "ns-api", "id": request_id, **request})
        pending = _Pending(gateway_eui, arrived, asyncio.timeout(timeout), message)
        self._pending[request_id] = pending
        try:
            async with pending.limit:
                await self._publish(message, timeout)
                await arrived
                if settle and self._closed:
                    raise LinkClosedError(call)
                if settle:
                    pending.settling = True
                    pending.limit.reschedule(None)
                    await asyncio.sleep(settle)
        except ConnectionError as err:
            raise NotConnectedError(call) from err
        except TimeoutError:
            if self._closed:
                raise LinkClosedError(call) from None
            said = quoted(pending.said)
            raise NoAnswerError(call, timeout, others=pending.others, text=said) from None
        finally:
            del self._pending[request_id]
        return pending
