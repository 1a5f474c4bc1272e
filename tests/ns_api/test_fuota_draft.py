"""A FUOTA task that is to be written: valid whatever was given, or refused with all its faults."""

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError, Problem
from custom_components.milesight_network_server.ns_api.firmware.named import (
    MAX_SIZE,
    Firmware,
)
from custom_components.milesight_network_server.ns_api.fuota import FuotaTask
from custom_components.milesight_network_server.ns_api.fuota_draft import (
    TaskConstraints,
    changed_task,
    new_task,
)
from custom_components.milesight_network_server.ns_api.fuota_fields import task_fields
from custom_components.milesight_network_server.ns_api.keys import ProblemKey

from .task_drafts import DEV_EUIS, FIRMWARE, GATEWAYS, NOW, TASK, answered, surroundings


def problems(fields: dict[str, Any], constraints: TaskConstraints, **more: Any) -> list[Problem]:
    """Return what is wrong with a new task."""
    with pytest.raises(InvalidFieldsError) as caught:
        new_task(fields, more.get("firmware", FIRMWARE), constraints, more.get("wrong", ()))
    return caught.value.problems


@pytest.mark.parametrize("plan", CHANNEL_PLANS)
def test_defaults_are_those_of_the_region(plan: str) -> None:
    draft = new_task({"name": "x", "dev_euis": DEV_EUIS}, FIRMWARE, surroundings(plan))
    task = draft.body["fuotaTask"]
    rx2 = CHANNEL_PLANS[plan].rx2
    # In EU868, nothing slower keeps the duty cycle.
    data_rate = 2 if plan == "EU868" else rx2.data_rate
    assert task["tmpMcInfo"] == {
        "groupType": 0,
        "dr": data_rate,
        "frequency": rx2.frequency,
    }
    size = GATEWAYS[plan].books.plan.max_payload_sizes[data_rate]
    assert task["fragmentInfo"]["fragmentSize"] == size
    assert task["startedAt"] == "2025-04-15T00:11:30.000Z"
    assert task["deveui"] == [one.lower() for one in DEV_EUIS]
    assert task["firmwareInfo"]["fileContent"] == "ZmlybXdhcmU="
    answered(draft, plan)


SETTINGS = {
    "dr": 5,
    "frequency": 869_400_000,
    "fragment_interval": 8000,
    "fragment_redundancy": 50,
}


def test_settings_of_the_gateway_stand_in_for_the_defaults() -> None:
    constraints = surroundings(settings=SETTINGS)
    values = new_task({"name": "x", "dev_euis": DEV_EUIS}, FIRMWARE, constraints).values
    assert {name: values[name] for name in SETTINGS} == SETTINGS


def test_the_callers_word_goes_before_the_settings() -> None:
    given = {"name": "x", "dev_euis": DEV_EUIS, "dr": "4", "fragment_redundancy": 0}
    values = new_task(given, FIRMWARE, surroundings(settings=SETTINGS)).values
    assert (values["dr"], values["fragment_redundancy"]) == (4, 0)


def test_settings_of_another_region_are_refused_as_if_they_were_given() -> None:
    given = {"name": "x", "dev_euis": DEV_EUIS}
    settings = {"dr": 13, "frequency": 923_300_000}
    assert {one.field for one in problems(given, surroundings(settings=settings))} == {
        "dr",
        "frequency",
    }


@pytest.mark.parametrize(
    ("size", "fragment_size", "redundancy", "fits"),
    [
        (16_383, 1, 0, True),
        (16_384, 1, 0, False),
        (12_602, 1, 30, True),
        (12_603, 1, 30, False),
        (182_581, 88, 30, True),
        (MAX_SIZE, 230, 100, False),
        (None, 1, 100, True),
    ],
)
def test_sent_fragments_are_counted_by_14_bits(
    size: int | None, fragment_size: int, redundancy: int, fits: bool
) -> None:
    firmware = Firmware("x", size, official=True, info={"id": "1"})
    fields = {
        "name": "x",
        "dev_euis": DEV_EUIS,
        "fragment_size": fragment_size,
        "fragment_redundancy": redundancy,
        "dr": 5,
    }
    if fits:
        new_task(fields, firmware, surroundings())
        return
    (wrong,) = problems(fields, surroundings(), firmware=firmware)
    assert (wrong.field, wrong.kind) == ("fragment_size", ProblemKey.TOO_MANY_FRAGMENTS)
    assert int(wrong.allowed["sent"]) > int(wrong.allowed["most"])


