"""Calls 3.1 to 3.4."""

from datetime import timedelta
import re
from typing import Any

import pytest

from simulator.gateway import Gateway
from simulator.manners import Manners

from .talk import DEV_EUI, EUI, KEY, Clock, Talk, add_task

URL = "/api/urdevices"
DEFAULT_KEY = "5572404c696e6b4c6f52613230313823"


def profile_of(talk: Talk, name: str) -> str:
    return next(each.profile_id for each in talk.gateway.profiles.values() if each.name == name)


def add(talk: Talk, **fields: Any) -> int:
    return talk.code("POST", URL, {"devEUI": DEV_EUI, "applicationID": "1"} | fields)


def modify(talk: Talk, **fields: Any) -> int:
    return talk.code("PUT", f"{URL}/{DEV_EUI}", {"applicationID": "1"} | fields)


def row(talk: Talk, dev_eui: str = DEV_EUI) -> dict[str, Any]:
    [found] = talk("GET", f"{URL}?search={dev_eui}")["deviceResult"]
    answer: dict[str, Any] = found
    return answer


def test_what_is_left_out_takes_the_documented_defaults(talk: Talk) -> None:
    assert add(talk) == 200
    answer = row(talk)
    for key in ("lastSeenAt", "lastSeenAtTime"):
        answer.pop(key, None)
    assert answer == {
        "devEUI": DEV_EUI,
        "name": DEV_EUI,
        "applicationID": "1",
        "appName": "building",
        "description": DEV_EUI,
        "profileID": profile_of(talk, "ClassA-OTAA"),
        "profileName": "ClassA-OTAA",
        "fCntUp": 0,
        "fCntDown": 0,
        "skipFCntCheck": False,
        "appKey": DEFAULT_KEY,
        "devAddr": "",
        "appSKey": "",
        "nwkSKey": "",
        "supportsJoin": True,
        "active": False,
        "mbMode": "",
        "mbFramePort": "0",
        "mbTcpPort": "0",
        "fPort": 1,
        "payloadCodecID": "0",
        "payloadName": "",
    }


def test_adding_answers_code_200(talk: Talk) -> None:
    answer = talk("POST", URL, {"devEUI": DEV_EUI, "applicationID": 1})
    assert answer == {"code": 200, "error": ""}


def test_every_field_of_an_otaa_device_is_kept(talk: Talk) -> None:
    sent = {
        "name": "Meter",
        "description": "in the basement",
        "profileID": profile_of(talk, "ClassC-OTAA"),
        "skipFCntCheck": True,
        "appKey": KEY,
        "mbMode": "tcp",
        "fPort": 223,
    }
    codec_and_ports = {"payloadCodecID": "2", "mbFramePort": 86, "mbTcpPort": 502}
    assert add(talk, **sent, **codec_and_ports) == 200
    answer = row(talk)
    assert sent.items() <= answer.items()
    assert (answer["mbFramePort"], answer["mbTcpPort"]) == ("86", "502")
    assert (answer["payloadCodecID"], answer["payloadName"]) == ("2", "EM300-TH")
    assert (answer["profileName"], answer["supportsJoin"]) == ("ClassC-OTAA", True)


def test_every_field_of_an_abp_device_is_kept(talk: Talk) -> None:
    sent = {
        "profileID": profile_of(talk, "ClassA-ABP"),
        "devAddr": "0A0B0C0D",
        "nwkSKey": KEY,
        "appSKey": KEY[::-1],
        "fCntUp": 2**32 - 1,
        "fCntDown": 12,
    }
    assert add(talk, **sent) == 200
    answer = row(talk)
    assert sent.items() <= answer.items()
    assert (answer["supportsJoin"], answer["appKey"]) == (False, "")


def test_an_abp_device_needs_an_address_and_takes_default_keys(talk: Talk) -> None:
    profile_id = profile_of(talk, "ClassA-ABP")
    assert add(talk, profileID=profile_id) == 3
    assert add(talk, profileID=profile_id, devAddr="") == 3
    assert add(talk, profileID=profile_id, devAddr="0A0B0C0D") == 200
    assert (row(talk)["nwkSKey"], row(talk)["appSKey"]) == (DEFAULT_KEY, DEFAULT_KEY)


