"""Which firmware tasks that failed are worth telling, and what is told of them."""

from collections.abc import Container, Mapping
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..ns_api.device import Device
from ..ns_api.fuota import TaskStatus
from ..ns_api.session_status import UpdateStatus, failed
from ..updates.task_view import FuotaData, TrackedTask
from ..words import (
    async_advice,
    async_device_count,
    async_listed,
    async_status_words,
    async_words,
    escape_markdown,
    one_line,
)

# Of what failed before the gateway was added, only this is news.
LOOK_BACK: Final = timedelta(days=7)


def failures_worth_telling(
    data: FuotaData, devices: Container[str], added: datetime
) -> dict[int, TrackedTask]:
    """Return the tasks that ended with failures, by their id.

    Left out is what ended more than `LOOK_BACK` before the gateway was added, and what nobody can
    mend any more: all the devices that failed have a newer task or are gone from the gateway.
    """
    since = added - LOOK_BACK
    return {
        task_id: tracked
        for task_id, tracked in data.tasks.items()
        if _has_failed(tracked)
        and (tracked.ends is None or tracked.ends >= since)
        and any(
            eui in devices and data.newest.get(eui) is tracked for eui in _to_be_updated(tracked)
        )
    }


def _has_failed(tracked: TrackedTask) -> bool:
    """Whether a task ended as a failure, or as a success that some devices had no part in."""
    return tracked.task.status is TaskStatus.FAILED or (
        tracked.task.ended and bool(tracked.failed_devices)
    )


def _failures(tracked: TrackedTask) -> dict[str, UpdateStatus]:
    return {
        eui: status
        for eui, status in tracked.statuses.items()
        if status is not None and failed(status)
    }


def _to_be_updated(tracked: TrackedTask) -> list[str]:
    """Return the devices that failed; all that a task has where the gateway tells of none."""
    return list(_failures(tracked)) or tracked.task.dev_euis


@callback
def async_told_of_failure(
    hass: HomeAssistant, tracked: TrackedTask, devices: Mapping[str, Device]
) -> dict[str, str]:
    """Return the placeholders of the notice: which task, how many devices, and why."""
    task, failures = tracked.task, _failures(tracked)
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
        device = devices.get(eui)
        names.setdefault(status, []).append((device and device.name) or eui)
    lines = [
        async_words(
            hass,
            "failure_reason",
            devices=async_device_count(hass, len(group)),
            names=async_listed(hass, group),
            status=async_status_words(hass, status),
            advice=async_advice(hass, status),
        )
        for status, group in sorted(names.items(), key=lambda one: (-len(one[1]), one[0]))
    ]
    if unexplained:
        count = async_device_count(hass, unexplained)
        lines.append(async_words(hass, "failure_unexplained_devices", devices=count))
    elif not lines:
        lines.append(async_words(hass, "failure_unexplained"))
    return "\n".join(f"- {line}" for line in lines)
