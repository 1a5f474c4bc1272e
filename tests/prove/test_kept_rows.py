"""Updates as they were kept, by this version or the one before, whole or not."""

from typing import Any

import pytest

from custom_components.milesight_network_server.updates.queue import QueuedUpdate, QueueState

DEVICE = "24E1247917A00000"
# As the version before kept it, which knew tasks by name and id alone.
FIRST_VERSION: dict[str, Any] = {
    "queue_id": "01J0000000000000000000ABCD",
    "dev_euis": [DEVICE],
    "task_name": "WT101 v1.10",
    "firmware_name": "WT101 v1.10",
    "firmware_version": "v1.10",
    "model": "WT101",
    "official_firmware_id": "1",
    "state": "running",
    "since": "2026-03-01T08:00:00+00:00",
    "task_id": 0,
    "listed": True,
    "again_at": None,
    "canary_name": None,
    "canary_task_id": None,
}


def test_a_running_update_of_the_version_before_goes_on() -> None:
    item = QueuedUpdate.from_dict(FIRST_VERSION)
    assert (item.state, item.task_id) == (QueueState.RUNNING, 0)
    assert item.sent is not None
    assert item.sent.listed
    assert item.sent.dev_euis == {DEVICE}


def test_a_staged_update_of_the_version_before_still_knows_its_canary() -> None:
    row = {**FIRST_VERSION, "state": "staged", "canary_name": "June 1/2", "canary_task_id": 3}
    canary = QueuedUpdate.from_dict(row).canary
    assert canary is not None
    assert canary.sent.name == "June 1/2"
    assert canary.sent.mark is not None
    assert canary.sent.mark.task_id == 3


def test_what_is_kept_is_read_as_it_was() -> None:
    item = QueuedUpdate.from_dict(FIRST_VERSION)
    assert QueuedUpdate.from_dict(item.to_dict()).to_dict() == item.to_dict()


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {**FIRST_VERSION, "dev_euis": None},
        {**FIRST_VERSION, "dev_euis": 5},
        {**FIRST_VERSION, "task_name": None},
        {**FIRST_VERSION, "task_id": "three"},
        {**FIRST_VERSION, "state": "asleep"},
        {**FIRST_VERSION, "since": "yesterday"},
        {**FIRST_VERSION, "sent": []},
        {**FIRST_VERSION, "canary_name": 5, "canary_task_id": []},
        {**FIRST_VERSION, "canary": "first"},
    ],
    ids=str,
)
def test_an_odd_row_is_read_or_refused_as_a_value(odd: dict[str, Any]) -> None:
    """Whoever reads rows sets such a row aside, and reads the others."""
    try:
        QueuedUpdate.from_dict(odd)
    except LookupError, ValueError, TypeError:
        return
