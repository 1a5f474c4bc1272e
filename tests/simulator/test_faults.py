"""What can go wrong between a request and its answer."""

import json

import pytest

from simulator.faults import KINDS, Fault
from simulator.gateway import Answer, Gateway

from .talk import DEV_EUI, EUI, KEY, Clock, Talk, add_task, message, task_of

URL = "/api/urdevices"
LIST = message("GET", URL)
ADD = message("POST", URL, {"devEUI": DEV_EUI, "applicationID": "1", "appKey": KEY})


def code(answers: list[Answer]) -> int:
    [answer] = answers
    return int(json.loads(answer.payload)["body"]["code"])


def test_drop_loses_the_request(gateway: Gateway) -> None:
    gateway.faults.add("drop call=3.1")
    assert gateway.answer(ADD) == []
    assert not gateway.devices
    assert not gateway.requests


def test_lost_answer_does_it_and_says_nothing(gateway: Gateway) -> None:
    gateway.faults.add("lost_answer call=3.1")
    assert gateway.answer(ADD) == []
    assert DEV_EUI in gateway.devices
    assert gateway.request_counts["3.1"] == 1


def test_delay_says_when_to_send(gateway: Gateway) -> None:
    gateway.faults.add("delay seconds=2.5")
    [answer] = gateway.answer(LIST)
    assert answer.delay == 2.5
    gateway.faults.add("delay seconds=1")
    [answer] = gateway.answer(LIST)
    assert answer.delay == 3.5


def test_without_faults_there_is_no_delay(gateway: Gateway) -> None:
    [answer] = gateway.answer(LIST)
    assert answer.delay == 0


def test_omit_leaves_a_key_out_wherever_it_stands(gateway: Gateway) -> None:
    gateway.answer(ADD)
    gateway.faults.add("omit call=3.3 key=devEUI")
    [answer] = gateway.answer(LIST)
    [row] = json.loads(answer.payload)["body"]["deviceResult"]
    assert "devEUI" not in row
    assert row["applicationID"] == "1"


def test_omit_without_a_key_leaves_out_all(gateway: Gateway) -> None:
    gateway.faults.add("omit")
    [answer] = gateway.answer(LIST)
    assert json.loads(answer.payload)["body"] == {}


@pytest.mark.parametrize(("text", "copies"), [("repeat", 2), ("repeat copies=5", 5)])
def test_repeat_sends_the_same_answer_several_times(
    gateway: Gateway, text: str, copies: int
) -> None:
    gateway.faults.add(text)
    answers = gateway.answer(ADD)
    assert len(answers) == copies
    assert len(set(answers)) == 1
    assert code(answers[:1]) == 200


def test_echo_brings_the_request_back_before_the_answer(gateway: Gateway) -> None:
    gateway.faults.add("echo")
    echo, answer = gateway.answer(ADD)
    assert json.loads(echo.payload) == json.loads(ADD)
    assert code([answer]) == 200


def test_tear_sends_a_beginning_only(gateway: Gateway) -> None:
    [whole] = gateway.answer(LIST)
    gateway.faults.add("tear")
    for _ in range(50):
        [torn] = gateway.answer(LIST)
        assert 0 < len(torn.payload) < len(whole.payload)
        assert whole.payload.startswith(torn.payload)


def test_garble_sends_what_is_no_json(gateway: Gateway) -> None:
    gateway.faults.add("garble")
    for _ in range(50):
        [garbled] = gateway.answer(LIST)
        with pytest.raises(ValueError, match=r"\S"):
            json.loads(garbled.payload.decode())


def test_keep_stores_another_value_and_answers_success(gateway: Gateway) -> None:
    gateway.faults.add('keep call=3.1 fPort=85 description="kept"')
    assert code(gateway.answer(ADD)) == 200
    device = gateway.devices[DEV_EUI]
    assert (device.f_port, device.description, device.app_key) == (85, "kept", KEY)


