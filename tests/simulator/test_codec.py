"""Call 5.1."""

import pytest

from simulator.gateway import Gateway

from .talk import Talk

URL = "/api/payloadcodecs"


def test_the_inbuilt_library_and_the_owners_codecs_are_two_lists(
    house: Gateway, talk: Talk
) -> None:
    inbuilt = talk("GET", f"{URL}?type=default&search=&limit=100&offset=0")
    custom = talk("GET", f"{URL}?type=custom&search=&limit=100&offset=0")
    assert inbuilt["totalCount"] == "10"
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
