"""Keys and names in a restore: what lacks, what differs, and what was given to another since."""

import json

from simulator.gateway import Gateway
from simulator.manners import Manners

from .conftest import Act
from .saved_gateway import WORDS, fill, restore, saved


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

    response = await restore(act, file)
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
    response = await restore(act, file)
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
    response = await restore(act, file)
    assert response["failed"] == []
    assert response["same"]
    assert [one.name for one in chain] == names


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
    await restore(act, file)
    assert device.app_key == key


async def test_a_device_that_lacks_one_of_its_keys_is_told_to_be_saved_without(
    act: Act, gateway: Gateway
) -> None:
    (one, *_) = gateway.devices.values()
    one.profile_id = next(key for key, it in gateway.profiles.items() if not it.supports_join)
    one.nwk_s_key, one.app_s_key = "0A" * 16, ""
    response = await act("export_gateway", include_keys=True, passphrase=WORDS)
    assert any("does not tell the keys of 1 devices" in said for said in response["warnings"])


async def test_keys_that_the_gateway_hides_are_reported_not_to_be_compared(
    act: Act, gateway: Gateway
) -> None:
    file = await saved(act)
    gateway.books.manners = Manners(hide_keys=True)
    response = await act("compare_gateway", file=file, passphrase=WORDS)
    assert response["same"]
    assert any("could not be compared" in one for one in response["warnings"])


async def test_a_gateway_that_hides_its_keys_is_reported_so(act: Act, gateway: Gateway) -> None:
    gateway.books.manners = Manners(hide_keys=True)
    response = await act("export_gateway", include_keys=True, passphrase=WORDS)
    assert any("does not tell the keys of" in one for one in response["warnings"])
