"""The one place where errors, problems and warnings get their translated sentences."""

from collections.abc import Iterable
from typing import Final, TypedDict

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.translation import async_get_exception_message

from .const import DOMAIN
from .ns_api.errors import (
    LinkClosedError,
    NoAnswerError,
    NotConnectedError,
    NsApiError,
    OtherApiError,
    RefusedError,
    UnreadableAnswerError,
)
from .ns_api.field import Caution, InvalidFieldsError, Problem

# Of what is wrong with a call, so much is told.
_MOST_PROBLEMS: Final = 20


class Translation(TypedDict):
    """The keyword arguments of a translated `HomeAssistantError`."""

    translation_domain: str
    translation_key: str
    translation_placeholders: dict[str, str]


def translation(err: NsApiError) -> Translation:
    """Return the sentence for an error of the API."""
    placeholders = {"call": err.call}
    match err:
        case NotConnectedError():
            key = "not_connected"
        case NoAnswerError() if err.others:
            # All who answered said that they were not meant.
            key = "refused_gateway_eui_not_matched"
            placeholders["text"] = err.text or "–"
        case NoAnswerError():
            key = "no_answer"
            placeholders["seconds"] = f"{err.seconds:g}"
        case UnreadableAnswerError():
            key = "unreadable_answer"
            placeholders["missing"] = err.missing
        case LinkClosedError():
            key = "link_closed" if err.sent else "link_closed_unsent"
        case OtherApiError():
            key = "other_api"
        case RefusedError():
            key = "refused" if err.reason is None else f"refused_{err.reason.name.lower()}"
            placeholders["code"] = "–" if err.code is None else str(err.code)
            placeholders["text"] = err.text or "–"
        case _:
            raise err
    return Translation(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def warning(kind: str, **placeholders: str) -> str:
    """Return a warning in words."""
    return async_get_exception_message(DOMAIN, f"warning_{kind}", placeholders)


def in_words(found: Iterable[Caution]) -> tuple[str, ...]:
    """Return warnings as sentences."""
    return tuple(warning(one.kind, **one.placeholders) for one in found)


def sentence(problem: Problem) -> str:
    """Return what is wrong with a field, in words: the field, the value, what is allowed."""
    return async_get_exception_message(
        DOMAIN,
        f"problem_{problem.kind}",
        {"field": problem.field, "value": problem.value, **problem.allowed},
    )


def sentences(err: InvalidFieldsError) -> str:
    """Return what is wrong with a call, in words: of very much the first, and how much more."""
    told = "; ".join(map(sentence, err.problems[:_MOST_PROBLEMS]))
    more = len(err.problems) - _MOST_PROBLEMS
    if more <= 0:
        return told
    return async_get_exception_message(
        DOMAIN, "more_problems", {"problems": told, "count": str(more)}
    )


def invalid_fields(err: InvalidFieldsError) -> ServiceValidationError:
    """Return the error for a caller whose fields can't be sent."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="invalid_fields",
        translation_placeholders={"problems": sentences(err)},
    )


def translated(what: NsApiError | str, **placeholders: str) -> str:
    """Return the sentence of an error of the API, or of a key of the translations."""
    if isinstance(what, str):
        return async_get_exception_message(DOMAIN, what, placeholders)
    told = translation(what)
    return async_get_exception_message(
        DOMAIN, told["translation_key"], told["translation_placeholders"]
    )
