"""Calls 2.1 to 2.4."""

from typing import Any

import pytest

from simulator.gateway import Gateway

from .talk import DEV_EUI, EUI, Clock, Talk

URL = "/api/urprofiles"
WHOLE: dict[str, Any] = {
    "supportsClassB": True,
    "classBTimeout": 5,
    "pingSlotPeriod": 64,
    "pingSlotDR": 4,
    "pingSlotFreq": 868_300_000,
    "supportsClassC": True,
    "classCTimeout": 7,
    "macVersion": "1.1.0",
    "regParamsRevision": "A",
    "rxDROffset1": 2,
    "rxDataRate2": 3,
    "rxFreq2": 868_100_000,
    "factoryPresetFreqs": [868_500_000],
    "maxEIRP": 14,
    "supportsJoin": True,
    "supports32bitFCnt": False,
    "enableUplinkChannels": [0, 1],
}


def add(talk: Talk, name: str = "meters", **profile: Any) -> str:
    return str(talk("POST", URL, {"name": name, "profile": profile})["profileID"])


def row(talk: Talk, profile_id: str) -> dict[str, Any]:
    rows = talk("GET", URL)["result"]
    found: dict[str, Any] = next(
        each for each in rows if each["profile"]["profileID"] == profile_id
    )
    return found


def test_a_new_gateway_has_the_eight_default_profiles(talk: Talk) -> None:
    answer = talk("GET", URL)
    assert answer["totalCount"] == "8"
    assert {(each["name"], each["profile"]["supportsJoin"]) for each in answer["result"]} == {
        (f"Class{cls}-{kind}", kind == "OTAA")
        for cls in ("A", "B", "C", "CB")
        for kind in ("OTAA", "ABP")
    }
    assert all(each["isDefault"] for each in answer["result"])


def test_the_list_tells_channel_plan_and_cloud(clock: Clock) -> None:
    answer = Talk(Gateway(EUI, clock=clock, channel_plan="CN470", cloud=True))("GET", URL)
    assert (answer["channelPlan"], answer["disable"]) == ("CN470", True)
    assert answer["result"][0]["profile"]["rfRegion"] == "China470"


def test_what_is_left_out_takes_the_documented_defaults(talk: Talk) -> None:
    profile_id = add(talk)
    assert row(talk, profile_id) == {
        "profile": {
            "profileID": profile_id,
            "supportsClassB": False,
            "classBTimeout": 10,
            "pingSlotPeriod": 128,
            "pingSlotDR": 3,
            "pingSlotFreq": 869_525_000,
            "supportsClassC": False,
            "classCTimeout": 10,
            "macVersion": "1.0.2",
            "regParamsRevision": "B",
            "rxDROffset1": 0,
            "rxDataRate2": 0,
            "rxFreq2": 869_525_000,
            "factoryPresetFreqs": [],
            "maxEIRP": 0,
            "maxDutyCycle": 0,
            "supportsJoin": False,
            "rfRegion": "EU868",
            "supports32bitFCnt": True,
            "enableUplinkChannels": [],
        },
        "name": "meters",
        "organizationID": "1",
        "networkServerID": "1",
        "using": False,
        "isDefault": False,
    }


def test_every_field_is_kept(talk: Talk) -> None:
    profile_id = add(talk, **WHOLE)
    assert WHOLE.items() <= row(talk, profile_id)["profile"].items()


def test_every_field_can_be_modified(talk: Talk) -> None:
    profile_id = add(talk)
    assert talk.code("PUT", f"{URL}/{profile_id}", {"name": "other", "profile": WHOLE}) == 200
    assert row(talk, profile_id)["name"] == "other"
    assert WHOLE.items() <= row(talk, profile_id)["profile"].items()


@pytest.mark.parametrize("left_out", sorted(WHOLE))
def test_modifying_requires_every_field(talk: Talk, left_out: str) -> None:
    profile_id = add(talk)
    sent = {key: value for key, value in WHOLE.items() if key != left_out}
    assert talk.code("PUT", f"{URL}/{profile_id}", {"name": "meters", "profile": sent}) == 3


def test_a_profile_without_class_b_needs_no_ping_slot(talk: Talk) -> None:
    profile_id = add(talk, pingSlotPeriod=512)
    sent = {key: value for key, value in WHOLE.items() if not key.startswith("pingSlot")}
    sent["supportsClassB"] = False
    assert talk.code("PUT", f"{URL}/{profile_id}", {"name": "meters", "profile": sent}) == 200
    assert row(talk, profile_id)["profile"]["pingSlotPeriod"] == 512


