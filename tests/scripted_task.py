"""A firmware task at the simulated gateway that does what a test says, whatever the clock shows."""

from datetime import UTC, timedelta

import orjson

from simulator.fuota import FuotaTask, TaskDevice, TaskStatus
from simulator.gateway import Gateway
from simulator.status import FragmentStatus

PENDING, WAITING, EXECUTING = TaskStatus.PENDING, TaskStatus.WAITING, TaskStatus.EXECUTING
SUCCEEDED, FAILED = TaskStatus.SUCCEEDED, TaskStatus.FAILED
NOT_STARTED, PROCESSING = FragmentStatus.NOT_STARTED, FragmentStatus.PROCESSING
COMPLETE, LOW_MEMORY = FragmentStatus.UPGRADE_COMPLETE, FragmentStatus.LOW_MEMORY
LACKING = FragmentStatus.FRAGMENTS_LACKING

VERSION = "1.99"


class ScriptedTask:
    """A task that waits for its scripts: it is set to start in a year."""

    def __init__(self, gateway: Gateway, *, name: str = "Thermostats", devices: int = 2) -> None:
        """Add a task for so many of the gateway's devices, those that are in no task yet."""
        self._gateway = gateway
        taken = {dev_eui for task in gateway.tasks.values() for dev_eui in task.devices}
        dev_euis = [one for one in gateway.devices if one not in taken][:devices]
        assert len(dev_euis) == devices
        starts = gateway.now().astimezone(UTC) + timedelta(days=365)
        body = {
            "name": name,
            "startedAt": starts.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "deveui": [dev_eui.lower() for dev_eui in dev_euis],
            "fragmentInfo": {
                "fragmentSize": 46,
                "fragmentInterval": 1000,
                "fragmentRedundancy": 25,
            },
            "tmpMcInfo": {"groupType": 0, "dr": 0, "frequency": 869525000},
            "isOfficialFirmware": False,
            "firmwareInfo": {"firmwareName": "WT201.0000.0100.0199.bin", "fileContent": "AA=="},
        }
        request = {
            "type": "ns-api",
            "id": "x",
            "method": "POST",
            "url": "/api/fuota/task",
            "body": {"fuotaTask": body},
        }
        (answer,) = gateway.answer(orjson.dumps(request))
        self.task_id: int = orjson.loads(answer.payload)["body"]["id"]
        self.task.firmware.firmware_version = VERSION

    @property
    def task(self) -> FuotaTask:
        """The task as the gateway keeps it."""
        return self._gateway.tasks[self.task_id]

    @property
    def devices(self) -> list[TaskDevice]:
        """The devices of the task."""
        return list(self.task.devices.values())

    def show(self, status: TaskStatus, *codes: FragmentStatus) -> None:
        """Have the gateway show the task like this, its devices with these fragment statuses."""
        ended = status in (SUCCEEDED, FAILED)
        self.task.status = status
        self.task.stopped_at = self._gateway.now() if ended else None
        for device, code in zip(self.devices, codes, strict=False):
            device.fragment_status = code

    def delete(self) -> None:
        """Have somebody delete the task on the gateway's page."""
        del self._gateway.tasks[self.task_id]
