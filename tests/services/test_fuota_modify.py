"""Changing a FUOTA task: it is written whole, with a firmware that is never the emptied one."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock
from ..registry import device, state
from .conftest import Act, body_of, details, writes
from .fuota_example import (
    CONTENT,
    FILE_NAME,
    FIRMWARE_ID,
    LOCAL,
    LOCAL_DEVICES,
    LOCAL_TASK,
    MODEL,
    OFFICIAL,
    OFFICIAL_DEVICES,
    OFFICIAL_TASK,
    add_at_gateway,
    example_gateway,
    without,
)


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


@pytest.mark.parametrize(
    ("added", "changed", "sent"),
    [
        (
            without(OFFICIAL_TASK, "description") | {"name": "before"},
            {"name": "test", "description": "test"},
            OFFICIAL_TASK,
        ),
        (
            without(LOCAL_TASK, "description") | {"name": "before"},
            {
                "name": "Test",
                "description": "test",
                "file_content": CONTENT,
                "firmware_name": FILE_NAME,
            },
            LOCAL_TASK,
        ),
    ],
    ids=["official", "local"],
)
async def test_modifying_sends_the_examples_of_6_3(
    hass: HomeAssistant,
    act: Act,
    gateway: Gateway,
    added: dict[str, Any],
    changed: dict[str, Any],
    sent: dict[str, Any],
) -> None:
    gateway.books.last_task_id = 183
    assert add_at_gateway(gateway, added) == 184
    response = await act("modify_fuota_task", task_id=184, **changed)
    assert body_of(gateway, "6.3") == {"fuotaTask": {"id": 184, **sent}}
    assert response.pop("estimate")["fragments"] > 0
    assert details(response) == {"warnings": [], "differences": []}
    status = state(hass, "sensor", f"{GATEWAY_EUI}_fuota_184_status")
    assert status.state == "pending"


@pytest.mark.parametrize(
    ("changed", "path", "sent"),
    [
        ({"name": "other"}, ["name"], "other"),
        ({"description": ""}, ["description"], ""),
        ({"started_at": "2025-04-16 00:00:00"}, ["startedAt"], "2025-04-16T00:00:00.000Z"),
        ({"dev_euis": LOCAL_DEVICES[:1]}, ["deveui"], [LOCAL_DEVICES[0].lower()]),
        ({"fragment_size": 46}, ["fragmentInfo", "fragmentSize"], 46),
        ({"fragment_interval": "1000"}, ["fragmentInfo", "fragmentInterval"], 1000),
        ({"fragment_redundancy": 0}, ["fragmentInfo", "fragmentRedundancy"], 0),
        ({"dr": 4}, ["tmpMcInfo", "dr"], 4),
        ({"frequency": 505300100}, ["tmpMcInfo", "frequency"], 505300100),
    ],
)
async def test_only_what_was_given_changes(
    act: Act, gateway: Gateway, changed: dict[str, Any], path: list[str], sent: object
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    response = await act("modify_fuota_task", task_id=1, **changed)
    task = body_of(gateway, "6.3")["fuotaTask"]
    place = task
    for key in path[:-1]:
        place = place[key]
    assert place[path[-1]] == sent
    place[path[-1]] = _example(path)
    assert task == {"id": 1, **OFFICIAL_TASK}
    assert response.pop("estimate")["fragments"] > 0
    assert details(response) == {"warnings": [], "differences": []}


def _example(path: list[str]) -> object:
    found: Any = OFFICIAL_TASK
    for key in path:
        found = found[key]
    return found


async def test_task_may_be_picked(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    task = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_fuota_1")
    assert task is not None
    await act("modify_fuota_task", device_id=task.id, name="Meters")
    assert body_of(gateway, "6.3")["fuotaTask"]["name"] == "Meters"
    renamed = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_fuota_1")
    assert renamed is not None
    assert renamed.name == "Meters"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "1 to 127"),
        ({"started_at": "2025-04-14T00:00:00Z"}, "in the past"),
        ({"dev_euis": []}, "empty"),
        ({"dev_euis": ["24E1240000000000"]}, "does not exist"),
        ({"fragment_size": 111}, "110 bytes"),
        # What fitted the data rate before does not fit this one.
        ({"dr": 0}, "fragment_size: “88” is more than the 46 bytes"),
        ({"fragment_size": 11}, "21579"),
        ({"model": MODEL}, "official_firmware_id is required"),
        ({"model": MODEL, "official_firmware_id": "1"}, "CT303 v1.3"),
        ({"firmware_file": "/x", "model": MODEL}, "exactly one"),
    ],
)
async def test_what_a_task_must_not_become(
    act: Act, gateway: Gateway, changed: dict[str, Any], said: str
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    with pytest.raises(ServiceValidationError, match=said):
        await act("modify_fuota_task", task_id=1, **changed)
    assert writes(gateway) == ["6.1"]


async def test_device_of_another_task_is_refused_and_own_ones_are_not(
    act: Act, gateway: Gateway
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    await act("add_fuota_task", **LOCAL)
    with pytest.raises(ServiceValidationError, match=rf"{LOCAL_DEVICES[0]}.*\(Test\)"):
        await act("modify_fuota_task", task_id=1, dev_euis=[OFFICIAL_DEVICES[0], LOCAL_DEVICES[0]])
    await act("modify_fuota_task", task_id=1, dev_euis=OFFICIAL_DEVICES[:1])
    assert writes(gateway) == ["6.1", "6.1", "6.3"]


async def test_unknown_task_is_refused(act: Act, gateway: Gateway) -> None:
    with pytest.raises(ServiceValidationError, match="task_id: “5” does not exist"):
        await act("modify_fuota_task", task_id=5, name="x")
    assert writes(gateway) == []


async def test_task_that_has_begun_is_the_gateways_to_refuse(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    clock.move(1200)
    with pytest.raises(HomeAssistantError, match="10310014") as caught:
        await act("modify_fuota_task", task_id=1, name="x")
    assert caught.value.translation_key == "refused_task_status_unfit"
    assert writes(gateway) == ["6.1", "6.3"]


async def test_official_firmware_that_is_no_longer_offered(act: Act, gateway: Gateway) -> None:
    await act("add_fuota_task", **OFFICIAL)
    gateway.catalogue[:] = [one for one in gateway.catalogue if one.firmware_id != FIRMWARE_ID]
    with pytest.raises(ServiceValidationError, match=r"“CT303 v1\.4” is no longer offered"):
        await act("modify_fuota_task", task_id=1, name="x")
    assert writes(gateway) == ["6.1"]


async def test_change_by_others_is_kept_and_reported(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    gateway.tasks[1].description = "theirs"
    response = await act("modify_fuota_task", task_id=1, name="x")
    assert body_of(gateway, "6.3")["fuotaTask"]["description"] == "theirs"
    (said,) = response["warnings"]
    assert "description" in said


async def test_what_the_gateway_did_not_take_over_is_reported(act: Act, gateway: Gateway) -> None:
    await act("add_fuota_task", **OFFICIAL)
    gateway.faults.add(Fault("keep", call="6.3"))
    response = await act(
        "modify_fuota_task", task_id=1, fragment_size=46, started_at="2025-04-15T00:30:00Z"
    )
    assert response["differences"] == [
        {
            "field": "started_at",
            "sent": "2025-04-15T00:30:00+00:00",
            "kept": "2025-04-15T00:26:00+00:00",
        },
        {"field": "fragment_size", "sent": 46, "kept": 88},
    ]
