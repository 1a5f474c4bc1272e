"""A refusal is an answer with a code other than 200, or with an error: each says what it was."""

import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.answers import check
from custom_components.milesight_network_server.ns_api.errors import (
    LineError,
    OtherApiError,
    RefusedError,
    ReturnCode,
    UnreadableAnswerError,
)
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.link import Answer

from .reads import READS
from .return_codes import RETURN_CODES
from .scripted import EUI, ScriptedGateway

FAILURES = [code for code in RETURN_CODES if code != 200]
TABLE = Path(__file__).parents[3] / "shared" / "spec" / "return-codes.json"


def refused(body: Any) -> RefusedError:
    """Return what a failed answer raises."""
    with pytest.raises(RefusedError) as caught:
        check("add_device", Answer(EUI, body))
    return caught.value


def test_there_is_a_name_for_every_code_of_the_document() -> None:
    assert {code.value: code for code in ReturnCode} == RETURN_CODES


@pytest.mark.skipif(not TABLE.exists(), reason="the table is not here")
def test_the_codes_are_those_of_the_appendix() -> None:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    assert {int(code) for codes in table.values() for code in codes} == RETURN_CODES.keys()


@pytest.mark.parametrize("code", FAILURES)
def test_a_refusal_tells_its_code(code: int) -> None:
    error = refused({"code": code, "error": "told so"})
    assert (error.call, error.code, error.text) == ("add_device", code, "told so")
    assert error.reason is RETURN_CODES[code]
    assert type(error) is RefusedError
    assert str(error) == f"add_device: refused with code {code} told so"


@pytest.mark.parametrize("code", ["6", " 6 ", "06", 6.0])
def test_a_code_may_be_text(code: Any) -> None:
    assert refused({"code": code}).reason is ReturnCode.ALREADY_EXISTS


@pytest.mark.parametrize("code", [5, 24, 10310014])
async def test_a_refused_reading_call_tells_its_code(code: int) -> None:
    scripted = ScriptedGateway(lambda _request: {"code": code, "error": "told so"})
    with pytest.raises(RefusedError) as caught:
        await Gateway(scripted.link, EUI).list_devices()
    assert (caught.value.call, caught.value.code) == ("list_devices", code)


async def test_a_gateway_of_the_other_api_is_told_apart_by_a_reading_call() -> None:
    scripted = ScriptedGateway(lambda _request: {"code": 20101001, "error": "unknown request"})
    with pytest.raises(OtherApiError, match=r"^list_devices: refused with code 20101001 unknown"):
        await Gateway(scripted.link, EUI).list_devices()


def test_a_refusal_is_not_the_lines_fault() -> None:
    assert not issubclass(RefusedError, LineError)


@pytest.mark.parametrize("code", [1, -1, 4, 26, 201, 404, 500, 10310000, 10310016, 99999999])
def test_a_code_that_the_document_does_not_list_is_a_refusal_without_a_reason(code: int) -> None:
    error = refused({"code": code, "error": ""})
    assert (error.code, error.reason) == (code, None)
    assert type(error) is RefusedError
    assert str(error) == f"add_device: refused with code {code}"


@pytest.mark.parametrize("code", [20101001, "20101001", 20100000, 20199999])
def test_the_codes_of_the_other_api_are_told_apart(code: Any) -> None:
    error = refused({"code": code, "error": "x"})
    assert type(error) is OtherApiError
    assert (error.code, error.reason) == (int(code), None)


@pytest.mark.parametrize("code", [20099999, 20200000, 201010010, 10310001])
def test_codes_beside_those_of_the_other_api_are_not_its(code: int) -> None:
    assert type(refused({"code": code})) is RefusedError


@pytest.mark.parametrize("code", [[], {}, True, "unknown", "E25", 10**30 + 0.5, [200]])
def test_a_code_that_is_no_number_is_a_refusal_all_the_same(code: Any) -> None:
    assert isinstance(refused({"code": code, "error": "x"}), RefusedError)


# What is a failure, and what is not.

ABSENT_CODES: list[dict[str, Any]] = [{}, {"code": None}, {"code": ""}]
SUCCESS_CODES: list[dict[str, Any]] = [*ABSENT_CODES, {"code": 200}, {"code": "200"}]
NO_ERRORS: list[dict[str, Any]] = [{}, {"error": None}, {"error": ""}]


@pytest.mark.parametrize("code", SUCCESS_CODES)
@pytest.mark.parametrize("error", NO_ERRORS)
def test_a_fitting_code_without_an_error_is_a_success(
    code: dict[str, Any], error: dict[str, Any]
) -> None:
    body = {**code, **error, "id": 1}
    assert check("add_fuota_task", Answer(EUI, body)) == body


@pytest.mark.parametrize("code", [*SUCCESS_CODES, {"code": 6}])
def test_an_error_is_a_failure_whatever_the_code(code: dict[str, Any]) -> None:
    error = refused({**code, "error": "device busy"})
    assert error.text == "device busy"
    assert "device busy" in str(error)


@pytest.mark.parametrize("code", ABSENT_CODES)
def test_a_refusal_without_a_code_does_not_speak_of_one(code: dict[str, Any]) -> None:
    error = refused({**code, "error": "device busy"})
    assert (error.code, error.reason) == (None, None)
    assert "None" not in str(error)


@pytest.mark.parametrize("error", NO_ERRORS)
def test_a_code_is_a_failure_whatever_the_error(error: dict[str, Any]) -> None:
    assert refused({"code": 6, **error}).text == ""


@pytest.mark.parametrize("error", [5, ["busy"], {"reason": "busy"}, True])
def test_an_error_may_be_something_else_than_text(error: Any) -> None:
    assert refused({"code": 200, "error": error}).text


@pytest.mark.parametrize("body", [None, {}])
def test_a_blank_body_is_a_success(body: Any) -> None:
    assert check("delete_profile", Answer(EUI, body)) == body


@pytest.mark.parametrize("name", READS)
async def test_an_answer_to_a_reading_call_without_its_list_is_unreadable(name: str) -> None:
    call, _ = READS[name]
    gateway = Gateway(ScriptedGateway(lambda _request: {"code": 200, "error": ""}).link, EUI)
    with pytest.raises(UnreadableAnswerError, match=r"^\w+: the answer has no usable \w+$"):
        await call(gateway)


@pytest.mark.parametrize("body", [None, {}, [], [1], "text", 5, True])
@pytest.mark.parametrize("name", ["devices", "payload sizes", "models"])
async def test_a_body_that_is_no_object_has_no_list(name: str, body: Any) -> None:
    call, _ = READS[name]
    gateway = Gateway(ScriptedGateway(lambda _request: body).link, EUI)
    with pytest.raises(UnreadableAnswerError):
        await call(gateway)


@pytest.mark.parametrize("rows", [{}, "text", 5, True])
async def test_a_list_that_is_none_is_unreadable(rows: Any) -> None:
    gateway = Gateway(
        ScriptedGateway(lambda _request: {"devTotalCount": 5, "deviceResult": rows}).link, EUI
    )
    with pytest.raises(UnreadableAnswerError) as caught:
        await gateway.list_devices()
    assert str(caught.value) == "list_devices: the answer has no usable deviceResult"
    assert (caught.value.call, caught.value.missing) == ("list_devices", "deviceResult")
    assert isinstance(caught.value, LineError)
