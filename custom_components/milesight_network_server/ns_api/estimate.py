"""How long a FUOTA task will take (LoRaWAN TS004; intervals and sizes of API document 6.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from .channel_plan import DataRate

# What a LoRaWAN frame has around a fragment: MHDR 1, FHDR 7, FPort 1 and MIC 4 bytes (LoRaWAN
# 1.0.4), and the command and index of DataFragment, 3 bytes (TS004).
FRAME_OVERHEAD: Final = 16
_PREAMBLE_SYMBOLS: Final = 8
# Coding rate 4/5.
_CODING_RATE: Final = 5
# Bits of the payload's CRC. A downlink may go without it; with it the airtime is on the safe side.
_CRC_BITS: Final = 16
# From this length of a symbol on, low data rate optimisation is on.
_LONG_SYMBOL: Final = 16.0


@dataclass(frozen=True)
class Estimate:
    """Number of fragments without and with the redundant ones, and the time to send them all."""

    fragments: int
    sent_fragments: int
    sending_time: timedelta


@dataclass(frozen=True)
class TaskEstimate(Estimate):
    """The estimate of a task: with what it takes beside the sending, and when it ends.

    `frame_airtime` is in ms, None where the data rate is not one that is known.
    """

    frame_airtime: float | None
    duration: timedelta
    ends_at: datetime


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


def estimate_task(
    sending: Estimate, airtime: float | None, started_at: datetime, allowance: timedelta
) -> TaskEstimate:
    """Estimate a task: its sending, and an allowance for set-up and end of the session."""
    duration = sending.sending_time + allowance
    return TaskEstimate(
        sending.fragments,
        sending.sent_fragments,
        sending.sending_time,
        frame_airtime=airtime,
        duration=duration,
        ends_at=started_at + duration,
    )


def frame_airtime(fragment_size: int, data_rate: DataRate) -> float:
    """Return how long the frame of a fragment is on air, in ms, to a tenth.

    Semtech's formula (AN1200.13): explicit header, 8 preamble symbols, coding rate 4/5.
    """
    spreading_factor, bandwidth = data_rate
    symbol = (1 << spreading_factor) / bandwidth
    optimised = 2 if symbol >= _LONG_SYMBOL else 0
    bits = 8 * (fragment_size + FRAME_OVERHEAD) - 4 * spreading_factor + 28 + _CRC_BITS
    blocks = max(ceil(bits / (4 * (spreading_factor - optimised))), 0)
    return round((_PREAMBLE_SYMBOLS + 4.25 + 8 + blocks * _CODING_RATE) * symbol, 1)
