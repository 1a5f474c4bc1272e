"""What the panel's WebSocket commands send. `frontend/src/panel/messages.ts` is written from these.

Moments are ISO 8601 with a zone. Keys are in none of them: a page asks for those of one thing, by
the action that lists it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class GatewayState(StrEnum):
    """What a gateway is to Home Assistant. `SILENT` is set up, and does not answer."""

    ANSWERS = "answers"
    SILENT = "silent"
    NO_BROKER = "no_broker"
    NOT_SET_UP = "not_set_up"


@dataclass(frozen=True, kw_only=True, slots=True)
class SentenceMessage:
    """A sentence, and how to have it in another language. Without a key it is as it stands."""

    message: str
    translation_domain: str | None
    translation_key: str | None
    translation_placeholders: dict[str, str] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionMessage:
    """What the gateway's channel plan allows, and what it takes where nothing is given.

    Frequencies are in Hz.
    """

    lowest_frequency: int
    highest_frequency: int
    data_rates: list[int]
    rx2_frequency: int
    rx2_data_rate: int
    ping_slot_frequency: int
    ping_slot_data_rate: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PanelGatewayMessage:
    """A gateway. Where it is not set up, `reason` says why, if that is known.

    `silent_since` is since when it has not answered.
    """

    config_entry_id: str
    name: str
    eui: str
    device_id: str | None
    state: GatewayState
    reason: SentenceMessage | None
    silent_since: str | None
    request_topic: str
    response_topic: str
    channel_plan: str | None
    cloud: bool | None
    has_fuota: bool
    region: RegionMessage | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PanelGatewaysMessage:
    """All gateways, whenever something of one of them has changed."""

    gateways: list[PanelGatewayMessage]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemMessage:
    """What is wrong with a field, and how to have it in another language."""

    field: str
    message: str
    translation_key: str
    translation_placeholders: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class RanMessage:
    """What became of an action: its response, or all that is wrong with its fields."""

    response: dict[str, Any] | None
    problems: list[ProblemMessage]


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkResultMessage:
    """What became of one of many devices: done where there is neither a problem nor a reason.

    `reason` is why it was not done, or left out. `differences` are the fields that the gateway
    kept otherwise than they were sent; they are reported at the end.
    """

    dev_eui: str
    problems: list[ProblemMessage]
    reason: SentenceMessage | None
    differences: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkMessage:
    """How far a change of many devices is: what is new since the last message."""

    results: list[BulkResultMessage]
    done: int
    total: int
    ended: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ListMessage:
    """Rows of a list that are new or have changed, and the ids of those that are gone.

    Where it is `fresh`, what was sent before holds no more. `complete` is whether all rows were
    sent by now. Rows are as the action that lists them gives them, without keys.
    """

    fresh: bool
    rows: list[dict[str, Any]]
    gone: list[str]
    complete: bool


# What `frontend/src/panel/messages.ts` has.
MESSAGES = (
    SentenceMessage,
    RegionMessage,
    PanelGatewayMessage,
    PanelGatewaysMessage,
    ProblemMessage,
    RanMessage,
    BulkResultMessage,
    BulkMessage,
    ListMessage,
)
