"""Something may strike at any step: before and after every write and every request."""

from itertools import islice

import pytest

from prove.crash_points import (
    HOPELESS,
    CrashPoint,
    groups,
    points,
    what_is_wrong,
    what_waits_for_ever,
)
from prove.quiet import quiet
from prove.scenarios import SCENARIOS
from prove.troubled import TROUBLED
from prove.world import Strike

CROSSED = [(scenario, fault) for scenario, fault, _ in groups() if fault is not None]
# Of the points at which something else goes wrong, too, one of so many is tried here.
EVERY = 20


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("strike", Strike)
def test_nothing_is_lost_or_doubled_whatever_strikes_at_any_step(
    scenario: str, strike: Strike
) -> None:
    with quiet():
        stories = [what_is_wrong(point) for point in points(scenario, None, strike)]
    assert len(stories) > 20
    assert not any(stories), max(stories)


@pytest.mark.parametrize("scenario", TROUBLED)
def test_every_update_ends_once_in_spite_of(scenario: str) -> None:
    with quiet():
        assert not what_is_wrong(CrashPoint(scenario, None))


@pytest.mark.parametrize("hopeless", HOPELESS)
def test_nothing_waits_for_ever(hopeless: str) -> None:
    with quiet():
        assert not what_waits_for_ever(hopeless)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_is_lost_or_doubled_by_a_death_while_a_task_can_not_be_made_well(
    scenario: str,
) -> None:
    faults = [fault for one, fault in CROSSED if one == scenario]
    with quiet():
        for number, fault in enumerate(faults):
            for point in islice(points(scenario, fault), number % EVERY, None, EVERY):
                assert not what_is_wrong(point)
