"""What surrounds every answer: ids, urls, names, and the forms that success takes."""

import json
from typing import Any

import pytest

from simulator.gateway import Gateway
from simulator.wire import Named

from .talk import DEV_EUI, EUI, Clock, Talk, message


def answer_to(gateway: Gateway, payload: bytes | str) -> dict[str, Any]:
    [answer] = gateway.answer(payload)
    whole: dict[str, Any] = json.loads(answer.payload)
    return whole


@pytest.mark.parametrize("request_id", ["1", 1, "c0ffee", "", None, {"a": 1}])
def test_the_id_comes_back_as_it_was_sent(talk: Talk, request_id: object) -> None:
    assert talk.whole("GET", "/api/urdevices", id=request_id)["id"] == request_id


@pytest.mark.parametrize(
    ("sent", "answered"), [("1", 1), ("184", 184), ("007", "007"), ("x1", "x1"), (3, 3)]
)
def test_the_task_list_answers_a_numeric_id_as_a_number(
    talk: Talk, sent: object, answered: object
) -> None:
    assert talk.whole("GET", "/api/fuota/task", id=sent)["id"] == answered


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\xfe", b"[]", b'"text"', "{'a': 1}"])
def test_what_is_no_json_object_is_answered_with_code_20_and_a_blank_id(
    gateway: Gateway, payload: bytes | str
) -> None:
    answer = answer_to(gateway, payload)
    assert answer["id"] == ""
    assert answer["body"] == {"code": 20, "error": "Parse json failed"}


def test_text_and_bytes_are_heard_alike(gateway: Gateway) -> None:
    asked = message("GET", "/api/urprofiles")
    assert answer_to(gateway, asked) == answer_to(gateway, asked.decode())


@pytest.mark.parametrize("kind", ["", "NS-API", None, 1])
def test_another_type_is_code_21(talk: Talk, kind: object) -> None:
    assert talk.whole("GET", "/api/urdevices", type=kind)["body"]["code"] == 21


@pytest.mark.parametrize(
    "url", ["/api/nothing", "/api/urdevices/", "", "api/urdevices", "/api/urdevices/1/2", None, 5]
)
def test_an_unknown_url_is_code_21(talk: Talk, url: Any) -> None:
    assert talk("GET", url)["code"] == 21


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("PATCH", "/api/urdevices"),
        ("get", "/api/urdevices"),
        ("DELETE", "/api/urdevices"),
        ("GET", f"/api/urdevices/{DEV_EUI}"),
        ("POST", "/api/payloadcodecs"),
        ("DELETE", "/api/fuota/task"),
    ],
)
def test_a_wrong_method_is_code_22(talk: Talk, method: str, url: str) -> None:
    assert talk(method, url)["code"] == 22


@pytest.mark.parametrize("eui", [EUI, EUI.lower(), "", None])
def test_a_request_for_this_gateway_or_for_none_is_answered(talk: Talk, eui: object) -> None:
    assert "result" in talk.whole("GET", "/api/urprofiles", gatewayEUI=eui)["body"]


def test_a_request_for_another_gateway_is_code_25_and_leaves_no_trace(talk: Talk) -> None:
    answer = talk.whole(
        "POST",
        "/api/urdevices",
        {"devEUI": DEV_EUI, "applicationID": "1"},
        gatewayEUI="24E124FFFE000001",
    )
    assert answer["body"] == {"code": 25, "error": "Gateway EUI not matched"}
    assert answer["gatewayEUI"] == EUI
    assert not talk.gateway.devices
    assert not talk.gateway.requests


def test_of_several_gateways_one_does_it_and_each_answers(clock: Clock) -> None:
    gateways = [Gateway(f"24E124FFFE00000{n}", clock=clock) for n in range(3)]
    asked = message(
        "POST",
        "/api/urdevices",
        {"devEUI": DEV_EUI, "applicationID": "1"},
        gatewayEUI="24e124fffe000001",
    )
    codes = [answer_to(each, asked)["body"]["code"] for each in gateways]
    assert codes == [25, 200, 25]
    assert [len(each.devices) for each in gateways] == [0, 1, 0]


