"""What is shown of LoRaWAN devices, and how they come and go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server import async_remove_config_entry_device
from custom_components.milesight_network_server.ns_api.gateway import DeviceList
from simulator.device import Device
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI, Attach, Clock, Poll
from .registry import device, entity_id, state


def first(gateway: Gateway) -> Device:
    """Return an active device of the gateway."""
    return next(one for one in gateway.devices.values() if one.active)


def identifier(one: Device) -> str:
    """Return a device's registry identifier."""
    return f"{GATEWAY_EUI}_{one.dev_eui}"


def delete_at_gateway(gateway: Gateway, dev_eui: str) -> None:
    """Delete a device on the gateway, by its API."""
    request = {"type": "ns-api", "id": "1", "method": "DELETE", "url": f"/api/urdevices/{dev_eui}"}
    gateway.answer(orjson.dumps(request))
    assert dev_eui not in gateway.devices


async def test_device_hangs_under_its_gateway(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    one = first(gateway)
    registered = device(hass, loaded.entry_id, identifier(one))
    parent = device(hass, loaded.entry_id, GATEWAY_EUI)
    assert registered is not None
    assert parent is not None
    assert registered.name == one.name
    # A DevEUI is no serial number; that comes from the device itself.
    assert registered.serial_number is None
    assert registered.model_id == "LoRaWAN class C"
    assert registered.manufacturer == "Milesight"
    assert registered.via_device_id == parent.id


async def test_active_and_last_seen_are_the_gateways(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    one = first(gateway)
    assert state(hass, "binary_sensor", f"{identifier(one)}_active").state == "on"
    shown = datetime.fromisoformat(state(hass, "sensor", f"{identifier(one)}_last_seen").state)
    assert one.last_seen is not None
    assert shown == one.last_seen.replace(microsecond=0)


async def test_never_seen_is_unknown(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    never = next(one for one in gateway.devices.values() if one.last_seen is None)
    assert state(hass, "sensor", f"{identifier(never)}_last_seen").state == STATE_UNKNOWN


@pytest.mark.parametrize(
    "key", ["profile", "application", "payload_codec", "f_cnt_up", "f_cnt_down"]
)
async def test_details_are_off_at_first(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, key: str
) -> None:
    found = entity_id(hass, "sensor", f"{identifier(first(gateway))}_{key}")
    registered = er.async_get(hass).async_get(found or "")
    assert registered is not None
    assert registered.disabled_by is er.RegistryEntryDisabler.INTEGRATION


@pytest.mark.usefixtures("all_entities_enabled")
async def test_details_show_the_devices_row(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    one = first(gateway)
    profile = gateway.profiles[one.profile_id].name
    application = gateway.applications[one.application_id].name
    assert state(hass, "sensor", f"{identifier(one)}_profile").state == profile
    assert state(hass, "sensor", f"{identifier(one)}_application").state == application
    assert state(hass, "sensor", f"{identifier(one)}_f_cnt_up").state == str(one.f_cnt_up)


async def test_new_device_appears_with_the_next_poll(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    request = {
        "type": "ns-api",
        "id": "1",
        "method": "POST",
        "url": "/api/urdevices",
        "body": {"devEUI": "24E1240000000001", "name": "New", "applicationID": "1"},
    }
    gateway.answer(orjson.dumps(request))
    await poll(61)
    assert device(hass, loaded.entry_id, f"{GATEWAY_EUI}_24E1240000000001") is not None
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_24E1240000000001_active").state == "off"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_devices").state == "11"


async def test_deleted_device_goes_with_its_entities(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    one = first(gateway)
    delete_at_gateway(gateway, one.dev_eui)
    await poll(61)
    assert device(hass, loaded.entry_id, identifier(one)) is None
    assert entity_id(hass, "sensor", f"{identifier(one)}_last_seen") is None


async def test_device_that_comes_back_is_shown_again(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    one = first(gateway)
    del gateway.devices[one.dev_eui]
    await poll(61)
    gateway.devices[one.dev_eui] = one
    await poll(61)
    assert state(hass, "binary_sensor", f"{identifier(one)}_active").state == "on"


async def test_renamed_device_is_renamed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    one = first(gateway)
    one.name = "Renamed at the gateway"
    await poll(61)
    registered = device(hass, loaded.entry_id, identifier(one))
    assert registered is not None
    assert registered.name == "Renamed at the gateway"


async def test_incomplete_list_removes_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    one = first(gateway)
    read = loaded.runtime_data.gateway.list_devices

    async def list_devices() -> DeviceList:
        """Lose a row, as a list does that changes each time it is read."""
        listed: DeviceList = await read()
        rest = {eui: row for eui, row in listed.devices.items() if eui != one.dev_eui}
        return replace(listed, devices=rest, complete=False)

    with patch.object(loaded.runtime_data.gateway, "list_devices", list_devices):
        await poll(61)
    assert state(hass, "binary_sensor", f"{identifier(one)}_active").state == "on"
    await poll(61)
    assert state(hass, "binary_sensor", f"{identifier(one)}_active").state == "on"


async def test_what_went_while_not_loaded_is_removed_at_set_up(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    one = first(gateway)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    delete_at_gateway(gateway, one.dev_eui)
    assert await hass.config_entries.async_setup(loaded.entry_id)
    await hass.async_block_till_done()
    assert device(hass, loaded.entry_id, identifier(one)) is None


async def test_people_can_delete_only_what_the_gateway_no_longer_names(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    listed = device(hass, loaded.entry_id, identifier(first(gateway)))
    stale = dr.async_get(hass).async_get_or_create(
        config_entry_id=loaded.entry_id,
        identifiers={("milesight_network_server", f"{GATEWAY_EUI}_24E124FFFFFFFFFF")},
    )
    assert listed is not None
    assert not await async_remove_config_entry_device(hass, loaded, listed)
    assert await async_remove_config_entry_device(hass, loaded, stale)


async def test_poll_writes_only_the_states_that_changed(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    for one in gateway.devices.values():
        one.next_uplink = None
    await poll(61)
    changed: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        changed.append(event.data["entity_id"])

    stop = hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    one = first(gateway)
    one.active = False
    await poll(61)
    stop()
    # Each poll takes its own time, which is a value of its own.
    changed = [name for name in changed if not name.endswith("response_time")]
    assert set(changed) == {
        entity_id(hass, "binary_sensor", f"{identifier(one)}_active"),
        entity_id(hass, "sensor", f"{GATEWAY_EUI}_active_devices"),
    }
    assert len(changed) == 2


async def test_last_seen_is_written_every_quarter_of_an_hour_while_it_moves_on(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    one = first(gateway)
    one.next_uplink = None
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    written = []
    for minutes in range(0, 60, 5):
        one.last_seen = start + timedelta(minutes=minutes)
        await poll(61)
        written.append(state(hass, "sensor", f"{identifier(one)}_last_seen").state)
    assert len(set(written)) == 4


async def test_last_seen_going_back_is_shown_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, clock: Clock
) -> None:
    one = first(gateway)
    one.next_uplink = None
    one.last_seen = clock().replace(microsecond=0) - timedelta(days=3)
    await poll(61)
    shown = state(hass, "sensor", f"{identifier(one)}_last_seen").state
    assert datetime.fromisoformat(shown) == one.last_seen


async def test_polls_less_often_the_more_devices_there_are(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    template = first(gateway)
    for number in range(391):
        dev_eui = f"24E124{number:010X}"
        gateway.devices[dev_eui] = Device(
            dev_eui=dev_eui,
            name=dev_eui,
            description="",
            application_id=1,
            profile_id=template.profile_id,
        )
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.runtime_data.devices.update_interval == timedelta(seconds=180)


async def test_rows_of_older_firmware_are_read(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> None:
    gateway.books.old_firmware = True
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert state(hass, "sensor", f"{GATEWAY_EUI}_devices").state == "10"


async def test_unloading_leaves_no_subscription_and_asks_no_more(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    gateway.requests.clear()
    await poll(3600)
    assert not list(gateway.requests)
    assert hass.data["milesight_network_server_links"] == {}


async def test_removing_the_entry_leaves_no_device_and_no_entity(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_remove(loaded.entry_id)
    await hass.async_block_till_done()
    assert not dr.async_entries_for_config_entry(dr.async_get(hass), loaded.entry_id)
    assert not er.async_entries_for_config_entry(er.async_get(hass), loaded.entry_id)


async def test_reload_makes_no_second_set(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    registry = er.async_get(hass)
    before = {one.entity_id for one in er.async_entries_for_config_entry(registry, loaded.entry_id)}
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    after = {one.entity_id for one in er.async_entries_for_config_entry(registry, loaded.entry_id)}
    assert after == before
