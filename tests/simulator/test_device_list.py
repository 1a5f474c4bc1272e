"""Call 3.3: which devices it lists, in which order and pages."""

from typing import Any

import pytest

from simulator.gateway import Gateway
from simulator.population import populate

from .talk import DEV_EUI, EUI, Clock, Talk, add_task, mannered

URL = "/api/urdevices"


def listed(talk: Talk, query: str = "") -> list[str]:
    rows: list[dict[str, Any]] = talk("GET", f"{URL}{query}")["deviceResult"]
    return [each["devEUI"] for each in rows]


def by_last_heard(gateway: Gateway) -> list[str]:
    """The devices that were heard, the last one first; then the others, as they were added."""
    gateway.advance()
    heard = {key: each.last_seen for key, each in gateway.devices.items() if each.last_seen}
    never = [key for key in gateway.devices if key not in heard]
    return [*sorted(heard, key=lambda each: heard[each], reverse=True), *never]


def test_the_list_tells_applications_and_profiles(house: Gateway, talk: Talk) -> None:
    answer = talk("GET", f"{URL}?limit=1")
    assert answer["appTotalCount"] == "2"
    assert answer["appResult"][0] == {"appName": "building", "applicationID": "1"}
    assert answer["pfTotalCount"] == "8"
    assert set(answer["profileResult"][0]) == {"profileID", "profileName", "supportsJoin"}
    assert (answer["channelPlan"], answer["disable"]) == ("EU868", False)


@pytest.fixture
def many(gateway: Gateway) -> Gateway:
    populate(gateway, devices=120)
    return gateway


def test_pages_hold_each_device_once(many: Gateway, talk: Talk) -> None:
    listed = []
    for offset in range(0, 120, 50):
        answer = talk("GET", f"{URL}?limit=50&offset={offset}&order=asc")
        assert answer["devTotalCount"] == "120"
        listed += [each["devEUI"] for each in answer["deviceResult"]]
    assert listed == list(many.devices)


def test_a_page_past_the_end_or_of_nothing_is_empty(many: Gateway, talk: Talk) -> None:
    assert talk("GET", f"{URL}?offset=500")["deviceResult"] == []
    assert talk("GET", f"{URL}?limit=0")["deviceResult"] == []


@pytest.mark.parametrize("search", ["thermostat", "THERMO", "24e124714"])
def test_search_looks_in_names_and_euis(many: Gateway, talk: Talk, search: str) -> None:
    answer = talk("GET", f"{URL}?search={search}&limit=5&offset=0")
    assert answer["devTotalCount"] == "30"
    assert len(answer["deviceResult"]) == 5
    assert all(each["payloadName"] == "WT201" for each in answer["deviceResult"])


def test_search_is_url_encoded(many: Gateway, talk: Talk) -> None:
    assert talk("GET", f"{URL}?search=meeting%20room")["devTotalCount"] == "10"


def test_one_application_only(many: Gateway, talk: Talk) -> None:
    energy = talk("GET", f"{URL}?applicationID=2")
    assert energy["devTotalCount"] == "20"
    assert {each["appName"] for each in energy["deviceResult"]} == {"energy"}
    assert talk("GET", f"{URL}?applicationID=0")["devTotalCount"] == "120"
    assert talk("GET", f"{URL}?applicationID=9")["devTotalCount"] == "0"


def test_the_document_s_own_query_is_understood(many: Gateway, talk: Talk) -> None:
    answer = talk("GET", f"{URL}?search=&limit=&offset=&applicationID=")
    assert len(answer["deviceResult"]) == 120


def test_old_firmware_has_no_codec_keys(clock: Clock) -> None:
    gateway = Gateway(EUI, clock=clock, old_firmware=True)
    populate(gateway, devices=1)
    [answer] = Talk(gateway)("GET", URL)["deviceResult"]
    assert not {"fPort", "payloadCodecID", "payloadName"} & set(answer)
    assert "mbTcpPort" in answer


@pytest.mark.parametrize("query", ["", "?order=desc", "?limit=500&offset=0&search="])
def test_the_device_heard_last_comes_first(many: Gateway, talk: Talk, query: str) -> None:
    assert listed(talk, query) == by_last_heard(many)
    assert listed(talk, query) != list(many.devices)


