"""Decides about each firmware update: states and decisions, and nothing else.

The engine has the updates, is handed lists of tasks and the results of requests, and decides. It
does no I/O and asks no clock but the one that it is given; `carrier` does what it decides, and
reports back. Its promises:

- A task is sent only after the intent to send it is on disk, and never again before every way that
  it may have arrived has been ruled out.
- A task belongs to an update by its token, or by its id and creation time, never by its name.
- A task counts as gone when two polls lack it, each of which has read two lists without it.
- Every wait has a limit; then the owner is asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from ..ns_api.firmware.official import is_newer, read_version, same_version
from ..ns_api.fuota import FuotaTask, OfficialFirmware
from ..words.keys import ErrorKey
from .books import Books, Words
from .claims import Claims
from .clock import Clock
from .follower import LOOK_AGAIN, LOOK_FRESH, RULED_OUT_AFTER, Follower
from .identity import SentTask, TaskMark, has_token, with_token
from .lateness import Lateness
from .news import Held
from .queue import Canary, QueuedUpdate, QueueState
from .task_view import FuotaData, TrackedTask

# Installs of the same firmware that follow each other this closely become one task.
GATHERING: Final = 5.0
LONGEST_GATHERING: Final = 30.0
# Seconds until a step is tried again that is not possible now: the first time, and at most.
SOON: Final = 60.0
LATER: Final = 600.0


class Engine(Books):
    """The updates of one gateway, and the decisions about them."""

    def __init__(self, clock: Clock, words: Words) -> None:
        super().__init__(clock, words)
        self.claims = Claims(self.waiting)
        self.follower = Follower(self)
        self.lateness = Lateness(self, self.follower)

    def task_of(self, item: QueuedUpdate) -> TrackedTask | None:
        """Return the task of an update as it was last polled."""
        return self.follower.listed(item.sent)

    def accept(
        self,
        dev_eui: str,
        firmware: OfficialFirmware,
        installed: str | None,
        queue_id: str,
        duration: timedelta | None = None,
    ) -> QueuedUpdate:
        """Queue the update of a device, together with those that want the same firmware.

        `queue_id` is for a new update, `duration` what its task is expected to take. The device
        must be claimed, and in no update.
        """
        now = self.clock.monotonic()
        item = next((one for one in self.in_line if _may_join(one, firmware)), None)
        if item is None:
            name = firmware.name or firmware.model or "–"
            item = QueuedUpdate(
                queue_id=queue_id,
                dev_euis=[],
                task_name=name,
                firmware_name=firmware.name or "",
                firmware_version=firmware.firmware_version,
                model=firmware.model,
                official_firmware_id=firmware.official_firmware_id,
                joinable=True,
                seconds=None if duration is None else duration.total_seconds(),
            )
            self.add(item)
            aside = self.aside[queue_id]
            aside.gathering, aside.latest = now + GATHERING, now + LONGEST_GATHERING
        else:
            aside = self.aside[item.queue_id]
            if aside.gathering is not None:
                aside.gathering = min(now + GATHERING, aside.latest)
            if duration is not None:
                # Devices of one model may listen in different ways: sent as the slowest needs it.
                item.seconds = max(item.seconds or 0, duration.total_seconds())
        if dev_eui not in item.dev_euis:
            item.dev_euis.append(dev_eui)
            item.installed[dev_eui] = installed
        self.changed([dev_eui])
        return item

    def withdraw(self, item: QueuedUpdate, dev_eui: str) -> None:
        """Remove an install that could not be kept. Its acceptance was not reported yet."""
        self.take_out(item, [dev_eui])

    def stage(self, item: QueuedUpdate, canary: Canary) -> None:
        """Keep the rest of a staged task until its canary's device has succeeded."""
        item.state, item.canary = QueueState.STAGED, canary
        self.add(item)
        self.changed(item.dev_euis)

    def canary_sent(self, item: QueuedUpdate, task_id: int) -> None:
        """Enter the id of the canary's task."""
        if item.canary is not None and not item.canary.sent.listed:
            item.canary.sent = item.canary.sent.answered(task_id)
            self.changed(())

    def release(self, queue_id: str) -> bool:
        """Let an update that is on hold take its turn; false where it is not on hold."""
        item = self.items.get(queue_id)
        if item is None or item.state is not QueueState.HELD:
            return False
        if item.sent is not None:
            # A person does not want to wait until it is certain that the task was not made.
            self.sent_beside(replace(item.sent, refused=True), None)
        item.canary, item.sends = None, 0
        self.go(item, QueueState.QUEUED)
        return True

    def cancel(self, item: QueuedUpdate) -> None:
        """Take an update out of the queue. Its task, where it has one, is left alone."""
        self.end(item)

    def put_back(self, item: QueuedUpdate) -> None:
        """Restore an update whose end could not be kept, without devices requested since."""
        item.dev_euis = [one for one in item.dev_euis if self.waiting(one) is None]
        if not item.dev_euis:
            return
        self.add(item)
        if item.state is QueueState.HELD:
            self.news.append(Held(item))
        self.changed(item.dev_euis)

    def see(self, tasks: Iterable[FuotaTask]) -> None:
        """Look in a list, complete or not, for sent tasks that no list has shown yet."""
        self.follower.see(tasks)

    def lose(self, *, is_silent: bool) -> None:
        """Enter that the tasks could not be polled; `is_silent`: the gateway answers nothing."""
        self.follower.lose(is_silent=is_silent)

    def poll(self, data: FuotaData) -> None:
        """Enter the tasks as they were polled."""
        self.follower.poll(data)
        self.lateness.look()
        self.moved(one for item in self.in_line for one in item.dev_euis)

    def check_next(self) -> QueuedUpdate | None:
        """Return the update whose turn it is, None where there is none or it must wait."""
        self.lateness.mind(is_free=not self.is_at_work)
        if not self._may_send:
            return None
        now = self.clock.monotonic()
        for item in list(self.in_line):
            aside = self.aside[item.queue_id]
            waits = max(aside.gathering or now, aside.again or now)
            if waits <= now and not self.claims.has_any(item.dev_euis):
                item.joinable, aside.gathering = False, None
                return item
        return None

    def left_out(self, item: QueuedUpdate, reasons: Mapping[str, str]) -> None:
        """Take devices out of an update, each with a sentence why."""
        if item.queue_id in self.items and reasons:
            self.leave_out(item, reasons)
            self.take_out(item, reasons)

    def overtaken(self, item: QueuedUpdate, installed: Mapping[str, str | None]) -> dict[str, str]:
        """Return the devices that run as new or newer firmware by now, each with a sentence."""
        reasons: dict[str, str] = {}
        wanted = item.firmware_version
        for dev_eui in item.dev_euis:
            runs, ran = installed.get(dev_eui), item.installed.get(dev_eui)
            if not runs or same_version(runs, ran):
                continue
            if read_version(wanted) is None:
                if ran:
                    reasons[dev_eui] = self.words(ErrorKey.FIRMWARE_CHANGED, version=runs)
            elif is_newer(runs, wanted):
                reasons[dev_eui] = self.words(ErrorKey.NEWER_INSTALLED, version=runs)
            elif ran and same_version(runs, wanted):
                reasons[dev_eui] = self.words(ErrorKey.ALREADY_INSTALLED, version=runs)
        return reasons

    def not_now(self, item: QueuedUpdate, reason: str | None, *, later: bool = False) -> bool:
        """Plan another try for an update that can't be sent now; return whether the reason is new.

        An update that can't be sent for too long is put on hold.
        """
        if not self.waits(item):
            return False
        aside = self.aside[item.queue_id]
        aside.again = self.clock.monotonic() + (
            LATER if later else min(SOON * 2**aside.tries, LATER)
        )
        aside.tries = min(aside.tries + 1, 10)
        news = item.reason != reason
        if news:
            item.reason = reason
            self.changed(item.dev_euis)
        return news

    def hold(self, item: QueuedUpdate, reason: str) -> None:
        """Put an update on hold: it waits for a person."""
        if self.waits(item):
            self.go(item, QueueState.HELD, reason)

    def waits(self, item: QueuedUpdate) -> bool:
        """Whether an update still waits for its turn, whatever happened meanwhile."""
        return self.items.get(item.queue_id) is item and item.state is QueueState.QUEUED

    def tries(self, item: QueuedUpdate) -> int:
        """Return how often it was checked in vain whether an update can be sent."""
        aside = self.aside.get(item.queue_id)
        return 0 if aside is None else aside.tries

    def begin(
        self,
        item: QueuedUpdate,
        duration: timedelta | None,
        tasks: Iterable[FuotaTask] = (),
        firmware_name: str | None = None,
    ) -> bool:
        """Mark an update as being sent; false where it was cancelled meanwhile, or must wait.

        `tasks` are those that were just listed. Nothing may be sent before this is on disk.
        """
        if not self.waits(item) or not self._may_send:
            return False
        sent = SentTask(
            token=item.token,
            name=self.named(item),
            dev_euis=frozenset(item.dev_euis),
            firmware_name=firmware_name,
            before=item.sent.before if item.sent is not None else (),
        )
        item.sent = sent.apart_from(tasks)
        item.sends += 1
        item.sent_at = self.clock.now()
        item.seconds = None if duration is None else duration.total_seconds()
        self.go(item, QueueState.STARTING)
        self.aside[item.queue_id].in_flight = True
        return True

    def may_still_be_listed(self, item: QueuedUpdate) -> bool:
        """Whether a task was answered so recently that lists may lack it although it exists."""
        if item.sent is None or item.sent.listed or item.state is not QueueState.RUNNING:
            return False
        return self.clock.monotonic() - self.aside[item.queue_id].entered < RULED_OUT_AFTER

    def named(self, item: QueuedUpdate) -> str:
        """Return the name of the task of an update."""
        name, token = item.task_name, item.token
        return name if has_token(name, token) else with_token(name, token)

    def not_sent(self, item: QueuedUpdate, reason: str | None = None) -> None:
        """Queue an update again whose request was surely not sent."""
        self._landed(item)
        if item.state is QueueState.STARTING:
            item.sends -= 1
            self.go(item, QueueState.QUEUED)
            self.not_now(item, reason)

    def refused(self, item: QueuedUpdate) -> None:
        """Queue a refused update again. If its task was made nevertheless, lists show it."""
        self._landed(item)
        if item.state is QueueState.STARTING and item.sent is not None:
            self.refused_beside(item.sent)
            item.sends -= 1
            self.go(item, QueueState.QUEUED)

    def answered(self, item: QueuedUpdate, task_id: int) -> None:
        """Enter the id of a task that the gateway answered."""
        self._landed(item)
        if item.state is QueueState.STARTING and item.sent is not None:
            item.sent = item.sent.answered(task_id)
            self.go(item, QueueState.RUNNING)

    def unanswered(self, item: QueuedUpdate) -> None:
        """Leave open whether a task was made: lists will show it."""
        self._landed(item)
        if item.state is QueueState.STARTING:
            now = self.clock.monotonic()
            aside = self.aside[item.queue_id]
            aside.quiet_from, aside.lacking_since, aside.look_at = now, None, now
            self.changed(())

    def doubts(self, item: QueuedUpdate, tasks: Iterable[FuotaTask]) -> bool:
        """Put an update on hold where one of these tasks may be its own, changed by hand."""
        return self.waits(item) and self.follower.doubts(item, tasks)

    def has_news(self, tasks: Iterable[FuotaTask]) -> bool:
        """Whether an unfinished task is listed that the last poll has not seen like that."""
        known = {one.task.task_id: one.task for one in self.follower.tasks}
        return any(not one.ended and _is_news(one, known.get(one.task_id)) for one in tasks)

    @property
    def wants_look(self) -> bool:
        """Whether a poll of the tasks is due that decides something."""
        now = self.clock.monotonic()
        moments = [self.look_fresh_at, *(one.look_at for one in self.aside.values())]
        return any(one is not None and one <= now for one in moments)

    def looking(self) -> None:
        """Enter that the tasks are being polled, with whatever success."""
        now = self.clock.monotonic()
        if self.look_fresh_at is not None and self.look_fresh_at <= now:
            self.look_fresh_at = now + LOOK_FRESH
        for aside in self.aside.values():
            if aside.look_at is not None and aside.look_at <= now:
                aside.look_at = now + LOOK_AGAIN

    @property
    def wake_at(self) -> float | None:
        """When a step is due that no poll of the tasks brings about (monotonic)."""
        now = self.clock.monotonic()
        moments = [*self.known_by]
        if self.look_fresh_at is not None:
            moments.append(self.look_fresh_at)
        for aside in self.aside.values():
            times = (aside.gathering, aside.again, aside.look_at)
            moments += [moment for moment in times if moment is not None]
        ends = self.lateness.stays.next_end(self.follower.tasks)
        if ends is not None:
            moments.append(ends)
        if self.follower.is_blind and self.items:
            # No poll shows that time passes.
            moments.append(now + LATER)
        return min((one for one in moments if one > now), default=None)

    @property
    def is_at_work(self) -> bool:
        """Whether a session runs or is about to: two at once disturb each other."""
        begun = any(one.begun and not one.passed_over for one in self.items.values())
        return begun or self.occupied_by is not None

    @property
    def _may_send(self) -> bool:
        data = self.follower.data
        is_known = data is not None and data.supported and not self.follower.lost
        return is_known and not self.is_at_work and not self.fresh

    @property
    def occupied_by(self) -> TrackedTask | None:
        """A task that runs or is about to, and that the queue waits for."""
        now = self.clock.now()
        passed_over = self.lateness.stays.is_passed_over
        tasks = self.follower.tasks
        return next((one for one in tasks if one.is_under_way(now) and not passed_over(one)), None)

    def _landed(self, item: QueuedUpdate) -> None:
        if (aside := self.aside.get(item.queue_id)) is not None:
            aside.in_flight = False


def _is_news(task: FuotaTask, known: FuotaTask | None) -> bool:
    """Whether a task is another than the known one with its id, does or is to do something else."""
    if known is None or not TaskMark.of(known).is_of(task):
        return True
    return (known.status, known.started_at) != (task.status, task.started_at)


def _may_join(item: QueuedUpdate, firmware: OfficialFirmware) -> bool:
    same = (item.model, item.official_firmware_id) == (
        firmware.model,
        firmware.official_firmware_id,
    )
    return item.joinable and same
