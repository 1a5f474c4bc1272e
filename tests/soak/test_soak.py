"""What a soak takes for broken."""

from dataclasses import fields, replace
from random import Random

import pytest

from demo.api import CommandError
from demo.errors import DemoError
from simulator.faults import KINDS, Fault
from simulator.manners import Manners
from soak import manners
from soak.acts import Act
from soak.invariants import differences
from soak.ledger import Ledger, Outcome, Sentences
from soak.log import unexpected
from soak.site import Books, View
from soak.troubles import FAULTS
from soak.updates import double_bookings

ACT = Act(service="delete_fuota_tasks", data={}, call="6.4", token="4", is_made=lambda _books: True)
SENTENCES = Sentences(not_read_back="Not read back", contradicted=("Not listed",))
DELETED = {"call": "6.4", "url": "/api/fuota/task/delete", "body": {"ids": [4]}}
OTHER = DELETED | {"body": {"ids": [14]}}
BOOKS: Books = {
    "devices": [{"dev_eui": "A", "name": "Meter"}],
    "tasks": [{"id": 1, "status": 2, "devices": [{"dev_eui": "A"}]}],
    "counts": {"devices": 1, "profiles": 2, "multicast_groups": 0},
    "cloud": False,
    "channel_plan": "EU868",
}
VIEW = View(
    states={
        "connected": "on",
        "cloud": "off",
        "channel_plan": "EU868",
        "devices": "1",
        "profiles": "2",
        "multicast_groups": "0",
        "fuota_1_retry": "unavailable",
    },
    devices={"A": "Meter"},
    tasks={1},
    updates={},
)


def _error(key: str) -> CommandError:
    return CommandError("call", {"code": "x", "message": "x", "translation_key": key})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"warnings": [], "differences": []}, Outcome.DONE),
        ({"warnings": ["Not read back"], "differences": []}, Outcome.NOT_READ_BACK),
        ({"warnings": ["Not listed"], "differences": []}, Outcome.KEPT_OTHERWISE),
        ({"warnings": [], "differences": [{}]}, Outcome.KEPT_OTHERWISE),
        (_error("write_not_made"), Outcome.NOT_MADE),
        (_error("write_unknown"), Outcome.UNKNOWN),
        (_error("broker_down"), Outcome.REFUSED),
        (DemoError("Home Assistant ended"), Outcome.UNKNOWN),
    ],
)
def test_what_a_response_says_of_a_change(
    answer: dict[str, object] | DemoError, outcome: Outcome
) -> None:
    assert SENTENCES.outcome(answer) is outcome


def test_a_change_reported_as_done_that_is_not_made_is_lost() -> None:
    ledger = Ledger()
    ledger.enter(ACT, Outcome.DONE, None, is_made=False)
    assert len(ledger.lost) == len(ledger.broken) == 1


@pytest.mark.parametrize("outcome", [Outcome.NOT_MADE, Outcome.REFUSED])
def test_a_change_reported_as_not_made_that_is_made_is_misreported(outcome: Outcome) -> None:
    ledger = Ledger()
    ledger.enter(ACT, outcome, None, is_made=True)
    assert len(ledger.misreported) == len(ledger.broken) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_of_the_simulators(fault: str) -> None:
    assert Fault.parse(FAULTS[fault])


def test_every_kind_of_fault_and_every_manner_has_its_turn() -> None:
    assert {Fault.parse(text).kind for text in FAULTS.values()} == set(KINDS)
    chosen = [manners.choose(Random(seed)) for seed in range(300)]  # noqa: S311
    varied = {name for each, _ in chosen for name in each}
    of_codecs = {"codecs", "twins"}
    # The soak waits until devices report the firmware that they got, and reads no uplinks.
    left_out = {"stale_versions", "codec_numbers", "unknown_words", "uplinks_twice"}
    left_out |= {"joins", "acks", "ack_after"}
    assert varied | of_codecs | left_out == {each.name for each in fields(Manners)}
    assert {"--codecs", "--twins"} <= {*manners.of_its_codecs(1), *manners.of_its_codecs(2)}
    for each, outcome in chosen:
        assert Manners(**each)
        calm = Manners(**manners.calm(each))
        assert (calm.no_fuota, calm.message_limit) == (None, None)
        assert outcome


def test_a_gateway_that_lies_makes_no_liar_of_the_integration() -> None:
    ledger = Ledger()
    ledger.enter(ACT, Outcome.REFUSED, None, is_made=True, may_lie=True)
    assert ledger.broken == []
    ledger.enter(ACT, Outcome.DONE, None, is_made=False, may_lie=True)
    assert len(ledger.lost) == 1


@pytest.mark.parametrize("is_made", [True, False])
def test_an_unknown_outcome_may_be_either(is_made: bool) -> None:
    ledger = Ledger()
    ledger.enter(ACT, Outcome.UNKNOWN, None, is_made=is_made)
    assert ledger.broken == []


def test_a_change_that_was_heard_more_often_than_asked_for_is_doubled() -> None:
    ledger = Ledger()
    ledger.enter(ACT, Outcome.DONE, None, is_made=True)
    ledger.close_round([DELETED, OTHER])
    assert ledger.broken == []
    ledger.enter(ACT, Outcome.DONE, None, is_made=True)
    ledger.close_round([DELETED, DELETED])
    assert len(ledger.doubled) == len(ledger.broken) == 1


def test_a_view_that_is_the_same_as_the_books() -> None:
    assert differences(VIEW, BOOKS) == []


@pytest.mark.parametrize(
    "view",
    [
        replace(VIEW, devices={}),
        replace(VIEW, devices={"A": "Old name"}),
        replace(VIEW, tasks={1, 2}),
        replace(VIEW, states=VIEW.states | {"connected": "off"}),
        replace(VIEW, states=VIEW.states | {"profiles": "3"}),
        replace(VIEW, states=VIEW.states | {"A_active": "unavailable"}),
    ],
)
def test_a_view_that_differs_from_the_books(view: View) -> None:
    assert len(differences(view, BOOKS)) == 1


def test_a_device_in_two_unfinished_tasks() -> None:
    (task,) = BOOKS["tasks"]
    assert double_bookings({"tasks": [task, task | {"status": 3}]}) == []
    assert len(double_bookings({"tasks": [task, task]})) == 1


def test_breakdowns_and_warnings_of_ours_are_unexpected() -> None:
    ours = "[custom_components.milesight_network_server]"
    log = (
        f"2026-11-25 03:13:43.494 ERROR (MainThread) {ours} Error fetching A data: It is silent\n"
        f"2026-11-25 03:13:44.192 INFO (MainThread) {ours} Fetching A data recovered\n"
    )
    assert unexpected(log) == []
    breakdown = (
        "2026-11-25 03:13:45.000 ERROR (MainThread) [x] Oh\nTraceback\n  " + ours[1:-1] + "\n"
    )
    warning = f"2026-11-25 03:13:46.000 WARNING (MainThread) {ours} Odd\n"
    assert unexpected(log + breakdown + warning) == [breakdown, warning]
