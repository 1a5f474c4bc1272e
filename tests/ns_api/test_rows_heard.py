"""Of a device that was heard and is otherwise as it was, the object stays, and moves on."""

from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api.device import Device
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.rows import Rows

from .any_json import ANY_JSON
from .scripted import EUI, Request, ScriptedGateway

DEV_EUI: Final = "24E124136A456465"
# As a real gateway gives it.
ROW: Final[dict[str, Any]] = {
    "devEUI": DEV_EUI,
    "name": "em300",
    "applicationID": "1",
    "appName": "cloud",
    "description": "in the lobby",
    "profileID": "940dcdbe-8d5b-4a1e-b7c6-4e5437162015",
    "profileName": "ClassA-OTAA",
    "fCntUp": 7,
    "fCntDown": 1,
    "skipFCntCheck": False,
    "appKey": "5572404c696e6b4c6f52613230313823",
    "devAddr": "0a1b2c3d",
    "appSKey": "00112233445566778899aabbccddeeff",
    "nwkSKey": "ffeeddccbbaa99887766554433221100",
    "supportsJoin": True,
    "active": True,
    "lastSeenAt": "1 minute ago",
    "lastSeenAtTime": "2024-05-21 21:15:13.686038 +0800 CST",
    "mbMode": "",
    "mbFramePort": "0",
    "mbTcpPort": "0",
    "fPort": 85,
    "payloadCodecID": "9",
    "payloadName": "EM300",
}
HEARD: Final = {
    "lastSeenAt": "3 minutes ago",
    "lastSeenAtTime": "2024-05-21 21:25:13.1 +0800 CST",
    "fCntUp": 8,
    "fCntDown": 2,
}
# What else may stand there, for each key that matters.
OTHERS: Final[dict[str, Any]] = {
    "name": "em301", "applicationID": "2", "appName": "house", "description": "",
    "profileID": "321d917c-297a-4d1b-baa1-6329e694a94e", "profileName": "ClassC-OTAA",
    "skipFCntCheck": True, "appKey": "", "devAddr": "0a1b2c3e", "appSKey": None,
    "nwkSKey": "00", "supportsJoin": False, "active": False, "mbMode": "tcp", "mbFramePort": "86",
    "mbTcpPort": 502, "fPort": 1, "payloadCodecID": "0", "payloadName": "",
}  # fmt: skip


class Reader:
    """Reads pages, one after the other, as polls do."""

    def __init__(self) -> None:
        self._rows = Rows(Device, lambda device: device.dev_eui, "devEUI")

    def read(self, *rows: Any) -> list[Device]:
        """Return the devices of a page."""
        read = [one for one in self._rows.read(list(rows)) if one is not None]
        assert len(read) == len(rows)
        return [device for _, device in read]


def test_a_row_whose_only_news_is_when_it_was_heard_gives_the_same_object() -> None:
    reader = Reader()
    (before,) = reader.read(ROW)
    assert before.last_seen == datetime(2024, 5, 21, 13, 15, 13, 686038, tzinfo=UTC)
    (after,) = reader.read(ROW | HEARD)
    assert after is before
    assert after.last_seen == datetime(2024, 5, 21, 13, 25, 13, 100000, tzinfo=UTC)
    assert (after.f_cnt_up, after.f_cnt_down) == (8, 2)


def test_it_is_as_if_it_had_been_read_anew() -> None:
    reader = Reader()
    reader.read(ROW)
    for row in (ROW | HEARD, ROW | {"lastSeenAt": "-", "lastSeenAtTime": "-", "fCntUp": 0}, ROW):
        assert reader.read(row) == Reader().read(row)


@pytest.mark.parametrize("key", Device.wire_names())
def test_another_value_of_any_key_that_matters_gives_a_new_object(key: str) -> None:
    if key == "devEUI":
        # Then it is another row.
        return
    reader = Reader()
    (before,) = reader.read(ROW)
    (after,) = reader.read(ROW | {key: OTHERS[key]})
    assert after is not before
    assert [after] == Reader().read(ROW | {key: OTHERS[key]})
    (again,) = reader.read(ROW | {key: OTHERS[key]} | HEARD)
    assert again is after


@pytest.mark.parametrize("key", OTHERS)
def test_a_key_that_goes_or_comes_gives_a_new_object(key: str) -> None:
    reader = Reader()
    (whole,) = reader.read(ROW)
    lean = {name: value for name, value in ROW.items() if name != key}
    (without,) = reader.read(lean)
    assert without is not whole
    (again,) = reader.read(ROW)
    assert again is not without
    assert again == whole


@pytest.mark.parametrize(("before", "after"), [(-1, -2), ("", 0), (0, None), ("1", "2"), ([], {})])
def test_values_that_resemble_each_other_are_kept_apart(before: Any, after: Any) -> None:
    reader = Reader()
    (one,) = reader.read(ROW | {"mbTcpPort": before})
    (other,) = reader.read(ROW | {"mbTcpPort": after})
    assert other is not one


def test_words_that_come_to_a_time_that_nothing_reads_count() -> None:
    reader = Reader()
    odd = ROW | {"lastSeenAtTime": "2024-13-45 21:15:13 +0800 CST", "lastSeenAt": "?"}
    (device,) = reader.read(odd)
    assert (device.last_seen, device.last_seen_uncertainty) == (None, None)
    (device,) = reader.read(odd | {"lastSeenAt": "2 hours ago"})
    assert device.last_seen is not None
    assert device.last_seen_uncertainty == 3600


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=12), ANY_JSON, max_size=3))
def test_keys_that_the_model_does_not_know_change_nothing(more: dict[str, Any]) -> None:
    unknown = {key: value for key, value in more.items() if key not in ROW}
    reader = Reader()
    (before,) = reader.read(ROW)
    assert reader.read(unknown | ROW | HEARD)[0] is before
    # Whether one row has them, or all of the page.
    other = ROW | {"devEUI": "24E124136A456466"}
    assert reader.read(ROW, other | unknown)[0] is before
    assert reader.read(ROW | unknown, other | unknown)[0] is before


def test_a_value_stays_with_its_own_key() -> None:
    """A row that lacks one key and has another one instead is not the row that it was."""
    reader = Reader()
    row = {"devEUI": DEV_EUI, "name": "x"}
    (before,) = reader.read(row)
    (after,) = reader.read({"devEUI": DEV_EUI, "description": "x"})
    assert after is not before
    assert (after.name, after.description) == ("", "x")


@pytest.mark.parametrize("value", ["[" * 300 + "]" * 300, "9" * 30, "NaN", r'"\ud83d"'])
async def test_what_can_be_read_and_not_be_written_is_no_hindrance(value: str) -> None:
    def script(request: Request) -> bytes:
        text = '{"id":"%s","url":"","body":{"devTotalCount":"2","deviceResult":[%s,%s]}}'
        odd = f'{{"devEUI":"24E124136A456466","fPort":{value},"description":NaN}}'
        return (text % (request["id"], f'{{"devEUI":"{DEV_EUI}"}}', odd)).encode()

    gateway = Gateway(ScriptedGateway(script).link, EUI)
    before = (await gateway.list_devices()).devices
    after = (await gateway.list_devices()).devices
    assert list(before) == [DEV_EUI, "24E124136A456466"]
    assert all(after[dev_eui] is before[dev_eui] for dev_eui in before)
