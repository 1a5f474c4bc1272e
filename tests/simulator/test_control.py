"""Run-time control."""

import json
from typing import Any

import pytest

from simulator.control import Control
from simulator.gateway import Gateway
from simulator.manners import Manners
from simulator.population import populate

from .talk import EUI, Clock, Talk, add_task, local_task, message, task_of

TASKS = "/api/fuota/task"
OTHER = "24E124FFFE000001"
LIST = message("GET", "/api/urdevices")


@pytest.fixture
def gateways(house: Gateway, clock: Clock) -> tuple[Gateway, Gateway]:
    other = Gateway(OTHER, clock=clock)
    populate(other, devices=1)
    return house, other


@pytest.fixture
def control(gateways: tuple[Gateway, Gateway]) -> Control:
    return Control(gateways)


def order(control: Control, command: object) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(control.answer(json.dumps(command).encode()))
    return answer


def heard(gateways: tuple[Gateway, Gateway]) -> list[int]:
    return [len(gateway.answer(LIST)) for gateway in gateways]


def test_a_command_is_for_all_gateways(control: Control, gateways: tuple[Gateway, Gateway]) -> None:
    assert order(control, {"fault": "drop times=1"}) == {
        "gateways": [{"gateway": EUI}, {"gateway": OTHER}]
    }
    assert heard(gateways) == [0, 0]
    assert heard(gateways) == [1, 1]


def test_the_region_is_changed(control: Control, gateways: tuple[Gateway, Gateway]) -> None:
    order(control, {"channel_plan": "US915"})
    assert {gateway.books.plan.name for gateway in gateways} == {"US915"}


def test_the_manners_are_changed(control: Control, gateways: tuple[Gateway, Gateway]) -> None:
    order(control, {"manners": {"times": "iso", "null_lists": True}})
    expected = Manners(times="iso", null_lists=True)
    assert [gateway.manners for gateway in gateways] == [expected, expected]
    # What is not named is as usual.
    order(control, {"manners": {"order": "moving"}})
    assert gateways[0].manners == Manners(order="moving")


def test_the_clock_is_set_wrong(
    control: Control, gateways: tuple[Gateway, Gateway], clock: Clock
) -> None:
    order(control, {"clock_offset": 7200})
    assert {(gateway.now() - clock()).total_seconds() for gateway in gateways} == {7200}


@pytest.mark.parametrize(
    "command", [{"channel_plan": "XX1"}, {"clock_offset": True}, {"clock_offset": 1e10}]
)
def test_no_region_and_no_clock_but_real_ones(control: Control, command: dict[str, Any]) -> None:
    assert next(iter(command)).replace("_", " ") in order(control, command)["error"].replace(
        "_", " "
    )


def test_or_for_one(control: Control, gateways: tuple[Gateway, Gateway]) -> None:
    answer = order(control, {"gateway": OTHER.lower(), "fault": ["drop", "delay seconds=1"]})
    assert answer == {"gateways": [{"gateway": OTHER}]}
    assert heard(gateways) == [1, 0]


def test_the_id_comes_back(control: Control) -> None:
    assert order(control, {"id": 7, "clear_faults": True})["id"] == 7
    assert order(control, {"id": 8, "explode": True})["id"] == 8


def test_faults_are_cleared(control: Control, gateways: tuple[Gateway, Gateway]) -> None:
    order(control, {"fault": "drop"})
    order(control, {"clear_faults": False})
    assert heard(gateways) == [0, 0]
    order(control, {"clear_faults": True})
    assert heard(gateways) == [1, 1]


def test_clearing_comes_before_arming_in_one_command(
    control: Control, gateways: tuple[Gateway, Gateway]
) -> None:
    order(control, {"fault": "drop"})
    order(control, {"clear_faults": True, "fault": "drop times=1"})
    assert [heard(gateways), heard(gateways)] == [[0, 0], [1, 1]]


def test_silence(control: Control, gateways: tuple[Gateway, Gateway], clock: Clock) -> None:
    order(control, {"silent": True})
    assert heard(gateways) == [0, 0]
    order(control, {"gateway": EUI, "silent": False})
    assert heard(gateways) == [1, 0]
    order(control, {"silent": False})
    order(control, {"silent": 5})
    assert heard(gateways) == [0, 0]
    clock.passes(5)
    assert heard(gateways) == [1, 1]


