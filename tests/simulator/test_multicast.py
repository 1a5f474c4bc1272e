"""Calls 4.1 to 4.6."""

from typing import Any

import pytest

from .talk import DEV_EUI, KEY, Clock, Talk

URL = "/api/multicast-groups"
OTHER_EUI = "24E124136A456467"
WHOLE: dict[str, Any] = {
    "name": "lamps",
    "mcAddr": "0000AAFF",
    "mcNwkSKey": KEY,
    "mcAppSKey": KEY[::-1],
    "fCnt": 2**32 - 1,
    "groupType": "CLASS_B",
    "dr": 3,
    "frequency": 868_100_000,
    "pingSlotPeriod": 4096,
}


def add(talk: Talk, **fields: Any) -> str:
    return str(talk("POST", URL, {"multicastGroup": {"name": "lamps"} | fields})["id"])


def add_device(talk: Talk, dev_eui: str, profile: str) -> None:
    profile_id = next(
        each.profile_id for each in talk.gateway.profiles.values() if each.name == profile
    )
    sent = {"devEUI": dev_eui, "applicationID": 1, "profileID": profile_id}
    assert talk.code("POST", "/api/urdevices", sent) == 200


def row(talk: Talk) -> dict[str, Any]:
    [found] = talk("GET", f"{URL}?search=&order=asc&offset=0&limit=9999")["result"]
    answer: dict[str, Any] = found
    return answer


def test_what_is_left_out_takes_the_documented_defaults(talk: Talk) -> None:
    group = add(talk)
    assert row(talk) == {
        "id": group,
        "name": "lamps",
        "mcAddr": "11111111",
        "mcNwkSKey": "5572404c696e6b4c6f52613230313823",
        "mcAppSKey": "5572404c696e6b4c6f52613230313823",
        "fCnt": 0,
        "groupType": "CLASS_C",
        "dr": 0,
        "frequency": 869_525_000,
        "pingSlotPeriod": 128,
        "createdAt": "2026-03-01 12:00:00",
        "updatedAt": "2026-03-01 12:00:00",
        "devices": [],
    }


def test_a_class_b_group_takes_the_ping_slots_defaults(talk: Talk) -> None:
    add(talk, groupType="CLASS_B")
    assert (row(talk)["dr"], row(talk)["frequency"]) == (3, 869_525_000)


def test_every_field_is_kept(talk: Talk) -> None:
    add(talk, **WHOLE)
    assert WHOLE.items() <= row(talk).items()


def test_every_field_can_be_modified(talk: Talk, clock: Clock) -> None:
    group = add(talk, name="other")
    clock.passes(60)
    assert talk.code("PUT", f"{URL}/{group}", {"multicastGroup": WHOLE}) == 200
    assert WHOLE.items() <= row(talk).items()
    assert row(talk)["createdAt"] == "2026-03-01 12:00:00"
    assert row(talk)["updatedAt"] == "2026-03-01 12:01:00"


@pytest.mark.parametrize("left_out", sorted(WHOLE))
def test_modifying_requires_every_field(talk: Talk, left_out: str) -> None:
    group = add(talk)
    sent = {key: value for key, value in WHOLE.items() if key != left_out}
    assert talk.code("PUT", f"{URL}/{group}", {"multicastGroup": sent}) == 3


def test_a_class_c_group_needs_no_ping_slot(talk: Talk) -> None:
    group = add(talk, pingSlotPeriod=256)
    sent = {key: value for key, value in WHOLE.items() if key != "pingSlotPeriod"}
    sent["groupType"] = "CLASS_C"
    assert talk.code("PUT", f"{URL}/{group}", {"multicastGroup": sent}) == 200
    assert row(talk)["pingSlotPeriod"] == 256


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": None},
        {"name": ""},
        {"name": "a" * 129},
        {"mcAddr": "1111111"},
        {"mcNwkSKey": ""},
        {"mcAppSKey": "x" * 32},
        {"fCnt": 2**32},
        {"groupType": "CLASS_A"},
        {"dr": 7},
        {"frequency": 900_000_000},
        {"pingSlotPeriod": 16},
    ],
)
def test_a_value_outside_the_table_is_code_3(talk: Talk, wrong: dict[str, object]) -> None:
    assert talk.code("POST", URL, {"multicastGroup": {"name": "lamps"} | wrong}) == 3


def test_without_a_group_object_it_is_code_3(talk: Talk) -> None:
    assert talk.code("POST", URL, {"name": "lamps"}) == 3


def test_a_name_twice_is_code_6(talk: Talk) -> None:
    add(talk)
    group = add(talk, name="other")
    assert talk.code("POST", URL, {"multicastGroup": {"name": "lamps"}}) == 6
    assert talk.code("PUT", f"{URL}/{group}", {"multicastGroup": WHOLE}) == 6


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("DELETE", "", None),
        ("PUT", "", {"multicastGroup": WHOLE}),
        ("POST", "/devices", {"devEUIs": []}),
        ("POST", "/deletedevices", {"devEUIs": []}),
    ],
)
def test_an_unknown_group_is_code_5(talk: Talk, method: str, rest: str, body: object) -> None:
    assert talk.code(method, f"{URL}/none{rest}", body) == 5


