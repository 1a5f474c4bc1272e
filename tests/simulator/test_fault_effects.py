"""Faults about when a request takes effect, and what is told of it: late, done, unlisted."""

import json
from typing import Any

import pytest

from simulator.control import Control
from simulator.gateway import Answer, Gateway

from .talk import DEV_EUI, Clock, Talk, add_task, local_task, mannered, message, task_of

DEVICES = "/api/urdevices"
LIST = message("GET", DEVICES, id="list")
ADD = message("POST", DEVICES, {"devEUI": DEV_EUI, "applicationID": "1"}, id="add")


def body(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.payload)["body"]
    return found


def ids(answers: list[Answer]) -> list[str]:
    return [json.loads(each.payload)["id"] for each in answers]


def test_a_late_request_takes_effect_after_its_seconds(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("late call=3.1 seconds=15 times=1")
    assert gateway.answer(ADD) == []
    clock.passes(14.9)
    gateway.advance()
    assert not gateway.devices
    clock.passes(0.1)
    gateway.advance()
    assert DEV_EUI in gateway.devices


def test_its_answer_comes_then_to_whoever_takes_it(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("late call=3.1 seconds=15 times=1")
    gateway.answer(ADD)
    assert gateway.late_in() == 15
    clock.passes(10)
    assert gateway.take_late_answers() == []
    assert gateway.late_in() == 5
    clock.passes(5)
    assert gateway.late_in() == 0
    [answer] = gateway.take_late_answers()
    assert body(answer) == {"code": 200, "error": ""}
    assert (ids([answer]), gateway.late_in()) == (["add"], None)
    assert gateway.take_late_answers() == []


def test_or_before_the_answer_to_the_next_request(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("late call=3.1 seconds=15 times=1")
    gateway.answer(ADD)
    assert ids(gateway.answer(LIST)) == ["list"]
    clock.passes(20)
    late, listed = gateway.answer(LIST)
    assert ids([late, listed]) == ["add", "list"]
    assert body(listed)["devTotalCount"] == "1"


def test_a_late_request_is_counted_when_it_comes(gateway: Gateway) -> None:
    gateway.faults.add("late call=3.1 seconds=15")
    gateway.answer(ADD)
    assert gateway.request_counts == {"3.1": 1}
    assert gateway.requests[-1].body == {"devEUI": DEV_EUI, "applicationID": "1"}


def test_it_is_carried_out_as_of_the_moment_when_it_was_due(clock: Clock) -> None:
    talk = mannered(clock, devices=1)
    talk.gateway.faults.add("late call=6.1 seconds=15 times=1")
    assert talk.gateway.answer(message("POST", "/api/fuota/task", local_task(talk))) == []
    clock.passes(100)
    assert len(talk.gateway.take_late_answers()) == 1
    assert task_of(talk, 1)["createdAt"] == "2026-03-01T12:00:15+00:00"


def test_the_retry_of_a_late_request_comes_first(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("late call=3.1 seconds=15 times=1")
    gateway.answer(ADD)
    clock.passes(10)
    [answer] = gateway.answer(ADD)
    assert body(answer)["code"] == 200
    clock.passes(5)
    [late] = gateway.take_late_answers()
    assert body(late)["code"] == 6


def test_late_requests_are_carried_out_in_their_order(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("late call=3.1 seconds=20 times=1")
    gateway.faults.add("late call=3.3 seconds=10 times=1")
    gateway.answer(ADD)
    gateway.answer(LIST)
    clock.passes(60)
    listed, added = gateway.take_late_answers()
    assert (body(listed)["devTotalCount"], body(added)["code"]) == ("0", 200)


def test_other_faults_strike_at_a_late_request_too(gateway: Gateway, clock: Clock) -> None:
    for text in ("late seconds=15", "keep fPort=9", "repeat copies=3", "delay seconds=1"):
        gateway.faults.add(f"{text} call=3.1")
    assert gateway.answer(ADD) == []
    clock.passes(15)
    answers = gateway.take_late_answers()
    assert [each.delay for each in answers] == [1, 1, 1]
    assert gateway.devices[DEV_EUI].f_port == 9


def test_a_silence_in_between_loses_the_answer_and_not_the_effect(
    gateway: Gateway, clock: Clock
) -> None:
    gateway.faults.add("late call=3.1 seconds=15 times=1")
    gateway.answer(ADD)
    gateway.faults.add("silent seconds=5")
    clock.passes(15)
    assert ids(gateway.answer(LIST)) == ["list"]
    assert DEV_EUI in gateway.devices


def test_an_answer_that_nobody_took_is_lost_in_a_silence(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("late call=3.1 seconds=15 times=1")
    gateway.answer(ADD)
    clock.passes(15)
    gateway.advance()
    gateway.faults.add("silent")
    assert gateway.answer(LIST) == []
    gateway.faults.clear()
    assert ids(gateway.answer(LIST)) == ["list"]


def test_telling_the_books_loses_no_late_answer(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("late call=3.1 seconds=15 times=1")
    gateway.answer(ADD)
    clock.passes(15)
    report = json.loads(Control([gateway]).answer(b'{"books": true}'))
    assert report["gateways"][0]["counts"]["devices"] == 1
    assert ids(gateway.take_late_answers()) == ["add"]


@pytest.mark.parametrize(("fault", "code"), [("done", 23), ("done code=24", 24)])
def test_a_request_can_be_done_and_called_a_failure(
    gateway: Gateway, fault: str, code: int
) -> None:
    gateway.faults.add(f"{fault} call=3.1 times=1")
    [answer] = gateway.answer(ADD)
    assert body(answer)["code"] == code
    assert body(answer)["error"]
    assert DEV_EUI in gateway.devices
    [again] = gateway.answer(ADD)
    assert body(again)["code"] == 6


def test_what_is_refused_is_refused_as_ever(gateway: Gateway, talk: Talk) -> None:
    gateway.faults.add("done code=24")
    assert talk.code("DELETE", f"{DEVICES}/{DEV_EUI}") == 5


def test_a_new_task_shows_only_later(clock: Clock) -> None:
    talk = mannered(clock, devices=1)
    talk.gateway.faults.add("unlisted call=6.1 seconds=30 times=1")
    first, second = add_task(talk, startedAt="2026-03-02T00:00:00Z"), add_task(talk)
    assert (first, second) == (1, 2)

    def listed() -> list[int]:
        answer = talk("GET", "/api/fuota/task")
        found = [each["id"] for each in answer["tasks"]]
        assert answer["total"] == len(found)
        return found

    assert listed() == [2]
    clock.passes(29)
    assert listed() == [2]
    clock.passes(1)
    assert listed() == [1, 2]


def test_a_task_that_does_not_show_runs_and_can_be_asked_about(clock: Clock) -> None:
    talk = mannered(clock, devices=1)
    talk.gateway.faults.add("unlisted seconds=3600")
    task_id = add_task(talk)
    clock.passes(1000)
    assert talk("GET", "/api/fuota/task") == {"total": 0, "tasks": []}
    [device] = talk("GET", f"/api/fuota/devices?taskId={task_id}")["devices"]
    assert device["fragmentSessionStatus"] == 13


def test_modifying_a_task_does_not_make_it_show(clock: Clock) -> None:
    talk = mannered(clock, devices=1)
    talk.gateway.faults.add("unlisted seconds=3600")
    later = "2026-03-02T00:00:00Z"
    task_id = add_task(talk, startedAt=later)
    clock.passes(10)
    changed = local_task(talk, id=task_id, startedAt=later, name="autumn")
    assert talk.code("PUT", "/api/fuota/task", changed) == 200
    assert talk("GET", "/api/fuota/task")["total"] == 0


def test_a_task_that_is_refused_is_not_missed(clock: Clock) -> None:
    talk = mannered(clock, devices=1)
    talk.gateway.faults.add("unlisted seconds=3600")
    assert talk.code("POST", "/api/fuota/task", {"fuotaTask": {}}) == 10310003
    assert not talk.gateway.tasks
