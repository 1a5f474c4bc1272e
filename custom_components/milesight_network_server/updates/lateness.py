"""Updates and tasks that take too long, and the decisions of people about them."""

from collections.abc import Iterator, Set
from datetime import datetime, timedelta

from ..words.keys import ErrorKey
from .books import Books
from .follower import LONGEST_DOUBT, Follower
from .news import TookTooLong, WentOn
from .queue import QueueState
from .stays import LONGEST, Stays, longest_stay
from .task_view import TrackedTask


class Lateness:
    """Limits how long an update or a task is waited for."""

    def __init__(self, books: Books, follower: Follower) -> None:
        self._books = books
        self._follower = follower
        self.stays = Stays(books.clock)
        # By its key, and whether its task was listed.
        self._reported: dict[str, bool] = {}

    @property
    def late(self) -> Set[str]:
        """What takes too long, by its key."""
        return self._reported.keys()

    def look(self) -> None:
        """Enter the tasks that were polled."""
        data = self._follower.data
        if data is not None and data.supported:
            is_news = self.stays.look(self._follower.tasks, self._begin_at_once())
            if is_news:
                self._books.changed(())
        self.judge()

    def wait_longer(self, key: str) -> None:
        """Wait for it as long again."""
        for late in self._late():
            if late.key != key:
                continue
            if late.tracked is not None:
                self.stays.wait(late.tracked)
            elif late.item is not None:
                self._books.aside[late.item.queue_id].seen_at = self._books.clock.monotonic()
        self.judge()

    def pass_over(self, key: str) -> None:
        """Continue the other updates without waiting for it. Its end is still reported."""
        for late in list(self._late()):
            if late.key != key:
                continue
            if late.tracked is not None:
                self.stays.pass_over(late.tracked)
                self._leave_canary(late.tracked)
            if late.item is not None:
                late.item.passed_over = True
            self._books.changed(())
        self.judge()

    def _leave_canary(self, tracked: TrackedTask) -> None:
        """Put the rest of a staged update on hold whose canary is no longer waited for."""
        for item in list(self._books.items.values()):
            canary = item.canary
            if item.state is not QueueState.STAGED or canary is None:
                continue
            if canary.sent.is_of(tracked.task):
                item.passed_over = True
                why = self._books.words(ErrorKey.CANARY_UNCLEAR, task=tracked.task.name)
                self._books.go(item, QueueState.HELD, why)

    def judge(self) -> None:
        """Report once what takes too long and why, and when it no longer does."""
        late = {one.key: one for one in self._late()}
        reported = self._reported
        self._books.news.extend(
            one for key, one in late.items() if reported.get(key) is not one.is_listed
        )
        self._books.news.extend(WentOn(key) for key in reported.keys() - late.keys())
        self._reported = {key: one.is_listed for key, one in late.items()}

    def mind(self, *, is_free: bool) -> None:
        """Put updates on hold that have waited for too long. `is_free`: no session runs.

        While the gateway is silent, no time is counted: that has a notice of its own.
        """
        self._mind_turn(is_free=is_free)
        self._mind_blind()
        if self._follower.is_blind:
            # No poll brings it about.
            self.judge()

    def _mind_turn(self, *, is_free: bool) -> None:
        """Put an update on hold that has had its turn for too long, and could not be sent."""
        now = self._books.clock.monotonic()
        is_turn = is_free and not self._follower.is_silent
        for item in list(self._books.in_line):
            lasts = self._books.aside[item.queue_id].turn.count(now, holds=is_turn)
            if lasts >= LONGEST.total_seconds():
                data = self._follower.data
                supported = data is None or data.supported
                why = self._books.words(
                    ErrorKey.NOT_TO_BE_SENT if supported else ErrorKey.NO_FUOTA_ANY_MORE
                )
                self._books.go(item, QueueState.HELD, item.reason or why)
            is_turn = False

    def _mind_blind(self) -> None:
        """Put updates on hold whose task or canary has not been listed for too long."""
        now, is_blind = self._books.clock.monotonic(), self._follower.is_blind
        is_silent = self._follower.is_silent
        for item in list(self._books.items.values()):
            aside = self._books.aside[item.queue_id]
            if item.state is QueueState.STAGED:
                if aside.blind.count(now, holds=is_blind) >= LONGEST.total_seconds():
                    why = self._books.words(ErrorKey.CANARY_UNREADABLE)
                    self._books.go(item, QueueState.HELD, why)
            elif item.state is QueueState.STARTING and not aside.in_flight:
                doubted = aside.doubt.count(now, holds=not is_silent)
                if is_blind and doubted >= LONGEST_DOUBT.total_seconds():
                    self._follower.give_up(item)

    def _begin_at_once(self) -> set[int]:
        """Return the tasks that were sent to begin soon, whatever start the gateway lists."""
        items = self._books.items.values()
        sent = [one.sent for one in items if one.state is QueueState.RUNNING]
        sent += [one.canary.sent for one in items if one.canary is not None and one.canary.soon]
        return {one.mark.task_id for one in sent if one is not None and one.mark is not None}

    def _late(self) -> Iterator[TookTooLong]:
        """Yield the tasks that take too long, and the updates whose task was not seen for long."""
        running = {
            one.queue_id: one
            for one in self._books.items.values()
            if one.state is QueueState.RUNNING
        }
        for tracked in self._follower.tasks:
            task = tracked.task
            owners = (one for one in running.values() if one.sent and one.sent.is_of(task))
            owner = next(owners, None)
            if owner is not None:
                del running[owner.queue_id]
            if (too_long := self.stays.too_long(tracked)) is not None:
                key = f"task_{task.task_id}" if owner is None else owner.queue_id
                is_listed = not self._follower.is_blind
                since = too_long.since if is_listed else self._at(self._follower.listed_at)
                yield TookTooLong(key, tracked, owner, since, too_long.given, is_listed)
        for item in running.values():
            # No list shows its task.
            seen_at = self._books.aside[item.queue_id].seen_at
            unseen = timedelta(seconds=self._books.clock.monotonic() - seen_at)
            expected = None if item.seconds is None else timedelta(seconds=item.seconds)
            given = max(longest_stay(expected), LONGEST)
            if unseen >= given and not item.passed_over:
                yield TookTooLong(item.queue_id, None, item, self._at(seen_at), given, False)

    def _at(self, moment: float) -> datetime:
        """Return a past moment (monotonic) by the wall clock."""
        ago = timedelta(seconds=self._books.clock.monotonic() - moment)
        return self._books.clock.now() - ago
