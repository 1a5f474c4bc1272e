"""When devices were last heard, as far as that is worth telling: it moves with every uplink."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from homeassistant.core import callback

from .const import LAST_SEEN_STEP
from .listeners import Listeners
from .ns_api.device import Device
from .ns_api.moment import zoned


class LastSeen:
    """The times by DevEUI, as last told, each with a zone; None for a device that was never heard.

    A time that merely moves on is told when it has moved on by `LAST_SEEN_STEP`, and one that is
    not exact, such as "3 hours ago", when it has moved by more than its own unit.
    """

    def __init__(self, time_zone: tzinfo) -> None:
        """Take the zone of times that have none."""
        self._time_zone = time_zone
        self.moments: dict[str, datetime | None] = {}
        # Those who listen to one device, by its DevEUI.
        self.listeners = Listeners()

    @callback
    def async_look(self, devices: Mapping[str, Device]) -> list[str]:
        """Take the times of all devices; return those of which there is something to tell."""
        told = self.moments
        news: list[str] = []
        for dev_eui, device in devices.items():
            moment = device.last_seen_at_time or device.last_seen_at
            if moment is not None and moment.tzinfo is None:
                moment = zoned(moment, self._time_zone)
            shown = told.get(dev_eui)
            if moment is shown and dev_eui in told:
                continue
            if moment is not None and shown is not None:
                moved = moment - shown
                within = timedelta(seconds=device.last_seen_uncertainty or 0)
                if timedelta() <= moved < LAST_SEEN_STEP or abs(moved) <= within:
                    continue
            told[dev_eui] = moment
            news.append(dev_eui)
        if len(told) > len(devices):
            for dev_eui in [one for one in told if one not in devices]:
                del told[dev_eui]
        return news
