"""When devices were last heard, as far as that is worth telling: it moves with every uplink."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from homeassistant.core import callback

from .const import LAST_SEEN_STEP
from .listeners import Listeners, async_call
from .ns_api.device import Device
from .ns_api.moment import zone_of_text, zoned


class _Told(NamedTuple):
    """What was told of a device: the time, with a zone; None where it was never heard.

    A text of a time from `begin` on and before `end`, with the same `zone` behind it, is no news.
    Where there is no zone, the very `texts` from which the time was read are none, unless they are
    words: those mean another time when they come again.
    """

    moment: datetime | None
    begin: str = ""
    end: str = ""
    zone: str = ""
    texts: tuple[Any, Any] | None = None


class LastSeen:
    """The times by DevEUI, as they are told.

    A time that merely moves on is told when it has moved on by `LAST_SEEN_STEP`, and one that is
    not exact, such as "3 hours ago", when it has moved by more than its own unit.
    """

    def __init__(self, time_zone: tzinfo, devices: Callable[[], Mapping[str, Device]]) -> None:
        """Take the zone of times that have none, and what returns the devices."""
        self._time_zone = time_zone
        self._devices = devices
        self._told: dict[str, _Told] = {}
        # Those who listen to one device, by its DevEUI.
        self.listeners = Listeners()

    @property
    def told(self) -> list[str]:
        """The devices of which a time was told."""
        return list(self._told)

    @callback
    def async_told(self, dev_eui: str) -> datetime | None:
        """Return the time of a device as it is told: the newest where nobody asked for it yet."""
        told = self._told.get(dev_eui)
        if told is None and (device := self._devices().get(dev_eui)) is not None:
            told = self._take(dev_eui, device, zoned(device.last_seen, self._time_zone))
        return told.moment if told else None

    @callback
    def async_look(self, dev_euis: Iterable[str]) -> None:
        """Look at devices of which a time was told, and tell those who listen of what is news.

        On a large gateway most devices are heard between two polls. Of nearly all of them the text
        of the time says enough, and need not be read as a time.
        """
        devices = self._devices()
        for dev_eui in dev_euis:
            told, device = self._told.get(dev_eui), devices.get(dev_eui)
            if told is None or device is None or device.came is None:
                continue
            moment, begin, end, zone, texts = told
            text, words, _, _ = device.came
            if type(text) is str and zone and begin <= text < end and text.endswith(zone):
                continue
            if texts != (text, words):
                async_call(self._look, dev_eui, device, moment)

    def _look(self, dev_eui: str, device: Device, told: datetime | None) -> None:
        moment = zoned(device.last_seen, self._time_zone)
        if _is_news(told, moment, device.last_seen_uncertainty):
            self._take(dev_eui, device, moment)
            self.listeners.async_tell([dev_eui])
        elif zone_of_text(device.time_text):
            self._take(dev_eui, device, told)

    @callback
    def async_gone(self, dev_euis: Collection[str]) -> None:
        """Forget devices."""
        for dev_eui in dev_euis:
            self._told.pop(dev_eui, None)

    def _take(self, dev_eui: str, device: Device, moment: datetime | None) -> _Told:
        """Take the time that is told from now on."""
        now, zone = device.last_seen, zone_of_text(device.time_text)
        if moment is not None and now is not None and zone:
            begin = moment.astimezone(now.tzinfo)
            begins, ends = (one.isoformat(" ")[:19] for one in (begin, begin + LAST_SEEN_STEP))
            told = _Told(moment, begins, ends, zone)
        elif device.came is not None and device.last_seen_uncertainty == 0:
            told = _Told(moment, texts=device.came[:2])
        else:
            told = _Told(moment)
        self._told[dev_eui] = told
        return told


def _is_news(told: datetime | None, moment: datetime | None, uncertainty: int | None) -> bool:
    """Whether a time is worth telling."""
    if told is None or moment is None:
        return told is not moment
    moved = moment - told
    return not (
        timedelta() <= moved < LAST_SEEN_STEP or abs(moved) <= timedelta(seconds=uncertainty or 0)
    )
