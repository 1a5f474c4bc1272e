"""Remembers which changes of FUOTA tasks were reported, so that each is reported once."""

import asyncio
from collections import deque
from collections.abc import Mapping
from math import inf
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started

from ..coordinator import DeviceCoordinator
from ..listeners import Signal
from ..ns_api.device import name_of
from ..store import KeptStore, read_rows
from .changes import Change, ReportedTask, as_known, changes
from .events import FailedDevice, FuotaEvent, FuotaEventType
from .task_view import TrackedTask
from .tasks import FuotaCoordinator

_VERSION: Final = 1
# Marked as reported on disk after this many at the latest.
_REPORTED_AT_ONCE: Final = 50
# A task that one list lacks must not count as new in the next.
_KEPT_OF_GONE: Final = 100


class FuotaJournal:
    """Finds what happened to the tasks of one gateway, and reports it to its listeners.

    Changes are on disk, as yet to be reported, before they are reported, and marked as reported
    right after.
    So no change is lost, whenever Home Assistant is stopped or killed. One window
    remains: killed between the report and the end of the writing after it (milliseconds, at most
    50 events), Home Assistant reports these events once more after its start.

    Nothing is reported before Home Assistant has started, since automations don't listen yet, nor
    while it stops, or the entry is being unloaded: that is reported after the next start.

    What a gateway has when it is first set up counts as known. Of a task that the gateway no
    longer lists nothing is reported.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        fuota: FuotaCoordinator,
        devices: DeviceCoordinator,
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._fuota = fuota
        self._devices = devices
        self.store = journal_store(hass, entry.entry_id)
        self._reported: dict[int, ReportedTask] = {}
        self._unreported: deque[FuotaEvent] = deque()
        # Until a complete list was read, tasks that appear count as older ones.
        self._first_look = True
        self._looked_at: Mapping[int, TrackedTask] = {}
        self._reporting = False
        self._unsaved = False
        self._writing: asyncio.Task[None] | None = None
        # Sent in the event loop, one event after the other.
        self.listeners = Signal[FuotaEvent]()

    async def async_load(self) -> None:
        """Read the events that were reported before a restart, and those that still are to be."""
        kept = await self.store.async_read()
        unreadable: list[str] = []
        reported = read_rows(ReportedTask, kept, "told", unreadable)
        self._reported = {one.task_id: one for one in reported}
        self._unreported.extend(read_rows(FuotaEvent, kept, "untold", unreadable))
        # Of a task whose reported state is unknown, nothing is reported.
        self._first_look = bool(unreadable) or kept.get("first_look") is not False
        if unreadable:
            await self.store.async_set_aside("; ".join(unreadable))
            self._unsaved = True

    @callback
    def async_start(self) -> None:
        """Follow the tasks. Listeners of the first events must have been added before."""
        self._entry.async_on_unload(self._fuota.async_add_listener(self._async_look))
        self._async_look()
        self._entry.async_on_unload(async_at_started(self._hass, self._async_begin))

    @callback
    def async_stop(self) -> None:
        """Report nothing any more: the listeners are about to be removed."""
        self._reporting = False

    async def async_close(self) -> None:
        """Finish the present write; nothing is written afterwards."""
        if self._writing is not None:
            await asyncio.wait([self._writing])
        await self.store.async_close()

    @callback
    def _async_begin(self, _hass: HomeAssistant) -> None:
        self._reporting = True
        self._async_write()

    @callback
    def _async_look(self) -> None:
        """Find what changed since the last look. A list that could not be read changes nothing."""
        data = self._fuota.data
        if data is None or not data.supported or data.tasks is self._looked_at:
            return
        for tracked in sorted(data.tasks.values(), key=_by_end):
            if tracked is not self._looked_at.get(tracked.task.task_id):
                self._look_at(tracked)
        self._looked_at = data.tasks
        if data.complete:
            self._forget_gone()
            self._unsaved |= self._first_look
            self._first_look = False
        self._async_write()

    def _look_at(self, tracked: TrackedTask) -> None:
        before = self._reported.get(tracked.task.task_id)
        found: list[Change] = []
        if before is None and self._first_look:
            reported = as_known(tracked)
        else:
            reported, found = changes(before, tracked)
        if reported != before:
            self._reported[reported.task_id] = reported
            self._unsaved = True
        self._unreported.extend(self._event(tracked, reported, change) for change in found)

    def _event(self, tracked: TrackedTask, reported: ReportedTask, change: Change) -> FuotaEvent:
        task, failures = tracked.task, None
        if change.event_type in (FuotaEventType.TASK_SUCCEEDED, FuotaEventType.TASK_FAILED):
            failures = tuple(
                FailedDevice(
                    dev_eui=dev_eui,
                    name=name_of(self._devices.items, dev_eui),
                    update_status=status,
                )
                for dev_eui, status in reported.failures.items()
            )
        return FuotaEvent(
            event_type=change.event_type,
            task_id=task.task_id,
            task_name=task.name,
            firmware_version=tracked.firmware_version,
            done_devices=task.done_devices,
            total_devices=task.total_devices,
            failed_devices=tracked.failed_devices if tracked.statuses_read else None,
            dev_eui=change.dev_eui,
            name=None if change.dev_eui is None else name_of(self._devices.items, change.dev_eui),
            update_status=change.update_status,
            failures=failures,
        )

    def _forget_gone(self) -> None:
        gone = [one for one in self._reported.values() if one.task_id not in self._looked_at]
        recognisable = [one for one in gone if one.created_at is not None]
        kept = recognisable[-_KEPT_OF_GONE:]
        for one in gone:
            if one not in kept:
                del self._reported[one.task_id]
                self._unsaved = True

    @property
    def _may_report(self) -> bool:
        return self._reporting and self._hass.state is CoreState.running

    @callback
    def _async_write(self) -> None:
        """Write the changes, and report the events, unless that is being done."""
        if self._writing is None:
            self._writing = self._entry.async_create_task(
                self._hass,
                self._async_write_and_report(),
                "journal of firmware tasks",
                eager_start=False,
            )

    async def _async_write_and_report(self) -> None:
        try:
            while self._unsaved or (self._unreported and self._may_report):
                self._unsaved = False
                safe = min(len(self._unreported), _REPORTED_AT_ONCE)
                await self.store.async_save(self._state())
                for _ in range(safe):
                    if not self._may_report:
                        break
                    self._unsaved = True
                    self._report_next()
                    # Many events must not block the event loop.
                    await asyncio.sleep(0)
        finally:
            self._writing = None

    def _report_next(self) -> None:
        # An event is removed before it is reported: a listener that fails does not get it again.
        self.listeners.async_send(self._unreported.popleft())

    def _state(self) -> dict[str, Any]:
        return {
            "first_look": self._first_look,
            "told": [one.to_dict() for one in self._reported.values()],
            "untold": [one.to_dict() for one in self._unreported],
        }


def _by_end(tracked: TrackedTask) -> tuple[float, int]:
    """Sort tasks by when they ended, and those that have not ended last."""
    ended = tracked.ends.timestamp() if tracked.task.ended and tracked.ends else inf
    return ended, tracked.task.task_id


def journal_store(hass: HomeAssistant, entry_id: str) -> KeptStore:
    """Return where the journal of an entry is kept."""
    return KeptStore(hass, _VERSION, f"fuota_journal_{entry_id}", serialize_in_event_loop=False)
