"""How device rows and members of groups say when a device was heard."""

from datetime import UTC, datetime, timedelta
import re
from typing import Any

import pytest

from simulator.gateway import Gateway
from simulator.heard_at import go_time, relative
from simulator.manners import Manners, Times
from simulator.population import populate

from .talk import EUI, Clock, Talk, add_task, task_of

GO_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d{0,8}[1-9])? ([+-]\d{4}) ([A-Z]{3,4}|[+-]\d{2,4})"
)
ENGLISH = re.compile(r"just now|(?:a few|an?|\d+) (?:second|minute|hour|day|week|month|year)s? ago")


def estate(clock: Clock, times: Times = "real", *, hours: float = 0, devices: int = 60) -> Talk:
    gateway = Gateway(
        EUI, clock=clock, utc_offset=timedelta(hours=hours), manners=Manners(times=times)
    )
    populate(gateway, devices=devices)
    return Talk(gateway)


def heard_rows(talk: Talk) -> list[tuple[dict[str, Any], datetime]]:
    """The rows of the devices that were heard, and when that was."""
    rows = talk("GET", "/api/urdevices")["deviceResult"]
    found = [(each, talk.gateway.devices[each["devEUI"]].last_seen) for each in rows]
    heard = [(row, at) for row, at in found if at is not None]
    assert len(heard) == 54
    return heard


def moment(text: str) -> datetime:
    """The moment that Go's text of a time tells, to the second."""
    found = GO_TIME.fullmatch(text)
    assert found, text
    return datetime.strptime(f"{found[1]} {found[3]}", "%Y-%m-%d %H:%M:%S %z")


@pytest.mark.parametrize("hours", [0, 1, 2, 8, -3, 5.5, 5.75, -8])
def test_a_real_row_has_english_and_go_s_text(clock: Clock, hours: float) -> None:
    for row, at in heard_rows(estate(clock, hours=hours)):
        assert ENGLISH.fullmatch(row["lastSeenAt"])
        assert moment(row["lastSeenAtTime"]) == at.replace(microsecond=0)
        assert moment(row["lastSeenAtTime"]).utcoffset() == timedelta(hours=hours)


def test_the_fraction_has_up_to_nine_digits(clock: Clock) -> None:
    lengths = set()
    for row, at in heard_rows(estate(clock)):
        found = GO_TIME.fullmatch(row["lastSeenAtTime"])
        assert found
        fraction = (found[2] or ".")[1:]
        lengths.add(len(fraction))
        digits = f"{at.microsecond:06}"
        assert fraction.ljust(len(fraction[:6]), "0")[:6] == digits[: len(fraction)]
    assert {0, 3, 6, 9} <= lengths <= set(range(10))


@pytest.mark.parametrize(
    ("microsecond", "wording", "text"),
    [
        (686038, 0b11000, "12:00:00.686038"),
        (686000, 0b11000, "12:00:00.686"),
        (680000, 0b10100, "12:00:00.68"),
        (0, 0b11000, "12:00:00"),
        (686038, 0b10000, "12:00:00"),
        (686038, 0b11100, "12:00:00.686038028"),
    ],
)
def test_a_fraction_ends_in_no_zero(microsecond: int, wording: int, text: str) -> None:
    at = datetime(2026, 3, 1, 12, 0, 0, microsecond, UTC)
    assert go_time(at, timedelta(), wording) == f"2026-03-01 {text} +0000 UTC"


@pytest.mark.parametrize(
    ("hours", "named", "bare"),
    [
        (0, "+0000 UTC", "+0000 +0000"),
        (2, "+0200 CEST", "+0200 +0200"),
        (8, "+0800 CST", "+0800 +0800"),
        (-3, "-0300 -03", "-0300 -0300"),
        (5.75, "+0545 +0545", "+0545 +0545"),
    ],
)
def test_a_zone_has_its_name_or_its_offset_again(
    clock: Clock, hours: float, named: str, bare: str
) -> None:
    zones = {
        row["lastSeenAtTime"].split(" ", 2)[2] for row, _ in heard_rows(estate(clock, hours=hours))
    }
    assert zones == {named, bare}


def test_a_device_keeps_its_wording(clock: Clock) -> None:
    assert heard_rows(estate(clock)) == heard_rows(estate(clock))


