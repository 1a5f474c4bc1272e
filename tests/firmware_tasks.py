"""Firmware tasks of a simulated gateway, as somebody else makes them."""

from datetime import UTC, datetime

import orjson

from simulator.gateway import Gateway

MODEL = "WT201"
FRAGMENT_SIZE, REDUNDANCY = 46, 25


def ask(gateway: Gateway, method: str, url: str, body: object = None) -> dict[str, object]:
    """Ask the gateway by its API, as its own web page would."""
    request = {"type": "ns-api", "id": "x", "method": method, "url": url, "body": body}
    (answer,) = gateway.answer(orjson.dumps(request))
    body_of_answer: dict[str, object] = orjson.loads(answer.payload).get("body") or {}
    return body_of_answer


def add_task(gateway: Gateway, starts: datetime, *, official: bool = True) -> int:
    """Add a task for two devices of one model and return its id."""
    dev_euis = [one.dev_eui.lower() for one in gateway.devices.values() if one.model == MODEL][:2]
    assert len(dev_euis) == 2
    task: dict[str, object] = {
        "name": "Thermostats",
        "startedAt": starts.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "deveui": dev_euis,
        "fragmentInfo": {
            "fragmentSize": FRAGMENT_SIZE,
            "fragmentInterval": 1000,
            "fragmentRedundancy": REDUNDANCY,
        },
        "tmpMcInfo": {"groupType": 0, "dr": 0, "frequency": 869525000},
        "isOfficialFirmware": official,
    }
    if official:
        offered = ask(
            gateway, "GET", f"/api/fuota/official/firmware?model={MODEL}&limit=50&offset=0"
        )
        rows = offered["data"]
        assert isinstance(rows, list)
        task["officialFirmwareInfo"] = rows[0]
    else:
        task["firmwareInfo"] = {
            "firmwareName": f"{MODEL}.0000.0100.0199.bin",
            "fileContent": "AA==",
        }
    answer = ask(gateway, "POST", "/api/fuota/task", {"fuotaTask": task})
    task_id = answer.get("id")
    assert isinstance(task_id, int), answer
    return task_id
