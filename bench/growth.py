"""Figure 7: how polls, set-up and round trips grow with the number of devices."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import linear_regression, median

from .devices import Life
from .poll import Polls, polls
from .round_trip import RoundTrips, round_trips
from .set_up import SetUpTimes, set_up_times
from .sized import Bench, answers_of, planned_house
from .wire import Responder


@dataclass(frozen=True)
class Size:
    """What was measured with so many devices."""

    devices: int
    set_up: SetUpTimes
    polls: Polls
    round_trips: RoundTrips


async def measured_size(bench: Bench, wire: Responder, devices: int, rounds: int) -> Size:
    """Measure figures 1 to 4 with so many devices."""
    answers = answers_of(devices)
    async with planned_house(bench, answers) as (built, plan):
        polled = await polls(bench.loop_time, built, Life(answers), 3 * rounds)
        trips = await round_trips(bench.broker, built, wire, rounds, 100)
    return Size(devices, await set_up_times(bench, answers, plan, rounds), polled, trips)


def exponent(devices: Sequence[int], seconds: Sequence[Sequence[float]]) -> float:
    """Return the power of the number of devices with which a time grows: 1 is linear.

    That is the slope of the line through the medians where both axes are logarithmic.
    """
    medians = [log(median(one)) for one in seconds]
    return linear_regression([log(count) for count in devices], medians).slope
