"""How a row becomes a model: leniently, so that one odd value costs no more than itself."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.codec import PayloadCodec
from custom_components.milesight_network_server.ns_api.device import Application, Device
from custom_components.milesight_network_server.ns_api.fuota import (
    FuotaDevice,
    FuotaTask,
    OfficialFirmware,
    PayloadSize,
    TaskStatus,
)
from custom_components.milesight_network_server.ns_api.model import Model
from custom_components.milesight_network_server.ns_api.multicast import (
    MulticastDevice,
    MulticastGroup,
)
from custom_components.milesight_network_server.ns_api.profile import Profile, ProfileName

DEV_EUI = "24E124136A456465"
# A row of each model with nothing but what it can't be without.
LEAST: dict[type[Model], dict[str, Any]] = {
    Profile: {"profile": {"profileID": "940dcdbe"}},
    ProfileName: {"profileID": "940dcdbe"},
    Device: {"devEUI": DEV_EUI},
    Application: {"applicationID": "1"},
    MulticastGroup: {"id": "0663aff7"},
    MulticastDevice: {"devEUI": DEV_EUI},
    PayloadCodec: {"id": "285"},
    FuotaTask: {"id": 184},
    FuotaDevice: {"devEui": DEV_EUI.lower()},
    PayloadSize: {"dr": 0, "maxPayloadSize": 46},
}
NO_ROW: list[Any] = [None, [], "row", 5, True, {}, {"other": 1}]


def read[ModelT: Model](model: type[ModelT], row: Any) -> ModelT:
    """Return a row's model: it has one."""
    made = model.read(row)
    assert made is not None
    return made


@pytest.mark.parametrize("model", LEAST)
def test_a_row_needs_no_more_than_its_id(model: type[Model]) -> None:
    assert model.read(LEAST[model]) is not None


@pytest.mark.parametrize("model", LEAST)
def test_without_its_id_a_row_is_none(model: type[Model]) -> None:
    assert [model.read(row) for row in NO_ROW] == [None] * len(NO_ROW)


def with_id(model: type[Model], value: Any) -> Model | None:
    """Return a model's least row with this in the place of its id, as it is read."""
    if model is Profile:
        return model.read({"profile": {"profileID": value}})
    first = next(iter(LEAST[model]))
    return model.read({**LEAST[model], first: value})


@pytest.mark.parametrize("model", LEAST)
def test_with_a_blank_id_a_row_is_none(model: type[Model]) -> None:
    assert [with_id(model, None), with_id(model, "")] == [None, None]


@pytest.mark.parametrize("model", LEAST)
def test_a_list_or_an_object_is_no_id(model: type[Model]) -> None:
    odd: list[Any] = [[], {}, ["940dcdbe"], {"id": 5}]
    assert [with_id(model, value) for value in odd] == [None] * len(odd)


def test_absent_null_and_blank_are_the_same() -> None:
    names = ["name", "description", "appName", "payloadCodecID", "active", "lastSeenAt", "appKey"]
    assert (
        read(Device, {"devEUI": DEV_EUI})
        == read(Device, {"devEUI": DEV_EUI} | dict.fromkeys(names))
        == read(Device, {"devEUI": DEV_EUI} | dict.fromkeys(names, ""))
        == Device(dev_eui=DEV_EUI, name="", description="", app_name=None, active=None)
    )


def test_a_key_that_is_not_known_does_no_harm() -> None:
    row = {"devEUI": DEV_EUI, "name": "em300", "uptime": 5, "position": {"lat": 1}, "": None}
    assert read(Device, row) == Device(dev_eui=DEV_EUI, name="em300")


def test_a_row_is_not_changed_by_reading_it() -> None:
    row = {"id": 184, "tmpMcInfo": {"status": 3}, "fragmentInfo": {"fragmentSize": 88}, "name": ""}
    before = {
        name: value.copy() if isinstance(value, dict) else value for name, value in row.items()
    }
    read(FuotaTask, row)
    assert row == before


@pytest.mark.parametrize("odd", ["x", [], {}, [1], {"a": 1}])
def test_a_value_of_another_kind_costs_only_itself(odd: Any) -> None:
    row = {"devEUI": DEV_EUI, "name": "em300", "fPort": odd, "active": odd, "lastSeenAt": odd}
    assert read(Device, row) == Device(dev_eui=DEV_EUI, name="em300")


def test_a_device_of_an_older_firmware() -> None:
    """It has no keys of payload codecs at all."""
    row = {
        "devEUI": "1231231212312312", "name": "asdrfdss", "applicationID": "6", "appName": "sdfsf",
        "description": "fgjuyref", "profileID": "a6dcb677-6a81-47c8-8b8b-d41543ec9aa2",
        "profileName": "sdfsf", "fCntUp": 0, "fCntDown": 0, "skipFCntCheck": True,
        "appKey": "65432109654321096543210965432109", "devAddr": "", "appSKey": "", "nwkSKey": "",
        "supportsJoin": True, "active": False, "lastSeenAt": "-", "mbMode": "", "mbFramePort": "0",
        "mbTcpPort": "0", "lastSeenAtTime": "-",
    }  # fmt: skip
    assert read(Device, row) == Device(
        dev_eui="1231231212312312", name="asdrfdss", application_id=6, app_name="sdfsf",
        description="fgjuyref", profile_id="a6dcb677-6a81-47c8-8b8b-d41543ec9aa2",
        profile_name="sdfsf", f_cnt_up=0, f_cnt_down=0, skip_f_cnt_check=True,
        app_key="65432109654321096543210965432109", supports_join=True, active=False,
        mb_frame_port=0, mb_tcp_port=0,
    )  # fmt: skip


