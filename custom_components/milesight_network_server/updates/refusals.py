"""Why a firmware update is not taken, in words."""

from typing import Final

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..ns_api.errors import NsApiError
from ..ns_api.field import InvalidFieldsError, Problem
from ..ns_api.quoting import quoted
from ..words import invalid_fields, translation
from .claims import TakenError
from .operations import BeingSentError, ClosedError, NotKeptError
from .queue import QueuedUpdate

# What is raised where an update is not taken.
NOT_TAKEN: Final = (
    TakenError,
    InvalidFieldsError,
    BeingSentError,
    ClosedError,
    NotKeptError,
    NsApiError,
)


def problem_of(err: TakenError, field: str = "dev_euis") -> Problem:
    """Return what is wrong with a device that has an update already."""
    match err.by:
        case None:
            return Problem(field, "being_asked", err.dev_eui, {})
        case QueuedUpdate() as item:
            told = {"firmware": quoted(item.firmware_name or "–"), "queue_id": item.queue_id}
            return Problem(field, "in_queue", err.dev_eui, told)
        case sent:
            return Problem(field, "just_sent", err.dev_eui, {"task": quoted(sent.name)})


def refusal(err: Exception) -> HomeAssistantError:
    """Return the error for somebody whose update is not taken. Anything else is raised."""
    match err:
        case TakenError():
            return invalid_fields(InvalidFieldsError([problem_of(err)]))
        case InvalidFieldsError():
            return invalid_fields(err)
        case NsApiError():
            return HomeAssistantError(**translation(err))
        case NotKeptError():
            key = "update_not_kept"
        case ClosedError():
            key = "update_closed"
        case BeingSentError():
            key = "update_being_sent"
        case _:
            raise err
    return HomeAssistantError(translation_domain=DOMAIN, translation_key=key)
