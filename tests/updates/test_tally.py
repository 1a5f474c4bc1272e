"""Time counts against what waits only while it is its turn, or the gateway answers."""

from custom_components.milesight_network_server.updates.clock import Tally


def test_time_counts_from_look_to_look() -> None:
    tally = Tally()
    tally.count(100.0, holds=True)
    tally.count(160.0, holds=True)
    assert tally.count(200.0, holds=True) == 100.0


def test_time_in_which_it_did_not_hold_does_not_count() -> None:
    tally = Tally()
    tally.count(100.0, holds=True)
    tally.count(150.0, holds=False)
    tally.count(1000.0, holds=True)
    assert tally.count(1010.0, holds=True) == 10.0


def test_what_was_counted_before_an_interruption_is_kept() -> None:
    tally = Tally()
    for moment, holds in ((0.0, True), (60.0, True), (90.0, False), (500.0, True)):
        tally.count(moment, holds=holds)
    assert tally.count(530.0, holds=True) == 90.0
