"""Firmware that knows no firmware updates, or not all of them."""

from typing import Any

import pytest

from simulator.gateway import Gateway
from simulator.manners import no_fuota

from .talk import Clock, Talk, add_task, local_task, mannered, message

CALLS: list[tuple[str, str, Any]] = [
    ("GET", "/api/fuota/task", None),
    ("GET", "/api/fuota/task?limit=10&offset=0", None),
    ("POST", "/api/fuota/task", {"fuotaTask": {}}),
    ("PUT", "/api/fuota/task", {"fuotaTask": {}}),
    ("POST", "/api/fuota/task/delete", {"ids": [1]}),
    ("POST", "/api/fuota/task/retry", {"ids": [1]}),
    ("GET", "/api/fuota/task/payloadsize", None),
    ("GET", "/api/fuota/devices?taskId=1", None),
    ("POST", "/api/fuota/devices/firmware", {}),
    ("GET", "/api/fuota/official/models?dateCenter=eu", None),
    ("GET", "/api/fuota/official/firmware?model=WT201", None),
    ("GET", "/api/fuota/something", None),
]


@pytest.mark.parametrize("code", [21, 22, 5, 12, 2])
@pytest.mark.parametrize(("method", "url", "body"), CALLS)
def test_every_url_of_updates_is_answered_with_the_code(
    clock: Clock, code: int, method: str, url: str, body: Any
) -> None:
    talk = mannered(clock, no_fuota=code)
    answer = talk(method, url, body)
    assert (answer["code"], set(answer)) == (code, {"code", "error"})


@pytest.mark.parametrize(("method", "url", "body"), CALLS)
def test_or_with_nothing_at_all(clock: Clock, method: str, url: str, body: Any) -> None:
    talk = mannered(clock, no_fuota="silent")
    assert talk.gateway.answer(message(method, url, body)) == []


@pytest.mark.parametrize("manner", [21, "silent"])
def test_what_is_not_answered_is_not_done_and_yet_counted(clock: Clock, manner: Any) -> None:
    talk = mannered(clock, devices=1, no_fuota=manner)
    talk.gateway.answer(message("POST", "/api/fuota/task", local_task(talk)))
    assert not talk.gateway.tasks
    assert talk.gateway.request_counts == {"6.1": 1}


@pytest.mark.parametrize("manner", [21, "silent"])
def test_everything_else_is_answered(clock: Clock, manner: Any) -> None:
    talk = mannered(clock, no_fuota=manner)
    for url in ("/api/urdevices", "/api/urprofiles", "/api/multicast-groups"):
        assert talk.code("GET", url) == 200
    assert talk.code("GET", "/api/nothing") == 21


@pytest.mark.parametrize(
    ("value", "read"), [(None, None), ("silent", "silent"), (21, 21), ("22", 22)]
)
def test_it_is_a_code_or_silence(value: object, read: object) -> None:
    assert no_fuota(value) == read


@pytest.mark.parametrize("value", ["loud", "", True, 1.5, []])
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="silent"):
        no_fuota(value)


def test_the_payload_sizes_alone_can_be_unknown(clock: Clock) -> None:
    talk = mannered(clock, devices=1, no_payload_sizes=True)
    assert talk.code("GET", "/api/fuota/task/payloadsize") == 21
    assert talk.code("GET", "/api/fuota/task") == 200
    assert add_task(talk) == 1


@pytest.mark.parametrize("fault", ["omit", "null"])
def test_the_payload_sizes_can_be_missing_in_their_answer(
    gateway: Gateway, talk: Talk, fault: str
) -> None:
    gateway.faults.add(f"{fault} call=6.6 key=maxPayloadSizeMap")
    answer = talk("GET", "/api/fuota/task/payloadsize")
    assert answer == ({} if fault == "omit" else {"maxPayloadSizeMap": None})
