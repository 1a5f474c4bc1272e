"""The forms that rows, success, refusals and empty lists take, as a gateway's manners have it."""

from typing import Any

import pytest

from simulator.manners import Manners, Success

from .talk import DEV_EUI, Clock, Talk, add_task, mannered, message, task_of

PROFILE = {"name": "meters", "profile": {}}
DEVICES, PROFILES, GROUPS = "/api/urdevices", "/api/urprofiles", "/api/multicast-groups"
CODECS = "/api/payloadcodecs?type=custom&search=&limit=10&offset=0"
FITTING = "/api/fuota/devices/firmware"
FILE = {"firmwareName": "own.bin", "fileContent": "AAAA"}


def add_profile(talk: Talk) -> str:
    return str(talk("POST", PROFILES, PROFILE)["profileID"])


@pytest.mark.parametrize(
    ("method", "url", "body", "keys"),
    [
        ("GET", DEVICES, None, ["deviceResult"]),
        ("GET", f"{PROFILES}?offset=500", None, ["result"]),
        ("GET", GROUPS, None, ["result"]),
        ("GET", CODECS, None, ["result"]),
        ("GET", "/api/fuota/task", None, ["tasks"]),
        ("POST", FITTING, FILE, ["devices"]),
        ("GET", "/api/fuota/official/firmware?model=X1", None, ["data"]),
    ],
)
def test_an_empty_list_can_be_null_and_its_total_stays(
    clock: Clock, method: str, url: str, body: object, keys: list[str]
) -> None:
    polite, terse = mannered(clock), mannered(clock, null_lists=True)
    documented = polite(method, url, body)
    answer = terse(method, url, body)
    for key in keys:
        assert documented[key] == []
        assert answer[key] is None
    totals = {key: each for key, each in documented.items() if "otal" in key}
    assert totals
    assert totals.items() <= answer.items()


def test_all_lists_can_be_null(clock: Clock) -> None:
    talk = mannered(clock, null_lists=True)
    gateway = talk.gateway
    gateway.applications.clear()
    gateway.profiles.clear()
    gateway.catalogue.clear()
    answer = talk("GET", DEVICES)
    assert (answer["appResult"], answer["profileResult"]) == (None, None)
    assert (answer["appTotalCount"], answer["pfTotalCount"]) == ("0", "0")
    assert talk("GET", "/api/fuota/official/models?dateCenter=eu") == {"models": None}


def test_lists_within_rows_can_be_null(clock: Clock) -> None:
    talk = mannered(clock, devices=1, null_lists=True)
    talk("POST", GROUPS, {"multicastGroup": {"name": "all"}})
    assert talk("GET", GROUPS)["result"][0]["devices"] is None
    settings = talk("GET", PROFILES)["result"][0]["profile"]
    assert settings["factoryPresetFreqs"] is None
    assert settings["enableUplinkChannels"] is None
    task_id = add_task(talk)
    assert task_of(talk, task_id)["officialFirmwareInfo"]["frequencyBands"] is None
    talk.gateway.tasks[task_id].devices.clear()
    assert task_of(talk, task_id)["deveui"] is None
    assert talk("GET", f"/api/fuota/devices?taskId={task_id}") == {"total": 0, "devices": None}


def test_a_list_with_something_in_it_stays_a_list(clock: Clock) -> None:
    talk = mannered(clock, devices=1, null_lists=True)
    assert len(talk("GET", DEVICES)["deviceResult"]) == 1
    assert talk("GET", PROFILES)["totalCount"] == "8"


SUCCESSES: list[tuple[Success, dict[str, Any]]] = [
    ("real", {}),
    ("zero", {"code": 0, "error": ""}),
    ("accept", {"code": 17, "error": "request accept"}),
]