def test_what_is_wrong_with_the_firmware_is_reported_with_the_rest() -> None:
    wrong = Problem("firmware_file", ProblemKey.FILE_NOT_THERE, "/x", {})
    found = problems({"dev_euis": DEV_EUIS}, surroundings(), firmware=None, wrong=[wrong])
    assert [one.field for one in found] == ["firmware_file", "name"]


def test_no_firmware_is_a_fault() -> None:
    (wrong,) = problems({"name": "x", "dev_euis": DEV_EUIS}, surroundings(), firmware=None)
    assert wrong.kind == ProblemKey.ONE_FIRMWARE


def test_gateway_that_tells_no_sizes_leaves_the_size_to_the_caller() -> None:
    constraints = surroundings(payload_sizes={})
    fields = {"name": "x", "dev_euis": DEV_EUIS}
    (wrong,) = problems(fields, constraints)
    assert (wrong.field, wrong.kind) == ("fragment_size", ProblemKey.SIZE_NOT_TOLD)
    draft = new_task({**fields, "fragment_size": 200}, FIRMWARE, constraints)
    assert draft.body["fuotaTask"]["fragmentInfo"]["fragmentSize"] == 200


def test_wrong_data_rate_is_one_fault() -> None:
    found = problems({"name": "x", "dev_euis": DEV_EUIS, "dr": 99}, surroundings())
    assert [one.field for one in found] == ["dr"]


@pytest.mark.parametrize(("seconds", "fits"), [(-61, False), (-60, True), (0, True)])
def test_start_may_just_have_passed(seconds: int, fits: bool) -> None:
    constraints = surroundings(now=NOW.replace(microsecond=0))
    fields = {
        "name": "x",
        "dev_euis": DEV_EUIS,
        "started_at": constraints.now + timedelta(seconds=seconds),
    }
    if fits:
        new_task(fields, FIRMWARE, constraints)
    else:
        assert problems(fields, constraints)[0].kind == ProblemKey.PAST


def test_start_in_the_gateways_own_time() -> None:
    constraints = surroundings(time_zone=timezone(timedelta(hours=8)))
    fields = {"name": "x", "dev_euis": DEV_EUIS, "started_at": "2025-04-15T08:26:00"}
    draft = new_task(fields, FIRMWARE, constraints)
    assert draft.body["fuotaTask"]["startedAt"] == "2025-04-15T00:26:00.000Z"


def test_changed_task_is_whole_and_otherwise_the_same() -> None:
    """What the caller did not name is not judged: the device may be gone, the start be past."""
    constraints = surroundings(time_zone=timezone(timedelta(hours=8)))
    draft = changed_task({"name": "x"}, TASK, FIRMWARE, constraints)
    assert draft.body["fuotaTask"] == {
        "id": 184,
        "name": "x",
        "startedAt": "2025-04-15T00:26:00.000Z",
        "description": "",
        "deveui": ["24e1247151234568"],
        "firmwareInfo": FIRMWARE.info,
        "isOfficialFirmware": False,
        "fragmentInfo": {
            "fragmentSize": 88,
            "fragmentInterval": 5000,
            "fragmentRedundancy": 30,
        },
        "tmpMcInfo": {"groupType": 0, "dr": 3, "frequency": 869525000},
    }


def test_task_of_which_little_is_known_wants_the_rest() -> None:
    with pytest.raises(InvalidFieldsError) as caught:
        changed_task({}, FuotaTask(task_id=1, name="x"), FIRMWARE, surroundings())
    assert {one.kind for one in caught.value.problems} == {ProblemKey.REQUIRED}
    fields = {one.field for one in caught.value.problems}
    assert fields == {name.name for name in task_fields(None)} - {
        "name",
        "description",
        "fragment_size",
    }


def test_name_in_pieces_is_not_written_back() -> None:
    with pytest.raises(InvalidFieldsError) as caught:
        changed_task({"dr": 3}, replace(TASK, name="\ufffd"), FIRMWARE, surroundings())
    assert [one.kind for one in caught.value.problems] == [ProblemKey.GARBLED]
