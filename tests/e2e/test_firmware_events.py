"""What happens to a firmware task during a power cut is told once, by the blueprint, too."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
import json
from shutil import copytree
from typing import Any

import pytest
import pytest_asyncio

from demo import wizard
from demo.home_assistant import COMPONENTS
from demo.registries import states
from demo.waiting import until

from .home import Home
from .kinds import once

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHORT_SESSION = (
    *("--devices", "6", "--model", "WT201"),
    *("--setup-time", "15", "--polling-time", "5", "--reboot-time", "5"),
)


@pytest_asyncio.fixture(loop_scope="session")
async def automation(home: Home) -> AsyncGenerator[None]:
    """An automation made of the blueprint."""
    folder = home.house.folder
    copytree(
        COMPONENTS / wizard.DOMAIN / "blueprints" / "automation",
        folder / "blueprints" / "automation" / wizard.DOMAIN,
    )
    entity_id = (await home.registries()).entity_ids[f"{home.eui}_fuota"]
    made = {
        "id": "ended",
        "alias": "Ended",
        "use_blueprint": {
            "path": "milesight_network_server/fuota_ended.yaml",
            "input": {"fuota_events": [entity_id]},
        },
    }
    await _automate(home, [made])
    yield
    await _automate(home, [])


async def _automate(home: Home, automations: list[dict[str, Any]]) -> None:
    # JSON is YAML, too.
    (home.house.folder / "automations.yaml").write_text(json.dumps(automations), encoding="utf-8")
    await home.api.call_service("automation.reload")


async def _add_task(home: Home, dev_euis: list[str]) -> int:
    starts = datetime.now(UTC) + timedelta(seconds=2)
    task = {
        "name": "Thermostats",
        "startedAt": starts.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "deveui": [dev_eui.lower() for dev_eui in dev_euis],
        "fragmentInfo": {"fragmentSize": 46, "fragmentInterval": 1000, "fragmentRedundancy": 0},
        "tmpMcInfo": {"groupType": 0, "dr": 0, "frequency": 869525000},
        "isOfficialFirmware": False,
        "firmwareInfo": {"firmwareName": "WT201.0000.0100.0199.bin", "fileContent": "AA=="},
    }
    answer = await home.control.call("POST", "/api/fuota/task", {"fuotaTask": task})
    return int(answer["id"])


async def _last_event(home: Home) -> str | None:
    entity_id = (await home.registries()).entity_ids[f"{home.eui}_fuota"]
    attributes = (await states(home.api))[entity_id]["attributes"]
    event_type: str | None = attributes.get("event_type")
    return event_type


async def _notifications(home: Home) -> list[str]:
    shown = await home.api.command("persistent_notification/get")
    return [one["message"] for one in shown if (one["title"] or "").startswith("Firmware update")]


@once
@pytest.mark.parametrize("simulator_options", [SHORT_SESSION])
async def test_a_power_cut_costs_no_event_and_doubles_none(home: Home, automation: None) -> None:
    dev_euis = [one["dev_eui"] for one in (await home.control.books())["devices"]][:2]
    await home.control.command(fate={"dev_eui": dev_euis[1], "code": "fragment:7"})
    task_id = await _add_task(home, dev_euis)
    await home.refresh()

    async def started() -> bool:
        return await _last_event(home) == "task_started"

    await until(started, "the start of the task")
    await home.house.home_assistant.kill()

    async def ended() -> bool:
        answer = await home.control.call("GET", "/api/fuota/task?limit=50&offset=0&search=")
        return any(int(one["id"]) == task_id and one["status"] == 4 for one in answer["tasks"])

    await until(ended, "the end of the task", timeout=90)
    await home.house.home_assistant.start()
    await wizard.until_running(home.api)
    await home.until_state("on", "connected")

    async def reported() -> bool:
        return await _last_event(home) == "task_failed" and bool(await _notifications(home))

    await until(reported, "the end to be told")
    (message,) = await _notifications(home)
    assert "1 of 2 devices succeeded" in message
    assert message.endswith("Not enough memory")
