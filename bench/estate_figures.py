"""Figures of an estate: uplinks, shared topics, discovery, memory, the recorder, an import."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .discovery import discovery_costs
from .figure import Figure, ratios
from .importing import import_times
from .measuring import Measuring
from .memory import bytes_per_device
from .recorder import recorded_in_a_day
from .set_up import bare_registering
from .shared_topics import message_costs, noise_costs
from .uplinks import uplink_costs

# Of a gateway in a local network, for one answer, in seconds.
_ANSWER_TIME = 0.02
# Of a day, for the recorder: every poll of it does the same.
_PART_OF_DAY = 0.03


async def shared_topics(with_: Measuring) -> list[Figure]:
    """Figure 5: what a message costs among many gateways on its topics."""
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


async def uplinks(with_: Measuring) -> list[Figure]:
    """Return what an uplink costs, beside Home Assistant's own MQTT sensors."""
    devices = max(4, with_.options.devices * 9 // 20)
    costs = await uplink_costs(with_.bench, devices, 3 * with_.options.runs)
    return [
        Figure(
            name="uplink",
            title="An uplink with six values / MQTT sensors fed the same",
            values=ratios(costs.ours, costs.theirs),
            unit="×",
            aim=1,
        ),
        Figure(
            name="uplink_time",
            title="An uplink with six values, event-loop time",
            values=tuple(1e6 * one for one in costs.ours),
            unit="µs",
        ),
        Figure(
            name="uplink_nobody",
            title="An uplink of a device that no gateway lists",
            values=tuple(1000 * one for one in costs.nobody),
            unit="ms",
            aim=0.2,
        ),
        Figure(
            name="uplink_hold",
            title=f"Longest hold of the event loop, {devices} devices with eleven values each",
            values=tuple(1000 * one for one in costs.holds),
            unit="ms",
            aim=5,
        ),
        Figure(
            name="uplink_memory",
            title="Memory of a value's entity / of an MQTT sensor",
            values=ratios(costs.our_bytes, costs.their_bytes),
            unit="×",
            aim=1,
        ),
    ]


async def memory(with_: Measuring) -> list[Figure]:
    """Figure 6: what a device takes beyond its entities."""
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


async def recorder(with_: Measuring) -> list[Figure]:
    """Figure 8: what is recorded in a day."""
    day = await recorded_in_a_day(with_.bench, with_.options.devices, _PART_OF_DAY)
    kinds = sorted(day.rows_by_kind.items(), key=lambda one: -one[1])[:3]
    rows = ", ".join(f"{count:,.0f} of …_{kind}" for kind, count in kinds)
    return [
        Figure(
            name="recorder",
            title="Recorded in a day",
            values=(day.size / 1e6,),
            unit="MB",
            floor=f"{day.rows:,.0f} states: {rows}",
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


async def import_(with_: Measuring) -> list[Figure]:
    """Figure 9: an import, over as many bare requests."""
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
            name="import_floor",
            title="Import, event-loop time / registering the same entities",
            # Processor time of both: by the clock, the gateway's answers would be in one alone.
            values=tuple(busy / registering for busy in instant.busy),
            unit="×",
            aim=1.3,
        ),
        Figure(
            name="import_20ms",
            title="Import from a gateway that takes 20 ms / as many bare requests",
            values=ratios(slower.took, slower.bare),
            unit="×",
            aim=1.2,
        ),
    ]


async def discovery(with_: Measuring) -> list[Figure]:
    """Return what an answer costs more on topics where gateways are discovered."""
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
