"""Which devices have an update on offer, grouped by what they would get."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from ..runtime import RuntimeData


@dataclass(frozen=True, order=True)
class Offer:
    """A firmware for a model."""

    model: str
    firmware_version: str
    firmware_id: str


class Offers:
    """Remembers what is on offer for each device, and looks only at those that changed."""

    def __init__(self, runtime: RuntimeData) -> None:
        self._runtime = runtime
        # By DevEUI, with how long its update would take.
        self._by_device: dict[str, tuple[Offer, timedelta | None]] = {}
        self._groups: dict[Offer, Counter[timedelta | None]] = {}

    @property
    def all(self) -> list[Offer]:
        """What is on offer, in an order that stays."""
        return sorted(self._groups)

    def devices(self, offer: Offer) -> int:
        """Return for how many devices it is on offer."""
        return self._groups[offer].total()

    def duration(self, offer: Offer) -> timedelta | None:
        """Return how long their task would take, None where that is not known.

        Devices of one model may listen in different ways: it is that of the slowest.
        """
        return max((one for one in self._groups[offer] if one is not None), default=None)

    def look(self, dev_euis: Iterable[str]) -> bool:
        """Look at these devices anew; return whether something changed."""
        is_news = False
        for dev_eui in dev_euis:
            before, now = self._by_device.get(dev_eui), self._of(dev_eui)
            if before == now:
                continue
            is_news = True
            if before is not None:
                del self._by_device[dev_eui]
                self._count(*before, -1)
            if now is not None:
                self._by_device[dev_eui] = now
                self._count(*now, 1)
        return is_news

    def _count(self, offer: Offer, duration: timedelta | None, devices: int) -> None:
        group = self._groups.setdefault(offer, Counter())
        group[duration] += devices
        if not group[duration]:
            del group[duration]
        if not group:
            del self._groups[offer]

    def _of(self, dev_eui: str) -> tuple[Offer, timedelta | None] | None:
        firmware = self._runtime.firmware.items.get(dev_eui)
        latest = None if firmware is None else firmware.latest
        if firmware is None or latest is None or not can_be_updated(self._runtime, dev_eui):
            return None
        offer = Offer(firmware.model, latest.firmware_version or "", latest.key)
        return offer, self._runtime.prospects.duration(dev_eui, latest)


def can_be_updated(runtime: RuntimeData, dev_eui: str) -> bool:
    """Whether an install would be accepted: nothing is under way, and it was not updated just now.

    One that was updated, and does not report it yet, is asked about under Repairs.
    """
    queued = runtime.queue.find(dev_eui)
    if queued is not None and queued.pending:
        return False
    task = runtime.fuota.newest_task(dev_eui)
    if task is not None and not task.task.ended:
        return False
    return runtime.unreported.find(dev_eui) is None
