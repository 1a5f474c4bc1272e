"""The engine's news about updates, for entities, repairs and events."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mashumaro import DataClassDictMixin

from .queue import QueuedUpdate
from .task_view import TrackedTask


@dataclass(frozen=True)
class Held:
    """An update waits for a person."""

    item: QueuedUpdate


@dataclass(frozen=True)
class Released:
    """An update no longer waits for a person."""

    item: QueuedUpdate


@dataclass(frozen=True, kw_only=True)
class LeftOut(DataClassDictMixin):
    """Devices were taken out of an update, each with a sentence why.

    It is kept with the updates until it surely was reported; `key` names it.
    """

    key: str
    firmware_name: str
    reasons: dict[str, str]


@dataclass(frozen=True)
class Arrived:
    """An update has become a task at the gateway."""

    item: QueuedUpdate


@dataclass(frozen=True)
class Ended:
    """The task of an update has ended; the task has the status of each device."""

    item: QueuedUpdate
    tracked: TrackedTask


@dataclass(frozen=True)
class TookTooLong:
    """A task takes longer than it may, or was not seen for long.

    `key` names it. `tracked` is the task, None where no list shows it; `item` its update, None
    for a task that was made elsewhere. It began at `since`, and was given so much time. It is not
    `is_listed` where the gateway does not list its tasks any more, though it answers.
    """

    key: str
    tracked: TrackedTask | None
    item: QueuedUpdate | None
    since: datetime
    given: timedelta
    is_listed: bool = True


@dataclass(frozen=True)
class WentOn:
    """An update or task no longer takes too long."""

    key: str


@dataclass(frozen=True)
class Moved:
    """The updates of these devices may have changed."""

    dev_euis: frozenset[str]


type News = Held | Released | LeftOut | Arrived | Ended | TookTooLong | WentOn | Moved
