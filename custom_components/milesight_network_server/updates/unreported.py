"""Devices whose update succeeded by their status, and that do not report the version yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, callback

from ..listeners import Signal
from ..ns_api.firmware.official import is_newer
from ..ns_api.fuota import OfficialFirmware
from ..ns_api.session_status import UpdateStatus
from .firmware_inventory import FirmwareInventory
from .identity import TaskMark
from .task_view import TrackedTask
from .tasks import FuotaCoordinator


@dataclass(frozen=True)
class NotReported:
    """An update that has come to its end, though the device still reports what it ran before."""

    tracked: TrackedTask
    version: str

    @property
    def ended_at(self) -> datetime | None:
        """When the device got it, None where it is unknown."""
        return self.tracked.ends

    @property
    def took(self) -> timedelta | None:
        """How long its task took, None where it is unknown."""
        starts, ends = self.tracked.starts, self.tracked.ends
        return None if starts is None or ends is None or ends <= starts else ends - starts


@dataclass(frozen=True)
class AskedAgain:
    """Devices for which an update is requested again although it succeeded.

    `wanted` is the firmware by DevEUI.
    """

    update: NotReported
    wanted: Mapping[str, OfficialFirmware]


class Unreported:
    """Compares the versions that devices were sent with those that they report.

    A device that reported its new firmware once counts as updated, whatever it reports later. That
    is not remembered across restarts.
    """

    def __init__(self, fuota: FuotaCoordinator, firmware: FirmwareInventory) -> None:
        self._fuota = fuota
        self._firmware = firmware
        self._reported: dict[str, TaskMark] = {}
        # The tasks as they were last looked at: those that did not change are the same objects.
        self._looked_at: Mapping[int, TrackedTask] = {}
        self._asked: dict[int, AskedAgain] = {}
        # Sent when an update is requested again, or no longer.
        self.asked_listeners = Signal[int]()

    @property
    def asked(self) -> Mapping[int, AskedAgain]:
        """The updates that are requested again, by the id of the task that sent them."""
        return self._asked

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Follow tasks and reports; returns what ends that."""
        firmware = self._firmware
        for listeners in (
            firmware.added_listeners, firmware.changed_listeners, firmware.gone_listeners
        ):  # fmt: skip
            listeners.async_listen(self._look_at)
        self._tasks_read()
        return self._fuota.async_add_listener(self._tasks_read)

    def find(self, dev_eui: str) -> NotReported | None:
        """Return the update that a device does not report yet, None where there is none."""
        tracked = self._fuota.newest_task(dev_eui)
        firmware = self._firmware.items.get(dev_eui)
        if tracked is None or firmware is None or not tracked.task.ended:
            return None
        version = tracked.firmware_version
        is_done = tracked.statuses.get(dev_eui) is UpdateStatus.COMPLETE
        if not is_done or not version or not is_newer(version, firmware.firmware_version):
            return None
        known = self._reported.get(dev_eui)
        return None if known and known.is_of(tracked.task) else NotReported(tracked, version)

    @callback
    def async_ask(self, dev_eui: str, update: NotReported, wanted: OfficialFirmware) -> None:
        """Enter that an update is requested again."""
        task_id = update.tracked.task.task_id
        before = self._asked.get(task_id)
        others = before.wanted if before is not None else {}
        self._asked[task_id] = AskedAgain(update, {**others, dev_eui: wanted})
        self.asked_listeners.async_send(task_id)

    @callback
    def async_forget(self, task_id: int) -> None:
        """Forget the requests for a task's update: it is sent, or is not to be."""
        if self._asked.pop(task_id, None) is not None:
            self.asked_listeners.async_send(task_id)

    @callback
    def _tasks_read(self) -> None:
        before, now = self._looked_at, self._fuota.items
        self._looked_at = now
        changed = [one for task_id, one in now.items() if one is not before.get(task_id)]
        gone = [one for task_id, one in before.items() if task_id not in now]
        concerned = {
            dev_eui
            for tracked in (*changed, *gone)
            for dev_eui in (*tracked.task.dev_euis, *tracked.statuses)
        }
        if concerned:
            self._look_at(concerned)

    @callback
    def _look_at(self, dev_euis: Collection[str]) -> None:
        """Remember which of these devices report the version that they were sent last."""
        marks: dict[int, TaskMark] = {}
        for dev_eui in dev_euis:
            tracked, known = self._fuota.newest_task(dev_eui), self._firmware.items.get(dev_eui)
            if tracked is None or known is None or not tracked.task.ended:
                continue
            version, task = tracked.firmware_version, tracked.task
            if version and known.firmware_version and not is_newer(version, known.firmware_version):
                if task.task_id not in marks:
                    marks[task.task_id] = TaskMark.of(task)
                self._reported[dev_eui] = marks[task.task_id]
        self._forget_reported()

    def _forget_reported(self) -> None:
        """Forget requests for devices that report their firmware, or were sent another."""
        for task_id, asked in list(self._asked.items()):
            left = {one: wanted for one, wanted in asked.wanted.items() if self.find(one)}
            if not left:
                self.async_forget(task_id)
            elif len(left) < len(asked.wanted):
                self._asked[task_id] = AskedAgain(asked.update, left)
                self.asked_listeners.async_send(task_id)
