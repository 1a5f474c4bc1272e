"""What is kept of a firmware update from its acceptance to its end."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from mashumaro import DataClassDictMixin

from .identity import SentTask

# Which digits of an update's id its task's name carries.
_TOKEN: Final = slice(-6, None)


class QueueState(StrEnum):
    """What an update in the queue waits for.

    `STAGED` waits for its canary, `HELD` for a person. `STARTING` was sent to the gateway, or is
    about to be, and it is unknown yet whether the gateway has it. `NEXT` is never kept: it is the
    first of those that are queued.
    """

    STAGED = "staged"
    QUEUED = "queued"
    NEXT = "next"
    STARTING = "starting"
    RUNNING = "running"
    HELD = "held"


# The states that may follow, beside the end. A held or queued one may turn out to be sent.
TRANSITIONS: Final = {
    QueueState.STAGED: {QueueState.QUEUED, QueueState.HELD},
    QueueState.QUEUED: {QueueState.STARTING, QueueState.RUNNING, QueueState.HELD},
    QueueState.STARTING: {QueueState.RUNNING, QueueState.QUEUED, QueueState.HELD},
    QueueState.RUNNING: {QueueState.HELD},
    QueueState.HELD: {QueueState.QUEUED, QueueState.STAGED, QueueState.RUNNING},
}


@dataclass(kw_only=True)
class Canary(DataClassDictMixin):
    """The device that goes first, alone, and the task that it goes in.

    `soon`: the task is to begin at once, and not at a time that its caller named.
    """

    dev_eui: str
    sent: SentTask
    soon: bool = False


@dataclass(kw_only=True, eq=False)
class QueuedUpdate(DataClassDictMixin):
    """An update: of which devices, to which firmware, and how far it is.

    `fields` are those of `add_fuota_task` that the caller named. Without an `official_firmware_id`
    the firmware is an own file, whose copy is kept `ForUpdate`. `installed` is what the devices
    ran when the update was accepted. `sent` is its task, `sends` how often that was sent, `sent_at`
    when last. `since` is when the present state began, `reason` a sentence why. `seconds` is how
    long the task is expected to take, None where that is not known. Nobody waits any more for one
    that is `passed_over`. `leavings` is how often devices were taken out of it.
    """

    queue_id: str
    dev_euis: list[str]
    task_name: str
    fields: dict[str, Any] = field(default_factory=dict)
    firmware_name: str
    firmware_version: str | None
    model: str | None
    official_firmware_id: str | None
    installed: dict[str, str | None] = field(default_factory=dict)
    joinable: bool = False
    state: QueueState = QueueState.QUEUED
    since: datetime | None = None
    reason: str | None = None
    sent: SentTask | None = None
    sends: int = 0
    sent_at: datetime | None = None
    seconds: float | None = None
    passed_over: bool = False
    leavings: int = 0
    canary: Canary | None = None

    @property
    def token(self) -> str:
        """The token in the name of its task."""
        return self.queue_id[_TOKEN]

    @property
    def unsent(self) -> SentTask:
        """Its task as it would be sent.

        Who restores a backup of Home Assistant may have an update that was sent since then.
        """
        return SentTask(token=self.token, name=self.task_name, dev_euis=frozenset(self.dev_euis))

    @property
    def task_id(self) -> int | None:
        """The id of its task, None as long as it has none, or that is unknown."""
        mark = self.sent.mark if self.sent is not None else None
        return mark.task_id if mark is not None and self.state is QueueState.RUNNING else None

    @property
    def begun(self) -> bool:
        """Whether it was sent to the gateway."""
        return self.state in (QueueState.STARTING, QueueState.RUNNING)

    @property
    def pending(self) -> bool:
        """Whether it goes on by itself."""
        return self.state is not QueueState.HELD

    @classmethod
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Read what was kept before tasks were known by more than their id."""
        row = dict(d)
        name, dev_euis = row.get("task_name"), row.get("dev_euis")
        task_id, canary_name = row.pop("task_id", None), row.pop("canary_name", None)
        canary_task_id = row.pop("canary_task_id", None)
        listed = row.pop("listed", False)
        row.pop("again_at", None)
        if row.get("state") in ("starting", "running") and row.get("sent") is None:
            row["sent"] = _sent_before(name, dev_euis, task_id, listed)
        if canary_name is not None:
            sent = _sent_before(canary_name, [], canary_task_id, False)
            row["canary"] = {"dev_eui": "", "sent": sent}
        return row


def _sent_before(name: Any, dev_euis: Any, task_id: Any, listed: Any) -> dict[str, Any]:
    """Return a task as it was known by name and id; its creation time follows from the list."""
    mark = None
    if isinstance(task_id, int):
        mark = {"task_id": task_id, "name": name, "dev_euis": dev_euis}
    return {
        "token": "",
        "name": name,
        "dev_euis": dev_euis,
        "mark": mark,
        "listed": bool(listed and mark),
    }
