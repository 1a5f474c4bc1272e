"""Looks at installs before they are queued. What is read for one serves all of a burst."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.util.dt import utcnow

from .fuota_task import TaskSurroundings, async_surroundings, common_rx2, look_at
from .ns_api.field import raise_if_any
from .ns_api.firmware import Firmware
from .ns_api.fuota import OfficialFirmware
from .ns_api.fuota_draft import new_task

if TYPE_CHECKING:
    from .runtime import MilesightConfigEntry

_FRESH: Final = timedelta(seconds=5)


class InstallCheck:
    """Tells of one gateway's devices whether a firmware can be sent to them."""

    def __init__(self, entry: MilesightConfigEntry) -> None:
        """Read nothing before it is needed."""
        self._entry = entry
        self._reading = asyncio.Lock()
        self._around: TaskSurroundings | None = None
        self._read_at: datetime | None = None

    async def async_check(self, dev_eui: str, offered: OfficialFirmware) -> None:
        """Refuse what no task could do.

        Raises `InvalidFieldsError`, or what the API's client raises where the gateway can't be
        asked.
        """
        around = await self._async_surroundings()
        device = around.devices.get(dev_eui)
        rx2 = common_rx2([device] if device else [], around.profiles)
        name = offered.name or offered.model or ""
        draft = new_task(
            {"name": name, "dev_euis": [dev_eui]},
            Firmware(name, offered.size or None, official=True, info={}),
            replace(around.there, rx2=rx2),
        )
        raise_if_any(look_at(self._entry, draft, around).refusals)

    async def _async_surroundings(self) -> TaskSurroundings:
        async with self._reading:
            if self._around is None or self._read_at is None or utcnow() - self._read_at > _FRESH:
                tasks = await self._entry.runtime_data.gateway.list_fuota_tasks()
                self._around = await async_surroundings(self._entry, tasks, ())
                self._read_at = utcnow()
            return self._around
