"""Home Assistant may die at any step: before and after every write and every request."""

from itertools import islice

import pytest

from prove.crash_points import CrashPoint, full_gateway, groups, points, what_is_wrong
from prove.quiet import quiet
from prove.scenarios import SCENARIOS
from prove.troubled import TROUBLED

CROSSED = [(scenario, fault) for scenario, fault in groups() if fault is not None]
# Of the points at which something else goes wrong, too, one of so many is tried here.
EVERY = 20


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_is_lost_or_doubled_by_a_death_at_any_step(scenario: str) -> None:
    with quiet():
        stories = [what_is_wrong(point) for point in points(scenario, None)]
    assert len(stories) > 20
    assert not any(stories), max(stories)


@pytest.mark.parametrize("scenario", TROUBLED)
def test_every_update_ends_once_in_spite_of(scenario: str) -> None:
    with quiet():
        assert not what_is_wrong(CrashPoint(scenario, None))


def test_what_a_gateway_refuses_for_days_is_held() -> None:
    with quiet():
        assert not full_gateway()


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
