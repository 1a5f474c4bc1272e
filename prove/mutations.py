"""Faults put into the engine on purpose: each must be found, or the proof proves little."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Mutation:
    """What is wrong, in words, and which piece of which file becomes which other."""

    what: str
    module: str
    old: str
    new: str

    def applied(self, source: str) -> str:
        """Return the source with the fault in it."""
        if source.count(self.old) != 1:
            raise ValueError(f"{self.what}: {self.module} has its piece {source.count(self.old)}×")
        return source.replace(self.old, self.new)


MUTATIONS: Final = (
    # What is on disk.
    Mutation(
        "a task is sent before its intent is on disk",
        "carrier",
        "        if not await self.keep():\n            engine.not_sent",
        "        if False:\n            engine.not_sent",
    ),
    Mutation("writes overtake each other", "carrier", "async with self._writing:", "if True:"),
    Mutation(
        "an install is accepted that is not on disk",
        "operations",
        "if not await self._carrier.keep():\n                self._engine.withdraw",
        "if await self._carrier.keep() and False:\n                self._engine.withdraw",
    ),
    Mutation(
        "an install is refused and stays in the queue",
        "operations",
        "                self._engine.withdraw(item, dev_eui)\n",
        "",
    ),
    Mutation(
        "an install that is refused takes its device out of an update on hold",
        "operations",
        "withdraw(item, dev_eui)\n                self._engine.hold_again(left)",
        "withdraw(item, dev_eui)",
    ),
    Mutation(
        "a staged update that is refused takes its devices out of an update on hold",
        "operations",
        "cancel(item)\n                self._engine.hold_again(left)",
        "cancel(item)",
    ),
    Mutation(
        "a device whose update was released meanwhile is taken for free",
        "operations",
        "            self._still_free([dev_eui])\n",
        "",
    ),
    Mutation(
        "an update is cancelled in memory only",
        "operations",
        "if not await self._carrier.keep():\n                self._engine.put_back",
        "if await self._carrier.keep() and False:\n                self._engine.put_back",
    ),
    Mutation(
        "an update whose end could not be kept is forgotten",
        "operations",
        "                self._engine.put_back(item)\n",
        "",
    ),
    Mutation(
        "others are let in while an update is being cancelled",
        "operations",
        "with self._engine.claims.keep_out(item.dev_euis):",
        "if True:",
    ),
    Mutation(
        "a task beside the queue that was refused surely was not made",
        "operations",
        "self._engine.refused_beside(sent)",
        "self._engine.sent_beside(sent, None)",
    ),
    Mutation(
        "a task that people send is not written down before",
        "operations",
        "if not await self._carrier.keep():\n            # After a crash",
        "if False:\n            # After a crash",
    ),
    Mutation(
        "what is final is reported before it is on disk",
        "books",
        "if is_kept and key not in self._reported_at",
        "if key not in self._reported_at",
    ),
    Mutation(
        "what was reported is forgotten at once",
        "books",
        "KNOWN_AFTER: Final = 60.0",
        "KNOWN_AFTER = 0.0",
    ),
    Mutation(
        "what is on hold is not reported again in the next life",
        "books",
        "                self.news.append(Held(item))\n        self._index()",
        "                pass\n        self._index()",
    ),
    # What was sent, and whether it arrived.
    Mutation(
        "tasks have no token",
        "engine",
        "has_token(name, token) else with_token(name, token)",
        "True else ''",
    ),
    Mutation(
        "a lost answer is taken for a request that was not sent",
        "carrier",
        "item.queue_id, err)\n            engine.unanswered(item)",
        "item.queue_id, err)\n            engine.not_sent(item)",
    ),
    Mutation(
        "code 24 is taken for a refusal",
        "carrier",
        "if err.reason is ReturnCode.REQUEST_TIMEOUT:",
        "if False:",
    ),
    Mutation(
        "a task that is not listed is sent again at once",
        "follower",
        "data.asked_at - aside.lacking_since >= RULED_OUT_AFTER",
        "data.asked_at > aside.lacking_since",
    ),
    Mutation(
        "a task that was renamed is sent again",
        "follower",
        "        # Of one that was never sent, as far",
        "        return False\n        # Of one that was never sent, as far",
    ),
    Mutation(
        "a task that is listed late is given up",
        "follower",
        "not was_listed and now - aside.entered < RULED_OUT_AFTER",
        "False",
    ),
    Mutation(
        "an update that was sent before a backup was restored is sent again",
        "follower",
        "sent = item.sent or item.unsent\n",
        "sent = item.sent\n            if sent is None:\n                continue\n",
    ),
    # What is ours.
    Mutation(
        "a task is ours by its id alone",
        "identity",
        "        if task.task_id != self.task_id:\n            return False",
        "        if True:\n            return task.task_id == self.task_id",
    ),
    Mutation(
        "a task is ours by its id and devices, whole hours later, too",
        "identity",
        "if shift else named or has_devices",
        "if shift is None else named or has_devices",
    ),
    Mutation(
        "a task is ours by its id alone as long as no list had it",
        "identity",
        "return task.task_id == self.task_id and task.name == self.name",
        "return task.task_id == self.task_id",
    ),
    Mutation(
        "a task is ours by its name, whatever firmware it has",
        "identity",
        "        return not sent or not listed or sent.casefold() == listed.casefold()",
        "        return sent is listed or True",
    ),
    Mutation(
        "a task is deleted by its id alone",
        "operations",
        "found = item.sent.find(tasks.items.values()) if item.sent is not None else None",
        "found = tasks.items.get(item.task_id if item.task_id is not None else -1)",
    ),
    # What lists show.
    Mutation(
        "one poll is believed that a task is gone",
        "follower",
        "POLLS_WITHOUT: Final = 2",
        "POLLS_WITHOUT = 1",
    ),
    Mutation(
        "one list is believed that a task is gone",
        "task_list",
        "if not first.complete or not (lacks or is_doubtful):",
        "if True:",
    ),
    Mutation(
        "a first list is believed that there are no tasks",
        "task_list",
        "if not first.complete or not (lacks or is_doubtful):",
        "if not first.complete or not lacks:",
    ),
    Mutation(
        "one list is believed that devices are in no task",
        "new_task",
        "        await context.poll_tasks()\n    return [*(one for one in tasks.items.values() "
        "if not one.ended), *lacking()]",
        "        pass\n    return [one for one in tasks.items.values() if not one.ended]",
    ),
    Mutation(
        "a task that is at work is taken for one that has ended",
        "follower",
        "and tracked.task.ended:",
        "and (tracked.task.ended or tracked.task.running):",
    ),
    Mutation(
        "devices that were taken out by hand are not reported",
        "follower",
        "difference(task.dev_euis or item.dev_euis)",
        "difference(item.dev_euis)",
    ),
    # Whose turn it is.
    Mutation(
        "an update does not wait for another",
        "engine",
        "begun = any(one.begun and not one.passed_over for one in self.items.values())",
        "begun = False",
    ),
    Mutation(
        "an update does not wait for what was just sent beside it",
        "engine",
        "and not self.is_at_work and not self.fresh",
        "and not self.is_at_work",
    ),
    Mutation(
        "nobody looks once more whose turn it is",
        "engine",
        "if not self.waits(item) or not self._may_send:",
        "if not self.waits(item):",
    ),
    Mutation(
        "a task that was made since the last poll is not minded",
        "carrier",
        "if engine.has_news(listed):",
        "if False:",
    ),
    Mutation(
        "several people have one device at once",
        "operations",
        "with self._engine.claims.hold([dev_eui]):",
        "with self._engine.claims.hold([]):",
    ),
    Mutation(
        "installs join an update that is being sent",
        "engine",
        "item.joinable, aside.gathering = False, None",
        "aside.gathering = None",
    ),
    Mutation(
        "devices with newer firmware are sent the older one",
        "engine",
        "            elif is_newer(runs, wanted):",
        "            elif False:",
    ),
    # Canaries.
    Mutation(
        "a canary has succeeded when its task says so",
        "follower",
        "if tracked.statuses_read and status is UpdateStatus.COMPLETE:",
        "if task.status is TaskStatus.SUCCEEDED:",
    ),
    Mutation(
        "a canary that is gone lets the rest go",
        "follower",
        "self._books.go(item, QueueState.HELD, why)\n            else",
        "self._books.go(item, QueueState.QUEUED)\n            else",
    ),
    Mutation(
        "whoever releases an update stages it again",
        "engine",
        "item.canary, item.sends = None, 0\n        self.go(item, QueueState.QUEUED)",
        "item.canary, item.sends = None, 0\n        self.go(item, QueueState.STAGED)",
    ),
    # What takes too long.
    Mutation(
        "a task may take for ever",
        "lateness",
        "if (too_long := self.stays.too_long(tracked)) is not None:",
        "if (too_long := self.stays.too_long(tracked)) is not None and not self:",
    ),
    Mutation(
        "an update may have its turn for ever",
        "lateness",
        ".turn.count(now, holds=is_turn)",
        ".turn.count(now, holds=False)",
    ),
    Mutation(
        "an update whose request was lost waits for ever for lists that do not come",
        "lateness",
        "if is_blind and doubted >= LONGEST_DOUBT",
        "if is_blind and not is_blind and doubted >= LONGEST_DOUBT",
    ),
    Mutation(
        "the rest of a staged update waits for ever for lists that do not come",
        "lateness",
        ".blind.count(now, holds=is_blind)",
        ".blind.count(now, holds=False)",
    ),
    Mutation(
        "a gateway that refuses its lists counts as silent",
        "lateness",
        "is_turn = is_free and not self._follower.is_silent",
        "is_turn = is_free and not self._follower.is_silent and not self._follower.is_blind",
    ),
    Mutation(
        "what people pass over is waited for all the same",
        "stays",
        "        self.passed_over.append(TaskMark.of(tracked.task))",
        "        TaskMark.of(tracked.task)",
    ),
    Mutation(
        "when to try again is read from the wall clock",
        "engine",
        "        aside.again = self.clock.monotonic() + (",
        "        aside.again = self.clock.now().timestamp() + (",
    ),
)
# A few that are found in seconds.
QUICK: Final = tuple(
    one
    for one in MUTATIONS
    if one.what
    in (
        "a task is ours by its id alone",
        "an update does not wait for another",
        "a canary has succeeded when its task says so",
        "a task may take for ever",
    )
)
