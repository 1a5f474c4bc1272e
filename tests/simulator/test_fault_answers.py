"""Faults that put something else into an answer: null, blank, odd, empty, total."""

import json
from typing import Any

import pytest

from simulator.faults import Fault
from simulator.gateway import Gateway

from .talk import Clock, Talk, add_task, mannered, message

DEVICES, PROFILES, GROUPS = "/api/urdevices", "/api/urprofiles", "/api/multicast-groups"
LIST = message("GET", f"{DEVICES}?order=asc")


@pytest.fixture
def talk(clock: Clock) -> Talk:
    """A gateway with three thermostats."""
    return mannered(clock, devices=3)


@pytest.fixture
def gateway(talk: Talk) -> Gateway:
    return talk.gateway


def rows(talk: Talk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = talk("GET", f"{DEVICES}?order=asc")["deviceResult"]
    return found


@pytest.mark.parametrize(("kind", "value"), [("null", None), ("blank", "")])
def test_a_key_comes_without_a_value_wherever_it_stands(
    gateway: Gateway, talk: Talk, kind: str, value: object
) -> None:
    gateway.faults.add(f"{kind} key=profileID")
    assert [each["profileID"] for each in rows(talk)] == [value] * 3
    assert talk("GET", PROFILES)["result"][0]["profile"]["profileID"] == value
    answer = talk("GET", f"{DEVICES}?order=asc")
    assert {each["profileID"] for each in answer["profileResult"]} == {value}
    assert answer["deviceResult"][0]["profileName"] == "ClassC-OTAA"


@pytest.mark.parametrize(
    ("key", "method", "url"),
    [
        ("deviceResult", "GET", DEVICES),
        ("devTotalCount", "GET", DEVICES),
        ("maxPayloadSizeMap", "GET", "/api/fuota/task/payloadsize"),
        ("models", "GET", "/api/fuota/official/models?dateCenter=eu"),
    ],
)
def test_a_whole_list_can_be_null(talk: Talk, key: str, method: str, url: str) -> None:
    talk.gateway.faults.add(f"null key={key}")
    assert talk(method, url)[key] is None


@pytest.mark.parametrize(("kind", "value"), [("null", None), ("blank", "")])
def test_without_a_key_the_body_has_no_value(
    gateway: Gateway, talk: Talk, kind: str, value: object
) -> None:
    gateway.faults.add(kind)
    assert talk.whole("GET", DEVICES)["body"] == value


def test_a_key_that_does_not_exist_is_not_added(gateway: Gateway, talk: Talk) -> None:
    plain = talk("GET", DEVICES)
    gateway.faults.add("null key=colour")
    assert talk("GET", DEVICES) == plain


@pytest.mark.parametrize(
    ("call", "url", "key", "total"),
    [
        ("2.3", PROFILES, "totalCount", "10"),
        ("3.3", f"{DEVICES}?limit=1", "devTotalCount", "5"),
        ("4.5", GROUPS, "totalCount", "2"),
        ("5.1", "/api/payloadcodecs?type=default&limit=1&offset=0", "totalCount", "13"),
        ("6.2", "/api/fuota/task", "total", 3),
        ("6.7", "/api/fuota/devices?taskId=1", "total", 5),
        ("6.10", "/api/fuota/official/firmware?model=WT201", "total", 5),
    ],
)
def test_a_total_is_more_than_there_are(
    talk: Talk, call: str, url: str, key: str, total: object
) -> None:
    add_task(talk)
    before = talk("GET", url)
    talk.gateway.faults.add(f"total call={call} add=2")
    after = talk("GET", url)
    assert after == before | {key: total}


def test_a_total_is_one_more_by_default_and_can_be_less(gateway: Gateway, talk: Talk) -> None:
    gateway.faults.add("total times=1")
    assert talk("GET", DEVICES)["devTotalCount"] == "4"
    gateway.faults.add("total times=1 add=-2")
    answer = talk("GET", DEVICES)
    assert (answer["devTotalCount"], len(answer["deviceResult"])) == ("1", 3)
    assert (answer["appTotalCount"], answer["pfTotalCount"]) == ("2", "8")


def test_a_list_is_empty_once(gateway: Gateway, talk: Talk) -> None:
    gateway.faults.add("empty call=3.3")
    before = len(gateway.devices)
    answer = talk("GET", DEVICES)
    assert (answer["deviceResult"], answer["devTotalCount"]) == ([], "0")
    assert len(answer["profileResult"]) == 8
    assert len(rows(talk)) == before == 3


def test_a_list_can_be_empty_more_often(gateway: Gateway, talk: Talk) -> None:
    gateway.faults.add("empty call=3.3 times=2")
    assert [len(rows(talk)) for _ in range(3)] == [0, 0, 3]


def test_an_empty_list_of_tasks_has_a_number_for_its_total(gateway: Gateway, talk: Talk) -> None:
    add_task(talk)
    gateway.faults.add("empty call=6.2")
    assert talk("GET", "/api/fuota/task") == {"total": 0, "tasks": []}


def test_an_empty_list_is_null_where_they_all_are(clock: Clock) -> None:
    talk = mannered(clock, devices=3, null_lists=True)
    talk.gateway.faults.add("empty call=3.3")
    assert talk("GET", DEVICES)["deviceResult"] is None


@pytest.mark.parametrize("kind", ["empty", "total", "odd fCntUp=1"])
def test_what_is_about_lists_waits_for_one(gateway: Gateway, talk: Talk, kind: str) -> None:
    plain = talk("GET", DEVICES)
    gateway.faults.add(f"{kind} times=1")
    assert talk.code("POST", DEVICES, {}) == 3
    assert talk("GET", DEVICES) != plain
    assert talk("GET", DEVICES) == plain


def test_refusals_of_lists_stay_as_they_are(gateway: Gateway, talk: Talk) -> None:
    for text in ("empty", "total", "odd name=NaN"):
        gateway.faults.add(text)
    assert talk.code("GET", f"{DEVICES}?limit=x") == 3


def payload(gateway: Gateway, asked: bytes = LIST) -> bytes:
    [answer] = gateway.answer(asked)
    return answer.payload


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        ("odd fCntUp=NaN", b'"fCntUp":NaN,'),
        ("odd fCntUp=1e999", b'"fCntUp":1e999,'),
        ("odd fCntUp=", b'"fCntUp":,'),
        (r'odd name="Meter \ud83d"', rb'"name":"Meter \ud83d",'),
        ('odd name="Meter 2"', b'"name":"Meter 2",'),
        ("odd name=[1,2]", b'"name":[1,2],'),
        ("odd 'name={\"a\": 1}'", b'"name":{"a": 1},'),
        ("odd name=latin1:Zähler", b'"name":"Z\xe4hler",'),
        ("odd 'name=latin1:Zähler 2'", b'"name":"Z\xe4hler 2",'),
        ("odd name=null", b'"name":null,'),
    ],
)
def test_a_field_has_the_very_text_of_the_fault(gateway: Gateway, fault: str, sent: bytes) -> None:
    plain = payload(gateway)
    gateway.faults.add(fault)
    odd = payload(gateway)
    assert odd.count(sent) == 1
    field = sent.partition(b":")[0]
    # Nothing but this field is another.
    before, _, rest = plain.partition(field + b":")
    behind = rest[rest.index(b',"') + 1 :]
    assert odd == before + sent + behind


