"""Looks at installs before they are queued. What is read for one serves all of a burst."""

import asyncio
from dataclasses import replace
from typing import Final

from ..ns_api.field import raise_if_any
from ..ns_api.firmware import Firmware
from ..ns_api.fuota import OfficialFirmware
from ..ns_api.fuota_draft import new_task
from .new_task import TaskContext, TaskSurroundings, async_surroundings, common_rx2, look_at

# For how long what was read serves, in seconds.
_FRESH: Final = 5.0


class InstallCheck:
    """Tells of one gateway's devices whether a firmware can be sent to them."""

    def __init__(self, context: TaskContext) -> None:
        """Read nothing before it is needed."""
        self._context = context
        self._reading = asyncio.Lock()
        self._around: TaskSurroundings | None = None
        self._read_at = 0.0

    def forget(self) -> None:
        """Read anew for the next install: a task was made."""
        self._around = None

    async def async_check(self, dev_eui: str, offered: OfficialFirmware) -> None:
        """Refuse what no task could do.

        Raises `InvalidFieldsError`, or what the API's client raises where the gateway can't be
        asked.
        """
        around = await self._async_surroundings()
        device = around.devices.get(dev_eui)
        rx2 = common_rx2([device] if device else [], around.profiles)
        name = (offered.name or offered.model or "–")[:64]
        draft = new_task(
            {"name": name, "dev_euis": [dev_eui]},
            Firmware(name, offered.size or None, official=True, info={}),
            replace(around.there, rx2=rx2),
        )
        allowance = self._context.settings().allowance
        raise_if_any(look_at(draft, around, allowance).refusals)

    async def _async_surroundings(self) -> TaskSurroundings:
        async with self._reading:
            around = self._around
            now = self._context.clock.monotonic()
            if around is None or now - self._read_at > _FRESH:
                tasks = await self._context.gateway.list_fuota_tasks()
                around = await async_surroundings(self._context, tasks, ())
                self._around, self._read_at = around, self._context.clock.monotonic()
            return around
