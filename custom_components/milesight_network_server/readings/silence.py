"""Which devices are silent for longer than usual.

A device is overdue when it has been silent for three times the median of its last gaps, at least an
hour. Only the time counts in which it could have been heard: not while the broker or the gateway is
away, nor while Home Assistant is off. When they are back, each device has one interval to speak.
"""

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any, Final

from homeassistant.core import callback

from ..listeners import Listeners, Signal
from ..ns_api.model import read_eui
from ..updates.clock import Clock

_TIMES: Final = 3
_LEAST: Final = 3600.0
# Before its gaps are known, and of one that was never heard since it was added.
UNKNOWN: Final = 86_400.0
# How often a device sends is learned from so many gaps.
_GAPS: Final = 11
# A gap below so many seconds is no interval: a report in several messages, a button pressed twice.
_SHORTEST: Final = 60.0
# Gaps that are fewer say little.
_FEWEST: Final = 2


class _Heard:
    """When a device was heard, by the clock of listening; and its last gaps, in seconds.

    `is_new`: it was not heard since it was added.
    """

    __slots__ = ("at", "gaps", "is_new", "overdue")

    def __init__(self, at: float, gaps: Iterable[float] = (), *, is_new: bool = False) -> None:
        self.at = at
        # A tuple, for there are thousands: an empty one takes nothing, a deque 700 bytes.
        self.gaps = tuple(gaps)[-_GAPS:]
        self.is_new = is_new
        self.overdue = False