def test_keep_leaves_the_request_as_it_was_sent(gateway: Gateway) -> None:
    gateway.faults.add("keep call=3.1 applicationID=1 name=kept")
    gateway.answer(ADD)
    assert gateway.requests[0].body == {
        "devEUI": DEV_EUI,
        "applicationID": "1",
        "appKey": KEY,
    }


def test_keep_finds_fields_of_inner_objects(gateway: Gateway) -> None:
    gateway.faults.add(Fault("keep", call="2.1", values={"maxEIRP": 7, "rxDROffset1": 3}))
    sent = {"name": "meters", "profile": {"maxEIRP": 14}}
    profile_id = Talk(gateway)("POST", "/api/urprofiles", sent)["profileID"]
    profile = gateway.profiles[profile_id]
    assert (profile.max_eirp, profile.rx_dr_offset1) == (7, 3)


def test_keep_without_values_stores_nothing_and_answers_success(gateway: Gateway) -> None:
    gateway.faults.add("keep times=1")
    assert code(gateway.answer(ADD)) == 200
    assert not gateway.devices
    assert code(gateway.answer(ADD)) == 200
    assert DEV_EUI in gateway.devices


@pytest.mark.parametrize("number", [2, 3, 5, 6, 9, 23, 24, 10310015])
def test_code_answers_it_and_does_nothing(gateway: Gateway, number: int) -> None:
    gateway.faults.add(f"code code={number}")
    [answer] = gateway.answer(ADD)
    body = json.loads(answer.payload)["body"]
    assert body["code"] == number
    assert body["error"]
    assert not gateway.devices
    assert gateway.request_counts["3.1"] == 1


