"""Devices as CSV: what is read of any file, and that what is written is read back."""

from dataclasses import replace

import pytest

from custom_components.milesight_network_server.ns_api import device_csv
from custom_components.milesight_network_server.ns_api.device import Device
from custom_components.milesight_network_server.ns_api.device_csv import (
    MOST_BYTES,
    MOST_ROWS,
    read_devices,
    write_devices,
)
from custom_components.milesight_network_server.ns_api.device_fields import DEVICE_FIELDS
from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError, Problem
from custom_components.milesight_network_server.ns_api.keys import ProblemKey
from custom_components.milesight_network_server.ns_api.quoting import quoted

EUI = "24E124136A456465"
KEY = "00112233445566778899aabbccddeeff"
NAMES = [one.name for one in DEVICE_FIELDS]
ROW = {"dev_eui": EUI, "name": "Lobby", "application_id": "1"}


def read(text: str | bytes) -> list[dict[str, str]]:
    """Return the rows that are readable."""
    rows = read_devices(text)
    assert not any(row.problems for row in rows)
    return [dict(row.given) for row in rows]


def problems(text: str | bytes) -> list[Problem]:
    """Return what is wrong with a file."""
    with pytest.raises(InvalidFieldsError) as caught:
        read_devices(text, "csv_file")
    assert {one.field for one in caught.value.problems} == {"csv_file"}
    return caught.value.problems


def kinds(text: str | bytes) -> list[str]:
    """Return the kinds of what is wrong with a file."""
    return [one.kind for one in problems(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"dev_eui,name,application_id\n{EUI},Lobby,1\n", id="as documented"),
        pytest.param(f"application_id,dev_eui,name\n1,{EUI},Lobby", id="in any order"),
        pytest.param(f"Dev EUI,NAME,Application_Id\n{EUI},Lobby,1\n", id="headings in any case"),
        pytest.param(f"devEUI;name;applicationID\n{EUI};Lobby;1\n", id="the API's own names"),
        pytest.param(f"\ufeffdev_eui;name;application_id\n{EUI};Lobby;1\n", id="semicolons, mark"),
        pytest.param(f'"dev_eui","name","application_id"\n"{EUI}","Lobby","1"\n', id="quoted"),
        pytest.param(f"dev_eui, name, application_id\n{EUI}, Lobby, 1\n", id="blanks"),
        pytest.param(f"dev_eui,name,application_id\r\n{EUI},Lobby,1\r\n", id="Windows"),
        pytest.param(f"dev_eui,name,application_id\r{EUI},Lobby,1\r", id="old Mac"),
        pytest.param(
            f"\r\n,,,\n \ndev_eui,name,application_id,,\n\n{EUI},Lobby,1,,\n;;\n,,,,\n".replace(
                ";;", ""
            ),
            id="blank lines and columns",
        ),
        pytest.param(f"dev_eui,name,application_id,app_key\n{EUI},Lobby,1", id="short row"),
        pytest.param(f"dev_eui\tname\tapplication_id\n{EUI}\tLobby\t1\n", id="tabs"),
        pytest.param(
            f"sep=;\r\ndev_eui;name;application_id\r\n{EUI};Lobby;1\r\n", id="Excel's first line"
        ),
    ],
)
def test_a_file_is_read_however_it_is_written(text: str) -> None:
    assert read(text) == read(text.encode()) == [ROW]


def test_every_field_is_a_column() -> None:
    values = [f"{number}" for number in range(len(NAMES))]
    text = f"{','.join(NAMES)}\n{','.join(values)}\n"
    assert read(text) == [dict(zip(NAMES, values, strict=True))]


def test_the_line_that_tells_the_separator_counts_as_a_line() -> None:
    (row,) = read_devices(f"sep=|\ndev_eui|application_id\n{EUI}|1\n")
    assert row.line == 3