def test_a_fate_and_its_end(control: Control, house: Gateway) -> None:
    dev_eui = next(iter(house.devices))
    order(control, {"fate": {"dev_eui": dev_eui.lower(), "code": "fragment:9", "times": 1}})
    assert str(house.devices[dev_eui].fate) == "fragment:9 times=1"
    order(control, {"fate": {"dev_eui": dev_eui, "code": None}})
    assert house.devices[dev_eui].fate is None


def test_internet_and_cloud(control: Control, house: Gateway, talk: Talk) -> None:
    order(control, {"internet": False, "cloud": True})
    assert talk.code("GET", "/api/fuota/official/models?dateCenter=eu") == 10310015
    assert talk("GET", "/api/urprofiles")["disable"] is True


def test_updates_are_lost_and_found_again(control: Control, house: Gateway, talk: Talk) -> None:
    order(control, {"no_fuota": 21})
    assert talk.code("GET", TASKS) == 21
    order(control, {"no_fuota": "silent"})
    assert house.answer(message("GET", TASKS)) == []
    order(control, {"gateway": OTHER, "no_fuota": None})
    assert house.answer(message("GET", TASKS)) == []
    order(control, {"no_fuota": None})
    assert talk("GET", TASKS) == {"total": 0, "tasks": []}


def test_failed_tasks_are_called_succeeded(
    control: Control, house: Gateway, talk: Talk, clock: Clock
) -> None:
    for dev_eui in house.devices:
        house.set_fate(dev_eui, "fragment:9")
    order(control, {"lenient_success": True})
    task_id = add_task(talk)
    clock.passes(1000)
    assert task_of(talk, task_id)["status"] == 3
    order(control, {"lenient_success": False})
    task_id = add_task(talk)
    clock.passes(1000)
    assert task_of(talk, task_id)["status"] == 4


def test_the_ids_of_tasks_begin_again(control: Control, house: Gateway, talk: Talk) -> None:
    add_task(talk)
    order(control, {"reset_fuota": False})
    assert len(house.tasks) == 1
    order(control, {"reset_fuota": True})
    assert not house.tasks
    assert len(house.devices) == 2
    assert add_task(talk) == 1


def test_a_gateway_is_reset_to_what_it_came_with(
    control: Control, gateways: tuple[Gateway, Gateway], talk: Talk
) -> None:
    add_task(talk)
    order(control, {"gateway": EUI, "factory_reset": False})
    assert [len(each.devices) for each in gateways] == [2, 1]
    order(control, {"gateway": EUI, "factory_reset": True})
    assert [len(each.devices) for each in gateways] == [0, 1]
    assert not gateways[0].tasks


def test_something_is_done_at_the_gateway_s_own_page(
    control: Control, house: Gateway, talk: Talk
) -> None:
    body = local_task(talk, name="stranger's")
    command = {"gateway": EUI, "by_hand": {"method": "POST", "url": TASKS, "body": body}}
    assert order(control, command)["gateways"] == [{"gateway": EUI, "by_hand": {"id": 1}}]
    assert house.tasks[1].name == "stranger's"
    assert not house.request_counts


def test_what_is_refused_by_hand_is_reported_of_that_gateway(
    control: Control, house: Gateway
) -> None:
    dev_eui = next(iter(house.devices))
    command = {"by_hand": {"method": "DELETE", "url": f"/api/urdevices/{dev_eui}"}}
    done, refused = order(control, command)["gateways"]
    assert "error" not in done["by_hand"]
    assert refused["by_hand"] == {"error": "Data not found"}


