"""A gateway is saved, wiped and restored: it has again what it had, by names and with new ids."""

import asyncio
from collections import Counter
import json
from typing import Any

from homeassistant.components.persistent_notification import (
    Notification,
    UpdateType,
    async_register_callback,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.application import Application
from simulator.gateway import Gateway
from simulator.manners import Manners

from ..conftest import GATEWAY_EUI
from ..registry import entity_id
from .conftest import Act, writes
from .device_table import notifications
from .saved_gateway import WORDS, fill, kept, saved

# Those of profiles, devices and multicast groups.
LISTS = ("2.3", "3.3", "4.5")


@pytest.mark.slow
async def test_500_devices_10_profiles_and_5_groups_exist_again(act: Act, gateway: Gateway) -> None:
    fill(gateway, devices=500, profiles=10, groups=5)
    before = kept(gateway)
    counters = {eui: one.f_cnt_up for eui, one in gateway.devices.items() if one.dev_addr}
    assert counters
    file = await saved(act)
    gateway.books.forget_all()
    assert not gateway.devices

    compared = await act("compare_gateway", file=file, passphrase=WORDS)
    assert not compared["same"]
    assert len(compared["added"]) == 515
    assert writes(gateway) == []

    restored = await act("restore_gateway", file=file, passphrase=WORDS)
    assert restored["failed"] == []
    assert restored["added"] == compared["added"]
    assert restored["same"]
    assert kept(gateway) == before
    assert {eui: gateway.devices[eui].f_cnt_up for eui in counters} == counters
    assert sum("join again" in one for one in restored["warnings"]) == 1

    again = await act("compare_gateway", file=file, passphrase=WORDS)
    assert again["same"]
    assert again["added"] == again["changed"] == again["failed"] == again["not_in_file"] == []
    assert len(again["unchanged"]) == 523

    sent = len(writes(gateway))
    twice = await act("restore_gateway", file=file, passphrase=WORDS)
    assert twice["same"]
    assert len(writes(gateway)) == sent


async def test_entities_of_restored_devices_exist_when_the_action_returns(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    dev_eui = next(iter(gateway.devices))
    gateway.books.forget_all()
    await act("restore_gateway", file=file, passphrase=WORDS)
    assert entity_id(hass, "binary_sensor", f"{GATEWAY_EUI}_{dev_eui}_active") is not None


async def test_without_keys_what_exists_is_changed_and_what_lacks_is_reported(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=6, profiles=1, groups=1)
    file = (await act("export_gateway"))["file"]
    assert "keys" not in json.loads(file)
    gone, renamed = list(gateway.devices)[:2]
    name = gateway.devices[renamed].name
    del gateway.devices[gone]
    gateway.devices[renamed].name = "Renamed"
    gateway.devices[renamed].mb_mode = "tcp"
    group = gateway.multicast_groups.popitem()[1]

    response = await act("restore_gateway", file=file)
    assert not response["same"]
    assert response["added"] == []
    (changed,) = response["changed"]
    assert changed == {
        "kind": "device",
        "name": name,
        "dev_eui": renamed,
        "changes": [
            {"field": "name", "gateway": "Renamed", "file": name},
            {"field": "mb_mode", "gateway": "tcp", "file": ""},
        ],
    }
    assert gateway.devices[renamed].name == name
    assert [(one["kind"], one.get("dev_eui")) for one in response["failed"]] == [
        ("device", gone),
        ("multicast_group", None),
    ]
    assert response["failed"][0]["errors"] == [
        (
            "app_key is not known: it can only be restored from a backup with keys, opened with "
            "its passphrase"
        )
    ]
    assert len(response["failed"][1]["errors"]) == 2
    assert response["failed"][1]["name"] == group.name


async def test_keys_that_differ_are_reported_without_their_value_and_restored(
    act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    device = next(one for one in gateway.devices.values() if one.app_key)
    key, device.app_key = device.app_key, "0" * 32
    assert (await act("compare_gateway", file=file))["changed"] == []
    compared = await act("compare_gateway", file=file, passphrase=WORDS)
    (changed,) = compared["changed"]
    assert changed["changes"] == [{"field": "app_key", "gateway": "•••", "file": "•••"}]
    assert key not in str(compared)
    await act("restore_gateway", file=file, passphrase=WORDS)
    assert device.app_key == key


async def test_what_the_gateway_has_beyond_the_file_is_reported_and_left(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=6, profiles=1, groups=1)
    group = next(iter(gateway.multicast_groups.values()))
    member = group.devices.pop()
    file = await saved(act)
    group.devices.append(member)
    await act("add_profile", name="Later")
    compared = await act("compare_gateway", file=file, passphrase=WORDS)
    assert not compared["same"]
    assert compared["not_in_file"] == [
        {"kind": "profile", "name": "Later"},
        {"kind": "multicast_group_member", "name": group.name, "dev_eui": member},
    ]
    sent = len(writes(gateway))
    await act("restore_gateway", file=file, passphrase=WORDS)
    assert len(writes(gateway)) == sent
    assert member in group.devices


async def test_a_dry_run_tells_what_compare_tells_and_sends_nothing(
    act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    gateway.books.forget_all()
    tried = await act("restore_gateway", file=file, passphrase=WORDS, dry_run=True)
    assert tried == await act("compare_gateway", file=file, passphrase=WORDS)
    assert writes(gateway) == []


async def test_applications_and_codecs_that_the_api_can_not_add_are_reported(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=12, profiles=0, groups=0)
    in_second = [one for one in gateway.devices.values() if one.application_id == 2]
    own = next(one for one in gateway.devices.values() if one.application_id == 1)
    own.payload_codec_id = 285
    file = await saved(act)
    gateway.books.forget_all()
    del gateway.applications[2]
    codec = gateway.payload_codecs.pop(285)

    response = await act("restore_gateway", file=file, passphrase=WORDS)
    failed = {one["dev_eui"]: one["errors"] for one in response["failed"]}
    assert failed.keys() == {own.dev_eui, *(one.dev_eui for one in in_second)}
    assert failed[own.dev_eui] == [
        (
            "payload_codec: the gateway has no payload codec “own-meter”, and its API can't add "
            "one; add it on the gateway's web page under Network Server → Payload Codec, then "
            "restore again"
        )
    ]
    assert "application “energy”" in failed[in_second[0].dev_eui][0]
    # Without its codec the device can join all the same.
    assert own.dev_eui in {one["dev_eui"] for one in response["added"]}
    assert gateway.devices[own.dev_eui].payload_codec_id == 0

    # Under another number, as on another gateway.
    gateway.applications[9] = Application(9, "energy")
    codec.codec_id = 300
    gateway.payload_codecs[300] = codec
    again = await act("restore_gateway", file=file, passphrase=WORDS)
    assert again["same"]
    assert gateway.devices[own.dev_eui].payload_codec_id == 300
    assert {gateway.devices[one.dev_eui].application_id for one in in_second} == {9}


async def test_a_backup_of_another_region_is_compared_and_not_restored(
    act: Act, gateway: Gateway
) -> None:
    file = json.loads(await saved(act))
    file["gateway"]["channel_plan"] = "US915"
    sentence = "the backup is of a gateway with channel plan US915, and this one has"
    compared = await act("compare_gateway", file=json.dumps(file), passphrase=WORDS)
    assert any(sentence in one for one in compared["warnings"])
    with pytest.raises(ServiceValidationError, match=sentence):
        await act("restore_gateway", file=json.dumps(file), passphrase=WORDS)


async def test_names_that_were_given_again_are_reported_and_nothing_is_mixed_up(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=4, profiles=1, groups=0)
    file = await saved(act)
    first = next(one for one in gateway.profiles.values() if one.name == "Own-0")
    twin = next(one for one in gateway.profiles.values() if one.name == "ClassA-ABP")
    twin.name = "Own-0"
    one, other = list(gateway.devices.values())[:2]
    one.name, other.name = other.name, one.name

    response = await act("restore_gateway", file=file, passphrase=WORDS)
    errors = {one["name"]: one["errors"][0] for one in response["failed"]}
    assert errors["Own-0"].startswith("name: the gateway has more than one “Own-0”")
    assert first.name == twin.name == "Own-0"
    # The two devices bar each other: told, and nothing is lost.
    assert "already exists" in errors[one.name] or "already exists" in errors[other.name]

    double = json.loads(file)
    double["devices"].append(double["devices"][0])
    compared = await act("compare_gateway", file=double, passphrase=WORDS)
    twice = [one for one in compared["failed"] if "more than once" in one["errors"][0]]
    assert [one["dev_eui"] for one in twice] == [double["devices"][0]["dev_eui"]] * 2


async def test_a_name_that_becomes_free_by_the_restore_is_given_in_one_run(
    act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    one, other = list(gateway.devices.values())[:2]
    del gateway.devices[one.dev_eui]
    before, other.name = other.name, one.name
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert response["same"]
    assert gateway.devices[one.dev_eui].name == one.name
    assert gateway.devices[other.dev_eui].name == before


async def test_names_that_moved_on_from_device_to_device_are_given_back_in_one_run(
    act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    chain = list(gateway.devices.values())[:4]
    names = [one.name for one in chain]
    for one, name in zip(chain, [*names[1:], "Moved on"], strict=True):
        one.name = name
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert response["failed"] == []
    assert response["same"]
    assert [one.name for one in chain] == names


async def test_a_device_that_lacks_one_of_its_keys_is_told_to_be_saved_without(
    act: Act, gateway: Gateway
) -> None:
    (one, *_) = gateway.devices.values()
    one.profile_id = next(key for key, it in gateway.profiles.items() if not it.supports_join)
    one.nwk_s_key, one.app_s_key = "0A" * 16, ""
    response = await act("export_gateway", include_keys=True, passphrase=WORDS)
    assert any("does not tell the keys of 1 devices" in said for said in response["warnings"])


async def test_a_full_gateway_takes_what_it_can_and_the_rest_is_reported(
    act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    gateway.books.forget_all()
    gateway.faults.add("code call=3.1 code=9 skip=6")
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert len(response["added"]) == 6
    assert len(response["failed"]) == 4
    assert all("(code 9)" in one["errors"][0] for one in response["failed"])

    gateway.faults.clear()
    again = await act("restore_gateway", file=file, passphrase=WORDS)
    assert len(again["added"]) == 4
    assert again["same"]


async def test_a_profile_that_was_changed_is_as_it_was_saved(act: Act, gateway: Gateway) -> None:
    fill(gateway, devices=4, profiles=1, groups=1)
    before = kept(gateway)
    file = await saved(act)
    own = next(one for one in gateway.profiles.values() if one.name == "Own-0")
    own.class_c_timeout = 9
    (group,) = gateway.multicast_groups.values()
    group.mc_addr = "ffffffff"
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert [one["name"] for one in response["changed"]] == ["Own-0", group.name]
    assert kept(gateway) == before


async def test_what_the_gateway_takes_and_does_not_list_is_reported(
    act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    gateway.books.forget_all()
    gateway.faults.add("keep call=3.1 times=1")
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    (failed,) = response["failed"]
    assert "does not list" in failed["errors"][0]
    assert len(response["added"]) == 9


async def test_lists_that_are_refused_meanwhile_end_it_with_the_reason(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=10, profiles=1, groups=0)
    file = await saved(act)
    gateway.books.forget_all()
    # The first list is that before the restore, the next one that after the profile.
    gateway.faults.add("code call=2.3 code=23 skip=1")
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert [one["kind"] for one in response["added"]] == ["profile"]
    assert "3.1" not in writes(gateway)
    errors = [one["errors"][0] for one in response["failed"]]
    assert len(errors) == 10
    assert all(one.startswith("Not sent, because the restore ended before this") for one in errors)
    assert all("(code 23)" in one for one in errors)


def asked(gateway: Gateway) -> Counter[str]:
    """Return how often each list was asked for."""
    return Counter(one.call for one in gateway.requests if one.call in LISTS)


async def test_a_gateway_is_read_again_only_after_something_was_sent_to_it(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=6, profiles=2, groups=1)
    file = await saved(act)
    gateway.requests.clear()
    assert (await act("restore_gateway", file=file, passphrase=WORDS))["same"]
    assert asked(gateway) == {"2.3": 1, "3.3": 1, "4.5": 1}

    gateway.books.forget_all()
    gateway.requests.clear()
    assert (await act("restore_gateway", file=file, passphrase=WORDS))["same"]
    # Before, after the profiles, after the devices, after the group, and in the end; the devices
    # are read back by themselves.
    assert asked(gateway) == {"2.3": 5, "3.3": 6, "4.5": 5}


async def test_a_codec_is_looked_for_once_in_a_restore(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    fill(gateway, devices=6, profiles=2, groups=1)
    file = await saved(act)
    named = {one.payload_codec_id for one in gateway.devices.values() if one.payload_codec_id}
    gateway.books.forget_all()
    # So that no device tells which codecs there are.
    await loaded.runtime_data.devices.async_refresh()
    gateway.requests.clear()
    assert (await act("restore_gateway", file=file, passphrase=WORDS))["same"]
    questions = Counter(str(one.url) for one in gateway.requests if one.call == "5.1")
    assert len(questions) >= len(named) > 1
    assert set(questions.values()) == {1}


async def test_keys_that_the_gateway_hides_are_reported_not_to_be_compared(
    act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    gateway.books.manners = Manners(hide_keys=True)
    response = await act("compare_gateway", file=file, passphrase=WORDS)
    assert response["same"]
    assert any("could not be compared" in one for one in response["warnings"])


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
    file = await saved(act)
    gateway.books.forget_all()
    gateway.faults.add(f"silent call={call}")
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert len(response["added"]) == added
    assert not response["same"]
    errors = [error for one in response["failed"] for error in one["errors"]]
    assert len(response["failed"]) >= 10 - added
    assert any("unknown whether" in one for one in errors)
    ended = [one for one in errors if one.startswith("Not sent, because the restore ended before")]
    assert bool(ended) is (call in ("2.1", "3.1"))
    assert any("could not be read" in one for one in response["warnings"])

    gateway.faults.clear()
    again = await act("restore_gateway", file=file, passphrase=WORDS)
    assert again["same"]
    assert kept(gateway) == before


@pytest.mark.usefixtures("short_waits")
async def test_lost_answers_are_looked_up_and_nothing_is_sent_twice(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=6, profiles=2, groups=1)
    before = kept(gateway)
    file = await saved(act)
    gateway.books.forget_all()
    for call in ("2.1", "3.1", "4.1", "4.2"):
        gateway.faults.add(f"lost_answer call={call} times=1")
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert response["failed"] == []
    assert response["same"]
    assert kept(gateway) == before
    assert sorted(writes(gateway)) == ["2.1"] * 2 + ["3.1"] * 6 + ["4.1", "4.2"]


@pytest.mark.usefixtures("short_waits")
async def test_writes_that_are_never_answered_and_do_nothing_end_it(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=4, profiles=8, groups=0)
    file = await saved(act)
    gateway.books.forget_all()
    gateway.faults.add("drop call=2.1")
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert response["added"] == []
    errors = [error for one in response["failed"] for error in one["errors"]]
    assert sum("did not answer" in one and "was not made" in one for one in errors) >= 5
    assert sum(one.startswith("Not sent, because the restore ended") for one in errors) >= 3


async def test_one_member_that_is_refused_keeps_no_other_out(act: Act, gateway: Gateway) -> None:
    fill(gateway, devices=6, profiles=0, groups=1)
    (group,) = gateway.multicast_groups.values()
    members = list(group.devices)
    assert len(members) > 1
    file = await saved(act)
    group.devices.clear()
    # All at once, and then the first by itself.
    gateway.faults.add("code call=4.2 code=9 times=2")
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert len(group.devices) == len(members) - 1
    (failed,) = response["failed"]
    (error,) = failed["errors"]
    assert " is not a member: " in error
    assert "(code 9)" in error


async def test_what_the_gateway_keeps_otherwise_is_reported(act: Act, gateway: Gateway) -> None:
    file = await saved(act)
    gateway.books.forget_all()
    gateway.faults.add("keep call=3.1 times=1 fPort=7")
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert len(response["added"]) == 10
    (failed,) = response["failed"]
    assert failed["errors"] == ["The gateway kept other values than were sent (f_port: 85 → 7)"]


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
    file = await saved(act)
    gateway.books.forget_all()
    response = await act("restore_gateway", file=file, passphrase=WORDS)
    assert response["failed"] == []
    assert response["same"]
    assert kept(gateway) == before


async def test_what_a_gateway_does_not_tell_is_not_in_its_backup(
    act: Act, gateway: Gateway
) -> None:
    gateway.books.manners = Manners(lean_rows=True)
    fill(gateway, devices=12, profiles=2, groups=2)
    before = kept(gateway)
    response = await act("export_gateway", include_keys=True, passphrase=WORDS)
    (errors,) = [one for one in response["warnings"] if "does not tell these fields" in one]
    assert "class_b_timeout, class_c_timeout, enable_uplink_channels, max_eirp" in errors
    gateway.books.forget_all()
    restored = await act("restore_gateway", file=response["file"], passphrase=WORDS)
    assert restored["failed"] == []
    assert restored["same"]
    assert kept(gateway)["devices"] == before["devices"]


async def test_an_empty_gateway_is_saved_and_compared(act: Act, gateway: Gateway) -> None:
    gateway.books.manners = Manners(null_lists=True)
    gateway.books.forget_all()
    response = await act("export_gateway")
    assert (response["profiles"], response["devices"], response["multicast_groups"]) == (8, 0, 0)
    assert (await act("compare_gateway", file=response["file"]))["same"]


async def test_a_gateway_that_hides_its_keys_is_reported_so(act: Act, gateway: Gateway) -> None:
    gateway.books.manners = Manners(hide_keys=True)
    response = await act("export_gateway", include_keys=True, passphrase=WORDS)
    assert any("does not tell the keys of" in one for one in response["warnings"])


async def test_two_restores_of_one_gateway_at_once_are_refused(act: Act, gateway: Gateway) -> None:
    file = await saved(act)
    gateway.books.forget_all()
    results = await asyncio.gather(
        act("restore_gateway", file=file, passphrase=WORDS),
        act("restore_gateway", file=file, passphrase=WORDS),
        return_exceptions=True,
    )
    (refused,) = [one for one in results if isinstance(one, HomeAssistantError)]
    assert "Another restore" in str(refused)
    assert (await act("restore_gateway", file=file, passphrase=WORDS))["same"]


async def test_progress_is_shown_in_numbers_and_gone_at_the_end(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=60, profiles=2, groups=1)
    file = await saved(act)
    gateway.books.forget_all()
    seen: list[str] = []

    @callback
    def changed(kind: UpdateType, shown: dict[str, Notification]) -> None:
        seen.extend(one["message"] for one in shown.values())

    async_register_callback(hass, changed)
    await act("restore_gateway", file=file, passphrase=WORDS)
    assert list(dict.fromkeys(seen)) == [f"{done} of 63" for done in range(0, 64, 10)]
    assert not notifications(hass)