def test_the_other_join_types_fields_may_be_blank_and_are_not_kept(talk: Talk) -> None:
    assert add(talk, devAddr="", nwkSKey="", appSKey=KEY, fCntUp=5) == 200
    answer = row(talk)
    assert (answer["devAddr"], answer["appSKey"], answer["fCntUp"]) == ("", "", 0)


def test_an_eui_is_kept_in_upper_case(talk: Talk) -> None:
    assert add(talk, devEUI=DEV_EUI.lower()) == 200
    assert list(talk.gateway.devices) == [DEV_EUI]
    assert talk.code("DELETE", f"{URL}/{DEV_EUI.lower()}") == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"devEUI": None},
        {"devEUI": DEV_EUI[1:]},
        {"devEUI": "24E124136A45646G"},
        {"applicationID": None},
        {"applicationID": "one"},
        {"applicationID": 0},
        {"name": ""},
        {"name": "a" * 65},
        {"description": "a" * 1025},
        {"fPort": 0},
        {"fPort": 224},
        {"fPort": "x"},
        {"skipFCntCheck": 1},
        {"appKey": ""},
        {"appKey": KEY[1:]},
        {"appKey": KEY[1:] + "g"},
        {"nwkSKey": "short"},
        {"mbMode": "udp"},
        {"mbFramePort": 1},
        {"mbFramePort": 85},
        {"mbFramePort": 224},
        {"mbTcpPort": 65536},
        {"payloadCodecID": "x"},
        {"fCntUp": 2**32},
        {"fCntDown": -1},
    ],
)
def test_a_value_outside_the_table_is_code_3(talk: Talk, wrong: dict[str, object]) -> None:
    assert add(talk, **wrong) == 3
    assert not talk.gateway.devices


def test_modbus_is_off_by_blank_or_zero(talk: Talk) -> None:
    assert add(talk, mbMode="rtu", mbFramePort=2, mbTcpPort=65535) == 200
    assert modify(talk, mbMode="", mbFramePort=0, mbTcpPort="") == 200
    answer = row(talk)
    assert (answer["mbMode"], answer["mbFramePort"], answer["mbTcpPort"]) == ("", "0", "0")


@pytest.mark.parametrize(
    "wrong", [{"applicationID": 9}, {"profileID": "none"}, {"payloadCodecID": 999}]
)
def test_what_it_refers_to_must_exist(talk: Talk, wrong: dict[str, object]) -> None:
    assert add(talk, **wrong) == 5


def test_an_eui_or_a_name_twice_is_code_6(talk: Talk) -> None:
    assert add(talk, name="Meter") == 200
    assert add(talk, name="Other") == 6
    assert add(talk, devEUI="24E124136A456466", name="Meter") == 6
    assert add(talk, devEUI="24E124136A456466", name="Other") == 200
    assert modify(talk, name="Other") == 6
    assert modify(talk, name="Meter") == 200


def test_modifying_changes_what_is_named_and_keeps_the_rest(talk: Talk) -> None:
    add(talk, name="Meter", appKey=KEY, fPort=7, payloadCodecID=3)
    assert modify(talk, description="moved") == 200
    answer = row(talk)
    assert answer["description"] == "moved"
    assert (answer["name"], answer["appKey"], answer["fPort"]) == ("Meter", KEY, 7)
    assert answer["payloadCodecID"] == "3"


def test_modifying_requires_the_application(talk: Talk) -> None:
    add(talk)
    assert talk.code("PUT", f"{URL}/{DEV_EUI}", {"name": "Meter"}) == 3


def test_a_refused_change_changes_nothing(talk: Talk) -> None:
    add(talk, name="Meter")
    assert modify(talk, name="Other", fPort=0) == 3
    assert row(talk)["name"] == "Meter"


