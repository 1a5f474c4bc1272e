"""Two official files of one model, name and version."""

from itertools import combinations
from typing import Any

import pytest

from .talk import Clock, Talk, add_task, mannered, task_of

# What tells one file from another in any case.
ALWAYS = {"id", "url", "md5", "crc32", "size"}


@pytest.fixture
def talk(clock: Clock) -> Talk:
    return mannered(clock, devices=2, twins=True)


def offered(talk: Talk, model: str) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = talk("GET", f"/api/fuota/official/firmware?model={model}")["data"]
    return data


def twins(talk: Talk, model: str) -> tuple[dict[str, Any], dict[str, Any]]:
    [pair] = [
        (one, two)
        for one, two in combinations(offered(talk, model), 2)
        if one["name"] == two["name"]
    ]
    return pair


@pytest.mark.parametrize(
    ("model", "also"),
    [
        ("WT201", {"hardwareVersion", "supportMinHardwareVersion"}),
        ("CT305", {"frequencyBands"}),
    ],
)
def test_two_files_of_one_version_differ_in_little(talk: Talk, model: str, also: set[str]) -> None:
    one, two = twins(talk, model)
    assert one["firmwareVersion"] == two["firmwareVersion"] == "v1.4"
    assert {key for key in one if one[key] != two[key]} == ALWAYS | also


def test_there_are_none_otherwise(clock: Clock) -> None:
    plain = mannered(clock)
    for model in plain("GET", "/api/fuota/official/models?dateCenter=eu")["models"]:
        names = [each["name"] for each in offered(plain, model)]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("number", [0, 1])
def test_a_task_takes_the_one_whose_id_was_sent(talk: Talk, number: int) -> None:
    entry = twins(talk, "WT201")[number]
    task_id = add_task(talk, firmwareInfo=None, isOfficialFirmware=True, officialFirmwareInfo=entry)
    kept = talk.gateway.tasks[task_id].firmware
    assert kept.official is not None
    assert (kept.official.firmware_id, kept.size) == (entry["id"], entry["size"])


def test_in_the_task_list_url_and_crc32_alone_tell_them_apart(talk: Talk) -> None:
    listed = []
    for entry in twins(talk, "CT305"):
        task_id = add_task(
            talk, firmwareInfo=None, isOfficialFirmware=True, officialFirmwareInfo=entry
        )
        info = task_of(talk, task_id)["officialFirmwareInfo"]
        assert (info["url"], info["crc32"]) == (entry["url"], entry["crc32"])
        assert (info["id"], info["md5"], info["size"]) == ("", "", "0")
        listed.append(info)
    assert {key for key in listed[0] if listed[0][key] != listed[1][key]} == {"url", "crc32"}


def test_each_fits_the_devices_that_it_is_for(talk: Talk) -> None:
    one, two = twins(talk, "WT201")
    for device in talk.gateway.devices.values():
        device.hardware_version, device.firmware_version = "v1.1", "v1.3"
    next(iter(talk.gateway.devices.values())).hardware_version = "v2.0"

    def fitting(entry: dict[str, Any]) -> int:
        body = {"officialFirmwareInfo": entry}
        return int(talk("POST", "/api/fuota/devices/firmware", body)["total"])

    assert (fitting(one), fitting(two)) == (2, 1)