def test_asked_in_ascending_order_the_devices_come_as_they_were_added(
    many: Gateway, talk: Talk, clock: Clock
) -> None:
    assert listed(talk, "?order=asc") == list(many.devices)
    clock.passes(600)
    assert listed(talk, "?order=asc") == list(many.devices)


def test_a_device_that_speaks_moves_to_the_front(many: Gateway, talk: Talk, clock: Clock) -> None:
    before = listed(talk)
    spoke = many.devices[before[50]]
    spoke.next_uplink = clock.now
    before.remove(spoke.dev_eui)
    assert listed(talk) == [spoke.dev_eui, *before]


def test_search_results_come_in_the_same_order(many: Gateway, talk: Talk) -> None:
    found = listed(talk, "?search=thermostat")
    assert found == [each for each in by_last_heard(many) if each in found]
    assert len(found) == 30


def test_the_list_can_move_whatever_order_is_asked(clock: Clock) -> None:
    talk = mannered(clock, devices=30, order="moving")
    assert listed(talk, "?order=asc") == by_last_heard(talk.gateway)
    clock.passes(300)
    assert listed(talk, "?order=asc") == by_last_heard(talk.gateway)


def test_a_list_that_moves_between_two_pages_lacks_a_device(clock: Clock) -> None:
    talk = mannered(clock, devices=30, order="moving")
    first = listed(talk, "?limit=10&offset=0&order=asc")
    # One that was to come on the second page speaks, and pushes another one there.
    spoke = talk.gateway.devices[by_last_heard(talk.gateway)[15]]
    spoke.next_uplink = clock.now
    pages = [first, *(listed(talk, f"?limit=10&offset={n}&order=asc") for n in (10, 20))]
    together = [each for page in pages for each in page]
    assert len(together) == 30
    assert spoke.dev_eui not in together
    assert len(set(together)) == 29


def test_the_list_can_stay_in_the_order_of_addition(clock: Clock) -> None:
    talk = mannered(clock, devices=30, order="added")
    assert listed(talk) == listed(talk, "?order=asc") == list(talk.gateway.devices)
    assert listed(talk, "?order=desc") == list(reversed(talk.gateway.devices))


@pytest.mark.parametrize(
    "url",
    [
        "/api/urprofiles?",
        "/api/urdevices?",
        "/api/multicast-groups?",
        "/api/fuota/task?",
        "/api/fuota/devices?taskId=1&",
        "/api/fuota/official/firmware?model=WT201&",
    ],
)
def test_every_list_takes_an_order_and_a_type(house: Gateway, talk: Talk, url: str) -> None:
    add_task(talk)
    answer = talk("GET", f"{url}order=asc&type=default&limit=50&offset=0")
    assert answer == talk("GET", f"{url}order=asc")
    assert "code" not in answer


def test_the_devices_of_a_firmware_may_be_asked_with_an_order(house: Gateway, talk: Talk) -> None:
    body = {"firmwareName": "WT201.0000.0100.0109.bin", "fileContent": "AAAA"}
    url = "/api/fuota/devices/firmware"
    plain = talk("POST", url, body)
    assert plain["total"] == 2
    assert talk("POST", url, body | {"order": "asc", "type": "default"}) == plain
    assert talk("POST", f"{url}?order=asc&type=default", body) == plain


@pytest.fixture
def crowd(gateway: Gateway) -> Gateway:
    """More devices than are sorted for each page."""
    populate(gateway, devices=2000)
    return gateway


def test_the_order_of_many_devices_is_kept_for_a_moment(
    crowd: Gateway, talk: Talk, clock: Clock
) -> None:
    first = listed(talk)
    assert first == by_last_heard(crowd)
    # Two thousand devices: a fifth of a second, in which one of them speaks.
    crowd.devices[first[1000]].next_uplink = clock.now
    clock.passes(0.19)
    assert listed(talk) == first
    clock.passes(0.01)
    assert listed(talk) == by_last_heard(crowd) != first


def test_among_many_devices_one_that_comes_or_goes_shows_at_once(
    crowd: Gateway, talk: Talk
) -> None:
    listed(talk)
    talk("POST", URL, {"devEUI": DEV_EUI, "applicationID": "1"})
    assert listed(talk)[-1] == DEV_EUI
    talk("DELETE", f"{URL}/{DEV_EUI}")
    assert DEV_EUI not in listed(talk)
    assert len(listed(talk)) == 2000
