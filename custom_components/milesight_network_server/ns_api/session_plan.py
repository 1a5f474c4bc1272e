"""The plan of a FUOTA session: airtime and duration of its fragments, limits, warnings.

Sources: API document 6.1 and 6.6; LoRaWAN TS004 (fragments) and TS005 (sessions).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import ceil
from typing import Any, Final

from .channel_plan import Channel, ChannelPlan, DataRate
from .device import Device
from .field import Caution, Problem, problem
from .keys import ProblemKey, WarningKey
from .moment import zoned
from .profile import Profile

MOST_FRAGMENT_SIZE: Final = 250
# Those of the document's examples.
DEFAULT_INTERVAL: Final = 5000
DEFAULT_REDUNDANCY: Final = 30
MOST_INTERVAL: Final = 10_000
# The longest session that class C multicast can announce: 2 to the power of 15 s (TS005).
LONGEST_SESSION: Final = timedelta(seconds=2**15)
UNSEEN: Final = timedelta(days=7)
CLOCK_TOLERANCE: Final = timedelta(minutes=2)
# Share of the time that a sender in EU868 may be on air, in percent (ERC Recommendation 70-03).
_EU868: Final = "EU868"
_STRONG_BAND: Final = range(869_400_000, 869_650_001)
_STRONG_BAND_DUTY: Final = 10.0
_OTHER_DUTY: Final = 1.0
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


def default_sending(
    given: Mapping[str, Any],
    plan: ChannelPlan | None,
    rx2: Channel | None,
    payload_sizes: Mapping[int, int],
    size: int | None,
) -> dict[str, Any]:
    """Return the fields that were not given.

    Class C multicast is sent as the second receive window is (`rx2`). From its data rate on, the
    slowest one is taken with which fragments this large, at intervals of at most 10 s, keep the
    duty cycle and the longest session that can be announced: slow reaches further. Where none
    does, that of the second receive window is. `payload_sizes` are the gateway's by data rate
    (6.6), `size` is the firmware's in bytes, None where it is unknown.
    """
    if plan is not None and rx2 is not None and rx2.data_rate not in plan.downlink_data_rates:
        # The profiles of the devices name a data rate that is meant for uplinks: no default.
        rx2 = Channel(rx2.frequency, plan.rx2.data_rate)
    chosen: dict[str, Any] = {
        "fragment_redundancy": DEFAULT_REDUNDANCY,
        "frequency": rx2.frequency if rx2 else None,
        "dr": None,
        **given,
    }
    attempts = list(_attempts(chosen, plan, rx2, payload_sizes))
    fitting = (one for one in attempts if _keeps_limits(one, plan, size))
    taken = next(fitting, attempts[0])
    return {name: value for name, value in taken.items() if name not in given and value is not None}


def _attempts(
    chosen: Mapping[str, Any],
    plan: ChannelPlan | None,
    rx2: Channel | None,
    payload_sizes: Mapping[int, int],
) -> Iterator[dict[str, Any]]:
    """Give the ways to send, the slowest data rate first, each with the shortest interval."""
    if chosen["dr"] is not None or plan is None or rx2 is None:
        rates = [chosen["dr"] if chosen["dr"] is not None or rx2 is None else rx2.data_rate]
    else:
        faster = [rate for rate in plan.downlink_data_rates if rate > rx2.data_rate]
        rates = [rx2.data_rate, *(rate for rate in faster if rate in payload_sizes)]
    for rate in rates:
        largest = payload_sizes.get(-1 if rate is None else rate)
        fragment_size = None if largest is None else min(largest, MOST_FRAGMENT_SIZE)
        attempt = {"fragment_size": fragment_size, **chosen, "dr": rate}
        yield {"fragment_interval": _shortest_interval(attempt, plan), **attempt}


def _shortest_interval(attempt: Mapping[str, Any], plan: ChannelPlan | None) -> int:
    """Return the shortest interval from the default on that keeps the duty cycle, in ms.

    The default where none does.
    """
    intervals = range(DEFAULT_INTERVAL, MOST_INTERVAL + 1, 1000)
    return next(
        (one for one in intervals if _keeps_duty(attempt, one, plan)),
        DEFAULT_INTERVAL,
    )


def _keeps_duty(attempt: Mapping[str, Any], interval: int, plan: ChannelPlan | None) -> bool:
    airtime = airtime_of(attempt, plan)
    if airtime is None:
        return True
    limit = duty_limit(plan, attempt["frequency"])
    return airtime <= interval and (limit is None or 100 * airtime / interval <= limit)


def _keeps_limits(attempt: Mapping[str, Any], plan: ChannelPlan | None, size: int | None) -> bool:
    """Whether a way to send keeps the duty cycle, and the session as short as it must be."""
    interval, fragment_size = attempt["fragment_interval"], attempt["fragment_size"]
    if not _keeps_duty(attempt, interval, plan):
        return False
    if not size or not fragment_size:
        return True
    sending = estimate(size, fragment_size, interval, attempt["fragment_redundancy"])
    return sending.sending_time <= LONGEST_SESSION


def airtime_of(values: Mapping[str, Any], plan: ChannelPlan | None) -> float | None:
    """Return a task's airtime of a frame in ms, None for a data rate that the plan lacks."""
    data_rate = plan.data_rates.get(values["dr"]) if plan is not None else None
    size = values["fragment_size"]
    return None if data_rate is None or size is None else frame_airtime(size, data_rate)


