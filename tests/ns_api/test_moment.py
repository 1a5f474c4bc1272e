"""Times as gateways write them: which are exact, which are words, and which say nothing."""

from datetime import UTC, datetime, timedelta, timezone
import logging
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api import moment as moments
from custom_components.milesight_network_server.ns_api.moment import (
    TimeForm,
    form_of,
    is_never,
    read_ago,
    read_moment,
    read_seen,
    text_form,
)

from .any_json import ANY_JSON

NOW = datetime(2024, 5, 21, 13, 16, 20, tzinfo=UTC)


def at(*parts: int, hours: float = 0) -> datetime:
    """Return a time with an offset of so many hours."""
    return datetime(*parts, tzinfo=timezone(timedelta(hours=hours)))  # type: ignore[arg-type,misc]  # as many parts as a test names


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-21 21:15:13.686038 +0800 CST", at(2024, 5, 21, 21, 15, 13, 686038, hours=8)),
        ("2024-05-21 21:15:13 +0800 CST", at(2024, 5, 21, 21, 15, 13, hours=8)),
        ("2024-05-21 21:15:13.6 +0200 CEST", at(2024, 5, 21, 21, 15, 13, 600000, hours=2)),
        ("2024-05-21 21:15:13.123456789 +0000 UTC", at(2024, 5, 21, 21, 15, 13, 123456)),
        ("2024-05-21 21:15:13.68 +0800 +0800", at(2024, 5, 21, 21, 15, 13, 680000, hours=8)),
        ("2024-05-21 21:15:13 -0300 -03", at(2024, 5, 21, 21, 15, 13, hours=-3)),
        ("2024-05-21 21:15:13 +0530 IST", at(2024, 5, 21, 21, 15, 13, hours=5.5)),
        ("2024-05-21 21:15:13 +0800", at(2024, 5, 21, 21, 15, 13, hours=8)),
        ("2024-05-21 21:15:13 +0000 UTC m=+7.25", at(2024, 5, 21, 21, 15, 13)),
    ],
)
def test_gos_text_of_a_time_is_read_with_its_own_offset(text: str, moment: datetime) -> None:
    read = read_moment(text)
    assert read == moment
    assert read is not None
    assert read.utcoffset() == moment.utcoffset()
    assert form_of(text) is TimeForm.GO


@given(
    moment=st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31)),  # noqa: DTZ001 - zoned below
    minutes=st.integers(-12 * 60, 14 * 60),
    digits=st.integers(0, 9),
    zone=st.sampled_from(["", " UTC", " CST", " CEST", " +0800", " -03", " +0530"]),
)
def test_every_time_that_go_can_print_is_read(
    moment: datetime, minutes: int, digits: int, zone: str
) -> None:
    fraction = f"{moment.microsecond:06d}000"[:digits].rstrip("0")
    sign, (hours, left) = "-+"[minutes >= 0], divmod(abs(minutes), 60)
    text = f"{moment:%Y-%m-%d %H:%M:%S}{'.' + fraction if fraction else ''}"
    read = read_moment(f"{text} {sign}{hours:02d}{left:02d}{zone}")
    kept = moment.replace(microsecond=int(f"{fraction:0<6}"[:6]))
    assert read == kept.replace(tzinfo=timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "2999-01-01 00:00:00", "2101-01-01",
        "9999-12-31 23:59:59 +0000 UTC",
    ],
)  # fmt: skip
def test_a_time_that_can_not_be_is_not_known(text: str) -> None:
    assert read_moment(text) is None
    assert not is_never(text)
    assert form_of(text) is TimeForm.UNREAD


@pytest.mark.parametrize(
    "value",
    [None, "", " ", "-", " - ", "never", "0001-01-01 00:00:00 +0000 UTC", "0001-01-01T00:00:00Z",
     "1970-01-01T00:00:00Z", "1970-01-01 08:00:00 +0800 CST"],
)  # fmt: skip
def test_never_has_many_forms(value: Any) -> None:
    assert is_never(value)
    assert form_of(value) is TimeForm.NEVER
    assert read_seen(value, None, NOW) == (None, None, 0)


