"""What happens at the gateway without a request: somebody at its own page, and its resets."""

import pytest

from simulator.gateway import Gateway

from .talk import DEV_EUI, Clock, Talk, add_task, local_task, task_of

TASKS, PROFILES, GROUPS = "/api/fuota/task", "/api/urprofiles", "/api/multicast-groups"
LATER = "2026-03-02T00:50:00.000Z"


def test_somebody_can_make_and_delete_a_task_by_hand(house: Gateway, talk: Talk) -> None:
    made = house.by_hand("POST", TASKS, local_task(talk, name="stranger's", startedAt=LATER))
    assert made == {"id": 1}
    assert task_of(talk, 1)["name"] == "stranger's"
    assert house.by_hand("POST", f"{TASKS}/delete", {"ids": [1]}) == {"code": 200, "error": ""}
    assert not house.tasks


def test_what_is_done_by_hand_is_no_request(house: Gateway, talk: Talk) -> None:
    house.faults.add("drop")
    house.by_hand("POST", TASKS, local_task(talk))
    assert len(house.tasks) == 1
    assert not house.requests
    assert not house.request_counts


def test_a_query_is_answered_by_hand_too(house: Gateway) -> None:
    assert house.by_hand("GET", "/api/urdevices?limit=1")["devTotalCount"] == "2"


def test_a_success_without_content_is_an_empty_answer(house: Gateway) -> None:
    added = house.by_hand("POST", PROFILES, {"name": "meters", "profile": {}})
    assert house.by_hand("DELETE", f"{PROFILES}/{added['profileID']}") == {}


@pytest.mark.parametrize(
    ("method", "url", "text"),
    [
        ("DELETE", f"/api/urdevices/{DEV_EUI}", "Data not found"),
        ("GET", "/api/nothing", "Type or url not supported"),
        ("PATCH", "/api/urdevices", "Method not supported"),
    ],
)
def test_what_the_gateway_refuses_by_hand_is_an_error(
    gateway: Gateway, method: str, url: str, text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        gateway.by_hand(method, url)


def test_after_a_reset_of_the_updates_ids_begin_again(
    house: Gateway, talk: Talk, clock: Clock
) -> None:
    assert [add_task(talk), add_task(talk, startedAt=LATER)] == [1, 2]
    clock.passes(70)
    assert task_of(talk, 1)["status"] == 2
    house.reset_fuota()
    assert talk("GET", TASKS) == {"total": 0, "tasks": []}
    assert len(house.devices) == 2
    assert add_task(talk) == 1
    # The session that ran before is gone, and holds no other up.
    assert task_of(talk, 1)["status"] == 2


def test_a_factory_reset_loses_what_was_added(house: Gateway, talk: Talk) -> None:
    talk("POST", PROFILES, {"name": "meters", "profile": {}})
    talk("POST", GROUPS, {"multicastGroup": {"name": "all"}})
    add_task(talk)
    house.factory_reset()
    assert talk("GET", "/api/urdevices")["devTotalCount"] == "0"
    assert talk("GET", PROFILES)["totalCount"] == "8"
    assert talk("GET", GROUPS)["totalCount"] == "0"
    assert talk("GET", TASKS)["total"] == 0
    assert talk.code("POST", "/api/urdevices", {"devEUI": DEV_EUI, "applicationID": "1"}) == 200
    assert add_task(talk, deveui=[DEV_EUI]) == 1


def test_a_factory_reset_gives_the_default_profiles_their_first_settings(
    house: Gateway, talk: Talk
) -> None:
    before = Talk(house)("GET", PROFILES)["result"]
    first = before[0]
    changed = {"name": "renamed", "profile": first["profile"] | {"maxEIRP": 14}}
    assert talk.code("PUT", f"{PROFILES}/{first['profile']['profileID']}", changed) == 200
    house.factory_reset()
    after = talk("GET", PROFILES)["result"]
    assert after == [each | {"using": False} for each in before]


def test_after_a_factory_reset_the_same_house_can_be_filled_again(
    house: Gateway, talk: Talk
) -> None:
    talk("GET", "/api/urdevices")
    house.factory_reset()
    assert house.devices is talk.gateway.books.devices
    assert house.profiles is talk.gateway.books.profiles
    talk("POST", "/api/urdevices", {"devEUI": DEV_EUI, "applicationID": "1"})
    [row] = talk("GET", "/api/urdevices")["deviceResult"]
    assert row["profileName"] == "ClassA-OTAA"
