"""How long a FUOTA task will take (LoRaWAN TS004; intervals and sizes of API document 6.1)."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil


@dataclass(frozen=True)
class Estimate:
    """Number of fragments without and with the redundant ones, and the time to send them all."""

    fragments: int
    sent_fragments: int
    sending_time: timedelta


def estimate(size: int, fragment_size: int, interval: int, redundancy: int) -> Estimate:
    """Estimate the sending of a firmware.

    `size` and `fragment_size` in bytes, `interval` between two fragments in ms, `redundancy` in
    percent of the fragments. `ValueError` for a size, fragment size or interval below 1.
    """
    if size < 1 or fragment_size < 1 or interval < 1 or redundancy < 0:
        raise ValueError(f"nothing to send: {size} bytes by {fragment_size} every {interval} ms")
    fragments = ceil(size / fragment_size)
    sent = fragments + ceil(fragments * redundancy / 100)
    return Estimate(fragments, sent, timedelta(milliseconds=sent * interval))
