"""Tells among Home Assistant's repairs of queued updates that need a person, or were dropped."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant, callback

from .issues import Issue, async_take_back, async_tell
from .markdown import escape_markdown, one_line
from .queued_update import QueuedUpdate, QueueState
from .runtime import MilesightConfigEntry
from .wording import MOST_NAMES, async_device_count, async_listed, async_words


@callback
def async_follow_queue(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Tell of updates on hold as long as they are, and of devices that left an update."""
    runtime = entry.runtime_data

    def name_of(dev_eui: str) -> str:
        device = runtime.devices.items.get(dev_eui)
        return (device and device.name) or dev_eui

    def about(item: QueuedUpdate, dev_euis: list[str]) -> dict[str, str]:
        return {
            "firmware_name": one_line(item.firmware_name),
            "firmware": escape_markdown(item.firmware_name),
            "count": async_device_count(hass, len(dev_euis)),
            "devices": async_listed(hass, map(name_of, dev_euis)),
        }

    @callback
    def held(item: QueuedUpdate) -> None:
        reason = escape_markdown(item.reason or "")
        told = {**about(item, item.dev_euis), "reason": reason}
        async_tell(hass, entry, Issue.UPDATE_HELD, told, item.queue_id)

    @callback
    def released(item: QueuedUpdate) -> None:
        async_take_back(hass, entry, Issue.UPDATE_HELD, item.queue_id)

    @callback
    def dropped(item: QueuedUpdate, reasons: Mapping[str, str]) -> None:
        lines = [
            f"- {escape_markdown(name_of(dev_eui))}: {escape_markdown(reason)}"
            for dev_eui, reason in list(reasons.items())[:MOST_NAMES]
        ]
        if (more := len(reasons) - MOST_NAMES) > 0:
            lines[-1] = async_words(hass, "and_more", names=lines[-1], count=str(more))
        told = {**about(item, list(reasons)), "reasons": "\n".join(lines)}
        async_tell(hass, entry, Issue.UPDATE_DROPPED, told, item.queue_id)

    queue = runtime.queue
    queue.held_listeners.append(held)
    queue.released_listeners.append(released)
    queue.dropped_listeners.append(dropped)
    for item in queue.items.values():
        if item.state is QueueState.HELD:
            held(item)
