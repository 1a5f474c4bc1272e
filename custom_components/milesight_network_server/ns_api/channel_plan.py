"""Frequencies and data rates of each region (API document, Appendix "Default RX2/Ping Slot").

Frequencies in Hz; a data rate is its spreading factor and its bandwidth in kHz.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from .field import Caution
from .keys import WarningKey
from .value_kinds import Kind, OneOf, Whole


class DataRate(NamedTuple):
    """A LoRa data rate: spreading factor and bandwidth in kHz."""

    spreading_factor: int
    bandwidth: int


class Channel(NamedTuple):
    """Frequency in Hz and number of the data rate at which something is sent."""

    frequency: int
    data_rate: int


@dataclass(frozen=True)
class ChannelPlan:
    """What a region allows. `rx2` is also what class C multicast uses, `ping_slot` class B."""

    name: str
    lowest_frequency: int
    highest_frequency: int
    rx2: Channel
    ping_slot: Channel
    data_rates: Mapping[int, DataRate]

    @property
    def downlink_data_rates(self) -> tuple[int, ...]:
        """The data rates of downlinks, from which defaults are taken.

        In US915 and AU915 the lower ones are for uplinks only.
        """
        if self.name in _UPLINK_ONLY:
            return tuple(number for number in self.data_rates if number >= _FIRST_DOWNLINK)
        return tuple(self.data_rates)


_UPLINK_ONLY: Final = ("US915", "AU915")
_FIRST_DOWNLINK: Final = 8

_TO_SF7: Final = {number: DataRate(12 - number, 125) for number in range(6)}
_TO_250_KHZ: Final = {**_TO_SF7, 6: DataRate(7, 250)}
_TO_500_KHZ: Final = {**_TO_SF7, 6: DataRate(7, 500)}
_AMERICAN: Final = {
    **{number: DataRate(10 - number, 125) for number in range(4)},
    4: DataRate(8, 500),
    **{8 + step: DataRate(12 - step, 500) for step in range(6)},
}

CHANNEL_PLANS: Final[Mapping[str, ChannelPlan]] = {
    plan.name: plan
    for plan in (
        ChannelPlan(
            "CN470",
            470_400_000,
            509_700_000,
            rx2=Channel(505_300_000, 0),
            ping_slot=Channel(508_300_000, 2),
            data_rates=_TO_500_KHZ,
        ),
        ChannelPlan(
            "EU868",
            863_000_000,
            870_000_000,
            rx2=Channel(869_525_000, 0),
            ping_slot=Channel(869_525_000, 3),
            data_rates=_TO_250_KHZ,
        ),
        ChannelPlan(
            "IN865",
            863_000_000,
            870_000_000,
            rx2=Channel(866_550_000, 2),
            ping_slot=Channel(866_550_000, 4),
            data_rates=_TO_SF7,
        ),
        ChannelPlan(
            "RU864",
            864_000_000,
            870_000_000,
            rx2=Channel(869_100_000, 0),
            ping_slot=Channel(868_900_000, 3),
            data_rates=_TO_250_KHZ,
        ),
        ChannelPlan(
            "KR920",
            920_900_000,
            923_300_000,
            rx2=Channel(921_900_000, 0),
            ping_slot=Channel(923_100_000, 3),
            data_rates=_TO_SF7,
        ),
        ChannelPlan(
            "US915",
            923_300_000,
            927_500_000,
            rx2=Channel(923_300_000, 8),
            ping_slot=Channel(923_300_000, 8),
            data_rates=_AMERICAN,
        ),
        ChannelPlan(
            "AU915",
            923_300_000,
            927_500_000,
            rx2=Channel(923_300_000, 8),
            ping_slot=Channel(923_300_000, 8),
            data_rates=_AMERICAN,
        ),
        ChannelPlan(
            "AS923-1",
            915_000_000,
            928_000_000,
            rx2=Channel(923_200_000, 2),
            ping_slot=Channel(923_400_000, 3),
            data_rates=_TO_250_KHZ,
        ),
        ChannelPlan(
            "AS923-2",
            915_000_000,
            928_000_000,
            rx2=Channel(921_400_000, 2),
            ping_slot=Channel(921_600_000, 2),
            data_rates=_TO_250_KHZ,
        ),
        ChannelPlan(
            "AS923-3",
            915_000_000,
            928_000_000,
            rx2=Channel(916_600_000, 2),
            ping_slot=Channel(916_800_000, 2),
            data_rates=_TO_250_KHZ,
        ),
        ChannelPlan(
            "AS923-4",
            915_000_000,
            928_000_000,
            rx2=Channel(917_300_000, 2),
            ping_slot=Channel(917_500_000, 2),
            data_rates=_TO_250_KHZ,
        ),
    )
}


# FUOTA and TS005 count frequencies in steps of so many Hz.
FREQUENCY_STEP: Final = 100


def frequency_kind(plan: ChannelPlan | None, step: int = 1) -> Kind:
    """Return what a downlink frequency may be, in Hz: of the plan's range, a multiple of `step`."""
    if plan is None:
        return Whole(100, 10**10, step=step)
    return Whole(plan.lowest_frequency, plan.highest_frequency, step=step)


def data_rate_kind(plan: ChannelPlan | None) -> Kind:
    """Return what a data rate may be: any that the region has, those for uplinks included."""
    return Whole(0, 15) if plan is None else OneOf(tuple(plan.data_rates))


def off_grid(names: Iterable[str], values: Mapping[str, Any]) -> list[Caution]:
    """Return a warning of the named frequencies that are no multiple of 100 Hz.

    LoRaWAN's commands count frequencies in steps of 100 Hz, so that devices accept no other.
    """
    return [
        Caution(WarningKey.OFF_GRID, {"field": name, "value": str(values[name])})
        for name in names
        if values.get(name) and values[name] % FREQUENCY_STEP
    ]
