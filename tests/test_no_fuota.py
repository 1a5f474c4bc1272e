"""Firmware from before FUOTA, in each way in which it may say so, and what only looks like it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway
from simulator.manners import NoFuota

from .conftest import GATEWAY_EUI, Attach, Clock, Poll
from .firmware.scene import logged
from .firmware_tasks import add_task
from .registry import device, entity_id, state

# What a gateway surely says of a call that it does not know, and what may mean that as well.
SURE: list[NoFuota] = [21, 22]
UNSURE: list[NoFuota] = [5, 12, 2, "silent"]
HOUR, TIMEOUT = 3600, 0.1
TASK = f"{GATEWAY_EUI}_fuota_1"


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no answer for long."""
    monkeypatch.setattr("custom_components.milesight_network_server.DEFAULT_TIMEOUT", TIMEOUT)


def lose_fuota(gateway: Gateway, manner: NoFuota) -> None:
    """Have the gateway answer the calls of FUOTA in this way; None: as they should be."""
    gateway.manners = replace(gateway.manners, no_fuota=manner)


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up the entry and let everything happen that does by itself."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def update_statuses(hass: HomeAssistant, gateway: Gateway) -> set[str]:
    """Return the Update status of all devices."""
    return {
        state(hass, "sensor", f"{GATEWAY_EUI}_{dev_eui}_update_status").state
        for dev_eui in gateway.devices
    }


@pytest.fixture
async def with_task(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, clock: Clock
) -> MockConfigEntry:
    """The entry of a gateway with a task that begins in a day."""
    for one in list(gateway.devices.values())[:2]:
        one.model = "WT201"
    add_task(gateway, clock() + timedelta(days=1))
    await attach(gateway)
    await set_up(hass, entry)
    assert state(hass, "sensor", f"{TASK}_status").state == "pending"
    return entry


@pytest.mark.parametrize("manner", [*SURE, *UNSURE])
async def test_a_gateway_without_fuota_has_no_tasks_and_no_device_is_updated(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    manner: NoFuota,
) -> None:
    lose_fuota(gateway, manner)
    await attach(gateway)
    await set_up(hass, entry)
    assert not entry.runtime_data.fuota.data.supported
    assert update_statuses(hass, gateway) == {"none"}
    assert state(hass, "sensor", f"{GATEWAY_EUI}_running_tasks").state == "0"
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_connected").state == "on"
    assert not entry.runtime_data.firmware.data.supported
    assert logged(caplog) == []


@pytest.mark.parametrize("manner", [*SURE, *UNSURE])
async def test_a_gateway_that_is_given_fuota_has_its_tasks_at_the_next_poll(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    clock: Clock,
    poll: Poll,
    manner: NoFuota,
) -> None:
    lose_fuota(gateway, manner)
    await attach(gateway)
    await set_up(hass, entry)
    lose_fuota(gateway, None)
    for one in list(gateway.devices.values())[:2]:
        one.model = "WT201"
    add_task(gateway, clock() + timedelta(days=1))
    await poll(HOUR + 1)
    assert entry.runtime_data.fuota.data.supported
    assert state(hass, "sensor", f"{TASK}_status").state == "pending"
    assert update_statuses(hass, gateway) == {"none", "not_started"}


