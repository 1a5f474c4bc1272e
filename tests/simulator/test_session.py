"""How tasks run by the clock: one at a time, phase by phase, each device by its fate."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from simulator.fate import Fate
from simulator.gateway import Gateway
from simulator.population import populate
from simulator.session import Phases, sent_fragments
from simulator.status import FRAGMENT_FAILURES, MULTICAST_FAILURES

from .talk import EUI, Clock, Talk, add_task, statuses, task_of

# The file of local_task: 900 bytes, 20 fragments of 45 and a quarter more, one a second.
SETUP, SENDING, POLLING, REBOOT = 60, 25, 60, 90
WHOLE = SETUP + SENDING + POLLING + REBOOT
RETRY = "/api/fuota/task/retry"

type Firmware = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def _house(house: Gateway) -> None:
    """Two thermostats to update."""
    for device in house.devices.values():
        device.firmware_version = "v1.2"


@pytest.fixture
def versions(house: Gateway) -> Firmware:
    """What the devices run."""
    return lambda: [each.firmware_version for each in house.devices.values()]


def test_a_task_is_pending_until_its_start(talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk, startedAt=(clock.now + timedelta(minutes=5)).isoformat())
    clock.passes(299)
    assert task_of(talk, task_id)["status"] == 0
    clock.passes(1)
    assert task_of(talk, task_id)["status"] == 2


def test_a_start_in_the_past_means_at_once(talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk, startedAt="2020-01-01T00:00:00Z")
    assert task_of(talk, task_id)["status"] == 2
    assert statuses(talk, task_id) == [(0, 0), (0, 0)]
    clock.passes(WHOLE)
    assert task_of(talk, task_id)["status"] == 3


def test_devices_walk_through_both_status_tables(talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk)
    walked: list[tuple[int, int]] = []
    for _ in range(WHOLE * 2):
        status = statuses(talk, task_id)[0]
        if not walked or walked[-1] != status:
            walked.append(status)
        clock.passes(0.5)
    assert walked == [
        (0, 0), (1, 0), (2, 0), (3, 0), (3, 1), (3, 2), (4, 3), (5, 3), (5, 12), (5, 13),
    ]  # fmt: skip


def test_each_phase_takes_its_time(talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk)
    clock.passes(SETUP - 0.1)
    assert statuses(talk, task_id) == [(3, 2), (3, 2)]
    clock.passes(0.1)
    assert statuses(talk, task_id) == [(4, 3), (4, 3)]
    clock.passes(SENDING - 0.1)
    assert statuses(talk, task_id) == [(4, 3), (4, 3)]
    clock.passes(0.1)
    assert statuses(talk, task_id) == [(5, 3), (5, 3)]
    clock.passes(POLLING)
    assert statuses(talk, task_id) == [(5, 12), (5, 12)]
    clock.passes(REBOOT - 0.1)
    assert statuses(talk, task_id) == [(5, 13), (5, 13)]
    assert task_of(talk, task_id)["status"] == 2
    clock.passes(0.1)
    assert task_of(talk, task_id)["status"] == 3


def test_devices_finish_one_after_the_other_while_rebooting(clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock))
    populate(talk.gateway, devices=20, models=("WT201",))
    task_id = add_task(talk)
    clock.passes(WHOLE - REBOOT)
    done = []
    for _ in range(REBOOT):
        done.append(task_of(talk, task_id)["doneDevices"])
        clock.passes(1)
    assert done[0] == 0
    assert done[-1] == 20
    assert len(set(done)) > 10
    assert all(each == 0 for each in done[: REBOOT // 3])


@pytest.mark.parametrize(
    ("size", "fragment_size", "redundancy", "sent"),
    [(182_581, 88, 30, 2698), (900, 45, 0, 20), (901, 45, 0, 21), (1, 250, 100, 2)],
)
def test_fragments_are_counted_with_their_redundancy(
    size: int, fragment_size: int, redundancy: int, sent: int
) -> None:
    assert sent_fragments(size, fragment_size, redundancy) == sent


def test_speed_divides_the_session_and_not_the_wait(clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock, speed=10))
    populate(talk.gateway, devices=1)
    task_id = add_task(talk, startedAt=(clock.now + timedelta(seconds=100)).isoformat())
    clock.passes(99)
    assert task_of(talk, task_id)["status"] == 0
    clock.passes(1 + WHOLE / 10 - 0.01)
    assert task_of(talk, task_id)["status"] == 2
    clock.passes(0.01)
    assert task_of(talk, task_id)["status"] == 3


def test_phases_can_be_set_and_be_nothing_at_all(clock: Clock) -> None:
    gateway = Gateway(EUI, clock=clock, setup_time=0, polling_time=0, reboot_time=0)
    populate(gateway, devices=1)
    talk = Talk(gateway)
    task_id = add_task(talk)
    assert statuses(talk, task_id) == [(4, 3)]
    clock.passes(SENDING)
    assert task_of(talk, task_id)["status"] == 3


def test_the_end_is_reported(talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk)
    clock.passes(WHOLE + 1000)
    task = task_of(talk, task_id)
    assert task["status"] == 3
    assert task["doneDevices"] == task["totalDevices"] == 2
    # 235 s after noon, however late somebody asks.
    assert task["stoppedAt"] == task["updatedAt"] == "2026-03-01T12:03:55+00:00"


def test_done_devices_report_the_new_firmware_each_in_its_time(
    talk: Talk, clock: Clock, versions: Firmware
) -> None:
    add_task(talk)
    seen: list[list[str]] = []
    for _ in range(WHOLE + 1):
        talk("GET", "/api/fuota/task")
        if not seen or seen[-1] != versions():
            seen.append(versions())
        clock.passes(1)
    assert seen[0] == ["v1.2", "v1.2"]
    assert sorted(seen[1]) == ["v1.2", "v1.9"]
    assert seen[2:] == [["v1.9", "v1.9"]]


def test_a_file_whose_name_tells_no_version_changes_none(
    talk: Talk, clock: Clock, versions: Firmware
) -> None:
    info = {"firmwareName": "own.bin", "fileContent": "AAAA"}
    task_id = add_task(talk, firmwareInfo=info)
    clock.passes(WHOLE)
    assert task_of(talk, task_id)["status"] == 3
    assert versions() == ["v1.2", "v1.2"]


def test_the_temporary_groups_session_is_reported_while_it_runs(talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk)
    clock.passes(SETUP + 1)
    info = task_of(talk, task_id)["tmpMcInfo"]
    assert info["sessionTimeDelay"] == SETUP
    assert 2 ** info["sessionTimeOut"] >= SENDING + POLLING
    assert info["status"] == 4


def test_one_session_at_a_time_in_the_order_of_their_starts(talk: Talk, clock: Clock) -> None:
    first = add_task(talk)
    third = add_task(talk, startedAt=(clock.now + timedelta(seconds=20)).isoformat())
    second = add_task(talk, startedAt=(clock.now + timedelta(seconds=10)).isoformat())

    def now() -> list[int]:
        return [task_of(talk, each)["status"] for each in (first, second, third)]

    assert now() == [2, 0, 0]
    clock.passes(15)
    assert now() == [2, 1, 0]
    clock.passes(5)
    assert now() == [2, 1, 1]
    clock.passes(WHOLE - 20)
    assert now() == [3, 2, 1]
    clock.passes(WHOLE)
    assert now() == [3, 3, 2]
    clock.passes(WHOLE)
    assert now() == [3, 3, 3]


def test_it_makes_no_difference_how_often_somebody_looks(talk: Talk, clock: Clock) -> None:
    first, second = add_task(talk), add_task(talk)
    clock.passes(2 * WHOLE + 7)
    assert task_of(talk, first)["stoppedAt"] == "2026-03-01T12:03:55+00:00"
    assert task_of(talk, second)["stoppedAt"] == "2026-03-01T12:07:50+00:00"


# Where each phase begins and ends.
PHASES = {
    "setup": (0, SETUP),
    "sending": (SETUP, SETUP + SENDING),
    "polling": (SETUP + SENDING, WHOLE - REBOOT),
    "reboot": (WHOLE - REBOOT, WHOLE),
}


@pytest.mark.parametrize(
    ("fate", "last", "phase"),
    [
        ("multicast:6", (6, 0), "setup"),
        ("multicast:7", (7, 0), "setup"),
        ("multicast:8", (8, 0), "setup"),
        ("multicast:9", (9, 0), "setup"),
        ("multicast:10", (10, 0), "setup"),
        ("multicast:11", (11, 0), "setup"),
        ("multicast:12", (12, 0), "setup"),
        ("multicast:13", (13, 0), "setup"),
        ("fragment:4", (3, 4), "setup"),
        ("fragment:5", (3, 5), "setup"),
        ("fragment:6", (3, 6), "setup"),
        ("fragment:7", (3, 7), "setup"),
        ("fragment:8", (3, 8), "setup"),
        ("fragment:11", (4, 11), "sending"),
        ("fragment:9", (5, 9), "polling"),
        ("fragment:15", (5, 15), "polling"),
        ("fragment:16", (5, 16), "polling"),
        ("fragment:10", (5, 10), "reboot"),
        ("fragment:14", (5, 14), "reboot"),
    ],
)
def test_a_fate_comes_true_in_its_phase(
    talk: Talk, clock: Clock, fate: str, last: tuple[int, int], phase: str
) -> None:
    doomed, other = talk.gateway.devices.values()
    talk.gateway.set_fate(doomed.dev_eui, fate)
    task_id = add_task(talk)
    begin, end = PHASES[phase]
    clock.passes(begin)
    assert statuses(talk, task_id)[0] != last
    clock.passes(end - begin)
    assert statuses(talk, task_id)[0] == last
    clock.passes(WHOLE - end)
    assert statuses(talk, task_id) == [last, (5, 13)]
    task = task_of(talk, task_id)
    assert (task["status"], task["doneDevices"]) == (4, 1)
    assert (doomed.firmware_version, other.firmware_version) == ("v1.2", "v1.9")


def test_every_failure_of_the_tables_is_a_fate() -> None:
    session = Phases().session(10)
    for table, failures in (("multicast", MULTICAST_FAILURES), ("fragment", FRAGMENT_FAILURES)):
        for code in failures:
            *way, last = session.steps(Fate.parse(f"{table}:{int(code)}"), 0.999)
            assert last.failed
            assert not last.done
            assert not any(step.failed for step in way)
            moments = [step.at for step in [*way, last]]
            assert moments == sorted(moments)
            assert last.at <= session.end_of(last.phase)


@pytest.mark.parametrize(
    ("fate", "seconds"),
    [("multicast:6", SETUP), ("fragment:11", SETUP + SENDING), ("fragment:9", WHOLE - REBOOT)],
)
def test_a_session_ends_early_when_every_device_has_failed(
    talk: Talk, clock: Clock, fate: str, seconds: float
) -> None:
    for dev_eui in talk.gateway.devices:
        talk.gateway.set_fate(dev_eui, fate)
    task_id = add_task(talk)
    clock.passes(seconds - 0.1)
    assert task_of(talk, task_id)["status"] == 2
    clock.passes(0.1)
    assert task_of(talk, task_id)["status"] == 4


def test_a_firmware_for_another_model_does_not_match(talk: Talk, clock: Clock) -> None:
    info = {"firmwareName": "WT101.0000.0100.0101.bin", "fileContent": "AAAA"}
    task_id = add_task(talk, firmwareInfo=info)
    clock.passes(WHOLE)
    assert statuses(talk, task_id) == [(3, 5), (3, 5)]
    assert task_of(talk, task_id)["status"] == 4


def test_a_retry_runs_again_for_those_that_failed(
    talk: Talk, clock: Clock, versions: Firmware
) -> None:
    doomed = next(iter(talk.gateway.devices))
    talk.gateway.set_fate(doomed, "fragment:9", times=1)
    task_id = add_task(talk)
    clock.passes(WHOLE)
    assert task_of(talk, task_id)["status"] == 4
    clock.passes(1000)
    assert talk("POST", RETRY, {"ids": [task_id]}) == {"code": 200, "error": ""}
    task = task_of(talk, task_id)
    assert (task["status"], task["stoppedAt"], task["doneDevices"]) == (2, "", 1)
    assert statuses(talk, task_id) == [(0, 0), (5, 13)]
    clock.passes(SETUP + 1)
    assert statuses(talk, task_id) == [(4, 3), (5, 13)]
    clock.passes(WHOLE)
    assert task_of(talk, task_id)["status"] == 3
    assert versions() == ["v1.9", "v1.9"]


def test_a_fate_without_a_limit_strikes_again(talk: Talk, clock: Clock) -> None:
    doomed = next(iter(talk.gateway.devices.values()))
    doomed.fate = "multicast:8"
    task_id = add_task(talk)
    for _ in range(3):
        clock.passes(WHOLE)
        assert task_of(talk, task_id)["status"] == 4
        talk("POST", RETRY, {"ids": [task_id]})


def test_a_retried_task_waits_for_the_one_that_runs(talk: Talk, clock: Clock) -> None:
    doomed = next(iter(talk.gateway.devices))
    talk.gateway.set_fate(doomed, "fragment:9", times=1)
    failed = add_task(talk)
    clock.passes(WHOLE)
    task_of(talk, failed)
    other = add_task(talk)
    talk("POST", RETRY, {"ids": [failed]})
    assert [task_of(talk, each)["status"] for each in (failed, other)] == [1, 2]
    clock.passes(WHOLE)
    assert [task_of(talk, each)["status"] for each in (failed, other)] == [2, 3]


def test_a_fate_can_come_while_the_session_runs(talk: Talk, clock: Clock) -> None:
    doomed = next(iter(talk.gateway.devices))
    task_id = add_task(talk)
    clock.passes(SETUP + 1)
    statuses(talk, task_id)
    talk.gateway.set_fate(doomed, "fragment:10")
    clock.passes(WHOLE)
    assert statuses(talk, task_id) == [(5, 10), (5, 13)]


def test_the_books_can_be_read_without_asking(talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk)
    clock.passes(WHOLE)
    talk.gateway.advance()
    assert talk.gateway.tasks[task_id].done_devices == 2


@pytest.mark.parametrize(
    "text", ["fragment:3", "fragment:12", "multicast:5", "x:1", "fragment", ""]
)
def test_what_is_no_failure_is_no_fate(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Fate.parse(text)


def test_a_fate_is_read_as_it_is_written() -> None:
    assert Fate.parse("fragment:9 times=2") == Fate("fragment", 9, 2)
    assert str(Fate("multicast", 6, 1)) == "multicast:6 times=1"
    assert Fate.parse("multicast:6") == Fate("multicast", 6)
    with pytest.raises(ValueError, match="times"):
        Fate("fragment", 9, 0)