def test_the_books_tell_what_is_kept_as_of_now(
    control: Control, house: Gateway, talk: Talk, clock: Clock
) -> None:
    task_id = add_task(talk)
    clock.passes(70)
    [books, other] = order(control, {"books": True})["gateways"]
    assert books["counts"] == {
        "devices": 2,
        "active_devices": 2,
        "profiles": 8,
        "applications": 2,
        "multicast_groups": 0,
        "payload_codecs": 12,
        "tasks": 1,
    }
    assert books["request_counts"] == {"6.1": 1}
    [task] = books["tasks"]
    assert (task["id"], task["status"], task["firmware_size"]) == (task_id, 2, 900)
    assert {(each["multicast_status"], each["fragment_status"]) for each in task["devices"]} == {
        (4, 3)
    }
    device = books["devices"][0]
    assert house.devices[device["dev_eui"]].name == device["name"]
    assert (device["model"], device["hardware_version"]) == ("WT201", "v1.1")
    assert other["gateway"] == OTHER
    assert other["counts"]["devices"] == 1


def test_how_the_newest_tasks_came_to_be_is_reported_also_of_one_that_is_gone(
    control: Control, house: Gateway, talk: Talk, clock: Clock
) -> None:
    add_task(talk)
    order(control, {"reset_fuota": True})
    add_task(talk)
    clock.passes(5)
    newest = house.tasks[add_task(talk)]
    [reported, _] = order(control, {"births": 10})["gateways"]
    assert [each["task_id"] for each in reported["births"]] == [1, 1, 2]
    assert [len(each["beside"]) for each in reported["births"]] == [0, 0, 1]
    [beside] = reported["births"][-1]["beside"]
    assert beside == {"name": house.tasks[1].name, "unfinished": True, "age": 5.0}
    ran = {one: house.devices[one].firmware_version for one in newest.devices}
    assert reported["births"][-1]["ran"] == ran


def test_the_newest_requests(control: Control, talk: Talk) -> None:
    talk("GET", "/api/urprofiles")
    talk("POST", "/api/urdevices", {"devEUI": "x"})
    [first, _] = order(control, {"requests": 1})["gateways"]
    assert first["requests"] == [
        {"call": "3.1", "method": "POST", "url": "/api/urdevices", "body": {"devEUI": "x"}}
    ]
    [first, _] = order(control, {"requests": 0})["gateways"]
    assert first["requests"] == []


@pytest.mark.parametrize(
    "command",
    [
        [],
        {},
        {"gateway": EUI},
        {"explode": True},
        {"gateway": "24E124FFFE000009", "silent": True},
        {"fault": "explode"},
        {"fault": ["drop", "explode"]},
        {"silent": "yes"},
        {"silent": -1},
        {"silent": 0},
        {"clear_faults": 1},
        {"books": "yes"},
        {"requests": True},
        {"requests": -1},
        {"no_fuota": "loud"},
        {"no_fuota": True},
        {"lenient_success": "yes"},
        {"manners": "rude"},
        {"manners": {"colour": "red"}},
        {"manners": {"times": "never"}},
        {"reset_fuota": 1},
        {"factory_reset": None},
        {"by_hand": "GET /api/urdevices"},
        {"by_hand": {"method": "GET"}},
        {"fate": "fragment:9"},
        {"fate": {"dev_eui": "24E124136A456465", "code": "fragment:9"}},
    ],
)
def test_a_wrong_command_is_reported_and_nothing_done(
    control: Control, gateways: tuple[Gateway, Gateway], command: object
) -> None:
    assert order(control, command)["error"]
    assert heard(gateways) == [1, 1]


@pytest.mark.parametrize(
    "fate", [{"code": "fragment:1"}, {"code": "fragment:9", "times": "x"}, {"code": "fragment"}]
)
def test_a_wrong_fate_is_reported(
    control: Control, house: Gateway, fate: dict[str, object]
) -> None:
    dev_eui = next(iter(house.devices))
    assert order(control, {"fate": {"dev_eui": dev_eui} | fate})["error"]
    assert house.devices[dev_eui].fate is None


def test_a_half_wrong_command_does_nothing(
    control: Control, gateways: tuple[Gateway, Gateway]
) -> None:
    assert order(control, {"silent": True, "fault": "explode"})["error"]
    assert heard(gateways) == [1, 1]


def test_what_is_no_json_is_reported(control: Control) -> None:
    assert json.loads(control.answer(b"\xff{"))["error"]
