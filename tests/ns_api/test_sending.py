"""How a firmware task is sent where its caller leaves that open."""

from typing import Any, Final

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS, Channel
from custom_components.milesight_network_server.ns_api.session_plan import (
    LONGEST_SESSION,
    airtime_of,
    cautions,
    default_sending,
    estimate,
)
from simulator.channel_plan import CHANNEL_PLANS as SIMULATED_PLANS

SIZE: Final = 182_581


def chosen(
    plan: str = "EU868",
    given_fields: dict[str, Any] | None = None,
    *,
    rx2: Channel | None = None,
    size: int | None = SIZE,
) -> dict[str, Any]:
    """Return how a task of a region is sent, all fields of it."""
    channel_plan = CHANNEL_PLANS[plan]
    fields = given_fields or {}
    sizes = SIMULATED_PLANS[plan].max_payload_sizes
    return fields | default_sending(fields, channel_plan, rx2 or channel_plan.rx2, sizes, size)


@pytest.mark.parametrize("plan", [name for name in CHANNEL_PLANS if name != "EU868"])
def test_without_a_duty_cycle_the_second_receive_window_decides(plan: str) -> None:
    rx2 = CHANNEL_PLANS[plan].rx2
    sending = chosen(plan)
    assert (sending["dr"], sending["frequency"]) == (rx2.data_rate, rx2.frequency)
    assert sending["fragment_interval"] == 5000
    assert sending["fragment_redundancy"] == 30


def test_in_eu868_the_slowest_data_rate_that_keeps_the_duty_cycle_is_taken() -> None:
    assert chosen(size=100_000) == {
        "dr": 2,
        "frequency": 869_525_000,
        "fragment_size": 46,
        "fragment_interval": 7000,
        "fragment_redundancy": 30,
    }


def test_a_firmware_too_large_for_the_longest_session_is_sent_faster() -> None:
    sending = chosen(size=182_581)
    assert (sending["dr"], sending["fragment_size"], sending["fragment_interval"]) == (3, 110, 7000)
    sent = estimate(182_581, 110, 7000, 30)
    assert sent.sending_time <= LONGEST_SESSION


@pytest.mark.parametrize("plan", CHANNEL_PLANS)
@given(size=st.integers(1, 250_000))
def test_defaults_give_no_cause_for_a_warning(plan: str, size: int) -> None:
    channel_plan, sending = CHANNEL_PLANS[plan], chosen(plan, size=size)
    fragments = estimate(
        size,
        sending["fragment_size"],
        sending["fragment_interval"],
        sending["fragment_redundancy"],
    )
    if fragments.sending_time > LONGEST_SESSION:
        # No data rate of the region is fast enough.
        assert plan not in ("EU868", "AS923-1")
        return
    assert not list(cautions(sending, airtime_of(sending, channel_plan), channel_plan, fragments))


def test_what_is_given_is_left_as_it_is() -> None:
    worked = {"dr": 3, "fragment_size": 88, "fragment_interval": 5000, "fragment_redundancy": 30}
    assert chosen(given_fields=worked) == worked | {"frequency": 869_525_000}


def test_a_given_data_rate_gets_the_interval_that_keeps_its_duty_cycle() -> None:
    assert chosen(given_fields={"dr": 3})["fragment_interval"] == 7000


def test_where_no_interval_keeps_the_duty_cycle_the_default_stays() -> None:
    assert chosen(given_fields={"dr": 0})["fragment_interval"] == 5000


def test_the_devices_own_receive_window_goes_before_that_of_the_region() -> None:
    sending = chosen(rx2=Channel(869_400_000, 3))
    assert (sending["dr"], sending["frequency"]) == (3, 869_400_000)


def test_an_unknown_region_leaves_data_rate_and_frequency_open() -> None:
    assert default_sending({}, None, None, {}, SIZE) == {
        "fragment_interval": 5000,
        "fragment_redundancy": 30,
    }
