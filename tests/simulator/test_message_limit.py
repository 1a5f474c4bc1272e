"""A broker that takes no message above so many bytes."""

import pytest

from simulator.gateway import Gateway

from .talk import Clock, Talk, mannered, message

LONG, SHORT = message("GET", "/api/urdevices"), message("GET", "/api/multicast-groups")


@pytest.fixture
def talk(clock: Clock) -> Talk:
    return mannered(clock, devices=20, message_limit=5000)


@pytest.fixture
def gateway(talk: Talk) -> Gateway:
    return talk.gateway


def test_an_answer_up_to_the_limit_arrives(clock: Clock) -> None:
    [whole] = mannered(clock, devices=20).gateway.answer(LONG)
    limit = len(whole.payload)
    [answer] = mannered(clock, devices=20, message_limit=limit).gateway.answer(LONG)
    assert answer == whole
    assert mannered(clock, devices=20, message_limit=limit - 1).gateway.answer(LONG) == []


def test_a_longer_one_never_arrives_and_the_gateway_is_cut_off(
    gateway: Gateway, clock: Clock
) -> None:
    assert len(gateway.answer(SHORT)) == 1
    assert gateway.answer(LONG) == []
    assert gateway.answer(SHORT) == []
    clock.passes(1.9)
    assert gateway.answer(SHORT) == []
    clock.passes(0.1)
    assert len(gateway.answer(SHORT)) == 1


def test_a_shorter_page_arrives(gateway: Gateway) -> None:
    [answer] = gateway.answer(message("GET", "/api/urdevices?limit=5"))
    assert answer.payload.count(b'"devEUI"') == 5


def test_what_was_asked_is_done_though_its_answer_is_lost(clock: Clock) -> None:
    added = message("POST", "/api/urprofiles", {"name": "meters", "profile": {}})
    talk = mannered(clock, message_limit=len(added))
    assert talk.gateway.answer(added) == []
    assert [each.name for each in talk.gateway.profiles.values()][-1] == "meters"


def test_answers_under_way_are_lost_as_well(gateway: Gateway) -> None:
    before = gateway.faults.silences
    gateway.answer(LONG)
    assert gateway.faults.silences == before + 1


def test_the_time_it_is_cut_off_can_be_chosen(clock: Clock) -> None:
    gateway = mannered(clock, devices=20, message_limit=5000, cut_off=30).gateway
    gateway.answer(LONG)
    clock.passes(29.9)
    assert gateway.answer(SHORT) == []
    clock.passes(0.1)
    assert len(gateway.answer(SHORT)) == 1


def test_it_can_be_back_at_once(clock: Clock) -> None:
    gateway = mannered(clock, devices=20, message_limit=5000, cut_off=0).gateway
    assert gateway.answer(LONG) == []
    assert len(gateway.answer(SHORT)) == 1


def test_ending_a_silence_ends_this_one(gateway: Gateway) -> None:
    for end in (gateway.faults.end_silence, gateway.faults.clear):
        gateway.answer(LONG)
        end()
        assert len(gateway.answer(SHORT)) == 1


def test_a_request_above_the_limit_does_not_reach_the_gateway(gateway: Gateway) -> None:
    asked = message("POST", "/api/urdevices", {"description": "a" * 5000})
    assert gateway.answer(asked) == []
    assert not gateway.requests
    assert len(gateway.answer(SHORT)) == 1


def test_a_late_answer_above_the_limit_is_lost_too(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("late call=3.3 seconds=10")
    gateway.answer(LONG)
    clock.passes(10)
    assert gateway.answer(SHORT) == []
    clock.passes(2)
    assert len(gateway.answer(SHORT)) == 1
