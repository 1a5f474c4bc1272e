"""Issues about readings that are missing, have another unit, or no longer change."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..readings.device_readings import DeviceReadings, Taken
from ..readings.kind import Form
from ..readings.readings import Readings
from ..readings.value import Value
from ..runtime import MilesightConfigEntry, RuntimeData
from ..words import async_listed, escape_markdown, one_line
from .registry import Issue, async_report, async_take_back

# A value is offered for removal when its device sends, but no message has fed it for so long.
UNFED_AFTER: Final = timedelta(days=30)
_LOOK_EVERY: Final = timedelta(hours=1)
# After so many messages that name their device, the issue about one that does not is deleted.
_NAMED_AGAIN: Final = 20


def unfed_values(readings: Readings, now: datetime) -> list[Value]:
    """Return the values with an entity that no message feeds, although their device sends.

    Momentary values, such as a button's press, are left out: they may just not have happened.
    """
    limit = (now - UNFED_AFTER).timestamp()
    found: list[Value] = []
    for device in readings.devices.values():
        fed = [value.fed_at for value in device.values.values() if value.fed_at is not None]
        if not fed or max(fed) < limit:
            continue
        found += [
            value
            for value in device.values.values()
            if value.entity is not None
            and value.kind.form is not Form.MOMENT
            and value.fed_at is not None
            and value.fed_at < limit
        ]
    return found


def devices_without_codec(runtime: RuntimeData) -> list[str]:
    """Return the devices that send uplinks and have no payload codec, by the gateway's list."""
    listed = runtime.devices.items
    return [
        dev_eui
        for dev_eui in runtime.readings.reception.raw
        if dev_eui in listed and not listed[dev_eui].payload_codec_id
    ]


class ReadingIssues:
    """Watches the readings of a gateway."""

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._runtime = entry.runtime_data
        self._is_nameless = False
        self._named = 0
        self._overdue: list[str] | None = None
        self._without_codec: list[str] | None = None
        self._units: list[str] | None = None
        self._unfed: list[str] | None = None

    @callback
    def async_start(self) -> None:
        """Report what is wrong now, and follow each change."""
        readings, devices = self._runtime.readings, self._runtime.devices
        readings.reception.name_listeners.async_listen(self._named_or_not)
        readings.silence.count_listeners.async_listen(self._judge_overdue)
        readings.room_listeners.async_listen(self._no_room)
        readings.reception.raw_listeners.async_listen(self._raw)
        readings.news_listeners.async_listen(self._news)
        devices.changed_listeners.async_listen(self._devices_changed)
        devices.gone_listeners.async_listen(self._devices_changed)
        self._entry.async_on_unload(async_track_time_interval(self._hass, self._look, _LOOK_EVERY))
        for issue in (Issue.UPLINKS_NAMELESS, Issue.VALUES_SWITCHED_OFF):
            async_take_back(self._hass, self._entry, issue)
        self._judge_overdue()
        self._judge_codecs()
        self._look()

    @callback
    def _look(self, _now: datetime | None = None) -> None:
        """Check what only changes in the course of days."""
        readings = self._runtime.readings
        unfed = unfed_values(readings, dt_util.utcnow())
        labels = self._labels(unfed)
        if labels != self._unfed:
            self._unfed = labels
            self._report_or_take_back(Issue.VALUES_UNFED, labels, {"days": str(UNFED_AFTER.days)})
        self._judge_units()

    def _labels(self, values: Iterable[Value]) -> list[str]:
        """Return what values are called in an issue: their device and their key."""
        return [f"{self._name(value.dev_eui)}: {one_line(value.key)}" for value in values]

    def _name(self, dev_eui: str) -> str:
        device = self._runtime.devices.items.get(dev_eui)
        return (device and one_line(device.name)) or dev_eui

    def _report_or_take_back(
        self, issue: Issue, names: Collection[str], more: dict[str, str] | None = None
    ) -> None:
        if not names:
            async_take_back(self._hass, self._entry, issue)
            return
        placeholders = {
            "count": str(len(names)),
            "devices": async_listed(self._hass, names),
            **(more or {}),
        }
        async_report(self._hass, self._entry, issue, placeholders)

    @callback
    def _named_or_not(self, is_named: bool) -> None:
        if not is_named:
            self._named = 0
            if not self._is_nameless:
                self._is_nameless = True
                topic = {"topic": escape_markdown(self._runtime.readings.topic or "–")}
                async_report(self._hass, self._entry, Issue.UPLINKS_NAMELESS, topic)
        elif self._is_nameless:
            self._named += 1
            if self._named >= _NAMED_AGAIN:
                self._is_nameless = False
                async_take_back(self._hass, self._entry, Issue.UPLINKS_NAMELESS)

    @callback
    def _judge_overdue(self) -> None:
        listed = self._runtime.devices.items
        overdue = [one for one in self._runtime.readings.silence.overdue if one in listed]
        names = sorted(map(self._name, overdue))
        if names != self._overdue:
            self._overdue = names
            self._report_or_take_back(Issue.DEVICES_OVERDUE, names)

    @callback
    def _no_room(self) -> None:
        most = {"most": str(self._runtime.readings.most_enabled)}
        async_report(self._hass, self._entry, Issue.VALUES_SWITCHED_OFF, most)

    @callback
    def _raw(self, _dev_eui: str) -> None:
        self._judge_codecs()

    @callback
    def _devices_changed(self, _dev_euis: Collection[str]) -> None:
        self._judge_codecs()
        self._judge_overdue()

    def _judge_codecs(self) -> None:
        names = sorted(map(self._name, devices_without_codec(self._runtime)))
        if names != self._without_codec:
            self._without_codec = names
            self._report_or_take_back(Issue.CODEC_MISSING, names)

    @callback
    def _news(self, _readings: DeviceReadings, taken: Taken) -> None:
        if taken.units_differ:
            self._judge_units()

    def _judge_units(self) -> None:
        """Report values whose statistics have another unit than the device sends now."""
        names = [
            f"{self._name(value.dev_eui)}: {one_line(value.key)}"
            f" ({value.kind.unit} → {value.other_unit})"
            for device in self._runtime.readings.devices.values()
            for value in device.odd_units
        ]
        if names != self._units:
            self._units = names
            self._report_or_take_back(Issue.UNITS_DIFFER, names)
