"""Calls 6.6 and 6.8 to 6.10."""

from typing import Any

import pytest

from simulator.catalogue import official_firmware, version
from simulator.channel_plan import CHANNEL_PLANS
from simulator.gateway import Gateway
from simulator.population import populate

from .talk import EUI, Clock, Talk, add_task

FITTING = "/api/fuota/devices/firmware"


def official(talk: Talk, model: str, number: int = -1) -> dict[str, Any]:
    entry: dict[str, Any] = talk("GET", f"/api/fuota/official/firmware?model={model}")["data"][
        number
    ]
    return entry


def fitting(talk: Talk, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = talk(
        "POST", FITTING, {"limit": 50, "offset": 0, "taskId": 0, "search": ""} | body
    )
    return answer


def test_the_payload_sizes_of_cn470_are_the_documents(clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock, channel_plan="CN470"))
    assert talk("GET", "/api/fuota/task/payloadsize") == {
        "maxPayloadSizeMap": [
            {"dr": dr, "maxPayloadSize": size}
            for dr, size in enumerate([46, 46, 46, 110, 237, 237])
        ]
    }


@pytest.mark.parametrize("plan", CHANNEL_PLANS)
def test_each_plan_has_payload_sizes_for_its_default_data_rates(plan: str, clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock, channel_plan=plan))
    answer = talk("GET", "/api/fuota/task/payloadsize")["maxPayloadSizeMap"]
    sizes = {each["dr"]: each["maxPayloadSize"] for each in answer}
    assert CHANNEL_PLANS[plan].rx2_data_rate in sizes
    assert all(0 < size <= 237 for size in sizes.values())


def test_models_with_official_firmware(talk: Talk) -> None:
    for center in ("eu", "us", "cn", "sg"):
        models = talk("GET", f"/api/fuota/official/models?dateCenter={center}")["models"]
        assert {"WT101", "WT201", "CT303", "CT305", "EM300-TH", "AM319"} <= set(models)


@pytest.mark.parametrize("query", ["", "?dateCenter=", "?dateCenter=mars", "?dataCenter=eu"])
def test_the_data_centre_is_one_of_four(talk: Talk, query: str) -> None:
    assert talk.code("GET", f"/api/fuota/official/models{query}") == 3


def test_official_firmware_has_its_size_as_a_number(talk: Talk) -> None:
    assert official(talk, "CT303") == {
        "id": "1888828394920153089",
        "model": "CT303",
        "name": "CT303 v1.4",
        "firmwareVersion": "v1.4",
        "hardwareVersion": "v1.0",
        "supportMinHardwareVersion": "v1.0",
        "supportMinFirmwareVersion": "v1.3",
        "url": "https://firmware.example.com/system/280137a5-27d1-4c45-981e-96cf932ed5b1.bin",
        "md5": "8f5c6beaf3ac56d829b178203fa9d610",
        "crc32": "d67cf42e",
        "size": 182581,
        "frequencyBands": ["ALL"],
        "firmwareNotesCn": "",
        "firmwareNotesEn": "",
    }


def test_each_model_has_several_versions_with_notes_in_two_languages(talk: Talk) -> None:
    answer = talk("GET", "/api/fuota/official/firmware?model=WT101&limit=2&offset=1")
    assert answer["total"] == 3
    assert [each["firmwareVersion"] for each in answer["data"]] == ["v1.2", "v1.10"]
    for entry in answer["data"]:
        assert entry["firmwareNotesEn"].isascii()
        assert not entry["firmwareNotesCn"].isascii()


def test_official_firmware_is_searched_by_name(talk: Talk) -> None:
    answer = talk("GET", "/api/fuota/official/firmware?model=WT201&search=v1.3")
    assert [each["name"] for each in answer["data"]] == ["WT201 v1.3"]


def test_ids_of_official_firmware_are_unique() -> None:
    entries = official_firmware(twins=True)
    assert len({entry.firmware_id for entry in entries}) == len(entries)


def test_the_model_is_required(talk: Talk) -> None:
    assert talk.code("GET", "/api/fuota/official/firmware") == 3
    assert talk("GET", "/api/fuota/official/firmware?model=X1") == {"total": 0, "data": []}


def test_all_sizes_can_be_made_small(clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock, firmware_size=500))
    assert official(talk, "CT303")["size"] == official(talk, "WT101")["size"] == 500


def test_without_internet_there_is_no_official_firmware(clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock, internet=False))
    assert talk.code("GET", "/api/fuota/official/models?dateCenter=eu") == 10310015
    assert talk.code("GET", "/api/fuota/official/firmware?model=WT101") == 10310015


def test_versions_are_compared_by_their_numbers() -> None:
    assert version("v1.10") > version("1.9")
    assert version("v1.0") == version("1.0")
    assert version("") < version("v0.1")


@pytest.fixture
def many(gateway: Gateway) -> Gateway:
    populate(gateway, devices=24)
    return gateway


