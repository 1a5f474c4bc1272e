"""FUOTA tasks (section 6): one firmware for several devices, at one time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from .catalogue import OfficialFirmware, row as catalogue_row
from .device import Device
from .fate import Fate
from .firmware import Firmware
from .session import Phase, Session, Step
from .status import FragmentStatus, MulticastStatus, fragment_failed, multicast_failed
from .wire import Body, iso_time

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class TaskStatus(IntEnum):
    """What 6.2 answers as `status`."""

    PENDING = 0
    WAITING = 1
    EXECUTING = 2
    SUCCEEDED = 3
    FAILED = 4


UNFINISHED = (TaskStatus.PENDING, TaskStatus.WAITING, TaskStatus.EXECUTING)


@dataclass(slots=True, kw_only=True)
class TaskDevice:
    """One device of a task, with the codes of section 6.11's two status tables."""

    dev_eui: str
    name: str = ""
    profile_id: str = ""
    profile_name: str = ""
    model: str = ""
    hardware_version: str = ""
    firmware_version: str = ""
    multicast_status: int = MulticastStatus.NOT_STARTED
    fragment_status: int = FragmentStatus.NOT_STARTED

    # The phase in which the device came to its end, good or bad; None before it.
    ended: Phase | None = None
    spread: float = 0.0
    way: Sequence[Step] | None = None
    way_for: Fate | str | None = None

    @property
    def failed(self) -> bool:
        """Whether the device has failed."""
        return multicast_failed(self.multicast_status) or fragment_failed(self.fragment_status)

    @property
    def done(self) -> bool:
        """Whether the device runs the new firmware."""
        return self.fragment_status == FragmentStatus.UPGRADE_COMPLETE


@dataclass(slots=True, kw_only=True)
class FuotaTask:
    """One task. Fragments are in bytes, ms and %; the frequency is in Hz."""

    task_id: int
    name: str
    description: str
    status: TaskStatus = TaskStatus.PENDING
    started_at: datetime
    stopped_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    firmware: Firmware
    fragment_size: int
    fragment_interval: int
    fragment_redundancy: int
    dr: int
    frequency: int
    devices: dict[str, TaskDevice] = field(default_factory=dict)

    # The session that runs, or ran last, and when it began.
    session: Session | None = None
    executing_since: datetime | None = None
    # The last time that a call made, changed or retried the task: it can't begin before.
    asked_at: datetime = LONG_AGO
    # From when on 6.2 lists it. It runs before that all the same.
    listed_from: datetime = LONG_AGO

    @property
    def done_devices(self) -> int:
        """How many devices run the new firmware."""
        return sum(each.done for each in self.devices.values())

    def device_status(self, device: TaskDevice) -> TaskStatus:
        """Return what 6.7 answers as a device's `status`, in the terms of the task's own."""
        if device.done:
            return TaskStatus.SUCCEEDED
        if device.failed:
            return TaskStatus.FAILED
        return self.status


def row(task: FuotaTask, utc_offset: timedelta, *, file_content: bool = False) -> Body:
    """Return the task as 6.2 answers it: a file's content emptied, unless it is to come back."""
    firmware = task.firmware
    stopped_at = task.stopped_at
    return {
        "id": task.task_id,
        "name": task.name,
        "description": task.description,
        "status": int(task.status),
        "startedAt": iso_time(task.started_at, utc_offset),
        "stoppedAt": "" if stopped_at is None else iso_time(stopped_at, utc_offset),
        "createdAt": iso_time(task.created_at, utc_offset),
        "updatedAt": iso_time(task.updated_at, utc_offset),
        "firmwareName": firmware.name,
        "doneDevices": task.done_devices,
        "totalDevices": len(task.devices),
        "deveui": [dev_eui.lower() for dev_eui in task.devices],
        "firmwareInfo": {
            "firmwareName": firmware.name,
            "description": firmware.description,
            "fileContent": firmware.content if file_content else "",
            "productModel": firmware.model,
            "firmwareVersion": firmware.firmware_version,
            "supportHardwareVersion": firmware.min_hardware_version,
            "supportFirmwareVersion": firmware.min_firmware_version,
            "officialFirmwareUrl": firmware.official_url,
        },
        "fragmentInfo": {
            "fragmentSize": task.fragment_size,
            "fragmentInterval": task.fragment_interval,
            "fragmentRedundancy": task.fragment_redundancy,
        },
        "tmpMcInfo": {
            **_session_info(task),
            "groupType": 0,
            "dr": task.dr,
            "frequency": task.frequency,
        },
        "officialFirmwareInfo": _emptied(firmware.official),
        "isOfficialFirmware": firmware.official is not None,
    }


def _session_info(task: FuotaTask) -> Body:
    """Return the temporary group's session: start in seconds, time-out as a power of two."""
    if task.session is None:
        return {"sessionTimeDelay": 0, "sessionTimeOut": 0, "status": 0}
    session = task.session
    setup_end = session.end_of(Phase.SETUP)
    seconds = int(session.end_of(Phase.POLLING) - setup_end)
    status = max(
        (each.multicast_status for each in task.devices.values() if not each.failed), default=0
    )
    return {
        "sessionTimeDelay": int(setup_end),
        # LoRaWAN announces 2ⁿ seconds, n up to 15.
        "sessionTimeOut": min(seconds.bit_length(), 15),
        "status": int(status),
    }


def _emptied(entry: OfficialFirmware | None) -> Body:
    """Return the official firmware as a task answers it: without id, md5, size, bands and notes."""
    entry = entry or OfficialFirmware(
        firmware_id="",
        model="",
        name="",
        firmware_version="",
        hardware_version="",
        min_hardware_version="",
        min_firmware_version="",
        size=0,
        frequency_bands=[],
    )
    return catalogue_row(entry) | {
        "id": "",
        "md5": "",
        "size": "0",
        "frequencyBands": [],
        "firmwareNotesCn": "",
        "firmwareNotesEn": "",
    }


def device_row(device: TaskDevice, status: int, task_id: int, *, misspelt: bool = False) -> Body:
    """Return the device as 6.7 and 6.8 answer it, a key spelt as in the tables if `misspelt`."""
    return {
        "devEui": device.dev_eui.lower(),
        "name": device.name,
        "profileId": device.profile_id,
        "profileName": device.profile_name,
        "hardwareVersion": device.hardware_version,
        "firmwareVersion": device.firmware_version,
        "fragmentSessionStatus": int(device.fragment_status),
        ("multicastSsessionStatus" if misspelt else "multicastSessionStatus"): int(
            device.multicast_status
        ),
        "status": int(status),
        "productModel": device.model,
        "taskId": task_id,
    }


def snapshot(device: Device, profile_name: str) -> TaskDevice:
    """Return the device as a task notes it."""
    return TaskDevice(
        dev_eui=device.dev_eui,
        name=device.name,
        profile_id=device.profile_id,
        profile_name=profile_name,
        model=device.model,
        hardware_version=device.hardware_version,
        firmware_version=device.firmware_version,
    )
