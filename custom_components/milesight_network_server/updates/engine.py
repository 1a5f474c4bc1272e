"""What becomes of each firmware update: states and decisions, and nothing else.

The engine knows the updates, sees lists of tasks, hears what became of a request, and decides. It
does no I/O and asks no clock but the one that it is given; `carrier` does what it decides, and
reports back. Its promises:

- A task is sent only after the intent to send it is on disk, and never again before every way that
  it may have arrived has been ruled out.
- A task is ours by its token, or by its id together with when it was made, never by its name.
- What disappears must be missing from two polls, of which each takes two lists to believe it.
- Nothing is waited for without an end: then its owner is asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from ..ns_api.fuota import FuotaTask, OfficialFirmware, TaskStatus
from ..ns_api.official_firmware import is_newer, read_version
from ..ns_api.session_status import UpdateStatus, failed
from .claims import Claims
from .clock import Clock
from .identity import SentTask, has_token, with_token
from .news import Arrived, Ended, Held, LeftOut, Moved, News, Released, TookTooLong, WentOn
from .queue import TRANSITIONS, Canary, QueuedUpdate, QueueState
from .stays import LONGEST, Stays, longest_stay
from .task_view import FuotaData, TrackedTask

# Installs of the same firmware that follow each other this closely become one task.
GATHERING: Final = 5.0
LONGEST_GATHERING: Final = 30.0
# When to try again what can't be done at the moment, in seconds: first, and at the latest.
SOON: Final = 60.0
LATER: Final = 600.0
# A request may be carried out later than its answer is waited for, and its task be listed later
# still. Lists without the task, this far apart (s), rule that out.
RULED_OUT_AFTER: Final = 300.0
# How often a task is sent that never arrives.
MOST_SENDS: Final = 3
# How long it may take to find out whether a task arrived.
LONGEST_DOUBT: Final = timedelta(hours=1)
# Home Assistant writes what it tells to disk a little later, in seconds.
KNOWN_AFTER: Final = 60.0
# When a list is read again that decides something, in seconds.
LOOK_AGAIN: Final = 20.0


class Words(Protocol):
    """Turns a key and what it is filled with into a sentence."""

    def __call__(self, key: str, /, **placeholders: str) -> str:
        """Return the sentence."""


@dataclass
class _Aside:
    """What is known of an update in this life only; moments are monotonic, in seconds."""

    entered: float
    # Until when installs may join, and until when at the latest.
    gathering: float | None = None
    latest: float = 0.0
    # When to try again, and how often it was tried in vain.
    again: float | None = None
    tries: int = 0
    # Since when its turn has come.
    turn_since: float | None = None
    # From when on a list without the task says something; the first of these lists.
    quiet_from: float = 0.0
    lacking_since: float | None = None
    polls_without: int = 0
    look_at: float | None = None
    in_flight: bool = False
    # When its task was last seen.
    seen_at: float = 0.0


class Engine:
    """The updates of one gateway, in their order."""

    def __init__(self, clock: Clock, words: Words) -> None:
        """Start with no update."""
        self._clock = clock
        self._words = words
        self._items: dict[str, QueuedUpdate] = {}
        self._aside: dict[str, _Aside] = {}
        self._by_device: dict[str, QueuedUpdate] = {}
        self._data: FuotaData | None = None
        self.stays = Stays(clock)
        self.claims = Claims(self._waiting)
        # How many changes there were that are to be kept.
        self.changes = 0
        self._news: list[News] = []
        self._told_too_long: set[str] = set()
        # What is yet to be told for certain, and when it was told in this life (monotonic).
        self._untold: dict[str, LeftOut] = {}
        self._told_at: dict[str, float] = {}
        # Whether the last poll of the tasks failed: what they are now, nobody knows.
        self._lost = False

    # What there is.

    @property
    def items(self) -> Mapping[str, QueuedUpdate]:
        """The updates by their `queue_id`, in their order."""
        return self._items

    @property
    def in_line(self) -> Iterator[QueuedUpdate]:
        """The updates that wait for their turn, the next one first."""
        return (one for one in self._items.values() if one.state is QueueState.QUEUED)

    def find(self, dev_eui: str) -> QueuedUpdate | None:
        """Return the update that a device is in, None where it is in none."""
        return self._by_device.get(dev_eui)

    def state_of(self, item: QueuedUpdate) -> QueueState:
        """Return an update's state; the first that waits is next."""
        if item.state is QueueState.QUEUED and item is next(self.in_line, None):
            return QueueState.NEXT
        return item.state

    def ahead_of(self, item: QueuedUpdate) -> int:
        """Return how many updates come before this one."""
        waiting = list(self.in_line)
        ahead = waiting.index(item) if item in waiting else 0
        return ahead + sum(one.begun for one in self._items.values() if one is not item)

    def task_of(self, item: QueuedUpdate) -> TrackedTask | None:
        """Return the task of an update as it was last polled."""
        return self._listed(item.sent)

    def is_gathering(self, item: QueuedUpdate) -> bool:
        """Whether installs may still join an update before it takes its turn."""
        return item.queue_id in self._items and self._aside[item.queue_id].gathering is not None

    @property
    def late(self) -> Set[str]:
        """What takes too long, by its key."""
        return self._told_too_long

    def take_news(self) -> list[News]:
        """Return what is to be told, once in this life. What must not be lost is on disk by now."""
        now = self._clock.monotonic()
        left_out = [one for key, one in self._untold.items() if key not in self._told_at]
        self._told_at.update(dict.fromkeys((one.key for one in left_out), now))
        news, self._news = self._news, []
        return [*left_out, *news]

    @property
    def untold(self) -> Iterable[LeftOut]:
        """What is to be told again in the next life, should this one end now."""
        return self._untold.values()

    def forget_told(self) -> None:
        """Forget what was told long enough ago to be known for good."""
        until = self._clock.monotonic() - KNOWN_AFTER
        for key in [key for key, told_at in self._told_at.items() if told_at <= until]:
            del self._told_at[key], self._untold[key]
            self.changes += 1

    # What people want.

    def load(self, items: Iterable[QueuedUpdate], untold: Iterable[LeftOut] = ()) -> None:
        """Take the updates of an earlier life. How they stand, lists will tell."""
        self._untold = {one.key: one for one in untold}
        now = self._clock.monotonic()
        for item in items:
            self._items[item.queue_id] = item
            self._aside[item.queue_id] = _Aside(entered=now, quiet_from=now, seen_at=now)
            if item.state is QueueState.HELD:
                self._news.append(Held(item))
        self._index()

    def accept(
        self, dev_eui: str, firmware: OfficialFirmware, installed: str | None, queue_id: str
    ) -> QueuedUpdate:
        """Queue the update of a device, together with those that want the same firmware.

        `queue_id` is for a new update. The device must be claimed.
        """
        self._leave_held([dev_eui])
        now = self._clock.monotonic()
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
            )
            self._add(item)
            aside = self._aside[queue_id]
            aside.gathering, aside.latest = now + GATHERING, now + LONGEST_GATHERING
        else:
            aside = self._aside[item.queue_id]
            if aside.gathering is not None:
                aside.gathering = min(now + GATHERING, aside.latest)
        if dev_eui not in item.dev_euis:
            item.dev_euis.append(dev_eui)
            item.installed[dev_eui] = installed
        self._changed([dev_eui])
        return item

    def withdraw(self, item: QueuedUpdate, dev_eui: str) -> None:
        """Take an install back that could not be kept. Nobody was told that it was accepted."""
        self._take_out(item, [dev_eui])

    def stage(self, item: QueuedUpdate, canary: Canary) -> None:
        """Keep the rest of a staged task until its canary's device has succeeded."""
        self._leave_held(item.dev_euis)
        item.state, item.canary = QueueState.STAGED, canary
        self._add(item)
        self._changed(item.dev_euis)

    def canary_sent(self, item: QueuedUpdate, task_id: int) -> None:
        """Take the id of the canary's task."""
        if item.canary is not None and not item.canary.sent.listed:
            item.canary.sent = item.canary.sent.answered(task_id)
            self._changed(())

    def release(self, queue_id: str) -> bool:
        """Let an update that is on hold take its turn; false where it is not on hold."""
        item = self._items.get(queue_id)
        if item is None or item.state is not QueueState.HELD:
            return False
        item.canary, item.sends = None, 0
        self._go(item, QueueState.QUEUED)
        return True

    def cancel(self, item: QueuedUpdate) -> None:
        """Take an update out of the queue. Its task, where it has one, is left alone."""
        self._end(item)

    def put_back(self, item: QueuedUpdate) -> None:
        """Take up an update again whose end could not be kept."""
        self._add(item)
        if item.state is QueueState.HELD:
            self._news.append(Held(item))
        self._changed(item.dev_euis)

    def leave_held(self, dev_euis: Iterable[str]) -> None:
        """Take devices out of updates on hold: something else was decided for them."""
        self._leave_held(dev_euis)

    def wait_longer(self, key: str) -> None:
        """Let a task that takes too long have as long again."""
        for tracked, item in self._late():
            if _key(tracked, item) == key:
                if tracked is not None:
                    self.stays.wait(tracked)
                elif item is not None:
                    self._aside[item.queue_id].seen_at = self._clock.monotonic()
        self._judge_stays()

    def pass_over(self, key: str) -> None:
        """Let the others go on as if what takes too long were none. Its end is still told."""
        for tracked, item in self._late():
            if _key(tracked, item) == key:
                if tracked is not None:
                    self.stays.pass_over(tracked)
                if item is not None:
                    item.passed_over = True
                self._changed(())
        self._judge_stays()

    # What the gateway shows.

    def see(self, tasks: Iterable[FuotaTask]) -> None:
        """Look in a list, be it whole or not, for tasks that nobody knew to have arrived."""
        tasks = list(tasks)
        for item in list(self._items.values()):
            sent = item.sent
            if sent is None or item.state is QueueState.RUNNING:
                continue
            if (found := sent.find(tasks)) is not None:
                item.sent = sent.seen(found)
                self._go(item, QueueState.RUNNING)

    def lose(self) -> None:
        """Take notice that the tasks could not be polled."""
        self._lost = True
        self._judge_stays()

    def poll(self, data: FuotaData) -> None:
        """Take the tasks as they were polled."""
        self._data, self._lost = data, False
        if not data.supported:
            self._judge_stays()
            return
        tasks = [one.task for one in data.tasks.values()]
        self.see(tasks)
        for item in list(self._items.values()):
            if item.state is QueueState.RUNNING:
                self._follow(item, data)
            elif item.state is QueueState.STARTING:
                self._settle(item, data)
            elif item.canary is not None:
                self._follow_canary(item, item.canary, data)
        self.stays.look(data.tasks.values(), self._begin_at_once())
        self._judge_stays()
        self._moved(one for item in self.in_line for one in item.dev_euis)

    # What became of what was decided.

    def check_next(self) -> QueuedUpdate | None:
        """Return the update whose turn it is, None where there is none or it must wait."""
        self._mind_turn()
        if not self._may_send:
            return None
        now = self._clock.monotonic()
        for item in list(self.in_line):
            aside = self._aside[item.queue_id]
            waits = max(aside.gathering or now, aside.again or now)
            if waits <= now and not self.claims.has_any(item.dev_euis):
                item.joinable, aside.gathering = False, None
                return item
        return None

    def left_out(self, item: QueuedUpdate, reasons: Mapping[str, str]) -> None:
        """Take devices out of an update, each with a sentence why."""
        if item.queue_id in self._items and reasons:
            self._leave_out(item, reasons)
            self._take_out(item, reasons)

    def overtaken(self, item: QueuedUpdate, installed: Mapping[str, str | None]) -> dict[str, str]:
        """Return the devices whose firmware came to be as new or newer while they waited."""
        reasons: dict[str, str] = {}
        wanted = item.firmware_version
        for dev_eui in item.dev_euis:
            runs, ran = installed.get(dev_eui), item.installed.get(dev_eui)
            if not runs or _same_version(runs, ran):
                continue
            if read_version(wanted) is None:
                if ran:
                    reasons[dev_eui] = self._words("firmware_changed", version=runs)
            elif is_newer(runs, wanted):
                reasons[dev_eui] = self._words("newer_installed", version=runs)
            elif ran and _same_version(runs, wanted):
                reasons[dev_eui] = self._words("already_installed", version=runs)
        return reasons

    def not_now(self, item: QueuedUpdate, reason: str | None, *, later: bool = False) -> bool:
        """Try again after a while what can't be done at the moment; return whether that is news.

        What is asked for in vain for too long is put on hold.
        """
        if not self.waits(item):
            return False
        aside = self._aside[item.queue_id]
        aside.again = self._clock.monotonic() + (
            LATER if later else min(SOON * 2**aside.tries, LATER)
        )
        aside.tries = min(aside.tries + 1, 10)
        news = item.reason != reason
        if news:
            item.reason = reason
            self._changed(item.dev_euis)
        return news

    def hold(self, item: QueuedUpdate, reason: str) -> None:
        """Have an update wait for a person."""
        if self.waits(item):
            self._go(item, QueueState.HELD, reason)

    def waits(self, item: QueuedUpdate) -> bool:
        """Whether an update still waits for its turn, whatever happened meanwhile."""
        return self._items.get(item.queue_id) is item and item.state is QueueState.QUEUED

    def tries(self, item: QueuedUpdate) -> int:
        """Return how often it was checked in vain whether an update can be sent."""
        aside = self._aside.get(item.queue_id)
        return 0 if aside is None else aside.tries

    def begin(self, item: QueuedUpdate, duration: timedelta | None) -> bool:
        """Mark an update as being sent; false where somebody cancelled it meanwhile.

        Nothing may be sent before this is on disk.
        """
        if not self.waits(item):
            return False
        name = self.named(item)
        item.sent = SentTask(token=item.token, name=name, dev_euis=frozenset(item.dev_euis))
        item.sends += 1
        item.sent_at = self._clock.now()
        item.seconds = None if duration is None else duration.total_seconds()
        self._go(item, QueueState.STARTING)
        self._aside[item.queue_id].in_flight = True
        return True

    def named(self, item: QueuedUpdate) -> str:
        """Return the name of the task of an update."""
        name, token = item.task_name, item.token
        return name if has_token(name, token) else with_token(name, token)

    def not_sent(self, item: QueuedUpdate, reason: str | None = None) -> None:
        """Put back what surely did not leave this house."""
        self._landed(item)
        if item.state is QueueState.STARTING:
            item.sends -= 1
            self._go(item, QueueState.QUEUED)
            self.not_now(item, reason)

    def refused(self, item: QueuedUpdate) -> None:
        """Put back what the gateway refused. Should it have made it all the same, lists tell."""
        self._landed(item)
        if item.state is QueueState.STARTING:
            self._go(item, QueueState.QUEUED)

    def answered(self, item: QueuedUpdate, task_id: int) -> None:
        """Take the id of a task that the gateway answered."""
        self._landed(item)
        if item.state is QueueState.STARTING and item.sent is not None:
            item.sent = item.sent.answered(task_id)
            self._go(item, QueueState.RUNNING)

    def unanswered(self, item: QueuedUpdate) -> None:
        """Leave it open whether a task arrived: lists will tell."""
        self._landed(item)
        if item.state is QueueState.STARTING:
            now = self._clock.monotonic()
            aside = self._aside[item.queue_id]
            aside.quiet_from, aside.lacking_since, aside.look_at = now, None, now
            self._changed(())

    @property
    def wants_look(self) -> bool:
        """Whether a poll of the tasks is due that decides something."""
        now = self._clock.monotonic()
        return any(one.look_at is not None and one.look_at <= now for one in self._aside.values())

    def looking(self) -> None:
        """Take notice that the tasks are being polled, with whatever success."""
        now = self._clock.monotonic()
        for aside in self._aside.values():
            if aside.look_at is not None and aside.look_at <= now:
                aside.look_at = now + LOOK_AGAIN

    @property
    def wake_at(self) -> float | None:
        """When something is due that no poll of the tasks will bring (monotonic)."""
        now = self._clock.monotonic()
        moments = [
            *(told_at + KNOWN_AFTER for told_at in self._told_at.values()),
        ]
        moments += [
            moment
            for aside in self._aside.values()
            for moment in (aside.gathering, aside.again, aside.look_at)
            if moment is not None
        ]
        tasks = self._data.tasks.values() if self._data is not None else ()
        ends = self.stays.next_end(tasks)
        later = [one for one in (*moments, *([ends] if ends is not None else ())) if one > now]
        return min(later, default=None)

    # How it is decided.

    @property
    def _is_occupied(self) -> bool:
        """Whether a session is at work, or about to be: two at once disturb each other."""
        begun = any(one.begun and not one.passed_over for one in self._items.values())
        return begun or self.occupied_by is not None

    @property
    def _may_send(self) -> bool:
        data = self._data
        return data is not None and data.supported and not self._lost and not self._is_occupied

    @property
    def occupied_by(self) -> TrackedTask | None:
        """A task that is at work, or about to be, and that the queue waits for."""
        now = self._clock.now()
        tasks = self._data.tasks.values() if self._data is not None else ()
        return next(
            (one for one in tasks if one.is_under_way(now) and not self.stays.is_passed_over(one)),
            None,
        )

    def _follow(self, item: QueuedUpdate, data: FuotaData) -> None:
        """Let an update go when its task has ended, or is surely gone."""
        aside = self._aside[item.queue_id]
        now = self._clock.monotonic()
        tracked = self._listed(item.sent)
        if tracked is not None and item.sent is not None:
            aside.polls_without, aside.look_at, aside.seen_at = 0, None, now
            if (sent := item.sent.seen(tracked.task)) != item.sent:
                item.sent = sent
                self._changed(())
            if tracked.task.ended:
                self._news.append(Ended(item, tracked))
                self._end(item)
            return
        aside.polls_without += data.complete
        was_listed = item.sent is not None and item.sent.listed
        if aside.polls_without < 2 or (not was_listed and now - aside.entered < RULED_OUT_AFTER):
            aside.look_at = now + LOOK_AGAIN / 2
        elif was_listed:
            reason = self._words("task_deleted")
            self._leave_out(item, dict.fromkeys(item.dev_euis, reason))
            self._end(item)
        else:
            self._go(item, QueueState.HELD, self._words("never_listed"))

    def _settle(self, item: QueuedUpdate, data: FuotaData) -> None:
        """Find out whether a task is surely not there whose answer is not known."""
        aside = self._aside[item.queue_id]
        if aside.in_flight:
            return
        now = self._clock.monotonic()
        if aside.look_at is None:
            aside.look_at = now + LOOK_AGAIN
        if data.complete and data.asked_at >= aside.quiet_from:
            if aside.lacking_since is None:
                aside.lacking_since = data.asked_at
            elif data.asked_at - aside.lacking_since >= RULED_OUT_AFTER:
                self._ruled_out(item)
                return
        if now - aside.entered >= LONGEST_DOUBT.total_seconds():
            self._go(item, QueueState.HELD, self._words("arrival_unknown"))

    def _ruled_out(self, item: QueuedUpdate) -> None:
        if item.sends >= MOST_SENDS:
            self._go(item, QueueState.HELD, self._words("never_arrived", times=str(item.sends)))
        else:
            self._go(item, QueueState.QUEUED)

    def _follow_canary(self, item: QueuedUpdate, canary: Canary, data: FuotaData) -> None:
        """Let the rest of a staged update go on when its canary's device has succeeded."""
        aside = self._aside[item.queue_id]
        tracked = self._listed(canary.sent)
        if tracked is None:
            if item.state is not QueueState.STAGED or not data.complete:
                return
            aside.polls_without += 1
            since = self._clock.monotonic() - aside.quiet_from
            if aside.polls_without >= 2 and (canary.sent.listed or since >= RULED_OUT_AFTER):
                self._go(item, QueueState.HELD, self._words("canary_gone"))
            else:
                aside.look_at = self._clock.monotonic() + LOOK_AGAIN
            return
        aside.polls_without, aside.look_at = 0, None
        if (sent := canary.sent.seen(tracked.task)) != canary.sent:
            canary.sent = sent
            self._changed(())
        if not tracked.task.ended:
            if item.state is QueueState.HELD:
                # The canary is tried again.
                self._go(item, QueueState.STAGED)
            return
        self._judge_canary(item, canary, tracked)

    def _judge_canary(self, item: QueuedUpdate, canary: Canary, tracked: TrackedTask) -> None:
        """Decide by what the canary's task says of its device: the task's own word is not enough."""
        task = tracked.task
        status = tracked.statuses.get(canary.dev_eui or next(iter(task.dev_euis), ""))
        if status is UpdateStatus.COMPLETE and tracked.statuses_read:
            if task.status is TaskStatus.SUCCEEDED:
                item.canary = None
                self._go(item, QueueState.QUEUED)
                return
        elif not tracked.statuses_read and task.status is TaskStatus.SUCCEEDED:
            # Its device is yet to be read.
            aside = self._aside[item.queue_id]
            now = self._clock.monotonic()
            if aside.lacking_since is None:
                aside.lacking_since = now
            if now - aside.lacking_since < LONGEST_DOUBT.total_seconds():
                return
        if item.state is not QueueState.STAGED:
            return
        if task.status is TaskStatus.FAILED or failed(status):
            self._go(item, QueueState.HELD, self._words("canary_failed", task=task.name))
        else:
            self._go(item, QueueState.HELD, self._words("canary_unclear", task=task.name))

    def _begin_at_once(self) -> set[int]:
        """Return the tasks that were sent to begin soon, whenever the gateway says they start."""
        sent = [one.sent for one in self._items.values() if one.state is QueueState.RUNNING]
        sent += [one.canary.sent for one in self._items.values() if one.canary and one.canary.soon]
        return {one.mark.task_id for one in sent if one is not None and one.mark is not None}

    def _late(self) -> list[tuple[TrackedTask | None, QueuedUpdate | None]]:
        """Return what takes too long: tasks, and updates whose task nobody has seen for long."""
        tasks = self._data.tasks.values() if self._data is not None else ()
        late: list[tuple[TrackedTask | None, QueuedUpdate | None]] = []
        items = {
            tracked.task.task_id: item
            for item in self._items.values()
            if item.state is QueueState.RUNNING and (tracked := self._listed(item.sent)) is not None
        }
        late.extend(
            (one, items.get(one.task.task_id))
            for one in tasks
            if self.stays.too_long(one) is not None
        )
        now = self._clock.monotonic()
        for item in self._items.values():
            unseen = now - self._aside[item.queue_id].seen_at
            if (
                item.state is QueueState.RUNNING
                and not item.passed_over
                and item.queue_id not in {one.queue_id for one in items.values()}
                and unseen >= self._longest_unseen(item).total_seconds()
            ):
                late.append((None, item))
        return late

    @staticmethod
    def _longest_unseen(item: QueuedUpdate) -> timedelta:
        expected = None if item.seconds is None else timedelta(seconds=item.seconds)
        return max(longest_stay(expected), LONGEST)

    def _judge_stays(self) -> None:
        """Tell of what takes too long, once, and that it no longer does."""
        late: set[str] = set()
        for tracked, item in self._late():
            key = _key(tracked, item)
            late.add(key)
            if key in self._told_too_long:
                continue
            too_long = self.stays.too_long(tracked) if tracked is not None else None
            if too_long is not None:
                since, given = too_long.since, too_long.given
            else:
                assert item is not None
                given = self._longest_unseen(item)
                since = self._clock.now() - given
            self._news.append(TookTooLong(key, tracked, item, since, given))
        self._news.extend(WentOn(key) for key in self._told_too_long - late)
        self._told_too_long = late

    def _mind_turn(self) -> None:
        """Put on hold what has had its turn for too long, and could not be sent."""
        now = self._clock.monotonic()
        # While the gateway is silent, that is told elsewhere, and nothing is anybody's fault.
        may_go = self._data is not None and not self._lost and not self._is_occupied
        for item in list(self.in_line):
            aside = self._aside[item.queue_id]
            if not may_go:
                aside.turn_since = None
            elif aside.turn_since is None:
                aside.turn_since = now
            elif now - aside.turn_since >= LONGEST.total_seconds():
                supported = self._data is not None and self._data.supported
                fallback = "not_to_be_sent" if supported else "no_fuota_any_more"
                self._go(item, QueueState.HELD, item.reason or self._words(fallback))
            may_go = False

    def _listed(self, sent: SentTask | None) -> TrackedTask | None:
        if sent is None or self._data is None:
            return None
        found = sent.find(one.task for one in self._data.tasks.values())
        return None if found is None else self._data.tasks[found.task_id]

    def _waiting(self, dev_eui: str) -> QueuedUpdate | None:
        """Return the update that a device waits in by itself, None where it is free."""
        item = self._by_device.get(dev_eui)
        return item if item is not None and item.pending else None

    # How a decision is written down.

    def _add(self, item: QueuedUpdate) -> None:
        item.since = item.since or self._clock.now()
        self._items[item.queue_id] = item
        now = self._clock.monotonic()
        self._aside[item.queue_id] = _Aside(entered=now, seen_at=now, quiet_from=now)

    def _go(self, item: QueuedUpdate, state: QueueState, reason: str | None = None) -> None:
        """Bring an update to another state."""
        if state not in TRANSITIONS[item.state]:
            raise ValueError(f"{item.state} does not become {state}")
        was_held = item.state is QueueState.HELD
        now = self._clock.monotonic()
        item.state, item.reason, item.since = state, reason, self._clock.now()
        if state is QueueState.RUNNING:
            item.canary = None
        before = self._aside[item.queue_id]
        aside = _Aside(entered=now, seen_at=now, quiet_from=now, in_flight=before.in_flight)
        if state in (QueueState.STARTING, QueueState.QUEUED):
            # It is still its turn, however often it is sent in vain.
            aside.turn_since = before.turn_since
        self._aside[item.queue_id] = aside
        if was_held:
            self._news.append(Released(item))
        if state is QueueState.HELD:
            self._news.append(Held(item))
        if state is QueueState.RUNNING:
            self._news.append(Arrived(item))
        self._changed(item.dev_euis)

    def _landed(self, item: QueuedUpdate) -> None:
        if (aside := self._aside.get(item.queue_id)) is not None:
            aside.in_flight = False

    def _end(self, item: QueuedUpdate) -> None:
        """Forget an update."""
        if self._items.pop(item.queue_id, None) is None:
            return
        del self._aside[item.queue_id]
        if item.state is QueueState.HELD:
            self._news.append(Released(item))
        self._changed(item.dev_euis)

    def _leave_out(self, item: QueuedUpdate, reasons: Mapping[str, str]) -> None:
        """Have it told why devices are no longer in an update, however this life ends."""
        item.leavings += 1
        first = item.leavings == 1
        key = item.queue_id if first else f"{item.queue_id}_{item.leavings}"
        self._untold[key] = LeftOut(
            key=key, firmware_name=item.firmware_name, reasons=dict(reasons)
        )

    def _leave_held(self, dev_euis: Iterable[str]) -> None:
        for dev_eui in list(dev_euis):
            item = self._by_device.get(dev_eui)
            if item is not None and item.state is QueueState.HELD:
                self._take_out(item, [dev_eui])

    def _take_out(self, item: QueuedUpdate, dev_euis: Iterable[str]) -> None:
        gone = set(dev_euis)
        item.dev_euis = [one for one in item.dev_euis if one not in gone]
        for dev_eui in gone:
            item.installed.pop(dev_eui, None)
        if item.dev_euis:
            self._changed(gone)
        else:
            self._end(item)
            self._moved(gone)

    def _changed(self, dev_euis: Iterable[str]) -> None:
        self.changes += 1
        self._index()
        self._moved([*dev_euis, *(one for item in self.in_line for one in item.dev_euis)])

    def _moved(self, dev_euis: Iterable[str]) -> None:
        if moved := frozenset(dev_euis):
            self._news.append(Moved(moved))

    def _index(self) -> None:
        self._by_device = {eui: one for one in self._items.values() for eui in one.dev_euis}


def _may_join(item: QueuedUpdate, firmware: OfficialFirmware) -> bool:
    same = (item.model, item.official_firmware_id) == (
        firmware.model,
        firmware.official_firmware_id,
    )
    return item.joinable and same


def _same_version(one: str | None, other: str | None) -> bool:
    first, second = read_version(one), read_version(other)
    return first == second if first is not None and second is not None else one == other


def _key(tracked: TrackedTask | None, item: QueuedUpdate | None) -> str:
    """Return the name of what takes too long. It holds no EUI and no name."""
    if item is not None:
        return item.queue_id
    assert tracked is not None
    return f"task_{tracked.task.task_id}"
