"""How the FUOTA task of an update is recognised: never by its name or its id alone.

A gateway that is reset counts its tasks from the beginning again, and people reuse names. So
each task that is sent carries a token at the end of its name, and from the first list on it is
known by its id together with the moment at which the gateway made it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from mashumaro import DataClassDictMixin

from ..ns_api.fuota import FuotaTask
from ..ns_api.fuota_fields import MOST_NAME

# Zones differ by whole quarters of an hour, from -12 to +14 hours.
_QUARTER: Final = timedelta(minutes=15)
_WIDEST_SHIFT: Final = timedelta(hours=26)


def with_token(name: str, token: str) -> str:
    """Return a task's name with a token at its end, no longer than a name may be."""
    mark = f"({token})"
    return f"{name[: MOST_NAME - len(mark) - 1].rstrip()} {mark}"


def has_token(name: str, token: str) -> bool:
    """Whether a task's name carries a token."""
    return name.rstrip().endswith(f"({token})")


def zone_shift(before: datetime | None, now: datetime | None) -> timedelta | None:
    """Return by how much one moment moved between two lists: zero, or by a change of time zone.

    Gateways write local times, so another time zone moves all of them. None where the two can't be
    the same moment, zero where that is unknown.
    """
    if before is None or now is None or (before.tzinfo is None) is not (now.tzinfo is None):
        return timedelta()
    shift = now - before
    return shift if not shift % _QUARTER and abs(shift) <= _WIDEST_SHIFT else None


@dataclass(frozen=True, kw_only=True)
class TaskMark(DataClassDictMixin):
    """The identity of a task: its id, and its creation time and name beside it.

    `created_at` is None until a list had the task, and for a gateway that does not give it.
    """

    task_id: int
    name: str
    dev_euis: frozenset[str] = frozenset()
    created_at: datetime | None = None

    @classmethod
    def of(cls, task: FuotaTask) -> Self:
        """Return the mark of a listed task."""
        return cls(
            task_id=task.task_id,
            name=task.name,
            dev_euis=frozenset(task.dev_euis),
            created_at=task.created_at,
        )

    def is_of(self, task: FuotaTask) -> bool:
        """Whether a listed task is the one that was marked, even if it was renamed."""
        if task.task_id != self.task_id:
            return False
        shift = zone_shift(self.created_at, task.created_at)
        if shift is None:
            return False
        named = task.name == self.name
        if self.created_at is None or task.created_at is None:
            return named
        has_devices = not self.dev_euis or not self.dev_euis.isdisjoint(task.dev_euis)
        # After whole quarters of an hour it may be another task, made in the same second of one.
        # With another name and other devices, so it may be in the same second of the same one.
        return named and (has_devices or not task.dev_euis) if shift else named or has_devices

    def may_be(self, task: FuotaTask) -> bool:
        """Whether a listed task is the one whose id was answered, and that no list had yet.

        Its name decides, since it carries a token. A gateway that was just reset reuses ids.
        """
        return task.task_id == self.task_id and task.name == self.name


@dataclass(frozen=True, kw_only=True)
class SentTask(DataClassDictMixin):
    """A task that was sent, or is about to be, by its name, devices and firmware.

    `mark` is None as long as it is unknown whether the gateway has it, and `listed` is false until
    a list had it. `refused` is one that the gateway said it does not make. Without a `token`, it
    was sent before names had one. `before` are those tasks of its devices that surely are others:
    they existed before it was sent.
    """

    token: str
    name: str
    dev_euis: frozenset[str] = frozenset()
    firmware_name: str | None = None
    mark: TaskMark | None = None
    listed: bool = False
    before: tuple[TaskMark, ...] = ()
    refused: bool = False

    def find(self, tasks: Iterable[FuotaTask]) -> FuotaTask | None:
        """Return the task from those of a list, None where they lack it."""
        return next((one for one in tasks if self.is_of(one)), None)

    def is_of(self, task: FuotaTask) -> bool:
        """Whether a task of a list is this one."""
        if self.mark is not None and self.listed:
            return self.mark.is_of(task)
        is_answered = self.mark is not None and self.mark.may_be(task)
        return (is_answered and self._has_firmware_of(task)) or self._was_sent_as(task)

    def may_be(self, task: FuotaTask) -> bool:
        """Whether a task of a list may be this one, renamed or changed by hand since it was made.

        It is new, and has its token, or devices and the firmware of it.
        """
        if any(one.is_of(task) for one in self.before):
            return False
        if self.token and has_token(task.name, self.token):
            return True
        return not self.dev_euis.isdisjoint(task.dev_euis) and self._has_firmware_of(task)

    def apart_from(self, tasks: Iterable[FuotaTask]) -> Self:
        """Return it with these tasks known to be others, so far as they may be mistaken for it."""
        others = [TaskMark.of(one) for one in tasks if self.may_be(one)]
        return replace(self, before=(*self.before, *others))

    def _was_sent_as(self, task: FuotaTask) -> bool:
        if any(one.is_of(task) for one in self.before) or not self._has_firmware_of(task):
            return False
        named = has_token(task.name, self.token) if self.token else task.name == self.name
        return named and (not task.dev_euis or set(task.dev_euis) == self.dev_euis)

    def _has_firmware_of(self, task: FuotaTask) -> bool:
        sent, listed = self.firmware_name, task.firmware_name
        return not sent or not listed or sent.casefold() == listed.casefold()

    def answered(self, task_id: int) -> SentTask:
        """Return it with the id that the gateway answered."""
        mark = TaskMark(task_id=task_id, name=self.name, dev_euis=self.dev_euis)
        return replace(self, mark=mark)

    def seen(self, task: FuotaTask) -> SentTask:
        """Return it as a list shows it now. Its creation time is kept, once it is known."""
        before = self.mark.created_at if self.mark is not None and self.listed else None
        mark = TaskMark.of(task)
        mark = replace(mark, created_at=mark.created_at or before)
        return replace(self, mark=mark, listed=True)
