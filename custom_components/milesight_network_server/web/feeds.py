"""The feeds of all gateways that are set up, and those who follow them."""

from collections.abc import Callable, Mapping
from typing import Protocol

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..runtime import MilesightConfigEntry
from .list_feed import ListFeed
from .list_subjects import SUBJECTS
from .messages import UpdatesMessage
from .panel_messages import ListMessage
from .update_feed import UpdateFeed


class Feed[MessageT](Protocol):
    """Sends the present state of something of one gateway, and then its changes."""

    def async_subscribe(self, listener: Callable[[MessageT], None]) -> CALLBACK_TYPE:
        """Add a listener; returns what removes it."""

    def async_close(self) -> None:
        """Report to the listeners that the gateway is no longer set up."""


class Feeds[MessageT]:
    """The same feed of all gateways, also of those that are set up later."""

    def __init__(self) -> None:
        self._feeds: dict[str, Feed[MessageT]] = {}
        # The pages that follow one gateway, or all of them.
        self._followers: list[_Follower[MessageT]] = []

    @callback
    def async_add(self, entry_id: str, feed: Feed[MessageT]) -> CALLBACK_TYPE:
        """Add the feed of a gateway that was set up; returns what removes it."""
        self._feeds[entry_id] = feed
        for follower in self._followers:
            follower.async_take(entry_id, feed)

        @callback
        def remove() -> None:
            del self._feeds[entry_id]
            feed.async_close()

        return remove

    @callback
    def async_follow(
        self, entry_id: str | None, listener: Callable[[MessageT], None]
    ) -> CALLBACK_TYPE:
        """Add a listener to one gateway, or to all; returns what removes it."""
        follower = _Follower(entry_id, listener)
        for key, feed in self._feeds.items():
            follower.async_take(key, feed)
        self._followers.append(follower)

        @callback
        def stop() -> None:
            self._followers.remove(follower)
            follower.async_stop()

        return stop


class _Follower[MessageT]:
    """A page that follows one gateway, or all (`entry_id` is None)."""

    def __init__(self, entry_id: str | None, listener: Callable[[MessageT], None]) -> None:
        self._entry_id = entry_id
        self._listener = listener
        self._stops: list[CALLBACK_TYPE] = []

    @callback
    def async_take(self, entry_id: str, feed: Feed[MessageT]) -> None:
        """Follow a gateway, if the page wants it."""
        if self._entry_id in (None, entry_id):
            self._stops.append(feed.async_subscribe(self._listener))

    @callback
    def async_stop(self) -> None:
        """Follow nothing any more."""
        for stop in self._stops:
            stop()


FEEDS: HassKey[Feeds[UpdatesMessage]] = HassKey(f"{DOMAIN}_feeds")
# By what is listed.
LISTS: HassKey[Mapping[str, Feeds[ListMessage]]] = HassKey(f"{DOMAIN}_lists")


@callback
def async_feed(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Let pages follow a gateway that was set up, until it is unloaded."""
    feed = UpdateFeed(hass, entry)
    entry.async_on_unload(hass.data[FEEDS].async_add(entry.entry_id, feed))
    for name, subject in SUBJECTS.items():
        listed = ListFeed(hass, entry, subject)
        entry.async_on_unload(hass.data[LISTS][name].async_add(entry.entry_id, listed))
