"""How a task's fragments go on air, where the caller leaves it open (API document, 6.1)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .channel_plan import Channel, ChannelPlan
from .estimate import estimate
from .preflight import LONGEST_SESSION, airtime_of, duty_limit

MOST_FRAGMENT_SIZE: Final = 250
# Those of the document's examples.
DEFAULT_INTERVAL: Final = 5000
DEFAULT_REDUNDANCY: Final = 30
MOST_INTERVAL: Final = 10_000


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
    (6.6), `size` is the firmware's in bytes, None where it is not told.
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