@pytest.mark.parametrize(("success", "body"), SUCCESSES)
def test_a_write_without_content_answers_success_in_one_form(
    clock: Clock, success: Success, body: dict[str, Any]
) -> None:
    talk = mannered(clock, devices=1, success=success)
    [dev_eui] = talk.gateway.devices
    task_id = add_task(talk, startedAt="2026-03-02T00:50:00.000Z")
    answers = [
        talk("POST", DEVICES, {"devEUI": DEV_EUI, "applicationID": "1"}),
        talk("PUT", f"{DEVICES}/{dev_eui}", {"applicationID": "1"}),
        *(talk("DELETE", f"{PROFILES}/{add_profile(talk)}") for _ in range(5)),
        talk("POST", "/api/fuota/task/delete", {"ids": [task_id]}),
        talk("DELETE", f"{DEVICES}/{DEV_EUI}"),
    ]
    assert answers == [body] * 9
    assert list(talk.gateway.devices) == [dev_eui]


@pytest.mark.parametrize(("success", "body"), SUCCESSES)
def test_an_answer_with_content_has_no_success_beside_it(
    clock: Clock, success: Success, body: dict[str, Any]
) -> None:
    talk = mannered(clock, success=success)
    assert set(talk("POST", PROFILES, PROFILE)) == {"profileID"}
    assert set(talk("GET", PROFILES)) == {"totalCount", "disable", "result", "channelPlan"}


@pytest.mark.parametrize(
    ("url", "code"), [("/api/nothing", 21), ("/api/urprofiles?limit=x", 3), ("", 21)]
)
def test_a_refusal_can_have_other_keys(clock: Clock, url: str, code: int) -> None:
    talk = mannered(clock, failure="err-code")
    answer = talk("GET", url)
    assert set(answer) == {"errCode", "errMsg"}
    assert answer["errCode"] == code
    assert answer["errMsg"]


def test_every_refusal_has_those_keys(clock: Clock) -> None:
    talk = mannered(clock, failure="err-code")
    talk.gateway.faults.add("code call=2.3 code=24")
    assert talk("GET", PROFILES) == {"errCode": 24, "errMsg": "Request timeout"}
    other = talk.whole("GET", PROFILES, gatewayEUI="24E124FFFE000001")
    assert other["body"] == {"errCode": 25, "errMsg": "Gateway EUI not matched"}
    [answer] = talk.gateway.answer(b"{")
    assert b'"errCode":20' in answer.payload


def test_a_refusal_can_have_other_words(clock: Clock) -> None:
    words = "key 00112233445566778899aabbccddeeff is not allowed"
    talk = mannered(clock, error_text=words)
    assert talk("GET", "/api/nothing") == {"code": 21, "error": words}
    assert talk("DELETE", f"{DEVICES}/{DEV_EUI}") == {"code": 5, "error": words}
    blank = mannered(clock, error_text="")
    assert blank("GET", "/api/nothing") == {"code": 21, "error": ""}


def test_rows_of_tasks_can_be_misspelt_as_in_the_tables(clock: Clock) -> None:
    talk = mannered(clock, devices=1, misspelt=True)
    task_id = add_task(talk)
    clock.passes(70)
    body = FILE | {"firmwareName": "WT201.0000.0100.0109.bin"}
    for answer in (
        talk("GET", f"/api/fuota/devices?taskId={task_id}"),
        talk("POST", FITTING, body),
    ):
        [row] = answer["devices"]
        assert row["multicastSsessionStatus"] == 4
        assert "multicastSessionStatus" not in row


def test_lean_profiles_lack_what_some_firmware_leaves_out(clock: Clock) -> None:
    whole = mannered(clock)("GET", PROFILES)["result"][0]["profile"]
    lean = mannered(clock, lean_rows=True)("GET", PROFILES)["result"][0]["profile"]
    assert whole.keys() - lean.keys() == {
        "supports32bitFCnt",
        "maxEIRP",
        "classBTimeout",
        "classCTimeout",
        "enableUplinkChannels",
    }
    assert lean.items() <= whole.items()


def test_a_lean_profile_is_modified_whole_all_the_same(clock: Clock) -> None:
    talk = mannered(clock, lean_rows=True)
    profile_id = add_profile(talk)
    lean = talk("GET", PROFILES)["result"][-1]["profile"]
    url = f"{PROFILES}/{profile_id}"
    assert talk.code("PUT", url, {"name": "meters", "profile": lean}) == 3
    missing = {
        "supports32bitFCnt": True,
        "maxEIRP": 0,
        "classBTimeout": 10,
        "classCTimeout": 10,
        "enableUplinkChannels": [],
    }
    assert talk.code("PUT", url, {"name": "meters", "profile": lean | missing}) == 200


