"""What is shown of FUOTA tasks: by a clock, from pending to the end."""

from datetime import datetime, timedelta
from functools import partial
from math import ceil

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers.device_registry import DeviceEntryType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from simulator.faults import Fault
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock, Poll
from .firmware_tasks import FRAGMENT_SIZE, REDUNDANCY, add_task
from .registry import device, entity_id, state


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with several devices of each model."""
    simulated = Gateway(GATEWAY_EUI, clock=clock)
    populate(simulated, devices=20)
    return simulated


async def test_task_is_a_service_device_under_the_gateway(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, clock: Clock
) -> None:
    task_id = add_task(gateway, clock() + timedelta(hours=1))
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    registered = device(hass, entry.entry_id, f"{GATEWAY_EUI}_fuota_{task_id}")
    parent = device(hass, entry.entry_id, GATEWAY_EUI)
    assert registered is not None
    assert parent is not None
    assert registered.entry_type is DeviceEntryType.SERVICE
    assert registered.name == "Thermostats"
    assert registered.via_device_id == parent.id


async def test_pending_task_shows_when_it_starts_and_is_expected_to_end(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, clock: Clock
) -> None:
    starts = clock() + timedelta(hours=1)
    task_id = add_task(gateway, starts)
    task = gateway.tasks[task_id]
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    prefix = f"{GATEWAY_EUI}_fuota_{task_id}"
    assert state(hass, "sensor", f"{prefix}_status").state == "pending"
    assert state(hass, "sensor", f"{prefix}_progress").state == "0.0"
    assert state(hass, "sensor", f"{prefix}_done_devices").state == "0"
    assert state(hass, "sensor", f"{prefix}_total_devices").state == "2"
    shown = datetime.fromisoformat(state(hass, "sensor", f"{prefix}_starts").state)
    assert shown == starts
    ends = datetime.fromisoformat(state(hass, "sensor", f"{prefix}_ends").state)
    fragments = ceil(task.firmware.size / FRAGMENT_SIZE)
    sending = timedelta(seconds=fragments + ceil(fragments * REDUNDANCY / 100))
    assert ends == starts + sending + timedelta(minutes=2)


async def test_end_of_an_own_firmware_is_not_invented(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, clock: Clock
) -> None:
    task_id = add_task(gateway, clock() + timedelta(hours=1), official=False)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert state(hass, "sensor", f"{GATEWAY_EUI}_fuota_{task_id}_ends").state == STATE_UNKNOWN


async def test_end_is_unknown_for_a_gateway_without_internet(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, clock: Clock
) -> None:
    task_id = add_task(gateway, clock() + timedelta(hours=1))
    gateway.books.internet = False
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert state(hass, "sensor", f"{GATEWAY_EUI}_fuota_{task_id}_ends").state == STATE_UNKNOWN
    assert state(hass, "sensor", f"{GATEWAY_EUI}_fuota_{task_id}_status").state == "pending"


async def test_task_is_followed_to_its_end(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = add_task(gateway, clock() + timedelta(seconds=400))
    prefix = f"{GATEWAY_EUI}_fuota_{task_id}"
    await poll(301)
    assert state(hass, "sensor", f"{prefix}_status").state == "pending"
    seen: list[str] = []
    for _ in range(5000):
        await poll(11)
        current = state(hass, "sensor", f"{prefix}_status").state
        if not seen or seen[-1] != current:
            seen.append(current)
        if current == "executing":
            assert state(hass, "sensor", f"{GATEWAY_EUI}_running_tasks").state == "1"
        if current in ("succeeded", "failed"):
            break
        gateway_end = gateway.tasks[task_id].status
        if gateway_end in (3, 4):
            continue
        # Long stretches of sending are of no interest.
        clock.move(120)
    assert seen[-1] == "succeeded"
    assert "executing" in seen
    assert state(hass, "sensor", f"{prefix}_progress").state == "100.0"
    assert state(hass, "sensor", f"{prefix}_done_devices").state == "2"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_running_tasks").state == "0"
    ends = datetime.fromisoformat(state(hass, "sensor", f"{prefix}_ends").state)
    assert ends <= clock()


async def test_tasks_are_read_seldom_until_one_is_about_to_start(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    coordinator = loaded.runtime_data.fuota
    assert coordinator.update_interval == timedelta(minutes=5)
    add_task(gateway, clock() + timedelta(hours=1))
    await poll(301)
    assert coordinator.update_interval == timedelta(minutes=5)
    clock.move(3300 - 301 - 301)
    await poll(301)
    assert coordinator.update_interval == timedelta(seconds=10)


async def test_deleted_task_goes_with_its_entities(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    clock: Clock,
    poll: Poll,
) -> None:
    task_id = add_task(gateway, clock() + timedelta(hours=1))
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    del gateway.tasks[task_id]
    await poll(301)
    assert device(hass, entry.entry_id, f"{GATEWAY_EUI}_fuota_{task_id}") is None
    assert entity_id(hass, "sensor", f"{GATEWAY_EUI}_fuota_{task_id}_status") is None


async def run_to_the_end(
    hass: HomeAssistant, gateway: Gateway, clock: Clock, poll: Poll, task_id: int
) -> list[tuple[str, str]]:
    """Let a task run; return the pairs of status and session that were shown, each once."""
    prefix = f"{GATEWAY_EUI}_fuota_{task_id}"
    seen: list[tuple[str, str]] = []
    for _ in range(2000):
        await poll(11)
        status = state(hass, "sensor", f"{prefix}_status").state
        pair = (status, state(hass, "sensor", f"{prefix}_session").state)
        if pair not in seen:
            seen.append(pair)
        if status in ("succeeded", "failed"):
            return seen
        clock.move(20)
    raise AssertionError("the task does not end")


async def test_session_shows_that_an_update_lives(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = add_task(gateway, clock() + timedelta(seconds=330))
    await poll(301)
    seen = await run_to_the_end(hass, gateway, clock, poll, task_id)
    assert [pair for pair in seen if pair[0] != "waiting"] == [
        ("pending", "unknown"),
        ("executing", "setting_up"),
        ("executing", "sending"),
        ("executing", "finishing"),
        ("succeeded", "ended"),
    ]


async def test_what_became_of_each_device_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = add_task(gateway, clock() + timedelta(seconds=330))
    lucky, unlucky = (one.dev_eui for one in gateway.tasks[task_id].devices.values())
    gateway.set_fate(unlucky, "fragment:7")
    outsider = next(eui for eui in gateway.devices if eui not in (lucky, unlucky))
    await poll(301)
    await poll(11)
    assert state(hass, "sensor", f"{GATEWAY_EUI}_{lucky}_update_status").state == "not_started"
    await run_to_the_end(hass, gateway, clock, poll, task_id)
    assert state(hass, "sensor", f"{GATEWAY_EUI}_{lucky}_update_status").state == "complete"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_{unlucky}_update_status").state == "low_memory"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_{outsider}_update_status").state == "none"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_fuota_{task_id}_failed_devices").state == "1"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_fuota_{task_id}_done_devices").state == "1"


async def test_failed_task_can_be_retried_and_nothing_else(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = add_task(gateway, clock() + timedelta(seconds=330))
    _, unlucky = (one.dev_eui for one in gateway.tasks[task_id].devices.values())
    gateway.set_fate(unlucky, "fragment:9", times=1)
    await poll(301)
    button = f"{GATEWAY_EUI}_fuota_{task_id}_retry"
    press = partial(
        hass.services.async_call,
        "button",
        "press",
        {"entity_id": entity_id(hass, "button", button)},
        blocking=True,
    )
    # It is there as long as its task, and says why it does nothing.
    with pytest.raises(ServiceValidationError, match="has not failed, so there is nothing to"):
        await press()
    await run_to_the_end(hass, gateway, clock, poll, task_id)
    await press()
    with pytest.raises(ServiceValidationError, match="has not failed"):
        await press()
    assert [one.call for one in gateway.requests].count("6.5") == 1
    await run_to_the_end(hass, gateway, clock, poll, task_id)
    assert state(hass, "sensor", f"{GATEWAY_EUI}_{unlucky}_update_status").state == "complete"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_fuota_{task_id}_failed_devices").state == "0"


async def test_only_administrators_may_retry(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    clock: Clock,
    poll: Poll,
    hass_read_only_user: MockUser,
) -> None:
    # Somebody who may press buttons, and yet is no administrator.
    hass_read_only_user.mock_policy({"entities": True})
    task_id = add_task(gateway, clock() + timedelta(seconds=330))
    for one in gateway.tasks[task_id].devices.values():
        gateway.set_fate(one.dev_eui, "multicast:6")
    await poll(301)
    await run_to_the_end(hass, gateway, clock, poll, task_id)
    button = entity_id(hass, "button", f"{GATEWAY_EUI}_fuota_{task_id}_retry")
    context = Context(user_id=hass_read_only_user.id)
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            "button", "press", {"entity_id": button}, blocking=True, context=context
        )
    assert "6.5" not in {request.call for request in gateway.requests}


async def test_devices_that_can_not_be_read_cost_only_their_news(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    task_id = add_task(gateway, clock() + timedelta(seconds=330))
    gateway.faults.add(Fault("code", call="6.7", code=23))
    await poll(301)
    await run_to_the_end(hass, gateway, clock, poll, task_id)
    prefix = f"{GATEWAY_EUI}_fuota_{task_id}"
    assert state(hass, "sensor", f"{prefix}_status").state == "succeeded"
    gateway.faults.clear()
    await poll(301)
    assert state(hass, "sensor", f"{prefix}_failed_devices").state == "0"
