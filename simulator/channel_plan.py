"""Frequencies, data rates and payload sizes of each region (appendix, and section 6.6)."""

from dataclasses import dataclass
import json
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """One region. Frequencies are in Hz, data rates are DR numbers, payload sizes are bytes."""

    name: str
    rf_region: str
    frequencies: range
    data_rates: frozenset[int]
    rx2_frequency: int
    rx2_data_rate: int
    ping_slot_frequency: int
    ping_slot_data_rate: int
    max_payload_sizes: dict[int, int]


def _read() -> dict[str, ChannelPlan]:
    rows = json.loads(Path(__file__).with_name("channel_plans.json").read_text(encoding="utf-8"))
    return {
        name: ChannelPlan(
            name=name,
            rf_region=row["rf_region"],
            frequencies=range(row["frequency_range_hz"][0], row["frequency_range_hz"][1] + 1),
            data_rates=frozenset(map(int, row["data_rates"])),
            rx2_frequency=row["rx2"]["frequency_hz"],
            rx2_data_rate=row["rx2"]["data_rate"],
            ping_slot_frequency=row["ping_slot"]["frequency_hz"],
            ping_slot_data_rate=row["ping_slot"]["data_rate"],
            max_payload_sizes={int(dr): size for dr, size in row["max_payload_sizes"].items()},
        )
        for name, row in rows.items()
    }


CHANNEL_PLANS = _read()
