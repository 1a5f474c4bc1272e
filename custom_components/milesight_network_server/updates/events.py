"""Events of FUOTA tasks: one for each change."""

from dataclasses import dataclass
from enum import StrEnum

from mashumaro import DataClassDictMixin

from ..ns_api.session_status import UpdateStatus


class FuotaEventType(StrEnum):
    """What happened to a task, or to a device in it."""

    TASK_STARTED = "task_started"
    TASK_SUCCEEDED = "task_succeeded"
    TASK_FAILED = "task_failed"
    DEVICE_SUCCEEDED = "device_succeeded"
    DEVICE_FAILED = "device_failed"


@dataclass(frozen=True, kw_only=True)
class FailedDevice(DataClassDictMixin):
    """A device whose update failed, with its status."""

    dev_eui: str
    name: str
    update_status: UpdateStatus


@dataclass(frozen=True, kw_only=True)
class FuotaEvent(DataClassDictMixin):
    """One event. The numbers are those of the poll that found it.

    `firmware_version` is None where it is unknown, `failed_devices` where the
    devices could not be read. Only events of devices have `dev_eui`, `name` and `update_status`.
    Only the end of a task has `failures`: the devices that failed, as far as they could be read.
    """

    event_type: FuotaEventType
    task_id: int
    task_name: str
    firmware_version: str | None
    done_devices: int | None
    total_devices: int | None
    failed_devices: int | None
    dev_eui: str | None = None
    name: str | None = None
    update_status: UpdateStatus | None = None
    failures: tuple[FailedDevice, ...] | None = None
