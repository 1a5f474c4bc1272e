"""The gateway and the tasks of the API document's examples 6.1 to 6.8."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock
from ..firmware_tasks import ask

# Before the tasks of the examples start.
MORNING: Final = datetime(2025, 4, 15, 0, 10, tzinfo=UTC)
MODEL: Final = "CT303"
FIRMWARE_ID: Final = "1888828394920153089"
FIRMWARE_URL: Final = (
    "https://milesight-msc-cn-test-new.s3.cn-north-1.amazonaws.com.cn/firmware/system/"
    "280137a5-27d1-4c45-981e-96cf932ed5b1-1739166276.bin"
)
OFFICIAL_DEVICES: Final = ["24E1247151234569", "24E124715123456A"]
LOCAL_DEVICES: Final = ["24E1247151234568", "24E124715123456B"]
# As many letters as base64 can have: the document's own 29 are no content of a file.
CONTENT: Final = "aaaaaaaaaaaaaaaaaaaaaaaaaaaa"
CONTENT_SIZE: Final = 21
FILE_NAME: Final = "WT101.0000.0100.0101.bin"

OFFICIAL_INFO: Final[dict[str, Any]] = {
    "id": FIRMWARE_ID,
    "model": MODEL,
    "name": "CT303 v1.4",
    "firmwareVersion": "v1.4",
    "hardwareVersion": "v1.0",
    "supportMinHardwareVersion": "v1.0",
    "supportMinFirmwareVersion": "v1.3",
    "url": FIRMWARE_URL,
    "md5": "8f5c6beaf3ac56d829b178203fa9d610",
    "crc32": "d67cf42e",
    "size": "182581",
    "frequencyBands": ["ALL"],
    "firmwareNotesCn": "",
    "firmwareNotesEn": "",
}
_SETTINGS: Final[dict[str, Any]] = {
    "fragmentInfo": {"fragmentSize": 88, "fragmentInterval": 5000, "fragmentRedundancy": 30},
    # The table requires the group's type, which the examples leave out.
    "tmpMcInfo": {"groupType": 0, "dr": 3, "frequency": 505300000},
}
OFFICIAL_TASK: Final[dict[str, Any]] = {
    "name": "test",
    "startedAt": "2025-04-15T00:26:00.000Z",
    "description": "test",
    "deveui": [one.lower() for one in OFFICIAL_DEVICES],
    "officialFirmwareInfo": OFFICIAL_INFO,
    "isOfficialFirmware": True,
    **_SETTINGS,
}
LOCAL_TASK: Final[dict[str, Any]] = {
    "name": "Test",
    "startedAt": "2025-04-15T00:50:00.000Z",
    "description": "test",
    "deveui": [one.lower() for one in LOCAL_DEVICES],
    "firmwareInfo": {"fileContent": CONTENT, "firmwareName": FILE_NAME},
    "isOfficialFirmware": False,
    **_SETTINGS,
}

# The same tasks, as calls of the service name them.
OFFICIAL: Final[dict[str, Any]] = {
    "name": "test",
    "started_at": "2025-04-15T00:26:00Z",
    "description": "test",
    "dev_euis": OFFICIAL_DEVICES,
    "model": MODEL,
    "official_firmware_id": FIRMWARE_ID,
    "fragment_size": 88,
    "fragment_interval": "5000",
    "fragment_redundancy": 30,
    "dr": "3",
    "frequency": 505300000,
}
LOCAL: Final[dict[str, Any]] = {
    "name": "Test",
    "started_at": "2025-04-15T02:50:00+02:00",
    "description": "test",
    "dev_euis": LOCAL_DEVICES,
    "file_content": CONTENT,
    "firmware_name": FILE_NAME,
    "fragment_size": 88,
    "fragment_interval": 5000,
    "fragment_redundancy": 30,
    "dr": 3,
    "frequency": 505300000,
}


def without(task: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a call without these fields."""
    return {name: value for name, value in task.items() if name not in names}


def example_gateway(clock: Clock, **options: Any) -> Gateway:
    """Return a gateway with the devices of the examples, on their morning."""
    clock.moment = MORNING
    gateway = Gateway(GATEWAY_EUI, clock=clock, **{"channel_plan": "CN470", **options})
    populate(gateway, devices=10)
    add_devices(gateway, [*OFFICIAL_DEVICES, *LOCAL_DEVICES])
    for entry in gateway.catalogue:
        if entry.firmware_id == FIRMWARE_ID:
            entry.url = FIRMWARE_URL
    gateway.requests.clear()
    return gateway


def add_devices(gateway: Gateway, dev_euis: Iterable[str]) -> None:
    """Add devices at the gateway, as its own web page would: of class C, and heard just now."""
    class_c = next(one.profile_id for one in gateway.profiles.values() if one.name == "ClassC-OTAA")
    for dev_eui in dev_euis:
        answer = ask(gateway, "POST", "/api/urdevices", {"devEUI": dev_eui, "applicationID": "1"})
        assert answer.get("code") == 200, answer
        device = gateway.devices[dev_eui]
        device.profile_id = class_c
        device.last_seen = MORNING


def add_at_gateway(gateway: Gateway, task: dict[str, Any]) -> int:
    """Add a task in the gateway's own web page."""
    task_id = ask(gateway, "POST", "/api/fuota/task", {"fuotaTask": task})["id"]
    assert isinstance(task_id, int)
    return task_id
