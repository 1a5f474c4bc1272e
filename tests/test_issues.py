"""What is told of a gateway among Home Assistant's repairs, and when it goes."""

from pathlib import Path
import re

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.issues.registry import KINDS, Issue
from custom_components.milesight_network_server.issues.watch import async_judge_answer
from simulator.checks import DEFAULT_KEY
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock, Poll
from .issues import Changes, description, reported, title

OWN_KEY = "0123456789abcdef0123456789abcdef"
TROUBLESHOOTING = Path(__file__).parents[1] / "docs" / "troubleshooting.md"


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with ten devices, none of them on the default key."""
    simulated = Gateway(GATEWAY_EUI, clock=clock)
    populate(simulated, devices=10)
    for one in simulated.devices.values():
        one.app_key = OWN_KEY
    return simulated


@pytest.fixture
def entry(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """A registered gateway that is not waited for long."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "request_timeout": 0.05}
    )
    return entry


async def test_nothing_is_reported_of_a_gateway_that_is_well(
    hass: HomeAssistant, loaded: MockConfigEntry, poll: Poll
) -> None:
    await poll(90)
    assert reported(hass) == {}


async def test_silence_is_reported_after_a_quarter_of_an_hour_and_goes_with_the_first_answer(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add("silent")
    await poll(90)
    await poll(14 * 60)
    assert reported(hass) == {}
    await poll(90)
    (issue,) = reported(hass).values()
    assert title(issue) == f"Milesight gateway {GATEWAY_EUI} does not answer"
    assert "for at least 15 minutes" in description(issue)
    assert issue.severity is ir.IssueSeverity.ERROR
    assert not issue.is_fixable
    gateway.faults.clear()
    await poll(90)
    assert reported(hass) == {}


async def test_silence_is_counted_anew_after_an_answer(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add("silent")
    await poll(90)
    await poll(14 * 60)
    gateway.faults.clear()
    await poll(90)
    gateway.faults.add("silent")
    await poll(90)
    await poll(14 * 60)
    assert reported(hass) == {}


async def test_silence_is_not_reported_of_a_gateway_that_refuses(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add("code call=3.3 code=23")
    for _ in range(20):
        await poll(90)
    assert reported(hass) == {}


async def test_silence_is_reported_only_after_one_more_question(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
    poll: Poll,
) -> None:
    """A gateway that is asked every hour was perhaps only restarting when it was asked."""
    options = {**entry.options, "device_interval": 3600}
    hass.config_entries.async_update_entry(entry, options=options)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    gateway.faults.add("silent")
    await poll(3690)
    gateway.faults.clear()
    await poll(16 * 60)
    assert reported(hass) == {}
    assert entry.runtime_data.devices.last_update_success


async def test_silence_is_reported_of_a_gateway_that_never_answered(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
    poll: Poll,
) -> None:
    await attach(gateway)
    gateway.faults.add("silent")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    for _ in range(8):
        await poll(100)
    assert reported(hass) == {}
    await poll(101)
    assert set(reported(hass)) == {"unreachable"}
    gateway.faults.clear()
    await poll(100)
    assert entry.state is ConfigEntryState.LOADED
    assert reported(hass) == {}


async def test_silence_is_counted_on_over_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add("silent")
    await poll(90)
    await poll(10 * 60)
    assert not await hass.config_entries.async_reload(loaded.entry_id)
    await poll(4 * 60)
    assert reported(hass) == {}
    await poll(90)
    assert set(reported(hass)) == {"unreachable"}


async def test_silence_ends_with_a_request_that_could_not_be_sent(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> None:
    devices = loaded.runtime_data.devices
    gateway.faults.add("silent")
    await poll(90)
    clock.move(16 * 60)
    devices.async_disconnected()
    async_judge_answer(hass, loaded, devices)
    assert reported(hass) == {}


async def test_silence_goes_with_the_entry(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.faults.add("silent")
    await poll(90)
    await poll(901)
    assert set(reported(hass)) == {"unreachable"}
    await hass.config_entries.async_remove(loaded.entry_id)
    assert reported(hass) == {}


async def test_cloud_comes_and_goes_with_what_the_gateway_says(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.books.cloud = True
    await poll(90)
    (issue,) = reported(hass).values()
    assert title(issue) == f"Milesight IoT Cloud manages Milesight gateway {GATEWAY_EUI}"
    assert "Network Server → General" in description(issue)
    assert issue.severity is ir.IssueSeverity.WARNING
    gateway.books.cloud = False
    await poll(90)
    assert reported(hass) == {}


async def test_cloud_stays_while_the_gateway_is_silent(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.books.cloud = True
    await poll(90)
    gateway.faults.add("silent")
    await poll(90)
    assert set(reported(hass)) == {"cloud"}


async def test_cloud_is_reported_once_for_many_polls(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    changes = Changes(hass)
    gateway.books.cloud = True
    for _ in range(3):
        await poll(90)
    assert changes.seen == ["create cloud"]


async def test_other_api_is_reported_at_set_up_and_goes_when_the_gateway_speaks_this_one(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
    poll: Poll,
) -> None:
    await attach(gateway)
    gateway.api = "v2"
    assert not await hass.config_entries.async_setup(entry.entry_id)
    (issue,) = reported(hass).values()
    assert title(issue) == f"Milesight gateway {GATEWAY_EUI} uses a different API"
    assert "UG63-V2" in description(issue)
    gateway.api = "ns-api"
    await poll(100)
    assert reported(hass) == {}


async def test_other_api_is_reported_of_a_gateway_that_was_replaced(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.api = "v2"
    await poll(90)
    assert set(reported(hass)) == {"other_api"}
    gateway.api = "ns-api"
    await poll(90)
    assert reported(hass) == {}


async def test_what_is_ignored_stays_ignored_over_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.books.cloud = True
    await poll(90)
    ir.async_ignore_issue(hass, DOMAIN, reported(hass)["cloud"].issue_id, ignore=True)
    changes = Changes(hass)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    assert reported(hass)["cloud"].dismissed_version is not None
    assert changes.seen == []


async def test_what_ended_while_the_entry_was_not_loaded_goes_when_it_is(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.books.cloud = True
    one = next(iter(gateway.devices.values()))
    one.app_key = DEFAULT_KEY
    await poll(90)
    assert set(reported(hass)) == {"cloud", "default_key"}
    assert await hass.config_entries.async_unload(loaded.entry_id)
    gateway.books.cloud, one.app_key = False, OWN_KEY
    assert await hass.config_entries.async_setup(loaded.entry_id)
    assert reported(hass) == {}


async def test_nothing_is_reported_of_an_entry_that_was_disabled(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    gateway.books.cloud = True
    await poll(90)
    assert set(reported(hass)) == {"cloud"}
    await hass.config_entries.async_set_disabled_by(loaded.entry_id, ConfigEntryDisabler.USER)
    assert reported(hass) == {}


async def test_nothing_is_reported_of_an_entry_that_was_disabled_while_it_was_tried(
    hass: HomeAssistant, entry: MockConfigEntry, attach: Attach, gateway: Gateway
) -> None:
    await attach(gateway)
    gateway.api = "v2"
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert set(reported(hass)) == {"other_api"}
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    assert reported(hass) == {}


async def test_removing_an_entry_leaves_those_of_another(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, attach: Attach, poll: Poll
) -> None:
    other = Gateway("24E124FFFEF5A6A9", cloud=True)
    topics = {"request_topic": "other/request", "response_topic": "other/response"}
    await attach(other, **topics)
    second = MockConfigEntry(
        domain=DOMAIN, title="Barn", unique_id=other.eui,
        data={**topics, "gateway_eui": other.eui},
    )  # fmt: skip
    second.add_to_hass(hass)
    assert await hass.config_entries.async_setup(second.entry_id)
    gateway.books.cloud = True
    await poll(90)
    assert len(ir.async_get(hass).issues) == 2
    await hass.config_entries.async_remove(loaded.entry_id)
    (issue,) = reported(hass).values()
    assert title(issue) == "Milesight IoT Cloud manages Barn"


async def test_the_name_of_an_entry_is_only_text(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    hass.config_entries.async_update_entry(loaded, title="<b>Barn</b>\n{{ 1 }}")
    gateway.books.cloud = True
    await poll(90)
    issue = reported(hass)["cloud"]
    assert description(issue).startswith(r"\<b\>Barn\<\/b\> \{\{ 1 \}\} says that")
    # A title is shown as plain text.
    assert title(issue) == "Milesight IoT Cloud manages <b>Barn</b> {{ 1 }}"


async def test_diagnostics_hold_nothing_private_of_issues(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    hass_client: ClientSessionGenerator,
) -> None:
    for one in gateway.devices.values():
        one.name, one.app_key = "Anna's room", DEFAULT_KEY
    await poll(90)
    assert await async_setup_component(hass, "diagnostics", {})
    await hass.async_block_till_done()
    url = f"/api/diagnostics/config_entry/{loaded.entry_id}"
    text = await (await (await hass_client()).get(url)).text()
    (issue,) = orjson.loads(text)["issues"]
    assert issue["issue_id"] == f"default_key_{loaded.entry_id}"
    for private in ("Anna", GATEWAY_EUI, DEFAULT_KEY, *gateway.devices):
        assert private.casefold() not in text.casefold()


@pytest.mark.parametrize("issue", Issue)
def test_every_issue_has_its_heading_in_the_documentation(issue: Issue) -> None:
    headings = re.findall(r"^#+ (.+)$", TROUBLESHOOTING.read_text("utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", one).strip().lower().replace(" ", "-") for one in headings}
    assert KINDS[issue].heading in anchors
