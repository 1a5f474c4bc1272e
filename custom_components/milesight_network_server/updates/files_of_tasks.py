"""Copies of firmware go with the last task that uses them."""

from collections.abc import Collection
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .files import kept_firmware
from .tasks import FuotaCoordinator


@callback
def async_follow_gone_tasks(
    hass: HomeAssistant, entry: ConfigEntry[Any], gateway_eui: str, fuota: FuotaCoordinator
) -> None:
    """Delete the copies of firmware whose last task is gone, whoever deleted it."""

    @callback
    def tasks_gone(_task_ids: Collection[int]) -> None:
        entry.async_create_task(
            hass,
            kept_firmware(hass).async_forget_all_but(gateway_eui, set(fuota.items)),
            f"{entry.title} forget firmware",
        )

    fuota.gone_listeners.async_listen(tasks_gone)
