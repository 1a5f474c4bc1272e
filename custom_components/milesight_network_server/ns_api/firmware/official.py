"""Which of Milesight's official firmware fits which device (API document, 6.8 and 6.10)."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
import re
from typing import Any, Final

from packaging.version import InvalidVersion, Version

from ..fuota import OfficialFirmware
from ..listing import Listing

# What is longer is no version.
_LONGEST_VERSION: Final = 64
_WITH_VARIANT: Final = re.compile(r"(v?[0-9]+(?:\.[0-9]+)*)[-_. ][a-z][a-z0-9_.-]*", re.IGNORECASE)
_EVERY_BAND: Final = "ALL"
_NO_VERSION: Final = Version("0")


@lru_cache(maxsize=1024)
def read_version(text: str | None) -> Version | None:
    """Return a version by which to compare, None for what is none.

    The order is that of PEP 440: "v1.10" is newer than "1.9", "1.3.0-r2" newer than "1.3.0",
    "1.3.0-rc1" older. A variant, such as the region in "v1.3-us", says nothing of the age.
    """
    version = (text or "").strip()
    if len(version) > _LONGEST_VERSION:
        return None
    try:
        return Version(Version(version).public)
    except InvalidVersion:
        found = _WITH_VARIANT.fullmatch(version)
        return Version(found[1]) if found else None


def is_newer(version: str | None, than: str | None) -> bool:
    """Whether a version is newer than another. False where they can't be compared."""
    one, other = read_version(version), read_version(than)
    return one is not None and other is not None and one > other


def same_version(one: str | None, other: str | None) -> bool:
    """Whether two versions are the same, however they are written."""
    first, second = read_version(one), read_version(other)
    return first == second if first is not None and second is not None else one == other


def at_least(version: str | None, least: str | None) -> bool:
    """Whether a version meets a minimum. A blank minimum is none.

    Of two that can't be compared, only the very same meets the other.
    """
    least = (least or "").strip()
    if not least:
        return True
    one, other = read_version(version), read_version(least)
    if one is None or other is None:
        return (version or "").strip() == least
    return one >= other


def fits_band(frequency_bands: Iterable[str], channel_plan: str | None) -> bool:
    """Whether a firmware for these bands runs on a gateway's channel plan.

    A band names a family of plans: "AS923" is AS923-1 to AS923-4. "ALL" fits every band. A firmware
    that names no band fits none: it might be for another.
    """
    plan = (channel_plan or "").strip().upper()
    bands = [band.strip().upper() for band in frequency_bands]
    return any(
        band == _EVERY_BAND or (band != "" and (plan == band or plan.startswith(f"{band}-")))
        for band in bands
    )


def newest_first(firmware: Iterable[OfficialFirmware]) -> list[OfficialFirmware]:
    """Sort by version, the newest first. Versions that can't be compared come last.

    Of several files of one version, that for the newest hardware comes first, and one for a band
    before one for all: of those that fit a device, it is the one that was made for it.
    """

    def age(one: OfficialFirmware) -> tuple[bool, Version, Version, bool]:
        version = read_version(one.firmware_version)
        hardware = read_version(one.support_min_hardware_version)
        for_all = _EVERY_BAND in (band.strip().upper() for band in one.frequency_bands)
        return version is not None, version or _NO_VERSION, hardware or _NO_VERSION, not for_all

    return sorted(firmware, key=age, reverse=True)


def fitting(
    offered: Iterable[OfficialFirmware],
    *,
    hardware_version: str | None,
    firmware_version: str | None,
    channel_plan: str | None,
) -> tuple[OfficialFirmware, ...]:
    """Return the firmware of its model that fits a device, the newest first.

    Older versions than the installed one are among them. None fits where the installed version is
    not known.
    """
    if not firmware_version:
        return ()
    return tuple(
        one
        for one in newest_first(offered)
        if fits_band(one.frequency_bands, channel_plan)
        and at_least(hardware_version, one.support_min_hardware_version)
        and at_least(firmware_version, one.support_min_firmware_version)
    )


def newest(
    fitting_firmware: Sequence[OfficialFirmware], installed: str | None
) -> OfficialFirmware | None:
    """Return the newest firmware if it is newer than the installed one. It must stand first."""
    first = next(iter(fitting_firmware), None)
    return first if first is not None and is_newer(first.firmware_version, installed) else None


def to_ask_by(
    offered: Iterable[OfficialFirmware], channel_plan: str | None
) -> list[OfficialFirmware]:
    """Return the firmware of a model by which to ask for its devices (6.8), in this order.

    6.8 lists only devices that a firmware fits: asked by the newest alone, a device that must take
    another version first would never be heard of. So the newest comes first, then those whose
    conditions some device may meet that meets none of the conditions asked by before; of these
    only the least demanding, whose lists contain the others'. Two in most cases, often one.
    """
    candidates = [
        one
        for one in newest_first(offered)
        if one.official_firmware_id and fits_band(one.frequency_bands, channel_plan)
    ]
    chosen = candidates[:1]
    for place, one in enumerate(candidates[1:], 1):
        if any(_no_stricter(other, one) for other in chosen):
            continue
        if not any(_less_demanding(other, one) for other in candidates[place + 1 :]):
            chosen.append(one)
    return chosen


def _less_demanding(one: OfficialFirmware, other: OfficialFirmware) -> bool:
    return _no_stricter(one, other) and not _no_stricter(other, one)


def _no_stricter(one: OfficialFirmware, other: OfficialFirmware) -> bool:
    """Whether every device that meets the other's conditions meets this one's."""
    return at_least(
        other.support_min_hardware_version, one.support_min_hardware_version
    ) and at_least(other.support_min_firmware_version, one.support_min_firmware_version)


def rows_of_offered(offered: Listing[str, OfficialFirmware]) -> list[dict[str, Any]]:
    """Return the rows of a list of firmware as they came (6.10)."""
    rows = (row for body in offered.bodies for row in body.get("data") or ())
    return [row for row in rows if isinstance(row, dict)]


def offered_in_rows(rows: Iterable[Mapping[str, Any]]) -> Listing[str, OfficialFirmware]:
    """Return the list of firmware again whose rows were kept."""
    kept = [dict(row) for row in rows]
    items = {
        firmware.key: firmware
        for row in kept
        if (firmware := OfficialFirmware.read(row)) is not None
    }
    return Listing(items, complete=True, bodies=[{"data": kept}])
