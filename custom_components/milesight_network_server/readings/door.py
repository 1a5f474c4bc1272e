"""Receives uplinks: a topic is subscribed once, and each message decoded once.

Several gateways may share a topic: then each is handed every message, and uses what is its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER
from ..listeners import async_call
from ..ns_api.decoding import decoded
from .uplink import Uplink, eui_within, read_dev_eui, read_uplink

_QOS: Final = 0
# A LoRaWAN uplink has 242 bytes, and what codecs make of it a few thousand. More is not decoded: it
# would keep everything else waiting.
MOST_BYTES: Final = 65_536
# The EUIs in so many topics are remembered.
_MOST_TOPICS: Final = 20_000


@dataclass(slots=True)
class DoorCounts:
    """How many messages came on a topic, and how many were no uplink."""

    messages: int = 0
    too_long: int = 0
    unreadable: int = 0


type Takes = Callable[[tuple[str, ...], Uplink, bool], None]


class Door:
    """One topic filter, and those who are handed what comes on it."""

    def __init__(self, hass: HomeAssistant, topic: str) -> None:
        """Subscribe to nothing yet. `topic` may have wildcards."""
        self._hass = hass
        self._topic = topic
        self._takers: list[Takes] = []
        self._stop: Callable[[], None] | None = None
        self._euis: dict[str, tuple[str, ...]] = {}
        self._is_length_logged = False
        self.counts = DoorCounts()

    async def async_open(self, takes: Takes) -> Callable[[], None]:
        """Hand each uplink to somebody; return what ends that.

        They get the EUIs among the topic's levels, the uplink, and whether it is a retained one.
        """
        self._takers.append(takes)
        if self._stop is None:
            try:
                self._stop = await mqtt.async_subscribe(
                    self._hass, self._topic, self._received, _QOS, encoding=None
                )
            except BaseException:
                self._takers.remove(takes)
                raise

        @callback
        def close() -> None:
            self._takers.remove(takes)
            if not self._takers and self._stop is not None:
                self._stop()
                self._stop = None
                self._hass.data[_DOORS].pop(self._topic, None)

        return close

    @callback
    def _received(self, message: mqtt.ReceiveMessage) -> None:
        counts, payload = self.counts, message.payload
        counts.messages += 1
        if len(payload) > MOST_BYTES:
            counts.too_long += 1
            if not self._is_length_logged:
                self._is_length_logged = True
                LOGGER.warning(
                    "A message of %d bytes on %s is no uplink and is left unread, as any above %d",
                    len(payload),
                    self._topic,
                    MOST_BYTES,
                )
            return
        try:
            body: Any = decoded(payload.encode() if isinstance(payload, str) else bytes(payload))
        except ValueError:
            body = None
        if not isinstance(body, dict):
            counts.unreadable += 1
            return
        euis = self._euis.get(message.topic)
        if euis is None:
            euis = self._look_for_euis(message.topic)
        uplink = read_uplink(body)
        for takes in self._takers:
            async_call(takes, euis, uplink, message.retain)

    def _look_for_euis(self, topic: str) -> tuple[str, ...]:
        """Return the EUIs among a topic's levels, the last one first, then those within levels.

        The placeholder for the DevEUI may be only a part of a level.
        """
        if len(self._euis) >= _MOST_TOPICS:
            self._euis.clear()
        levels = topic.split("/")[::-1]
        whole = [eui for level in levels if (eui := read_dev_eui(level))]
        within = [eui for level in levels if not read_dev_eui(level) and (eui := eui_within(level))]
        found = self._euis[topic] = (*whole, *within)
        return found


_DOORS: HassKey[dict[str, Door]] = HassKey(f"{DOMAIN}_doors")


@callback
def async_door(hass: HomeAssistant, topic: str) -> Door:
    """Return the door of a topic filter: the same one for all who ask."""
    return hass.data.setdefault(_DOORS, {}).setdefault(topic, Door(hass, topic))
