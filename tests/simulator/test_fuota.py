"""Calls 6.1 to 6.5 and 6.7: what the tasks take, refuse and answer."""

from datetime import timedelta
from typing import Any

import pytest

from simulator.fuota import TaskStatus
from simulator.gateway import Gateway
from simulator.population import populate

from .talk import EUI, Clock, Talk, add_task, local_task, task_of

URL = "/api/fuota/task"
LATER = "2026-03-02T00:50:00.000Z"


@pytest.fixture(autouse=True)
def _house(house: Gateway) -> None:
    """Two thermostats to update."""


def official(talk: Talk, model: str = "WT201", **changes: Any) -> dict[str, Any]:
    data = talk("GET", f"/api/fuota/official/firmware?model={model}")["data"]
    entry: dict[str, Any] = data[-1] | changes
    return entry


def refusal(talk: Talk, **changes: Any) -> int:
    return talk.code("POST", URL, local_task(talk, **changes))


def test_a_task_for_a_file_is_answered_with_its_content_emptied(talk: Talk) -> None:
    task_id = add_task(talk, description="at night", startedAt=LATER)
    task = task_of(talk, task_id)
    assert task == {
        "id": 1,
        "name": "spring",
        "description": "at night",
        "status": 0,
        "startedAt": "2026-03-02T00:50:00+00:00",
        "stoppedAt": "",
        "createdAt": "2026-03-01T12:00:00+00:00",
        "updatedAt": "2026-03-01T12:00:00+00:00",
        "firmwareName": "WT201.0000.0100.0109.bin",
        "doneDevices": 0,
        "totalDevices": 2,
        "deveui": [each.lower() for each in talk.gateway.devices],
        "firmwareInfo": {
            "firmwareName": "WT201.0000.0100.0109.bin",
            "description": "",
            "fileContent": "",
            "productModel": "WT201",
            "firmwareVersion": "v1.9",
            "supportHardwareVersion": "v1.0",
            "supportFirmwareVersion": "",
            "officialFirmwareUrl": "",
        },
        "fragmentInfo": {
            "fragmentSize": 45,
            "fragmentInterval": 1000,
            "fragmentRedundancy": 25,
        },
        "tmpMcInfo": {
            "sessionTimeDelay": 0,
            "sessionTimeOut": 0,
            "status": 0,
            "groupType": 0,
            "dr": 0,
            "frequency": 869_525_000,
        },
        "officialFirmwareInfo": {
            "id": "",
            "model": "",
            "name": "",
            "firmwareVersion": "",
            "hardwareVersion": "",
            "supportMinHardwareVersion": "",
            "supportMinFirmwareVersion": "",
            "url": "",
            "md5": "",
            "crc32": "",
            "size": "0",
            "frequencyBands": [],
            "firmwareNotesCn": "",
            "firmwareNotesEn": "",
        },
        "isOfficialFirmware": False,
    }


def test_a_task_for_official_firmware_is_answered_with_the_entry_emptied(talk: Talk) -> None:
    entry = official(talk)
    task_id = add_task(
        talk,
        startedAt=LATER,
        isOfficialFirmware=True,
        firmwareInfo=None,
        officialFirmwareInfo=entry | {"size": str(entry["size"])},
    )
    task = task_of(talk, task_id)
    assert (task["isOfficialFirmware"], task["firmwareName"]) == (True, "WT201 v1.4")
    assert task["firmwareInfo"]["productModel"] == "WT201"
    assert task["officialFirmwareInfo"] == entry | {
        "id": "",
        "md5": "",
        "size": "0",
        "frequencyBands": [],
        "firmwareNotesCn": "",
        "firmwareNotesEn": "",
    }
    assert talk.gateway.tasks[task_id].firmware.size == entry["size"]


def test_the_size_of_a_file_is_that_of_its_decoded_content(talk: Talk) -> None:
    info = {"firmwareName": "any.bin", "fileContent": "AAAAAAA="}
    task_id = add_task(talk, firmwareInfo=info)
    assert talk.gateway.tasks[task_id].firmware.size == 5


