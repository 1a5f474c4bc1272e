"""Whatever is waited for comes to an end, or its owner is asked."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator.faults import Fault
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway

from ..conftest import Clock, Look, Poll
from ..issues import placeholders
from ..repair_flow import Flow
from ..scripted_task import ScriptedTask
from .scene import (
    A_NIGHT,
    RULED_OUT,
    TIMEOUT,
    add_staged,
    cancel,
    install,
    nights,
    of_kind,
    of_model,
    queue_of,
    states_of,
)

HOUR = 3600
FUOTA = ("6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "6.8", "6.9", "6.10")


def hang(gateway: Gateway, task_id: int = 1) -> None:
    """Have a task execute for ever."""
    task = gateway.tasks[task_id]
    task.status, task.started_at = TaskStatus.EXECUTING, gateway.now() + timedelta(days=3650)
    task.session = None


async def hours(poll: Poll, count: float) -> None:
    """Let so many hours pass."""
    for _ in range(int(count * 2)):
        await poll(HOUR / 2)


async def until_overdue(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, poll: Poll
) -> ir.IssueEntry:
    """Have a task execute until its owner is asked, another update behind it."""
    await install(hass, of_model(gateway, "WT101")[0])
    await install(hass, of_model(gateway, "UC300")[0])
    await poll(15)
    hang(gateway)
    for _ in range(100):
        await poll(HOUR / 2)
        if found := of_kind(hass, "update_overdue"):
            return found[0]
    pytest.fail("nobody was asked")


async def test_task_that_executes_for_ever_is_reported_with_since_when_and_what_it_was_given(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, clock: Clock
) -> None:
    issue = await until_overdue(hass, loaded, gateway, poll)
    filled = placeholders(issue)
    (item, _) = loaded.runtime_data.queue.items.values()
    expected = item.seconds / HOUR
    assert float(filled["hours"]) == pytest.approx(expected + max(expected / 4, 1), abs=0.06)
    assert filled["since"] <= clock().strftime("%Y-%m-%d %H:%M")
    assert filled["task_name"] == gateway.tasks[1].name
    assert "has been running since" in filled["what"]
    assert issue.is_fixable
    assert await states_of(hass, loaded) == ["running", "next"]
    assert len(gateway.tasks) == 1


async def test_task_that_comes_to_its_end_in_time_is_not_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await hours(poll, 13)
    assert await queue_of(hass, loaded) == []
    assert of_kind(hass, "update_overdue") == []


async def test_notice_goes_when_the_task_ends_after_all(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await until_overdue(hass, loaded, gateway, poll)
    task = gateway.tasks[1]
    task.status, task.stopped_at = TaskStatus.FAILED, gateway.now()
    await look()
    assert of_kind(hass, "update_overdue") == []


async def test_notice_goes_when_the_task_is_deleted(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    await until_overdue(hass, loaded, gateway, poll)
    del gateway.tasks[1]
    for _ in range(3):
        await look()
    assert of_kind(hass, "update_overdue") == []
    await poll(75)
    assert [task.firmware.model for task in gateway.tasks.values()] == ["UC300"]


async def test_who_waits_is_asked_again_after_as_long_again(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    issue = await until_overdue(hass, loaded, gateway, poll)
    given = float(placeholders(issue)["hours"])
    flow = Flow(hass, hass_client)
    assert (await flow.start(issue.issue_id))["type"] == "menu"
    assert (await flow.choose("wait"))["type"] == "create_entry"
    assert of_kind(hass, "update_overdue") == []
    await hours(poll, given - 1.5)
    assert of_kind(hass, "update_overdue") == []
    assert len(gateway.tasks) == 1
    await hours(poll, 3)
    assert len(of_kind(hass, "update_overdue")) == 1


async def test_who_passes_it_over_has_the_next_update_sent_beside_it(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    issue = await until_overdue(hass, loaded, gateway, poll)
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    assert (await flow.choose("pass_over"))["type"] == "create_entry"
    await poll(75)
    assert [task.firmware.model for task in gateway.tasks.values()] == ["WT101", "UC300"]
    assert of_kind(hass, "update_overdue") == []
    assert await states_of(hass, loaded) == ["running", "running"]


async def test_that_it_was_passed_over_is_known_after_a_reload(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    issue = await until_overdue(hass, loaded, gateway, poll)
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    await flow.choose("pass_over")
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    await hours(poll, 3)
    assert of_kind(hass, "update_overdue") == []
    assert len(gateway.tasks) == 2


async def test_who_ignores_it_waits_on_and_is_not_told_again(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    issue = await until_overdue(hass, loaded, gateway, poll)
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    result = await flow.choose("ignore")
    assert (result["type"], result["reason"]) == ("abort", "ignored")
    await hours(poll, 5)
    (found,) = of_kind(hass, "update_overdue")
    assert found.dismissed_version is not None
    assert len(gateway.tasks) == 1


async def test_task_that_was_made_elsewhere_and_executes_for_ever_is_reported_too(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    ScriptedTask(gateway, name="By hand").show(TaskStatus.EXECUTING)
    await loaded.runtime_data.fuota.async_refresh()
    await install(hass, of_model(gateway, "UC300")[0])
    await hours(poll, 25)
    (issue,) = of_kind(hass, "update_overdue")
    assert placeholders(issue)["task_name"] == "By hand"
    assert placeholders(issue)["hours"] == "24.0"
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    assert (await flow.choose("pass_over"))["type"] == "create_entry"
    await poll(75)
    assert len(gateway.tasks) == 2


async def test_rest_of_a_canary_that_is_passed_over_is_held(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    await add_staged(hass, loaded, gateway)
    hang(gateway)
    for _ in range(60):
        await poll(HOUR / 2)
    (issue,) = of_kind(hass, "update_overdue")
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    await flow.choose("pass_over")
    await poll(75)
    assert await states_of(hass, loaded) == ["held"]
    assert len(gateway.tasks) == 1


@pytest.mark.parametrize("days", [3650, -3650, 1.6, -1.6])
async def test_clock_that_is_set_keeps_no_update_from_its_turn(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    clock: Clock,
    days: float,
) -> None:
    first, second = of_model(gateway, "WT101")[0], of_model(gateway, "UC300")[0]
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault("drop", call="6.1", times=1))
    right = clock.moment
    clock.moment += timedelta(days=days)
    await install(hass, first)
    await install(hass, second)
    await poll(15)
    clock.moment = right + timedelta(seconds=60)
    await poll(RULED_OUT)
    await poll(RULED_OUT)
    await nights(poll, 2)
    await poll(A_NIGHT)
    await poll(10)
    assert await queue_of(hass, loaded) == []
    assert (first.firmware_version, second.firmware_version) == ("v1.10", "v1.4")


async def test_update_whose_task_is_lost_with_fuota_is_asked_about(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    gateway.tasks.clear()
    for call in FUOTA:
        gateway.faults.add(Fault("code", call=call, code=21))
    await hours(poll, 30)
    assert len(of_kind(hass, "update_overdue")) == 1
    (queued,) = await queue_of(hass, loaded)
    assert queued["state"] == "running"


async def test_who_waits_for_a_task_that_no_list_shows_is_asked_again_after_as_long_again(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    gateway.tasks.clear()
    for call in FUOTA:
        gateway.faults.add(Fault("code", call=call, code=21))
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hours(poll, 25)
    (issue,) = of_kind(hass, "update_overdue")
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    assert (await flow.choose("wait"))["type"] == "create_entry"
    await hours(poll, 22)
    assert of_kind(hass, "update_overdue") == []
    await hours(poll, 4)
    assert len(of_kind(hass, "update_overdue")) == 1


async def test_update_whose_task_is_lost_with_fuota_can_be_cancelled(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (queued,) = await queue_of(hass, loaded)
    gateway.tasks.clear()
    for call in FUOTA:
        gateway.faults.add(Fault("code", call=call, code=21))
    await hours(poll, 1)
    await cancel(hass, loaded, queue_id=queued["queue_id"])
    assert await queue_of(hass, loaded) == []


async def test_update_that_waits_at_a_gateway_that_lost_fuota_is_held_after_a_day(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    for call in FUOTA:
        gateway.faults.add(Fault("code", call=call, code=21))
    await poll(15)
    await hours(poll, 23)
    assert await states_of(hass, loaded) == ["next"]
    await hours(poll, 3)
    (held,) = await queue_of(hass, loaded)
    assert held["state"] == "held"
    assert held["reason"]


async def test_update_whose_task_was_answered_and_never_listed_is_held(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add(Fault("keep", call="6.1", times=1))
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await poll(300)
    assert await states_of(hass, loaded) == ["running"]
    await poll(RULED_OUT)
    await poll(60)
    (held,) = await queue_of(hass, loaded)
    assert held["state"] == "held"
    assert "never listed" in held["reason"]
