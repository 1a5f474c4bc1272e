"""The service that makes a new task of the devices that failed in one that has ended."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock
from ..registry import device
from .conftest import Act, body_of, writes
from .fuota_example import LOCAL, LOCAL_DEVICES, OFFICIAL, OFFICIAL_DEVICES, example_gateway

A_DAY = 86_400


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


async def fail(act: Act, gateway: Gateway, clock: Clock, given: dict[str, Any]) -> None:
    """Let a task end in which the first device fails, once."""
    gateway.set_fate(given["dev_euis"][0], "fragment:9", 1)
    await act("add_fuota_task", **given)
    clock.move(A_DAY)


def sent(gateway: Gateway) -> dict[str, Any]:
    """Return the last task that was sent."""
    task: dict[str, Any] = body_of(gateway, "6.1")["fuotaTask"]
    return task


@pytest.mark.parametrize("given", [OFFICIAL, LOCAL], ids=["official", "local"])
async def test_only_what_failed_gets_the_same_firmware_in_the_same_way(
    act: Act, gateway: Gateway, clock: Clock, given: dict[str, Any]
) -> None:
    await fail(act, gateway, clock, given)
    before = sent(gateway)
    response = await act("retry_failed_devices", task_id=1)
    task = sent(gateway)
    assert response["task_id"] == 2
    assert response["estimate"]["fragments"] > 0
    assert task["deveui"] == [given["dev_euis"][0].lower()]
    for same in ("fragmentInfo", "tmpMcInfo", "isOfficialFirmware", "description"):
        assert task[same] == before[same]
    firmware = "officialFirmwareInfo" if given is OFFICIAL else "firmwareInfo"
    assert task[firmware] == before[firmware]
    assert task["name"] != before["name"]
    clock.move(A_DAY)
    gateway.advance()
    assert gateway.tasks[2].done_devices == 1
    assert gateway.tasks[1].done_devices == 1


async def test_more_redundancy_is_sent_if_asked_for(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    await fail(act, gateway, clock, OFFICIAL)
    await act("retry_failed_devices", task_id=1, fragment_redundancy="60")
    assert sent(gateway)["fragmentInfo"]["fragmentRedundancy"] == 60


async def test_task_may_be_picked_by_its_device(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock, loaded: MockConfigEntry
) -> None:
    await fail(act, gateway, clock, OFFICIAL)
    task = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_fuota_1")
    assert task is not None
    response = await act("retry_failed_devices", device_id=task.id)
    assert response["task_id"] == 2


async def test_long_name_stays_within_what_a_name_may_be(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    await fail(act, gateway, clock, OFFICIAL | {"name": "x" * 127})
    await act("retry_failed_devices", task_id=1)
    assert len(sent(gateway)["name"]) == 127


async def test_devices_that_are_gone_are_left_out_and_reported(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    gateway.set_fate(OFFICIAL_DEVICES[1], "fragment:7", 1)
    await fail(act, gateway, clock, OFFICIAL)
    gateway.advance()
    del gateway.devices[OFFICIAL_DEVICES[0]]
    response = await act("retry_failed_devices", task_id=1)
    assert sent(gateway)["deveui"] == [OFFICIAL_DEVICES[1].lower()]
    assert OFFICIAL_DEVICES[0] in response["warnings"][-1]


async def test_without_a_failed_device_left_nothing_is_sent(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    await fail(act, gateway, clock, OFFICIAL)
    gateway.advance()
    del gateway.devices[OFFICIAL_DEVICES[0]]
    with pytest.raises(ServiceValidationError, match=f"no longer exist.*{OFFICIAL_DEVICES[0]}"):
        await act("retry_failed_devices", task_id=1)
    assert writes(gateway) == ["6.1"]


async def test_task_in_which_nothing_failed_is_refused(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    await act("add_fuota_task", **OFFICIAL)
    clock.move(A_DAY)
    with pytest.raises(ServiceValidationError, match="no device of task 1 has failed"):
        await act("retry_failed_devices", task_id=1)
    assert writes(gateway) == ["6.1"]


async def test_task_that_has_not_ended_is_refused(act: Act, gateway: Gateway) -> None:
    await act("add_fuota_task", **OFFICIAL)
    with pytest.raises(ServiceValidationError, match="task 1 has not ended"):
        await act("retry_failed_devices", task_id=1)
    assert writes(gateway) == ["6.1"]


async def test_unknown_task_is_refused(act: Act, gateway: Gateway) -> None:
    with pytest.raises(ServiceValidationError, match="“7” does not exist"):
        await act("retry_failed_devices", task_id=7)


async def test_redundancy_out_of_range_is_refused(act: Act, gateway: Gateway, clock: Clock) -> None:
    await fail(act, gateway, clock, OFFICIAL)
    with pytest.raises(ServiceValidationError, match="fragment_redundancy"):
        await act("retry_failed_devices", task_id=1, fragment_redundancy=101)
    assert writes(gateway) == ["6.1"]


async def test_own_firmware_that_was_not_kept_is_asked_for(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock, loaded: MockConfigEntry
) -> None:
    await fail(act, gateway, clock, LOCAL)
    gateway.tasks[1].firmware.name = "other.bin"
    with pytest.raises(ServiceValidationError, match=r"other\.bin"):
        await act("retry_failed_devices", task_id=1)
    assert LOCAL_DEVICES[0] in gateway.devices
    assert writes(gateway) == ["6.1"]