def test_members_are_reported_with_the_group(talk: Talk) -> None:
    group = add(talk)
    add_device(talk, DEV_EUI, "ClassC-OTAA")
    assert talk.code("POST", f"{URL}/{group}/devices", {"devEUIs": [DEV_EUI.lower()]}) == 200
    [member] = row(talk)["devices"]
    member.pop("lastSeenAt", None)
    assert member == {
        "devEUI": DEV_EUI,
        "name": DEV_EUI,
        "applicationID": "1",
        "description": DEV_EUI,
        "deviceProfileID": talk.gateway.devices[DEV_EUI].profile_id,
        "deviceProfileName": "ClassC-OTAA",
        "deviceStatusBattery": 0,
        "deviceStatusMargin": 0,
    }


def test_adding_a_member_again_changes_nothing(talk: Talk) -> None:
    group = add(talk)
    add_device(talk, DEV_EUI, "ClassC-OTAA")
    for _ in range(2):
        sent = {"devEUIs": [DEV_EUI, DEV_EUI]}
        assert talk.code("POST", f"{URL}/{group}/devices", sent) == 200
    assert len(row(talk)["devices"]) == 1


def test_the_body_of_no_devices_is_a_success(talk: Talk) -> None:
    assert talk.code("POST", f"{URL}/{add(talk)}/devices", {}) == 200


@pytest.mark.parametrize("group_type", ["CLASS_B", "CLASS_C"])
@pytest.mark.parametrize("profile", ["ClassA-OTAA", "ClassB-OTAA", "ClassC-OTAA"])
def test_a_device_of_any_class_can_be_a_member(talk: Talk, group_type: str, profile: str) -> None:
    group = add(talk, groupType=group_type)
    add_device(talk, DEV_EUI, profile)
    assert talk.code("POST", f"{URL}/{group}/devices", {"devEUIs": [DEV_EUI]}) == 200
    assert [each["deviceProfileName"] for each in row(talk)["devices"]] == [profile]


def test_the_class_of_a_group_can_be_changed_whatever_its_members_are(talk: Talk) -> None:
    group = add(talk)
    add_device(talk, DEV_EUI, "ClassC-OTAA")
    talk("POST", f"{URL}/{group}/devices", {"devEUIs": [DEV_EUI]})
    assert talk.code("PUT", f"{URL}/{group}", {"multicastGroup": WHOLE}) == 200
    assert (row(talk)["groupType"], len(row(talk)["devices"])) == ("CLASS_B", 1)


def test_all_devices_are_added_or_none(talk: Talk) -> None:
    group = add(talk)
    add_device(talk, DEV_EUI, "ClassC-OTAA")
    both = {"devEUIs": [DEV_EUI, OTHER_EUI]}
    assert talk.code("POST", f"{URL}/{group}/devices", both) == 5
    assert row(talk)["devices"] == []


def test_a_device_that_does_not_exist_can_not_be_added(talk: Talk) -> None:
    assert talk.code("POST", f"{URL}/{add(talk)}/devices", {"devEUIs": [DEV_EUI]}) == 5


@pytest.mark.parametrize("wrong", [["24E1"], DEV_EUI, [5], [None]])
def test_what_are_no_euis_is_code_3(talk: Talk, wrong: object) -> None:
    group = add(talk)
    assert talk.code("POST", f"{URL}/{group}/devices", {"devEUIs": wrong}) == 3
    assert talk.code("POST", f"{URL}/{group}/deletedevices", {"devEUIs": wrong}) == 3


def test_only_members_can_be_taken_out(talk: Talk) -> None:
    group = add(talk)
    for dev_eui in (DEV_EUI, OTHER_EUI):
        add_device(talk, dev_eui, "ClassC-OTAA")
    talk("POST", f"{URL}/{group}/devices", {"devEUIs": [DEV_EUI]})
    both = {"devEUIs": [DEV_EUI, OTHER_EUI]}
    assert talk.code("POST", f"{URL}/{group}/deletedevices", both) == 5
    assert talk.code("POST", f"{URL}/{group}/deletedevices", {"devEUIs": [DEV_EUI]}) == 200
    assert row(talk)["devices"] == []


def test_deleting_a_group_leaves_its_devices(talk: Talk) -> None:
    group = add(talk)
    add_device(talk, DEV_EUI, "ClassC-OTAA")
    talk("POST", f"{URL}/{group}/devices", {"devEUIs": [DEV_EUI]})
    assert talk.code("DELETE", f"{URL}/{group}") == 200
    assert talk("GET", URL) == {"totalCount": "0", "result": []}
    assert DEV_EUI in talk.gateway.devices


def test_search_order_and_pages(talk: Talk) -> None:
    for name in ("north lamps", "south lamps", "pumps"):
        add(talk, name=name)

    def names(query: str) -> list[str]:
        return [each["name"] for each in talk("GET", f"{URL}?{query}")["result"]]

    assert names("search=LAMPS") == ["north lamps", "south lamps"]
    assert names("order=desc&limit=2") == ["pumps", "south lamps"]
    assert names("offset=2") == ["pumps"]