def test_rows_know_the_line_where_they_begin() -> None:
    text = (
        "\ndev_eui,application_id,description\n"
        f'{EUI},1,"two\nlines"\n'
        "\n"
        f"{EUI},1,\n"
    )  # fmt: skip
    rows = read_devices(text)
    assert [(row.line, row.given.get("description")) for row in rows] == [
        (3, "two\nlines"),
        (6, None),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [ProblemKey.CSV_EMPTY]),
        ("\n \n,,\n", [ProblemKey.CSV_EMPTY]),
        ("dev_eui,application_id\n", [ProblemKey.CSV_EMPTY]),
        (f"dev_eui,application_id\n{EUI},1\n".encode("utf-16"), [ProblemKey.CSV_ENCODING]),
        (
            f"dev_eui,application_id,name\n{EUI},1,Büro\n".encode("cp1252"),
            [ProblemKey.CSV_ENCODING],
        ),
        ("dev_eui,name\n", [ProblemKey.CSV_MISSING]),
        (f"dev_eui,colour,application_id\n{EUI},1\n", [ProblemKey.CSV_UNKNOWN]),
        (f"dev_eui,DevEUI,application_id\n{EUI},,1\n", [ProblemKey.CSV_DOUBLE]),
        (
            "colour,name,Name\n",
            [ProblemKey.CSV_UNKNOWN, ProblemKey.CSV_MISSING, ProblemKey.CSV_DOUBLE],
        ),
        (f'dev_eui,application_id\n{EUI},"1\n{EUI},1\n', [ProblemKey.CSV_BROKEN]),
        (f'dev_eui,application_id\n{EUI},"1" 2\n', [ProblemKey.CSV_BROKEN]),
        (f"dev_eui,application_id\n{EUI},{'1' * 200_000}\n", [ProblemKey.CSV_BROKEN]),
        ("dev_eui,application_id\n" + "1,1\n" * (MOST_ROWS + 1), [ProblemKey.CSV_ROWS]),
        (b" " * (MOST_BYTES + 1), [ProblemKey.CSV_SIZE]),
        ("ü" * (MOST_BYTES // 2 + 1), [ProblemKey.CSV_SIZE]),
    ],
)
def test_what_is_no_such_file_is_reported_with_all_its_faults(
    text: str | bytes, found: list[str]
) -> None:
    assert kinds(text) == found


def test_faults_name_the_headings_and_the_line() -> None:
    (unknown,) = problems("dev_eui,colour,application_id\n")
    assert unknown.allowed["headings"] == "colour"
    assert unknown.allowed["choices"] == ", ".join(NAMES)
    (broken,) = problems(f'dev_eui,application_id\n{EUI},1\n{EUI},"1\n')
    assert broken.allowed["line"] == "3"
    (many,) = problems("dev_eui,application_id," + ",".join(f"x{one}" for one in range(30)))
    assert many.allowed["headings"].endswith("x9, …")


def test_headings_that_are_devices_are_not_repeated() -> None:
    (missing,) = problems(f"{EUI},Lobby,1,{KEY}\n")
    assert missing.kind == ProblemKey.CSV_NO_HEADINGS
    for one in (missing, *problems(f"dev_eui,application_id,{KEY}\n")):
        assert KEY not in repr(one)


def test_a_row_with_more_cells_than_headings_is_reported_and_others_are_read() -> None:
    rows = read_devices(
        f"dev_eui,application_id,name\n{EUI},1,Lobby, north side\n24E124136A456466,1,Roof\n"
    )
    assert [[one.kind for one in row.problems] for row in rows] == [[ProblemKey.CSV_CELLS], []]
    assert rows[0].given["dev_eui"] == EUI


