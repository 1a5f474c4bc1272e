"""Call 5.1."""

import json

import pytest

from simulator.gateway import Gateway

from .talk import Clock, Talk, mannered, message

URL = "/api/payloadcodecs"
SHORT = "/api/payloadcodecs-short"


def test_the_inbuilt_library_and_the_owners_codecs_are_two_lists(
    house: Gateway, talk: Talk
) -> None:
    inbuilt = talk("GET", f"{URL}?type=default&search=&limit=100&offset=0")
    custom = talk("GET", f"{URL}?type=custom&search=&limit=100&offset=0")
    assert inbuilt["totalCount"] == "11"
    assert {each["name"] for each in inbuilt["result"]} >= {"WT101", "WT201", "EM300-TH"}
    assert custom["totalCount"] == "1"
    assert custom["result"] == [
        {
            "id": "285",
            "name": "own-meter",
            "description": "Reads the meter in the basement",
            "templateID": "0",
            "devEUIPrefix": "",
            "encoderScript": "function Encode(fPort, values) { return values.raw; }",
            "decoderScript": "function Decode(fPort, bytes) { return { raw: bytes }; }",
            "testEnabled": False,
            "fPort": 1,
        }
    ]


def test_the_url_may_have_a_slash_before_its_query(talk: Talk) -> None:
    query = "type=default&search=&limit=1&offset=0"
    assert talk("GET", f"{URL}/?{query}") == talk("GET", f"{URL}?{query}")


@pytest.mark.parametrize("left_out", ["type", "limit", "offset"])
def test_type_limit_and_offset_are_required(talk: Talk, left_out: str) -> None:
    given = {"type": "default", "search": "", "limit": "10", "offset": "0"}
    del given[left_out]
    query = "&".join(f"{key}={value}" for key, value in given.items())
    assert talk.code("GET", f"{URL}?{query}") == 3


def test_the_search_may_be_left_out_as_in_the_example(talk: Talk) -> None:
    assert talk.code("GET", f"{URL}?limit=10&offset=0&type=custom") == 200


def test_an_unknown_type_is_code_3(talk: Talk) -> None:
    assert talk.code("GET", f"{URL}?limit=10&offset=0&type=all") == 3


def test_search_and_pages(talk: Talk) -> None:
    found = talk("GET", f"{URL}?type=default&search=ct30&limit=1&offset=1")
    assert found["totalCount"] == "2"
    assert [each["name"] for each in found["result"]] == ["CT305"]


def sizes(talk: Talk, limit: int, offset: int) -> list[int]:
    """The bytes of each row of a page of the inbuilt library."""
    url = f"{URL}?type=default&search=&limit={limit}&offset={offset}"
    rows = talk("GET", url)["result"]
    return [len(json.dumps(each, ensure_ascii=False).encode()) for each in rows]


def test_the_library_of_a_real_gateway_has_115_codecs_and_megabytes(clock: Clock) -> None:
    talk = mannered(clock, codecs="real")
    whole = sizes(talk, 9999, 0)
    assert len(whole) == 115
    assert 6.3e6 < sum(whole) < 6.7e6
    assert 213_000 < max(whole) < 220_000
    assert 1.8e6 < sum(sizes(talk, 50, 0)) < 2.2e6
    assert len(set(whole)) > 100


def test_the_library_of_a_real_gateway_is_always_the_same(clock: Clock) -> None:
    asked = message("GET", f"{URL}?type=default&search=&limit=20&offset=90")
    one, two = (mannered(clock, codecs="real").gateway for _ in range(2))
    assert one.answer(asked) == two.answer(asked)


def test_in_a_real_library_devices_have_the_codecs_of_their_models(clock: Clock) -> None:
    talk = mannered(clock, devices=1, codecs="real")
    [device] = talk("GET", "/api/urdevices")["deviceResult"]
    assert device["payloadName"] == "WT201"
    names = [each.name for each in talk.gateway.payload_codecs.values()]
    assert len(set(names)) == len(names) == 116


def test_ids_and_names_alone_are_unknown_to_the_document_s_gateway(talk: Talk) -> None:
    asked = f"{SHORT}?type=default&search=&limit=50&offset=0"
    assert talk("GET", asked) == {"code": 21, "error": "Type or url not supported"}
    assert talk.gateway.request_counts == {"short": 1}


def test_some_gateways_answer_ids_and_names_alone(clock: Clock) -> None:
    talk = mannered(clock, devices=1, short_codecs=True)
    answer = talk("GET", f"{SHORT}?type=default&search=ct30&limit=1&offset=1")
    assert answer == {"totalCount": "2", "result": [{"id": "8", "name": "CT305"}]}
    custom = talk("GET", f"{SHORT}?type=custom&search=&limit=50&offset=0")
    assert custom == {"totalCount": "1", "result": [{"id": "285", "name": "own-meter"}]}
    assert talk("GET", SHORT)["totalCount"] == "11"
    assert talk.gateway.request_counts == {"short": 3}


def test_ids_and_names_are_asked_by_get_only(clock: Clock) -> None:
    assert mannered(clock, short_codecs=True).code("POST", SHORT) == 21


def test_faults_strike_at_the_short_list_too(clock: Clock) -> None:
    talk = mannered(clock, short_codecs=True)
    talk.gateway.faults.add("empty call=short")
    assert talk("GET", SHORT) == {"totalCount": "0", "result": []}
