"""The copy of an own firmware stays as long as a task or an update may need it, and no longer."""

import base64
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Clock, Look, Poll
from ..issues import placeholders
from ..scripted_task import COMPLETE, EXECUTING, SUCCEEDED, ScriptedTask
from .scene import (
    TIMEOUT,
    add_staged,
    attributes,
    call,
    cancel,
    install,
    nights,
    of_kind,
    of_model,
    queue_of,
    set_up,
    states_of,
)

CONTENT = bytes(range(250)) * 8
OWN: dict[str, Any] = {
    "firmware_name": "WT101.0000.0100.0199.bin",
    "file_content": base64.b64encode(CONTENT).decode(),
}


def copies(hass: HomeAssistant) -> list[Path]:
    """Return the kept files."""
    folder = Path(hass.config.path(".storage", "milesight_network_server", "firmware"))
    return sorted(folder.glob("*.bin"))


async def add_own(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    """Add a task of next week with an own firmware."""
    await call(
        hass,
        entry,
        "add_fuota_task",
        name="Own",
        dev_euis=[of_model(gateway, "WT101")[0].dev_eui],
        started_at=(clock() + timedelta(days=7)).isoformat(),
        **OWN,
    )


async def stage_own(hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway) -> None:
    """Add a staged task with an own firmware."""
    devices = of_model(gateway, "WT101")
    await call(
        hass,
        entry,
        "add_fuota_task",
        name="Own",
        dev_euis=[one.dev_eui for one in devices],
        canary=devices[0].dev_eui,
        **OWN,
    )


async def test_copy_stays_where_a_list_lacks_its_task_for_once(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    clock: Clock,
    look: Look,
) -> None:
    await add_own(hass, loaded, gateway, clock)
    gateway.faults.add(Fault("empty", call="6.2"))
    for _ in range(3):
        await look()
    assert len(copies(hass)) == 1
    await call(hass, loaded, "modify_fuota_task", task_id=1, name="Later")
    assert gateway.tasks[1].name == "Later"


async def test_copy_goes_when_its_task_is_gone_from_two_lists(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, look: Look
) -> None:
    await add_own(hass, loaded, gateway, clock)
    await look()
    del gateway.tasks[1]
    for _ in range(3):
        await look()
    assert copies(hass) == []


async def test_copy_goes_when_its_task_is_deleted_by_the_action(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    await add_own(hass, loaded, gateway, clock)
    await call(hass, loaded, "delete_fuota_tasks", task_ids=[1])
    await hass.async_block_till_done(wait_background_tasks=True)
    assert copies(hass) == []


@pytest.mark.parametrize("fault", ["lost_answer", "done", "late"])
async def test_copy_passes_to_the_task_also_where_its_answer_was_lost(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, fault: Any
) -> None:
    await stage_own(hass, loaded, gateway)
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault(fault, call="6.1", times=1, code=24, seconds=25))
    failing = of_model(gateway, "WT101")[1]
    gateway.set_fate(failing.dev_eui, "fragment:9", 1)
    await nights(poll, 2)
    assert list(gateway.tasks) == [1, 2]
    assert await queue_of(hass, loaded) == []
    assert len(copies(hass)) == 1
    response = await call(hass, loaded, "retry_failed_devices", task_id=2)
    assert response["task_id"] == 3


async def test_copy_of_an_update_stays_while_it_waits(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    await stage_own(hass, loaded, gateway)
    del gateway.tasks[1]
    for _ in range(3):
        await look()
    assert await states_of(hass, loaded) == ["held"]
    assert len(copies(hass)) == 1


async def test_copy_of_an_update_goes_with_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, look: Look
) -> None:
    await stage_own(hass, loaded, gateway)
    del gateway.tasks[1]
    for _ in range(3):
        await look()
    (held,) = await queue_of(hass, loaded)
    await cancel(hass, loaded, queue_id=held["queue_id"])
    await hass.async_block_till_done(wait_background_tasks=True)
    assert copies(hass) == []


@pytest.mark.parametrize("harm", ["altered", "missing"])
async def test_altered_or_missing_copy_is_reported_before_its_turn(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    look: Look,
    harm: str,
) -> None:
    await stage_own(hass, loaded, gateway)
    ScriptedTask(gateway, name="By hand").show(EXECUTING)
    canary = gateway.tasks[1]
    canary.status, canary.stopped_at = SUCCEEDED, gateway.now()
    canary.devices[of_model(gateway, "WT101")[0].dev_eui].fragment_status = COMPLETE
    await look()
    assert await states_of(hass, loaded) == ["next"]
    assert await hass.config_entries.async_unload(loaded.entry_id)
    (copy,) = copies(hass)
    copy.unlink()
    if harm == "altered":
        copy.write_bytes(CONTENT[::-1])
    await set_up(hass, loaded)
    (issue,) = of_kind(hass, "update_held")
    assert "no copy is kept" in placeholders(issue)["reason"].replace("\\", "")
    assert attributes(hass, of_model(gateway, "WT101")[1])["in_progress"] is False
    await nights(poll, 2)
    assert len(gateway.tasks) == 2


async def test_altered_copy_is_reported_where_the_canary_has_succeeded_meanwhile(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "UC300")[0])
    await poll(15)
    await stage_own(hass, loaded, gateway)
    (copy,) = copies(hass)
    copy.write_bytes(CONTENT[::-1])
    await nights(poll, 3)
    assert await states_of(hass, loaded) == ["held"]
    assert {one.firmware_version for one in of_model(gateway, "WT101")[1:]} == {"v1.2"}


async def test_altered_copy_of_a_task_is_told_who_changes_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    await add_own(hass, loaded, gateway, clock)
    (copy,) = copies(hass)
    copy.write_bytes(CONTENT[::-1])
    with pytest.raises(ServiceValidationError, match="no copy is kept"):
        await call(hass, loaded, "modify_fuota_task", task_id=1, name="Later")


async def test_official_firmware_needs_no_copy(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    await add_staged(hass, loaded, gateway)
    assert copies(hass) == []


async def copied_after_a_reset(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, clock: Clock
) -> str:
    """Have somebody's task get the id and the file's name of ours; return their content."""
    await add_own(hass, entry, gateway, clock)
    (ours,) = gateway.tasks.values()
    gateway.reset_fuota()
    file = replace(ours.firmware, content="QUFBQUFBQUFBQUFBQUFBQQ==")
    made = ours.created_at + timedelta(seconds=70)
    gateway.tasks[ours.task_id] = replace(ours, name="Theirs", firmware=file, created_at=made)
    return file.content


async def test_file_of_our_task_is_not_written_to_anothers_with_its_id(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    theirs = await copied_after_a_reset(hass, loaded, gateway, clock)
    with pytest.raises(ServiceValidationError, match="no copy is kept"):
        await call(hass, loaded, "modify_fuota_task", task_id=1, name="Renamed")
    assert gateway.tasks[1].firmware.content == theirs


async def test_copy_goes_when_another_task_has_the_id_of_its_own(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, look: Look
) -> None:
    await copied_after_a_reset(hass, loaded, gateway, clock)
    assert len(copies(hass)) == 1
    await look()
    assert copies(hass) == []


async def test_file_of_a_task_serves_it_also_after_a_change_of_the_gateways_zone(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, look: Look
) -> None:
    await add_own(hass, loaded, gateway, clock)
    gateway.tasks[1].created_at += timedelta(hours=1)
    await look()
    await call(hass, loaded, "modify_fuota_task", task_id=1, name="Renamed")
    assert gateway.tasks[1].name == "Renamed"
    assert base64.b64decode(gateway.tasks[1].firmware.content) == CONTENT
