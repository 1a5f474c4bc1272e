"""What is told after an update: what is known, once, and no more than that."""

from dataclasses import replace
from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.dt import as_local
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator.device import Device
from simulator.gateway import Gateway

from ..conftest import Look, Poll, Reported
from ..issues import placeholders
from ..repair_flow import Flow
from ..scripted_task import (
    COMPLETE,
    EXECUTING,
    FAILED,
    LOW_MEMORY,
    PROCESSING,
    SUCCEEDED,
    WAITING,
    ScriptedTask,
)
from .scene import (
    add_task,
    attributes,
    install,
    nights,
    of_kind,
    of_model,
    queue_of,
)


async def update_without_a_report(
    hass: HomeAssistant, gateway: Gateway, poll: Poll, *devices: Device
) -> None:
    """Update devices which go on reporting what they ran before."""
    gateway.manners = replace(gateway.manners, stale_versions=True)
    await install(hass, *devices)
    await poll(15)
    await nights(poll, 1)
    gateway.manners = replace(gateway.manners, stale_versions=False)
    assert gateway.tasks[1].stopped_at is not None


async def test_update_that_the_device_does_not_report_yet_is_reported_as_such(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    await update_without_a_report(hass, gateway, poll, device)
    shown = attributes(hass, device)
    ended = gateway.tasks[1].stopped_at
    assert ended is not None
    local = as_local(ended).strftime("%Y-%m-%d %H:%M")
    assert shown["release_summary"] == f"Updated to v1.10 at {local}, not reported yet."
    assert (shown["installed_version"], shown["latest_version"]) == ("v1.2", "v1.10")
    assert shown["in_progress"] is False


async def test_install_of_the_same_is_refused_and_offered_as_a_repair(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    await update_without_a_report(hass, gateway, poll, device)
    with pytest.raises(ServiceValidationError, match="has not reported it yet"):
        await install(hass, device)
    assert await queue_of(hass, loaded) == []
    (issue,) = of_kind(hass, "update_unreported")
    took = gateway.tasks[1].stopped_at - gateway.tasks[1].started_at  # type: ignore[operator]
    assert placeholders(issue)["hours"] == f"{took / timedelta(hours=1):.1f}"
    assert placeholders(issue)["firmware_name"] == "WT101 v1.10"


async def test_update_all_tells_of_all_devices_in_one_repair(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    devices = of_model(gateway, "WT101")
    await update_without_a_report(hass, gateway, poll, *devices)
    for one in devices:
        with pytest.raises(ServiceValidationError):
            await install(hass, one)
    (issue,) = of_kind(hass, "update_unreported")
    assert "4" in placeholders(issue)["count"]


async def test_send_again_queues_the_update(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    devices = of_model(gateway, "WT101")[:2]
    await update_without_a_report(hass, gateway, poll, *devices)
    for one in devices:
        with pytest.raises(ServiceValidationError):
            await install(hass, one)
    (issue,) = of_kind(hass, "update_unreported")
    flow = Flow(hass, hass_client)
    assert (await flow.start(issue.issue_id))["type"] == "menu"
    assert (await flow.choose("send_again"))["type"] == "create_entry"
    (queued,) = await queue_of(hass, loaded)
    assert queued["dev_euis"] == [one.dev_eui for one in devices]
    assert of_kind(hass, "update_unreported") == []
    await poll(15)
    await nights(poll, 1)
    assert [one.firmware_version for one in devices] == ["v1.10"] * 2


async def test_nothing_is_sent_again_to_a_device_that_waits_for_another_version(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    device = of_model(gateway, "WT101")[0]
    await update_without_a_report(hass, gateway, poll, device)
    with pytest.raises(ServiceValidationError):
        await install(hass, device)
    (issue,) = of_kind(hass, "update_unreported")
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    await install(hass, device, version="v1.1")
    ended = await flow.choose("send_again")
    assert (ended["type"], ended["reason"]) == ("abort", "not_done")
    assert "already in the queue" in ended["description_placeholders"]["error"]
    (queued,) = await queue_of(hass, loaded)
    assert queued["firmware_version"] == "v1.1"


async def test_who_waits_for_the_report_has_nothing_sent(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    device = of_model(gateway, "WT101")[0]
    await update_without_a_report(hass, gateway, poll, device)
    with pytest.raises(ServiceValidationError):
        await install(hass, device)
    (issue,) = of_kind(hass, "update_unreported")
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    assert (await flow.choose("leave"))["type"] == "create_entry"
    assert of_kind(hass, "update_unreported") == []
    assert await queue_of(hass, loaded) == []


async def test_repair_goes_when_the_device_reports_its_firmware(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    await update_without_a_report(hass, gateway, poll, device)
    with pytest.raises(ServiceValidationError):
        await install(hass, device)
    device.firmware_version = "v1.10"
    await poll(26 * 3600)
    assert of_kind(hass, "update_unreported") == []
    assert attributes(hass, device)["installed_version"] == "v1.10"
    assert attributes(hass, device)["release_summary"] is None


async def test_another_version_is_installed_on_a_device_that_has_not_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    await update_without_a_report(hass, gateway, poll, device)
    await install(hass, device, version="v1.1")
    assert [one["firmware_version"] for one in await queue_of(hass, loaded)] == ["v1.1"]


async def test_action_sends_again_whatever_was_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    await update_without_a_report(hass, gateway, poll, device)
    response = await add_task(hass, loaded, gateway, device)
    assert response["task_id"] == 2


async def test_device_that_failed_may_be_installed_on_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    gateway.set_fate(device.dev_eui, "fragment:9", 1)
    await install(hass, device)
    await poll(15)
    await nights(poll, 1)
    await install(hass, device)
    assert len(await queue_of(hass, loaded)) == 1


@pytest.mark.parametrize("offset", [timedelta(hours=2), timedelta(hours=-9, minutes=-30)])
async def test_history_is_not_reported_again_when_the_gateways_zone_changes(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    look: Look,
    reported: Reported,
    offset: timedelta,
) -> None:
    good, bad = ScriptedTask(gateway, name="Good"), ScriptedTask(gateway, name="Bad")
    await look()
    good.show(SUCCEEDED, COMPLETE, COMPLETE)
    bad.show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    assert set(reported.types) >= {"task_succeeded", "task_failed"}
    reported.clear()
    gateway.books.utc_offset = offset
    for _ in range(3):
        await look()
    assert reported.types == []


async def test_queue_follows_its_task_when_the_gateways_zone_changes(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await look()
    gateway.books.utc_offset = timedelta(hours=2)
    for _ in range(3):
        await look()
    assert [one["state"] for one in await queue_of(hass, loaded)] == ["running"]
    await nights(poll, 1)
    assert of_kind(hass, "update_dropped") == []


async def test_retried_task_that_fails_the_same_way_before_the_next_look_is_reported_again(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, look: Look, reported: Reported
) -> None:
    task = ScriptedTask(gateway)
    task.show(EXECUTING, PROCESSING, PROCESSING)
    await look()
    task.show(FAILED, COMPLETE, LOW_MEMORY)
    await look()
    reported.clear()
    task.show(WAITING)
    task.show(FAILED, COMPLETE, LOW_MEMORY)
    assert gateway.tasks[1].stopped_at is not None
    await look()
    await look()
    assert reported.types == ["task_started", "device_failed", "task_failed"]
    assert [one.get("dev_eui") for one in reported if one["event_type"] == "device_failed"] == [
        task.devices[1].dev_eui
    ]
