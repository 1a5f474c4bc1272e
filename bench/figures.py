"""Which figures there are, and how each is worked out from what is measured."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .discovery import discovery_costs
from .figure import Figure, ratios
from .growth import exponent, measured_size
from .importing import import_times
from .memory import bytes_per_device
from .plot import draw
from .poll import Polls, polls
from .recorder import recorded_in_a_day
from .round_trip import RoundTrips, round_trips
from .set_up import SetUpTimes, bare_registering, set_up_times
from .shared_topics import message_costs, noise_costs
from .sized import Bench, answers_of, house, plan_for
from .wire import Responder

# Of a gateway in a local network, for one answer, in seconds.
_ANSWER_TIME = 0.02
# Of a day, for the recorder: every poll of it does the same.
_PART_OF_DAY = 0.05
# Of devices: as many take long, and are measured once.
_MANY = 1000


@dataclass(frozen=True)
class Options:
    """How much is measured. `sizes` are numbers of devices; `plots` is where pictures go.

    `devices` are those of one gateway, `gateways` those that share a pair of topics.
    """

    devices: int
    gateways: int
    runs: int
    sizes: Sequence[int]
    plots: Path | None


@dataclass(frozen=True)
class Measuring:
    """What a group of figures is measured with."""

    bench: Bench
    wire: Responder
    options: Options


def _poll_figures(polled: Polls, after: str = "", *, aimed: bool = True) -> list[Figure]:
    return [
        Figure(
            name=f"poll_integration{after}",
            title="Poll, without the MQTT client / orjson.loads",
            values=ratios(polled.busy, polled.decoding),
            unit="×",
            aim=3 if aimed else None,
        ),
        Figure(
            name=f"poll_hold{after}",
            title="Longest hold of the event loop in it",
            values=tuple(1000 * one for one in polled.longest),
            unit="ms",
            aim=5 if aimed else None,
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


async def _poll(with_: Measuring) -> list[Figure]:
    bench, options = with_.bench, with_.options
    async with house(bench, answers_of(options.devices)) as built:
        await built.async_set_up(bench.loop_time)
        direct = await polls(bench.loop_time, built, 4 * options.runs)
        wired = await polls(bench.loop_time, built, 2 * options.runs, with_.wire)
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
        *_poll_figures(direct),
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


async def _set_up(with_: Measuring) -> list[Figure]:
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


async def _round_trip(with_: Measuring) -> list[Figure]:
    bench, options = with_.bench, with_.options
    async with house(bench, answers_of(options.devices)) as built:
        await built.async_set_up(bench.loop_time)
        measured = await round_trips(bench.broker, built, with_.wire, 2 * options.runs, 300)
    return _round_trip_figures(measured)


async def _shared_topics(with_: Measuring) -> list[Figure]:
    gateways = with_.options.gateways
    costs = await message_costs(with_.bench, gateways, 3 * with_.options.runs)
    with TemporaryDirectory(prefix="milesight-bench-") as folder:
        over_broker = await noise_costs(with_.bench, Path(folder), with_.options.runs)
    return [
        Figure(
            name="shared_topics",
            title=f"An answer with {gateways} gateways on the topics / with one",
            values=ratios(costs.among, costs.alone),
            unit="×",
            aim=1.1,
        ),
        Figure(
            name="shared_topics_noise",
            title=f"A neighbour's answer with {gateways} gateways / with one",
            values=ratios(costs.noise_among, costs.noise_alone),
            unit="×",
            aim=1.1,
        ),
        Figure(
            name="noise",
            title="A neighbour's answer, without the MQTT client",
            values=tuple(1e6 * one for one in costs.noise_among),
            unit="µs",
        ),
        Figure(
            name="noise_client",
            title="A neighbour's answer over the broker, MQTT client and all",
            values=tuple(1e6 * one for one in over_broker),
            unit="µs",
        ),
    ]


async def _memory(with_: Measuring) -> list[Figure]:
    options = with_.options
    measured = await bytes_per_device(with_.bench, options.devices // 8, min(2, options.runs))
    return [
        Figure(
            name="memory",
            title="Memory of a device, beyond bare entities",
            values=tuple(one / 1000 for one in measured),
            unit="KB",
            aim=3,
        )
    ]


async def _growth(with_: Measuring) -> list[Figure]:
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
            *_poll_figures(one.polls, f"_{one.devices}", aimed=False),
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


async def _recorder(with_: Measuring) -> list[Figure]:
    day = await recorded_in_a_day(with_.bench, with_.options.devices, _PART_OF_DAY)
    kinds = sorted(day.rows_by_kind.items(), key=lambda one: -one[1])[:3]
    told = ", ".join(f"{count:,.0f} of …_{kind}" for kind, count in kinds)
    return [
        Figure(
            name="recorder",
            title="Recorded in a day",
            values=(day.size / 1e6,),
            unit="MB",
            floor=f"{day.rows:,.0f} states: {told}",
        ),
        Figure(
            name="recorder_idle",
            title="Recorded states that are as the one before",
            values=(day.idle_rows,),
            unit="states",
            aim=0,
            exactly=True,
        ),
    ]


async def _import(with_: Measuring) -> list[Figure]:
    bench, options = with_.bench, with_.options
    rounds = min(2, options.runs)
    instant = await import_times(bench, options.devices, rounds)
    slower = await import_times(bench, options.devices // 4, 1, answer_time=_ANSWER_TIME)
    registering = 4 * await bare_registering(bench, options.devices // 4)
    return [
        Figure(
            name="import",
            title="Import / as many bare requests",
            values=ratios(instant.took, instant.bare),
            unit="×",
            aim=1.2,
            floor=f"{instant.requests:,} bare requests take {median(instant.bare):.1f} s;"
            f" Home Assistant's event loop computes {median(instant.busy):.1f} s, of which"
            f" registering the same entities alone takes {registering:.1f} s",
        ),
        Figure(
            name="import_20ms",
            title="Import from a gateway that takes 20 ms / as many bare requests",
            values=ratios(slower.took, slower.bare),
            unit="×",
            aim=1.2,
        ),
    ]


async def _discovery(with_: Measuring) -> list[Figure]:
    options = with_.options
    costs = await discovery_costs(
        with_.bench, with_.wire, max(1, options.devices // 4), 2 * options.runs
    )
    more = zip(costs.discovered, costs.elsewhere, strict=True)
    return [
        Figure(
            name="discovery",
            title="What an answer costs more on topics of discovery",
            values=tuple(1e6 * (one - two) for one, two in more),
            unit="µs",
        )
    ]


GROUPS: dict[str, Callable[[Measuring], Awaitable[list[Figure]]]] = {
    "poll": _poll,
    "set_up": _set_up,
    "round_trip": _round_trip,
    "shared_topics": _shared_topics,
    "memory": _memory,
    "recorder": _recorder,
    "import": _import,
    "discovery": _discovery,
    "growth": _growth,
}
