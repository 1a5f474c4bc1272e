"""One firmware update in the queue, as it is kept on disk."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mashumaro import DataClassDictMixin


class QueueState(StrEnum):
    """What an update in the queue waits for.

    `STAGED` waits for its canary, `HELD` for a person. `STARTING` was sent to the gateway, whose
    answer is not there yet.
    """

    STAGED = "staged"
    QUEUED = "queued"
    NEXT = "next"
    STARTING = "starting"
    RUNNING = "running"
    HELD = "held"


@dataclass(kw_only=True, eq=False)
class QueuedUpdate(DataClassDictMixin):
    """An update: of which devices, to which firmware, and how far it is.

    `fields` are those of `add_fuota_task` that the caller named. Without an `official_firmware_id`
    the firmware is an own file, whose copy is kept by `kept_as`. `reason` is a sentence.
    """

    queue_id: str
    dev_euis: list[str]
    task_name: str
    fields: dict[str, Any] = field(default_factory=dict)
    firmware_name: str
    firmware_version: str | None
    model: str | None
    official_firmware_id: str | None
    joinable: bool = False
    state: QueueState = QueueState.QUEUED
    task_id: int | None = None
    listed: bool = False
    sent_at: datetime | None = None
    again_at: datetime | None = None
    canary_name: str | None = None
    canary_task_id: int | None = None
    reason: str | None = None

    @property
    def kept_as(self) -> str:
        """The name of the copy of an own firmware."""
        return f"queue_{self.queue_id}"

    @property
    def begun(self) -> bool:
        """Whether it was sent to the gateway."""
        return self.state in (QueueState.STARTING, QueueState.RUNNING)

    @property
    def pending(self) -> bool:
        """Whether it goes on by itself."""
        return self.state is not QueueState.HELD

    def release(self) -> None:
        """Let it take its turn, whatever it waited for."""
        self.state = QueueState.QUEUED
        self.canary_name = self.canary_task_id = self.reason = self.again_at = None
