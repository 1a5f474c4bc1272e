"""Firmware updates over the air: tasks, devices, official firmware (API document, section 6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Final, override

from .listing import Listing
from .model import Model, read_eui, read_int, read_text, read_within, wire


class TaskStatus(IntEnum):
    """Status of a FUOTA task (6.2)."""

    PENDING = 0
    WAITING = 1
    EXECUTING = 2
    SUCCEEDED = 3
    FAILED = 4


# Values beyond these are impossible, and would be calculated with: they count as unknown.
MOST_SIZE: Final = 2**28
_LONGEST_TEXT: Final = 64
_fragment_size = read_within(1, 255)
_fragment_interval = read_within(1, 600_000)
_fragment_redundancy = read_within(0, 1_000)
_count = read_within(0, 1_000_000)


def read_status(value: object) -> TaskStatus | None:
    """Return a task's status, None for one that the document does not list."""
    number = read_int(value)
    return TaskStatus(number) if number is not None and number in TaskStatus else None


def read_short_text(value: object) -> str | None:
    """Return a version, a model or the like, None for text that is none: too long, not to be shown.

    Home Assistant keeps it in its registry, and in each state.
    """
    text = read_text(value).strip()
    return text if 0 < len(text) <= _LONGEST_TEXT and text.isprintable() else None


def read_euis(value: object) -> list[str]:
    """Return a list of EUIs in upper case."""
    euis = (read_eui(eui) for eui in value) if isinstance(value, list) else ()
    return [eui for eui in euis if eui is not None]


def read_bands(value: object) -> list[str]:
    """Return the frequency bands of a firmware."""
    return [band for band in value if isinstance(band, str)] if isinstance(value, list) else []


@dataclass(frozen=True, kw_only=True)
class OfficialFirmware(Model):
    """A firmware of Milesight's own, as 6.10 lists it. `size` in bytes, 0 where it is unknown."""

    official_firmware_id: str | None = wire("id")
    model: str | None = wire("model")
    name: str | None = wire("name")
    firmware_version: str | None = wire("firmwareVersion")
    hardware_version: str | None = wire("hardwareVersion")
    support_min_hardware_version: str | None = wire("supportMinHardwareVersion")
    support_min_firmware_version: str | None = wire("supportMinFirmwareVersion")
    url: str | None = wire("url")
    md5: str | None = wire("md5")
    crc32: str | None = wire("crc32")
    size: int | None = wire("size", deserialize=read_within(0, MOST_SIZE))
    frequency_bands: list[str] = wire(
        "frequencyBands", default_factory=list, deserialize=read_bands
    )
    firmware_notes_cn: str | None = wire("firmwareNotesCn")
    firmware_notes_en: str | None = wire("firmwareNotesEn")

    @property
    def key(self) -> str:
        """Its identity within its model: of one version there may be several files."""
        if self.official_firmware_id:
            return self.official_firmware_id
        marks = (self.name, self.firmware_version, self.url, self.crc32, self.hardware_version)
        return " ".join(map(str, marks))


@dataclass(frozen=True, kw_only=True)
class FirmwareInfo(Model):
    """The firmware of a task; its content never comes back (6.2)."""

    firmware_name: str | None = wire("firmwareName")
    description: str | None = wire("description")
    product_model: str | None = wire("productModel")
    firmware_version: str | None = wire("firmwareVersion")
    support_hardware_version: str | None = wire("supportHardwareVersion")
    support_firmware_version: str | None = wire("supportFirmwareVersion")
    official_firmware_url: str | None = wire("officialFirmwareUrl")


# What is taken from a task's inner objects, and by which name where the task has one of its own.
_INNER: dict[str, dict[str, str]] = {
    "fragmentInfo": {
        key: key for key in ("fragmentSize", "fragmentInterval", "fragmentRedundancy")
    },
    "tmpMcInfo": {
        "status": "multicastStatus",
        **{
            key: key
            for key in ("groupType", "dr", "frequency", "sessionTimeDelay", "sessionTimeOut")
        },
    },
}


