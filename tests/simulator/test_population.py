"""A gateway in use."""

import pytest

from simulator.gateway import Gateway
from simulator.hardware import MODELS
from simulator.population import USUAL_MODELS, populate

from .talk import EUI, Clock, Talk


def rows(gateway: Gateway) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = Talk(gateway)("GET", "/api/urdevices")["deviceResult"]
    return listed


def populated(devices: int = 200, *, seed: int = 0, eui: str = EUI) -> Gateway:
    gateway = Gateway(eui, clock=Clock())
    populate(gateway, devices=devices, seed=seed)
    return gateway


def test_there_are_as_many_devices_as_asked() -> None:
    gateway = populated(200)
    assert len(gateway.devices) == 200
    assert len({each.name for each in gateway.devices.values()}) == 200


def test_of_every_model_there_are_some() -> None:
    assert {each.model for each in populated(20).devices.values()} == set(USUAL_MODELS)


def test_most_are_active_some_fell_silent_some_were_never_heard() -> None:
    gateway = populated(200)
    devices = gateway.devices.values()
    active = [each for each in devices if each.active]
    never = [each for each in devices if each.last_seen is None]
    assert len(active) == 160
    assert len(never) == 20
    now = gateway.now()
    assert all(each.last_seen and each.last_seen <= now for each in active)


def test_some_join_by_abp_and_have_an_address() -> None:
    gateway = populated(48)
    by_abp = [
        each
        for each in gateway.devices.values()
        if not gateway.profiles[each.profile_id].supports_join
    ]
    assert len(by_abp) == 4
    assert all(each.dev_addr and each.nwk_s_key and not each.app_key for each in by_abp)


def test_devices_are_milesights_by_their_euis() -> None:
    gateway = populated(50)
    for device in gateway.devices.values():
        assert device.dev_eui.startswith(MODELS[device.model].dev_eui_prefix)
        assert len(device.dev_eui) == 16


def test_every_device_could_have_been_added_as_it_is() -> None:
    gateway = populated(60)
    other = Gateway(EUI, clock=Clock())
    populate(other, devices=0)
    talk = Talk(other)
    for row in rows(gateway):
        row["profileID"] = next(
            each.profile_id for each in other.profiles.values() if each.name == row["profileName"]
        )
        assert talk.code("POST", "/api/urdevices", row) == 200


def test_the_same_seed_makes_the_same_house() -> None:
    assert rows(populated(40)) == rows(populated(40))
    assert rows(populated(40)) != rows(populated(40, seed=1))


def test_two_gateways_have_no_device_in_common() -> None:
    one, two = populated(500), populated(500, eui="24E124FFFE000001")
    assert not set(one.devices) & set(two.devices)


def test_a_house_can_grow() -> None:
    gateway = populated(10)
    populate(gateway, devices=10, models=("WS523",))
    assert len(gateway.devices) == 20
    assert len({each.name for each in gateway.devices.values()}) == 20


@pytest.mark.parametrize("plan", ["EU868", "US915", "CN470"])
def test_what_is_installed_exists_for_the_region(plan: str) -> None:
    gateway = Gateway(EUI, clock=Clock(), channel_plan=plan)
    populate(gateway, devices=60, models=("AM319",))
    installed = {each.firmware_version for each in gateway.devices.values()}
    newest = {"EU868": "v1.3", "US915": "v1.3-us", "CN470": "v1.2"}[plan]
    assert installed == {"v1.2", newest}
