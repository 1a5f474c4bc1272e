"""What is kept on disk is read whatever became of the file, and set-up goes on."""

from collections.abc import Iterable
import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway

from ..conftest import Attach, Poll
from ..issues import placeholders
from .scene import (
    A_NIGHT,
    added,
    attributes,
    install,
    nights,
    of_kind,
    of_model,
    queue_of,
    set_up,
)

STORES = ("update_queue", "fuota_journal", "device_firmware", "payload_codecs", "readings")


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Have Home Assistant keep what it keeps in real files."""
    return {}


def path_of(hass: HomeAssistant, entry: MockConfigEntry, store: str) -> Path:
    """Return where a store is on disk."""
    folder = Path(hass.config.path(".storage", "milesight_network_server"))
    return folder / f"{store}_{entry.entry_id}"


def leave(
    hass: HomeAssistant, entry: MockConfigEntry, store: str, data: object, version: int = 1
) -> None:
    """Leave a store on disk as an earlier life did."""
    path = path_of(hass, entry, store)
    key = f"milesight_network_server/{path.name}"
    whole = {"version": version, "minor_version": 1, "key": key, "data": data}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole), "utf-8")


def asides(hass: HomeAssistant, entry: MockConfigEntry, store: str) -> list[Path]:
    """Return the copies that were set aside of a store."""
    path = path_of(hass, entry, store)
    return sorted(path.parent.glob(f"{path.name}.aside-*"))


def queued_before(dev_euis: Iterable[str], gateway: Gateway, **more: Any) -> dict[str, Any]:
    """Return an update as the version before kept it, which knew tasks by name and id alone."""
    offered = [one for one in gateway.catalogue if one.model == "WT101"][-1]
    return {
        "queue_id": "01J0000000000000000000ABCD",
        "dev_euis": list(dev_euis),
        "task_name": "WT101 v1.10 (00ABCD)",
        "fields": {},
        "firmware_name": "WT101 v1.10",
        "firmware_version": "v1.10",
        "model": "WT101",
        "official_firmware_id": offered.firmware_id,
        "joinable": False,
        "state": "queued",
        "since": "2026-03-01T08:00:00+00:00",
        "reason": None,
        "task_id": None,
        "listed": False,
        "again_at": None,
        "canary_name": None,
        "canary_task_id": None,
        **more,
    }


ODD: dict[str, Any] = {
    "a list in place of a table": [],
    "a number": 5,
    "no list of updates": {"updates": None},
    "a text in place of rows": {"updates": "x", "told": "x", "firmware": "x"},
    "rows that are none": {"updates": [1, None, []], "told": [1], "untold": [None]},
    "a row without all that matters": {"updates": [{"queue_id": 1}], "told": [{}]},
    "a status of a newer version": {
        "first_look": False,
        "told": [{"task_id": 1, "created_at": None, "outcomes": {"A": "newer"}}],
        "untold": [],
    },
    "moments that are none": {"due_at": "x", "updates": [], "told": []},
    "nothing": {},
    "null": None,
}


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("version", [1, 2, 99])
@pytest.mark.parametrize("odd", ODD)
async def test_odd_store_keeps_no_gateway_from_being_set_up(
    hass: HomeAssistant,
    attach: Attach,
    entry: MockConfigEntry,
    gateway: Gateway,
    store: str,
    version: int,
    odd: str,
) -> None:
    leave(hass, entry, store, ODD[odd], version)
    await attach(gateway)
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert len(of_kind(hass, "set_aside")) <= 1


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("text", ["", "{", '{"version": 1, "data": {"upda', "\0" * 40, "[]"])
async def test_half_written_store_keeps_no_gateway_from_being_set_up(
    hass: HomeAssistant,
    attach: Attach,
    entry: MockConfigEntry,
    gateway: Gateway,
    store: str,
    text: str,
) -> None:
    path = path_of(hass, entry, store)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    await attach(gateway)
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize("store", ["update_queue", "fuota_journal"])
async def test_list_in_place_of_a_table_is_set_aside_and_reported_once(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway, store: str
) -> None:
    leave(hass, entry, store, [1, 2])
    await attach(gateway)
    await set_up(hass, entry)
    (aside,) = asides(hass, entry, store)
    assert json.loads(aside.read_text("utf-8"))["data"] == [1, 2]
    (issue,) = of_kind(hass, "set_aside")
    assert aside.name in placeholders(issue)["file"].replace("\\", "")


async def test_rows_that_can_be_read_are_used_and_the_others_set_aside(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    rows = [{"queue_id": 1}, queued_before([device.dev_eui], gateway), "x"]
    leave(hass, entry, "update_queue", {"updates": rows})
    await attach(gateway)
    await set_up(hass, entry)
    assert [one["dev_euis"] for one in await queue_of(hass, entry)] == [[device.dev_eui]]
    assert len(asides(hass, entry, "update_queue")) == 1
    assert len(of_kind(hass, "set_aside")) == 1
    await poll(15)
    await nights(poll, 1)
    assert device.firmware_version == "v1.10"


async def test_copy_is_not_made_again_at_the_next_start(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway
) -> None:
    leave(hass, entry, "update_queue", {"updates": ["x"]})
    await attach(gateway)
    await set_up(hass, entry)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert len(asides(hass, entry, "update_queue")) == 1


async def test_queue_of_a_newer_version_is_read_as_far_as_it_goes_and_set_aside(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway
) -> None:
    device = of_model(gateway, "WT101")[0]
    row = queued_before([device.dev_eui], gateway, of_next_year=True)
    leave(hass, entry, "update_queue", {"updates": [row], "more": 1}, version=7)
    await attach(gateway)
    await set_up(hass, entry)
    assert [one["dev_euis"] for one in await queue_of(hass, entry)] == [[device.dev_eui]]
    assert len(asides(hass, entry, "update_queue")) == 1
    assert len(of_kind(hass, "set_aside")) == 1


async def test_update_that_waited_in_the_version_before_goes_on(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    rows = [queued_before([device.dev_eui], gateway)]
    leave(hass, entry, "update_queue", {"updates": rows})
    await attach(gateway)
    await set_up(hass, entry)
    assert of_kind(hass, "set_aside") == []
    assert attributes(hass, device)["in_progress"] is True
    await poll(15)
    await nights(poll, 1)
    assert device.firmware_version == "v1.10"
    assert await queue_of(hass, entry) == []
    assert added(gateway) == 1


@pytest.mark.parametrize("kept", [{"state": "running", "task_id": 1}, {"state": "starting"}])
async def test_update_that_was_sent_by_the_version_before_is_not_sent_again(
    hass: HomeAssistant,
    attach: Attach,
    entry: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    kept: dict[str, Any],
) -> None:
    device = of_model(gateway, "WT101")[0]
    await attach(gateway)
    await set_up(hass, entry)
    await install(hass, device)
    await poll(15)
    assert await hass.config_entries.async_unload(entry.entry_id)
    (task,) = gateway.tasks.values()
    row = queued_before([device.dev_eui], gateway, task_name=task.name, **kept)
    leave(hass, entry, "update_queue", {"updates": [row]})
    await set_up(hass, entry)
    assert [(one["state"], one["task_id"]) for one in await queue_of(hass, entry)] == [
        ("running", 1)
    ]
    await nights(poll, 1)
    assert added(gateway) == 1
    assert await queue_of(hass, entry) == []


async def test_rest_that_was_staged_by_the_version_before_follows_its_canary(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    canary, *rest = of_model(gateway, "WT101")
    await attach(gateway)
    await set_up(hass, entry)
    await install(hass, canary)
    await poll(15)
    assert await hass.config_entries.async_unload(entry.entry_id)
    row = queued_before(
        [one.dev_eui for one in rest],
        gateway,
        state="staged",
        canary_name=gateway.tasks[1].name,
        canary_task_id=1,
    )
    leave(hass, entry, "update_queue", {"updates": [row]})
    await set_up(hass, entry)
    assert [one["state"] for one in await queue_of(hass, entry)] == ["staged"]
    await nights(poll, 1)
    await poll(A_NIGHT)
    await poll(10)
    assert {one.firmware_version for one in rest} == {"v1.10"}
