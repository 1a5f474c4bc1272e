"""Tells among Home Assistant's repairs of firmware updates that need a person."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..runtime import MilesightConfigEntry
from ..updates.news import Held, LeftOut, News, Released, TookTooLong, WentOn
from ..words import (
    MOST_NAMES,
    async_device_count,
    async_listed,
    async_words,
    clock_time,
    escape_markdown,
    one_line,
)
from .registry import Issue, async_take_back, async_tell

_HOUR: Final = timedelta(hours=1)


class QueueIssues:
    """Tells of updates on hold as long as they are, of what takes too long, and what left."""

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        """Take the gateway whose updates are told of."""
        self._hass = hass
        self._entry = entry
        self._runtime = entry.runtime_data

    @callback
    def async_start(self) -> None:
        """Follow the updates."""
        self._runtime.updates.news_listeners.append(self._take)
        self._runtime.unreported.asked_listeners.append(self._asked)

    @callback
    def _take(self, news: News) -> None:
        match news:
            case Held(item):
                reason = escape_markdown(item.reason or "")
                told = {**self._about(item.firmware_name, item.dev_euis), "reason": reason}
                self._tell(Issue.UPDATE_HELD, told, item.queue_id)
            case Released(item):
                async_take_back(self._hass, self._entry, Issue.UPDATE_HELD, item.queue_id)
            case LeftOut():
                self._left_out(news)
            case TookTooLong():
                self._overdue(news)
            case WentOn(key):
                async_take_back(self._hass, self._entry, Issue.UPDATE_OVERDUE, key)
            case _:
                pass

    def _left_out(self, news: LeftOut) -> None:
        reasons = news.reasons
        lines = [
            f"- {escape_markdown(self._name_of(dev_eui))}: {escape_markdown(reason)}"
            for dev_eui, reason in list(reasons.items())[:MOST_NAMES]
        ]
        if (more := len(reasons) - MOST_NAMES) > 0:
            lines[-1] = async_words(self._hass, "and_more", names=lines[-1], count=str(more))
        told = {**self._about(news.firmware_name, reasons), "reasons": "\n".join(lines)}
        self._tell(Issue.UPDATE_DROPPED, told, news.key)

    def _overdue(self, news: TookTooLong) -> None:
        task = news.tracked.task if news.tracked is not None else None
        if task is not None:
            name = task.name or str(task.task_id)
        else:
            name = news.item.task_name if news.item is not None else "–"
        told = {
            "task": escape_markdown(name),
            "task_name": one_line(name),
            "since": clock_time(news.since),
            "hours": _hours(news.given),
        }
        self._tell(Issue.UPDATE_OVERDUE, told, news.key)

    @callback
    def _asked(self, task_id: int) -> None:
        """Tell that firmware is wanted again, or take that back."""
        asked = self._runtime.unreported.asked.get(task_id)
        if asked is None:
            async_take_back(self._hass, self._entry, Issue.UPDATE_UNREPORTED, task_id)
            return
        took = asked.update.took
        names = (one.name for one in asked.wanted.values())
        told = {
            **self._about(next(filter(None, names), asked.update.version), asked.wanted),
            "ended": clock_time(asked.update.ended_at),
            "hours": "?" if took is None else _hours(took),
        }
        self._tell(Issue.UPDATE_UNREPORTED, told, task_id)

    def _about(self, firmware: str, dev_euis: Iterable[str]) -> dict[str, str]:
        names = [self._name_of(one) for one in dev_euis]
        return {
            "firmware_name": one_line(firmware),
            "firmware": escape_markdown(firmware),
            "count": async_device_count(self._hass, len(names)),
            "devices": async_listed(self._hass, names),
        }

    def _name_of(self, dev_eui: str) -> str:
        device = self._runtime.devices.items.get(dev_eui)
        return (device and device.name) or dev_eui

    def _tell(self, issue: Issue, told: dict[str, str], item: int | str) -> None:
        async_tell(self._hass, self._entry, issue, told, item)


def _hours(span: timedelta) -> str:
    """Return a span of time in hours, a short one as a tenth."""
    return f"{max(span / _HOUR, 0.1):.1f}"
