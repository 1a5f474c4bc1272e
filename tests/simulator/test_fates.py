"""Fates beyond the tables: codes that no table has, two codes at once, and success in name only."""

import pytest

from simulator.fate import Fate
from simulator.fuota import TaskStatus

from .talk import Clock, Talk, add_task, mannered, statuses, task_of

# Longer than any session of these tests.
WHOLE = 1000
RETRY = "/api/fuota/task/retry"


@pytest.fixture
def talk(clock: Clock) -> Talk:
    """A gateway with two thermostats."""
    talk = mannered(clock, devices=2)
    for device in talk.gateway.devices.values():
        device.firmware_version = "v1.2"
    return talk


def doom(talk: Talk, fate: str, times: int | None = None) -> str:
    """Give the first device a fate; its EUI."""
    dev_eui = next(iter(talk.gateway.devices))
    talk.gateway.set_fate(dev_eui, fate, times)
    return dev_eui


@pytest.mark.parametrize(
    ("fate", "last"),
    [
        ("fragment:99", (5, 99)),
        ("fragment:17", (5, 17)),
        ("multicast:40", (40, 0)),
        ("multicast:14", (14, 0)),
    ],
)
def test_a_device_ends_with_a_code_that_no_table_has_and_has_failed(
    talk: Talk, clock: Clock, fate: str, last: tuple[int, int]
) -> None:
    dev_eui = doom(talk, fate)
    task_id = add_task(talk)
    clock.passes(WHOLE)
    assert statuses(talk, task_id) == [last, (5, 13)]
    task = task_of(talk, task_id)
    assert (task["status"], task["doneDevices"]) == (4, 1)
    rows = talk("GET", f"/api/fuota/devices?taskId={task_id}")["devices"]
    assert [each["status"] for each in rows] == [4, 3]
    assert talk.gateway.devices[dev_eui].firmware_version == "v1.2"


@pytest.mark.parametrize("fate", ["fragment:12 multicast:8", "multicast:8 fragment:12"])
def test_a_device_can_end_with_a_code_of_each_table(talk: Talk, clock: Clock, fate: str) -> None:
    dev_eui = doom(talk, fate)
    task_id = add_task(talk)
    clock.passes(WHOLE)
    # It has received all, and installs nothing: the task fails.
    assert statuses(talk, task_id) == [(8, 12), (5, 13)]
    assert task_of(talk, task_id)["status"] == 4
    assert talk.gateway.devices[dev_eui].firmware_version == "v1.2"


def test_it_comes_to_both_codes_after_the_sending(talk: Talk, clock: Clock) -> None:
    doom(talk, "fragment:12 multicast:8")
    task_id = add_task(talk)
    clock.passes(61)
    assert statuses(talk, task_id)[0] == (4, 3)
    clock.passes(25 + 58)
    assert statuses(talk, task_id)[0] == (8, 12)
    assert task_of(talk, task_id)["status"] == 2


def test_two_codes_that_are_no_failures_are_an_end_without_success(
    talk: Talk, clock: Clock
) -> None:
    for dev_eui in talk.gateway.devices:
        talk.gateway.set_fate(dev_eui, "fragment:3 multicast:5")
    task_id = add_task(talk)
    clock.passes(WHOLE)
    assert statuses(talk, task_id) == [(5, 3), (5, 3)]
    assert (task_of(talk, task_id)["status"], task_of(talk, task_id)["doneDevices"]) == (4, 0)


def test_with_upgrade_complete_a_device_is_done_whatever_stands_beside_it(
    talk: Talk, clock: Clock
) -> None:
    dev_eui = doom(talk, "fragment:13 multicast:8")
    task_id = add_task(talk)
    clock.passes(WHOLE)
    assert statuses(talk, task_id) == [(8, 13), (5, 13)]
    assert (task_of(talk, task_id)["status"], task_of(talk, task_id)["doneDevices"]) == (3, 2)
    assert talk.gateway.devices[dev_eui].firmware_version == "v1.9"


@pytest.mark.parametrize("fate", ["fragment:99", "fragment:12 multicast:8"])
def test_such_a_fate_can_strike_once_only(talk: Talk, clock: Clock, fate: str) -> None:
    dev_eui = doom(talk, fate, times=1)
    task_id = add_task(talk)
    clock.passes(WHOLE)
    assert task_of(talk, task_id)["status"] == 4
    assert talk.gateway.devices[dev_eui].fate is None
    talk("POST", RETRY, {"ids": [task_id]})
    clock.passes(WHOLE)
    assert task_of(talk, task_id)["status"] == 3


def test_a_lenient_gateway_calls_a_task_succeeded_although_devices_failed(clock: Clock) -> None:
    talk = mannered(clock, devices=2, lenient_success=True)
    doom(talk, "fragment:9")
    task_id = add_task(talk)
    clock.passes(WHOLE)
    task = task_of(talk, task_id)
    assert (task["status"], task["doneDevices"], task["totalDevices"]) == (3, 1, 2)
    assert statuses(talk, task_id) == [(5, 9), (5, 13)]
    assert talk.gateway.tasks[task_id].status is TaskStatus.SUCCEEDED
    assert talk.code("POST", RETRY, {"ids": [task_id]}) == 10310014


def test_updated_devices_may_go_on_reporting_what_they_ran_before(clock: Clock) -> None:
    talk = mannered(clock, devices=1, stale_versions=True)
    (device,) = talk.gateway.devices.values()
    before = device.firmware_version
    task_id = add_task(talk)
    clock.passes(WHOLE)
    assert statuses(talk, task_id) == [(5, 13)]
    assert device.firmware_version == before


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("fragment:99", Fate("fragment", 99)),
        ("multicast:40 times=2", Fate("multicast", 40, 2)),
        ("fragment:12 multicast:8", Fate("fragment", 12, beside=8)),
        ("multicast:8 fragment:12 times=1", Fate("multicast", 8, 1, beside=12)),
        ("fragment:0 multicast:0", Fate("fragment", 0, beside=0)),
    ],
)
def test_a_fate_is_written_as_it_is_read(text: str, fate: Fate) -> None:
    assert Fate.parse(text) == fate
    assert str(fate) == text


@pytest.mark.parametrize("text", ["fragment:9 fragment:10", "fragment:12", "fragment:-1", "a:1"])
def test_what_is_no_end_is_no_fate(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Fate.parse(text)
