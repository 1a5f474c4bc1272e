"""Update settings in the options: what is offered, what is refused, and that it is in force."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.updates.settings import (
    FUOTA_ALLOWANCE,
    UpdateSettings,
    update_settings,
)
from simulator.channel_plan import CHANNEL_PLANS
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock
from .firmware_tasks import add_task
from .registry import state
from .wizard import mentioned, open_options, said, shown

# As the front end sends them, and as they are stored.
ENTERED = {
    "dr": "5",
    "frequency": 868_100_000.0,
    "fragment_interval": 2000.0,
    "fragment_redundancy": 0.0,
    "fuota_allowance": 600.0,
}
STORED = {
    "dr": 5,
    "frequency": 868_100_000,
    "fragment_interval": 2000,
    "fragment_redundancy": 0,
    "fuota_allowance": 600,
}


async def save(hass: HomeAssistant, entry: MockConfigEntry, **entered: Any) -> ConfigFlowResult:
    """Fill in the update settings and wait until they are in force."""
    form = await open_options(hass, entry, "updates")
    result = await hass.config_entries.options.async_configure(form["flow_id"], entered)
    await hass.async_block_till_done()
    return result


async def data_rates(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str]:
    """Return the data rates that the form offers, with their labels."""
    schema = (await open_options(hass, entry, "updates"))["data_schema"]
    assert schema is not None
    selector = next(one for field, one in schema.schema.items() if field == "dr")
    return {one["value"]: one["label"] for one in selector.config["options"]}


async def loaded_with(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, plan: str
) -> None:
    """Set up a gateway of this channel plan."""
    gateway = Gateway(GATEWAY_EUI, channel_plan=plan)
    populate(gateway, devices=1)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)


async def test_at_first_nothing_is_set(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    form = await open_options(hass, loaded, "updates")
    assert shown(form) == {}
    assert mentioned(form) == {"channel_plan": "EU868"}
    assert update_settings(loaded.options) == UpdateSettings(
        dr=None,
        frequency=None,
        fragment_interval=None,
        fragment_redundancy=None,
        allowance=timedelta(minutes=2),
    )


async def test_what_is_entered_is_stored_as_whole_numbers(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    result = await save(hass, loaded, **ENTERED)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    stored = {name: loaded.options[name] for name in STORED}
    assert stored == STORED
    assert {type(value) for value in stored.values()} == {int}
    assert update_settings(loaded.options) == UpdateSettings(
        dr=5,
        frequency=868_100_000,
        fragment_interval=2000,
        fragment_redundancy=0,
        allowance=timedelta(minutes=10),
    )


async def test_the_present_settings_are_shown(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await save(hass, loaded, **ENTERED)
    assert shown(await open_options(hass, loaded, "updates")) == {**STORED, "dr": "5"}


async def test_what_is_cleared_is_worked_out_again(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save(hass, loaded, **ENTERED)
    await save(hass, loaded)
    assert update_settings(loaded.options) == UpdateSettings(allowance=FUOTA_ALLOWANCE)


async def test_the_other_options_are_kept(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    before = dict(loaded.options)
    assert before
    await save(hass, loaded, **ENTERED)
    assert loaded.options == {**before, **STORED}


async def test_changed_settings_reload_the_entry(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    before = loaded.runtime_data
    await save(hass, loaded, **ENTERED)
    assert loaded.state is ConfigEntryState.LOADED
    assert loaded.runtime_data is not before


@pytest.mark.parametrize(
    ("plan", "offered"),
    [
        ("EU868", {"0": "DR0 (SF12, 125 kHz)", "6": "DR6 (SF7, 250 kHz)"}),
        ("US915", {"8": "DR8 (SF12, 500 kHz)", "13": "DR13 (SF7, 500 kHz)"}),
    ],
)
async def test_the_downlink_data_rates_of_the_channel_plan_are_offered(
    hass: HomeAssistant,
    attach: Attach,
    entry: MockConfigEntry,
    plan: str,
    offered: dict[str, str],
) -> None:
    await loaded_with(hass, attach, entry, plan)
    rates = await data_rates(hass, entry)
    first, last = offered
    assert list(rates) == [str(number) for number in range(int(first), int(last) + 1)]
    assert rates.items() >= offered.items()


async def test_what_is_not_offered_can_not_be_chosen(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry
) -> None:
    await loaded_with(hass, attach, entry, "US915")
    with pytest.raises(InvalidData):
        await save(hass, entry, dr="3")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (
            "frequency",
            868_100_050,
            "Enter a multiple of 100 Hz from 863000000 to 870000000 Hz.",
        ),
        ("frequency", 869.525, "Enter a multiple of 100 Hz from 863000000 to 870000000 Hz."),
        ("frequency", 862_999_900, "Enter a multiple of 100 Hz from 863000000 to 870000000 Hz."),
        ("frequency", 870_000_100, "Enter a multiple of 100 Hz from 863000000 to 870000000 Hz."),
        ("fragment_interval", 999, "Enter a whole number from 1000 to 10000 ms."),
        ("fragment_interval", 10_001, "Enter a whole number from 1000 to 10000 ms."),
        ("fragment_interval", 1000.5, "Enter a whole number from 1000 to 10000 ms."),
        ("fragment_redundancy", -1, "Enter a whole number from 0 to 100%."),
        ("fragment_redundancy", 101, "Enter a whole number from 0 to 100%."),
        ("fuota_allowance", -1, "Enter a whole number from 0 to 3600 s."),
        ("fuota_allowance", 3601, "Enter a whole number from 0 to 3600 s."),
    ],
)
async def test_a_value_that_does_not_fit_is_reported_with_what_is_allowed(
    hass: HomeAssistant, loaded: MockConfigEntry, field: str, value: float, sentence: str
) -> None:
    before = dict(loaded.options)
    form = await save(hass, loaded, **{**ENTERED, field: value})
    assert said(form) == {field: sentence}
    assert shown(form) == {**ENTERED, field: value}
    assert loaded.options == before


async def test_all_mistakes_are_reported_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    form = await save(hass, loaded, frequency=1, fragment_interval=1)
    assert set(said(form)) == {"frequency", "fragment_interval"}


async def test_limits_are_taken(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    for entered in (
        {"frequency": 863_000_000, "fragment_interval": 1000, "fuota_allowance": 0},
        {"frequency": 870_000_000, "fragment_interval": 10_000, "fragment_redundancy": 100},
    ):
        result = await save(hass, loaded, **entered)
        assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_without_the_gateway_any_data_rate_and_frequency_can_be_entered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    form = await open_options(hass, loaded, "updates")
    assert mentioned(form) == {"channel_plan": "–"}
    result = await save(hass, loaded, dr=8.0, frequency=923_300_000.0)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (loaded.options["dr"], loaded.options["frequency"]) == (8, 923_300_000)


@pytest.mark.parametrize("value", [-1, 16, 2.5])
async def test_without_the_gateway_what_is_no_data_rate_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, value: float
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert said(await save(hass, loaded, dr=value)) == {"dr": "Enter a whole number from 0 to 15."}


async def test_a_data_rate_that_the_plan_no_longer_has_is_not_suggested(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(loaded, options={"dr": 13, "fragment_interval": 2000})
    assert shown(await open_options(hass, loaded, "updates")) == {"fragment_interval": 2000}


async def test_a_plan_that_changes_while_the_form_is_open_is_checked(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    form = await open_options(hass, loaded, "updates")
    gateway.books.plan = CHANNEL_PLANS["US915"]
    await loaded.runtime_data.devices.async_refresh()
    refused = await hass.config_entries.options.async_configure(form["flow_id"], {"dr": "3"})
    sentence = "Choose one of the channel plan's data rates for downlinks: 8, 9, 10, 11, 12, 13."
    assert said(refused) == {"dr": sentence}


async def test_tasks_are_expected_to_end_later_with_a_larger_allowance(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    task_id = add_task(gateway, clock() + timedelta(hours=1))
    await save(hass, loaded, fuota_allowance=120)
    first = ends(hass, task_id)
    await save(hass, loaded, fuota_allowance=600)
    assert ends(hass, task_id) - first == timedelta(minutes=8)


def ends(hass: HomeAssistant, task_id: int) -> datetime:
    """Return when a task is expected to end."""
    return datetime.fromisoformat(
        state(hass, "sensor", f"{GATEWAY_EUI}_fuota_{task_id}_ends").state
    )
