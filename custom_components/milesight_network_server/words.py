"""Every sentence that a person reads: its translation, and what others have named in it."""

from collections.abc import Iterable
from datetime import datetime
import re
from typing import Final, TypedDict
import unicodedata

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.translation import (
    LOCALE_EN,
    async_get_cached_translations,
    async_get_exception_message,
    async_translate_state,
)
from homeassistant.util import dt as dt_util

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
from .ns_api.session_status import UpdateStatus

# The longest name of the API (that of a firmware task) has 127 characters.
LONGEST: Final = 128
# CommonMark: a backslash before any of these, and nothing else, makes it stand for itself.
_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
# They turn the direction of the text around them, sentences of ours too.
_DIRECTIONS: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_MARKS: Final = frozenset("\u061c\u200e\u200f")
# Control characters, lone surrogates and the separators of lines and paragraphs.
_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    """Return a text on one line, with nothing that can't be seen or turns its direction.

    What is longer than `LONGEST` is cut. For places that show plain text.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(
            " " if unicodedata.category(one) in _UNPRINTABLE else one
            for one in text
            if one not in _MARKS and unicodedata.bidirectional(one) not in _DIRECTIONS
        )
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def escape_markdown(text: str) -> str:
    """Return a text that Markdown renders as `one_line` of it: no link, image, HTML or heading.

    No two braces stand together either, so that no template is found in it.
    """
    return _PUNCTUATION.sub(r"\\\1", one_line(text))


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


# Of a long list, so many names are told.
MOST_NAMES: Final = 10


def clock_time(moment: datetime | None) -> str:
    """Return a moment as the clock of Home Assistant's zone shows it."""
    return "–" if moment is None else dt_util.as_local(moment).strftime("%Y-%m-%d %H:%M")


@callback
def async_words(hass: HomeAssistant, key: str, **placeholders: str) -> str:
    """Return a text of the translations' section `common`.

    In English while those of Home Assistant's language are not read yet.
    """
    whole_key = f"component.{DOMAIN}.common.{key}"
    words = async_get_cached_translations(hass, hass.config.language, "common", DOMAIN)
    if whole_key not in words:
        words = async_get_cached_translations(hass, LOCALE_EN, "common", DOMAIN)
    return words[whole_key].format(**placeholders)


@callback
def async_status_words(hass: HomeAssistant, status: UpdateStatus) -> str:
    """Return an update status as the sensor shows it."""
    return async_translate_state(
        hass, status, Platform.SENSOR, DOMAIN, "update_status", device_class=None
    )


@callback
def async_advice(hass: HomeAssistant, status: UpdateStatus) -> str:
    """Return what to try after a failure, as docs/entities.md has it."""
    return async_words(hass, f"advice_{status}")


@callback
def async_listed(hass: HomeAssistant, names: Iterable[str]) -> str:
    """Return names in alphabetical order, escaped for Markdown; of many only the first ones."""
    ordered = sorted(names, key=str.casefold)
    told = ", ".join(escape_markdown(name) for name in ordered[:MOST_NAMES])
    more = len(ordered) - MOST_NAMES
    return told if more <= 0 else async_words(hass, "and_more", names=told, count=str(more))


@callback
def async_device_count(hass: HomeAssistant, count: int) -> str:
    """Return a number of devices in words."""
    return async_words(hass, "one_device" if count == 1 else "some_devices", count=str(count))
