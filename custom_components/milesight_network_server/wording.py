"""Words, in Home Assistant's language, for texts that are put together here."""

from collections.abc import Iterable
from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import (
    LOCALE_EN,
    async_get_cached_translations,
    async_translate_state,
)

from .const import DOMAIN
from .markdown import escape_markdown
from .ns_api.session_status import UpdateStatus

# Of a long list, so many names are told.
MOST_NAMES: Final = 10


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
