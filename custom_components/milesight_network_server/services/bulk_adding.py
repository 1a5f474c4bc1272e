"""Adding many devices: three at once, each sent once, all of them read back."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Final

from homeassistant.core import callback

from ..ns_api.device import Device
from ..ns_api.device_fields import DEVICE_FIELDS
from ..ns_api.errors import (
    LineError,
    LinkClosedError,
    NotConnectedError,
    NsApiError,
    RefusedError,
    ReturnCode,
)
from ..ns_api.field import Draft, compared
from ..ns_api.keys import WarningKey
from ..words import translated, warning
from ..words.keys import ErrorKey
from ..writes import is_outcome_unknown, lost_answer
from .call import GatewayCall
from .progress_note import progress_note
from .side_by_side import async_side_by_side

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


def why_not(addition: Addition, ended: str, unsure: ErrorKey = ErrorKey.IMPORT_UNSURE) -> list[str]:
    """Return the sentences for a device that was not added.

    `ended` is that for one that was not sent, `unsure` the key of that where nobody knows.
    """
    if addition.error is not None:
        if addition.unsure and addition.listed is not None:
            return [translated(ErrorKey.WRITE_NOT_MADE, reason=lost_answer(addition.error))]
        reason = translated(addition.error)
        return [translated(unsure, reason=reason) if addition.unsure else reason]
    return [warning(WarningKey.NOT_THERE) if addition.sent else ended]


class Adding:
    """The adding of devices to one gateway, and how far it has come.

    `ended_by` is what made it end before the last device, `is_stopped` whether a person did.
    `warnings` are sentences.
    """

    def __init__(
        self,
        call: GatewayCall,
        additions: Sequence[Addition],
        report: Callable[[Addition], None] = lambda _addition: None,
        *,
        notes: bool = True,
    ) -> None:
        """Take the gateway's call, what is to be added, and what reports each that is sent.

        Without `notes`, somebody else shows how far it is.
        """
        self._notes = notes
        self.ended_by: NsApiError | None = None
        self.is_stopped = False
        self._report = report
        self.warnings: list[str] = []
        self._call = call
        self._gateway = call.gateway
        self._devices = call.runtime.devices
        self._additions = additions
        # To be looked for in the next list.
        self._sought: list[Addition] = []
        self._lost = 0
        # Fields that could not be compared.
        self._unreported: dict[str, None] = {}

    async def async_run(self) -> None:
        """Add the devices and read them back. Nothing is raised for what the gateway does."""
        with progress_note(self._call, "import", STEP) as show:
            for number, step in enumerate(batched(self._additions, STEP, strict=False)):
                if self._notes:
                    show(number * STEP, len(self._additions))
                if number and number % _STEPS_PER_READING == 0:
                    await self._async_read_back()
                await async_side_by_side(step, self._async_work)
                self._sought += [one for one in step if one.sent]
                if self._is_over:
                    break
            if any(one.may_come for one in self._sought):
                await asyncio.sleep(self._gateway.timeout)
            await self._async_read_back()
            await self._devices.async_wait_added()
        if any(one.sent and not one.read_back for one in self._additions):
            self.warnings.append(warning(WarningKey.NOT_READ_BACK))
        if self._unreported:
            self.warnings.append(
                warning(WarningKey.NOT_TOLD, fields=self._call.reader.field_names(self._unreported))
            )

    @callback
    def async_stop(self) -> None:
        """Send no more. What is on its way is still waited for, and read back."""
        self.is_stopped = True

    @property
    def _is_over(self) -> bool:
        return self.is_stopped or self.ended_by is not None

    async def _async_work(self, addition: Addition) -> None:
        if not self._is_over:
            await self._async_add(addition)
            self._report(addition)

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
            name = addition.draft.values.get("name")
            found = await self._gateway.find_device(addition.dev_eui, name)
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
        if not await self._devices.async_read_anew():
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
        found, unreported = compared(_COMPARED, draft.values, kept)
        self._unreported |= dict.fromkeys(unreported)
        if found:
            named = self._call.reader.field_name
            fields = "; ".join(f"{named(one.field)}: {one.sent} → {one.kept}" for one in found)
            self.warnings.append(
                warning(WarningKey.KEPT_OTHERWISE, device=kept.dev_eui, fields=fields)
            )
