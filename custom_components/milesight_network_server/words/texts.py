"""Texts that are made here and shown as they are: in Home Assistant's language.

Home Assistant translates errors and issues where they are shown, into the language of whoever
looks. What is filled into them, the summaries of updates, the warnings of actions and notifications
are made on the server, where its own function for errors knows English alone.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, async_get_hass, callback
from homeassistant.helpers.translation import (
    LOCALE_EN,
    async_get_cached_translations,
    async_translate_state,
)
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..ns_api.session_status import UpdateStatus
from .keys import AdviceKey, AnswerKey, TextKey
from .plain import escape_markdown

# A list has so many names at most.
MOST_NAMES: Final = 10
# What ends a sentence. Another one follows where it is filled in, or what fills it in goes on.
_STOPS: Final = ".。"


@callback
def async_translated(category: str, key: str, hass: HomeAssistant | None = None) -> str | None:
    """Return a text in Home Assistant's language, None where there is none.

    In English while those of its language are not read yet.
    """
    hass = hass or async_get_hass()
    whole_key = f"component.{DOMAIN}.{category}.{key}"
    for language in (hass.config.language, LOCALE_EN):
        words = async_get_cached_translations(hass, language, category, DOMAIN)
        if text := words.get(whole_key):
            return text
    return None


def exception_words(key: str, placeholders: Mapping[str, str]) -> str:
    """Return a text of the section `exceptions`, without the stop at its end.

    `key` is a text because errors of Home Assistant carry it as one; others call `translated`.
    """
    text = async_translated("exceptions", f"{key}.message")
    return key if text is None else text.rstrip(_STOPS).format_map(placeholders)


@callback
def async_words(
    hass: HomeAssistant, key: TextKey | AnswerKey | AdviceKey, **placeholders: str
) -> str:
    """Return a text of the section `common`."""
    text = async_translated("common", key, hass)
    return key if text is None else text.format_map(placeholders)


def listing(names: Iterable[str]) -> str:
    """Return a list on one line, "–" where there is nothing."""
    hass = async_get_hass()
    line = ""
    for name in names:
        line = async_words(hass, TextKey.LIST_ITEM, before=line, name=name) if line else name
    return line or "–"


def clock_time(moment: datetime | None) -> str:
    """Return a moment as the clock of Home Assistant's zone shows it, in its language's form."""
    if moment is None:
        return "–"
    local = dt_util.as_local(moment)
    return async_words(
        async_get_hass(),
        TextKey.CLOCK_TIME,
        year=f"{local:%Y}",
        month=f"{local:%m}",
        day=f"{local:%d}",
        hour=f"{local:%H}",
        minute=f"{local:%M}",
    )


@callback
def async_status_words(hass: HomeAssistant, status: UpdateStatus) -> str:
    """Return an update status as the sensor shows it."""
    return async_translate_state(
        hass, status, Platform.SENSOR, DOMAIN, "update_status", device_class=None
    )


@callback
def async_advice(hass: HomeAssistant, status: UpdateStatus) -> str:
    """Return what to try after a failure, as docs/entities.md has it."""
    return async_words(hass, AdviceKey[status.name])


@callback
def async_listed(hass: HomeAssistant, names: Iterable[str]) -> str:
    """Return names in alphabetical order, escaped for Markdown; of many only the first ones."""
    ordered = sorted(names, key=str.casefold)
    shown = listing(escape_markdown(name) for name in ordered[:MOST_NAMES])
    more = len(ordered) - MOST_NAMES
    return shown if more <= 0 else async_words(hass, TextKey.AND_MORE, names=shown, count=str(more))


@callback
def async_duration(hass: HomeAssistant, span: timedelta) -> str:
    """Return a span of time in words, in hours and minutes: "3 h 45 min"."""
    hours, minutes = divmod(max(1, round(span.total_seconds() / 60)), 60)
    if not hours:
        return async_words(hass, TextKey.MINUTES, minutes=str(minutes))
    if not minutes:
        return async_words(hass, TextKey.HOURS, hours=str(hours))
    return async_words(hass, TextKey.HOURS_MINUTES, hours=str(hours), minutes=str(minutes))
