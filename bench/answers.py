"""What a gateway answers, worked out before anybody measures."""

import re
from typing import Any, Final

import orjson

from simulator.gateway import Gateway

_MARK: Final = "00000000-0000-4000-8000-000000000000"
_LAST_SEEN: Final = re.compile(rb'("lastSeenAt":")[^"]+ ago(")')


def key_of(request: dict[str, Any]) -> str:
    """Return what tells one request from another: all but its id."""
    asked = [request.get(name) for name in ("gatewayEUI", "method", "url", "body")]
    return orjson.dumps(asked).decode()


class PreparedAnswers:
    """The answers of one simulated gateway, by what was asked, without their ids.

    A request that came before costs only putting its id in. `renew` works all answers out again,
    after the gateway's devices changed.
    """

    def __init__(self, gateway: Gateway) -> None:
        """Take the gateway, with nothing worked out yet."""
        self.gateway = gateway
        self._parts: dict[str, tuple[bytes, bytes]] = {}
        self._requests: dict[str, dict[str, Any]] = {}
        self._words: bytes | None = None

    def answer(self, payload: bytes) -> bytes:
        """Return the answer to a request."""
        request = orjson.loads(payload)
        key = key_of(request)
        if key not in self._parts:
            self._requests[key] = request
            self._parts[key] = self._worked_out(request)
        begin, end = self._parts[key]
        return b"".join((begin, request["id"].encode(), end))

    def renew(self, words: str | None = None) -> None:
        """Work out anew what is answered to the requests that came so far.

        With `words`, they stand in each row for how long ago its device was heard.
        """
        self._words = None if words is None else words.encode()
        self._parts = {key: self._worked_out(asked) for key, asked in self._requests.items()}

    def forget_device_pages(self) -> None:
        """Forget the requests for devices that came so far: pages change their size."""
        for key in [key for key, asked in self._requests.items() if _asks_for_devices(asked)]:
            del self._requests[key], self._parts[key]

    def device_pages(self) -> list[tuple[dict[str, Any], bytes]]:
        """Return the requests for devices that came so far, and what is answered to them."""
        return [
            (request, _MARK.encode().join(self._parts[key]))
            for key, request in self._requests.items()
            if _asks_for_devices(request)
        ]

    def parts(self) -> dict[str, tuple[str, str]]:
        """Return the answers for another process: what comes before and after the id."""
        return {key: (begin.decode(), end.decode()) for key, (begin, end) in self._parts.items()}

    def _worked_out(self, request: dict[str, Any]) -> tuple[bytes, bytes]:
        (answer,) = self.gateway.answer(orjson.dumps({**request, "id": _MARK}))
        payload = answer.payload
        if self._words is not None:
            payload = _LAST_SEEN.sub(rb"\g<1>" + self._words + rb"\2", payload)
        begin, _, end = payload.partition(_MARK.encode())
        return begin, end


def _asks_for_devices(request: dict[str, Any]) -> bool:
    return bool(request["method"] == "GET" and request["url"].startswith("/api/urdevices?"))
