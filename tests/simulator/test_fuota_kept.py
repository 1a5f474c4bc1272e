"""What a FUOTA task keeps of what was sent, and by what it is found."""

from typing import Any

import pytest

from .talk import Clock, Talk, add_task, local_task, mannered, task_of

URL = "/api/fuota/task"
LATER = "2026-03-02T00:50:00.000Z"
FILE = {"firmwareName": "WT201.0000.0100.0109.bin", "fileContent": "AAAA" * 300}
WITH_TEXTS = FILE | {"description": "Summer time", "officialFirmwareUrl": "https://example.com/a"}


@pytest.fixture
def talk(clock: Clock) -> Talk:
    """A gateway with two thermostats."""
    return mannered(clock, devices=2)


def firmware_info(talk: Talk, task_id: int) -> dict[str, Any]:
    info: dict[str, Any] = task_of(talk, task_id)["firmwareInfo"]
    return info


def test_texts_of_a_file_are_given_back(talk: Talk) -> None:
    info = firmware_info(talk, add_task(talk, startedAt=LATER, firmwareInfo=WITH_TEXTS))
    assert info["description"] == "Summer time"
    assert info["officialFirmwareUrl"] == "https://example.com/a"
    assert info["fileContent"] == ""


def test_modifying_erases_what_it_leaves_out(talk: Talk) -> None:
    task_id = add_task(talk, startedAt=LATER, description="At night", firmwareInfo=WITH_TEXTS)
    changed = local_task(talk, id=task_id, startedAt=LATER, firmwareInfo=FILE)
    assert talk.code("PUT", URL, changed) == 200
    info = firmware_info(talk, task_id)
    assert (info["description"], info["officialFirmwareUrl"]) == ("", "")
    assert task_of(talk, task_id)["description"] == ""


def test_the_content_of_a_file_can_come_back(clock: Clock) -> None:
    talk = mannered(clock, devices=1, file_content=True)
    task_id = add_task(talk, startedAt=LATER)
    assert firmware_info(talk, task_id)["fileContent"] == FILE["fileContent"]
    changed = local_task(
        talk, id=task_id, startedAt=LATER, firmwareInfo=FILE | {"fileContent": "BBBB"}
    )
    assert talk.code("PUT", URL, changed) == 200
    assert firmware_info(talk, task_id)["fileContent"] == "BBBB"


def test_official_firmware_has_no_content_to_come_back(clock: Clock) -> None:
    talk = mannered(clock, devices=1, file_content=True)
    [entry, *_] = talk("GET", "/api/fuota/official/firmware?model=WT201")["data"]
    task_id = add_task(talk, firmwareInfo=None, isOfficialFirmware=True, officialFirmwareInfo=entry)
    assert firmware_info(talk, task_id)["fileContent"] == ""


@pytest.mark.parametrize(("length", "code"), [(1024, 200), (65_535, 200), (65_536, 3)])
def test_descriptions_may_be_long(talk: Talk, length: int, code: int) -> None:
    text = "a" * length
    info = FILE | {"description": text}
    assert talk.code("POST", URL, local_task(talk, description=text)) == code
    assert talk.code("POST", URL, local_task(talk, firmwareInfo=info)) == code


@pytest.mark.parametrize("search", ["spring", "SPRING", "0100.0108", "wt201.0000.0100.0108"])
def test_a_task_is_found_by_its_name_or_its_firmware_s(talk: Talk, search: str) -> None:
    info = FILE | {"firmwareName": "WT201.0000.0100.0108.bin"}
    add_task(talk, name="spring", startedAt=LATER, firmwareInfo=info)
    add_task(talk, name="summer", startedAt=LATER)
    found = talk("GET", f"{URL}?search={search}")
    assert (found["total"], [each["name"] for each in found["tasks"]]) == (1, ["spring"])