@pytest.mark.parametrize("value", [b'"\xff\xfe"', b"01"])
def test_a_field_can_have_any_bytes(gateway: Gateway, value: bytes) -> None:
    gateway.faults.add(Fault("odd", call="3.3", values={"name": value}))
    assert b'"name":' + value + b"," in payload(gateway)


def test_a_value_that_is_no_text_is_its_json(gateway: Gateway, talk: Talk) -> None:
    gateway.faults.add(Fault("odd", call="3.3", values={"fCntUp": -5, "active": None}))
    first = rows(talk)[0]
    assert (first["fCntUp"], first["active"]) == (-5, None)


def test_the_first_row_is_odd_and_the_others_are_not(gateway: Gateway, talk: Talk) -> None:
    gateway.faults.add('odd call=3.3 name="Odd" fPort=999')
    found = rows(talk)
    assert [each["name"] == "Odd" for each in found] == [True, False, False]
    assert [each["fPort"] for each in found] == [999, 85, 85]


def test_another_row_can_be_chosen(gateway: Gateway, talk: Talk) -> None:
    gateway.faults.add('odd call=3.3 rows=3 name="Odd"')
    assert [each["name"] == "Odd" for each in rows(talk)] == [False, False, True]


def test_a_row_that_does_not_exist_is_not_odd(gateway: Gateway) -> None:
    plain = payload(gateway)
    gateway.faults.add("odd call=3.3 rows=4 name=NaN")
    assert payload(gateway) == plain


def test_a_field_within_a_field_is_found(gateway: Gateway, talk: Talk) -> None:
    gateway.faults.add("odd call=2.3 maxEIRP=1e999 factoryPresetFreqs=[true]")
    asked = message("GET", PROFILES)
    sent = payload(gateway, asked)
    assert sent.count(b'"maxEIRP":1e999,') == 1
    assert b'"factoryPresetFreqs":[true],' in sent
    assert b"maxEIRP" not in sent.partition(b"1e999")[2].partition(b'"name"')[0]


def test_a_field_that_does_not_exist_is_added(gateway: Gateway, talk: Talk) -> None:
    gateway.faults.add('odd call=3.3 colour="red"')
    assert [each.get("colour") for each in rows(talk)] == ["red", None, None]


def test_an_odd_answer_changes_nothing_that_is_kept(gateway: Gateway, talk: Talk) -> None:
    plain = talk("GET", PROFILES)
    gateway.faults.add("odd call=2.3 times=1 factoryPresetFreqs=[1] enableUplinkChannels=[2]")
    assert talk("GET", PROFILES) != plain
    assert talk("GET", PROFILES) == plain


def test_odd_rows_can_be_repeated_torn_and_garbled(gateway: Gateway) -> None:
    gateway.faults.add("odd call=3.3 name=latin1:Zähler")
    gateway.faults.add("repeat times=1")
    assert len(gateway.answer(LIST)) == 2
    gateway.faults.add("garble")
    gateway.faults.add("tear")
    for _ in range(30):
        with pytest.raises(ValueError, match=r"\S"):
            json.loads(payload(gateway))


def test_what_is_not_in_utf_8_is_no_json(gateway: Gateway) -> None:
    gateway.faults.add("odd call=3.3 name=latin1:Zähler")
    with pytest.raises(UnicodeDecodeError):
        json.loads(payload(gateway))
