"""A task to be written, and what it must fit."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson

from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.firmware.named import (
    own_firmware,
)
from custom_components.milesight_network_server.ns_api.fuota import FuotaTask
from custom_components.milesight_network_server.ns_api.fuota_draft import (
    TaskConstraints,
    TaskDraft,
)
from simulator.gateway import Gateway
from simulator.population import populate

NOW = datetime(2025, 4, 15, 0, 10, 30, 999_999, tzinfo=UTC)
GATEWAYS = {
    plan: Gateway("24E124FFFEF5A6A8", clock=lambda: NOW, channel_plan=plan, max_tasks=10**9)
    for plan in CHANNEL_PLANS
}
for gateway in GATEWAYS.values():
    populate(gateway, devices=3)
DEV_EUIS = sorted(GATEWAYS["EU868"].devices)
FIRMWARE = own_firmware("WT101.0000.0100.0101.bin", b"firmware")


def surroundings(plan: str = "EU868", **changed: Any) -> TaskConstraints:
    """Return what the simulated gateway of a region has."""
    constraints = TaskConstraints(
        plan=CHANNEL_PLANS[plan],
        time_zone=UTC,
        now=NOW,
        payload_sizes=GATEWAYS[plan].books.plan.max_payload_sizes,
        dev_euis=DEV_EUIS,
        busy={},
    )
    return replace(constraints, **changed)


def answered(draft: TaskDraft, plan: str) -> FuotaTask:
    """Let the simulated gateway of a region take a task, and return it as 6.2 gives it."""
    gateway = GATEWAYS[plan]
    message = {"id": "1", "method": "POST", "url": "/api/fuota/task", "body": draft.body}
    (answer,) = gateway.answer(orjson.dumps({"type": "ns-api", **message}))
    task_id = orjson.loads(answer.payload)["body"].get("id")
    assert task_id is not None, answer.payload
    (answer,) = gateway.answer(
        b'{"type":"ns-api","id":"2","method":"GET","url":"/api/fuota/task?limit=9&offset=0"}'
    )
    row = next(one for one in orjson.loads(answer.payload)["body"]["tasks"] if one["id"] == task_id)
    del gateway.tasks[task_id]
    task = FuotaTask.read(row)
    assert task is not None
    return task


TASK = FuotaTask(
    task_id=184,
    name="Thermostats",
    description="",
    started_at=datetime(2025, 4, 15, 8, 26),  # noqa: DTZ001 - as some gateways tell it
    dev_euis=["24E1247151234568"],
    fragment_size=88,
    fragment_interval=5000,
    fragment_redundancy=30,
    dr=3,
    frequency=869525000,
)
