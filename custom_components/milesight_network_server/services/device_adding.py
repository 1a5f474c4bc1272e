"""Adding many devices: three at once, each sent once, all of them read back."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Final
from uuid import uuid4

from homeassistant.components import persistent_notification
from homeassistant.core import callback
from homeassistant.helpers.translation import async_get_exception_message

from ..const import DOMAIN
from ..ns_api.asking import REQUESTS_AT_ONCE
from ..ns_api.device import Device
from ..ns_api.device_draft import DEVICE_FIELDS
from ..ns_api.errors import (
    LineError,
    LinkClosedError,
    NotConnectedError,
    NsApiError,
    RefusedError,
    ReturnCode,
)
from ..ns_api.field import Draft, compared
from ..words import warning
from ..writes import is_outcome_unknown
from .call import GatewayCall

# Devices between two notes of the progress; fewer are added before anyone looks.
STEP: Final = 50
# Every so many steps what was added is read back.
_STEPS_PER_READING: Final = 2
# After so many unanswered writes on end that did nothing, more would only take hours.
MOST_LOST: Final = 5
# Seconds that a connection to the broker gets to come back.
RECONNECT_TIME: Final = 5
# What devices count by themselves is not compared.
_COMPARED: Final = tuple(one for one in DEVICE_FIELDS if not one.counter)


@dataclass(eq=False)
class Addition:
    """A device to be added, and what became of it.

    `listed` is whether the gateway had it afterwards, None while that is not known. `read_back`
    is whether that was read from a whole list.
    """

    dev_eui: str
    draft: Draft
    sent: bool = False
    error: NsApiError | None = None
    listed: bool | None = None
    read_back: bool = False

    @property
    def unsure(self) -> bool:
        """Whether the answer leaves open if the gateway did it."""
        return self.error is not None and is_outcome_unknown(self.error)

    @property
    def may_come(self) -> bool:
        """Whether the gateway may yet add a device that it does not list."""
        closed = isinstance(self.error, LinkClosedError)
        return self.unsure and not self.listed and not closed

    @property
    def added(self) -> bool:
        """Whether the device is at the gateway by this addition."""
        if self.error is None:
            return self.sent and self.listed is not False
        return self.unsure and self.listed is True

    @property
    def came_late(self) -> bool:
        """Whether somebody else had added the device meanwhile."""
        return (
            isinstance(self.error, RefusedError)
            and self.error.reason is ReturnCode.ALREADY_EXISTS
            and self.listed is True
        )


class Adding:
    """The adding of devices to one gateway, and how far it has come.

    `ended_by` is what made it end before the last device. `warnings` are sentences.
    """

    def __init__(self, call: GatewayCall, additions: Sequence[Addition]) -> None:
        """Take the gateway's call and what is to be added."""
        self.ended_by: NsApiError | None = None
        self.warnings: list[str] = []
        self._hass = call.hass
        self._gateway = call.gateway
        self._devices = call.runtime.devices
        self._title = call.entry.title
        self._additions = additions
        self._notification_id = f"{DOMAIN}_import_{uuid4().hex}"
        # To be looked for in the next list.
        self._sought: list[Addition] = []
        self._lost = 0
        # Fields that could not be compared.
        self._untold: dict[str, None] = {}

    async def async_run(self) -> None:
        """Add the devices and read them back. Nothing is raised for what the gateway does."""
        try:
            for number, step in enumerate(batched(self._additions, STEP, strict=False)):
                self._show_progress(number * STEP)
                if number and number % _STEPS_PER_READING == 0:
                    await self._async_read_back()
                additions = iter(step)
                async with asyncio.TaskGroup() as workers:
                    for _ in range(REQUESTS_AT_ONCE):
                        workers.create_task(self._async_work(additions))
                self._sought += [one for one in step if one.sent]
                if self.ended_by:
                    break
            if any(one.may_come for one in self._sought):
                await asyncio.sleep(self._gateway.timeout)
            await self._async_read_back()
            await self._devices.async_wait_added()
        finally:
            persistent_notification.async_dismiss(self._hass, self._notification_id)
        if any(one.sent and not one.read_back for one in self._additions):
            self.warnings.append(warning("not_read_back"))
        if self._untold:
            self.warnings.append(warning("not_told", fields=", ".join(self._untold)))

    @callback
    def _show_progress(self, done: int) -> None:
        """Show how far it is, for all who may look: numbers only."""
        total = len(self._additions)
        if total <= STEP:
            return
        numbers = {"done": str(done), "total": str(total)}
        persistent_notification.async_create(
            self._hass,
            async_get_exception_message(DOMAIN, "import_progress", numbers),
            async_get_exception_message(DOMAIN, "import_title", {"gateway": self._title}),
            self._notification_id,
        )

    async def _async_work(self, additions: Iterator[Addition]) -> None:
        for addition in additions:
            if self.ended_by:
                return
            await self._async_add(addition)

    async def _async_add(self, addition: Addition) -> None:
        """Add one device. It is sent again only where it surely was not sent before."""
        await self._async_send(addition)
        if isinstance(addition.error, NotConnectedError):
            await asyncio.sleep(RECONNECT_TIME)
            if not await self._async_look_for(addition):
                return
            await self._async_send(addition)
        if not isinstance(addition.error, LineError):
            self._lost = 0
        elif await self._async_look_for(addition) and not addition.listed:
            self._lost += 1
            if self._lost >= MOST_LOST:
                self.ended_by = addition.error

    async def _async_send(self, addition: Addition) -> None:
        addition.sent, addition.error = True, None
        try:
            await self._gateway.add_device(dict(addition.draft.body))
        except NsApiError as err:
            addition.error = err
            addition.sent = isinstance(err, RefusedError) or is_outcome_unknown(err)

    async def _async_look_for(self, addition: Addition) -> bool:
        """Look whether the gateway has the device, and return whether it answers at all."""
        try:
            found = await self._gateway.list_devices(search=addition.dev_eui)
        except LineError as err:
            self.ended_by = self.ended_by or err
            return False
        except RefusedError:
            return True
        if addition.dev_eui in found.devices:
            addition.listed = True
        return True

    async def _async_read_back(self) -> None:
        """Compare what was sent with the gateway's list; entities follow by the same reading."""
        before = self._devices.data
        await self._devices.async_refresh()
        if not self._devices.last_update_success or self._devices.data is before:
            return
        sought, self._sought = self._sought, []
        for addition in sought:
            kept = self._devices.items.get(addition.dev_eui)
            if kept is not None or self._devices.complete:
                addition.listed, addition.read_back = kept is not None, True
            if kept is not None and addition.added:
                self._compare(addition.draft, kept)
            elif addition.may_come or not addition.read_back:
                self._sought.append(addition)

    def _compare(self, draft: Draft, kept: Device) -> None:
        found, untold = compared(_COMPARED, draft.values, kept)
        self._untold |= dict.fromkeys(untold)
        if found:
            fields = "; ".join(f"{one.field}: {one.sent} → {one.kept}" for one in found)
            self.warnings.append(warning("kept_otherwise", dev_eui=kept.dev_eui, fields=fields))
