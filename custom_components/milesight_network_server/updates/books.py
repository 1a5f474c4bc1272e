"""The books of the firmware updates: the updates, their states, and the news about them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from ..ns_api.fuota import FuotaTask
from ..words.keys import ErrorKey
from .clock import Clock, Tally
from .identity import SentTask
from .news import Arrived, Held, LeftOut, Moved, News, Released
from .queue import TRANSITIONS, QueuedUpdate, QueueState

# Home Assistant writes its states to disk a little later, in seconds.
KNOWN_AFTER: Final = 60.0


class Words(Protocol):
    """Turns a key and its placeholders into a sentence."""

    def __call__(self, key: ErrorKey, /, **placeholders: str) -> str:
        """Return the sentence."""


@dataclass
class Aside:
    """What is known of an update until Home Assistant ends; moments are monotonic, in seconds."""

    # Since when it has its state.
    entered: float
    # Until when installs may join, and until when at the latest.
    gathering: float | None = None
    latest: float = 0.0
    # When to try again, and how often it was tried in vain.
    again: float | None = None
    tries: int = 0
    # For how long it was its turn, lists could not show whether its task was made, and nobody could
    # read the tasks of a gateway that answers.
    turn: Tally = field(default_factory=Tally)
    doubt: Tally = field(default_factory=Tally)
    blind: Tally = field(default_factory=Tally)
    # From when on a list without the task counts; since when lists lack it; how many did.
    quiet_from: float = 0.0
    lacking_since: float | None = None
    polls_without: int = 0
    # When the tasks are to be polled, whatever else is due.
    look_at: float | None = None
    # Devices that the last list no longer had in its task.
    short_of: frozenset[str] = frozenset()
    # Whether its request is on its way, and when its task was last seen.
    in_flight: bool = False
    seen_at: float = 0.0


@dataclass(frozen=True)
class Left:
    """A device that was taken out of an update on hold.

    `place` is where it stood, `installed` what it ran when that update was accepted.
    """

    item: QueuedUpdate
    dev_eui: str
    place: int
    installed: str | None


class Books:
    """The updates of one gateway in their order, and the news of them."""

    def __init__(self, clock: Clock, words: Words) -> None:
        self.clock = clock
        self.words = words
        self._items: dict[str, QueuedUpdate] = {}
        self.aside: dict[str, Aside] = {}
        self._by_device: dict[str, QueuedUpdate] = {}
        # The number of changes that are to be on disk.
        self.changes = 0
        self.news: list[News] = []
        # News that Home Assistant may not have written down yet, and when it was reported
        # (monotonic).
        self._unreported: dict[str, LeftOut] = {}
        self._reported_at: dict[str, float] = {}
        # Tasks that may exist although no list shows them, and when they were sent (monotonic).
        self._fresh: dict[SentTask, float] = {}
        # When to poll for them, if no poll comes before.
        self.look_fresh_at: float | None = None

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

    def ahead_of(self, item: QueuedUpdate) -> list[QueuedUpdate]:
        """Return the updates that come before this one."""
        waiting = list(self.in_line)
        ahead = waiting[: waiting.index(item)] if item in waiting else []
        return [*(one for one in self._items.values() if one.begun and one is not item), *ahead]

    def take_news(self, *, is_kept: bool) -> list[News]:
        """Return the news since the last call.

        Final news is returned only if it `is_kept` on disk: after a crash, it would not be true.
        """
        now = self.clock.monotonic()
        left_out = [
            one for key, one in self._unreported.items() if is_kept and key not in self._reported_at
        ]
        self._reported_at.update(dict.fromkeys((one.key for one in left_out), now))
        news, self.news = self.news, []
        return [*left_out, *news]

    @property
    def unreported(self) -> Iterable[LeftOut]:
        """The news that is to be reported again after a restart, should Home Assistant end now."""
        return self._unreported.values()

    def forget_reported(self) -> None:
        """Forget news that was reported long enough ago to be on Home Assistant's disk."""
        until = self.clock.monotonic() - KNOWN_AFTER
        for key in [key for key, reported_at in self._reported_at.items() if reported_at <= until]:
            del self._reported_at[key], self._unreported[key]
            self.changes += 1

    @property
    def known_by(self) -> Iterable[float]:
        """When news that was reported counts as written down by Home Assistant (monotonic)."""
        return (reported_at + KNOWN_AFTER for reported_at in self._reported_at.values())

    def waiting(self, dev_eui: str) -> QueuedUpdate | SentTask | None:
        """Return the pending update or sent task of a device, None where the device is free."""
        item = self._by_device.get(dev_eui)
        if item is not None and item.pending:
            return item
        fresh = (one for one in self._fresh if not one.refused)
        return next((one for one in fresh if dev_eui in one.dev_euis), None)

    @property
    def fresh(self) -> Collection[SentTask]:
        """Tasks that were sent beside the updates or were refused, and that no list shows."""
        return self._fresh

    def sent_beside(self, sent: SentTask, now: SentTask | None) -> None:
        """Enter a task that people send, None where it surely was not made after all."""
        moment = self.clock.monotonic()
        before = self._fresh.pop(sent, moment)
        if now is not None:
            self._fresh[now] = before
        self.look_fresh_at = moment if self._fresh else None
        self.changed(())

    def refused_beside(self, sent: SentTask) -> None:
        """Enter a refused task. Some gateways make a task that they refuse, and list it later."""
        self.sent_beside(sent, replace(sent, refused=True))

    def see_fresh(self, tasks: Iterable[FuotaTask], *, ruled_out_after: float) -> None:
        """Forget the tasks that a list shows, and those that will not come any more."""
        tasks = list(tasks)
        long_ago = self.clock.monotonic() - ruled_out_after
        known = [
            one
            for one, sent_at in self._fresh.items()
            if sent_at <= long_ago or one.find(tasks) is not None
        ]
        for one in known:
            del self._fresh[one]
        if not self._fresh:
            self.look_fresh_at = None
        if known:
            self.changed(())

    def explains(self, task: FuotaTask, other_than: QueuedUpdate) -> bool:
        """Whether a listed task is of an update, or was sent, other than the one given."""
        others = [one for one in self._items.values() if one is not other_than]
        sent = [one.sent for one in others if one.sent is not None]
        sent += [one.canary.sent for one in self._items.values() if one.canary is not None]
        return any(one.is_of(task) for one in (*sent, *self._fresh))

    def load(
        self,
        items: Iterable[QueuedUpdate],
        unreported: Iterable[LeftOut] = (),
        fresh: Iterable[SentTask] = (),
    ) -> None:
        """Enter the updates that were kept. Their states follow from the next lists."""
        now = self.clock.monotonic()
        self._fresh = dict.fromkeys(fresh, now)
        self.look_fresh_at = now if self._fresh else None
        self._unreported = {one.key: one for one in unreported}
        for item in items:
            self._items[item.queue_id] = item
            # Before the first list, one more is needed to conclude that a task is gone.
            self.aside[item.queue_id] = Aside(
                entered=now, quiet_from=now, seen_at=now, polls_without=-1
            )
            if item.state is QueueState.HELD:
                self.news.append(Held(item))
        self._index()

    def add(self, item: QueuedUpdate) -> None:
        """Enter an update, as the last one."""
        item.since = item.since or self.clock.now()
        self._items[item.queue_id] = item
        now = self.clock.monotonic()
        self.aside[item.queue_id] = Aside(entered=now, seen_at=now, quiet_from=now)

    def go(self, item: QueuedUpdate, state: QueueState, reason: str | None = None) -> None:
        """Bring an update to another state."""
        if state not in TRANSITIONS[item.state]:
            raise ValueError(f"{item.state} does not become {state}")
        was_held = item.state is QueueState.HELD
        now = self.clock.monotonic()
        item.state, item.reason, item.since = state, reason, self.clock.now()
        if state is QueueState.RUNNING:
            item.canary = None
        if state is QueueState.QUEUED:
            item.passed_over = False
        before = self.aside[item.queue_id]
        aside = Aside(entered=now, seen_at=now, quiet_from=now, in_flight=before.in_flight)
        if state in (QueueState.STARTING, QueueState.QUEUED):
            # It is still its turn, however often it is sent in vain.
            aside.turn = before.turn
        self.aside[item.queue_id] = aside
        if was_held:
            self.news.append(Released(item))
        if state is QueueState.HELD:
            self.news.append(Held(item))
        if state is QueueState.RUNNING:
            self.news.append(Arrived(item))
        self.changed(item.dev_euis)

    def end(self, item: QueuedUpdate) -> None:
        """Forget an update."""
        if self._items.pop(item.queue_id, None) is None:
            return
        del self.aside[item.queue_id]
        if item.state is QueueState.HELD:
            self.news.append(Released(item))
        self.changed(item.dev_euis)

    def leave_out(self, item: QueuedUpdate, reasons: Mapping[str, str]) -> None:
        """Add the news why devices are no longer in an update; it is kept until it was reported."""
        item.leavings += 1
        first = item.leavings == 1
        key = item.queue_id if first else f"{item.queue_id}_{item.leavings}"
        self._unreported[key] = LeftOut(
            key=key, firmware_name=item.firmware_name, reasons=dict(reasons)
        )

    def leave_held(self, dev_euis: Iterable[str]) -> list[Left]:
        """Take devices out of updates on hold: something else was decided for them.

        Returns what `hold_again` needs.
        """
        left: list[Left] = []
        for dev_eui in list(dev_euis):
            item = self._by_device.get(dev_eui)
            if item is not None and item.state is QueueState.HELD:
                place = item.dev_euis.index(dev_eui)
                left.append(Left(item, dev_eui, place, item.installed.get(dev_eui)))
                self.take_out(item, [dev_eui])
        return left

    def hold_again(self, left: Sequence[Left]) -> None:
        """Put devices back into their updates on hold: nothing else came of it.

        A device whose update went on meanwhile without it is reported as left out.
        """
        for one in reversed(left):
            item = one.item
            if item.state is not QueueState.HELD:
                reason = self.words(ErrorKey.UPDATE_NOT_KEPT)
                self.leave_out(item, {one.dev_eui: reason})
                self.changed([one.dev_eui])
                continue
            item.dev_euis.insert(one.place, one.dev_eui)
            item.installed[one.dev_eui] = one.installed
            if item.queue_id not in self._items:
                self.add(item)
            self.news.append(Held(item))
            self.changed([one.dev_eui])

    def take_out(self, item: QueuedUpdate, dev_euis: Iterable[str]) -> None:
        """Take devices out of an update. One without devices ends."""
        gone = set(dev_euis)
        item.dev_euis = [one for one in item.dev_euis if one not in gone]
        for dev_eui in gone:
            item.installed.pop(dev_eui, None)
        if item.dev_euis:
            if item.state is QueueState.HELD:
                # The notice names the devices.
                self.news.append(Held(item))
            self.changed(gone)
        else:
            self.end(item)
            self.moved(gone)

    def changed(self, dev_euis: Iterable[str]) -> None:
        """Count a change that is to be kept, and that concerns these devices."""
        self.changes += 1
        self._index()
        self.moved([*dev_euis, *(one for item in self.in_line for one in item.dev_euis)])

    def moved(self, dev_euis: Iterable[str]) -> None:
        """Add the news that the updates of these devices may have changed."""
        if moved := frozenset(dev_euis):
            self.news.append(Moved(moved))

    def _index(self) -> None:
        self._by_device = {eui: one for one in self._items.values() for eui in one.dev_euis}
