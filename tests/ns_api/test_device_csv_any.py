"""Whatever a CSV file has in it: it is read or refused, and what is written is read back."""

from collections.abc import Sequence
from contextlib import suppress
import csv
from io import StringIO
from typing import Any

from hypothesis import example, given, strategies as st

from custom_components.milesight_network_server.ns_api.device import Application, Device
from custom_components.milesight_network_server.ns_api.device_csv import (
    DeviceRow,
    read_devices,
    write_devices,
)
from custom_components.milesight_network_server.ns_api.device_draft import (
    DeviceConstraints,
    new_device,
)
from custom_components.milesight_network_server.ns_api.device_fields import DEVICE_FIELDS
from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError
from custom_components.milesight_network_server.ns_api.profile import ProfileName

EUI = "24E124136A456465"
NAMES = [one.name for one in DEVICE_FIELDS]

# Text as people write it, and as they had better not.
CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
    st.text(alphabet="=+-@＝＠'\", ;|\t\r\n\u200f\u202ea", max_size=12),
)
FILES = st.one_of(
    st.text(max_size=200),
    st.text(alphabet='dev_ui,;" \t\r\n\0\ufeffap24E\u2028\ud800', max_size=80),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["dev_eui,application_id\n", "\ufeffDevEUI;Name;Application ID\r\n"]),
        st.sampled_from([EUI, "", '"']),
        st.text(alphabet='24E124136A456465,;"\r\n =+-@\0\ud800', max_size=80),
    ),
)


def read(text: str | bytes) -> list[dict[str, str]]:
    """Return the rows that are readable."""
    rows = read_devices(text)
    assert not any(row.problems for row in rows)
    return [dict(row.given) for row in rows]


@given(FILES)
@example('dev_eui,application_id\n"')
@example("dev_eui\tapplication_id\n1\t1")
def test_any_text_is_read_or_refused(text: str) -> None:
    for content in (text, text.encode(errors="surrogatepass")):
        try:
            rows = read_devices(content)
        except InvalidFieldsError:
            continue
        assert all(isinstance(row, DeviceRow) and row.line > 0 for row in rows)
        assert all(set(row.given) <= set(NAMES) for row in rows)


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for prefix in (b"", b"dev_eui,application_id\n", b"\xef\xbb\xbfdev_eui;application_id\n"):
        with suppress(InvalidFieldsError):
            read_devices(prefix + content)


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, CELLS)), max_size=5))
def test_any_row_is_a_new_device_or_tells_what_is_wrong(rows: list[dict[str, str]]) -> None:
    constraints = DeviceConstraints(
        applications={1: Application(application_id=1)},
        profiles={"p": ProfileName(profile_id="p", profile_name="ClassA-OTAA", supports_join=True)},
    )
    for row in rows:
        with suppress(InvalidFieldsError):
            new_device(row, constraints)


def devices() -> st.SearchStrategy[Device]:
    """Return devices with any text for names, as a gateway could have them."""
    hexes = st.text(alphabet="0123456789abcdefABCDEF", min_size=32, max_size=32)
    return st.builds(
        Device,
        dev_eui=st.integers(0, 2**64 - 1).map("{:016X}".format),
        name=CELLS,
        description=CELLS,
        application_id=st.integers(1, 2**31 - 1),
        profile_id=st.none() | st.uuids().map(str),
        payload_codec_id=st.none() | st.integers(0, 2**31 - 1),
        f_port=st.none() | st.integers(1, 223),
        skip_f_cnt_check=st.none() | st.booleans(),
        app_key=hexes,
        dev_addr=st.none() | hexes.map(lambda digits: digits[:8]),
        nwk_s_key=st.none() | hexes,
        app_s_key=st.none() | hexes,
        f_cnt_up=st.none() | st.integers(0, 2**32 - 1),
        f_cnt_down=st.none() | st.integers(0, 2**32 - 1),
        mb_mode=st.sampled_from([None, "", "tcp", "rtu"]),
        mb_frame_port=st.none() | st.integers(0, 223),
        mb_tcp_port=st.none() | st.integers(0, 65535),
        supports_join=st.booleans(),
    )


def expected(device: Device) -> dict[str, str]:
    """Return what a new device with the values of this one is given."""
    wrong = ["app_key"]
    if device.supports_join:
        wrong = ["dev_addr", "nwk_s_key", "app_s_key", "f_cnt_up", "f_cnt_down"]
    ports = ["mb_frame_port", "mb_tcp_port"]
    given: dict[str, str] = {}
    for name in NAMES:
        value: Any = getattr(device, name)
        if name in wrong or (name in ports and not (device.mb_mode and value)):
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if value is not None and text.strip():
            given[name] = text
    return given


@given(st.lists(devices(), min_size=1, max_size=4), st.sampled_from(",;\t|"))
def test_no_cell_is_a_formula_whatever_a_spreadsheet_takes_for_a_separator(
    written: Sequence[Device], separator: str
) -> None:
    text = write_devices(written, include_keys=True)
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    cells = {cell.strip(' "\u200f\u202e') for row in rows for cell in row}
    assert not [one for one in cells if one[:1] in tuple("=+-@＝＋－＠")]


@given(st.lists(devices(), min_size=1, max_size=4))
def test_what_is_written_is_read_back(written: Sequence[Device]) -> None:
    text = write_devices(written, include_keys=True)
    assert read(text) == [expected(device) for device in written]
    # As a file from a disk, with any line ends between the rows that an editor may have put there.
    assert read(text.encode()) == read("\ufeff" + text) == read(text)
