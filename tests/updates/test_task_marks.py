"""A listed task is the one that is known, also when the gateway's time zone or its name changed."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.milesight_network_server.ns_api.fuota import FuotaTask
from custom_components.milesight_network_server.updates.identity import TaskMark

MADE = datetime(2026, 5, 4, 12, 0, 7, tzinfo=UTC)
OURS, OTHERS = ["24E124136D0000AA"], ["24E124136D0000AB"]


@pytest.mark.parametrize(
    ("hours", "name", "dev_euis", "is_same"),
    [
        (0, "Kitchen", OURS, True),
        (0, "Kitchen", OTHERS, False),
        (2, "Thermostats", OURS, True),
        (2, "Thermostats", OTHERS, False),
        (2, "Kitchen", OURS, False),
        (None, "Thermostats", OTHERS, True),
        (None, "Kitchen", OURS, False),
    ],
)
def test_task_is_known_by_its_name_or_its_devices_and_by_both_after_a_change_of_zone(
    hours: float | None, name: str, dev_euis: list[str], *, is_same: bool
) -> None:
    """A task of a gateway that was reset may have been made whole hours after ours.

    Where the list has no time of creation, the name alone decides.
    """
    mark = TaskMark(task_id=7, name="Thermostats", dev_euis=frozenset(OURS), created_at=MADE)
    created = None if hours is None else MADE + timedelta(hours=hours)
    listed = FuotaTask(task_id=7, name=name, dev_euis=dev_euis, created_at=created)
    assert mark.is_of(listed) is is_same
