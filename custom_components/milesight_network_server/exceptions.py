"""The one place where the API's errors get their translated sentences."""

from typing import TypedDict

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
        case NoAnswerError():
            key = "no_answer"
            placeholders["seconds"] = f"{err.seconds:g}"
        case UnreadableAnswerError():
            key = "unreadable_answer"
            placeholders["missing"] = err.missing
        case LinkClosedError():
            key = "link_closed"
        case OtherApiError():
            key = "other_api"
        case RefusedError():
            key = "refused" if err.reason is None else f"refused_{err.reason.name.lower()}"
            placeholders["code"] = "–" if err.code is None else str(err.code)
            placeholders["text"] = err.text
        case _:
            raise err
    return Translation(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
