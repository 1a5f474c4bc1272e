"""Services that delete and retry FUOTA tasks."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock
from ..registry import device, state
from .conftest import Act, body_of, details, writes
from .fuota_example import (
    LOCAL,
    LOCAL_DEVICES,
    OFFICIAL,
    OFFICIAL_DEVICES,
    example_gateway,
)


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


async def test_deleting_sends_example_6_4(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    added = [
        (await act("add_fuota_task", **given | {"dev_euis": [eui]}))["task_id"]
        for given, eui in zip(
            (OFFICIAL, OFFICIAL, LOCAL), [*OFFICIAL_DEVICES, LOCAL_DEVICES[0]], strict=True
        )
    ]
    response = await act("delete_fuota_tasks", task_ids=added)
    assert body_of(gateway, "6.4") == {"ids": [1, 2, 3]}
    assert details(response) == {"warnings": [], "differences": []}
    assert device(hass, loaded.entry_id, f"{GATEWAY_EUI}_fuota_1") is None


async def test_tasks_may_be_picked_by_their_devices(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    task = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_fuota_1")
    assert task is not None
    await act("delete_fuota_tasks", device_id=task.id)
    assert body_of(gateway, "6.4") == {"ids": [1]}


@pytest.mark.parametrize("service", ["delete_fuota_tasks", "retry_fuota_tasks"])
async def test_unknown_task_is_refused_whole(act: Act, gateway: Gateway, service: str) -> None:
    await act("add_fuota_task", **OFFICIAL)
    with pytest.raises(ServiceValidationError, match="“7” does not exist"):
        await act(service, task_ids=["1", "7"])
    assert writes(gateway) == ["6.1"]


@pytest.mark.parametrize("task_ids", [[], "", "one", [1.5], [None], {"1": 2}])
async def test_what_is_no_task(act: Act, gateway: Gateway, task_ids: object) -> None:
    with pytest.raises(ServiceValidationError):
        await act("delete_fuota_tasks", task_ids=task_ids)
    assert writes(gateway) == []


async def test_running_task_can_not_be_deleted(act: Act, gateway: Gateway, clock: Clock) -> None:
    await act("add_fuota_task", **OFFICIAL)
    clock.move(1200)
    with pytest.raises(HomeAssistantError, match="10310014") as caught:
        await act("delete_fuota_tasks", task_ids=1)
    assert caught.value.translation_key == "refused_task_status_unfit"


async def test_failed_task_is_retried_as_in_6_5(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock
) -> None:
    gateway.set_fate(OFFICIAL_DEVICES[0], "fragment:9", 1)
    await act("add_fuota_task", **OFFICIAL)
    clock.move(86_400)
    response = await act("retry_fuota_tasks", task_ids=[1])
    assert body_of(gateway, "6.5") == {"ids": [1]}
    assert details(response) == {"warnings": [], "differences": []}
    status = state(hass, "sensor", f"{GATEWAY_EUI}_fuota_1_status")
    assert status.state in ("waiting", "executing")


async def test_retry_that_the_gateway_did_not_do_is_reported(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    gateway.set_fate(OFFICIAL_DEVICES[0], "fragment:9")
    await act("add_fuota_task", **OFFICIAL)
    clock.move(86_400)
    gateway.faults.add(Fault("keep", call="6.5"))
    response = await act("retry_fuota_tasks", task_ids=[1])
    assert response["differences"] == [{"field": "status", "sent": 1, "kept": 4}]


async def test_task_that_did_not_fail_can_not_be_retried(act: Act) -> None:
    await act("add_fuota_task", **OFFICIAL)
    with pytest.raises(HomeAssistantError, match="10310014"):
        await act("retry_fuota_tasks", task_ids=[1])
