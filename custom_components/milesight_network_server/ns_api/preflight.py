"""What speaks against a FUOTA task that could be written, or makes its success doubtful."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from .channel_plan import ChannelPlan
from .device import Device
from .estimate import Estimate, frame_airtime
from .field import Caution, Problem, problem
from .moment import zoned
from .profile import Profile

# The longest session that class C multicast can announce: 2 to the power of 15 s (TS005).
LONGEST_SESSION: Final = timedelta(seconds=2**15)
UNSEEN: Final = timedelta(days=7)
CLOCK_TOLERANCE: Final = timedelta(minutes=2)
# Share of the time that a sender in EU868 may be on air, in percent (ERC Recommendation 70-03).
_EU868: Final = "EU868"
_STRONG_BAND: Final = range(869_400_000, 869_650_001)
_STRONG_BAND_DUTY: Final = 10.0
_OTHER_DUTY: Final = 1.0


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
    """Return why a task must not be: its frames are longer than the time between them."""
    interval = values["fragment_interval"]
    if airtime is None or interval >= airtime:
        return []
    shown = f"{airtime:g}"
    return [
        problem("fragment_interval", "short_interval", interval, airtime=shown, dr=values["dr"])
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
        yield Caution("long_session", {"seconds": str(seconds), "most": str(most)})
    most_duty = duty_limit(plan, values["frequency"])
    if airtime is None or most_duty is None:
        return
    duty = 100 * airtime / values["fragment_interval"]
    if duty > most_duty:
        yield Caution("duty_cycle", {"duty": f"{duty:.1f}", "most": f"{most_duty:g}"})


def device_cautions(
    devices: Iterable[Device],
    profiles: Mapping[str, Profile],
    now: datetime,
    time_zone: tzinfo,
) -> Iterator[Caution]:
    """Give the warnings about the devices of a task, each with all that it is true of."""
    devices = list(devices)
    for kind, concerned in (
        ("not_class_c", [one for one in devices if _not_class_c(one, profiles)]),
        ("not_seen", [one for one in devices if _unseen(one, now, time_zone)]),
    ):
        if concerned:
            named = ", ".join(one.dev_eui for one in concerned)
            yield Caution(kind, {"dev_euis": named})


def _not_class_c(device: Device, profiles: Mapping[str, Profile]) -> bool:
    """Whether the device's profile is known not to be class C."""
    profile = profiles.get(device.profile_id or "")
    return profile is not None and profile.supports_class_c is False


def _unseen(device: Device, now: datetime, time_zone: tzinfo) -> bool:
    """Whether a device was not heard for long. Where nobody knows, nothing is said of it."""
    seen = zoned(device.last_seen, time_zone)
    return device.never_heard if seen is None else now - seen > UNSEEN


def clock_cautions(
    created_at: datetime | None, now: datetime, time_zone: tzinfo
) -> Iterator[Caution]:
    """Give the warning about a gateway whose clock is off, by when it says it made a task."""
    created = zoned(created_at, time_zone)
    if created is not None and abs(created - now) > CLOCK_TOLERANCE:
        seconds = round((created - now).total_seconds())
        yield Caution("clock_off", {"seconds": f"{seconds:+d}"})