def test_official_firmware_fits_the_devices_of_its_model(many: Gateway, talk: Talk) -> None:
    answer = fitting(talk, officialFirmwareInfo=official(talk, "EM300-TH", 0))
    expected = [each for each in many.devices.values() if each.model == "EM300-TH"]
    assert answer["total"] == len(expected) == 2
    assert answer["devices"][0] == {
        "devEui": expected[0].dev_eui.lower(),
        "name": expected[0].name,
        "profileId": expected[0].profile_id,
        "profileName": "ClassA-OTAA",
        "hardwareVersion": "v2.0",
        "firmwareVersion": expected[0].firmware_version,
        "fragmentSessionStatus": 0,
        "multicastSessionStatus": 0,
        "status": 0,
        "productModel": "EM300-TH",
        "taskId": 0,
    }


def test_a_device_that_has_the_firmware_already_is_still_listed(many: Gateway, talk: Talk) -> None:
    for device in many.devices.values():
        device.firmware_version = "v1.4"
    answer = fitting(talk, officialFirmwareInfo=official(talk, "WT201"))
    assert {each["firmwareVersion"] for each in answer["devices"]} == {"v1.4"}


@pytest.mark.parametrize(
    ("hardware", "firmware", "fits"),
    [("v1.1", "v1.2", True), ("v1.0", "v1.2", False), ("v1.1", "v1.1", False)],
)
def test_firmware_asks_for_hardware_and_for_what_runs(
    house: Gateway, talk: Talk, hardware: str, firmware: str, fits: bool
) -> None:
    for device in house.devices.values():
        device.hardware_version, device.firmware_version = hardware, firmware
    answer = fitting(talk, officialFirmwareInfo=official(talk, "WT201"))
    assert answer["total"] == (2 if fits else 0)


@pytest.mark.parametrize(("plan", "fits"), [("EU868", False), ("US915", True)])
def test_firmware_of_another_band_fits_nothing(clock: Clock, plan: str, fits: bool) -> None:
    talk = Talk(Gateway(EUI, clock=clock, channel_plan=plan))
    populate(talk.gateway, devices=1, models=("AM319",))
    entry = next(
        each
        for each in talk("GET", "/api/fuota/official/firmware?model=AM319")["data"]
        if "US915" in each["frequencyBands"]
    )
    assert (fitting(talk, officialFirmwareInfo=entry)["total"] == 1) is fits


def test_a_file_fits_the_model_in_its_name(many: Gateway, talk: Talk) -> None:
    answer = fitting(talk, firmwareName="WT101.0000.0100.0101.bin", fileContent="AAAA")
    assert {each["productModel"] for each in answer["devices"]} == {"WT101"}
    assert answer["total"] == 2


@pytest.mark.parametrize("name", ["WT101.0000.0200.0101.bin", "test_firmware", "WT101.bin"])
def test_a_file_for_later_hardware_or_of_another_name_fits_nothing(
    many: Gateway, talk: Talk, name: str
) -> None:
    assert fitting(talk, firmwareName=name, fileContent="AAAA") == {"total": 0, "devices": []}


def test_fitting_devices_are_searched_and_paged(many: Gateway, talk: Talk) -> None:
    entry = official(talk, "WT201", 0)
    everything = fitting(talk, officialFirmwareInfo=entry)
    page = fitting(talk, officialFirmwareInfo=entry, limit=2, offset=1)
    assert page["total"] == everything["total"] == 6
    assert page["devices"] == everything["devices"][1:3]
    one = fitting(talk, officialFirmwareInfo=entry, search=everything["devices"][3]["name"])
    assert one["devices"] == everything["devices"][3:4]


def test_a_device_in_an_unfinished_task_names_it(house: Gateway, talk: Talk, clock: Clock) -> None:
    busy = next(iter(house.devices))
    task_id = add_task(talk, deveui=[busy])
    entry = official(talk, "WT201", 0)
    rows = fitting(talk, officialFirmwareInfo=entry, taskId=task_id)["devices"]
    assert [(each["taskId"], each["status"]) for each in rows] == [(task_id, 2), (0, 0)]
    clock.passes(100_000)
    rows = fitting(talk, officialFirmwareInfo=entry)["devices"]
    assert [each["taskId"] for each in rows] == [0, 0]
    assert rows[0]["firmwareVersion"] == "v1.9"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 3),
        ({"firmwareName": "WT101.0000.0100.0101.bin"}, 3),
        ({"fileContent": "AAAA"}, 3),
        ({"firmwareName": "a.bin", "fileContent": "not base64!"}, 3),
        ({"firmwareName": "a.bin", "fileContent": "AAAA", "limit": -1}, 3),
        ({"firmwareName": "a.bin", "fileContent": "AAAA", "taskId": 9}, 5),
        ({"officialFirmwareInfo": {"model": "WT101"}}, 10310008),
    ],
)
def test_what_is_no_firmware_is_refused(talk: Talk, body: dict[str, Any], code: int) -> None:
    assert talk.code("POST", FITTING, body) == code
