"""The options: what is shown, what is stored, and that it is in force at once."""

from datetime import UTC, timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator import prepared_task
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, TOPICS, Attach, Clock
from .connection import Connection
from .mqtt_client import requests
from .registry import device, state
from .wizard import open_options, shown

DEFAULTS = {
    "fuota_interval": 10,
    "request_timeout": 10,
    "data_center": "eu",
    "time_zone": "US/Pacific",
}
CHANGED = {
    "device_interval": 120,
    "fuota_interval": 30,
    "request_timeout": 5,
    "page_size": 3,
    "data_center": "cn",
    "time_zone": "Asia/Shanghai",
}


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    """A registered gateway whose options nobody has touched."""
    mock = MockConfigEntry(
        domain=DOMAIN, unique_id=GATEWAY_EUI, data={**TOPICS, "gateway_eui": GATEWAY_EUI}
    )
    mock.add_to_hass(hass)
    return mock


async def options(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the options about how the gateway is asked."""
    return await open_options(hass, entry, "settings")


async def save(hass: HomeAssistant, entry: MockConfigEntry, **entered: Any) -> ConfigFlowResult:
    """Fill in the options and wait until they are in force."""
    form = await options(hass, entry)
    result = await hass.config_entries.options.async_configure(form["flow_id"], entered)
    await hass.async_block_till_done()
    return result


async def test_the_options_begin_with_a_menu(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    menu = await hass.config_entries.options.async_init(loaded.entry_id)
    assert menu["type"] is FlowResultType.MENU
    assert menu["menu_options"] == [
        "new_device",
        "import_devices",
        "settings",
        "readings",
        "downlinks",
        "updates",
        "firmware",
        "blueprints",
    ]


async def test_the_defaults_are_shown_and_no_device_interval(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert shown(await options(hass, loaded)) == DEFAULTS


async def test_the_present_options_are_shown(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    hass.config_entries.async_update_entry(loaded, options=CHANGED)
    assert shown(await options(hass, loaded)) == CHANGED


async def test_the_entered_options_are_stored(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    result = await save(hass, loaded, **CHANGED)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert loaded.options == CHANGED


async def test_numbers_are_stored_whole(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """The front end sends them with a decimal point."""
    floats = {key: float(value) for key, value in CHANGED.items() if isinstance(value, int)}
    await save(hass, loaded, **{**CHANGED, **floats})
    assert {key: type(loaded.options[key]) for key in floats} == dict.fromkeys(floats, int)


async def test_a_device_interval_left_empty_is_not_stored(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, **DEFAULTS)
    assert loaded.options == DEFAULTS


async def test_the_update_settings_are_kept(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    hass.config_entries.async_update_entry(loaded, options={"dr": 3, "fuota_allowance": 0})
    await save(hass, loaded, **CHANGED)
    assert loaded.options == {**CHANGED, "dr": 3, "fuota_allowance": 0}


async def test_a_cleared_device_interval_is_removed(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, **CHANGED)
    await save(hass, loaded, **DEFAULTS)
    assert "device_interval" not in loaded.options
    assert loaded.runtime_data.devices.update_interval == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("device_interval", 9),
        ("device_interval", 86401),
        ("fuota_interval", 4),
        ("fuota_interval", 3601),
        ("request_timeout", 0),
        ("request_timeout", 121),
        ("page_size", 0),
        ("page_size", 1001),
        ("data_center", "mars"),
        ("time_zone", "Mars/Olympus_Mons"),
    ],
)
async def test_a_value_out_of_range_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, option: str, value: object
) -> None:
    with pytest.raises(InvalidData) as refused:
        await save(hass, loaded, **{**CHANGED, option: value})
    assert list(refused.value.schema_errors) == [option]
    assert loaded.options == {}


async def test_the_gateways_page_links_to_its_own(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, **DEFAULTS, web_page="http://192.168.23.150")
    registered = device(hass, loaded.entry_id, GATEWAY_EUI)
    assert registered is not None
    assert registered.configuration_url == "http://192.168.23.150"


@pytest.mark.parametrize("address", ["192.168.23.150", "ftp://gateway", "http://", "http://[::1"])
async def test_what_is_no_address_of_a_page_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, address: str
) -> None:
    result = await save(hass, loaded, **DEFAULTS, web_page=address)
    assert result["errors"] == {"web_page": "web_page_invalid"}
    assert "web_page" not in loaded.options


async def test_new_options_reload_the_entry(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    before = loaded.runtime_data
    await save(hass, loaded, **CHANGED)
    assert loaded.state is ConfigEntryState.LOADED
    assert loaded.runtime_data is not before


async def test_unchanged_options_do_not_reload_the_entry(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, **CHANGED)
    before = loaded.runtime_data
    await save(hass, loaded, **CHANGED)
    assert loaded.runtime_data is before


async def test_rows_per_request_left_empty_are_not_stored(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, **CHANGED)
    await save(hass, loaded, **DEFAULTS)
    assert "page_size" not in loaded.options


@pytest.mark.parametrize(("stored", "kept"), [(50, None), (20, 20)])
async def test_rows_per_request_that_nobody_chose_are_forgotten(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, stored: int, kept: int | None
) -> None:
    """Earlier versions stored 50 whenever the form was sent in."""
    await attach(gateway)
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=GATEWAY_EUI,
        data={**TOPICS, "gateway_eui": GATEWAY_EUI},
        options={**DEFAULTS, "page_size": stored},
        minor_version=1,
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.options.get("page_size") == kept
    assert entry.minor_version == 2


async def test_entry_of_a_later_version_is_left_alone(
    hass: HomeAssistant, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=GATEWAY_EUI,
        data={**TOPICS, "gateway_eui": GATEWAY_EUI},
        version=2,
    )
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.MIGRATION_ERROR


async def test_lists_are_read_in_pages_of_page_size(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    gateway.requests.clear()
    await save(hass, loaded, **CHANGED)
    pages = [str(request.url) for request in gateway.requests if request.call == "3.3"]
    assert sorted(pages) == [
        f"/api/urdevices?order=asc&type=default&limit=3&offset={offset}" for offset in (0, 3, 6, 9)
    ]
    assert len(loaded.runtime_data.devices.items) == 10


async def test_devices_are_read_every_device_interval(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, **CHANGED)
    assert loaded.runtime_data.devices.update_interval == timedelta(seconds=120)


async def test_running_tasks_are_read_every_fuota_interval(
    hass: HomeAssistant, attach: Attach, clock: Clock, entry: MockConfigEntry
) -> None:
    gateway = Gateway(GATEWAY_EUI, clock=clock)
    populate(gateway, devices=10, models=[prepared_task.MODEL])
    await attach(gateway)
    await hass.config_entries.async_setup(entry.entry_id)
    prepared_task.start(gateway, duration=1800, delay=60)
    await save(hass, entry, **CHANGED)
    assert entry.runtime_data.fuota.update_interval == timedelta(seconds=30)


async def test_a_request_is_of_use_for_the_time_that_its_answer_is_waited_for(
    hass: HomeAssistant, loaded: MockConfigEntry, connection: Connection
) -> None:
    connection.published.clear()
    await save(hass, loaded, **CHANGED)
    expiries = {request.properties.MessageExpiryInterval for request in requests(connection)}
    assert expiries == {5}


async def test_times_without_a_zone_are_in_the_time_zone_of_the_gateway(
    hass: HomeAssistant, attach: Attach, clock: Clock, entry: MockConfigEntry
) -> None:
    gateway = Gateway(GATEWAY_EUI, clock=clock, utc_offset=timedelta(hours=8))
    populate(gateway, devices=1)
    (device,) = gateway.devices.values()
    assert device.last_seen is not None
    await attach(gateway)
    await hass.config_entries.async_setup(entry.entry_id)
    await save(hass, entry, **CHANGED)
    shown_time = state(hass, "sensor", f"{GATEWAY_EUI}_{device.dev_eui}_last_seen").state
    assert shown_time == device.last_seen.astimezone(UTC).isoformat(timespec="seconds")


async def test_without_the_option_times_without_a_zone_are_in_that_of_home_assistant(
    hass: HomeAssistant, attach: Attach, clock: Clock, entry: MockConfigEntry
) -> None:
    await hass.config.async_set_time_zone("Asia/Shanghai")
    gateway = Gateway(GATEWAY_EUI, clock=clock, utc_offset=timedelta(hours=8))
    populate(gateway, devices=1)
    (device,) = gateway.devices.values()
    assert device.last_seen is not None
    await attach(gateway)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    shown_time = state(hass, "sensor", f"{GATEWAY_EUI}_{device.dev_eui}_last_seen").state
    assert shown_time == device.last_seen.astimezone(UTC).isoformat(timespec="seconds")
