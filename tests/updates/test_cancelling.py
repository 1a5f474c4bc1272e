"""Updates that are cancelled while it is not known for sure what became of them."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway

from ..conftest import Poll
from .scene import (
    TIMEOUT,
    added,
    cancel,
    full_disk,
    install,
    nights,
    of_model,
    queue_of,
    states_of,
)


async def running(hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, poll: Poll) -> str:
    """Have an update sent, and return its id in the queue."""
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (queued,) = await queue_of(hass, entry)
    assert queued["state"] == "running"
    return str(queued["queue_id"])


async def test_update_that_is_being_sent_is_not_cancelled(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    """The gateway may have its task."""
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.faults.add(Fault("unlisted", call="6.1", seconds=60, times=1))
    gateway.faults.add(Fault("lost_answer", call="6.1", times=1))
    await install(hass, of_model(gateway, "WT101")[0])
    await poll(15)
    (queued,) = await queue_of(hass, loaded)
    assert queued["state"] == "starting"
    with pytest.raises(ServiceValidationError, match="is being sent to the gateway"):
        await cancel(hass, loaded, queue_id=queued["queue_id"])
    assert await states_of(hass, loaded) == ["starting"]
    await nights(poll, 1)
    assert added(gateway) == 1
    assert await queue_of(hass, loaded) == []


async def test_update_whose_task_was_made_just_now_and_is_not_listed_yet_is_not_cancelled(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add(Fault("unlisted", call="6.1", seconds=60, times=1))
    queue_id = await running(hass, loaded, gateway, poll)
    with pytest.raises(ServiceValidationError, match="is being sent to the gateway"):
        await cancel(hass, loaded, queue_id=queue_id)
    assert await states_of(hass, loaded) == ["running"]


async def test_update_is_not_cancelled_while_its_task_may_be_missing_from_the_list(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    queue_id = await running(hass, loaded, gateway, poll)
    del gateway.tasks[1]
    gateway.faults.add(Fault("total", call="6.2"))
    with pytest.raises(HomeAssistantError, match="list changed each time"):
        await cancel(hass, loaded, queue_id=queue_id)
    assert await states_of(hass, loaded) == ["running"]


async def test_update_is_not_cancelled_when_the_gateway_refuses_to_list_its_tasks(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    queue_id = await running(hass, loaded, gateway, poll)
    gateway.faults.add(Fault("code", call="6.2", code=23))
    with pytest.raises(HomeAssistantError, match="code 23"):
        await cancel(hass, loaded, queue_id=queue_id)
    assert await states_of(hass, loaded) == ["running"]
    assert list(gateway.tasks) == [1]


async def test_who_cancels_an_update_that_has_just_ended_is_told_so(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    queue_id = await running(hass, loaded, gateway, poll)
    task = gateway.tasks[1]
    task.status, task.stopped_at = TaskStatus.SUCCEEDED, gateway.now()
    with pytest.raises(ServiceValidationError, match="has ended, so there is nothing to cancel"):
        await cancel(hass, loaded, queue_id=queue_id)
    assert await queue_of(hass, loaded) == []
    assert list(gateway.tasks) == [1]


async def test_update_stays_in_the_queue_when_the_disk_does_not_take_that_it_was_cancelled(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    await install(hass, of_model(gateway, "WT101")[0])
    (queued,) = await queue_of(hass, loaded)
    with full_disk(), pytest.raises(HomeAssistantError, match="could not be written to disk"):
        await cancel(hass, loaded, queue_id=queued["queue_id"])
    assert await queue_of(hass, loaded) == [queued]
    await cancel(hass, loaded, queue_id=queued["queue_id"])
    assert await queue_of(hass, loaded) == []
