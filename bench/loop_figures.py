"""Figures of the event loop's time: polls, set-up, round trips, and how they grow.

Polls are measured a minute apart, and, as `_rare`, as far apart as a gateway of that size is read:
then many devices were heard so much later that their states are written.
"""

from statistics import median

from .devices import Life
from .figure import Figure, ratios
from .growth import exponent, measured_size
from .measuring import Measuring
from .plot import draw
from .poll import Polls, polls
from .round_trip import RoundTrips, round_trips
from .set_up import SetUpTimes, set_up_times
from .sized import answers_of, house, plan_for
from .usual import usual_polls

# Of devices: as many take long, and are measured once.
_MANY = 1000
# Up to so many devices the loop is to be held no longer than 5 ms in a poll, beyond that 10 ms.
_LARGE = 2000


def _poll_figures(
    polled: Polls, devices: int, after: str = "", *, aimed: bool = True
) -> list[Figure]:
    states = median(ratios(polled.states, polled.decoding))
    keeping = median(ratios(polled.keeping, polled.decoding))
    return [
        Figure(
            name=f"poll_integration{after}",
            title="Poll, without the MQTT client / orjson.loads",
            values=ratios(polled.busy, polled.decoding),
            unit="×",
            aim=3 if aimed else None,
            floor=f"{states:.1f} of it are Home Assistant's writing of"
            f" {median(polled.written):.0f} states, and {keeping:.1f} are decoding where the rows"
            " stay until the last is there",
        ),
        Figure(
            name=f"poll_hold{after}",
            title="Longest hold of the event loop in it",
            values=tuple(1000 * one for one in polled.longest),
            unit="ms",
            aim=5 if devices <= _LARGE else 10,
            floor="Python's garbage collector holds it for up to"
            f" {1000 * median(polled.collecting):.1f} ms in a poll",
        ),
        Figure(
            name=f"poll_writes{after}",
            title="States written, less entities that changed",
            values=tuple(
                one - two for one, two in zip(polled.written, polled.to_write, strict=True)
            ),
            unit="states",
            aim=0,
            exactly=True,
        ),
    ]


def _usual_figures(polled: Polls, usual: list[float]) -> list[Figure]:
    """Return what the same poll costs in the usual way, what ours, and how they compare."""
    ours = tuple(1000 * one for one in polled.busy)
    theirs = median(usual)
    return [
        Figure(
            name="usual",
            title="The usual pattern: a poll, all entities written",
            values=tuple(1000 * one for one in usual),
            unit="ms",
        ),
        Figure(name="usual_ours", title="The same poll here", values=ours, unit="ms"),
        Figure(
            name="usual_ratio",
            title="A poll here / the usual pattern",
            values=tuple(one / theirs for one in polled.busy),
            unit="×",
            aim=1,
        ),
    ]


async def poll(with_: Measuring) -> list[Figure]:
    """Figures 1 and 2: what a poll costs, and what it writes."""
    bench, options = with_.bench, with_.options
    async with house(bench, answers_of(options.devices)) as built:
        await built.async_set_up(bench.loop_time)
        life = Life(built.answers)
        direct = await polls(bench.loop_time, built, life, 3 * options.runs)
        rare = await polls(bench.loop_time, built, life, 3 * options.runs, passed=None)
        usual = await usual_polls(bench.loop_time, built, life, options.runs)
        wired = await polls(bench.loop_time, built, life, options.runs, with_.wire)
    if not sum(direct.to_write):
        raise RuntimeError("nothing changed that would have to be written")
    alone = ratios(wired.client, wired.decoding)
    return [
        Figure(
            name="poll",
            title="Poll over the broker / orjson.loads",
            values=ratios(wired.busy, wired.decoding),
            unit="×",
            aim=3,
            floor=f"Home Assistant's MQTT client alone takes {median(alone):.1f} times the decoding"
            " for the same messages",
        ),
        Figure(
            name="poll_time",
            title="Poll over the broker, event-loop time",
            values=tuple(1000 * one for one in wired.busy),
            unit="ms",
        ),
        *_poll_figures(direct, options.devices),
        *_usual_figures(direct, usual),
        *_poll_figures(rare, options.devices, "_rare", aimed=False),
    ]