def test_a_zone_of_the_gateway_shows_in_every_time(clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock, utc_offset=timedelta(hours=1)))
    populate(talk.gateway, devices=1)
    task = task_of(talk, add_task(talk, startedAt="2026-03-02T00:13:00.000Z"))
    assert task["startedAt"] == "2026-03-02T01:13:00+01:00"
    assert task["createdAt"] == "2026-03-01T13:00:00+01:00"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": None}, 10310003),
        ({"name": ""}, 10310003),
        ({"name": "  "}, 10310003),
        ({"name": "a" * 128}, 10310003),
        ({"startedAt": None}, 10310004),
        ({"startedAt": "tomorrow"}, 10310004),
        ({"startedAt": "2026-03-02T00:50:00"}, 10310004),
        ({"startedAt": 1772412600}, 10310004),
        ({"startedAt": "0001-01-01T00:00:00+14:00"}, 10310004),
        ({"fragmentInfo": None}, 10310005),
        ({"tmpMcInfo": None}, 10310006),
        ({"isOfficialFirmware": None, "firmwareInfo": None}, 10310007),
        ({"isOfficialFirmware": True}, 10310008),
        ({"isOfficialFirmware": True, "officialFirmwareInfo": {"id": ""}}, 10310008),
        ({"firmwareInfo": None}, 10310009),
        ({"firmwareInfo": {"firmwareName": "a.bin", "fileContent": ""}}, 10310009),
        ({"firmwareInfo": {"firmwareName": "", "fileContent": "AAAA"}}, 10310009),
        ({"deveui": None}, 3),
        ({"deveui": []}, 3),
        ({"deveui": ["24e1"]}, 3),
        ({"deveui": ["24e124136a456465"]}, 5),
        ({"firmwareInfo": {"firmwareName": "a.bin", "fileContent": "not base64!"}}, 3),
        ({"isOfficialFirmware": "yes"}, 3),
    ],
)
def test_each_fault_has_its_code(talk: Talk, changes: dict[str, Any], code: int) -> None:
    assert refusal(talk, **changes) == code
    assert not talk.gateway.tasks


@pytest.mark.parametrize(
    ("field", "wrong", "code"),
    [
        ("fragmentSize", 0, 10310010),
        ("fragmentSize", 251, 10310010),
        ("fragmentSize", None, 10310010),
        ("fragmentSize", "x", 10310010),
        ("fragmentInterval", 999, 10310011),
        ("fragmentInterval", 10001, 10310011),
        ("fragmentInterval", None, 10310011),
        ("fragmentRedundancy", -1, 10310012),
        ("fragmentRedundancy", 101, 10310012),
        ("fragmentRedundancy", None, 10310012),
    ],
)
def test_each_fragment_setting_has_its_code(
    talk: Talk, field: str, wrong: object, code: int
) -> None:
    fragments = {"fragmentSize": 45, "fragmentInterval": 1000, "fragmentRedundancy": 25}
    assert refusal(talk, fragmentInfo=fragments | {field: wrong}) == code


@pytest.mark.parametrize(
    ("dr", "size", "code"), [(0, 46, 200), (0, 47, 10310010), (3, 110, 200), (3, 111, 10310010)]
)
def test_a_fragment_fits_the_payload_of_its_data_rate(
    talk: Talk, dr: int, size: int, code: int
) -> None:
    fragments = {"fragmentSize": size, "fragmentInterval": 1000, "fragmentRedundancy": 0}
    multicast = {"dr": dr, "frequency": 869_525_000}
    assert refusal(talk, fragmentInfo=fragments, tmpMcInfo=multicast) == code


@pytest.mark.parametrize(
    "wrong", [{"groupType": 1}, {"dr": 7}, {"dr": None}, {"frequency": 1}, {"frequency": None}]
)
def test_a_multicast_setting_outside_the_plan_is_code_3(
    talk: Talk, wrong: dict[str, object]
) -> None:
    multicast = {"groupType": 0, "dr": 0, "frequency": 869_525_000}
    assert refusal(talk, tmpMcInfo=multicast | wrong) == 3