class Silence:
    """Which devices are overdue, and when each was heard.

    Its clock runs only while devices can be heard.
    """

    def __init__(self, clock: Clock) -> None:
        """Count by `clock`, from the first `async_listening` on."""
        self._clock = clock
        self._heard: dict[str, _Heard] = {}
        self._before = 0.0
        self._since: float | None = None
        self._looked_at = 0.0
        # When listening began again, by its own clock.
        self._resumed_at = 0.0
        # The hours after which devices are overdue, in seconds; None: learned.
        self.after: float | None = None
        # Those who listen to one device, and to how many are overdue.
        self.listeners = Listeners()
        self.count_listeners = Signal[()]()
        # Sent with devices that are heard for the first time.
        self.first_listeners = Signal[str]()

    @property
    def now(self) -> float:
        """The seconds of listening, summed up over restarts of Home Assistant."""
        if self._since is None:
            return self._before
        return self._before + max(0.0, self._clock.monotonic() - self._since)

    @property
    def known(self) -> set[str]:
        """The devices that were heard, or are expected to be."""
        return set(self._heard)

    @property
    def overdue(self) -> list[str]:
        """The devices that are overdue."""
        return [dev_eui for dev_eui, heard in self._heard.items() if heard.overdue]

    @property
    def spoken(self) -> list[str]:
        """The devices that were heard."""
        return [dev_eui for dev_eui, heard in self._heard.items() if not heard.is_new]

    def is_overdue(self, dev_eui: str) -> bool | None:
        """Return whether a device is overdue; None for one that was never heard."""
        heard = self._heard.get(dev_eui)
        return heard.overdue if heard else None

    def interval(self, dev_eui: str) -> float | None:
        """Return the interval at which a device sends, in seconds; None while it is not known."""
        heard = self._heard.get(dev_eui)
        if heard is None or len(heard.gaps) < _FEWEST:
            return None
        return median(heard.gaps)

    @callback
    def async_listening(self, *, is_heard: bool) -> None:
        """Let the clock run, or stand still."""
        if is_heard and self._since is None:
            self._since = self._clock.monotonic()
            self._resumed_at = self._looked_at = self._before
        elif not is_heard and self._since is not None:
            self._before = self.now
            self._since = None

    @callback
    def async_heard(self, *dev_euis: str) -> None:
        """Enter that devices were heard just now."""
        now = self.now
        for dev_eui in dev_euis:
            self._take(dev_eui, now)

    def _take(self, dev_eui: str, now: float) -> None:
        heard = self._heard.get(dev_eui)
        if heard is None:
            self._heard[dev_eui] = _Heard(now)
            self.first_listeners.async_send(dev_eui)
            return
        gap = max(0.0, now - heard.at)
        if heard.is_new:
            heard.is_new = False
            self.first_listeners.async_send(dev_eui)
        elif gap >= _SHORTEST and heard.at >= self._resumed_at:
            # A gap without listening does not count.
            heard.gaps = (*heard.gaps, round(gap, 1))[-_GAPS:]
        heard.at = now
        if heard.overdue:
            heard.overdue = False
            self._tell([dev_eui])

    @callback
    def async_added(self, dev_euis: Iterable[str]) -> None:
        """Wait for devices that were never heard."""
        now = self.now
        for dev_eui in dev_euis:
            if dev_eui not in self._heard:
                self._heard[dev_eui] = _Heard(now, is_new=True)

    @callback
    def async_gone(self, dev_eui: str) -> None:
        """Forget a device."""
        heard = self._heard.pop(dev_eui, None)
        if heard is not None and heard.overdue:
            self._tell([])

    @callback
    def async_look(self) -> None:
        """Find devices that have become overdue. To be called every minute.

        A longer time between two calls does not count: the machine was suspended or overloaded.
        """
        if self._since is None:
            return
        now, news = self.now, []
        if now - self._looked_at > _STOOD_STILL:
            self.async_listening(is_heard=False)
            self._before = self._looked_at
            self.async_listening(is_heard=True)
            return
        self._looked_at = now
        for dev_eui, heard in self._heard.items():
            # Hardly any device is silent for so long.
            if heard.overdue or now - heard.at < _LEAST_AFTER:
                continue
            if now > self._due(heard):
                heard.overdue = True
                news.append(dev_eui)
        if news:
            self._tell(news)

    def _due(self, heard: _Heard) -> float:
        """Return when a device becomes overdue, if it is not heard before."""
        known = len(heard.gaps) >= _FEWEST and not heard.is_new
        interval = median(heard.gaps) if known else UNKNOWN
        after = max(_TIMES * interval, _LEAST) if known else UNKNOWN
        if self.after is not None:
            after = self.after
            interval = min(interval, after)
        if heard.at >= self._resumed_at:
            return heard.at + after
        return max(heard.at + after, self._resumed_at + interval)

    def _tell(self, dev_euis: list[str]) -> None:
        self.listeners.async_tell(dev_euis)
        self.count_listeners.async_send()

    def kept(self) -> dict[str, Any]:
        """Return what is kept across restarts. May be called in any thread."""
        return {
            "listened": round(self.now),
            "heard": {
                dev_eui: {
                    "at": round(heard.at),
                    "gaps": list(heard.gaps),
                    "is_new": heard.is_new,
                    "overdue": heard.overdue,
                }
                for dev_eui, heard in list(self._heard.items())
            },
        }

    def restore(self, kept: Mapping[str, Any], unreadable: list[str]) -> None:
        """Continue with what was kept; parts that can't be read are added to `unreadable`."""
        listened, rows = kept.get("listened", 0), kept.get("heard", {})
        if not _is_seconds(listened) or not isinstance(rows, dict):
            unreadable.append("when devices were heard")
            return
        self._before = self._resumed_at = float(listened)
        for name, row in rows.items():
            dev_eui = read_eui(name)
            gaps = row.get("gaps") if isinstance(row, dict) else None
            if (
                dev_eui is None
                or not isinstance(gaps, list)
                or not all(map(_is_seconds, gaps))
                or not _is_seconds(row.get("at"))
            ):
                unreadable.append(f"when {name} was heard"[:100])
                continue
            heard = _Heard(
                min(float(row["at"]), self._before), gaps, is_new=row.get("is_new") is True
            )
            heard.overdue = row.get("overdue") is True
            self._heard[dev_eui] = heard


# Seconds without a look after which the time in between is not believed.
_STOOD_STILL: Final = 600.0
# No device is overdue before that: the option allows no less.
_LEAST_AFTER: Final = 1800.0


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
