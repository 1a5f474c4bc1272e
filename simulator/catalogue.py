"""The maker's official firmware (sections 6.9, 6.10), as its server would offer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
import hashlib
import re
from typing import Any
import zlib

from .wire import Body


@dataclass(slots=True, kw_only=True)
class OfficialFirmware:
    """One version for one model. The size is in bytes."""

    firmware_id: str
    model: str
    name: str
    firmware_version: str
    hardware_version: str = "v1.0"
    min_hardware_version: str = "v1.0"
    min_firmware_version: str = "v1.0"
    url: str = ""
    md5: str = ""
    crc32: str = ""
    size: int
    frequency_bands: list[str]
    notes_cn: str = ""
    notes_en: str = ""


def allows(frequency_bands: Sequence[str], plan: str) -> bool:
    """Tell whether a firmware for these bands runs in a region.

    A band names a family of channel plans: AS923 is AS923-1 and its sisters.
    """
    return any(band == "ALL" or plan.startswith(band) for band in frequency_bands)


@cache
def version(text: str) -> tuple[int, ...]:
    """Return a version by which to compare: "v1.10" is newer than "1.9"."""
    return tuple(map(int, re.findall(r"\d+", text)))


def row(firmware: OfficialFirmware) -> Body:
    """Return the entry as 6.10 answers it, the size as a number."""
    return {
        "id": firmware.firmware_id,
        "model": firmware.model,
        "name": firmware.name,
        "firmwareVersion": firmware.firmware_version,
        "hardwareVersion": firmware.hardware_version,
        "supportMinHardwareVersion": firmware.min_hardware_version,
        "supportMinFirmwareVersion": firmware.min_firmware_version,
        "url": firmware.url,
        "md5": firmware.md5,
        "crc32": firmware.crc32,
        "size": firmware.size,
        "frequencyBands": firmware.frequency_bands,
        "firmwareNotesCn": firmware.notes_cn,
        "firmwareNotesEn": firmware.notes_en,
    }


@dataclass(frozen=True, slots=True)
class _Release:
    model: str
    firmware_version: str
    min_firmware_version: str
    size: int
    bands: tuple[str, ...]
    notes: tuple[str, str]
    min_hardware_version: str = "v1.0"


def _entry(release: _Release) -> OfficialFirmware:
    name = f"{release.model} {release.firmware_version}"
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    return OfficialFirmware(
        # As long as the server's own ids are.
        firmware_id=str(10**18 + int(digest[:14], 16)),
        model=release.model,
        name=name,
        firmware_version=release.firmware_version,
        hardware_version=release.min_hardware_version,
        min_hardware_version=release.min_hardware_version,
        min_firmware_version=release.min_firmware_version,
        url=f"https://firmware.example.com/system/{digest}.bin",
        md5=digest,
        crc32=f"{zlib.crc32(name.encode()):08x}",
        size=release.size,
        frequency_bands=list(release.bands),
        notes_cn=release.notes[1],
        notes_en=release.notes[0],
    )


_FIXES = ("Fixes and small improvements.", "修复问题并优化性能。")
_ADR = ("Steadier ADR in dense networks.", "优化密集网络下的ADR稳定性。")
_POWER = ("Longer battery life; joins again faster.", "降低功耗，加快重新入网速度。")
_CLOCK = ("Daylight saving time; clock synchronisation.", "支持夏令时和时钟同步。")
_MULTICAST = ("Multicast groups; firmware over the air.", "支持多播组与空中固件升级。")
_ALL = ("ALL",)
_US = ("US915", "AU915")


_RELEASES = (
    _Release("WT101", "v1.1", "v1.0", 61_440, _ALL, _FIXES),
    _Release("WT101", "v1.2", "v1.0", 62_208, _ALL, _CLOCK),
    _Release("WT101", "v1.10", "v1.1", 63_872, _ALL, _POWER),
    _Release("WT201", "v1.2", "v1.0", 118_784, _ALL, _FIXES),
    _Release("WT201", "v1.3", "v1.0", 121_344, _ALL, _CLOCK, "v1.1"),
    _Release("WT201", "v1.4", "v1.2", 122_880, _ALL, _ADR, "v1.1"),
    _Release("CT303", "v1.3", "v1.1", 180_224, _ALL, _FIXES),
    _Release("CT305", "v1.3", "v1.1", 180_224, _ALL, _FIXES),
    _Release("CT305", "v1.4", "v1.3", 182_581, _ALL, _MULTICAST),
    _Release("EM300-TH", "v1.3", "v1.0", 9_728, _ALL, _FIXES),
    _Release("EM300-TH", "v1.4", "v1.1", 9_984, _ALL, _POWER, "v2.0"),
    _Release("AM319", "v1.2", "v1.0", 98_304, _ALL, _FIXES),
    _Release("AM319", "v1.3", "v1.1", 99_072, ("EU868", "IN865", "RU864"), _ADR, "v2.0"),
    _Release("AM319", "v1.3-us", "v1.1", 99_072, _US, _ADR, "v2.0"),
    _Release("UC300", "v1.3", "v1.1", 71_680, _ALL, _MULTICAST),
    _Release("UC300", "v1.4", "v1.2", 72_448, _ALL, _ADR),
    _Release("WS523", "v1.1", "v1.0", 40_960, _ALL, _FIXES),
    _Release("WS523", "v1.2", "v1.0", 41_472, ("CN470",), _CLOCK),
    _Release("UC511", "v1.2", "v1.0", 53_248, _ALL, _POWER, "v3.0"),
)


def _documented() -> OfficialFirmware:
    """Return the entry that the API's own examples have."""
    return OfficialFirmware(
        firmware_id="1888828394920153089",
        model="CT303",
        name="CT303 v1.4",
        firmware_version="v1.4",
        min_firmware_version="v1.3",
        url="https://firmware.example.com/system/280137a5-27d1-4c45-981e-96cf932ed5b1.bin",
        md5="8f5c6beaf3ac56d829b178203fa9d610",
        crc32="d67cf42e",
        size=182_581,
        frequency_bands=["ALL"],
    )


def _twin(entry: OfficialFirmware, **differing: Any) -> OfficialFirmware:
    """Return another file of the same model, name and version."""
    digest = hashlib.md5(f"{entry.name} twin".encode(), usedforsecurity=False).hexdigest()
    return replace(
        entry,
        firmware_id=str(10**18 + int(digest[:14], 16)),
        url=f"https://firmware.example.com/system/{digest}.bin",
        md5=digest,
        crc32=f"{zlib.crc32(digest.encode()):08x}",
        size=entry.size + 512,
        **differing,
    )


# By name: what a second file of the same version is for, beside another url, crc32 and size.
_TWINS: dict[str, dict[str, Any]] = {
    "WT201 v1.4": {"hardware_version": "v2.0", "min_hardware_version": "v2.0"},
    "CT305 v1.4": {"frequency_bands": list(_US)},
}


def official_firmware(size: int | None = None, *, twins: bool = False) -> list[OfficialFirmware]:
    """Return a fresh catalogue, each model's versions in order.

    `size` replaces every size. `twins`: some versions have two files, one after the other.
    """
    entries: list[OfficialFirmware] = []
    for entry in (*map(_entry, _RELEASES), _documented()):
        entries.append(entry)
        if twins and entry.name in _TWINS:
            entries.append(_twin(entry, **_TWINS[entry.name]))
    if size is not None:
        for entry in entries:
            entry.size = size
    return entries