@pytest.mark.parametrize(
    "wrong",
    [
        {"maxEIRP": -1},
        {"supportsJoin": "true"},
        {"macVersion": "1.0.4"},
        {"regParamsRevision": "C"},
        {"rxDROffset1": 6},
        {"rxDataRate2": 7},
        {"rxFreq2": 862_999_999},
        {"rxFreq2": 870_000_001},
        {"factoryPresetFreqs": [1]},
        {"factoryPresetFreqs": 868_100_000},
        {"enableUplinkChannels": ["x"]},
        {"pingSlotPeriod": 100},
        {"pingSlotDR": 7},
        {"pingSlotFreq": 433_000_000},
        {"classBTimeout": 11},
        {"classCTimeout": -1},
        {"classCTimeout": 1.5},
    ],
)
def test_a_value_outside_the_table_is_code_3(talk: Talk, wrong: dict[str, object]) -> None:
    assert talk.code("POST", URL, {"name": "meters", "profile": wrong}) == 3


def test_numbers_are_taken_as_text_too(talk: Talk) -> None:
    profile_id = add(talk, rxDataRate2="5")
    assert row(talk, profile_id)["profile"]["rxDataRate2"] == 5


@pytest.mark.parametrize("name", ["", "1st", "-a", "a b", "ä", "a" * 65, None, 5])
def test_a_name_must_be_letters_digits_and_dashes_after_a_letter(talk: Talk, name: object) -> None:
    assert talk.code("POST", URL, {"name": name, "profile": {}}) == 3


def test_the_name_may_have_64_characters(talk: Talk) -> None:
    assert add(talk, "a" * 64)


def test_without_a_profile_object_it_is_code_3(talk: Talk) -> None:
    assert talk.code("POST", URL, {"name": "meters"}) == 3


def test_a_name_twice_is_code_6(talk: Talk) -> None:
    profile_id = add(talk)
    assert talk.code("POST", URL, {"name": "meters", "profile": {}}) == 6
    assert talk.code("POST", URL, {"name": "ClassA-OTAA", "profile": {}}) == 6
    renamed = {"name": "ClassA-OTAA", "profile": WHOLE}
    assert talk.code("PUT", f"{URL}/{profile_id}", renamed) == 6


def test_an_unknown_profile_is_code_5(talk: Talk) -> None:
    assert talk.code("DELETE", f"{URL}/none") == 5
    assert talk.code("PUT", f"{URL}/none", {"name": "meters", "profile": WHOLE}) == 5


def test_deleting_takes_it_off_the_list(talk: Talk) -> None:
    profile_id = add(talk)
    assert talk.code("DELETE", f"{URL}/{profile_id}") == 200
    assert talk("GET", URL)["totalCount"] == "8"


def test_a_default_profile_can_not_be_deleted(talk: Talk) -> None:
    profile_id = next(iter(talk.gateway.profiles))
    assert talk.code("DELETE", f"{URL}/{profile_id}") == 9


def test_a_profile_in_use_says_so_and_can_not_be_deleted(talk: Talk) -> None:
    profile_id = add(talk, supportsJoin=True)
    sent = {"devEUI": DEV_EUI, "applicationID": 1, "profileID": profile_id}
    talk("POST", "/api/urdevices", sent)
    assert row(talk, profile_id)["using"] is True
    assert talk.code("DELETE", f"{URL}/{profile_id}") == 9
    talk("DELETE", f"/api/urdevices/{DEV_EUI}")
    assert row(talk, profile_id)["using"] is False
    assert talk.code("DELETE", f"{URL}/{profile_id}") == 200


def test_the_join_type_of_a_profile_in_use_can_be_changed(talk: Talk) -> None:
    profile_id = add(talk, supportsJoin=True)
    sent = {"devEUI": DEV_EUI, "applicationID": 1, "profileID": profile_id}
    talk("POST", "/api/urdevices", sent)
    changed = {"name": "meters", "profile": WHOLE | {"supportsJoin": False}}
    assert talk.code("PUT", f"{URL}/{profile_id}", changed) == 200
    [device] = talk("GET", "/api/urdevices")["deviceResult"]
    assert device["supportsJoin"] is False


def test_pages_and_order(talk: Talk) -> None:
    names = [each["name"] for each in talk("GET", f"{URL}?limit=3&offset=2")["result"]]
    assert names == ["ClassC-OTAA", "ClassCB-OTAA", "ClassA-ABP"]
    newest = talk("GET", f"{URL}?limit=1&order=desc")["result"]
    assert newest[0]["name"] == "ClassCB-ABP"


@pytest.mark.parametrize("query", ["limit=x", "offset=-1", "limit=1.5", "order=up"])
def test_a_page_that_is_none_is_code_3(talk: Talk, query: str) -> None:
    assert talk.code("GET", f"{URL}?{query}") == 3