def test_the_group_type_may_be_left_out_as_in_the_examples(talk: Talk) -> None:
    assert refusal(talk, tmpMcInfo={"dr": 0, "frequency": 869_525_000}) == 200


def test_without_a_task_object_it_is_code_3(talk: Talk) -> None:
    assert talk.code("POST", URL, {"name": "spring"}) == 3
    assert talk.code("PUT", URL, {"id": 1}) == 3


def test_official_firmware_that_the_server_does_not_have_is_code_5(talk: Talk) -> None:
    entry = official(talk, id="5")
    assert refusal(talk, isOfficialFirmware=True, officialFirmwareInfo=entry) == 5


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("id", 10310008),
        ("model", 10310008),
        ("url", 10310008),
        ("size", 10310008),
        ("md5", 3),
        ("crc32", 3),
        ("frequencyBands", 3),
        ("firmwareNotesCn", 3),
        ("firmwareNotesEn", 3),
    ],
)
def test_official_firmware_is_sent_whole(talk: Talk, key: str, code: int) -> None:
    entry = official(talk)
    del entry[key]
    assert refusal(talk, isOfficialFirmware=True, officialFirmwareInfo=entry) == code


def test_what_the_task_list_answers_as_official_firmware_is_not_enough(talk: Talk) -> None:
    entry = official(talk)
    task_id = add_task(talk, isOfficialFirmware=True, officialFirmwareInfo=entry)
    emptied = task_of(talk, task_id)["officialFirmwareInfo"]
    assert refusal(talk, isOfficialFirmware=True, officialFirmwareInfo=emptied) == 10310008


def test_one_task_too_many_is_code_10310013(clock: Clock) -> None:
    talk = Talk(Gateway(EUI, clock=clock, max_tasks=1))
    populate(talk.gateway, devices=1)
    task_id = add_task(talk)
    assert refusal(talk) == 10310013
    clock.passes(100_000)
    talk("POST", f"{URL}/delete", {"ids": [task_id]})
    assert refusal(talk) == 200


def test_a_pending_task_can_be_modified(talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk, startedAt=LATER)
    clock.passes(60)
    changed = local_task(talk, id=str(task_id), name="autumn", startedAt=LATER)
    assert talk("PUT", URL, changed) == {"code": 200, "error": ""}
    task = task_of(talk, task_id)
    assert task["name"] == "autumn"
    assert task["createdAt"] == "2026-03-01T12:00:00+00:00"
    assert task["updatedAt"] == "2026-03-01T12:01:00+00:00"


def test_modifying_checks_as_adding_does(talk: Talk) -> None:
    task_id = add_task(talk, startedAt=LATER)
    changed = local_task(talk, id=task_id, fragmentInfo=None)
    assert talk.code("PUT", URL, changed) == 10310005


@pytest.mark.parametrize(("task_id", "code"), [(99, 5), (None, 3), ("x", 3)])
def test_modifying_needs_the_id_of_a_task(talk: Talk, task_id: object, code: int) -> None:
    assert talk.code("PUT", URL, local_task(talk, id=task_id)) == code


PERMITTED = {
    TaskStatus.PENDING: {"modify", "delete"},
    TaskStatus.WAITING: {"delete"},
    TaskStatus.EXECUTING: set[str](),
    TaskStatus.SUCCEEDED: {"delete"},
    TaskStatus.FAILED: {"delete", "retry"},
}


