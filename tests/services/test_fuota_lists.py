"""Services that list FUOTA tasks, their devices and firmware: what is asked, what is told."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock
from ..registry import device
from .conftest import Act, body_of, writes
from .fuota_example import (
    CONTENT,
    FILE_NAME,
    FIRMWARE_ID,
    FIRMWARE_URL,
    LOCAL,
    LOCAL_DEVICES,
    MODEL,
    OFFICIAL,
    OFFICIAL_DEVICES,
    OFFICIAL_INFO,
    example_gateway,
    without,
)


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


def urls(gateway: Gateway, call: str) -> list[object]:
    """Return the urls that were asked for by a call."""
    return [request.url for request in gateway.requests if request.call == call]


async def test_tasks_are_reported_flat(act: Act, gateway: Gateway) -> None:
    await act("add_fuota_task", **OFFICIAL)
    response = await act("list_fuota_tasks")
    assert urls(gateway, "6.2")[-1] == "/api/fuota/task?order=asc&type=default&limit=50&offset=0"
    assert response["total"] == 1
    (task,) = response["tasks"]
    (official, own) = task.pop("official_firmware_info"), task.pop("firmware_info")
    assert task == {
        "task_id": 1,
        "name": "test",
        "description": "test",
        "status": 0,
        "started_at": "2025-04-15T00:26:00+00:00",
        "stopped_at": None,
        "created_at": "2025-04-15T00:10:00+00:00",
        "updated_at": "2025-04-15T00:10:00+00:00",
        "firmware_name": "CT303 v1.4",
        "done_devices": 0,
        "total_devices": 2,
        "dev_euis": OFFICIAL_DEVICES,
        "fragment_size": 88,
        "fragment_interval": 5000,
        "fragment_redundancy": 30,
        "group_type": 0,
        "dr": 3,
        "frequency": 505300000,
        "session_time_delay": 0,
        "session_time_out": 0,
        "multicast_status": 0,
        "is_official_firmware": True,
    }
    assert official["model"] == own["product_model"] == MODEL
    assert official["url"] == FIRMWARE_URL
    assert official["official_firmware_id"] is None


@pytest.mark.parametrize(
    ("asked", "names", "total"),
    [
        ({}, ["test", "Test", "meters"], 3),
        ({"search": "TEST"}, ["test", "Test"], 2),
        ({"search": "ct303"}, ["test", "meters"], 2),
        ({"search": "no such"}, [], 0),
        ({"limit": 1, "offset": "1"}, ["Test"], 3),
        ({"limit": 0, "offset": 2}, ["meters"], 3),
        ({"offset": 3}, [], 3),
    ],
)
async def test_part_of_the_tasks(
    act: Act, asked: dict[str, Any], names: list[str], total: int
) -> None:
    await act("add_fuota_task", **OFFICIAL | {"dev_euis": OFFICIAL_DEVICES[:1]})
    await act("add_fuota_task", **LOCAL)
    await act("add_fuota_task", **OFFICIAL | {"name": "meters", "dev_euis": OFFICIAL_DEVICES[1:]})
    response = await act("list_fuota_tasks", **asked)
    assert [one["name"] for one in response["tasks"]] == names
    assert response["total"] == total


async def test_devices_of_a_task_are_asked_as_in_6_7(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    response = await act("list_fuota_task_devices", task_id="1", limit=1)
    assert urls(gateway, "6.7")[-1] == (
        "/api/fuota/devices?taskId=1&search=&order=asc&type=default&limit=1&offset=0"
    )
    assert response["total"] == 2
    (row,) = response["devices"]
    assert row.pop("profile_id")
    assert row == {
        "dev_eui": OFFICIAL_DEVICES[0],
        "name": OFFICIAL_DEVICES[0],
        "profile_name": "ClassC-OTAA",
        "hardware_version": None,
        "firmware_version": None,
        "fragment_session_status": 0,
        "multicast_session_status": 0,
        "status": 0,
        "product_model": None,
        "task_id": 1,
    }
    task = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_fuota_1")
    assert task is not None
    picked = await act("list_fuota_task_devices", device_id=task.id, search="456a")
    assert [one["dev_eui"] for one in picked["devices"]] == [OFFICIAL_DEVICES[1]]


async def test_devices_of_an_unknown_task(act: Act) -> None:
    with pytest.raises(HomeAssistantError, match="code 5"):
        await act("list_fuota_task_devices", task_id=9)


async def test_devices_of_own_firmware_are_asked_as_in_6_8(act: Act, gateway: Gateway) -> None:
    response = await act(
        "list_firmware_devices", file_content=CONTENT, firmware_name=FILE_NAME, search="Kitchen"
    )
    assert body_of(gateway, "6.8") == {
        "firmwareName": FILE_NAME,
        "fileContent": CONTENT,
        "limit": 50,
        "offset": 0,
        "taskId": 0,
        "search": "Kitchen",
    }
    assert response == {"devices": [], "total": 0, "warnings": []}
    response = await act("list_firmware_devices", file_content=CONTENT, firmware_name=FILE_NAME)
    assert {one["product_model"] for one in response["devices"]} == {"WT101"}
    assert response["total"] == len(response["devices"])


async def test_devices_of_official_firmware_are_asked_as_in_6_8(act: Act, gateway: Gateway) -> None:
    await act("add_fuota_task", **OFFICIAL)
    response = await act(
        "list_firmware_devices", model=MODEL, official_firmware_id=int(FIRMWARE_ID), task_id="1"
    )
    assert body_of(gateway, "6.8") == {
        "limit": 50,
        "offset": 0,
        "taskId": 1,
        "search": "",
        "officialFirmwareInfo": OFFICIAL_INFO,
    }
    assert all(one["product_model"] == MODEL for one in response["devices"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "exactly one"),
        ({"model": MODEL}, "official_firmware_id is required"),
        ({"file_content": CONTENT}, "firmware_name is required"),
        ({"model": MODEL, "official_firmware_id": "7"}, "CT303 v1.4"),
        ({"model": MODEL, "official_firmware_id": FIRMWARE_ID, "task_id": "x"}, "task_id"),
        ({"model": MODEL, "official_firmware_id": FIRMWARE_ID, "search": [5]}, "search"),
        ({"model": MODEL, "official_firmware_id": FIRMWARE_ID, "limit": -1}, "limit"),
    ],
)
async def test_firmware_that_is_not_named_rightly(
    act: Act, gateway: Gateway, data: dict[str, Any], said: str
) -> None:
    with pytest.raises(ServiceValidationError, match=said):
        await act("list_firmware_devices", **data)
    assert writes(gateway) == []


async def test_payload_sizes_are_reported_as_in_6_6(act: Act, gateway: Gateway) -> None:
    # They are asked for at set-up, too: what an update takes depends on them.
    gateway.requests.clear()
    response = await act("get_payload_sizes")
    assert urls(gateway, "6.6") == ["/api/fuota/task/payloadsize"]
    sizes = {0: 46, 1: 46, 2: 46, 3: 110, 4: 237, 5: 237}
    assert response == {
        "payload_sizes": [{"dr": dr, "max_payload_size": size} for dr, size in sizes.items()]
    }


@pytest.mark.parametrize(
    ("options", "asked", "center"),
    [
        ({}, {}, "eu"),
        ({"data_center": "us"}, {}, "us"),
        ({"data_center": "us"}, {"data_center": "sg"}, "sg"),
    ],
)
async def test_models_are_asked_as_in_6_9(
    hass: HomeAssistant,
    act: Act,
    gateway: Gateway,
    loaded: MockConfigEntry,
    options: dict[str, str],
    asked: dict[str, str],
    center: str,
) -> None:
    hass.config_entries.async_update_entry(loaded, options=options)
    await hass.async_block_till_done(wait_background_tasks=True)
    gateway.requests.clear()
    response = await act("list_official_models", **asked)
    assert urls(gateway, "6.9") == [f"/api/fuota/official/models?dateCenter={center}"]
    assert "WT201" in response["models"]


async def test_unknown_data_center_is_refused(act: Act, gateway: Gateway) -> None:
    gateway.requests.clear()
    with pytest.raises(ServiceValidationError, match="one of eu, us, cn, sg"):
        await act("list_official_models", data_center="mars")
    assert urls(gateway, "6.9") == []


async def test_official_firmware_is_asked_as_in_6_10(act: Act, gateway: Gateway) -> None:
    gateway.requests.clear()
    response = await act("list_official_firmware", model=MODEL, search="v1.4")
    (url,) = urls(gateway, "6.10")
    assert url == (
        f"/api/fuota/official/firmware?model={MODEL}&search=v1.4"
        "&order=asc&type=default&limit=50&offset=0"
    )
    assert response["total"] == 1
    assert response["firmware"] == [
        {
            "official_firmware_id": FIRMWARE_ID,
            "model": MODEL,
            "name": "CT303 v1.4",
            "firmware_version": "v1.4",
            "hardware_version": "v1.0",
            "support_min_hardware_version": "v1.0",
            "support_min_firmware_version": "v1.3",
            "url": FIRMWARE_URL,
            "md5": OFFICIAL_INFO["md5"],
            "crc32": "d67cf42e",
            "size": 182581,
            "frequency_bands": ["ALL"],
            "firmware_notes_cn": None,
            "firmware_notes_en": None,
        }
    ]


@pytest.mark.parametrize("model", [None, "", "x" * 65, [5]])
async def test_model_is_required(act: Act, model: object) -> None:
    with pytest.raises(ServiceValidationError, match="model"):
        await act("list_official_firmware", model=model)


async def test_gateway_without_internet_has_no_official_firmware(
    act: Act, gateway: Gateway
) -> None:
    gateway.books.internet = False
    for service, data in (("list_official_models", {}), ("list_official_firmware", {"model": "X"})):
        with pytest.raises(HomeAssistantError, match="10310015"):
            await act(service, **data)


async def test_task_id_belongs_to_the_list_of_a_task(act: Act) -> None:
    await act("add_fuota_task", **LOCAL | {"dev_euis": LOCAL_DEVICES[:1]})
    response = await act("list_fuota_task_devices", task_id=1)
    assert [one["dev_eui"] for one in response["devices"]] == LOCAL_DEVICES[:1]
    assert without(response, "devices") == {"total": 1, "warnings": []}
