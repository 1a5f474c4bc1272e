"""The service that adds FUOTA tasks: what reaches the gateway, and what does not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Attach, Clock
from ..registry import device, state
from .conftest import Act, body_of, details, writes
from .fuota_example import (
    CONTENT,
    FILE_NAME,
    FIRMWARE_ID,
    LOCAL,
    LOCAL_TASK,
    MODEL,
    MORNING,
    OFFICIAL,
    OFFICIAL_DEVICES,
    OFFICIAL_TASK,
    example_gateway,
    without,
)


def faulty(err: BaseException) -> list[str]:
    """Return the fields that an error complains of."""
    assert isinstance(err.__cause__, InvalidFieldsError)
    return [one.field for one in err.__cause__.problems]


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


@pytest.mark.parametrize(
    ("given", "sent"), [(OFFICIAL, OFFICIAL_TASK), (LOCAL, LOCAL_TASK)], ids=["official", "local"]
)
async def test_adding_sends_the_examples_of_6_1(
    act: Act, gateway: Gateway, given: dict[str, Any], sent: dict[str, Any]
) -> None:
    response = await act("add_fuota_task", **given)
    assert body_of(gateway, "6.1") == {"fuotaTask": sent}
    assert response.pop("estimate")["fragments"] > 0
    assert details(response) == {"task_id": 1, "warnings": [], "differences": []}


async def test_added_task_exists_when_the_service_returns(
    hass: HomeAssistant, act: Act, loaded: MockConfigEntry
) -> None:
    response = await act("add_fuota_task", **OFFICIAL)
    identifier = f"{GATEWAY_EUI}_fuota_{response['task_id']}"
    assert device(hass, loaded.entry_id, identifier) is not None
    assert state(hass, "sensor", f"{identifier}_status").state == "pending"
    assert state(hass, "sensor", f"{identifier}_total_devices").state == "2"


async def test_what_is_left_out_has_defaults(act: Act, gateway: Gateway, clock: Clock) -> None:
    """It starts in a minute, on the second receive window, with fragments as large as they may."""
    await act(
        "add_fuota_task",
        name="Meters",
        dev_euis=OFFICIAL_DEVICES[0],
        model=MODEL,
        official_firmware_id=FIRMWARE_ID,
    )
    task = body_of(gateway, "6.1")["fuotaTask"]
    assert task["startedAt"] == "2025-04-15T00:11:00.000Z"
    assert task["description"] == ""
    assert task["fragmentInfo"] == {
        "fragmentSize": 46,
        "fragmentInterval": 5000,
        "fragmentRedundancy": 30,
    }
    assert task["tmpMcInfo"] == {"groupType": 0, "dr": 0, "frequency": 505300000}


@pytest.mark.parametrize(("dr", "size"), [(3, 110), ("5", 237)])
async def test_default_fragment_is_as_large_as_the_gateway_says(
    act: Act, gateway: Gateway, dr: object, size: int
) -> None:
    await act("add_fuota_task", **without(OFFICIAL, "fragment_size") | {"dr": dr})
    assert body_of(gateway, "6.1")["fuotaTask"]["fragmentInfo"]["fragmentSize"] == size


async def test_default_fragment_is_at_most_250_bytes(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, clock: Clock
) -> None:
    other = example_gateway(clock)
    other.books.plan.max_payload_sizes[5] = 255
    try:
        await attach(other)
        assert await hass.config_entries.async_setup(entry.entry_id)
        data = without(OFFICIAL, "fragment_size", "started_at") | {"dr": 5}
        await hass.services.async_call(
            entry.domain,
            "add_fuota_task",
            {"config_entry_id": entry.entry_id, **data},
            blocking=True,
        )
    finally:
        other.books.plan.max_payload_sizes[5] = 237
    assert body_of(other, "6.1")["fuotaTask"]["fragmentInfo"]["fragmentSize"] == 250


async def test_devices_may_be_picked(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    picked = [device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{eui}") for eui in OFFICIAL_DEVICES]
    ids = [one.id for one in picked if one is not None]
    await act("add_fuota_task", device_id=ids, **without(OFFICIAL, "dev_euis"))
    assert body_of(gateway, "6.1") == {"fuotaTask": OFFICIAL_TASK}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("2025-04-15T00:26:00Z", "2025-04-15T00:26:00.000Z"),
        ("2025-04-15 02:26:00+02:00", "2025-04-15T00:26:00.000Z"),
        # Without a zone it is the gateway's time, which the options say is UTC.
        ("2025-04-15 00:26", "2025-04-15T00:26:00.000Z"),
        (MORNING.replace(tzinfo=None), "2025-04-15T00:10:00.000Z"),
        (MORNING + timedelta(milliseconds=1500), "2025-04-15T00:10:01.000Z"),
        # A call may take a while to come here.
        (MORNING - timedelta(seconds=60), "2025-04-15T00:09:00.000Z"),
    ],
)
async def test_start_goes_in_utc(act: Act, gateway: Gateway, given: object, sent: str) -> None:
    response = await act("add_fuota_task", **OFFICIAL | {"started_at": given})
    assert body_of(gateway, "6.1")["fuotaTask"]["startedAt"] == sent
    assert response["differences"] == []


async def test_start_without_a_zone_is_the_gateways_time(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(loaded, options={"time_zone": "Asia/Shanghai"})
    await hass.config_entries.async_reload(loaded.entry_id)
    await act("add_fuota_task", **OFFICIAL | {"started_at": "2025-04-15 08:26:00"})
    assert body_of(gateway, "6.1")["fuotaTask"]["startedAt"] == "2025-04-15T00:26:00.000Z"


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"name": ""}, "name", "1 to 127"),
        ({"name": "   "}, "name", "1 to 127"),
        ({"name": "x" * 128}, "name", "1 to 127"),
        ({"name": None}, "name", "required"),
        ({"started_at": "soon"}, "started_at", "not a date and time"),
        ({"started_at": 5}, "started_at", "not a date and time"),
        ({"started_at": "2025-04-15T00:08:59Z"}, "started_at", "in the past (it is 2025-04-15T"),
        ({"description": 5.5}, "description", "put it in quotes"),
        ({"description": "d" * 65_536}, "description", "65535 characters"),
        ({"fragment_size": 0}, "fragment_size", "1 to 250"),
        ({"fragment_size": 251}, "fragment_size", "1 to 250"),
        ({"fragment_size": 111}, "fragment_size", "110 bytes"),
        ({"fragment_interval": 999}, "fragment_interval", "1000 to 10000"),
        ({"fragment_interval": 10001}, "fragment_interval", "1000 to 10000"),
        ({"fragment_redundancy": -1}, "fragment_redundancy", "0 to 100"),
        ({"fragment_redundancy": 101}, "fragment_redundancy", "0 to 100"),
        ({"fragment_size": 11}, "fragment_size", "21579"),
        ({"dr": 7}, "dr", "one of 0, 1, 2, 3, 4, 5, 6"),
        ({"frequency": 505300050}, "frequency", "multiple of 100"),
        ({"frequency": 868100000}, "frequency", "470400000 to 509700000"),
        ({"dev_euis": ["24E1240000000000"]}, "dev_euis", "does not exist"),
        ({"model": None}, "model", "required"),
        ({"official_firmware_id": ""}, "official_firmware_id", "required"),
        ({"official_firmware_id": "1"}, "official_firmware_id", f"{FIRMWARE_ID} (CT303 v1.4)"),
        ({"official_firmware_id": [1]}, "official_firmware_id", "characters"),
        ({"model": "XX1"}, "model", "WT101, WT201, CT303"),
        ({"model": None, "official_firmware_id": None}, "firmware", "exactly one"),
        ({"firmware_name": FILE_NAME, "file_content": CONTENT}, "firmware", "exactly one"),
        ({"firmware_file": "/tmp/x.bin"}, "firmware", "exactly one"),  # noqa: S108
    ],
)
async def test_what_a_task_must_not_be(
    act: Act, gateway: Gateway, changed: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act("add_fuota_task", **OFFICIAL | changed)
    assert caught.value.translation_key == "invalid_fields"
    assert said in str(caught.value)
    assert faulty(caught.value) == [field]
    assert writes(gateway) == []


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"file_content": "A*B="}, "file_content", "base64"),
        ({"file_content": "ä"}, "file_content", "base64"),
        ({"file_content": "AAAAA"}, "file_content", "base64"),
        ({"file_content": 5}, "file_content", "base64"),
        ({"file_content": "===="}, "file_content", "empty"),
        ({"file_content": "AAAA" * 699_051}, "file_content", "2 MB"),
        ({"file_content": "A" * 5_000_000}, "file_content", "2 MB"),
        ({"file_content": ""}, "file_content", "required"),
        ({"firmware_name": ""}, "firmware_name", "required"),
        ({"firmware_name": "x" * 256}, "firmware_name", "1 to 255"),
    ],
)
async def test_what_a_firmware_must_not_be(
    act: Act, gateway: Gateway, changed: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act("add_fuota_task", **LOCAL | changed)
    assert field in str(caught.value)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400
    assert writes(gateway) == []


async def test_all_faults_are_reported_together(act: Act, gateway: Gateway) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(
            "add_fuota_task",
            name="",
            dev_euis=["24E1240000000000", "24E1240000000001"],
            started_at="2020-01-01T00:00:00Z",
            fragment_size=200,
            fragment_interval=1,
            model=MODEL,
            official_firmware_id="1",
        )
    assert sorted(faulty(caught.value)) == [
        "dev_euis",
        "dev_euis",
        "fragment_interval",
        "fragment_size",
        "name",
        "official_firmware_id",
        "started_at",
    ]
    assert writes(gateway) == []


async def test_two_mebibytes_are_sent(act: Act, gateway: Gateway) -> None:
    content = "AAAA" * 699_050
    data = LOCAL | {"file_content": content, "fragment_size": 237, "dr": 5}
    await act("add_fuota_task", **data)
    assert body_of(gateway, "6.1")["fuotaTask"]["firmwareInfo"]["fileContent"] == content


async def test_content_may_be_broken_into_lines_and_lack_its_padding(
    act: Act, gateway: Gateway
) -> None:
    await act("add_fuota_task", **LOCAL | {"file_content": "AAEC\n  AwQ\n"})
    assert body_of(gateway, "6.1")["fuotaTask"]["firmwareInfo"]["fileContent"] == "AAECAwQ="


async def test_device_of_an_unfinished_task_is_refused(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    with pytest.raises(ServiceValidationError, match=r"24E1247151234569.*\(test\)"):
        await act("add_fuota_task", **OFFICIAL | {"name": "again"})
    assert writes(gateway) == ["6.1"]
    clock.move(86_400)
    await act("add_fuota_task", **without(OFFICIAL, "started_at") | {"name": "again"})
    assert writes(gateway) == ["6.1", "6.1"]


async def test_unknown_channel_plan_leaves_frequency_and_data_rate_to_the_caller(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    devices = loaded.runtime_data.devices
    devices.data = replace(devices.data, channel_plan="EU433")
    with pytest.raises(ServiceValidationError, match="dr is required; frequency is required"):
        await act("add_fuota_task", **without(OFFICIAL, "dr", "frequency", "fragment_size"))
    await act("add_fuota_task", **OFFICIAL)
    assert writes(gateway) == ["6.1"]


async def test_gateway_without_internet_says_so(act: Act, gateway: Gateway) -> None:
    gateway.books.internet = False
    with pytest.raises(HomeAssistantError, match="access to the internet"):
        await act("add_fuota_task", **OFFICIAL)
    assert writes(gateway) == []


async def test_full_list_of_tasks_is_reported_in_words(act: Act, gateway: Gateway) -> None:
    gateway.books.max_tasks = 0
    with pytest.raises(HomeAssistantError, match="10310013") as caught:
        await act("add_fuota_task", **OFFICIAL)
    assert not isinstance(caught.value, ServiceValidationError)


async def test_what_the_gateway_kept_otherwise_is_reported(act: Act, gateway: Gateway) -> None:
    gateway.faults.add(
        Fault(
            "keep",
            call="6.1",
            values={"deveui": ["24e1247151234569"], "fragmentSize": 40},
        )
    )
    response = await act("add_fuota_task", **OFFICIAL)
    assert response["differences"] == [
        {"field": "dev_euis", "sent": OFFICIAL_DEVICES, "kept": ["24E1247151234569"]},
        {"field": "fragment_size", "sent": 88, "kept": 40},
    ]