def test_a_device_can_change_its_join_type(talk: Talk) -> None:
    add(talk, appKey=KEY)
    abp, otaa = profile_of(talk, "ClassC-ABP"), profile_of(talk, "ClassC-OTAA")
    assert modify(talk, profileID=abp) == 3
    assert modify(talk, profileID=abp, devAddr="00000001") == 200
    assert (row(talk)["appKey"], row(talk)["nwkSKey"]) == ("", DEFAULT_KEY)
    assert modify(talk, profileID=otaa, devAddr="") == 200
    assert (row(talk)["appKey"], row(talk)["devAddr"]) == (DEFAULT_KEY, "")


def test_a_codec_is_taken_away_with_zero_or_blank(talk: Talk) -> None:
    add(talk, payloadCodecID=3)
    for none in ("0", 0, ""):
        modify(talk, payloadCodecID=3)
        assert modify(talk, payloadCodecID=none) == 200
        assert row(talk)["payloadCodecID"] == "0"


def test_an_unknown_device_is_code_5(talk: Talk) -> None:
    assert talk.code("DELETE", f"{URL}/{DEV_EUI}") == 5
    assert modify(talk) == 5


def test_deleting_takes_it_off_the_list_and_out_of_its_groups(talk: Talk) -> None:
    add(talk, profileID=profile_of(talk, "ClassC-OTAA"))
    group = talk("POST", "/api/multicast-groups", {"multicastGroup": {"name": "all"}})["id"]
    talk("POST", f"/api/multicast-groups/{group}/devices", {"devEUIs": [DEV_EUI]})
    assert talk.code("DELETE", f"{URL}/{DEV_EUI}") == 200
    assert talk("GET", URL)["devTotalCount"] == "0"
    assert talk.gateway.multicast_groups[group].devices == []


def test_deleting_answers_200_or_blank(talk: Talk) -> None:
    answers = set()
    for _ in range(40):
        add(talk)
        answers.add(str(talk("DELETE", f"{URL}/{DEV_EUI}")))
    assert str({"code": 200, "error": ""}) in answers
    assert len(answers) > 2


def test_a_device_speaks_at_its_interval(house: Gateway, talk: Talk, clock: Clock) -> None:
    dev_eui, device = next(iter(house.devices.items()))
    device.next_uplink = clock.now + timedelta(seconds=100)
    device.uplink_interval = 600
    before = row(talk, dev_eui)["fCntUp"]
    clock.passes(99)
    assert row(talk, dev_eui)["fCntUp"] == before
    clock.passes(1)
    assert row(talk, dev_eui)["fCntUp"] == before + 1
    assert row(talk, dev_eui)["lastSeenAtTime"].startswith("2026-03-01 12:01:40")
    clock.passes(1250)
    assert row(talk, dev_eui)["fCntUp"] == before + 3
    assert row(talk, dev_eui)["lastSeenAtTime"].startswith("2026-03-01 12:21:40")


def test_an_added_device_stays_silent(talk: Talk, clock: Clock) -> None:
    add(talk)
    clock.passes(100_000)
    assert row(talk)["active"] is False


def test_a_device_that_joined_has_a_session(house: Gateway, talk: Talk) -> None:
    first, second = talk("GET", f"{URL}?order=asc")["deviceResult"]
    for answer in (first, second):
        assert (answer["active"], answer["supportsJoin"]) == (True, True)
        assert re.fullmatch("[0-9a-f]{8}", answer["devAddr"])
        assert re.fullmatch("[0-9a-f]{32}", answer["appSKey"])
        assert re.fullmatch("[0-9a-f]{32}", answer["nwkSKey"])
    assert len({each[key] for each in (first, second) for key in ("appSKey", "nwkSKey")}) == 4
    assert first["devAddr"] != second["devAddr"]


