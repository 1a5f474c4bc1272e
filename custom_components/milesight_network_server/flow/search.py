"""Looks for gateways on the topics that were entered, with a progress page if that takes long."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple, override

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.core import callback
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol

from ..const import CONF_REQUEST_TOPIC, CONF_RESPONSE_TOPIC
from .keys import ConfigErrors
from .probe import ProbeFailedError, async_find_gateways
from .topics import topics_errors

# The topics that Milesight's own client uses, with the gateway's EUI in the middle.
_TOPIC_ROOT: Final = "milesight-gateway"
# A search that ends sooner shows no progress page.
_SHOWN_AFTER: Final = 1.0

TOPIC_FIELDS: Final[Mapping[vol.Marker, Any]] = {
    vol.Required(CONF_REQUEST_TOPIC): TextSelector(),
    vol.Required(CONF_RESPONSE_TOPIC): TextSelector(),
}


def suggested_topics(eui: str) -> dict[str, str]:
    """Return the topics that a gateway has where nobody chose others."""
    return {
        CONF_REQUEST_TOPIC: f"{_TOPIC_ROOT}/{eui}/request",
        CONF_RESPONSE_TOPIC: f"{_TOPIC_ROOT}/{eui}/response",
    }


def stripped(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what was entered without blanks around it: copied text often has them."""
    return {field: value.strip() for field, value in user_input.items()}


type GoOn = Callable[[list[str]], Awaitable[ConfigFlowResult]]
type Show = Callable[[Mapping[str, Any] | None, ConfigErrors, Mapping[str, str]], ConfigFlowResult]


class Search(NamedTuple):
    """What comes after a search.

    `go_on` gets the EUIs of the gateways that answered, none where an answer came that names
    nobody. `show_again` shows the form that asked, with errors by field and what their sentences
    mention.
    """

    go_on: GoOn
    show_again: Callable[[ConfigErrors, Mapping[str, str]], ConfigFlowResult]


class SearchingFlow(ConfigFlow):
    """Finds out which gateways answer on the topics."""

    _search: Search
    _probing: asyncio.Task[list[str]] | None = None

    def __init__(self) -> None:
        super().__init__()
        self._topics: dict[str, str] = {}

    @override
    @callback
    def async_remove(self) -> None:
        """End the search where the window was closed."""
        if self._probing is not None:
            self._probing.cancel()

    async def _async_ask_topics(
        self,
        entered: Mapping[str, Any] | None,
        eui: str | None,
        go_on: GoOn,
        show: Show,
    ) -> ConfigFlowResult:
        """Search on the topics that were entered; show the form before, and while they are wrong.

        `show` takes what was entered, errors by field, and what their sentences mention.
        """
        if entered is None:
            return show(None, {}, {})
        topics = stripped(entered)
        errors, placeholders = topics_errors(self.hass, topics)
        if errors:
            return show(entered, errors, placeholders)
        return await self._async_search(topics, eui, Search(go_on, partial(show, entered)))

    async def _async_search(
        self, topics: dict[str, str], eui: str | None, search: Search
    ) -> ConfigFlowResult:
        """Ask the topics for all gateways, or for the one with this EUI."""
        self._topics, self._search = topics, search
        self._probing = self.hass.async_create_task(
            async_find_gateways(self.hass, topics, eui), "look for gateways"
        )
        self._probing.add_done_callback(_retrieve_exception)
        try:
            await asyncio.wait([self._probing], timeout=_SHOWN_AFTER)
        except asyncio.CancelledError:
            self._probing.cancel()
            raise
        if self._probing.done():
            return await self.async_step_probed()
        return await self.async_step_probe()

    async def async_step_probe(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show that an answer is awaited."""
        probing = self._probing
        if probing is None or probing.done():
            return self.async_show_progress_done(next_step_id="probed")
        return self.async_show_progress(
            step_id="probe",
            progress_action="probe",
            progress_task=probing,
            description_placeholders={"request_topic": self._topics[CONF_REQUEST_TOPIC]},
        )

    async def async_step_probed(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Continue with the gateways that answered, or show why none did."""
        search, probing = self._search, self._probing
        self._probing = None
        try:
            found = [] if probing is None else await probing
        except ProbeFailedError as err:
            return search.show_again({"base": err.reason}, err.placeholders)
        return await search.go_on(found)


def _retrieve_exception(probing: asyncio.Task[list[str]]) -> None:
    """Keep asyncio from logging a failure that came after the window was closed."""
    if not probing.cancelled():
        probing.exception()