async def test_a_gateway_that_does_not_even_answer_is_asked_for_tasks_once_an_hour(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, poll: Poll
) -> None:
    lose_fuota(gateway, "silent")
    await attach(gateway)
    await set_up(hass, entry)
    await poll(61)
    gateway.requests.clear()
    await poll(HOUR // 2)
    assert [one for one in gateway.requests if one.call == "6.2"] == []
    await poll(HOUR // 2 + 1)
    assert [one for one in gateway.requests if one.call == "6.2"]


async def test_answers_that_were_lost_at_the_start_are_made_up_for_a_minute_later(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, poll: Poll
) -> None:
    lose_fuota(gateway, "silent")
    await attach(gateway)
    await set_up(hass, entry)
    lose_fuota(gateway, None)
    await poll(61)
    assert entry.runtime_data.fuota.data.supported
    assert entry.runtime_data.firmware.data.supported
    assert entry.runtime_data.firmware.items


@pytest.mark.parametrize("manner", UNSURE)
async def test_a_gateway_that_once_listed_tasks_is_not_without_fuota_by_such_an_answer(
    hass: HomeAssistant,
    with_task: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    manner: NoFuota,
) -> None:
    lose_fuota(gateway, manner)
    await poll(301)
    assert with_task.runtime_data.fuota.data.supported
    assert state(hass, "sensor", f"{TASK}_status").state == STATE_UNAVAILABLE
    assert update_statuses(hass, gateway) == {STATE_UNAVAILABLE}
    assert state(hass, "sensor", f"{GATEWAY_EUI}_devices").state == "10"
    lose_fuota(gateway, None)
    await poll(301)
    assert state(hass, "sensor", f"{TASK}_status").state == "pending"
    assert update_statuses(hass, gateway) == {"none", "not_started"}


@pytest.mark.parametrize("manner", [*SURE, *UNSURE])
async def test_nothing_is_removed_by_such_an_answer_nor_by_a_restart_during_it(
    hass: HomeAssistant,
    with_task: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    manner: NoFuota,
) -> None:
    lose_fuota(gateway, manner)
    for _ in range(3):
        await poll(HOUR + 1)
    assert device(hass, with_task.entry_id, TASK) is not None
    assert entity_id(hass, "sensor", f"{TASK}_status") is not None
    assert await hass.config_entries.async_reload(with_task.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert device(hass, with_task.entry_id, TASK) is not None
    assert entity_id(hass, "sensor", f"{TASK}_status") is not None
    lose_fuota(gateway, None)
    await poll(HOUR + 1)
    assert state(hass, "sensor", f"{TASK}_status").state == "pending"


@pytest.mark.parametrize("manner", SURE)
async def test_what_was_known_of_tasks_stays_where_a_gateway_has_lost_fuota(
    hass: HomeAssistant,
    with_task: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    manner: NoFuota,
) -> None:
    """Other firmware was installed: that surely has none, and its next version may."""
    lose_fuota(gateway, manner)
    await poll(301)
    assert not with_task.runtime_data.fuota.data.supported
    assert with_task.runtime_data.fuota.items.keys() == {1}
    assert state(hass, "sensor", f"{TASK}_status").state == "pending"


@pytest.mark.parametrize("manner", UNSURE)
async def test_a_gateway_that_answers_nothing_else_either_is_not_without_fuota(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    poll: Poll,
    manner: NoFuota,
) -> None:
    lose_fuota(gateway, manner)
    gateway.faults.add("drop call=3.3 skip=1")
    await attach(gateway)
    await set_up(hass, entry)
    await entry.runtime_data.devices.async_refresh()
    await entry.runtime_data.fuota.async_refresh()
    assert not entry.runtime_data.fuota.last_update_success


@pytest.mark.parametrize("code", [23, 24, 20])
async def test_other_codes_mean_that_the_tasks_are_not_known_just_now(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, code: int
) -> None:
    lose_fuota(gateway, code)
    await attach(gateway)
    await set_up(hass, entry)
    assert entry.runtime_data.fuota.data is None
    assert update_statuses(hass, gateway) == {STATE_UNAVAILABLE}


@pytest.mark.parametrize("manner", [*SURE, *UNSURE])
async def test_a_device_of_a_gateway_without_fuota_can_be_deleted(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    manner: NoFuota,
) -> None:
    lose_fuota(gateway, manner)
    await attach(gateway)
    await set_up(hass, entry)
    dev_eui = next(iter(gateway.devices))
    data = {"config_entry_id": entry.entry_id, "dev_eui": dev_eui}
    await hass.services.async_call(DOMAIN, "delete_device", data, blocking=True)
    assert dev_eui not in gateway.devices


@pytest.mark.parametrize(
    "data",
    [
        ("list_fuota_tasks", {}),
        ("get_payload_sizes", {}),
        ("list_official_models", {}),
        ("delete_fuota_tasks", {"task_ids": 1}),
    ],
    ids=lambda data: str(data[0]),
)
@pytest.mark.parametrize("manner", SURE)
async def test_who_asks_a_gateway_without_fuota_is_told_which_firmware_has_it(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    manner: NoFuota,
    data: tuple[str, dict[str, Any]],
) -> None:
    lose_fuota(gateway, manner)
    await attach(gateway)
    await set_up(hass, entry)
    service, given = data
    with pytest.raises(HomeAssistantError) as refused:
        await hass.services.async_call(
            DOMAIN,
            service,
            {"config_entry_id": entry.entry_id, **given},
            blocking=True,
            return_response=True,
        )
    said = str(refused.value)
    assert "firmware tasks need 56.0.0.6 on a UG56 and 60.0.0.45 on UG65 and UG67" in said
    assert f"(code {manner})" in said
