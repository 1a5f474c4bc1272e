"""Changing and deleting many devices: all are checked first, each is sent once, all read back."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from homeassistant.exceptions import HomeAssistantError

from ..ns_api.device_draft import changed_device
from ..ns_api.device_fields import DEVICE_FIELDS
from ..ns_api.errors import LineError, NsApiError
from ..ns_api.field import Difference, Draft, InvalidFieldsError, Problem, compared, problem
from ..ns_api.keys import ProblemKey
from .bulk_adding import MOST_LOST
from .call import GatewayCall
from .device import DEVICES, async_read_constraints, task_problem
from .fuota import async_unfinished_tasks
from .side_by_side import async_side_by_side


@dataclass(eq=False)
class BulkChange:
    """A device that is to be changed or deleted, and what became of it.

    `problems` are what is wrong with what is wanted: nothing was sent then. `error` is what went
    wrong with what was sent; both are absent where it was done. One that is not `sent` was left
    out because the gateway did not answer any more, or because somebody ended it.
    """

    dev_eui: str
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)
    expected: Mapping[str, Any] = field(default_factory=dict, repr=False)
    draft: Draft | None = field(default=None, repr=False)
    problems: Sequence[Problem] = ()
    sent: bool = False
    error: Exception | None = None
    differences: Sequence[Difference] = ()


class BulkChanging:
    """Changes of many devices of one gateway. To end it early, set `is_ended`."""

    def __init__(self, call: GatewayCall, report: Callable[[BulkChange], None]) -> None:
        """Take the gateway's call, and what reports each device that is done with."""
        self.is_ended = False
        self._call = call
        self._report = report
        self._lost = 0

    async def async_modify(self, changes: Sequence[BulkChange], *, dry_run: bool = False) -> None:
        """Check all changes, and make those that can be made. Nothing is sent in a `dry_run`."""
        call = self._call
        listed = await call.gateway.list_devices()
        codec_ids = [one.given.get("payload_codec_id") for one in changes]
        around = await async_read_constraints(call, listed, codec_ids)
        for change in changes:
            device = listed.devices.get(change.dev_eui)
            if device is None:
                change.problems = [problem("dev_eui", ProblemKey.NOT_THERE, change.dev_eui)]
                continue
            one = replace(call, given=change.given, expected=change.expected)
            try:
                one.raise_if_changed(DEVICE_FIELDS, device)
                change.draft = changed_device(change.given, device, around)
            except InvalidFieldsError as err:
                change.problems = err.problems
        before = dict(listed.devices)

        async def send(change: BulkChange) -> None:
            if (draft := change.draft) is not None:
                device = replace(before[change.dev_eui])
                await DEVICES.async_write_modified(call, change.dev_eui, device, draft)

        await self._async_run(changes, send, dry_run=dry_run)
        if dry_run:
            return
        await call.runtime.devices.async_refresh()
        for change in changes:
            kept = DEVICES.polled(call, change.dev_eui)
            if kept is not None and change.draft is not None and change.sent and not change.error:
                change.differences, _ = compared(DEVICE_FIELDS, change.draft.values, kept)

    async def async_delete(self, changes: Sequence[BulkChange], *, dry_run: bool = False) -> None:
        """Delete the devices that belong to no unfinished FUOTA task."""
        call = self._call
        unfinished = await async_unfinished_tasks(call)
        for change in changes:
            if (wrong := task_problem(change.dev_eui, unfinished)) is not None:
                change.problems = [wrong]

        async def send(change: BulkChange) -> None:
            await DEVICES.async_write_deleted(call, change.dev_eui)

        await self._async_run(changes, send, dry_run=dry_run)
        if not dry_run:
            # The tasks that have ended lose the devices, too.
            for coordinator in (call.runtime.devices, call.runtime.fuota):
                await coordinator.async_refresh()

    async def _async_run(
        self,
        changes: Sequence[BulkChange],
        send: Callable[[BulkChange], Awaitable[None]],
        *,
        dry_run: bool,
    ) -> None:
        for change in changes:
            if change.problems or dry_run:
                self._report(change)
        if dry_run:
            return
        waiting = [one for one in changes if not one.problems]
        await async_side_by_side(waiting, partial(self._async_work, send))

    async def _async_work(
        self, send: Callable[[BulkChange], Awaitable[None]], change: BulkChange
    ) -> None:
        if not self.is_ended:
            change.sent = True
            try:
                await send(change)
            except (NsApiError, HomeAssistantError) as err:
                change.error = err
            # After so many that were lost on end, more would only take hours.
            cause = change.error.__cause__ if change.error else None
            is_lost = isinstance(change.error, LineError) or isinstance(cause, LineError)
            self._lost = self._lost + 1 if is_lost else 0
            self.is_ended = self.is_ended or self._lost >= MOST_LOST
        self._report(change)
