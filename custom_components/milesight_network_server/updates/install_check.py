"""Checks installs before they are queued. Lists that are read for one serve all of a burst."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Final

from ..ns_api.field import raise_if_any
from ..ns_api.firmware.named import Firmware
from ..ns_api.fuota import OfficialFirmware
from ..ns_api.fuota_draft import new_task
from .new_task import TaskContext, TaskSituation, async_read_situation, common_rx2, look_at

# For how long lists that were read are used, in seconds.
_FRESH: Final = 5.0


class InstallCheck:
    """Checks whether a firmware can be sent to devices of one gateway."""

    def __init__(self, context: TaskContext) -> None:
        self._context = context
        self._reading = asyncio.Lock()
        self._situation: TaskSituation | None = None
        self._read_at = 0.0

    def forget(self) -> None:
        """Read anew for the next install: a task was made."""
        self._situation = None

    async def async_check(self, dev_eui: str, offered: OfficialFirmware) -> timedelta | None:
        """Refuse an impossible install; return how long its task will take, None: unknown.

        Raises `InvalidFieldsError`, or what the API's client raises where the gateway can't be
        asked.
        """
        situation = await self._async_read_situation()
        device = situation.devices.get(dev_eui)
        rx2 = common_rx2([device] if device else [], situation.profiles)
        name = (offered.name or offered.model or "–")[:64]
        draft = new_task(
            {"name": name, "dev_euis": [dev_eui]},
            Firmware(name, offered.size or None, official=True, info={}),
            replace(situation.constraints, rx2=rx2),
        )
        allowance = self._context.settings().allowance
        looked = look_at(draft, situation, allowance)
        raise_if_any(looked.refusals)
        return None if looked.estimate is None else looked.estimate.duration

    async def _async_read_situation(self) -> TaskSituation:
        async with self._reading:
            situation = self._situation
            now = self._context.clock.monotonic()
            if situation is None or now - self._read_at > _FRESH:
                tasks = await self._context.gateway.list_fuota_tasks()
                situation = await async_read_situation(self._context, tasks, ())
                self._situation, self._read_at = situation, self._context.clock.monotonic()
            return situation