@dataclass(frozen=True, kw_only=True)
class FuotaTask(Model):
    """A FUOTA task as 6.2 lists it.

    `fragment_size` in bytes, `fragment_interval` in ms, `fragment_redundancy` in %, `frequency` in
    Hz. `status` is None where the gateway gave a number that the document does not know.
    """

    required = ("task_id",)

    task_id: int = wire("id")
    name: str = wire("name", default="")
    description: str = wire("description", default="")
    status: TaskStatus | None = wire("status", deserialize=read_status)
    started_at: datetime | None = wire("startedAt")
    stopped_at: datetime | None = wire("stoppedAt")
    created_at: datetime | None = wire("createdAt")
    updated_at: datetime | None = wire("updatedAt")
    firmware_name: str | None = wire("firmwareName")
    done_devices: int | None = wire("doneDevices", deserialize=_count)
    total_devices: int | None = wire("totalDevices", deserialize=_count)
    dev_euis: list[str] = wire("deveui", default_factory=list, deserialize=read_euis)
    fragment_size: int | None = wire("fragmentSize", deserialize=_fragment_size)
    fragment_interval: int | None = wire("fragmentInterval", deserialize=_fragment_interval)
    fragment_redundancy: int | None = wire("fragmentRedundancy", deserialize=_fragment_redundancy)
    group_type: int | None = wire("groupType")
    dr: int | None = wire("dr")
    frequency: int | None = wire("frequency")
    session_time_delay: int | None = wire("sessionTimeDelay")
    session_time_out: int | None = wire("sessionTimeOut")
    multicast_status: int | None = wire("multicastStatus")
    is_official_firmware: bool | None = wire("isOfficialFirmware")
    firmware_info: FirmwareInfo | None = wire("firmwareInfo", deserialize=FirmwareInfo.read)
    official_firmware_info: OfficialFirmware | None = wire(
        "officialFirmwareInfo", deserialize=OfficialFirmware.read
    )

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Open `fragmentInfo` and `tmpMcInfo` into the task."""
        opened = dict(d)
        for name, taken in _INNER.items():
            inner = opened.pop(name, None)
            if isinstance(inner, dict):
                opened.update({taken[key]: inner[key] for key in taken.keys() & inner.keys()})
        return super().__pre_deserialize__(opened)

    @classmethod
    @override
    def wire_names(cls) -> list[str]:
        """Return the keys of a row that matter, the inner objects among them."""
        return [*super().wire_names(), *_INNER]

    @property
    def ended(self) -> bool:
        """Whether the gateway has finished with this task, well or badly."""
        return self.status in (TaskStatus.SUCCEEDED, TaskStatus.FAILED)

    @property
    def running(self) -> bool:
        """Whether this task runs or is about to."""
        return self.status in (TaskStatus.WAITING, TaskStatus.EXECUTING)


def row_of_task(listed: Listing[int, FuotaTask], task_id: int) -> dict[str, Any]:
    """Return a task's row as it came: it has more than the model keeps, such as a file."""
    rows = (row for body in listed.bodies for row in body.get("tasks") or ())
    same = (row for row in rows if isinstance(row, dict) and read_int(row.get("id")) == task_id)
    return next(same, {})


@dataclass(frozen=True, kw_only=True)
class FuotaDevice(Model):
    """A device of a task (6.7), or one that a firmware fits (6.8).

    The session status codes are those of 6.11. `status` has no documented meaning.
    """

    required = ("dev_eui",)

    dev_eui: str = wire("devEui", deserialize=read_eui)
    name: str = wire("name", default="")
    profile_id: str | None = wire("profileId")
    profile_name: str | None = wire("profileName")
    hardware_version: str | None = wire("hardwareVersion", deserialize=read_short_text)
    firmware_version: str | None = wire("firmwareVersion", deserialize=read_short_text)
    fragment_session_status: int | None = wire("fragmentSessionStatus")
    multicast_session_status: int | None = wire("multicastSessionStatus")
    status: int | None = wire("status")
    product_model: str | None = wire("productModel", deserialize=read_short_text)
    task_id: int | None = wire("taskId")

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Read the multicast status also by the name that the document's table misspells."""
        row = super().__pre_deserialize__(d)
        if (misspelt := row.get("multicastSsessionStatus")) is not None:
            row.setdefault("multicastSessionStatus", misspelt)
        return row


@dataclass(frozen=True, kw_only=True)
class PayloadSize(Model):
    """The greatest payload, in bytes, that the gateway sends at a data rate (6.6)."""

    required = ("dr", "max_payload_size")

    dr: int = wire("dr")
    max_payload_size: int = wire("maxPayloadSize")
