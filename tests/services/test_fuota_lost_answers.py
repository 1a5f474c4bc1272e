"""Changes of FUOTA tasks whose answer is lost: the list tells, and nothing is sent twice."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.writes import NotMadeError
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Clock
from .conftest import Act, writes
from .fuota_example import LOCAL, OFFICIAL, OFFICIAL_DEVICES, example_gateway

A_DAY = 86_400


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


@pytest.fixture
def entry(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """A gateway that is not waited for long."""
    hass.config_entries.async_update_entry(entry, options={**entry.options, "request_timeout": 0.3})
    return entry


async def prepared(act: Act, gateway: Gateway, clock: Clock, call: str) -> None:
    """Have at the gateway what a call is about."""
    if call == "6.1":
        return
    if call == "6.5":
        gateway.set_fate(OFFICIAL_DEVICES[0], "fragment:9", 1)
    await act("add_fuota_task", **OFFICIAL)
    if call == "6.5":
        clock.move(A_DAY)
        gateway.advance()


CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "6.1": ("add_fuota_task", LOCAL),
    "6.3": ("modify_fuota_task", {"task_id": 1, "name": "other"}),
    "6.4": ("delete_fuota_tasks", {"task_ids": [1]}),
    "6.5": ("retry_fuota_tasks", {"task_ids": [1]}),
}


@pytest.mark.parametrize("call", CHANGES)
async def test_change_that_was_made_is_reported_as_made(
    act: Act, gateway: Gateway, clock: Clock, call: str
) -> None:
    await prepared(act, gateway, clock, call)
    gateway.faults.add(Fault("lost_answer", call=call, times=1))
    name, given = CHANGES[call]
    response = await act(name, **given)
    assert any("lost" in one or "did not answer" in one for one in response["warnings"])
    assert writes(gateway).count(call) == 1
    if call == "6.1":
        assert response["task_id"] in gateway.tasks
    elif call == "6.3":
        assert gateway.tasks[1].name == "other"
    elif call == "6.4":
        assert not gateway.tasks


@pytest.mark.parametrize("call", CHANGES)
async def test_change_that_was_not_made_is_reported_as_not_made(
    act: Act, gateway: Gateway, clock: Clock, call: str
) -> None:
    await prepared(act, gateway, clock, call)
    before = {task_id: (task.name, task.status) for task_id, task in gateway.tasks.items()}
    gateway.faults.add(Fault("drop", call=call, times=1))
    name, given = CHANGES[call]
    with pytest.raises(NotMadeError):
        await act(name, **given)
    assert {task_id: (task.name, task.status) for task_id, task in gateway.tasks.items()} == before
