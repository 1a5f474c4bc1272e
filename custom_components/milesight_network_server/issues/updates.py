"""Issues about firmware updates that need somebody's decision."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..ns_api.device import name_of
from ..ns_api.fuota import TaskStatus
from ..runtime import MilesightConfigEntry
from ..updates.news import Held, LeftOut, News, Released, TookTooLong, WentOn
from ..words import (
    MOST_NAMES,
    async_listed,
    async_words,
    clock_time,
    escape_markdown,
    one_line,
)
from ..words.keys import TextKey
from .registry import Issue, async_report, async_take_back

_HOUR: Final = timedelta(hours=1)


class QueueIssues:
    """Reports updates on hold, tasks that take too long, and devices that were left out."""

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._runtime = entry.runtime_data

    @callback
    def async_start(self) -> None:
        """Follow the updates."""
        self._runtime.updates.news_listeners.async_listen(self._take)
        self._runtime.unreported.asked_listeners.async_listen(self._asked)

    @callback
    def _take(self, news: News) -> None:
        match news:
            case Held(item):
                reason = escape_markdown(item.reason or "")
                placeholders = {**self._about(item.firmware_name, item.dev_euis), "reason": reason}
                self._report(Issue.UPDATE_HELD, placeholders, item.queue_id)
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
            self._left_out_line(self._name_of(dev_eui), reason)
            for dev_eui, reason in list(reasons.items())[:MOST_NAMES]
        ]
        if (more := len(reasons) - MOST_NAMES) > 0:
            lines[-1] = async_words(self._hass, TextKey.AND_MORE, names=lines[-1], count=str(more))
        placeholders = {**self._about(news.firmware_name, reasons), "reasons": "\n".join(lines)}
        self._report(Issue.UPDATE_DROPPED, placeholders, news.key)

    @staticmethod
    def _left_out_line(name: str, reason: str) -> str:
        """Return why a device was left out. Some reasons name it themselves."""
        escaped = escape_markdown(reason)
        return f"- {escaped}" if name in reason else f"- {escape_markdown(name)}: {escaped}"

    def _overdue(self, news: TookTooLong) -> None:
        task = news.tracked.task if news.tracked is not None else None
        if task is not None:
            name = task.name or str(task.task_id)
        else:
            name = news.item.task_name if news.item is not None else "–"
        escaped, since = escape_markdown(name), clock_time(news.since)
        placeholders = {
            "what": async_words(self._hass, _overdue_words(news), task=escaped, since=since),
            "task": escaped,
            "task_name": one_line(name),
            "since": since,
            "hours": _hours(news.given),
        }
        self._report(Issue.UPDATE_OVERDUE, placeholders, news.key)

    @callback
    def _asked(self, task_id: int) -> None:
        """Report that firmware was requested again that may be installed, or delete that issue."""
        asked = self._runtime.unreported.asked.get(task_id)
        if asked is None:
            async_take_back(self._hass, self._entry, Issue.UPDATE_UNREPORTED, task_id)
            return
        took = asked.update.took
        names = (one.name for one in asked.wanted.values())
        placeholders = {
            **self._about(next(filter(None, names), asked.update.version), asked.wanted),
            "ended": clock_time(asked.update.ended_at),
            "hours": "?" if took is None else _hours(took),
        }
        self._report(Issue.UPDATE_UNREPORTED, placeholders, task_id)

    def _about(self, firmware: str, dev_euis: Iterable[str]) -> dict[str, str]:
        names = [self._name_of(one) for one in dev_euis]
        return {
            "firmware_name": one_line(firmware),
            "firmware": escape_markdown(firmware),
            "count": str(len(names)),
            "devices": async_listed(self._hass, names),
        }

    def _name_of(self, dev_eui: str) -> str:
        return name_of(self._runtime.devices.items, dev_eui)

    def _report(self, issue: Issue, placeholders: dict[str, str], item: int | str) -> None:
        async_report(self._hass, self._entry, issue, placeholders, item)


def _overdue_words(news: TookTooLong) -> TextKey:
    """Return the sentence about a task that takes too long, by what is known of it."""
    if news.tracked is None or not news.is_listed:
        return TextKey.UPDATE_OVERDUE_UNLISTED
    if news.tracked.task.status is TaskStatus.EXECUTING:
        return TextKey.UPDATE_OVERDUE_RUNS
    return TextKey.UPDATE_OVERDUE_WAITS


def _hours(span: timedelta) -> str:
    """Return a span of time in hours, a short one as a tenth."""
    return f"{max(span / _HOUR, 0.1):.1f}"
