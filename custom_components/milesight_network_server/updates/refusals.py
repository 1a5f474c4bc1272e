"""Why a firmware update is refused, in words."""

from typing import Final

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..ns_api.errors import NsApiError
from ..ns_api.field import InvalidFieldsError, Problem
from ..ns_api.keys import ProblemKey
from ..ns_api.quoting import quoted
from ..words import PERSON, Reader, error_words, invalid_fields, translation
from ..words.keys import ErrorKey
from .claims import TakenError
from .operations import BeingSentError, ClosedError, NotKeptError
from .queue import QueuedUpdate

# The errors of a refused update.
NOT_TAKEN: Final = (
    TakenError,
    InvalidFieldsError,
    BeingSentError,
    ClosedError,
    NotKeptError,
    NsApiError,
)

# The same, and Home Assistant's own errors, which have their sentences.
REFUSED: Final = (*NOT_TAKEN, HomeAssistantError)


def problem_of(err: TakenError, field: str = "dev_euis") -> Problem:
    """Return what is wrong with a device that has an update already."""
    match err.by:
        case None:
            return Problem(field, ProblemKey.BEING_ASKED, err.dev_eui, {})
        case QueuedUpdate() as item:
            firmware = quoted(item.firmware_name or "–")
            return Problem(
                field,
                ProblemKey.IN_QUEUE,
                err.dev_eui,
                {"firmware": firmware, "queue_id": item.queue_id},
            )
        case sent:
            return Problem(field, ProblemKey.JUST_SENT, err.dev_eui, {"task": quoted(sent.name)})


def reason_of(err: Exception) -> str:
    """Return the reason of a `REFUSED` error as a sentence."""
    return error_words(err if isinstance(err, HomeAssistantError) else refusal(err))


def refusal(err: Exception, reader: Reader = PERSON) -> HomeAssistantError:
    """Return the error to show for a refused update. Any other error is raised."""
    match err:
        case TakenError():
            return invalid_fields(InvalidFieldsError([problem_of(err)]), reader)
        case InvalidFieldsError():
            return invalid_fields(err, reader)
        case NsApiError():
            return HomeAssistantError(**translation(err))
        case NotKeptError():
            key = ErrorKey.UPDATE_NOT_KEPT
        case ClosedError():
            key = ErrorKey.UPDATE_CLOSED
        case BeingSentError():
            key = ErrorKey.UPDATE_BEING_SENT
        case _:
            raise err
    return HomeAssistantError(translation_domain=DOMAIN, translation_key=key)
