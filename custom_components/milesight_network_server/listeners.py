"""Who hears of what: listeners to one of many things."""

from collections.abc import Callable, Hashable, Iterable
import logging

from homeassistant.core import CALLBACK_TYPE, callback

_LOGGER = logging.getLogger(__name__)


@callback
def async_call[*ArgumentsT](
    listener: Callable[[*ArgumentsT], None], *arguments: *ArgumentsT
) -> None:
    """Call a listener. What it raises is logged, and keeps nobody else from being told."""
    try:
        listener(*arguments)
    except Exception:
        _LOGGER.exception("A change was not taken by %s", listener)


class Listeners:
    """Listeners by the key of what they listen to.

    There may be tens of thousands of them, so they are kept without an object for each.
    """

    def __init__(self) -> None:
        """Start with nobody."""
        self._by_key: dict[Hashable, tuple[CALLBACK_TYPE, ...]] = {}

    @property
    def keys(self) -> list[Hashable]:
        """What is listened to."""
        return list(self._by_key)

    @callback
    def async_add(self, key: Hashable, listener: CALLBACK_TYPE) -> None:
        """Let somebody listen."""
        self._by_key[key] = (*self._by_key.get(key, ()), listener)

    @callback
    def async_remove(self, key: Hashable, listener: CALLBACK_TYPE) -> None:
        """Let somebody listen no more."""
        left = list(self._by_key[key])
        left.remove(listener)
        if left:
            self._by_key[key] = tuple(left)
        else:
            del self._by_key[key]

    @callback
    def async_tell(self, keys: Iterable[Hashable]) -> None:
        """Call those who listen to these. One that fails keeps nobody else from being told."""
        for key in keys:
            for listener in self._by_key.get(key, ()):
                async_call(listener)
