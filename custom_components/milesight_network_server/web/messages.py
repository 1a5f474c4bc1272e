"""What the WebSocket commands send. `frontend/src/messages.ts` is written from these.

Moments are ISO 8601 with a zone, spans of time are seconds. None of it has a key, nor a DevEUI:
devices are named by their id in Home Assistant's registry.
"""

from dataclasses import dataclass
from enum import StrEnum

from ..ns_api.session_status import SessionPhase, UpdateStatus
from ..updates.queue import QueueState


class TaskState(StrEnum):
    """What a firmware task is doing. `UNKNOWN` is what the API's document does not list."""

    PENDING = "pending"
    WAITING = "waiting"
    EXECUTING = "executing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class GatewayMessage:
    """A gateway.

    `device_id` is its device in Home Assistant. `answers` is whether it answered last,
    `has_fuota` whether its firmware knows firmware updates.
    """

    name: str
    device_id: str
    answers: bool
    has_fuota: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferMessage:
    """Devices that can be updated to the same firmware, and are not being updated.

    `duration` is how long their task will take, `starts` when it would begin if it were asked for
    now; both are estimates, and None where they can't be known. It would begin at once unless it
    `waits` for others.
    """

    model: str
    firmware_version: str | None
    devices: int
    duration: float | None
    waits: bool
    starts: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuedMessage:
    """An update that is no task yet, in the order in which they go.

    `reason` is a sentence why it waits or is on hold. `starts` and `duration` are estimates, None
    where they can't be known.
    """

    queue_id: str
    name: str
    model: str | None
    firmware_version: str | None
    devices: int
    state: QueueState
    reason: str | None
    starts: str | None
    duration: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskMessage:
    """A firmware task that has not ended, or whose end is worth reporting.

    `device_id` is its device in Home Assistant. `ends` is the estimate, and when it did once it
    has ended. `unresolved` is how many of the `failed` devices still need somebody: those that
    have a newer task, or came to the firmware otherwise, do not.
    """

    task_id: int
    device_id: str | None
    name: str
    firmware: str
    firmware_version: str | None
    state: TaskState
    phase: SessionPhase | None
    starts: str | None
    ends: str | None
    duration: float | None
    total: int
    done: int
    failed: int
    unresolved: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceMessage:
    """A device of a task.

    `device_id` is None where Home Assistant has no such device, `status` where it is not known.
    `unresolved`: it failed, and still
    needs somebody.
    """

    device_id: str | None
    name: str
    status: UpdateStatus | None
    unresolved: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskDevicesMessage:
    """Devices of a task, in an order that stays. Those of large tasks come in parts.

    `first` is the place of the first of them in the list; 0 begins a new one.
    """

    task_id: int
    first: int
    devices: list[DeviceMessage]


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusesMessage:
    """Devices of a task that changed: their places in its list, and what is new of each."""

    task_id: int
    places: list[int]
    statuses: list[UpdateStatus | None]
    unresolved: list[bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdatesMessage:
    """What changed of one gateway's firmware updates. What is None did not.

    The first message about a gateway has everything. `tasks` are those that changed, `gone_tasks`
    those that need not be shown any more. After one that is `gone`, the gateway is not set up.
    """

    config_entry_id: str
    gateway: GatewayMessage | None = None
    offers: list[OfferMessage] | None = None
    queue: list[QueuedMessage] | None = None
    tasks: list[TaskMessage] | None = None
    gone_tasks: list[int] | None = None
    devices: list[TaskDevicesMessage] | None = None
    statuses: list[StatusesMessage] | None = None
    gone: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedInstallMessage:
    """A device whose update was not accepted, and a sentence why."""

    device_id: str | None
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InstalledMessage:
    """What became of installing everything: how many devices were queued, and who was refused."""

    queued: int
    refused: list[RefusedInstallMessage]


# What `frontend/src/messages.ts` has.
MESSAGES = (
    GatewayMessage,
    OfferMessage,
    QueuedMessage,
    TaskMessage,
    DeviceMessage,
    TaskDevicesMessage,
    StatusesMessage,
    UpdatesMessage,
    RefusedInstallMessage,
    InstalledMessage,
)