@pytest.mark.parametrize(
    ("seconds", "counted", "spoken"),
    [
        (0, "just now", "a few seconds ago"),
        (9, "just now", "a few seconds ago"),
        (10, "10 seconds ago", "a few seconds ago"),
        (44, "44 seconds ago", "a few seconds ago"),
        (60, "1 minute ago", "a minute ago"),
        (42 * 60, "42 minutes ago", "42 minutes ago"),
        (50 * 60, "50 minutes ago", "an hour ago"),
        (3600, "1 hour ago", "an hour ago"),
        (3 * 3600, "3 hours ago", "3 hours ago"),
        (86_400, "1 day ago", "a day ago"),
        (2 * 86_400, "2 days ago", "2 days ago"),
        (10 * 86_400, "1 week ago", "10 days ago"),
        (35 * 86_400, "1 month ago", "a month ago"),
        (200 * 86_400, "6 months ago", "7 months ago"),
        (400 * 86_400, "1 year ago", "a year ago"),
        (800 * 86_400, "2 years ago", "2 years ago"),
        (-5, "just now", "a few seconds ago"),
    ],
)
def test_english_says_how_long_ago_it_was(seconds: int, counted: str, spoken: str) -> None:
    passed = timedelta(seconds=seconds)
    assert relative(passed, spoken=False) == counted
    assert relative(passed, spoken=True) == spoken


def test_both_ways_of_saying_it_are_met(clock: Clock) -> None:
    talk = estate(clock)
    for device in talk.gateway.devices.values():
        device.last_seen, device.next_uplink = clock.now - timedelta(hours=1), None
    rows = talk("GET", "/api/urdevices")["deviceResult"]
    assert {each["lastSeenAt"] for each in rows} == {"1 hour ago", "an hour ago"}


@pytest.mark.parametrize("times", ["real", "iso", "local", "utc", "relative"])
def test_never_has_three_forms(clock: Clock, times: Times) -> None:
    talk = estate(clock, times, devices=300)
    never = [
        each
        for each in talk("GET", "/api/urdevices")["deviceResult"]
        if talk.gateway.devices[each["devEUI"]].last_seen is None
    ]
    for key in ("lastSeenAt", "lastSeenAtTime"):
        assert {each.get(key, "absent") for each in never} == {"-", "", "absent"}


def test_times_can_have_a_zone_or_none(clock: Clock) -> None:
    talk = estate(clock, "iso", hours=5.5, devices=1)
    next(iter(talk.gateway.devices.values())).next_uplink = clock.now
    [answer] = talk("GET", "/api/urdevices")["deviceResult"]
    assert answer["lastSeenAt"] == "2026-03-01T17:30:00+05:30"
    assert answer["lastSeenAtTime"] == "2026-03-01 17:30:00"


def test_times_can_all_be_local(clock: Clock) -> None:
    for row, at in heard_rows(estate(clock, "local", hours=8)):
        local = f"{at + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"
        assert (row["lastSeenAt"], row["lastSeenAtTime"]) == (local, local)


def test_times_can_all_be_utc_whatever_the_gateway_s_zone(clock: Clock) -> None:
    for row, at in heard_rows(estate(clock, "utc", hours=8)):
        assert row["lastSeenAt"] == row["lastSeenAtTime"]
        assert moment(row["lastSeenAt"]) == at.replace(microsecond=0)
        assert moment(row["lastSeenAt"]).utcoffset() == timedelta()


def test_times_can_be_in_english_only(clock: Clock) -> None:
    rows = [row for row, _ in heard_rows(estate(clock, "relative"))]
    assert all(ENGLISH.fullmatch(each["lastSeenAt"]) for each in rows)
    assert {each.get("lastSeenAtTime", "absent") for each in rows} == {"-", "absent"}


def members(talk: Talk) -> list[tuple[dict[str, Any], datetime | None]]:
    """The members of a group of all devices, and when each was heard."""
    group = talk("POST", "/api/multicast-groups", {"multicastGroup": {"name": "all"}})["id"]
    sent = {"devEUIs": list(talk.gateway.devices)}
    talk("POST", f"/api/multicast-groups/{group}/devices", sent)
    [answer] = talk("GET", "/api/multicast-groups")["result"]
    return [(each, talk.gateway.devices[each["devEUI"]].last_seen) for each in answer["devices"]]


@pytest.mark.parametrize("times", ["real", "local", "utc", "relative"])
def test_a_member_of_a_group_has_local_time_or_a_blank(clock: Clock, times: Times) -> None:
    found = members(estate(clock, times, hours=1))
    assert {at is None for _, at in found} == {True, False}
    for member, at in found:
        local = "" if at is None else f"{at + timedelta(hours=1):%Y-%m-%d %H:%M:%S}"
        assert member["lastSeenAt"] == local


def test_a_member_of_a_group_can_have_a_zone(clock: Clock) -> None:
    for member, at in members(estate(clock, "iso", hours=1)):
        if at is None:
            assert member.get("lastSeenAt", "-") in ("-", "")
        else:
            assert datetime.fromisoformat(member["lastSeenAt"]) == at.replace(microsecond=0)


def test_times_of_firmware_tasks_stay_as_documented(clock: Clock) -> None:
    talk = estate(clock, "utc", hours=1, devices=1)
    assert task_of(talk, add_task(talk))["createdAt"] == "2026-03-01T13:00:00+01:00"
