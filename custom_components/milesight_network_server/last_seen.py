"""When devices were last heard. Not every uplink is shown: that would be too many states."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from homeassistant.core import callback

from .const import LAST_SEEN_STEP
from .listeners import Listeners, async_call
from .ns_api.device import Device
from .ns_api.moment import zone_of_text, zoned


class _Shown(NamedTuple):
    """What is shown of a device: the time, with a zone; None where it was never heard.

    A text of the list changes nothing if it ends with the same `zone`, and its time is at or after
    `begin` and before `end`. Without a zone, only the very `texts` from which the time was read
    change nothing, unless they are relative ("3 hours ago"): read again, these mean another time.
    """

    moment: datetime | None
    begin: str = ""
    end: str = ""
    zone: str = ""
    texts: tuple[Any, Any] | None = None


class LastSeen:
    """The times by DevEUI, as they are shown.

    A later time is shown once it is later by `LAST_SEEN_STEP`, and one that is not exact, such as
    "3 hours ago", once it differs by more than its own unit.
    """

    def __init__(self, time_zone: tzinfo, devices: Callable[[], Mapping[str, Device]]) -> None:
        """`time_zone` is that of times that have none."""
        self._time_zone = time_zone
        self._devices = devices
        self._shown: dict[str, _Shown] = {}
        # When uplinks of devices were received here: an earlier time in a list changes nothing.
        self._heard: dict[str, datetime] = {}
        # Listeners to one device, by its DevEUI.
        self.listeners = Listeners()

    @property
    def shown(self) -> list[str]:
        """The devices whose time is shown."""
        return list(self._shown)

    @callback
    def async_shown(self, dev_eui: str) -> datetime | None:
        """Return the time of a device to show: the newest, where it is shown for the first time."""
        shown = self._shown.get(dev_eui)
        if shown is None and (device := self._devices().get(dev_eui)) is not None:
            times = (zoned(device.last_seen, self._time_zone), self._heard.get(dev_eui))
            shown = self._take(dev_eui, device, max(filter(None, times), default=None))
        return shown.moment if shown else None

    @callback
    def async_heard(self, dev_eui: str, moment: datetime) -> None:
        """Note that an uplink of a device was received just now.

        It is shown where it is later enough, or where the clock was set back since the last one:
        what is shown then has not been yet.
        """
        before = self._heard.get(dev_eui)
        self._heard[dev_eui] = moment
        shown = self._shown.get(dev_eui)
        if shown is None:
            return
        was_set_back = before is not None and moment < before
        is_later = shown.moment is None or moment - shown.moment >= LAST_SEEN_STEP
        if not is_later and not was_set_back:
            return
        self._shown[dev_eui] = shown._replace(moment=moment, begin="", end="", zone="", texts=None)
        self.listeners.async_tell([dev_eui])

    @callback
    def async_look(self, dev_euis: Iterable[str]) -> None:
        """Compare the times of devices with those shown, and call the listeners where they differ.

        On a large gateway most devices are heard between two polls. For nearly all of them it is
        enough to compare the text of the time, which is faster than to parse it.
        """
        devices = self._devices()
        for dev_eui in dev_euis:
            shown, device = self._shown.get(dev_eui), devices.get(dev_eui)
            if shown is None or device is None or device.came is None:
                continue
            moment, begin, end, zone, texts = shown
            text, words, _, _ = device.came
            if type(text) is str and zone and begin <= text < end and text.endswith(zone):
                continue
            if texts != (text, words):
                async_call(self._look, dev_eui, device, moment)

    def _look(self, dev_eui: str, device: Device, shown: datetime | None) -> None:
        moment = zoned(device.last_seen, self._time_zone)
        heard = self._heard.get(dev_eui)
        if heard is not None and (moment is None or moment <= heard):
            # The list has an earlier time, or none: it need not be parsed again.
            self._shown[dev_eui] = _Shown(shown, texts=device.came[:2] if device.came else None)
            return
        if _is_news(shown, moment, device.last_seen_uncertainty):
            self._take(dev_eui, device, moment)
            self.listeners.async_tell([dev_eui])
        elif zone_of_text(device.time_text):
            self._take(dev_eui, device, shown)

    @callback
    def async_gone(self, dev_euis: Collection[str]) -> None:
        """Forget devices."""
        for dev_eui in dev_euis:
            self._shown.pop(dev_eui, None)
            self._heard.pop(dev_eui, None)

    def _take(self, dev_eui: str, device: Device, moment: datetime | None) -> _Shown:
        """Keep the time that is shown from now on."""
        now, zone = device.last_seen, zone_of_text(device.time_text)
        if moment is not None and now is not None and zone:
            begin = moment.astimezone(now.tzinfo)
            begins, ends = (one.isoformat(" ")[:19] for one in (begin, begin + LAST_SEEN_STEP))
            shown = _Shown(moment, begins, ends, zone)
        elif device.came is not None and device.last_seen_uncertainty == 0:
            shown = _Shown(moment, texts=device.came[:2])
        else:
            shown = _Shown(moment)
        self._shown[dev_eui] = shown
        return shown


def _is_news(shown: datetime | None, moment: datetime | None, uncertainty: int | None) -> bool:
    """Whether a time differs enough to be shown."""
    if shown is None or moment is None:
        return shown is not moment
    moved = moment - shown
    return not (
        timedelta() <= moved < LAST_SEEN_STEP or abs(moved) <= timedelta(seconds=uncertainty or 0)
    )
