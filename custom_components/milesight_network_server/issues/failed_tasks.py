"""The issue about a firmware task that failed."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant, callback

from ..ns_api.device import Device, name_of
from ..ns_api.session_status import UpdateStatus
from ..updates.task_view import TrackedTask
from ..words import (
    async_advice,
    async_listed,
    async_status_words,
    async_words,
    escape_markdown,
    one_line,
)
from ..words.keys import TextKey


@callback
def async_failure_placeholders(
    hass: HomeAssistant, tracked: TrackedTask, devices: Mapping[str, Device]
) -> dict[str, str]:
    """Return the placeholders of the issue: which task, how many devices, and why."""
    task, failures = tracked.task, tracked.failures
    name = task.name or str(task.task_id)
    total = len(task.dev_euis) if task.total_devices is None else task.total_devices
    undone = 0 if task.done_devices is None else total - task.done_devices
    unexplained = max(0, undone - len(failures))
    return {
        "task": escape_markdown(name),
        "task_name": one_line(name),
        "failed": str(len(failures) + unexplained),
        "total": str(total),
        "reasons": _reasons(hass, failures, unexplained, devices),
    }


def _reasons(
    hass: HomeAssistant,
    failures: Mapping[str, UpdateStatus],
    unexplained: int,
    devices: Mapping[str, Device],
) -> str:
    """Return why devices failed, as a list in Markdown, the most frequent reason first."""
    names: dict[UpdateStatus, list[str]] = {}
    for eui, status in failures.items():
        names.setdefault(status, []).append(name_of(devices, eui))
    lines = [
        async_words(
            hass,
            TextKey.FAILURE_REASON,
            count=str(len(group)),
            names=async_listed(hass, group),
            status=async_status_words(hass, status),
            advice=async_advice(hass, status),
        )
        for status, group in sorted(names.items(), key=lambda one: (-len(one[1]), one[0]))
    ]
    if unexplained:
        count = str(unexplained)
        lines.append(async_words(hass, TextKey.FAILURE_UNEXPLAINED_DEVICES, count=count))
    elif not lines:
        lines.append(async_words(hass, TextKey.FAILURE_UNEXPLAINED))
    return "\n".join(f"- {line}" for line in lines)
