"""Fix flows, as the front end runs them over HTTP."""

from http import HTTPStatus

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.milesight_network_server.const import DOMAIN
from simulator.checks import DEFAULT_KEY
from simulator.faults import Fault
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Clock, Poll
from .doomed_task import DAY, doomed_task
from .firmware_tasks import REDUNDANCY
from .issues import reported
from .repair_flow import URL, Flow

OWN_KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with devices that have keys of their own."""
    simulated = Gateway(GATEWAY_EUI, clock=clock)
    populate(simulated, devices=20)
    for one in simulated.devices.values():
        one.app_key = OWN_KEY if one.app_key else ""
    return simulated


@pytest.fixture
def entry(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """A registered gateway that is not waited for long."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "request_timeout": 0.05}
    )
    return entry


@pytest.fixture
def flow(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Flow:
    """A fix flow of a signed-in administrator."""
    return Flow(hass, hass_client)


@pytest.fixture
async def default_key(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> str:
    """The issue of two devices on the default key."""
    for name, one in zip(("Roof", "Attic"), gateway.devices.values(), strict=False):
        one.name, one.app_key = name, DEFAULT_KEY
    await poll(90)
    return reported(hass)["default_key"].issue_id


@pytest.fixture
async def failed_task(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock, poll: Poll
) -> str:
    """The issue of task 1, which failed."""
    task_id = doomed_task(gateway, clock, "fragment:9")
    gateway.tasks[task_id].fragment_interval = 5000
    await poll(DAY)
    return reported(hass)[f"task_failed:{task_id}"].issue_id


async def test_default_key_explains_and_closes_when_all_keys_are_changed(
    hass: HomeAssistant, default_key: str, gateway: Gateway, flow: Flow
) -> None:
    shown = await flow.start(default_key)
    assert shown["type"] == "menu"
    assert shown["menu_options"] == ["check", "ignore"]
    assert shown["description_placeholders"]["devices"] == "Attic, Roof"
    assert shown["description_placeholders"]["count"] == "2"
    for one in gateway.devices.values():
        one.app_key = OWN_KEY if one.app_key else ""
    result = await flow.choose("check")
    assert result["type"] == "create_entry"
    assert reported(hass) == {}


async def test_default_key_says_what_is_left_to_do(
    hass: HomeAssistant, default_key: str, gateway: Gateway, flow: Flow
) -> None:
    await flow.start(default_key)
    next(iter(gateway.devices.values())).app_key = OWN_KEY
    result = await flow.choose("check")
    assert (result["type"], result["reason"]) == ("abort", "still_default_key")
    assert result["description_placeholders"]["devices"] == "Attic"
    assert result["description_placeholders"]["count"] == "1"
    assert set(reported(hass)) == {"default_key"}


async def test_default_key_is_not_judged_by_an_old_list(
    hass: HomeAssistant, default_key: str, gateway: Gateway, flow: Flow
) -> None:
    await flow.start(default_key)
    gateway.faults.add(Fault("code", call="3.3", code=23))
    result = await flow.choose("check")
    assert (result["type"], result["reason"]) == ("abort", "not_read")
    assert "internal error at list" in result["description_placeholders"]["error"]
    assert set(reported(hass)) == {"default_key"}


async def test_default_key_can_be_left_alone(
    hass: HomeAssistant, default_key: str, flow: Flow
) -> None:
    await flow.start(default_key)
    result = await flow.choose("ignore")
    assert (result["type"], result["reason"]) == ("abort", "ignored")
    assert reported(hass)["default_key"].dismissed_version is not None


async def test_no_key_is_shown(default_key: str, flow: Flow) -> None:
    shown = await flow.start(default_key)
    left = await flow.choose("check")
    assert DEFAULT_KEY not in repr((shown, left)).casefold()


async def test_failed_task_is_retried(
    hass: HomeAssistant,
    failed_task: str,
    gateway: Gateway,
    flow: Flow,
) -> None:
    shown = await flow.start(failed_task)
    assert shown["type"] == "menu"
    assert shown["menu_options"] == ["retry", "new_task", "ignore"]
    assert shown["description_placeholders"]["task"] == "Thermostats"
    assert shown["description_placeholders"]["reasons"].startswith(
        "- Fragments missing. Devices: 1 (A)"
    )
    result = await flow.choose("retry")
    assert result["type"] == "create_entry"
    assert gateway.request_counts["6.5"] == 1
    assert gateway.tasks[1].status is not TaskStatus.FAILED
    assert reported(hass) == {}


async def test_retry_that_the_gateway_refuses_is_reported(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow
) -> None:
    await flow.start(failed_task)
    gateway.faults.add(Fault("code", call="6.5", code=10310014))
    result = await flow.choose("retry")
    assert (result["type"], result["reason"]) == ("abort", "not_retried")
    assert "in the current status" in result["description_placeholders"]["error"]
    assert reported(hass)


async def test_retry_whose_answer_is_lost_is_judged_by_the_list_and_not_sent_twice(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow
) -> None:
    await flow.start(failed_task)
    gateway.faults.add(Fault("lost_answer", call="6.5"))
    result = await flow.choose("retry")
    assert result["type"] == "create_entry"
    assert gateway.request_counts["6.5"] == 1
    assert reported(hass) == {}


async def test_retry_that_is_lost_is_reported_and_not_sent_twice(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow
) -> None:
    await flow.start(failed_task)
    gateway.faults.add(Fault("drop", call="6.5", times=1))
    result = await flow.choose("retry")
    assert (result["type"], result["reason"]) == ("abort", "not_retried")
    assert "did not answer" in result["description_placeholders"]["error"]
    assert gateway.request_counts["6.5"] == 0
    assert reported(hass)


async def test_retry_that_changes_nothing_is_reported(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow
) -> None:
    await flow.start(failed_task)
    gateway.faults.add(Fault("keep", call="6.5"))
    result = await flow.choose("retry")
    assert (result["type"], result["reason"]) == ("abort", "not_seen_retried")
    assert reported(hass)


async def test_task_that_the_gateway_does_not_call_failed_is_not_offered_for_a_retry(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow, poll: Poll
) -> None:
    gateway.tasks[1].status = TaskStatus.SUCCEEDED
    await poll(330)
    shown = await flow.start(failed_task)
    assert shown["menu_options"] == ["new_task", "ignore"]


async def test_new_task_is_made_of_the_devices_that_failed(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow
) -> None:
    await flow.start(failed_task)
    form = await flow.choose("new_task")
    assert form["type"] == "form"
    (field,) = form["data_schema"]
    assert field["description"] == {"suggested_value": REDUNDANCY}
    result = await flow.submit(fragment_redundancy=60)
    assert (result["type"], result["description"]) == ("create_entry", "new_task")
    unlucky = next(one.dev_eui for one in gateway.devices.values() if one.name == "A")
    assert list(gateway.tasks[2].devices) == [unlucky]
    assert gateway.tasks[2].fragment_redundancy == 60
    assert gateway.tasks[1].status is TaskStatus.FAILED
    assert reported(hass) == {}


async def test_new_task_tells_what_makes_it_doubtful(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow
) -> None:
    unlucky = next(one for one in gateway.devices.values() if one.name == "A")
    unlucky.profile_id = next(
        one.profile_id for one in gateway.profiles.values() if one.name == "ClassA-OTAA"
    )
    await flow.start(failed_task)
    await flow.choose("new_task")
    result = await flow.submit(fragment_redundancy=60)
    assert "class C" in result["description_placeholders"]["warnings"]


async def test_new_task_that_can_not_be_made_is_reported_in_the_form(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow
) -> None:
    await flow.start(failed_task)
    await flow.choose("new_task")
    gateway.books.internet = False
    form = await flow.submit(fragment_redundancy=60)
    assert (form["type"], form["errors"]) == ("form", {"base": "not_added"})
    assert "internet" in form["description_placeholders"]["error"]
    (field,) = form["data_schema"]
    assert field["description"] == {"suggested_value": 60}
    gateway.books.internet = True
    result = await flow.submit(fragment_redundancy=60)
    assert result["type"] == "create_entry"


async def test_new_task_is_not_offered_where_no_device_is_known_to_have_failed(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    clock: Clock,
    poll: Poll,
    flow: Flow,
) -> None:
    gateway.faults.add(Fault("code", call="6.7", code=23))
    doomed_task(gateway, clock, "fragment:9")
    await poll(DAY)
    shown = await flow.start(reported(hass)["task_failed:1"].issue_id)
    assert shown["menu_options"] == ["retry", "ignore"]


async def test_failed_task_can_be_left_alone(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow
) -> None:
    await flow.start(failed_task)
    result = await flow.choose("ignore")
    assert (result["type"], result["reason"]) == ("abort", "ignored")
    assert next(iter(reported(hass).values())).dismissed_version is not None
    assert gateway.request_counts["6.5"] == 0


async def test_task_that_was_deleted_while_the_dialog_was_open_needs_nothing(
    hass: HomeAssistant, failed_task: str, gateway: Gateway, flow: Flow, poll: Poll
) -> None:
    await flow.start(failed_task)
    gateway.tasks.clear()
    await poll(330)
    result = await flow.choose("ignore")
    assert (result["type"], result["reason"]) == ("abort", "ignored")
    assert not any(name.startswith("task_failed") for name in reported(hass))


@pytest.mark.parametrize(
    ("kind", "step"),
    [("default_key", "check"), ("failed_task", "retry"), ("failed_task", "new_task")],
)
async def test_gateway_that_was_unloaded_while_the_dialog_was_open_is_not_asked(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    flow: Flow,
    request: pytest.FixtureRequest,
    default_key: str,
    failed_task: str,
    kind: str,
    step: str,
) -> None:
    await flow.start({"default_key": default_key, "failed_task": failed_task}[kind])
    assert await hass.config_entries.async_unload(loaded.entry_id)
    asked = len(gateway.requests)
    result = await flow.choose(step)
    assert (result["type"], result["reason"]) == ("abort", "not_loaded")
    assert len(gateway.requests) == asked


async def test_only_administrators_may_start_a_fix_flow(
    hass: HomeAssistant,
    failed_task: str,
    gateway: Gateway,
    hass_client: ClientSessionGenerator,
    hass_read_only_access_token: str,
) -> None:
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client(hass_read_only_access_token)
    response = await client.post(URL, json={"handler": DOMAIN, "issue_id": failed_task})
    assert response.status == HTTPStatus.UNAUTHORIZED
    assert gateway.request_counts["6.5"] == 0


async def test_what_others_may_see_holds_no_key_and_no_eui_of_a_device(
    hass: HomeAssistant,
    default_key: str,
    gateway: Gateway,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Every user may list the issues and read their data."""
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_ws_client(hass)
    answers = []
    for message in (
        {"type": "repairs/list_issues"},
        {"type": "repairs/get_issue_data", "domain": DOMAIN, "issue_id": default_key},
    ):
        await client.send_json_auto_id(message)
        answers.append(await client.receive_json())
    whole = repr(answers).casefold()
    assert "attic" in whole
    for private in (DEFAULT_KEY, OWN_KEY, *gateway.devices):
        assert private.casefold() not in whole


async def test_disabling_an_entry_ends_what_could_be_fixed(
    hass: HomeAssistant, loaded: MockConfigEntry, default_key: str, failed_task: str
) -> None:
    await hass.config_entries.async_set_disabled_by(loaded.entry_id, ConfigEntryDisabler.USER)
    assert reported(hass) == {}
