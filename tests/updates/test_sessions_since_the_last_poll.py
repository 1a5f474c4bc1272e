"""What the list just before sending tells of sessions that no poll has seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.milesight_network_server.ns_api.fuota import FuotaTask, TaskStatus
from custom_components.milesight_network_server.updates.engine import Engine
from custom_components.milesight_network_server.updates.task_view import FuotaData, TrackedTask
from custom_components.milesight_network_server.words.keys import ErrorKey

from ..conftest import Clock

MADE = datetime(2026, 5, 4, 12, 0, 7, tzinfo=UTC)
POLLED = FuotaTask(
    task_id=1,
    name="Next week",
    status=TaskStatus.PENDING,
    created_at=MADE,
    started_at=MADE + timedelta(days=7),
    dev_euis=["24E124136D0000AA"],
)
type Change = Callable[[FuotaTask], FuotaTask]
NEWS: dict[str, Change] = {
    "it executes": lambda task: replace(task, status=TaskStatus.EXECUTING),
    "it is to start sooner": lambda task: replace(task, started_at=MADE + timedelta(hours=1)),
    "another has its id": lambda task: replace(task, created_at=MADE + timedelta(hours=1.1)),
    "another id is new": lambda task: replace(task, task_id=2),
}


def words(key: ErrorKey, /, **_placeholders: str) -> str:
    """Return the key in place of its sentence."""
    return key


@pytest.fixture
def engine(clock: Clock) -> Engine:
    """An engine that knows one task, of next week, from the last poll."""
    knows = Engine(clock, words)
    knows.poll(FuotaData({1: TrackedTask(POLLED, POLLED.started_at, None)}, complete=True))
    return knows


@pytest.mark.parametrize("what", NEWS)
def test_task_is_news_when(engine: Engine, what: str) -> None:
    assert engine.has_news([NEWS[what](POLLED)])


def test_task_that_is_as_the_last_poll_saw_it_is_no_news(engine: Engine) -> None:
    assert not engine.has_news([POLLED])


def test_task_that_has_ended_is_no_news(engine: Engine) -> None:
    assert not engine.has_news([replace(POLLED, status=TaskStatus.SUCCEEDED)])
