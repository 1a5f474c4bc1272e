"""Copies of firmware go with the last task that uses them."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .files import kept_firmware
from .task_view import TrackedTask
from .tasks import FuotaCoordinator


@callback
def async_follow_copies(
    hass: HomeAssistant, entry: ConfigEntry[Any], gateway_eui: str, fuota: FuotaCoordinator
) -> None:
    """Delete the copies of firmware whose last task is gone, whoever deleted it.

    So is a task whose id another one has by now: the gateway was reset.
    """
    kept = kept_firmware(hass)
    looked_at: Mapping[int, TrackedTask] = {}

    @callback
    def tasks_gone(_task_ids: Collection[int]) -> None:
        entry.async_create_task(
            hass,
            kept.async_forget_all_but(gateway_eui, set(fuota.items)),
            f"{entry.title} forget firmware",
        )

    @callback
    def tasks_read() -> None:
        nonlocal looked_at
        if fuota.items is not looked_at:
            looked_at = fuota.items
            entry.async_create_task(hass, follow(), f"{entry.title} firmware of tasks")

    async def follow() -> None:
        created = {task_id: one.task.created_at for task_id, one in looked_at.items()}
        # What can't be written now is written after the next change.
        with suppress(HomeAssistantError, OSError):
            await kept.async_follow(gateway_eui, created)

    fuota.gone_listeners.async_listen(tasks_gone)
    entry.async_on_unload(fuota.async_add_listener(tasks_read))
    tasks_read()
