"""How many fragments a firmware takes, and how long sending them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS, DataRate
from custom_components.milesight_network_server.ns_api.session_plan import (
    FRAME_OVERHEAD,
    Estimate,
    TaskEstimate,
    estimate,
    estimate_task,
    frame_airtime,
)


def test_the_worked_example() -> None:
    """182,581 bytes by 88, with 30 % more, every 5 s: 2,075 + 623 fragments."""
    assert estimate(182_581, 88, 5000, 30) == Estimate(
        fragments=2075, sent_fragments=2698, sending_time=timedelta(seconds=13_490)
    )


@pytest.mark.parametrize(
    ("size", "fragments"), [(1, 1), (87, 1), (88, 1), (89, 2), (176, 2), (177, 3)]
)
def test_a_fragment_that_is_not_full_counts(size: int, fragments: int) -> None:
    assert estimate(size, 88, 1000, 0).fragments == fragments


@pytest.mark.parametrize(
    ("redundancy", "sent"), [(0, 10), (1, 11), (10, 11), (11, 12), (30, 13), (100, 20)]
)
def test_a_part_of_a_redundant_fragment_counts(redundancy: int, sent: int) -> None:
    assert estimate(10, 1, 1000, redundancy).sent_fragments == sent


def test_without_redundancy_nothing_is_added() -> None:
    made = estimate(182_581, 88, 5000, 0)
    assert made.sent_fragments == made.fragments == 2075


def test_the_interval_is_in_milliseconds() -> None:
    assert estimate(1, 1, 1500, 0).sending_time == timedelta(seconds=1.5)


@pytest.mark.parametrize(
    ("size", "fragment_size", "interval", "redundancy"),
    [
        (0, 88, 5000, 30),
        (-1, 88, 5000, 30),
        (182_581, 0, 5000, 30),
        (182_581, -88, 5000, 30),
        (182_581, 88, 0, 30),
        (182_581, 88, -5000, 30),
        (182_581, 88, 5000, -1),
    ],
)
def test_what_cannot_be_sent_cannot_be_estimated(
    size: int, fragment_size: int, interval: int, redundancy: int
) -> None:
    with pytest.raises(ValueError, match="nothing to send"):
        estimate(size, fragment_size, interval, redundancy)


@given(
    size=st.integers(1, 10_000_000),
    fragment_size=st.integers(1, 250),
    interval=st.integers(1000, 10_000),
    redundancy=st.integers(0, 100),
)
def test_the_fragments_just_hold_the_firmware(
    size: int, fragment_size: int, interval: int, redundancy: int
) -> None:
    made = estimate(size, fragment_size, interval, redundancy)
    assert (made.fragments - 1) * fragment_size < size <= made.fragments * fragment_size
    redundant = made.sent_fragments - made.fragments
    assert (redundant - 1) * 100 < made.fragments * redundancy <= redundant * 100
    assert made.sending_time == made.sent_fragments * timedelta(milliseconds=interval)


def test_a_task_takes_its_sending_and_an_allowance() -> None:
    starts = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    made = estimate_task(estimate(182_581, 88, 5000, 30), 574.5, starts, timedelta(seconds=120))
    assert made == TaskEstimate(
        fragments=2075,
        sent_fragments=2698,
        sending_time=timedelta(seconds=13_490),
        frame_airtime=574.5,
        duration=timedelta(seconds=13_610),
        ends_at=starts + timedelta(seconds=13_610),
    )


@pytest.mark.parametrize(
    ("spreading_factor", "bandwidth", "payload", "airtime"),
    [
        # Worked out by hand from AN1200.13: (8 + 4.25 + 8 + 5 n) symbols of 2^SF / kHz ms.
        (7, 125, 20, 56.6),  # n = 7 blocks, 55.25 symbols of 1.024 ms
        (9, 125, 104, 574.5),  # n = 24, 140.25 of 4.096 ms
        (10, 125, 51, 616.4),  # n = 11, 75.25 of 8.192 ms
        (11, 125, 51, 1314.8),  # n = 12, 80.25 of 16.384 ms: low data rate optimisation
        (12, 125, 51, 2465.8),  # n = 11, 75.25 of 32.768 ms
        (12, 500, 51, 534.5),  # n = 9, 65.25 of 8.192 ms: no optimisation
        (7, 250, 242, 189.6),  # n = 70, 370.25 of 0.512 ms
    ],
)
def test_airtime_by_semtechs_formula(
    spreading_factor: int, bandwidth: int, payload: int, airtime: float
) -> None:
    fragment_size = payload - FRAME_OVERHEAD
    assert frame_airtime(fragment_size, DataRate(spreading_factor, bandwidth)) == airtime


@given(
    size=st.integers(1, 249),
    data_rate=st.sampled_from(
        [rate for plan in CHANNEL_PLANS.values() for rate in plan.data_rates.values()]
    ),
)
def test_a_longer_fragment_is_never_sooner_sent(size: int, data_rate: DataRate) -> None:
    assert 0 < frame_airtime(size, data_rate) <= frame_airtime(size + 1, data_rate)
