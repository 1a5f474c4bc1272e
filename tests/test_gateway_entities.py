"""What is shown of the gateway itself."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.gateway import Gateway as ApiGateway
from simulator.faults import Fault
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, Attach, Poll
from .registry import device, entity_id, state


@pytest.fixture(autouse=True)
def _short_timeout(entry: MockConfigEntry, hass: HomeAssistant) -> None:
    """A silent gateway costs a fraction of a second."""
    hass.config_entries.async_update_entry(entry, options={"request_timeout": 0.05})


async def test_gateway_device_carries_its_ethernet_address(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    registered = device(hass, loaded.entry_id, GATEWAY_EUI)
    assert registered is not None
    assert registered.manufacturer == "Milesight"
    assert registered.connections == {(dr.CONNECTION_NETWORK_MAC, "24:e1:24:f5:a6:a8")}


@pytest.mark.parametrize(
    ("key", "value"),
    [("devices", "10"), ("profiles", "8"), ("multicast_groups", "0"), ("running_tasks", "0")],
)
async def test_counts_are_those_of_the_gateway(
    hass: HomeAssistant, loaded: MockConfigEntry, key: str, value: str
) -> None:
    assert state(hass, "sensor", f"{GATEWAY_EUI}_{key}").state == value


async def test_active_devices_are_counted(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    active = sum(one.active for one in gateway.devices.values())
    assert 0 < active < 10
    assert state(hass, "sensor", f"{GATEWAY_EUI}_active_devices").state == str(active)


async def test_channel_plan_and_response_time_are_diagnostic(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert state(hass, "sensor", f"{GATEWAY_EUI}_channel_plan").state == "EU868"
    registry = er.async_get(hass)
    for key in ("channel_plan", "response_time"):
        registered = registry.async_get(entity_id(hass, "sensor", f"{GATEWAY_EUI}_{key}") or "")
        assert registered is not None
        assert registered.entity_category is EntityCategory.DIAGNOSTIC
        # How quickly it answers is of interest when something is wrong.
        assert (registered.disabled_by is not None) is (key == "response_time")


@pytest.mark.usefixtures("all_entities_enabled")
async def test_response_time_is_a_number(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    assert float(state(hass, "sensor", f"{GATEWAY_EUI}_response_time").state) >= 0


@pytest.mark.parametrize("key", ["devices", "active_devices", "profiles", "multicast_groups"])
async def test_counts_have_statistics_and_no_unit_that_is_a_word(
    hass: HomeAssistant, loaded: MockConfigEntry, key: str
) -> None:
    attributes = state(hass, "sensor", f"{GATEWAY_EUI}_{key}").attributes
    assert attributes["state_class"] == "measurement"
    assert "unit_of_measurement" not in attributes


async def test_cloud_follows_the_gateway(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_cloud").state == STATE_OFF
    gateway.books.cloud = True
    await poll(61)
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_cloud").state == STATE_ON


async def test_silent_gateway_is_disconnected_and_the_rest_unavailable(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
) -> None:
    gateway.faults.add(Fault("silent"))
    await poll(61)
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_connected").state == STATE_OFF
    others = {
        current.entity_id: current.state
        for current in hass.states.async_all(("sensor", "binary_sensor"))
        if current.entity_id != entity_id(hass, "binary_sensor", f"{GATEWAY_EUI}_connected")
    }
    assert set(others.values()) == {STATE_UNAVAILABLE}
    assert state(hass, "button", f"{GATEWAY_EUI}_refresh").state != STATE_UNAVAILABLE


async def test_silence_is_reported_once_in_the_log_and_so_is_its_end(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.clear()
    gateway.faults.add(Fault("silent"))
    for _ in range(20):
        await poll(61)
    logged = [
        record.message
        for record in caplog.records
        if record.name.startswith("custom_components.") and record.levelname == "ERROR"
    ]
    assert len(logged) == 1
    assert "did not answer" in logged[0]
    gateway.faults.clear()
    for _ in range(20):
        await poll(61)
    back = [record for record in caplog.records if "recovered" in record.message]
    assert len(back) == 1
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_connected").state == STATE_ON
    assert state(hass, "sensor", f"{GATEWAY_EUI}_profiles").state == "8"


async def test_gateway_that_answers_with_an_error_is_connected(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add(Fault("code", call="3.3", code=23))
    await poll(61)
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_connected").state == STATE_ON
    assert state(hass, "sensor", f"{GATEWAY_EUI}_devices").state == STATE_UNAVAILABLE


async def test_gateway_without_fuota_shows_its_devices(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    gateway.faults.add(Fault("code", call="6.2", code=21))
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert state(hass, "sensor", f"{GATEWAY_EUI}_devices").state == "10"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_running_tasks").state == "0"


async def test_refresh_reads_everything_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    gateway.requests.clear()
    await _press_refresh(hass)
    assert {"2.3", "3.3", "4.5", "6.2"} <= {request.call for request in gateway.requests}


async def test_refresh_says_why_it_failed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    gateway.faults.add(Fault("code", call="3.3", code=24))
    with pytest.raises(HomeAssistantError) as failure:
        await _press_refresh(hass)
    assert failure.value.translation_key == "refused_request_timeout"


async def test_setup_waits_for_a_gateway_that_is_silent(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    gateway.faults.add(Fault("silent"))
    await attach(gateway)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.reason is not None
    assert "did not answer" in entry.reason
    assert (
        "milesight_network_server_links" not in hass.data
        or not hass.data["milesight_network_server_links"]
    )


async def test_a_lost_answer_is_asked_for_once_more(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add(Fault("lost_answer", call="3.3", times=1))
    await poll(61)
    assert state(hass, "sensor", f"{GATEWAY_EUI}_devices").state == "10"


@pytest.mark.parametrize(
    ("call", "platform", "key"),
    [("6.2", "sensor", "running_tasks"), ("4.5", "sensor", "profiles")],
)
@pytest.mark.parametrize("fault", ["drop", "code code=24"])
async def test_a_list_whose_answers_were_lost_is_back_with_the_next_poll_of_the_devices(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    call: str,
    platform: str,
    key: str,
    fault: str,
) -> None:
    """It has several minutes until its own next poll."""
    runtime = loaded.runtime_data
    runtime.gateway.timeout = 0.05
    gateway.faults.add(f"{fault} call={call}")
    await (runtime.fuota if call == "6.2" else runtime.provisioning).async_refresh()
    assert state(hass, platform, f"{GATEWAY_EUI}_{key}").state == STATE_UNAVAILABLE
    gateway.faults.clear()
    await poll(61)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, platform, f"{GATEWAY_EUI}_{key}").state != STATE_UNAVAILABLE


async def test_a_list_that_stays_silent_is_asked_for_once_a_poll(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    loaded.runtime_data.gateway.timeout = 0.05
    gateway.faults.add(Fault("drop", call="4.5"))
    await loaded.runtime_data.provisioning.async_refresh()
    for _ in range(3):
        gateway.requests.clear()
        await poll(61)
        await hass.async_block_till_done(wait_background_tasks=True)
        asked = [request.call for request in gateway.requests]
        assert asked.count("3.3") == 1
        # One that may be sent again is sent twice.
        assert asked.count("4.5") <= 2


async def test_asks_in_pages_with_three_requests_at_once_at_most(
    loaded: MockConfigEntry, gateway: Gateway
) -> None:
    limits = {str(request.url) for request in gateway.requests if request.call == "3.3"}
    assert all("limit=50" in url for url in limits)
    assert isinstance(loaded.runtime_data.gateway, ApiGateway)


async def _press_refresh(hass: HomeAssistant) -> None:
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": entity_id(hass, "button", f"{GATEWAY_EUI}_refresh")},
        blocking=True,
    )
