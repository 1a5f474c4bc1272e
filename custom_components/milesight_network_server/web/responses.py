"""Messages to pages: events of a subscription, and problems and errors in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.messages import construct_event_message
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.json import json_bytes
import voluptuous as vol

from ..ns_api.field import Problem
from ..words import PERSON, Reader, sentence
from .panel_messages import ProblemMessage, SentenceMessage

# The gateway that a command is for.
GATEWAY: Final[dict[str | vol.Marker, Any]] = {vol.Required(ATTR_CONFIG_ENTRY_ID): str}


def event_sender(connection: ActiveConnection, iden: int) -> Callable[[object], None]:
    """Return what sends a message to the page that subscribed by the command of this id."""

    @callback
    def send(message: object) -> None:
        connection.send_message(construct_event_message(iden, json_bytes(message)))

    return send


def problem_messages(problems: Iterable[Problem], reader: Reader = PERSON) -> list[ProblemMessage]:
    """Return problems of fields as messages for pages."""
    return [
        ProblemMessage(
            field=one.field,
            message=sentence(one, reader),
            translation_key=one.kind,
            translation_placeholders={"field": one.field, "value": one.value, **one.allowed},
        )
        for one in problems
    ]


def error_message(err: HomeAssistantError) -> SentenceMessage:
    """Return an error as a message for pages."""
    return sentence_message(
        str(err), err.translation_domain, err.translation_key, err.translation_placeholders
    )


def sentence_message(
    message: str, domain: str | None, key: str | None, placeholders: Mapping[str, Any] | None
) -> SentenceMessage:
    """Return a sentence, with what a page needs to show it in the language of its reader."""
    return SentenceMessage(
        message=message,
        translation_domain=domain,
        translation_key=key,
        translation_placeholders={one: str(value) for one, value in (placeholders or {}).items()},
    )
