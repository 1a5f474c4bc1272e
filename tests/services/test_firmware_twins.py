"""Two official files of one model and version: a task keeps its own, or is not written."""

from datetime import timedelta
from itertools import combinations
from math import ceil
from typing import Any

from homeassistant.exceptions import ServiceValidationError
import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.catalogue import OfficialFirmware
from simulator.gateway import Gateway
from simulator.manners import Manners
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock
from ..firmware_tasks import ask
from .conftest import Act, body_of, writes

FRAGMENT_SIZE = 46
# WT201's two files differ in the hardware that they are for, CT305's in the bands, beside what two
# files always differ in.
MODELS = ("WT201", "CT305")
EITHER = pytest.mark.parametrize("number", [0, 1])
DAY = 86_400


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway whose catalogue has two files of some versions."""
    simulated = Gateway(GATEWAY_EUI, clock=clock, manners=Manners(twins=True))
    populate(simulated, devices=10)
    return simulated


def twins(gateway: Gateway, model: str) -> tuple[OfficialFirmware, OfficialFirmware]:
    """Return the two files of one version of a model."""
    entries = [one for one in gateway.catalogue if one.model == model]
    (pair,) = [(one, two) for one, two in combinations(entries, 2) if one.name == two.name]
    return pair


def task_for(gateway: Gateway, file: OfficialFirmware) -> dict[str, Any]:
    """Return a call that has a file sent to a device of its model, in an hour."""
    return {
        "name": "before",
        "dev_euis": [one.dev_eui for one in gateway.devices.values() if one.model == file.model][
            :1
        ],
        "model": file.model,
        "official_firmware_id": file.firmware_id,
        "started_at": (gateway.now() + timedelta(hours=1)).isoformat(),
        "fragment_size": FRAGMENT_SIZE,
        "fragment_interval": 5000,
        "fragment_redundancy": 30,
    }


def held(gateway: Gateway, task_id: int = 1) -> bytes:
    """Return what the gateway holds of a task's firmware, as it gives it back (6.2)."""
    tasks = ask(gateway, "GET", "/api/fuota/task")["tasks"]
    assert isinstance(tasks, list)
    (task,) = [one for one in tasks if one["id"] == task_id]
    return orjson.dumps([task["firmwareName"], task["firmwareInfo"], task["officialFirmwareInfo"]])


def sent_firmware(gateway: Gateway, call: str) -> bytes:
    """Return the firmware that was sent last by a call, as it was sent."""
    return orjson.dumps(body_of(gateway, call)["fuotaTask"]["officialFirmwareInfo"])


def file_of(gateway: Gateway, task_id: int = 1) -> OfficialFirmware:
    """Return the file that the gateway would send in a task."""
    official = gateway.tasks[task_id].firmware.official
    assert official is not None
    return official


def list_firmware(gateway: Gateway, **listed: Any) -> None:
    """Have the list of tasks tell only this of the first task's official firmware."""
    gateway.faults.add(f"odd call=6.2 'officialFirmwareInfo={orjson.dumps(listed).decode()}'")


@EITHER
@pytest.mark.parametrize("model", MODELS)
async def test_a_task_gets_the_file_that_was_named_and_keeps_it_when_it_is_renamed(
    act: Act, gateway: Gateway, model: str, number: int
) -> None:
    file = twins(gateway, model)[number]
    await act("add_fuota_task", **task_for(gateway, file))
    assert file_of(gateway) is file
    sent, before = sent_firmware(gateway, "6.1"), held(gateway)
    response = await act("modify_fuota_task", task_id=1, name="after")
    assert gateway.tasks[1].name == "after"
    assert file_of(gateway) is file
    assert held(gateway) == before
    assert sent_firmware(gateway, "6.3") == sent
    assert (response["warnings"], response["differences"]) == ([], [])


@EITHER
@pytest.mark.parametrize("marks", ["url", "crc32", "hardwareVersion", "md5"])
async def test_one_mark_that_the_task_tells_is_enough(
    act: Act, gateway: Gateway, marks: str, number: int
) -> None:
    file = twins(gateway, "WT201")[number]
    await act("add_fuota_task", **task_for(gateway, file))
    mark = {
        "url": file.url,
        "crc32": file.crc32.upper(),
        "hardwareVersion": file.hardware_version,
        "md5": file.md5,
    }[marks]
    named = {"model": file.model, "name": file.name, "firmwareVersion": file.firmware_version}
    list_firmware(gateway, **named, **{marks: mark})
    await act("modify_fuota_task", task_id=1, name="after")
    assert (file_of(gateway), gateway.tasks[1].name) == (file, "after")


@EITHER
@pytest.mark.parametrize("marks", ["frequencyBands", "size"])
async def test_bands_and_size_tell_files_apart_where_the_task_tells_them(
    act: Act, gateway: Gateway, marks: str, number: int
) -> None:
    file = twins(gateway, "CT305")[number]
    await act("add_fuota_task", **task_for(gateway, file))
    mark = {"frequencyBands": file.frequency_bands[::-1], "size": str(file.size)}[marks]
    list_firmware(gateway, model=file.model, name=file.name, **{marks: mark})
    await act("modify_fuota_task", task_id=1, name="after")
    assert (file_of(gateway), gateway.tasks[1].name) == (file, "after")