def _set_up_figures(times: SetUpTimes, after: str = "", *, aimed: bool = True) -> list[Figure]:
    return [
        Figure(
            name=f"{name}{after}",
            title=f"Set-up, {what} / bare entities",
            values=ratios(values, floors),
            unit="×",
            aim=1.2 if aimed else None,
        )
        for name, what, values, floors in (
            ("set_up", "first time", times.first, times.bare_first),
            ("set_up_again", "all registered", times.again, times.bare_again),
        )
    ]


async def set_up(with_: Measuring) -> list[Figure]:
    """Figure 3: setting up, over bare entities with the same registry entries."""
    answers = answers_of(with_.options.devices)
    plan = await plan_for(with_.bench, answers)
    times = await set_up_times(with_.bench, answers, plan, with_.options.runs)
    return [
        *_set_up_figures(times),
        Figure(
            name="set_up_time",
            title="Set-up, first time, event-loop time",
            values=tuple(times.first),
            unit="s",
        ),
        Figure(
            name="set_up_again_time",
            title="Set-up, all registered, event-loop time",
            values=tuple(times.again),
            unit="s",
        ),
        Figure(
            name="set_up_hold",
            title="Longest hold of the event loop, all registered",
            values=tuple(1000 * one for one in times.longest),
            unit="ms",
        ),
    ]


def _round_trip_figures(
    measured: RoundTrips, after: str = "", *, aimed: bool = True
) -> list[Figure]:
    return [
        Figure(
            name=f"round_trip{after}",
            title="Round trip / bare client",
            values=ratios(measured.median, measured.bare_median),
            unit="×",
            aim=1.3 if aimed else None,
        ),
        Figure(
            name=f"round_trip_p99{after}",
            title="Round trip / bare client, 99th percentile",
            values=ratios(measured.slow, measured.bare_slow),
            unit="×",
            aim=1.5 if aimed else None,
        ),
    ]


async def round_trip(with_: Measuring) -> list[Figure]:
    """Figure 4: one request, over the same by a bare client."""
    bench, options = with_.bench, with_.options
    async with house(bench, answers_of(options.devices)) as built:
        await built.async_set_up(bench.loop_time)
        measured = await round_trips(bench.broker, built, with_.wire, 2 * options.runs, 300)
    return _round_trip_figures(measured)


async def growth(with_: Measuring) -> list[Figure]:
    """Figure 7: figures 1 to 4 at other numbers of devices, drawn where it is asked for."""
    options = with_.options
    rounds = {count: options.runs if count < _MANY else 1 for count in options.sizes}
    measured = [
        await measured_size(with_.bench, with_.wire, count, rounds[count])
        for count in options.sizes
    ]
    figures = [
        figure
        for one in measured
        for figure in (
            *_poll_figures(one.polls, one.devices, f"_{one.devices}", aimed=False),
            *_set_up_figures(one.set_up, f"_{one.devices}", aimed=False),
            *_round_trip_figures(one.round_trips, f"_{one.devices}", aimed=False),
        )
    ]
    for name, title, seconds in (
        ("growth_poll", "Poll", [one.polls.busy for one in measured]),
        ("growth_set_up", "Set-up, first time", [one.set_up.first for one in measured]),
        ("growth_set_up_again", "Set-up, all registered", [one.set_up.again for one in measured]),
    ):
        power = exponent(options.sizes, seconds)
        figures.append(
            Figure(
                name=name,
                title=f"{title}: power of the number of devices with which it grows",
                values=(power,),
                unit="",
                aim=1,
            )
        )
    if options.plots is not None:
        draw(measured, options.plots)
    return figures
