"""The diagnostics of a gateway show how its answers look, whatever its manners are."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator.faults import Fault
from simulator.gateway import Gateway
from simulator.manners import Manners, Times
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock
from .downloads import Download, secrets_in
from .firmware_tasks import add_task

# What every poll asks for.
CALLS = {"list_devices", "list_fuota_tasks", "list_profiles", "list_multicast_groups"}


@pytest.fixture
def manners() -> Manners:
    """How the gateway behaves."""
    return Manners()


@pytest.fixture
def gateway(clock: Clock, manners: Manners) -> Gateway:
    """A gateway with 24 devices, and a task that is at work."""
    gateway = Gateway(
        GATEWAY_EUI, clock=clock, manners=manners, utc_offset=timedelta(hours=5, minutes=45)
    )
    populate(gateway, devices=24)
    add_task(gateway, clock() + timedelta(hours=1))
    return gateway


@pytest.fixture
async def answers(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
) -> dict[str, Any]:
    """The shape of the answers, from a file in which nothing private stands."""
    hass.config_entries.async_update_entry(entry, options={"page_size": 10})
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    download = Download(hass, hass_client)
    text = await download.text(entry)
    assert secrets_in(gateway, text) == []
    data = await download.data(entry)
    return dict(data["answers"])


FORMS: list[tuple[Times, str, dict[str, set[str]]]] = [
    ("real", "relative", {"go": {"0000-00-00 00:00:00 +0000 +0000"}}),
    ("iso", "iso", {"local": {"0000-00-00 00:00:00"}}),
    ("local", "local", {"local": {"0000-00-00 00:00:00"}}),
    ("utc", "go", {"go": {"0000-00-00 00:00:00 +0000 AAA"}}),
    ("relative", "relative", {}),
]


@pytest.mark.parametrize(
    ("manners", "first", "second"),
    [(Manners(times=times), first, second) for times, first, second in FORMS],
    ids=[times for times, *_ in FORMS],
)
async def test_the_form_of_times_is_reported(
    answers: dict[str, Any], gateway: Gateway, first: str, second: dict[str, set[str]]
) -> None:
    keys = answers["list_devices"]["keys"]
    heard = sum(one.last_seen is not None for one in gateway.devices.values())
    assert keys["body.deviceResult.lastSeenAt"]["times"] == {first: heard}
    more = keys["body.deviceResult.lastSeenAtTime"]
    assert more.get("times", {}) == dict.fromkeys(second, heard)
    for forms in second.values():
        assert forms <= more["forms"].keys()


async def test_each_call_is_reported_with_its_size_and_pages(
    answers: dict[str, Any], gateway: Gateway
) -> None:
    assert answers.keys() >= CALLS
    devices = answers["list_devices"]
    assert (devices["pages"], devices["pages_looked_at"]) == (3, 3)
    assert devices["bytes"] > 24 * 400
    assert devices["seconds"] >= 0
    assert devices["keys"]["body.deviceResult.devEUI"] == {
        "types": {"str": 24},
        "forms": {"EUI": 24},
    }
    assert answers["list_fuota_tasks"]["keys"]["body.tasks.deveui"]["types"] == {"list": 1}


@pytest.mark.parametrize("manners", [Manners(null_lists=True, lean_rows=True, extra_keys=True)])
async def test_other_manners_show(answers: dict[str, Any]) -> None:
    keys = answers["list_devices"]["keys"]
    assert "body.deviceResult.applicationID" not in keys
    assert keys["body.deviceResult.reserved"]["types"] == {"null": 24}
    assert answers["list_multicast_groups"]["keys"]["body.result"]["types"] == {"null": 1}


async def test_what_one_row_lacks_or_has_as_null_is_counted(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    answers: dict[str, Any],
    gateway: Gateway,
    entry: MockConfigEntry,
) -> None:
    gateway.faults.add(Fault("odd", call="3.3", rows=2, values={"fPort": "null", "colour": "7"}))
    await entry.runtime_data.devices.async_refresh()
    data = await Download(hass, hass_client).data(entry)
    keys = data["answers"]["list_devices"]["keys"]
    # The second row of each of the three pages.
    assert keys["body.deviceResult.fPort"]["types"] == {"int": 21, "null": 3}
    assert keys["body.deviceResult.colour"] == {"types": {"int": 3}, "missing": 21}


async def test_a_refusal_has_a_shape_as_well(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    answers: dict[str, Any],
    gateway: Gateway,
    entry: MockConfigEntry,
) -> None:
    device = next(iter(gateway.devices.values()))
    gateway.manners = replace(
        gateway.manners, failure="err-code", error_text=f"object {device.dev_eui} of {device.name}"
    )
    gateway.faults.add(Fault("code", call="3.3", code=2))
    await entry.runtime_data.devices.async_refresh()
    download = Download(hass, hass_client)
    assert secrets_in(gateway, await download.text(entry)) == []
    keys = (await download.data(entry))["answers"]["list_devices"]["keys"]
    assert keys["body.errCode"]["types"] == {"int": 1}
    assert keys["body.errMsg"]["types"] == {"str": 1}
