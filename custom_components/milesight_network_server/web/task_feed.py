"""The firmware tasks of one gateway, as pages show them, and what changed of them."""

from collections.abc import Callable, Collection, Iterator
from typing import Final, NamedTuple

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN
from ..device_registry import task_identifier
from ..listeners import Steps
from ..ns_api.fuota import TaskStatus
from ..runtime import MilesightConfigEntry
from ..updates.failures import Estate, failures_to_report, has_failed, unresolved
from ..updates.task_view import TrackedTask
from ..words import one_line
from .messages import StatusesMessage, TaskDevicesMessage, TaskMessage, TaskState
from .task_devices import TaskDevices
from .times import moment_text, seconds_of

_NOBODY: Final[frozenset[str]] = frozenset()


class TaskChanges(NamedTuple):
    """What changed of the tasks since they were looked at last.

    `gone` are the ids of tasks that are not shown any more. `concerned` are the DevEUIs of those
    whose task came, ended or went: firmware may be on offer for them, or no longer.
    """

    gone: list[int]
    changed: list[TaskMessage]
    statuses: list[StatusesMessage]
    concerned: list[Collection[str]]


class TaskFeed:
    """The tasks that have not ended, that need somebody, and that which ended last."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MilesightConfigEntry,
        steps: Steps,
        schedule: Callable[[], None],
    ) -> None:
        """Start with no task. `schedule` is called when more devices were entered."""
        self._hass = hass
        self._entry = entry
        self._runtime = entry.runtime_data
        self._steps = steps
        self._schedule = schedule
        self._tracked: dict[int, TrackedTask] = {}
        self._tasks: dict[int, TaskMessage] = {}
        self._devices: dict[int, TaskDevices] = {}
        self._entered: list[TaskDevicesMessage] = []
        # Tasks of which something changed while their devices were being entered.
        self._behind: set[int] = set()

    @property
    def tasks(self) -> list[TaskMessage]:
        """All tasks that are shown."""
        return list(self._tasks.values())

    @property
    def devices(self) -> list[TaskDevicesMessage]:
        """The devices of all tasks, as far as they were entered."""
        return [devices.whole() for devices in self._devices.values()]

    def look(self) -> TaskChanges:
        """Compare the tasks with those that were shown last."""
        changes = TaskChanges([], [], [], [])
        if (estate := self._runtime.estate).data:
            shown = self._worth_showing(estate)
            changes.gone.extend(task_id for task_id in self._tasks if task_id not in shown)
            for task_id in changes.gone:
                self._tasks.pop(task_id)
                self._devices.pop(task_id)
                changes.concerned.append(self._tracked.pop(task_id).task.dev_euis)
            for tracked in shown.values():
                needing = frozenset(unresolved(tracked, estate)) if has_failed(tracked) else _NOBODY
                self._look_at_task(tracked, needing, changes)
        return changes

    def take_entered(self) -> list[TaskDevicesMessage]:
        """Return the devices that were entered since this was called last."""
        entered, self._entered = self._entered, []
        return entered

    def _look_at_task(
        self, tracked: TrackedTask, needing: frozenset[str], changes: TaskChanges
    ) -> None:
        """Enter what changed of one task. `needing` are its devices that need somebody."""
        task_id = tracked.task.task_id
        before = self._tracked.get(task_id)
        is_same = before is tracked and self._tasks[task_id].unresolved == len(needing)
        if is_same and task_id not in self._behind:
            return
        self._tracked[task_id] = tracked
        message = self._message(tracked, len(needing))
        if message != self._tasks.get(task_id):
            self._tasks[task_id] = message
            changes.changed.append(message)
        changes.statuses.extend(self._look_at_devices(tracked, needing))
        if before is None or before.task.ended is not tracked.task.ended:
            changes.concerned.append(tracked.task.dev_euis)

    def _worth_showing(self, estate: Estate) -> dict[int, TrackedTask]:
        tasks = estate.data.tasks
        shown = {key: one for key, one in tasks.items() if not one.task.ended}
        shown |= failures_to_report(estate, self._entry.created_at)
        ended = [(one.ends, key) for key, one in tasks.items() if one.task.ended and one.ends]
        if ended:
            _, last = max(ended)
            shown[last] = tasks[last]
        return shown

    def _look_at_devices(
        self, tracked: TrackedTask, needing: frozenset[str]
    ) -> Iterator[StatusesMessage]:
        """Yield what changed of a task's devices. Those of a new one are entered in steps."""
        task_id = tracked.task.task_id
        known = self._devices.get(task_id)
        if known is not None and known.fits(tracked):
            if not known.is_whole:
                self._behind.add(task_id)
                return
            self._behind.discard(task_id)
            if (changes := known.changes(tracked, needing)) is not None:
                yield changes
            return
        devices = self._devices[task_id] = TaskDevices(
            self._hass, self._entry.entry_id, self._runtime.gateway.eui, tracked
        )

        @callback
        def enter(some: list[str]) -> None:
            if self._devices.get(task_id) is devices:
                now = self._tracked[task_id]
                self._entered.append(devices.enter(some, now, needing))
                self._schedule()

        self._steps.async_do(enter, devices.dev_euis)

    def _message(self, tracked: TrackedTask, needing: int) -> TaskMessage:
        task, runtime = tracked.task, self._runtime
        device = dr.async_get(self._hass).async_get_device_by_identifier(
            (DOMAIN, task_identifier(runtime.gateway.eui, task.task_id)), self._entry.entry_id
        )
        total = len(task.dev_euis) if task.total_devices is None else task.total_devices
        done = task.done_devices or 0
        failed = tracked.failed_devices
        if failed is None:
            failed = total - done if task.status is TaskStatus.FAILED else 0
        return TaskMessage(
            task_id=task.task_id,
            device_id=None if device is None else device.id,
            name=one_line(task.name),
            firmware=one_line(task.firmware_name or ""),
            firmware_version=tracked.firmware_version,
            state=TaskState.UNKNOWN if task.status is None else TaskState[task.status.name],
            phase=tracked.phase,
            starts=moment_text(tracked.starts),
            ends=moment_text(tracked.ends),
            duration=seconds_of(tracked.duration),
            total=total,
            done=done,
            failed=failed,
            unresolved=needing,
        )