@pytest.mark.parametrize("character", ["\0", "\x08", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_control_characters_refuse_their_row(character: str) -> None:
    text = f"dev_eui,application_id,name\n{EUI},1,Lob{character}by\n{EUI},1,Roof\n"
    first, second = read_devices(text)
    assert [(one.field, one.kind, one.value) for one in first.problems] == [
        ("name", ProblemKey.CHARACTERS, "")
    ]
    assert not second.problems


@pytest.mark.parametrize("name", ["\u05d7\u05d3\u05e8\u200f 1", "\u202eybboL", "Küche 🌡️", "李"])
def test_other_text_is_kept_as_it_is(name: str) -> None:
    (row,) = read(f"dev_eui,application_id,name\n{EUI},1,{name}\n")
    assert row["name"] == name


def test_blanks_around_what_is_no_text_go() -> None:
    text = f"dev_eui,application_id,profile_id,name\n {EUI} , 1 , abc ,Lobby \n"
    assert read(text) == [
        {"dev_eui": EUI, "application_id": "1", "profile_id": "abc", "name": "Lobby "}
    ]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", '"\'=1+1"'),
        ("+1", '"\'+1"'),
        ("-1", '"\'-1"'),
        ("@SUM(A1)", '"\'@SUM(A1)"'),
        ("'=1", "\"''=1\""),
        ("\t=1", "\"'\t'=1\""),
        ("\tx", '"\'\tx"'),
        ("a;=HYPERLINK(1)", '"a;\'=HYPERLINK(1)"'),
        ("a;; +1|-1, @b", "\"a;; '+1|'-1, '@b\""),
        ("a;'=1", "\"a;''=1\""),
        ("a\n=1\r\n-1\t@1", "\"a\n'=1\r\n'-1\t'@1\""),
        ("a\n\nb", '"a\n\nb"'),
        ("＝1+1", '"\'＝1+1"'),
        ("＋1;－1;＠1", "\"'＋1;'－1;'＠1\""),
        ("﹦1;﹢1;﹣1;﹫1", "\"'﹦1;'﹢1;'﹣1;'﹫1\""),
        ("\u00a0=1", '"\u00a0\'=1"'),
        ("a;\u3000\u200b@1", '"a;\u3000\u200b\'@1"'),
        ("'quoted'", "\"'quoted'\""),
        ("1=1", '"1=1"'),
    ],
)
def test_no_cell_is_a_formula_and_reading_undoes_that(name: str, cell: str) -> None:
    text = write_devices([Device(dev_eui=EUI, name=name, application_id=1)])
    assert cell in text
    assert read(text)[0]["name"] == name


def test_keys_are_written_only_where_they_are_asked_for() -> None:
    device = Device(dev_eui=EUI, application_id=1, supports_join=True, app_key=KEY)
    assert KEY not in write_devices([device])
    assert "app_key" not in write_devices([device])
    assert read(write_devices([device], include_keys=True))[0]["app_key"] == KEY


def test_what_a_new_device_can_not_have_is_left_blank() -> None:
    joins = Device(
        dev_eui=EUI, application_id=1, supports_join=True, app_key=KEY, dev_addr="01020304",
        f_cnt_up=7, f_cnt_down=3, mb_mode="", mb_frame_port=0, mb_tcp_port=0,
    )  # fmt: skip
    personal = replace(
        joins, supports_join=False, nwk_s_key=KEY, app_s_key=KEY, mb_mode="tcp", mb_tcp_port=502
    )
    unknown = replace(joins, supports_join=None)
    read_back = read(write_devices([joins, personal, unknown], include_keys=True))
    least = {"dev_eui": EUI, "application_id": "1"}
    abp = {"dev_addr": "01020304", "nwk_s_key": KEY, "app_s_key": KEY}
    abp |= {"f_cnt_up": "7", "f_cnt_down": "3", "mb_mode": "tcp", "mb_tcp_port": "502"}
    assert read_back == [
        least | {"app_key": KEY},
        least | abp,
        least | {"app_key": KEY, "dev_addr": "01020304"},
    ]


def test_a_row_does_not_tell_its_keys() -> None:
    (row,) = read_devices(f"dev_eui,application_id,app_key\n{EUI},1,{KEY}\n")
    assert KEY not in repr(row)
    assert KEY not in quoted(f"x {KEY}", 40)
    assert quoted("a\0" + "z" * 50, 40) == "a\ufffd" + "z" * 38 + "…"


def test_the_columns_are_those_of_a_new_device() -> None:
    assert (
        device_csv.write_devices([], include_keys=True).strip().replace('"', "").split(",") == NAMES
    )
