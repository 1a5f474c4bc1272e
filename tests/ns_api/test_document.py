"""The example answers of the document's reading calls in sections 2 to 5 give what it shows."""

from dataclasses import fields
from datetime import datetime
import json
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.codec import PayloadCodec, PayloadCodecType
from custom_components.milesight_network_server.ns_api.device import Application, Device
from custom_components.milesight_network_server.ns_api.fuota import (
    FirmwareInfo,
    FuotaDevice,
    FuotaTask,
    OfficialFirmware,
    PayloadSize,
)
from custom_components.milesight_network_server.ns_api.gateway import (
    DeviceList,
    Gateway,
    ProfileList,
)
from custom_components.milesight_network_server.ns_api.multicast import (
    MulticastDevice,
    MulticastGroup,
)
from custom_components.milesight_network_server.ns_api.profile import Profile, ProfileName

from .examples import answer_of, read_example, read_example_list

DEFAULT_KEY = "5572404c696e6b4c6f52613230313823"
CLASS_A_OTAA = "940dcdbe-8d5b-4a1e-b7c6-4e5437162015"

pytestmark = pytest.mark.usefixtures("numbered_ids")


async def test_2_3_profiles() -> None:
    assert await read_example("2.3", Gateway.list_profiles) == ProfileList(
        profiles={
            CLASS_A_OTAA: Profile(
                profile_id=CLASS_A_OTAA,
                name="ClassA-OTAA",
                max_eirp=0,
                max_duty_cycle=0,
                supports_join=True,
                supports_class_b=False,
                supports_class_c=False,
                supports_32bit_f_cnt=True,
                mac_version="1.0.2",
                reg_params_revision="B",
                rx_dr_offset1=0,
                rx_data_rate2=0,
                rx_freq2=505300000,
                factory_preset_freqs=[],
                enable_uplink_channels=[],
                ping_slot_period=128,
                ping_slot_dr=2,
                ping_slot_freq=508300000,
                class_b_timeout=10,
                class_c_timeout=10,
                rf_region="China470",
                organization_id="1",
                network_server_id="1",
                using=True,
                is_default=None,
            )
        },
        complete=True,
        channel_plan="CN470",
        cloud=False,
        total=1,
    )


async def test_3_3_devices() -> None:
    class_b = "321d917c-297a-4d1b-baa1-6329e694a94e"
    class_c = "176d917c-297a-4d0b-baa1-6189e694a94e"
    assert await read_example("3.3", Gateway.list_devices) == DeviceList(
        devices={
            "24E124136A456465": Device(
                dev_eui="24E124136A456465",
                name="em300-470",
                description="em300",
                application_id=1,
                app_name="cloud",
                profile_id=CLASS_A_OTAA,
                profile_name="ClassA-OTAA",
                payload_codec_id=0,
                payload_name=None,
                f_port=2,
                f_cnt_up=0,
                f_cnt_down=0,
                skip_f_cnt_check=False,
                supports_join=True,
                active=False,
                last_seen_at=None,
                last_seen_at_time=None,
                app_key=DEFAULT_KEY,
                dev_addr=None,
                nwk_s_key=None,
                app_s_key=None,
                mb_mode=None,
                mb_frame_port=0,
                mb_tcp_port=0,
            )
        },
        complete=True,
        applications={1: Application(application_id=1, app_name="cloud")},
        profiles={
            CLASS_A_OTAA: ProfileName(
                profile_id=CLASS_A_OTAA, profile_name="ClassA-OTAA", supports_join=True
            ),
            class_b: ProfileName(
                profile_id=class_b, profile_name="ClassB-OTAA", supports_join=True
            ),
            class_c: ProfileName(
                profile_id=class_c, profile_name="ClassC-OTAA", supports_join=True
            ),
        },
        channel_plan="CN470",
        cloud=False,
        total=1,
    )


async def test_4_5_multicast_groups() -> None:
    group_id = "0663aff7-3223-4874-ad6a-b306c63a38e7"
    assert await read_example_list("4.5", Gateway.list_multicast_groups) == {
        group_id: MulticastGroup(
            multicast_group_id=group_id,
            name="group1",
            mc_addr="11111111",
            mc_nwk_s_key=DEFAULT_KEY,
            mc_app_s_key=DEFAULT_KEY,
            f_cnt=0,
            group_type="CLASS_C",
            dr=0,
            frequency=505300000,
            ping_slot_period=128,
            created_at=datetime(2023, 2, 2, 1, 18, 10),  # noqa: DTZ001 - the document has no zone
            updated_at=datetime(2023, 2, 2, 1, 27, 10),  # noqa: DTZ001 - nor here
            devices=[
                MulticastDevice(
                    dev_eui="24E124136A456467",
                    name="em300-470",
                    application_id=1,
                    description="em300",
                    device_profile_id=CLASS_A_OTAA,
                    device_profile_name="ClassA-OTAA",
                    device_status_battery=0,
                    device_status_margin=0,
                    last_seen_at=None,
                )
            ],
        )
    }


async def test_5_1_payload_codecs() -> None:
    codecs = await read_example_list(
        "5.1", lambda gateway: gateway.list_payload_codecs(PayloadCodecType.CUSTOM)
    )
    assert codecs == {
        285: PayloadCodec(
            payload_codec_id=285,
            name="test",
            description="",
            template_id=0,
            dev_eui_prefix="",
            encoder_script="test",
            decoder_script="test",
            test_enabled=False,
            f_port=1,
        )
    }


# Where a model's rows stand in the examples, and which of their keys it leaves alone.
ROWS: list[tuple[str, tuple[str | int, ...], type[Any], set[str]]] = [
    ("2.3", ("result", 0), Profile, {"profile"}),
    ("2.3", ("result", 0, "profile"), Profile, set()),
    ("3.3", ("deviceResult", 0), Device, set()),
    ("3.3", ("appResult", 0), Application, set()),
    ("3.3", ("profileResult", 0), ProfileName, set()),
    ("4.5", ("result", 0), MulticastGroup, set()),
    ("4.5", ("result", 0, "devices", 0), MulticastDevice, set()),
    ("5.1", ("result", 0), PayloadCodec, set()),
    ("6.2", ("tasks", 0), FuotaTask, {"fragmentInfo", "tmpMcInfo"}),
    ("6.2", ("tasks", 0, "fragmentInfo"), FuotaTask, set()),
    # Its `status` has another name in the model: the task has a status of its own.
    ("6.2", ("tasks", 0, "tmpMcInfo"), FuotaTask, set()),
    # What a firmware is made of never comes back.
    ("6.2", ("tasks", 0, "firmwareInfo"), FirmwareInfo, {"fileContent"}),
    ("6.2", ("tasks", 0, "officialFirmwareInfo"), OfficialFirmware, set()),
    ("6.6", ("maxPayloadSizeMap", 0), PayloadSize, set()),
    ("6.7", ("devices", 0), FuotaDevice, set()),
    ("6.8", ("devices", 0), FuotaDevice, set()),
    ("6.10", ("data", 0), OfficialFirmware, set()),
]


@pytest.mark.parametrize(("section", "where", "model", "left_alone"), ROWS)
def test_no_key_of_an_example_is_overlooked(
    section: str, where: tuple[str | int, ...], model: type[Any], left_alone: set[str]
) -> None:
    row: Any = json.loads(answer_of(section))["body"]
    for step in where:
        row = row[step]
    assert row.keys() - {field.metadata["alias"] for field in fields(model)} == left_alone
