"""What pytest runs of the tests, and what it keeps of their runs; taken by conftest.py."""

from collections import defaultdict
from collections.abc import Generator
import gc
from inspect import iscoroutinefunction
import logging

import pytest

# Fixtures of the plugin that each test has, and that only what runs in an event loop needs.
_ABOUT_EVENT_LOOPS = {"configure_event_loop", "enable_event_loop_debug", "verify_cleanup"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let script/test --fast ask for a part of the cases."""
    parser.addoption(
        "--cases",
        type=int,
        metavar="N",
        help="of a test in Home Assistant, run at most N (2 or more) of its cases",
    )


def pytest_configure() -> None:
    """Spare the tests what they do not need.

    Home Assistant logs each entity that it registers: a hundred lines a test. And what is left of
    a test is collected by the plugin after each file; Python would do it again every ten tests.
    """
    gc.set_threshold(10_000, 20, 1_000_000)
    logging.getLogger("homeassistant.helpers.entity_registry").setLevel(logging.WARNING)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not needed: event loops of tests without one, cases beyond those asked for.

    To make two event loops, and to look whether anything is left in them, takes longer than most
    tests that have none.
    """
    functions = [item for item in items if isinstance(item, pytest.Function)]
    for item in functions:
        if not iscoroutinefunction(item.obj) and "hass" not in item.fixturenames:
            item.fixturenames[:] = [
                name for name in item.fixturenames if name not in _ABOUT_EVENT_LOOPS
            ]
    if most := config.getoption("cases"):
        left_out = _beyond(most, functions)
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=list(left_out))


def _beyond(most: int, functions: list[pytest.Function]) -> set[pytest.Item]:
    """Return the cases to leave out: all but the first, the last, and some in between."""
    cases = defaultdict[str, list[pytest.Item]](list)
    for item in functions:
        if "hass" in item.fixturenames:
            cases[item.nodeid.partition("[")[0]].append(item)
    left_out = set[pytest.Item]()
    for all_of_test in cases.values():
        step = max(1, (len(all_of_test) - 1) / (most - 1))
        run = {all_of_test[min(round(one * step), len(all_of_test) - 1)] for one in range(most)}
        left_out.update(set(all_of_test) - run)
    return left_out


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the log of a test only where it failed.

    A test of Home Assistant logs hundreds of kilobytes. All of them were sent to the process that
    reports, and kept there until the end: gigabytes that nobody reads.
    """
    report = yield
    if report.passed:
        report.sections.clear()
    return report
