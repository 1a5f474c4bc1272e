"""Updates in the queue that need a person, or that devices were dropped from."""

import asyncio

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Poll
from ..issues import placeholders
from ..repair_flow import Flow
from .scene import A_NIGHT, add_staged, install, of_kind, of_model, queue_of


async def fail_canary(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, poll: Poll
) -> ir.IssueEntry:
    """Let the canary of a staged task fail, and return what is told of the rest."""
    gateway.set_fate(of_model(gateway, "WT101")[0].dev_eui, "fragment:9", 1)
    await add_staged(hass, entry, gateway)
    await poll(A_NIGHT)
    await poll(10)
    (issue,) = of_kind(hass, "update_held")
    return issue


async def test_rest_of_a_failed_canary_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    issue = await fail_canary(hass, loaded, gateway, poll)
    filled = placeholders(issue)
    assert filled["firmware_name"] == "WT101 v1.10"
    assert "3" in filled["count"]
    assert "first device" in filled["reason"]
    euis = [one.dev_eui for one in gateway.devices.values()]
    assert not any(eui in issue.issue_id for eui in euis)


async def test_update_on_hold_is_started_from_its_notice(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    issue = await fail_canary(hass, loaded, gateway, poll)
    flow = Flow(hass, hass_client)
    assert (await flow.start(issue.issue_id))["type"] == "menu"
    assert (await flow.choose("release"))["type"] == "create_entry"
    await poll(75)
    assert len(gateway.tasks) == 2
    assert of_kind(hass, "update_held") == []


async def test_device_asked_for_anew_while_its_update_is_started_stays_in_that_alone(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    issue = await fail_canary(hass, loaded, gateway, poll)
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    loaded.runtime_data.gateway.timeout = 0.5
    gateway.faults.add(Fault("drop", call="3.3", times=1))
    asked = asyncio.create_task(install(hass, of_model(gateway, "WT101")[1], version="v1.1"))
    await asyncio.sleep(0.1)
    await flow.choose("release")
    with pytest.raises(HomeAssistantError, match=r"WT101 v1\.10"):
        await asked
    queued = [dev_eui for item in await queue_of(hass, loaded) for dev_eui in item["dev_euis"]]
    assert len(queued) == len(set(queued)) == 3


async def test_update_on_hold_is_cancelled_from_its_notice(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    issue = await fail_canary(hass, loaded, gateway, poll)
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    assert (await flow.choose("cancel"))["type"] == "create_entry"
    assert await queue_of(hass, loaded) == []
    assert of_kind(hass, "update_held") == []
    await poll(75)
    assert len(gateway.tasks) == 1


async def test_notice_of_an_update_that_went_on_meanwhile_says_so(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    issue = await fail_canary(hass, loaded, gateway, poll)
    flow = Flow(hass, hass_client)
    await flow.start(issue.issue_id)
    (item,) = loaded.runtime_data.queue.items.values()
    await loaded.runtime_data.operations.cancel(item)
    result = await flow.choose("release")
    assert (result["type"], result["reason"]) == ("abort", "gone")


async def test_update_on_hold_is_reported_again_after_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await fail_canary(hass, loaded, gateway, poll)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert len(of_kind(hass, "update_held")) == 1


async def test_devices_that_left_an_update_are_reported_until_that_is_confirmed(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    gone, present = of_model(gateway, "WT101")[:2]
    await install(hass, gone, present)
    del gateway.devices[gone.dev_eui]
    await poll(15)
    (issue,) = of_kind(hass, "update_dropped")
    assert issue.is_persistent
    assert "does not exist" in placeholders(issue)["reasons"]
    flow = Flow(hass, hass_client)
    assert (await flow.start(issue.issue_id))["type"] == "form"
    assert (await flow.submit())["type"] == "create_entry"
    assert of_kind(hass, "update_dropped") == []


async def test_task_deleted_at_the_gateway_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    await poll(10)
    del gateway.tasks[1]
    await poll(15)
    await poll(15)
    (issue,) = of_kind(hass, "update_dropped")
    assert "deleted on the gateway" in placeholders(issue)["reasons"]


async def test_update_that_was_cancelled_is_not_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (queued,) = await queue_of(hass, loaded)
    await hass.services.async_call(
        loaded.domain,
        "cancel_update",
        {"config_entry_id": loaded.entry_id, "queue_id": queued["queue_id"]},
        blocking=True,
    )
    await poll(75)
    assert of_kind(hass, "update_dropped") == []


async def test_notice_of_an_update_on_hold_does_not_name_who_was_asked_for_anew(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add(Fault("code", call="6.1", code=10310012, times=1))
    anew, still = of_model(gateway, "WT101")[:2]
    await install(hass, anew, still)
    await poll(15)
    await install(hass, anew)
    (issue,) = of_kind(hass, "update_held")
    assert (placeholders(issue)["count"], placeholders(issue)["devices"]) == ("1", still.name)
