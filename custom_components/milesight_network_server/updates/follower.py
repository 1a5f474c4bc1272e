"""Finds the tasks of updates in the polled lists: arrived, ended, gone, changed by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from ..ns_api.fuota import FuotaTask, TaskStatus
from ..ns_api.session_status import UpdateStatus, failed
from ..words.keys import ErrorKey
from .books import Books
from .identity import SentTask
from .news import Ended
from .queue import Canary, QueuedUpdate, QueueState
from .task_view import FuotaData, TrackedTask

# A request may be carried out after the time-out of its answer, and its task be listed later
# still. Lists without the task, this far apart (s), rule that out.
RULED_OUT_AFTER: Final = 600.0
# A task or device counts as gone when so many polls lack it.
POLLS_WITHOUT: Final = 2
# How often a task is sent at most, if no list ever shows it.
MOST_SENDS: Final = 3
# How long it may take to find out whether a task was made, or the result of its canary.
LONGEST_DOUBT: Final = timedelta(hours=1)
# When the tasks are polled again where that decides something, in seconds.
LOOK_AGAIN: Final = 20.0
# The same for a task that was sent beside the updates.
LOOK_FRESH: Final = 60.0


class Follower:
    """Follows the tasks of updates and of their canaries from poll to poll."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.data: FuotaData | None = None
        # When the gateway listed its tasks last (monotonic).
        self.listed_at = books.clock.monotonic()
        # Whether the last poll of the tasks failed, so that their present state is unknown.
        self.lost = False
        # Whether the gateway answers nothing at all, which has a notice of its own.
        self.is_silent = True
        # Whether it is another list than the last one: the same list does not count twice.
        self._is_new_list = False

    @property
    def is_blind(self) -> bool:
        """Whether the tasks can't be read although the gateway answers."""
        return not self.is_silent and (self.lost or self.data is None or not self.data.supported)

    @property
    def tasks(self) -> Iterable[TrackedTask]:
        """The tasks as they were last polled."""
        return self.data.tasks.values() if self.data is not None else ()

    def listed(self, sent: SentTask | None) -> TrackedTask | None:
        """Return a sent task as it was last polled, None where the list lacked it."""
        if sent is None or self.data is None:
            return None
        found = sent.find(one.task for one in self.data.tasks.values())
        return None if found is None else self.data.tasks[found.task_id]

    def see(self, tasks: Iterable[FuotaTask]) -> None:
        """Look in a list, complete or not, for sent tasks that no list has shown yet."""
        tasks = list(tasks)
        for item in list(self._books.items.values()):
            if item.state in (QueueState.RUNNING, QueueState.STAGED):
                continue
            sent = item.sent or item.unsent
            if (found := sent.find(tasks)) is not None:
                item.sent = sent.seen(found)
                self._books.go(item, QueueState.RUNNING)

    def lose(self, *, is_silent: bool) -> None:
        """Enter that the tasks could not be polled; `is_silent`: the gateway answers nothing."""
        self.lost, self.is_silent = True, is_silent

    def poll(self, data: FuotaData) -> None:
        """Enter the tasks as they were polled, or their devices as they were read since."""
        self._is_new_list = self.data is None or data.asked_at != self.data.asked_at
        self.data, self.lost, self.is_silent = data, False, False
        if not data.supported:
            return
        self.listed_at = self._books.clock.monotonic()
        tasks = [one.task for one in data.tasks.values()]
        self.see(tasks)
        self._books.see_fresh(tasks, ruled_out_after=RULED_OUT_AFTER)
        for item in list(self._books.items.values()):
            if item.state is QueueState.RUNNING:
                self._follow(item, data)
            elif item.state is QueueState.STARTING:
                self._settle(item, data)
            elif item.canary is not None:
                self._follow_canary(item, item.canary, data)

    def _follow(self, item: QueuedUpdate, data: FuotaData) -> None:
        """End an update when its task has ended, or is surely gone."""
        aside = self._books.aside[item.queue_id]
        now = self._books.clock.monotonic()
        tracked = self.listed(item.sent)
        if tracked is not None and item.sent is not None:
            aside.polls_without, aside.look_at, aside.seen_at = 0, None, now
            if (sent := item.sent.seen(tracked.task)) != item.sent:
                item.sent = sent
                self._books.changed(())
            if not self._is_left_without(item, tracked) and tracked.task.ended:
                self._books.news.append(Ended(item, tracked))
                self._books.end(item)
            return
        aside.polls_without += data.complete and self._is_new_list
        was_listed = item.sent is not None and item.sent.listed
        if aside.polls_without < POLLS_WITHOUT or (
            not was_listed and now - aside.entered < RULED_OUT_AFTER
        ):
            aside.look_at = now + LOOK_AGAIN / 2
        elif was_listed:
            reason = self._books.words(ErrorKey.TASK_DELETED)
            self._books.leave_out(item, dict.fromkeys(item.dev_euis, reason))
            self._books.end(item)
        else:
            self._books.go(item, QueueState.HELD, self._books.words(ErrorKey.NEVER_LISTED))

    def _is_left_without(self, item: QueuedUpdate, tracked: TrackedTask) -> bool:
        """Remove devices that somebody removed from the task; return whether none is left."""
        aside, task = self._books.aside[item.queue_id], tracked.task
        gone = frozenset(item.dev_euis).difference(task.dev_euis or item.dev_euis)
        is_sure = task.ended or (self._is_new_list and aside.short_of == gone)
        aside.short_of = gone
        if gone and is_sure:
            reason = self._books.words(ErrorKey.TAKEN_OUT)
            self._books.leave_out(item, dict.fromkeys(sorted(gone), reason))
            self._books.take_out(item, gone)
        elif gone:
            aside.look_at = self._books.clock.monotonic() + LOOK_AGAIN / 2
        return not item.dev_euis

    def doubts(self, item: QueuedUpdate, tasks: Iterable[FuotaTask]) -> bool:
        """Put an update on hold where one of these tasks may be its own, changed by hand.

        The person who releases it has seen these tasks, and is not asked about them again.
        """
        # Of one that was never sent, as far as is known, nobody but a token tells.
        sent = item.sent or replace(item.unsent, dev_euis=frozenset())
        alike = [one for one in tasks if sent.may_be(one) and not self._books.explains(one, item)]
        if alike:
            item.sent = sent.apart_from(alike)
            self._books.go(item, QueueState.HELD, self._books.words(ErrorKey.ARRIVAL_UNKNOWN))
        return bool(alike)

    def _settle(self, item: QueuedUpdate, data: FuotaData) -> None:
        """Find out whether a task whose answer was lost surely does not exist."""
        aside = self._books.aside[item.queue_id]
        if aside.in_flight:
            return
        if self.doubts(item, [one.task for one in data.tasks.values()]):
            return
        now = self._books.clock.monotonic()
        if aside.look_at is None:
            aside.look_at = now + LOOK_AGAIN
        doubted = aside.doubt.count(now, holds=True)
        if data.complete and data.asked_at >= aside.quiet_from:
            if aside.lacking_since is None:
                aside.lacking_since = data.asked_at
            elif data.asked_at - aside.lacking_since >= RULED_OUT_AFTER:
                self._ruled_out(item)
        elif doubted >= LONGEST_DOUBT.total_seconds():
            self.give_up(item)

    def give_up(self, item: QueuedUpdate) -> None:
        """Put an update on hold of which lists can't show whether its task was made."""
        self._books.go(item, QueueState.HELD, self._books.words(ErrorKey.ARRIVAL_UNKNOWN))

    def _ruled_out(self, item: QueuedUpdate) -> None:
        if item.sends >= MOST_SENDS:
            self._books.go(
                item,
                QueueState.HELD,
                self._books.words(ErrorKey.NEVER_ARRIVED, times=str(item.sends)),
            )
        else:
            self._books.go(item, QueueState.QUEUED)

    def _follow_canary(self, item: QueuedUpdate, canary: Canary, data: FuotaData) -> None:
        """Queue the rest of a staged update when its canary's device has succeeded."""
        aside = self._books.aside[item.queue_id]
        tracked = self.listed(canary.sent)
        if tracked is None:
            if item.state is not QueueState.STAGED or not data.complete:
                return
            aside.polls_without += self._is_new_list
            since = self._books.clock.monotonic() - aside.quiet_from
            if aside.polls_without >= POLLS_WITHOUT and (
                canary.sent.listed or since >= RULED_OUT_AFTER
            ):
                words = self._books.words
                was_made = canary.sent.mark is not None
                why = words(ErrorKey.CANARY_GONE) if was_made else words(ErrorKey.CANARY_LOST)
                self._books.go(item, QueueState.HELD, why)
            else:
                aside.look_at = self._books.clock.monotonic() + LOOK_AGAIN
            return
        aside.polls_without, aside.look_at = 0, None
        if (sent := canary.sent.seen(tracked.task)) != canary.sent:
            canary.sent = sent
            self._books.changed(())
        if not tracked.task.ended:
            if item.state is QueueState.HELD and not item.passed_over:
                # The canary is tried again.
                self._books.go(item, QueueState.STAGED)
            return
        self._judge_canary(item, canary, tracked)

    def _judge_canary(self, item: QueuedUpdate, canary: Canary, tracked: TrackedTask) -> None:
        """Decide by the status of the canary's device; that of its task is not enough."""
        task = tracked.task
        status = tracked.statuses.get(canary.dev_eui or next(iter(task.dev_euis), ""))
        if tracked.statuses_read and status is UpdateStatus.COMPLETE:
            item.canary = None
            self._books.go(item, QueueState.QUEUED)
            return
        if not tracked.statuses_read:
            # Its device is yet to be read.
            aside = self._books.aside[item.queue_id]
            now = self._books.clock.monotonic()
            if aside.lacking_since is None:
                aside.lacking_since = now
            if now - aside.lacking_since < LONGEST_DOUBT.total_seconds():
                return
        if item.state is not QueueState.STAGED:
            return
        has_failed = task.status is TaskStatus.FAILED or failed(status)
        words = ErrorKey.CANARY_FAILED if has_failed else ErrorKey.CANARY_UNCLEAR
        self._books.go(item, QueueState.HELD, self._books.words(words, task=task.name))