def duty_limit(plan: ChannelPlan | None, frequency: int | None) -> float | None:
    """Return the share of the time that a gateway may send at a frequency, in percent.

    None where the region sets no such limit, or is not known.
    """
    if plan is None or plan.name != _EU868 or frequency is None:
        return None
    return _STRONG_BAND_DUTY if frequency in _STRONG_BAND else _OTHER_DUTY


def refusals(values: Mapping[str, Any], airtime: float | None) -> list[Problem]:
    """Return why a task is refused: its frames are longer than the time between them."""
    interval = values["fragment_interval"]
    if airtime is None or interval >= airtime:
        return []
    shown = f"{airtime:g}"
    return [
        problem(
            "fragment_interval", ProblemKey.SHORT_INTERVAL, interval, airtime=shown, dr=values["dr"]
        )
    ]


def cautions(
    values: Mapping[str, Any],
    airtime: float | None,
    plan: ChannelPlan | None,
    sending: Estimate | None,
) -> Iterator[Caution]:
    """Give the warnings about how a task is sent."""
    if sending is not None and sending.sending_time > LONGEST_SESSION:
        seconds = round(sending.sending_time.total_seconds())
        most = round(LONGEST_SESSION.total_seconds())
        yield Caution(WarningKey.LONG_SESSION, {"seconds": str(seconds), "most": str(most)})
    most_duty = duty_limit(plan, values["frequency"])
    if airtime is None or most_duty is None:
        return
    duty = 100 * airtime / values["fragment_interval"]
    if duty > most_duty:
        yield Caution(WarningKey.DUTY_CYCLE, {"duty": f"{duty:.1f}", "most": f"{most_duty:g}"})


def device_cautions(
    devices: Iterable[Device],
    profiles: Mapping[str, Profile],
    now: datetime,
    time_zone: tzinfo,
) -> Iterator[Caution]:
    """Give the warnings about the devices of a task, each with all that it is true of."""
    devices = list(devices)
    for kind, concerned in (
        (WarningKey.NOT_CLASS_C, [one for one in devices if _not_class_c(one, profiles)]),
        (WarningKey.NOT_SEEN, [one for one in devices if _unseen(one, now, time_zone)]),
    ):
        if concerned:
            yield Caution(kind, devices=tuple(one.dev_eui for one in concerned))


def _not_class_c(device: Device, profiles: Mapping[str, Profile]) -> bool:
    """Whether the device's profile is known not to be class C."""
    profile = profiles.get(device.profile_id or "")
    return profile is not None and profile.supports_class_c is False


def _unseen(device: Device, now: datetime, time_zone: tzinfo) -> bool:
    """Whether a device was not heard for long. Where that is unknown, there is no warning."""
    seen = zoned(device.last_seen, time_zone)
    return device.never_heard if seen is None else now - seen > UNSEEN


def clock_cautions(
    created_at: datetime | None, now: datetime, time_zone: tzinfo
) -> Iterator[Caution]:
    """Give the warning about a gateway whose clock is off, by the creation time of a task."""
    created = zoned(created_at, time_zone)
    if created is not None and abs(created - now) > CLOCK_TOLERANCE:
        seconds = round((created - now).total_seconds())
        yield Caution(WarningKey.CLOCK_OFF, {"seconds": f"{seconds:+d}"})
