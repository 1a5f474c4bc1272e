"""Firmware tasks that failed: what is told of them, and when that goes."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.faults import Fault
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock, Poll
from .doomed_task import DAY, doomed_task
from .firmware_tasks import ask
from .issues import Changes, description, reported, title

NO_ANSWER = "No response to group setup. Devices: {devices}. Check that it is in range and class C."


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with devices that have keys of their own."""
    simulated = Gateway(GATEWAY_EUI, clock=clock)
    populate(simulated, devices=20)
    for one in simulated.devices.values():
        one.app_key = one.dev_eui * 2 if one.app_key else ""
    return simulated


async def test_failure_is_reported_with_its_reason_and_what_to_try(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = doomed_task(gateway, clock, "fragment:7")
    await poll(330)
    assert reported(hass) == {}
    await poll(DAY)
    (issue,) = reported(hass).values()
    assert issue.issue_id == f"task_failed_{loaded.entry_id}_{task_id}"
    assert issue.data == {"entry_id": loaded.entry_id, "item": task_id}
    assert issue.is_fixable
    assert title(issue) == "Firmware update failed: Thermostats"
    text = description(issue)
    assert text.startswith(
        f"The firmware task Thermostats of Milesight gateway {GATEWAY_EUI} has ended. "
        "Devices without the new firmware: 1 of 2.\n\n"
        "- Not enough memory. Devices: 1 (A). Reduce the redundancy, or ask Milesight.\n"
    )


async def test_devices_are_grouped_by_their_reason(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    doomed_task(gateway, clock, "multicast:6", "multicast:6")
    await poll(DAY)
    text = description(next(iter(reported(hass).values())))
    assert "new firmware: 2 of 2" in text
    assert f"\n- {NO_ANSWER.format(devices='2 (A, B)')}" in text


async def test_different_reasons_are_told_apart(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    doomed_task(gateway, clock, "fragment:9", "multicast:6")
    await poll(DAY)
    text = description(next(iter(reported(hass).values())))
    assert "\n- Fragments missing. Devices: 1 (A). Try more redundancy" in text
    assert f"\n- {NO_ANSWER.format(devices='1 (B)')}" in text


async def test_devices_whose_reason_can_not_be_read_are_reported_as_such(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = doomed_task(gateway, clock, "fragment:7")
    gateway.faults.add(Fault("code", call="6.7", code=23))
    await poll(DAY)
    issue = reported(hass)[f"task_failed:{task_id}"]
    assert "new firmware: 1 of 2" in description(issue)
    assert "\n- The gateway does not say why. Devices: 1\n" in description(issue)
    gateway.faults.clear()
    await poll(330)
    assert "Not enough memory. Devices: 1 (A)" in description(
        reported(hass)[f"task_failed:{task_id}"]
    )


async def test_failure_without_devices_that_failed_is_reported_without_a_number(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = doomed_task(gateway, clock)
    await poll(DAY)
    gateway.tasks[task_id].status = TaskStatus.FAILED
    await poll(330)
    assert "\n- The gateway does not say why.\n" in description(
        reported(hass)[f"task_failed:{task_id}"]
    )


async def test_success_is_no_success_for_a_device_that_failed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = doomed_task(gateway, clock, "fragment:7")
    await poll(DAY)
    gateway.tasks[task_id].status = TaskStatus.SUCCEEDED
    await poll(330)
    assert set(reported(hass)) == {f"task_failed:{task_id}"}


async def test_success_is_not_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    doomed_task(gateway, clock)
    await poll(DAY)
    assert reported(hass) == {}


async def test_it_is_reported_once(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    changes = Changes(hass)
    doomed_task(gateway, clock, "fragment:7")
    # The device has a new name. Read together with the task, it might come after it.
    await loaded.runtime_data.devices.async_refresh()
    await poll(DAY)
    for _ in range(3):
        await poll(330)
    assert changes.seen == [f"create task_failed_{loaded.entry_id}"]


async def test_it_goes_when_the_task_is_retried(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = doomed_task(gateway, clock, "fragment:7 times=1")
    await poll(DAY)
    assert reported(hass)
    ask(gateway, "POST", "/api/fuota/task/retry", {"ids": [task_id]})
    await loaded.runtime_data.fuota.async_refresh()
    assert reported(hass) == {}
    await poll(DAY)
    assert reported(hass) == {}


async def test_it_comes_again_when_the_retry_fails(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = doomed_task(gateway, clock, "fragment:7")
    await poll(DAY)
    ir.async_ignore_issue(hass, DOMAIN, next(iter(reported(hass).values())).issue_id, ignore=True)
    ask(gateway, "POST", "/api/fuota/task/retry", {"ids": [task_id]})
    await loaded.runtime_data.fuota.async_refresh()
    assert reported(hass) == {}
    await poll(DAY)
    (issue,) = reported(hass).values()
    assert issue.dismissed_version is None


async def test_it_goes_when_the_task_is_deleted(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = doomed_task(gateway, clock, "fragment:7")
    await poll(DAY)
    assert reported(hass)
    ask(gateway, "POST", "/api/fuota/task/delete", {"ids": [task_id]})
    await poll(330)
    assert reported(hass) == {}


async def test_it_goes_when_a_newer_task_has_the_devices_that_failed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    doomed_task(gateway, clock, "fragment:7")
    await poll(DAY)
    assert reported(hass)
    doomed_task(gateway, clock)
    await poll(330)
    assert reported(hass) == {}


async def test_it_goes_when_the_device_that_failed_is_deleted(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = doomed_task(gateway, clock, "fragment:7")
    await poll(DAY)
    assert reported(hass)
    del gateway.devices[next(iter(gateway.tasks[task_id].devices))]
    await loaded.runtime_data.devices.async_refresh()
    assert reported(hass) == {}


async def test_it_is_reported_after_a_restart_and_what_was_ignored_stays_ignored(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    doomed_task(gateway, clock, "fragment:7")
    await poll(DAY)
    (before,) = reported(hass).values()
    ir.async_ignore_issue(hass, DOMAIN, before.issue_id, ignore=True)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    # What is not persistent is kept on disk only with its id.
    registry = ir.async_get(hass)
    await registry._store.async_save(registry._data_to_save())
    await registry._async_load()
    assert reported(hass) == {}
    assert await hass.config_entries.async_setup(loaded.entry_id)
    (after,) = reported(hass).values()
    assert after.dismissed_version is not None
    assert description(after) == description(before)


async def test_task_deleted_while_the_entry_was_not_loaded_is_forgotten(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    doomed_task(gateway, clock, "fragment:7")
    await poll(DAY)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    gateway.tasks.clear()
    assert await hass.config_entries.async_setup(loaded.entry_id)
    assert not ir.async_get(hass).issues


async def test_it_stays_while_the_tasks_can_not_be_read(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    doomed_task(gateway, clock, "fragment:7")
    await poll(DAY)
    gateway.faults.add(Fault("code", call="6.2", code=23))
    await poll(330)
    assert reported(hass)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    assert reported(hass)


@pytest.mark.parametrize(("days", "is_reported"), [(6, True), (9, False)])
async def test_of_what_failed_before_the_gateway_was_added_only_the_last_week_is_reported(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    clock: Clock,
    days: int,
    is_reported: bool,
) -> None:
    now = clock.moment
    clock.moment = now - timedelta(days=days)
    task_id = doomed_task(gateway, clock, "fragment:7")
    gateway.advance()
    clock.moment = now
    entry = MockConfigEntry(
        domain=DOMAIN, title="Barn", unique_id=GATEWAY_EUI, options={"time_zone": "UTC"},
        data={
            "request_topic": f"milesight-gateway/{GATEWAY_EUI}/request",
            "response_topic": f"milesight-gateway/{GATEWAY_EUI}/response",
            "gateway_eui": GATEWAY_EUI,
        },
    )  # fmt: skip
    entry.add_to_hass(hass)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert set(reported(hass)) == ({f"task_failed:{task_id}"} if is_reported else set())


async def test_names_are_only_text(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = doomed_task(gateway, clock, "fragment:7")
    gateway.tasks[task_id].name = "<img src=x>"
    next(
        one for one in gateway.devices.values() if one.name == "A"
    ).name = "[A](https://example.com)"
    await poll(330)
    await poll(DAY)
    (issue,) = reported(hass).values()
    assert title(issue) == "Firmware update failed: <img src=x>"
    assert r"task \<img src\=x\> of" in description(issue)
    assert r"Not enough memory. Devices: 1 (\[A\]\(https\:\/\/example\.com\))" in description(issue)
