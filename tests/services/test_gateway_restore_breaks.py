"""A restore in which the gateway is silent, full, rude, or refuses some of it."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway
from simulator.manners import Manners

from .conftest import Act, writes
from .saved_gateway import fill, kept, restore, saved, wiped


@pytest.fixture
def short_waits(entry: MockConfigEntry, hass: HomeAssistant) -> None:
    """Wait only a moment for what does not come."""
    hass.config_entries.async_update_entry(entry, options={**entry.options, "request_timeout": 0.1})


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize(
    ("call", "added"),
    [("2.1", 0), ("3.1", 3), ("4.1", 9), ("4.2", 10)],
    ids=["profiles", "devices", "groups", "members"],
)
async def test_a_gateway_that_falls_silent_ends_it_and_the_next_run_goes_on(
    act: Act, gateway: Gateway, call: str, added: int
) -> None:
    fill(gateway, devices=6, profiles=3, groups=1)
    before = kept(gateway)
    file = await wiped(act, gateway)
    gateway.faults.add(f"silent call={call}")
    response = await restore(act, file)
    assert len(response["added"]) == added
    assert not response["same"]
    errors = [error for one in response["failed"] for error in one["errors"]]
    assert len(response["failed"]) >= 10 - added
    assert any("unknown whether" in one for one in errors)
    ended = [one for one in errors if one.startswith("Not sent, because the restore ended before")]
    assert bool(ended) is (call in ("2.1", "3.1"))
    assert any("could not be read" in one for one in response["warnings"])

    gateway.faults.clear()
    again = await restore(act, file)
    assert again["same"]
    assert kept(gateway) == before


@pytest.mark.usefixtures("short_waits")
async def test_lost_answers_are_looked_up_and_nothing_is_sent_twice(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=6, profiles=2, groups=1)
    before = kept(gateway)
    file = await wiped(act, gateway)
    for call in ("2.1", "3.1", "4.1", "4.2"):
        gateway.faults.add(f"lost_answer call={call} times=1")
    response = await restore(act, file)
    assert response["failed"] == []
    assert response["same"]
    assert kept(gateway) == before
    assert sorted(writes(gateway)) == ["2.1"] * 2 + ["3.1"] * 6 + ["4.1", "4.2"]


@pytest.mark.usefixtures("short_waits")
async def test_writes_that_are_never_answered_and_do_nothing_end_it(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=4, profiles=8, groups=0)
    file = await wiped(act, gateway)
    gateway.faults.add("drop call=2.1")
    response = await restore(act, file)
    assert response["added"] == []
    errors = [error for one in response["failed"] for error in one["errors"]]
    assert sum("did not answer" in one and "was not made" in one for one in errors) >= 5
    assert sum(one.startswith("Not sent, because the restore ended") for one in errors) >= 3


async def test_lists_that_are_refused_meanwhile_end_it_with_the_reason(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=10, profiles=1, groups=0)
    file = await wiped(act, gateway)
    # The first list is that before the restore, the next one that after the profile.
    gateway.faults.add("code call=2.3 code=23 skip=1")
    response = await restore(act, file)
    assert [one["kind"] for one in response["added"]] == ["profile"]
    assert "3.1" not in writes(gateway)
    errors = [one["errors"][0] for one in response["failed"]]
    assert len(errors) == 10
    assert all(one.startswith("Not sent, because the restore ended before this") for one in errors)
    assert all("(code 23)" in one for one in errors)


async def test_one_member_that_is_refused_keeps_no_other_out(act: Act, gateway: Gateway) -> None:
    fill(gateway, devices=6, profiles=0, groups=1)
    (group,) = gateway.multicast_groups.values()
    members = list(group.devices)
    assert len(members) > 1
    file = await saved(act)
    group.devices.clear()
    # All at once, and then the first by itself.
    gateway.faults.add("code call=4.2 code=9 times=2")
    response = await restore(act, file)
    assert len(group.devices) == len(members) - 1
    (failed,) = response["failed"]
    (error,) = failed["errors"]
    assert " is not a member: " in error
    assert "(code 9)" in error


async def test_a_full_gateway_takes_what_it_can_and_the_rest_is_reported(
    act: Act, gateway: Gateway
) -> None:
    file = await wiped(act, gateway)
    gateway.faults.add("code call=3.1 code=9 skip=6")
    response = await restore(act, file)
    assert len(response["added"]) == 6
    assert len(response["failed"]) == 4
    assert all("(code 9)" in one["errors"][0] for one in response["failed"])

    gateway.faults.clear()
    again = await restore(act, file)
    assert len(again["added"]) == 4
    assert again["same"]


async def test_what_the_gateway_takes_and_does_not_list_is_reported(
    act: Act, gateway: Gateway
) -> None:
    file = await wiped(act, gateway)
    gateway.faults.add("keep call=3.1 times=1")
    response = await restore(act, file)
    (failed,) = response["failed"]
    assert "does not list" in failed["errors"][0]
    assert len(response["added"]) == 9


async def test_what_the_gateway_keeps_otherwise_is_reported(act: Act, gateway: Gateway) -> None:
    file = await wiped(act, gateway)
    gateway.faults.add("keep call=3.1 times=1 fPort=7")
    response = await restore(act, file)
    assert len(response["added"]) == 10
    (failed,) = response["failed"]
    assert failed["errors"] == ["The gateway kept other values than were sent (f_port: 85 → 7)"]


async def test_two_restores_of_one_gateway_at_once_are_refused(act: Act, gateway: Gateway) -> None:
    file = await wiped(act, gateway)
    results = await asyncio.gather(
        restore(act, file),
        restore(act, file),
        return_exceptions=True,
    )
    (refused,) = [one for one in results if isinstance(one, HomeAssistantError)]
    assert "Another restore" in str(refused)
    assert (await restore(act, file))["same"]


@pytest.mark.parametrize(
    "manners",
    [
        {"null_lists": True},
        {"order": "moving"},
        {"success": "real"},
        {"success": "accept"},
        {"extra_keys": True},
        {"codecs": "real", "message_limit": 128 * 1024, "cut_off": 0.0},
    ],
    ids="-".join,
)
async def test_rude_gateways_are_saved_and_restored(
    act: Act, gateway: Gateway, manners: dict[str, Any]
) -> None:
    gateway.books.manners = Manners(**manners)
    fill(gateway, devices=12, profiles=2, groups=2)
    before = kept(gateway)
    file = await wiped(act, gateway)
    response = await restore(act, file)
    assert response["failed"] == []
    assert response["same"]
    assert kept(gateway) == before
