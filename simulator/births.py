"""How tasks came to be: kept also when they are deleted, for whoever judges who made them when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .device import Device
from .fuota import UNFINISHED, FuotaTask


@dataclass(frozen=True, slots=True)
class Beside:
    """Another task that was there when one came to be."""

    name: str
    unfinished: bool
    age: float


@dataclass(frozen=True, slots=True)
class Birth:
    """One task as it came to be.

    `ran` is the firmware that its devices truly ran then, by DevEUI, and `beside` are the tasks
    that were there, each with its age in seconds.
    """

    task_id: int
    name: str
    ran: dict[str, str]
    beside: list[Beside]


def birth_of(
    task: FuotaTask, others: Iterable[FuotaTask], devices: dict[str, Device], at: datetime
) -> Birth:
    """Return how a task came to be beside others."""
    return Birth(
        task.task_id,
        task.name,
        {one: devices[one].firmware_version for one in task.devices if one in devices},
        [
            Beside(one.name, one.status in UNFINISHED, (at - one.created_at).total_seconds())
            for one in others
        ],
    )
