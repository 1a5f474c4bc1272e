"""Figure 3: setting up a gateway, over registering the same entities without it."""

from dataclasses import dataclass, field

from homeassistant.helpers import device_registry as dr, entity_registry as er

from .answers import PreparedAnswers
from .bare import Plan
from .sized import Bench, House, answers_of, house, plan_for


@dataclass
class SetUpTimes:
    """Processor seconds of the event loop, one of each kind a round.

    `longest` is the longest hold of the loop while the gateway is set up again.
    """

    first: list[float] = field(default_factory=list)
    bare_first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    bare_again: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)


async def set_up_times(
    bench: Bench, answers: PreparedAnswers, plan: Plan, rounds: int
) -> SetUpTimes:
    """Set up a gateway and its bare counterpart in turn, each for the first time and again."""
    times = SetUpTimes()
    for number in range(rounds):
        order = [None, plan] if number % 2 == 0 else [plan, None]
        registered = [await _measure(bench, answers, kind, times) for kind in order]
        if registered[0] != registered[1]:
            raise RuntimeError("the bare entities are not registered as the integration's are")
    return times


async def _measure(
    bench: Bench, answers: PreparedAnswers, plan: Plan | None, times: SetUpTimes
) -> object:
    first, again = (
        (times.first, times.again) if plan is None else (times.bare_first, times.bare_again)
    )
    async with house(bench, answers, plan) as built:
        first.append((await built.async_set_up(bench.loop_time)).total)
        registered = _registered(built)
        await built.async_unload()
        busy = await built.async_set_up(bench.loop_time)
        again.append(busy.total)
        if plan is None:
            times.longest.append(busy.longest)
        return registered


async def bare_registering(bench: Bench, devices: int) -> float:
    """Return the seconds that registering the entities of so many devices takes, barely."""
    answers = answers_of(devices)
    async with house(bench, answers, await plan_for(bench, answers)) as built:
        return (await built.async_set_up(bench.loop_time)).total


def _registered(built: House) -> object:
    """Return what the registries hold of the entry, without what differs each time."""
    hass, entry_id = built.home.hass, built.entry.entry_id
    return (
        {
            (frozenset(one.identifiers), one.name, one.manufacturer, one.model, one.serial_number)
            for one in dr.async_entries_for_config_entry(dr.async_get(hass), entry_id)
        },
        {
            (
                one.entity_id, one.unique_id, one.original_name, one.original_device_class,
                one.disabled_by, one.entity_category, one.translation_key, one.supported_features,
                one.unit_of_measurement, one.has_entity_name,
            )
            for one in er.async_entries_for_config_entry(er.async_get(hass), entry_id)
        },
    )  # fmt: skip