def test_lean_devices_have_the_name_of_their_application_only(clock: Clock) -> None:
    talk = mannered(clock, devices=1, lean_rows=True)
    [row] = talk("GET", DEVICES)["deviceResult"]
    assert "applicationID" not in row
    assert row["appName"] == "building"
    assert talk.code("PUT", f"{DEVICES}/{row['devEUI']}", {"name": "Meter"}) == 3


def test_a_lean_group_has_a_ping_slot_in_class_b_only(clock: Clock) -> None:
    talk = mannered(clock, lean_rows=True)
    for name, group_type in (("b", "CLASS_B"), ("c", "CLASS_C")):
        talk("POST", GROUPS, {"multicastGroup": {"name": name, "groupType": group_type}})
    class_b, class_c = talk("GET", GROUPS)["result"]
    assert class_b["pingSlotPeriod"] == 128
    assert "pingSlotPeriod" not in class_c


def test_keys_can_be_hidden_in_rows_and_are_kept(clock: Clock) -> None:
    talk = mannered(clock, devices=1, hide_keys=True)
    [row] = talk("GET", DEVICES)["deviceResult"]
    [device] = talk.gateway.devices.values()
    assert (row["supportsJoin"], row["appKey"]) == (True, "")
    key = device.app_key
    assert len(key) == 32
    assert talk.code("PUT", f"{DEVICES}/{device.dev_eui}", {"applicationID": 1}) == 200
    assert device.app_key == key


EXTRA = {"rssi", "requestNumber", "reserved", "vendorInfo"}


def test_extra_keys_are_in_the_envelope_and_in_every_row(clock: Clock) -> None:
    talk, plain = mannered(clock, devices=2, extra_keys=True), mannered(clock, devices=2)
    group = talk("POST", GROUPS, {"multicastGroup": {"name": "all"}})["id"]
    sent = {"devEUIs": list(talk.gateway.devices)}
    talk("POST", f"{GROUPS}/{group}/devices", sent)
    whole = talk.whole("GET", DEVICES)
    assert whole.keys() >= EXTRA
    documented = plain("GET", DEVICES)
    assert whole["body"].keys() == documented.keys()
    for key in ("deviceResult", "appResult", "profileResult"):
        for row, other in zip(whole["body"][key], documented[key], strict=True):
            assert row.keys() - other.keys() == EXTRA
    [row] = talk("GET", GROUPS)["result"]
    assert row.keys() > EXTRA
    assert all(member.keys() > EXTRA for member in row["devices"])


def test_some_extra_keys_have_another_value_in_each_answer(clock: Clock) -> None:
    talk = mannered(clock, devices=1, extra_keys=True)
    rows = [talk("GET", DEVICES)["deviceResult"][0] for _ in range(3)]
    assert len({each["rssi"] for each in rows}) == 3
    known = [{key: each[key] for key in each if key not in EXTRA} for each in rows]
    assert known[0] == known[1] == known[2]


def test_extra_keys_are_in_refusals_too(clock: Clock) -> None:
    talk = mannered(clock, extra_keys=True)
    [answer] = talk.gateway.answer(message("GET", "/api/nothing"))
    assert b'"rssi"' in answer.payload


@pytest.mark.parametrize(
    "wrong",
    [
        {"times": "never"},
        {"order": "up"},
        {"success": "yes"},
        {"failure": "no"},
        {"codecs": "large"},
        {"message_limit": 0},
        {"cut_off": -1},
        {"cut_off": float("nan")},
    ],
)
def test_manners_that_no_gateway_has_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Manners(**wrong)


def test_other_manners_can_be_given_while_it_runs(clock: Clock) -> None:
    talk = mannered(clock)
    talk.gateway.manners = Manners(null_lists=True)
    assert talk("GET", DEVICES)["deviceResult"] is None