@pytest.mark.parametrize(
    ("text", "ago", "unit"),
    [
        ("just now", 0, 60), ("now", 0, 60), ("a few seconds ago", 3, 60), ("5 seconds ago", 5, 1),
        ("1 minute ago", 60, 60), ("a minute ago", 60, 60), ("42 minutes ago", 2520, 60),
        ("an hour ago", 3600, 3600), ("3 hours ago", 10_800, 3600), ("2 days ago", 172_800, 86_400),
        ("a day ago", 86_400, 86_400), ("yesterday", 86_400, 86_400),
        ("1 week ago", 604_800, 604_800),
        ("5 months ago", 5 * 2_592_000, 2_592_000), ("a year ago", 31_536_000, 31_536_000),
        ("1 hour 5 minutes ago", 3900, 60), ("1 hour and 5 minutes ago", 3900, 60),
        ("2 days, 3 hours ago", 183_600, 3600), ("1h5m ago", 3900, 60), ("5 mins ago", 300, 60),
        ("about 1 hour ago", 3600, 3600), ("less than a minute ago", 60, 60),
        ("3 Hours Ago", 10_800, 3600), (" 3 hours ago ", 10_800, 3600),
    ],
)  # fmt: skip
def test_words_tell_a_time_that_is_no_more_exact_than_their_unit(
    text: str, ago: int, unit: int
) -> None:
    read = read_ago(text)
    assert read is not None
    assert (read.ago.total_seconds(), read.unit.total_seconds()) == (ago, unit)
    assert form_of(text) is TimeForm.RELATIVE


@pytest.mark.parametrize(
    "text",
    ["ago", "12 ago", "hours ago", "in 3 hours", "3 hours", "vor 3 Stunden", "3 parsecs ago",
     "a long while ago", "99999 years ago", "5 ms ago", "x" * 5000 + " ago", "3 hours agoo", ""],
)  # fmt: skip
def test_other_words_tell_none(text: str) -> None:
    assert read_ago(text) is None


def test_words_do_not_count_beside_an_exact_time() -> None:
    exact = at(2024, 5, 21, 21, 15, 13, 686038, hours=8)
    seen = read_seen("1 minute ago", "2024-05-21 21:15:13.686038 +0800 CST", NOW)
    assert seen == (exact, exact, 0)
    assert read_seen("2024-05-21T13:15:13Z", "1 minute ago", NOW) == (
        at(2024, 5, 21, 13, 15, 13), None, 0,
    )  # fmt: skip


@pytest.mark.parametrize("words", ["56 years ago", "about 54 years ago", "99 years ago"])
def test_words_for_the_zero_of_a_clock_mean_never(words: str) -> None:
    assert read_seen(words, "-", datetime(2026, 1, 1, tzinfo=UTC)) == (None, None, 0)


@pytest.mark.parametrize(
    "text",
    ["2024-05-21 21:15:13 UTC", "2024-05-21T21:15:13 GMT", "2024-05-21t21:15:13z"],
)
def test_universal_time_may_be_told_by_its_name(text: str) -> None:
    assert read_moment(text) == at(2024, 5, 21, 21, 15, 13)


def test_the_name_of_another_zone_alone_tells_no_time() -> None:
    assert read_moment("2024-05-21 21:15:13 CST") is None


@pytest.mark.parametrize(("first", "second"), [("3 hours ago", "-"), ("-", "3 hours ago")])
def test_words_count_where_there_is_nothing_else(first: str, second: str) -> None:
    assert read_seen(first, second, NOW) == (NOW - timedelta(hours=3), None, 3600)


@pytest.mark.parametrize(
    ("first", "second"), [("gestern", "-"), ("-", "gestern"), (5, None), ([], {}), ("x", "y")]
)
def test_text_that_nothing_reads_is_not_known_rather_than_never(first: Any, second: Any) -> None:
    assert read_seen(first, second, NOW) == (None, None, None)


def test_text_that_nothing_reads_is_logged_once_by_its_form(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "_logged", set())
    caplog.set_level(logging.DEBUG, moments.__name__)
    for text in ("Di 21. Mai", "Mi 22. Mai", "Do 23. Mai"):
        read_seen(text, "-", NOW)
    assert [record.getMessage().rpartition(": ")[2] for record in caplog.records] == ["Aa 00. Aaa"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2024-05-21 21:15:13.686038 +0800 CST", "0000-00-00 00:00:00.000000 +0000 AAA"),
        ("3 hours ago", "0 aaaaa aaa"),
        ("Zähler 7 – 温", "Aaaaaa 0 ? a"),
        ("-", "-"),
        ("", ""),
        ("x" * 100, "a" * 64 + "…"),
    ],
)
def test_the_form_of_a_text_tells_nothing_of_its_content(text: str, form: str) -> None:
    assert text_form(text) == form


@given(ANY_JSON, ANY_JSON)
def test_whatever_stands_there_is_read_or_not_known(first: Any, second: Any) -> None:
    seen = read_seen(first, second, NOW)
    moment = seen.at_time or seen.at
    assert moment is None or 2000 <= moment.year <= 2100
    assert seen.uncertainty is None or seen.uncertainty >= 0
    assert form_of(first) in TimeForm
