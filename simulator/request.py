"""A request as it reaches the gateway."""

from dataclasses import dataclass
from datetime import datetime

import orjson

from .errors import ApiError, Code
from .faults import Fault, Kind
from .routes import API_TYPE, Call


@dataclass(frozen=True, slots=True)
class Request:
    """A request that reached the gateway. `call` is "" where the API has no such call."""

    call: str
    id: object
    method: object
    url: object
    body: object
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A request that is to be carried out, and the faults that strike at it."""

    request: Request
    call: Call
    path_id: str
    struck: list[Fault]

    @property
    def kinds(self) -> set[Kind]:
        """The kinds of its faults."""
        return {fault.kind for fault in self.struck}

    def seconds(self, kind: Kind) -> float:
        """Return the seconds of its faults of one kind."""
        return sum(fault.seconds for fault in self.struck if fault.kind == kind)


def parsed(payload: bytes | str) -> dict[str, object]:
    """Return the message that came; code 20 when it is no JSON object."""
    try:
        message = orjson.loads(payload)
    except orjson.JSONDecodeError:
        raise ApiError(Code.JSON) from None
    if not isinstance(message, dict):
        raise ApiError(Code.JSON)
    return message


def request_of(message: dict[str, object], call: str, at: datetime) -> Request:
    """Return the request that a message is."""
    return Request(
        call=call,
        id=message.get("id", ""),
        method=message.get("method", ""),
        url=message.get("url", ""),
        body=message.get("body"),
        at=at,
    )


def is_for_another(message: dict[str, object], eui: str) -> bool:
    """Whether a message names a gateway, and not the one of this EUI."""
    named = message.get("gatewayEUI")
    return (
        message.get("type") == API_TYPE
        and named not in (None, "")
        and str(named).strip().upper() != eui
    )