@pytest.mark.parametrize(
    ("named", "expected"),
    [("always", {"gatewayEUI": EUI}), ("never", {}), ("blank", {"gatewayEUI": ""})],
)
def test_answers_name_their_gateway_as_it_is_set(
    clock: Clock, named: Named, expected: dict[str, str]
) -> None:
    gateway = Gateway(EUI.lower(), clock=clock, named=named)
    answer = Talk(gateway).whole("GET", "/api/urdevices")
    assert {key: answer[key] for key in answer if key == "gatewayEUI"} == expected


@pytest.mark.parametrize(
    ("method", "asked", "answered"),
    [
        ("GET", "/api/urdevices?&offset=0&limit=5", "/api/urdevices?&offset=0&limit=5"),
        (
            "GET",
            "/api/payloadcodecs?limit=10&offset=0&type=custom",
            "/api/payloadcodecs?limit=10/offset=0/type=custom",
        ),
        ("POST", "/api/fuota/task", "/api/fuota/tasks"),
        ("GET", "/api/fuota/task?limit=10&offset=0", "/api/fuota/task"),
        ("GET", "/api/fuota/devices?taskId=1", "/api/fuota/devices"),
        ("GET", "/api/fuota/official/models?dateCenter=sg", "/api/fuota/official/models"),
    ],
)
def test_urls_are_answered_as_in_the_examples(
    talk: Talk, method: str, asked: str, answered: str
) -> None:
    answer = talk.whole(method, asked)
    assert (answer["method"], answer["url"]) == (method, answered)


def blank_successes(seed: int) -> list[str]:
    talk = Talk(Gateway(EUI, clock=Clock(), seed=seed))
    forms = []
    for number in range(40):
        added = talk("POST", "/api/urprofiles", {"name": f"p{number}", "profile": {}})
        answer = talk.whole("DELETE", f"/api/urprofiles/{added['profileID']}")
        forms.append(json.dumps(answer["body"]) if "body" in answer else "absent")
    return forms


def test_a_blank_success_comes_in_each_of_its_forms() -> None:
    assert set(blank_successes(0)) == {
        "absent",
        "null",
        "{}",
        '{"code": "", "error": ""}',
        '{"code": null, "error": ""}',
    }


def test_the_same_seed_gives_the_same_forms() -> None:
    assert blank_successes(3) == blank_successes(3)
    assert blank_successes(3) != blank_successes(4)


def test_a_gateway_with_the_other_api_refuses_everything(clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock, api="v2"))
    for url in ("/api/urdevices", "/ns/device"):
        body = talk.whole("GET", url, type=None)["body"]
        assert body["code"] == 20101001
        assert body["error"]


def test_requests_are_kept_with_their_call(talk: Talk) -> None:
    talk("GET", "/api/urprofiles?limit=1")
    talk("DELETE", f"/api/urdevices/{DEV_EUI}")
    talk("PUT", "/api/fuota/task", {"fuotaTask": {"id": 1}})
    talk("GET", "/api/nothing")
    gateway = talk.gateway
    assert [each.call for each in gateway.requests] == ["2.3", "3.2", "6.3", ""]
    assert gateway.requests[2].method == "PUT"
    assert gateway.requests[2].url == "/api/fuota/task"
    assert gateway.requests[2].body == {"fuotaTask": {"id": 1}}
    assert gateway.request_counts == {"2.3": 1, "3.2": 1, "6.3": 1, "": 1}


@pytest.mark.parametrize("body", [None, [], "text", 5])
def test_a_body_that_is_no_object_is_code_3(talk: Talk, body: object) -> None:
    assert talk("POST", "/api/urdevices", body)["code"] == 3


@pytest.mark.parametrize(
    "options",
    [
        {"eui": "24E124"},
        {"eui": "not an EUI at al"},
        {"channel_plan": "EU433"},
        {"speed": 0},
        {"setup_time": -1},
        {"faults": ["explode"]},
    ],
)
def test_a_gateway_that_can_not_be_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Gateway(**({"eui": EUI} | options))