def test_silent_lasts_until_cleared(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("silent")
    clock.passes(1_000_000)
    assert gateway.answer(ADD) == []
    assert not gateway.devices
    gateway.faults.clear()
    assert code(gateway.answer(ADD)) == 200


def test_silent_lasts_its_seconds(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("silent seconds=10")
    clock.passes(9.9)
    assert gateway.answer(LIST) == []
    clock.passes(0.1)
    assert len(gateway.answer(LIST)) == 1


def test_restart_comes_back_by_itself(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("restart")
    assert gateway.answer(LIST) == []
    clock.passes(30)
    for _ in range(3):
        assert len(gateway.answer(LIST)) == 1


def test_restart_can_strike_at_a_call(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("restart call=3.1 seconds=5")
    assert len(gateway.answer(LIST)) == 1
    assert gateway.answer(ADD) == []
    assert gateway.answer(LIST) == []
    clock.passes(5)
    assert len(gateway.answer(LIST)) == 1
    assert code(gateway.answer(ADD)) == 200


def test_silence_can_begin_after_some_requests(gateway: Gateway, clock: Clock) -> None:
    gateway.faults.add("silent skip=2 seconds=5")
    assert [len(gateway.answer(LIST)) for _ in range(4)] == [1, 1, 0, 0]
    clock.passes(5)
    assert [len(gateway.answer(LIST)) for _ in range(3)] == [1, 1, 1]


def test_ending_a_silence_leaves_the_other_faults(gateway: Gateway) -> None:
    gateway.faults.add("silent")
    gateway.faults.add("delay seconds=1")
    gateway.faults.end_silence()
    [answer] = gateway.answer(LIST)
    assert answer.delay == 1


def test_a_fault_strikes_at_its_call_only(gateway: Gateway) -> None:
    gateway.faults.add("drop call=3.1")
    assert len(gateway.answer(LIST)) == 1
    assert gateway.answer(ADD) == []


def test_a_fault_strikes_so_many_times(gateway: Gateway) -> None:
    gateway.faults.add("drop times=2")
    assert [len(gateway.answer(LIST)) for _ in range(4)] == [0, 0, 1, 1]


def test_a_fault_spares_the_first_ones(gateway: Gateway) -> None:
    gateway.faults.add("drop skip=2 times=1")
    assert [len(gateway.answer(LIST)) for _ in range(4)] == [1, 1, 0, 1]


def chances(seed: int) -> list[int]:
    gateway = Gateway(EUI, clock=Clock(), seed=seed, faults=["drop probability=0.3"])
    return [len(gateway.answer(LIST)) for _ in range(300)]


def test_a_fault_strikes_by_chance_and_the_same_seed_repeats_it() -> None:
    assert 180 < sum(chances(1)) < 240
    assert chances(1) == chances(1)
    assert chances(1) != chances(2)


def test_faults_do_not_strike_at_what_is_for_another_gateway(gateway: Gateway) -> None:
    gateway.faults.add("drop times=1")
    assert len(gateway.answer(message("GET", URL, gatewayEUI="24E124FFFE000001"))) == 1
    assert gateway.answer(LIST) == []


def test_several_faults_strike_together(gateway: Gateway) -> None:
    for text in ("delay seconds=1", "repeat", "code code=23"):
        gateway.faults.add(text)
    answers = gateway.answer(LIST)
    assert [answer.delay for answer in answers] == [1, 1]
    assert code(answers[:1]) == 23


def test_the_armed_faults_can_be_reported(gateway: Gateway) -> None:
    gateway.faults.add("drop call=3.1 times=1")
    assert list(gateway.faults) == [Fault("drop", call="3.1", times=1)]


# What some kinds can't do without.
NEEDED = {"odd": "call=6.10 name=NaN", "unlisted": "call=6.1"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_as_its_name(kind: str) -> None:
    assert Fault.parse(f"{kind} {NEEDED.get(kind, 'call=6.10')} skip=1").kind == kind


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("drop call=3.1 times=1", Fault("drop", call="3.1", times=1)),
        ("delay seconds=2 probability=0.1", Fault("delay", seconds=2, probability=0.1)),
        ("code code=9 skip=1", Fault("code", code=9, skip=1)),
        ("keep name=x list=[1]", Fault("keep", values={"name": "x", "list": [1]})),
        ("keep name='two words'", Fault("keep", values={"name": "two words"})),
        ("repeat copies=3", Fault("repeat", copies=3)),
        ("total call=6.2 add=-2", Fault("total", call="6.2", add=-2)),
        ("late call=3.1 seconds=15", Fault("late", call="3.1", seconds=15)),
        ("empty call=short", Fault("empty", call="short")),
        ("odd rows=2 fCntUp=NaN", Fault("odd", rows=2, values={"fCntUp": "NaN"})),
        (r'odd name="Meter \ud83d"', Fault("odd", values={"name": r'"Meter \ud83d"'})),
        ("odd 'name=latin1:Zähler 2'", Fault("odd", values={"name": "latin1:Zähler 2"})),
    ],
)
def test_a_fault_is_read_from_text(text: str, fault: Fault) -> None:
    assert Fault.parse(text) == fault


@pytest.mark.parametrize(
    "text",
    [
        "",
        "explode",
        "drop call=7.1",
        "drop times=0",
        "drop times=x",
        "drop often",
        "drop =1",
        "drop colour=red",
        "delay probability=1.5",
        "drop skip=-1",
        "delay seconds=-1",
        "delay seconds=inf",
        "delay seconds=nan",
        "keep name='open",
        "odd",
        "odd rows=0 name=NaN",
        'odd name="open',
        "odd call=6.9 models=NaN",
        "total call=6.6",
        "empty call=3.1",
        "unlisted call=6.3",
    ],
)
def test_what_is_no_fault_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Fault.parse(text)


def test_a_fault_given_at_the_start_is_armed(clock: Clock) -> None:
    gateway = Gateway(EUI, clock=clock, faults=["drop", Fault("delay", seconds=1)])
    assert gateway.answer(LIST) == []


def test_a_running_task_goes_on_through_a_restart(house: Gateway, talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk)
    assert task_of(talk, task_id)["status"] == 2
    house.faults.add("restart seconds=20")
    clock.passes(70)
    task = task_of(talk, task_id)
    assert (task["status"], task["tmpMcInfo"]["status"]) == (2, 4)
