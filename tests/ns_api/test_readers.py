"""How single values are read: what a gateway writes in several ways is one thing afterwards."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api.fuota import (
    TaskStatus,
    read_bands,
    read_euis,
    read_status,
)
from custom_components.milesight_network_server.ns_api.model import (
    read_bool,
    read_eui,
    read_int,
    read_text,
)
from custom_components.milesight_network_server.ns_api.moment import read_moment, zoned

from .any_json import ANY_JSON, ANY_SCALAR


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0), (7, 7), (-7, -7), (10310015, 10310015), (7.0, 7), (2**63, 2**63),
        ("0", 0), ("7", 7), ("-7", -7), (" 7 ", 7), ("007", 7), ("182581", 182581),
    ],
)  # fmt: skip
def test_a_number_may_come_as_text(value: Any, number: int) -> None:
    assert read_int(value) == number


@pytest.mark.parametrize(
    "value",
    [
        None, "", " ", "-", "x", "7 bytes", "0x10", "7.5", "1e3", "--1", [], [7], {}, {"a": 7},
        True, False, float("inf"), float("-inf"), float("nan"), "9" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_number_is_none(value: Any) -> None:
    assert read_int(value) is None


@pytest.mark.parametrize("value", [7.5, -0.5, 1e-9])
def test_a_fraction_is_no_whole_number(value: float) -> None:
    """As little as its text is one."""
    assert read_int(value) is None


@pytest.mark.parametrize("value", ["1_000", "1_0"])
def test_text_that_only_a_programmer_takes_for_a_number_is_none(value: str) -> None:
    assert read_int(value) is None


@given(st.integers(-(10**18), 10**18))
def test_every_number_is_the_same_as_its_text(number: int) -> None:
    assert read_int(number) == read_int(str(number)) == read_int(f" {number}\n") == number


@pytest.mark.parametrize(
    ("value", "yes"),
    [
        (True, True), ("true", True), ("True", True), (" TRUE ", True), (1, True), ("1", True),
        (False, False), ("false", False), ("FALSE", False), (0, False), ("0", False),
        (None, None), ("", None), ("yes", None), (2, None), (-1, None), ("-", None), ([], None),
        ([True], None), ({}, None),
    ],
)  # fmt: skip
def test_a_yes_or_no_may_come_as_number_or_text(value: Any, yes: bool | None) -> None:
    assert read_bool(value) is yes


@pytest.mark.parametrize(
    ("value", "text"), [("abc", "abc"), (" a ", " a "), ("", ""), (5, "5"), (0, "0"), (1.5, "1.5")]
)
def test_text_may_come_as_a_number(value: Any, text: str) -> None:
    assert read_text(value) == text


@pytest.mark.parametrize(
    "value",
    [
        "24E124136A456465", "24e124136a456465", "24e124136A456465", " 24E124136A456465 ",
        "24e124136a456465\n",
    ],
)  # fmt: skip
def test_an_eui_has_one_form(value: str) -> None:
    assert read_eui(value) == "24E124136A456465"


def test_an_eui_of_digits_only_may_come_as_a_number() -> None:
    assert read_eui(1231231212312312) == "1231231212312312"


@pytest.mark.parametrize(
    "value",
    [
        None, "", "-", "24E124136A45646", "24E124136A4564655", "24E124136A45646G",
        "24:E1:24:13:6A:45:64:65", "24E12413 6A456465", 24, True, [], {}, ["24E124136A456465"],
        "２４E124136A456465",
    ],
)  # fmt: skip
def test_what_is_no_eui_is_none(value: Any) -> None:
    assert read_eui(value) is None


@given(st.text("0123456789abcdefABCDEF", min_size=16, max_size=16))
def test_every_sixteen_hex_digits_are_an_eui_in_upper_case(eui: str) -> None:
    assert read_eui(eui) == eui.upper()


ONE_HOUR = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2023-02-02 01:18:10", datetime(2023, 2, 2, 1, 18, 10)),  # noqa: DTZ001 - it has no zone
        ("2023-02-02T01:18:10", datetime(2023, 2, 2, 1, 18, 10)),  # noqa: DTZ001 - nor has this
        (" 2023-02-02 01:18:10 ", datetime(2023, 2, 2, 1, 18, 10)),  # noqa: DTZ001 - nor this
        ("2025-04-15T01:13:00+01:00", datetime(2025, 4, 15, 1, 13, tzinfo=ONE_HOUR)),
        ("2025-04-15T00:50:00.000Z", datetime(2025, 4, 15, 0, 50, tzinfo=UTC)),
        (
            "2025-11-05T09:39:47.635887Z",
            datetime(2025, 11, 5, 9, 39, 47, 635887, tzinfo=UTC),
        ),
        (
            "2025-11-05T09:39:47.635887123Z",
            datetime(2025, 11, 5, 9, 39, 47, 635887, tzinfo=UTC),
        ),
    ],
)
def test_a_time_is_read_with_the_zone_that_it_has(value: str, moment: datetime) -> None:
    read = read_moment(value)
    assert read == moment
    assert read is not None
    assert read.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "value",
    [
        None, "", "-", "never", 0, 1700000000, 1.5, True, [], {}, "2023-02-30 00:00:00",
        "2023-02-02 25:00:00", "9999-12-31T24:00:00", "0000-00-00 00:00:00", "10:00",
        "2023-02-02 01:18:10 CET",
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(value: Any) -> None:
    assert read_moment(value) is None


@pytest.mark.parametrize(
    ("moment", "with_zone"),
    [
        (None, None),
        (
            datetime(2023, 2, 2, 1),  # noqa: DTZ001 - this is the one without
            datetime(2023, 2, 2, 1, tzinfo=ONE_HOUR),
        ),
        (datetime(2023, 2, 2, 1, tzinfo=UTC), datetime(2023, 2, 2, 1, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_in_the_gateways(
    moment: datetime | None, with_zone: datetime | None
) -> None:
    assert zoned(moment, ONE_HOUR) == with_zone


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (0, TaskStatus.PENDING), (1, TaskStatus.WAITING), (2, TaskStatus.EXECUTING),
        (3, TaskStatus.SUCCEEDED), (4, TaskStatus.FAILED), ("4", TaskStatus.FAILED),
        (5, None), (-1, None), ("", None), (None, None), ("failed", None), ([], None),
    ],
)  # fmt: skip
def test_a_tasks_status_is_one_of_five(value: Any, status: TaskStatus | None) -> None:
    assert read_status(value) is status


@pytest.mark.parametrize(
    ("value", "euis"),
    [
        (["24e1247151234568", "24E1247151234569"], ["24E1247151234568", "24E1247151234569"]),
        (["24e1247151234568", None, "", "x", 5, []], ["24E1247151234568"]),
        ([], []),
        (None, []),
        ("24e1247151234568", []),
        ({"24e1247151234568": 1}, []),
        (5, []),
    ],
)
def test_of_a_list_of_euis_those_count_that_are_euis(value: Any, euis: list[str]) -> None:
    assert read_euis(value) == euis


@pytest.mark.parametrize(
    ("value", "bands"),
    [
        (["ALL"], ["ALL"]), (["CN470", "EU868"], ["CN470", "EU868"]),
        (["CN470", None, 5], ["CN470"]), ([], []), (None, []), ("ALL", []), ({}, []), (5, []),
    ],
)  # fmt: skip
def test_of_a_list_of_bands_those_count_that_are_text(value: Any, bands: list[str]) -> None:
    assert read_bands(value) == bands


# Whatever JSON comes in a value's place.


@given(ANY_JSON)
def test_a_number_is_a_number_or_none(value: Any) -> None:
    read = read_int(value)
    assert read is None or type(read) is int


@given(ANY_JSON)
def test_a_yes_or_no_is_one_or_none(value: Any) -> None:
    assert read_bool(value) in (True, False, None)


@given(ANY_JSON)
def test_an_eui_is_sixteen_hex_digits_or_none(value: Any) -> None:
    read = read_eui(value)
    assert read is None or (len(read) == 16 and int(read, 16) >= 0 and read == read.upper())


@given(ANY_JSON)
def test_a_time_is_a_time_or_none(value: Any) -> None:
    read = read_moment(value)
    assert read is None or isinstance(read, datetime)


@given(ANY_SCALAR)
def test_text_is_text(value: Any) -> None:
    assert type(read_text(value)) is str
