"""Asks a gateway as a client would, and tells its time."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

from simulator.gateway import Gateway
from simulator.manners import Manners
from simulator.population import populate

EUI = "24E124FFFEF5A6A8"
DEV_EUI = "24E124136A456465"
KEY = "00112233445566778899aabbccddeeff"


class Clock:
    """A clock that stands until it is told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def message(method: str, url: str, body: object = None, **more: object) -> bytes:
    """A request as it is published."""
    sent = {"type": "ns-api", "id": "7", "method": method, "url": url, **more}
    if body is not None:
        sent["body"] = body
    return json.dumps(sent).encode()


class Talk:
    """A conversation with one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def whole(self, method: str, url: str, body: object = None, **more: object) -> dict[str, Any]:
        """The one answer, with its envelope."""
        [answer] = self.gateway.answer(message(method, url, body, **more))
        whole: dict[str, Any] = json.loads(answer.payload)
        return whole

    def __call__(self, method: str, url: str, body: object = None) -> Any:
        """The body of the one answer."""
        return self.whole(method, url, body).get("body")

    def code(self, method: str, url: str, body: object = None) -> int:
        """The code of the answer; 200 for each form of success."""
        answer = self(method, url, body) or {}
        return int(answer.get("code") or 200)


def mannered(clock: Clock, *, devices: int = 0, **manners: Any) -> Talk:
    """A conversation with a gateway of these manners, with so many thermostats."""
    gateway = Gateway(EUI, clock=clock, manners=Manners(**manners))
    if devices:
        populate(gateway, devices=devices, models=("WT201",))
    return Talk(gateway)


def local_task(talk: Talk, **changes: Any) -> dict[str, Any]:
    """A task for a file, on every device of the gateway, at once; a change to None leaves out."""
    gateway = talk.gateway
    task: dict[str, Any] = {
        "name": "spring",
        "startedAt": gateway.now().isoformat(timespec="milliseconds"),
        "deveui": [each.lower() for each in gateway.devices],
        "isOfficialFirmware": False,
        "firmwareInfo": {"firmwareName": "WT201.0000.0100.0109.bin", "fileContent": "AAAA" * 300},
        "fragmentInfo": {"fragmentSize": 45, "fragmentInterval": 1000, "fragmentRedundancy": 25},
        "tmpMcInfo": {
            "groupType": 0,
            "dr": gateway.books.plan.rx2_data_rate,
            "frequency": gateway.books.plan.rx2_frequency,
        },
    }
    task |= changes
    return {"fuotaTask": {key: value for key, value in task.items() if value is not None}}


def add_task(talk: Talk, **changes: Any) -> int:
    """Add such a task; its id."""
    return int(talk("POST", "/api/fuota/task", local_task(talk, **changes))["id"])


def task_of(talk: Talk, task_id: int) -> dict[str, Any]:
    """The task as 6.2 answers it."""
    tasks = talk("GET", "/api/fuota/task")["tasks"]
    found: dict[str, Any] = next(each for each in tasks if each["id"] == task_id)
    return found


def statuses(talk: Talk, task_id: int) -> list[tuple[int, int]]:
    """Multicast and fragment status of a task's devices."""
    answer = talk("GET", f"/api/fuota/devices?taskId={task_id}")
    return [
        (each["multicastSessionStatus"], each["fragmentSessionStatus"])
        for each in answer["devices"]
    ]
