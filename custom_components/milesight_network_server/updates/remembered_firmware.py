"""What is known of the devices' firmware, kept across restarts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..ns_api.firmware.survey import ReportedFirmware
from ..ns_api.model import Model, read_eui, read_ints
from ..store import KeptStore

_VERSION: Final = 1


def _read_reported(value: object) -> dict[str, ReportedFirmware]:
    rows = value.items() if isinstance(value, dict) else ()
    # Thousands of devices report the same.
    same: dict[ReportedFirmware, ReportedFirmware] = {}
    return {
        dev_eui: same.setdefault(reported, reported)
        for key, row in rows
        if (dev_eui := read_eui(key)) and (reported := ReportedFirmware.read(row))
    }


@dataclass(frozen=True, kw_only=True)
class SpokenFirmware(Model):
    """What a device said that it runs, and what the gateway `reported` of it at that moment."""

    required = ("firmware_version",)

    firmware_version: str = ""
    reported: str | None = None


def _read_spoken(value: object) -> dict[str, SpokenFirmware]:
    rows = value.items() if isinstance(value, dict) else ()
    return {
        dev_eui: spoken
        for key, row in rows
        if (dev_eui := read_eui(key)) and (spoken := SpokenFirmware.read(row))
    }


def _read_offered(value: object) -> dict[str, list[dict[str, Any]]]:
    models = value.items() if isinstance(value, dict) else ()
    return {
        model: [row for row in rows if isinstance(row, dict)]
        for model, rows in models
        if isinstance(rows, list)
    }


@dataclass(frozen=True, kw_only=True)
class RememberedFirmware(Model):
    """The result of the last check.

    `due_at` is when the next one is due, `checked_at` when the last one came to its end, if any
    did. `offered` are the rows of 6.10 by model, `reported` what devices run by their DevEUI, and
    `spoken` what they said themselves in their messages.
    `followed_tasks` are the ids of firmware tasks after whose end devices are still to be asked
    for.
    """

    required = ("due_at", "data_center")

    due_at: datetime | None = None
    checked_at: datetime | None = None
    data_center: str = ""
    known: bool | None = None
    reported: dict[str, ReportedFirmware] = field(
        default_factory=dict, metadata={"deserialize": _read_reported}
    )
    offered: dict[str, list[dict[str, Any]]] = field(
        default_factory=dict, metadata={"deserialize": _read_offered}
    )
    spoken: dict[str, SpokenFirmware] = field(
        default_factory=dict, metadata={"deserialize": _read_spoken}
    )
    followed_tasks: list[int] = field(default_factory=list, metadata={"deserialize": read_ints})


def firmware_store(hass: HomeAssistant, entry_id: str) -> KeptStore:
    """Return where the firmware of an entry's devices is kept."""
    return KeptStore(hass, _VERSION, f"device_firmware_{entry_id}")
