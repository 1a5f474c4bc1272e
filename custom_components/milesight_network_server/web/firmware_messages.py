"""What the firmware wizard hears beside the responses of actions.

`frontend/src/firmware/messages.ts` is written from these.
"""

from dataclasses import dataclass
from enum import StrEnum

from .panel_messages import ProblemMessage


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadMessage:
    """A firmware file that Home Assistant keeps, with what its author says of it, if anything."""

    name: str
    size: int
    md5: str
    crc32: str
    uploaded_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadsMessage:
    """All firmware files that Home Assistant keeps."""

    uploads: list[UploadMessage]


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadedMessage:
    """What became of a file: it is kept, or another one of its name is kept, or it is unfit."""

    uploaded: UploadMessage | None
    present: UploadMessage | None
    problems: list[ProblemMessage]


class Fit(StrEnum):
    """Whether a device can have a firmware, and why not.

    `INSTALLED` runs it or something newer, and could have it again. `BUSY` has an update already.
    `OTHER_MODEL` is of another model; `NOT_LISTED` is not among the devices that the gateway names.
    """

    FITS = "fits"
    INSTALLED = "installed"
    BUSY = "busy"
    OTHER_MODEL = "other_model"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True, kw_only=True, slots=True)
class FirmwareDeviceMessage:
    """A device, and whether a firmware fits it. `device_id` is its device in Home Assistant."""

    dev_eui: str
    device_id: str | None
    name: str
    model: str | None
    firmware_version: str | None
    fit: Fit


@dataclass(frozen=True, kw_only=True, slots=True)
class FirmwareDevicesMessage:
    """All devices of a gateway, for one firmware."""

    devices: list[FirmwareDeviceMessage]
    warnings: list[str]
    problems: list[ProblemMessage]


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskEstimateMessage:
    """What a task would take: spans of time in seconds."""

    fragments: int
    sent_fragments: int
    sending_time: float
    duration: float
    ends_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EstimateMessage:
    """What a task would take, what speaks against it, and what is unwise.

    `values` are the settings that it would be sent with, also those that nobody named.
    """

    estimate: TaskEstimateMessage | None
    values: dict[str, int | str]
    warnings: list[str]
    problems: list[ProblemMessage]


# What `frontend/src/firmware/messages.ts` has.
MESSAGES = (
    ProblemMessage,
    UploadMessage,
    UploadsMessage,
    UploadedMessage,
    FirmwareDeviceMessage,
    FirmwareDevicesMessage,
    TaskEstimateMessage,
    EstimateMessage,
)
