"""What people read of the update of a device: how far it is, and what one would take."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeassistant.core import HomeAssistant

from ..ns_api.fuota import OfficialFirmware
from ..ns_api.session_status import failed
from ..words import async_duration, async_status_words, async_words, clock_time
from ..words.keys import TextKey
from .engine import Engine
from .outlook import expected_start, next_start
from .prospects import Prospects
from .queue import QueuedUpdate, QueueState
from .task_view import TrackedTask
from .tasks import FuotaCoordinator
from .unreported import Unreported


@dataclass(frozen=True)
class UpdateSummary:
    """The sentences about the updates of one gateway's devices, in Home Assistant's language."""

    hass: HomeAssistant
    queue: Engine
    fuota: FuotaCoordinator
    unreported: Unreported
    prospects: Prospects

    def first_start(self) -> str:
        """Return when an update would start that is asked for now."""
        starts = next_start(self.queue)
        if starts is None:
            return self._words(TextKey.UPDATE_NOTES_STARTS_UNKNOWN)
        return self._words(TextKey.UPDATE_NOTES_STARTS, starts=clock_time(starts))

    def sentences(
        self,
        dev_eui: str,
        queued: QueuedUpdate | None,
        task: TrackedTask | None,
        latest: OfficialFirmware | None,
    ) -> Iterator[str]:
        """Yield the state of the update, or what one would take, and why the last one failed."""
        if task is not None:
            ends = task.ends
            yield (
                self._words(TextKey.UPDATE_SUMMARY_RUNNING, task=task.task.name)
                if ends is None
                else self._words(
                    TextKey.UPDATE_SUMMARY_ENDS, task=task.task.name, ends=clock_time(ends)
                )
            )
            return
        if queued is not None:
            yield from self._queued_sentences(queued)
            return
        if (update := self.unreported.find(dev_eui)) is not None:
            ended = clock_time(update.ended_at)
            yield self._words(
                TextKey.UPDATE_SUMMARY_UNREPORTED, version=update.version, ended=ended
            )
            return
        status = self.fuota.device_status(dev_eui)
        if status is not None and failed(status):
            words = async_status_words(self.hass, status)
            yield self._words(TextKey.UPDATE_SUMMARY_FAILED, status=words)
        task = self.fuota.newest_task(dev_eui)
        if latest is not None and (task is None or task.task.ended):
            yield self._cost(dev_eui, latest)
            yield self._words(TextKey.UPDATE_SUMMARY_STARTS)
        elif task is not None and task.starts is not None and task.is_pending:
            yield self._words(
                TextKey.UPDATE_SUMMARY_SCHEDULED,
                task=task.task.name,
                starts=clock_time(task.starts),
            )

    def _words(self, key: TextKey, **placeholders: str) -> str:
        return async_words(self.hass, key, **placeholders)

    def _cost(self, dev_eui: str, latest: OfficialFirmware) -> str:
        """Return how long an update would take: few people expect hours."""
        duration = self.prospects.duration(dev_eui, latest)
        if duration is None:
            return self._words(TextKey.UPDATE_SUMMARY_OFFERED_UNKNOWN)
        words = async_duration(self.hass, duration)
        return self._words(TextKey.UPDATE_SUMMARY_OFFERED, duration=words)

    def _queued_sentences(self, queued: QueuedUpdate) -> Iterator[str]:
        if queued.state is QueueState.HELD:
            yield self._words(TextKey.UPDATE_SUMMARY_HELD, reason=queued.reason or "–")
        elif queued.state is QueueState.STAGED:
            yield self._words(TextKey.UPDATE_SUMMARY_STAGED)
        elif queued.reason:
            yield self._words(TextKey.UPDATE_SUMMARY_WAITS, reason=queued.reason)
        elif queued.begun:
            was_listed = queued.sent is not None and queued.sent.listed
            yield self._words(
                TextKey.UPDATE_SUMMARY_UNLISTED if was_listed else TextKey.UPDATE_SUMMARY_SENT
            )
        else:
            yield self._words(TextKey.UPDATE_SUMMARY_NOT_SENT)
            yield self._place(queued)
            yield self._start(queued)

    def _place(self, queued: QueuedUpdate) -> str:
        """Return what comes before an update in the queue, in updates and devices."""
        queue = self.queue
        ahead = queue.ahead_of(queued)
        if ahead:
            devices = sum(len(one.dev_euis) for one in ahead)
            before = f"{ahead[-1].model or ahead[-1].task_name} {ahead[-1].firmware_version or ''}"
            return self._words(
                TextKey.UPDATE_SUMMARY_QUEUED,
                before=before.strip(),
                updates=str(len(ahead)),
                devices=str(devices),
            )
        if (other := queue.occupied_by) is not None:
            return self._words(TextKey.UPDATE_SUMMARY_AFTER, task=other.task.name)
        return self._words(TextKey.UPDATE_SUMMARY_NEXT)

    def _start(self, queued: QueuedUpdate) -> str:
        """Return when an update in the queue is expected to start."""
        starts = expected_start(self.queue, queued)
        if starts is None:
            return self._words(TextKey.UPDATE_STARTS_UNKNOWN)
        return self._words(TextKey.UPDATE_STARTS, starts=clock_time(starts))
