"""The example answers of the document's reading calls in section 6 (FUOTA) give what it shows."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from custom_components.milesight_network_server.ns_api.fuota import (
    FirmwareInfo,
    FuotaDevice,
    FuotaTask,
    OfficialFirmware,
    PayloadSize,
    TaskStatus,
)
from custom_components.milesight_network_server.ns_api.gateway import Gateway

from .examples import read_example, read_example_list

pytestmark = pytest.mark.usefixtures("numbered_ids")


async def test_6_2_tasks() -> None:
    zone = timezone(timedelta(hours=1))
    assert await read_example_list("6.2", Gateway.list_fuota_tasks) == {
        184: FuotaTask(
            task_id=184,
            name="test",
            description="test",
            status=TaskStatus.PENDING,
            started_at=datetime(2025, 4, 15, 1, 13, tzinfo=zone),
            stopped_at=None,
            created_at=datetime(2025, 4, 15, 7, 17, 40, tzinfo=zone),
            updated_at=datetime(2025, 4, 15, 7, 17, 40, tzinfo=zone),
            firmware_name="CT305 v1.4",
            done_devices=0,
            total_devices=2,
            dev_euis=["24E1247151234568", "24E1247151234569"],
            fragment_size=88,
            fragment_interval=5000,
            fragment_redundancy=30,
            group_type=0,
            dr=3,
            frequency=505300000,
            session_time_delay=0,
            session_time_out=0,
            multicast_status=0,
            is_official_firmware=True,
            firmware_info=FirmwareInfo(
                firmware_name="CT305 v1.4",
                description=None,
                product_model="CT305",
                firmware_version="v1.4",
                support_hardware_version="v1.0",
                support_firmware_version="v1.3",
                official_firmware_url=None,
            ),
            official_firmware_info=OfficialFirmware(
                official_firmware_id=None,
                model="CT305",
                name="CT305 v1.4",
                firmware_version="v1.4",
                hardware_version="v1.0",
                support_min_hardware_version="v1.0",
                support_min_firmware_version="v1.3",
                url="https://milesight-msc-cn.com.cn/firmware/system/"
                "280137a5-27d1-4c45-981e-96cf932ed5b1-1739166276.bin",
                md5=None,
                crc32="d67cf42e",
                size=0,
                frequency_bands=[],
                firmware_notes_cn=None,
                firmware_notes_en=None,
            ),
        )
    }


async def test_6_2_times_are_moments() -> None:
    tasks = await read_example_list("6.2", Gateway.list_fuota_tasks)
    assert tasks[184].started_at == datetime(2025, 4, 15, 0, 13, tzinfo=UTC)


async def test_6_6_payload_sizes() -> None:
    assert await read_example("6.6", Gateway.get_payload_sizes) == [
        PayloadSize(dr=0, max_payload_size=46),
        PayloadSize(dr=1, max_payload_size=46),
        PayloadSize(dr=2, max_payload_size=46),
        PayloadSize(dr=3, max_payload_size=110),
        PayloadSize(dr=4, max_payload_size=237),
        PayloadSize(dr=5, max_payload_size=237),
    ]


async def test_6_7_devices_of_a_task() -> None:
    devices = await read_example_list("6.7", lambda gateway: gateway.list_fuota_task_devices(1))
    assert devices == {
        "24E1247151234568": FuotaDevice(
            dev_eui="24E1247151234568",
            name="WT201-1",
            profile_id="a98f2ea4-b4d8-42a4-bf0c-5dbb6e4617ff",
            profile_name="ClassC-OTAA",
            hardware_version=None,
            firmware_version=None,
            fragment_session_status=0,
            multicast_session_status=0,
            status=0,
            product_model="WT201",
            task_id=183,
        ),
        "24E1247151234569": FuotaDevice(
            dev_eui="24E1247151234569",
            name="WT201-2",
            profile_id="a98f2ea4-b4d8-42a4-bf0c-5dbb6e4617ff",
            profile_name="ClassC-OTAA",
            hardware_version=None,
            firmware_version=None,
            fragment_session_status=0,
            multicast_session_status=0,
            status=0,
            product_model="WT201",
            task_id=184,
        ),
    }


async def test_6_8_devices_that_a_firmware_fits() -> None:
    firmware = {"firmwareName": "test_firmware", "fileContent": "d2e1z6LX"}
    devices = await read_example_list(
        "6.8", lambda gateway: gateway.list_firmware_devices(firmware)
    )
    assert devices == {
        "24E124136A456465": FuotaDevice(
            dev_eui="24E124136A456465",
            name="test_device",
            profile_id="profile1",
            profile_name="ClassA",
            hardware_version="1.0.0",
            firmware_version="1.0.0",
            fragment_session_status=0,
            multicast_session_status=0,
            status=0,
            product_model="model1",
            task_id=1,
        )
    }


async def test_6_9_models_with_official_firmware() -> None:
    models = await read_example("6.9", lambda gateway: gateway.list_official_models("sg"))
    assert models == ["WT201", "WT101"]


async def test_6_10_official_firmware() -> None:
    firmware = await read_example_list(
        "6.10", lambda gateway: gateway.list_official_firmware("model1")
    )
    assert firmware == {
        "1": OfficialFirmware(
            official_firmware_id="1",
            model="model1",
            name="test_firmware",
            firmware_version="1.0.0",
            hardware_version="1.0.0",
            support_min_hardware_version="1.0.0",
            support_min_firmware_version="1.0.0",
            url="http://example.com/firmware",
            md5="md5_value",
            crc32="crc32_value",
            size=1024,
            frequency_bands=["CN470"],
            firmware_notes_cn="中文说明",
            firmware_notes_en="English notes",
        )
    }