@pytest.mark.parametrize("model", MODELS)
async def test_a_task_whose_file_can_not_be_reported_is_not_written(
    act: Act, gateway: Gateway, model: str
) -> None:
    one, other = twins(gateway, model)
    await act("add_fuota_task", **task_for(gateway, one))
    list_firmware(
        gateway, model=model, name=one.name, firmwareVersion=one.firmware_version, size="0"
    )
    with pytest.raises(ServiceValidationError) as refused:
        await act("modify_fuota_task", task_id=1, name="after")
    assert str(refused.value) == (
        f"Nothing was sent: official_firmware_id: several official firmwares are named"
        f" “{one.name}”, and the gateway does not report which one the task uses; choose one of"
        f" {one.firmware_id}, {other.firmware_id}"
    )
    assert writes(gateway) == ["6.1"]
    assert gateway.tasks[1].name == "before"


async def test_a_task_whose_file_can_not_be_reported_is_written_with_the_file_that_is_named(
    act: Act, gateway: Gateway
) -> None:
    one, other = twins(gateway, "CT305")
    await act("add_fuota_task", **task_for(gateway, one))
    list_firmware(gateway, model="CT305", name=one.name)
    named = {"model": "CT305", "official_firmware_id": other.firmware_id}
    await act("modify_fuota_task", task_id=1, name="after", **named)
    assert (file_of(gateway), gateway.tasks[1].name) == (other, "after")


async def test_a_file_that_is_no_longer_offered_is_not_replaced_by_the_other(
    act: Act, gateway: Gateway
) -> None:
    one, _ = twins(gateway, "CT305")
    await act("add_fuota_task", **task_for(gateway, one))
    gateway.catalogue.remove(one)
    with pytest.raises(ServiceValidationError, match="no longer offered"):
        await act("modify_fuota_task", task_id=1, name="after")
    assert writes(gateway) == ["6.1"]


@EITHER
async def test_devices_that_failed_get_the_same_file_again(
    act: Act, gateway: Gateway, clock: Clock, number: int
) -> None:
    file = twins(gateway, "WT201")[number]
    given = task_for(gateway, file)
    gateway.set_fate(given["dev_euis"][0], "fragment:9")
    await act("add_fuota_task", **given)
    clock.move(DAY)
    await act("retry_failed_devices", task_id=1)
    assert file_of(gateway, 2) is file


async def test_devices_that_failed_get_no_file_where_it_can_not_be_reported(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    one, _ = twins(gateway, "WT201")
    given = task_for(gateway, one)
    gateway.set_fate(given["dev_euis"][0], "fragment:9")
    await act("add_fuota_task", **given)
    clock.move(DAY)
    list_firmware(gateway, model="WT201", name=one.name)
    with pytest.raises(ServiceValidationError, match="several official firmwares"):
        await act("retry_failed_devices", task_id=1)
    assert writes(gateway) == ["6.1"]


@EITHER
@pytest.mark.parametrize("model", MODELS)
async def test_an_estimate_is_made_by_the_size_of_the_file_that_was_named(
    act: Act, gateway: Gateway, model: str, number: int
) -> None:
    file = twins(gateway, model)[number]
    fragments = ceil(file.size / FRAGMENT_SIZE)
    given = task_for(gateway, file)
    estimated = await act("estimate_fuota_task", **given)
    added = await act("add_fuota_task", **given)
    changed = await act("modify_fuota_task", task_id=1, name="after")
    for response in (estimated, added, changed):
        assert response["estimate"]["fragments"] == fragments


def shown_end(entry: MockConfigEntry) -> timedelta | None:
    """Return how long the first task is expected to take from its start on."""
    tracked = entry.runtime_data.fuota.items[1]
    if tracked.ends is None:
        return None
    took: timedelta = tracked.ends - tracked.starts
    return took


def expected(file: OfficialFirmware) -> timedelta:
    """Return how long a task takes with a file."""
    fragments = ceil(file.size / FRAGMENT_SIZE)
    return timedelta(seconds=5 * (fragments + ceil(fragments * 30 / 100)), minutes=2)


@EITHER
async def test_the_end_of_a_task_is_expected_by_the_size_of_its_own_file(
    act: Act, gateway: Gateway, loaded: MockConfigEntry, number: int
) -> None:
    file = twins(gateway, "CT305")[number]
    await act("add_fuota_task", **task_for(gateway, file))
    assert shown_end(loaded) == expected(file)


async def test_the_end_of_a_task_that_gets_the_other_file_is_expected_anew(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    one, other = twins(gateway, "CT305")
    await act("add_fuota_task", **task_for(gateway, one))
    named = {"model": "CT305", "official_firmware_id": other.firmware_id}
    await act("modify_fuota_task", task_id=1, **named)
    assert expected(one) != expected(other)
    assert shown_end(loaded) == expected(other)


async def test_the_end_of_a_task_whose_file_can_not_be_reported_is_not_invented(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    one, _ = twins(gateway, "CT305")
    list_firmware(gateway, model="CT305", name=one.name)
    await act("add_fuota_task", **task_for(gateway, one))
    assert shown_end(loaded) is None
