"""In which order 3.3 lists the devices: the one heard last comes first."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from .device import Device

NEVER = datetime.min.replace(tzinfo=UTC)
# Up to so many devices are sorted for each page. Of more than that, sorting takes longer than the
# page itself, and their order is kept for a while: for a second for each so many devices.
EXACT_UP_TO = 1000
DEVICES_PER_SECOND = 10_000


@dataclass(slots=True)
class HeardOrder:
    """The newest order of one gateway's devices, and what it was made from."""

    _listed: list[Device] = field(default_factory=list)
    _made_at: datetime = NEVER
    _youngest: Device | None = None

    def newest_first(self, devices: dict[str, Device], now: datetime) -> list[Device]:
        """Return the devices, heard last first; those never heard at the end, as added."""
        youngest = next(reversed(devices.values()), None)
        # A device that was added or taken away shows at once, however new the order is.
        is_same = youngest is self._youngest and len(devices) == len(self._listed)
        if not is_same or not self._is_fresh(now):
            for device in devices.values():
                device.advance(now)
            self._listed = sorted(devices.values(), key=_heard, reverse=True)
            self._made_at, self._youngest = now, youngest
        return self._listed

    def _is_fresh(self, now: datetime) -> bool:
        count = len(self._listed)
        age = (now - self._made_at).total_seconds()
        return count > EXACT_UP_TO and 0 <= age < count / DEVICES_PER_SECOND


def _heard(device: Device) -> datetime:
    return device.last_seen or NEVER
