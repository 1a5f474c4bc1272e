"""A gateway is saved, wiped and restored: it has again what it had, by names and with new ids."""

from collections import Counter
import json

from homeassistant.components.persistent_notification import (
    Notification,
    UpdateType,
    async_register_callback,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.application import Application
from simulator.gateway import Gateway
from simulator.manners import Manners

from ..conftest import GATEWAY_EUI
from ..registry import entity_id
from .conftest import Act, writes
from .device_table import notifications
from .saved_gateway import WORDS, fill, kept, restore, saved, wiped

# Those of profiles, devices and multicast groups.
LISTS = ("2.3", "3.3", "4.5")


@pytest.mark.slow
async def test_500_devices_10_profiles_and_5_groups_exist_again(act: Act, gateway: Gateway) -> None:
    fill(gateway, devices=500, profiles=10, groups=5)
    before = kept(gateway)
    counters = {eui: one.f_cnt_up for eui, one in gateway.devices.items() if one.dev_addr}
    assert counters
    file = await wiped(act, gateway)
    assert not gateway.devices

    compared = await act("compare_gateway", file=file, passphrase=WORDS)
    assert not compared["same"]
    assert len(compared["added"]) == 515
    assert writes(gateway) == []

    restored = await restore(act, file)
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
    twice = await restore(act, file)
    assert twice["same"]
    assert len(writes(gateway)) == sent


async def test_entities_of_restored_devices_exist_when_the_action_returns(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    dev_eui = next(iter(gateway.devices))
    gateway.books.forget_all()
    await restore(act, file)
    assert entity_id(hass, "binary_sensor", f"{GATEWAY_EUI}_{dev_eui}_active") is not None


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
    await restore(act, file)
    assert len(writes(gateway)) == sent
    assert member in group.devices


async def test_a_dry_run_tells_what_compare_tells_and_sends_nothing(
    act: Act, gateway: Gateway
) -> None:
    file = await wiped(act, gateway)
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
    file = await wiped(act, gateway)
    del gateway.applications[2]
    codec = gateway.payload_codecs.pop(285)

    response = await restore(act, file)
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
    again = await restore(act, file)
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


async def test_a_profile_that_was_changed_is_as_it_was_saved(act: Act, gateway: Gateway) -> None:
    fill(gateway, devices=4, profiles=1, groups=1)
    before = kept(gateway)
    file = await saved(act)
    own = next(one for one in gateway.profiles.values() if one.name == "Own-0")
    own.class_c_timeout = 9
    (group,) = gateway.multicast_groups.values()
    group.mc_addr = "ffffffff"
    response = await restore(act, file)
    assert [one["name"] for one in response["changed"]] == ["Own-0", group.name]
    assert kept(gateway) == before


def asked(gateway: Gateway) -> Counter[str]:
    """Return how often each list was asked for."""
    return Counter(one.call for one in gateway.requests if one.call in LISTS)


async def test_a_gateway_is_read_again_only_after_something_was_sent_to_it(
    act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=6, profiles=2, groups=1)
    file = await saved(act)
    gateway.requests.clear()
    assert (await restore(act, file))["same"]
    assert asked(gateway) == {"2.3": 1, "3.3": 1, "4.5": 1}

    gateway.books.forget_all()
    gateway.requests.clear()
    assert (await restore(act, file))["same"]
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
    assert (await restore(act, file))["same"]
    questions = Counter(str(one.url) for one in gateway.requests if one.call == "5.1")
    assert len(questions) >= len(named) > 1
    assert set(questions.values()) == {1}


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


async def test_progress_is_shown_in_numbers_and_gone_at_the_end(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    fill(gateway, devices=60, profiles=2, groups=1)
    file = await wiped(act, gateway)
    seen: list[str] = []

    @callback
    def changed(kind: UpdateType, shown: dict[str, Notification]) -> None:
        seen.extend(one["message"] for one in shown.values())

    async_register_callback(hass, changed)
    await restore(act, file)
    assert list(dict.fromkeys(seen)) == [f"{done} of 63" for done in range(0, 64, 10)]
    assert not notifications(hass)