LOCAL = "2023-02-02 01:18:10"
WITH_ZONE = "2023-02-02T00:18:10Z"


@pytest.mark.parametrize(
    ("at", "at_time", "last_seen"),
    [
        (LOCAL, WITH_ZONE, datetime(2023, 2, 2, 0, 18, 10, tzinfo=UTC)),
        ("-", WITH_ZONE, datetime(2023, 2, 2, 0, 18, 10, tzinfo=UTC)),
        (LOCAL, "-", datetime(2023, 2, 2, 1, 18, 10)),  # noqa: DTZ001 - the gateway's own time
        (LOCAL, None, datetime(2023, 2, 2, 1, 18, 10)),  # noqa: DTZ001 - as above
        ("-", "-", None),
        (None, "", None),
    ],
)
def test_when_a_device_was_last_seen(
    at: str | None, at_time: str | None, last_seen: datetime | None
) -> None:
    row = {"devEUI": DEV_EUI, "lastSeenAt": at, "lastSeenAtTime": at_time}
    assert read(Device, row).last_seen == last_seen


# Objects within a row.


def test_a_profiles_inner_object_is_opened() -> None:
    row = {"profile": {"profileID": "940dcdbe", "macVersion": "1.0.2"}, "name": "ClassA"}
    made = read(Profile, row)
    assert (made.profile_id, made.mac_version, made.name) == ("940dcdbe", "1.0.2", "ClassA")


@pytest.mark.parametrize("blank", [None, ""])
def test_a_blank_in_the_inner_object_does_not_hide_what_stands_outside(blank: Any) -> None:
    row = {"profile": {"profileID": "940dcdbe", "name": blank}, "name": "ClassA"}
    assert read(Profile, row).name == "ClassA"


@pytest.mark.parametrize(
    ("given", "frequencies"),
    [
        ([868100000, "868300000"], [868100000, 868300000]),
        ([], []),
        (None, []),
        ("", []),
        ([868100000, None, "", "x", [], True], [868100000]),
        (868100000, []),
        ({"0": 868100000}, []),
        ("868100000", []),
    ],
)
@pytest.mark.parametrize("name", ["factoryPresetFreqs", "enableUplinkChannels"])
def test_of_a_list_of_numbers_those_count_that_are_numbers(
    name: str, given: Any, frequencies: list[int]
) -> None:
    made = read(Profile, {"profile": {"profileID": "940dcdbe", name: given}})
    in_model = {
        "factoryPresetFreqs": made.factory_preset_freqs,
        "enableUplinkChannels": made.enable_uplink_channels,
    }
    assert in_model[name] == frequencies


def test_a_tasks_status_and_its_multicast_groups_are_two() -> None:
    made = read(FuotaTask, {"id": 184, "status": 2, "tmpMcInfo": {"status": 4}})
    assert (made.status, made.multicast_status) == (TaskStatus.EXECUTING, 4)


def test_a_multicast_groups_status_is_not_taken_for_the_tasks() -> None:
    made = read(FuotaTask, {"id": 184, "tmpMcInfo": {"status": 4}})
    assert (made.status, made.multicast_status) == (None, 4)


@pytest.mark.parametrize("name", ["fragmentInfo", "tmpMcInfo"])
def test_an_inner_objects_id_and_name_are_not_the_tasks(name: str) -> None:
    """A firmware to come may give its temporary group an id and a name."""
    made = read(FuotaTask, {"id": 184, "name": "test", name: {"id": 7, "name": "temporary"}})
    assert (made.task_id, made.name) == (184, "test")


@pytest.mark.parametrize("odd", [None, "", [], 5, "x", True])
def test_inner_objects_that_are_none_cost_only_themselves(odd: Any) -> None:
    inner = ["fragmentInfo", "tmpMcInfo", "firmwareInfo", "officialFirmwareInfo", "deveui"]
    row = {"id": 184, "name": "test"} | dict.fromkeys(inner, odd)
    assert read(FuotaTask, row) == FuotaTask(task_id=184, name="test")


@pytest.mark.parametrize(
    ("status", "running", "ended"),
    [
        (0, False, False), (1, True, False), (2, True, False), (3, False, True), (4, False, True),
        (5, False, False), (None, False, False),
    ],
)  # fmt: skip
def test_a_task_runs_or_has_ended(status: int | None, running: bool, ended: bool) -> None:
    made = read(FuotaTask, {"id": 184, "status": status})
    assert (made.running, made.ended) == (running, ended)


def test_of_a_groups_members_those_count_that_are_devices() -> None:
    rows = [{"devEUI": DEV_EUI.lower(), "name": "em300"}, None, 5, {}, {"devEUI": "x"}]
    made = read(MulticastGroup, {"id": "0663aff7", "devices": rows})
    assert made.devices == [MulticastDevice(dev_eui=DEV_EUI, name="em300")]


@pytest.mark.parametrize("odd", [None, "", {}, 5, "x", True])
def test_a_group_whose_members_are_no_list_has_none(odd: Any) -> None:
    assert read(MulticastGroup, {"id": "0663aff7", "devices": odd}).devices == []


@pytest.mark.parametrize("size", [182581, "182581"])
def test_a_firmwares_size_may_be_a_number_or_text(size: Any) -> None:
    assert read(OfficialFirmware, {"size": size}).size == 182581