@pytest.mark.parametrize("status", TaskStatus)
@pytest.mark.parametrize("verb", ["modify", "delete", "retry"])
def test_what_a_status_does_not_permit_is_code_10310014(
    talk: Talk, status: TaskStatus, verb: str
) -> None:
    if status is TaskStatus.WAITING:
        add_task(talk)
    start = LATER if status is TaskStatus.PENDING else "2026-03-01T12:00:00Z"
    task_id = add_task(talk, startedAt=start)
    talk("GET", URL)
    if status in (TaskStatus.SUCCEEDED, TaskStatus.FAILED):
        talk.gateway.tasks[task_id].status = status
    assert talk.gateway.tasks[task_id].status is status
    if verb == "modify":
        code = talk.code("PUT", URL, local_task(talk, id=task_id))
    else:
        code = talk.code("POST", f"{URL}/{verb}", {"ids": [task_id]})
    assert code == (200 if verb in PERMITTED[status] else 10310014)


def test_of_several_ids_all_are_deleted_or_none(talk: Talk) -> None:
    first, second = (add_task(talk, startedAt=LATER) for _ in range(2))
    assert talk.code("POST", f"{URL}/delete", {"ids": [first, 99]}) == 5
    assert len(talk.gateway.tasks) == 2
    assert talk.code("POST", f"{URL}/delete", {"ids": [first, str(second)]}) == 200
    assert not talk.gateway.tasks


@pytest.mark.parametrize("ids", [None, [], 1, ["x"]])
@pytest.mark.parametrize("verb", ["delete", "retry"])
def test_without_ids_it_is_code_3(talk: Talk, verb: str, ids: object) -> None:
    assert talk.code("POST", f"{URL}/{verb}", {"ids": ids}) == 3


def test_ids_are_not_given_twice(talk: Talk) -> None:
    first = add_task(talk, startedAt=LATER)
    talk("POST", f"{URL}/delete", {"ids": [first]})
    assert add_task(talk, startedAt=LATER) == first + 1


def test_search_and_pages_of_tasks(talk: Talk) -> None:
    for name in ("spring", "summer", "SPRING again"):
        add_task(talk, name=name, startedAt=LATER)
    found = talk("GET", f"{URL}?search=spring&limit=1&offset=1")
    assert found["total"] == 2
    assert [each["name"] for each in found["tasks"]] == ["SPRING again"]


def test_the_devices_of_a_task(talk: Talk) -> None:
    task_id = add_task(talk, startedAt=LATER)
    answer = talk("GET", f"/api/fuota/devices?taskId={task_id}&limit=1&offset=1")
    device = list(talk.gateway.devices.values())[1]
    assert answer == {
        "total": 2,
        "devices": [
            {
                "devEui": device.dev_eui.lower(),
                "name": device.name,
                "profileId": device.profile_id,
                "profileName": "ClassC-OTAA",
                "hardwareVersion": "v1.1",
                "firmwareVersion": device.firmware_version,
                "fragmentSessionStatus": 0,
                "multicastSessionStatus": 0,
                "status": 0,
                "productModel": "WT201",
                "taskId": task_id,
            }
        ],
    }


def test_the_devices_of_a_task_are_searched_by_name_and_eui(talk: Talk) -> None:
    task_id = add_task(talk, startedAt=LATER)
    for search in ("OFFICE", next(reversed(talk.gateway.devices)).lower()):
        answer = talk("GET", f"/api/fuota/devices?taskId={task_id}&search={search}")
        assert answer["total"] == 1


def test_a_task_keeps_what_it_knew_of_a_device_that_was_deleted(talk: Talk, clock: Clock) -> None:
    task_id = add_task(talk)
    clock.passes(100_000)
    dev_eui, device = next(iter(talk.gateway.devices.items()))
    talk("GET", f"/api/fuota/devices?taskId={task_id}")
    assert talk.code("DELETE", f"/api/urdevices/{dev_eui}") == 200
    rows = talk("GET", f"/api/fuota/devices?taskId={task_id}")["devices"]
    assert (rows[0]["name"], rows[0]["firmwareVersion"]) == (device.name, "v1.9")


@pytest.mark.parametrize(("query", "code"), [("", 3), ("?taskId=x", 3), ("?taskId=9", 5)])
def test_the_devices_of_no_task(talk: Talk, query: str, code: int) -> None:
    assert talk.code("GET", f"/api/fuota/devices{query}") == code