def test_the_session_of_a_device_is_always_the_same(house: Gateway, talk: Talk) -> None:
    other = Gateway(EUI, clock=Clock(), seed=5)
    other.devices.update(house.devices)
    other.profiles.update(house.profiles)
    dev_eui = next(iter(house.devices))
    assert row(Talk(other), dev_eui)["appSKey"] == row(talk, dev_eui)["appSKey"]


def test_a_device_that_never_joined_has_no_session(talk: Talk) -> None:
    add(talk)
    answer = row(talk)
    assert (answer["devAddr"], answer["appSKey"], answer["nwkSKey"]) == ("", "", "")


@pytest.mark.parametrize(
    "sent",
    [
        {"description": "moved"},
        {"devAddr": "", "appSKey": "", "nwkSKey": ""},
        {"devAddr": "0A0B0C0D", "appSKey": KEY, "nwkSKey": KEY},
    ],
)
def test_modifying_loses_neither_the_session_nor_the_key(
    house: Gateway, talk: Talk, sent: dict[str, str]
) -> None:
    dev_eui = next(iter(house.devices))
    before = row(talk, dev_eui)
    body = {"applicationID": "1", **sent}
    assert talk.code("PUT", f"{URL}/{dev_eui}", body) == 200
    after = row(talk, dev_eui)
    for key in ("devAddr", "appSKey", "nwkSKey", "appKey"):
        assert after[key] == before[key] != ""


def test_a_row_as_it_was_answered_can_be_sent_back(house: Gateway, talk: Talk) -> None:
    dev_eui = next(iter(house.devices))
    before = row(talk, dev_eui)
    assert talk.code("PUT", f"{URL}/{dev_eui}", before) == 200
    assert row(talk, dev_eui) == before


def test_an_added_device_joins_when_the_gateway_is_set_so(clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock, join_after=30))
    add(talk)
    clock.passes(29)
    assert row(talk)["active"] is False
    clock.passes(1)
    assert row(talk)["active"] is True
    assert talk.gateway.devices[DEV_EUI].model == "EM300-TH"


@pytest.mark.parametrize(
    ("dev_eui", "app_key", "joins_after", "speaks_after"),
    [
        pytest.param("24E124136A00000A", None, 30, 30, id="the key that all have"),
        pytest.param("24E124136A00000A", "24e124136a00000a" * 2, 30, 30, id="a key of its own"),
        pytest.param("24E124136A00000A", "12" * 16, None, None, id="a wrong key"),
        pytest.param("24E124136A000000", None, None, None, id="no reception"),
        pytest.param("24E124136A000001", None, 120, 120, id="late"),
        pytest.param("24E124136A000002", None, 30, 150, id="joins, and is quiet"),
    ],
)
def test_not_all_devices_join_when_some_do(
    clock: Clock,
    dev_eui: str,
    app_key: str | None,
    joins_after: int | None,
    speaks_after: int | None,
) -> None:
    manners = Manners(joins="some")
    gateway = Gateway(EUI, clock=clock, join_after=30, manners=manners, uplink_topic="up/$deveui")
    talk = Talk(gateway)
    add(talk, devEUI=dev_eui, name=dev_eui, **({} if app_key is None else {"appKey": app_key}))
    joined = spoke = None
    for seconds in range(0, 200, 10):
        if row(talk, dev_eui)["active"] and joined is None:
            joined = seconds
        gateway.advance()
        if gateway.uplinks.take(gateway.now()) and spoke is None:
            spoke = seconds
        clock.passes(10)
    assert (joined, spoke) == (joins_after, speaks_after)


def test_a_device_in_an_unfinished_task_can_not_be_deleted(
    house: Gateway, talk: Talk, clock: Clock
) -> None:
    dev_eui = next(iter(house.devices))
    add_task(talk, deveui=[dev_eui])
    assert talk.code("DELETE", f"{URL}/{dev_eui}") == 10310001
    add_task(talk, deveui=[dev_eui])
    assert talk.code("DELETE", f"{URL}/{dev_eui}") == 10310002
    clock.passes(100_000)
    assert talk.code("DELETE", f"{URL}/{dev_eui}") == 200
