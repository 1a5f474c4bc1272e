"""The name that a thing has: none of those that are taken from it, and changed by any letter."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.device import Application, Device
from custom_components.milesight_network_server.ns_api.device_draft import (
    DeviceConstraints,
    changed_device,
)
from custom_components.milesight_network_server.ns_api.field import Draft, InvalidFieldsError
from custom_components.milesight_network_server.ns_api.keys import ProblemKey
from custom_components.milesight_network_server.ns_api.multicast import (
    MulticastGroup,
    changed_multicast_group,
)
from custom_components.milesight_network_server.ns_api.profile import (
    Profile,
    changed_profile,
    new_profile,
)

PLAN = CHANNEL_PLANS["EU868"]
KEY = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
TAKEN = ("mine", "other")


def profile(given: Mapping[str, Any], taken: Collection[str]) -> Draft:
    """Change a profile."""
    values = new_profile({"name": "mine"}, PLAN, ()).values
    return changed_profile(given, Profile(profile_id="p", **values), PLAN, taken)


def group(given: Mapping[str, Any], taken: Collection[str]) -> Draft:
    """Change a multicast group."""
    row = {"id": "g", "name": "mine", "mcAddr": "11111111", "mcNwkSKey": KEY, "mcAppSKey": KEY,
           "groupType": "CLASS_C", "fCnt": 7, "dr": 0, "frequency": 869_525_000}  # fmt: skip
    current = MulticastGroup.read(row)
    assert current is not None
    return changed_multicast_group(given, current, PLAN, taken)


def device(given: Mapping[str, Any], taken: Collection[str]) -> Draft:
    """Change a device."""
    current = Device.read({"devEUI": "24E124136D000001", "name": "mine", "applicationID": "1"})
    assert current is not None
    applications = {1: Application(application_id=1, app_name="building")}
    return changed_device(given, current, DeviceConstraints(names=taken, applications=applications))


type Change = Callable[[Mapping[str, Any], Collection[str]], Draft]


@pytest.mark.parametrize("change", [profile, group, device])
@pytest.mark.parametrize("given", [{}, {"name": "mine"}], ids=["not given", "given"])
def test_it_keeps_its_name(change: Change, given: Mapping[str, Any]) -> None:
    assert change(given, TAKEN).values["name"] == "mine"


@pytest.mark.parametrize("change", [profile, group, device])
def test_its_name_is_written_in_other_letters(change: Change) -> None:
    assert change({"name": "Mine"}, TAKEN).values["name"] == "Mine"


def test_a_key_in_other_letters_is_the_same_key() -> None:
    draft = group({"mc_nwk_s_key": KEY.upper()}, TAKEN)
    assert draft.values["mc_nwk_s_key"].lower() == KEY


def test_a_name_with_blanks_at_its_ends_is_given_back_as_it_is() -> None:
    row = {"devEUI": "24E124136D000001", "name": " mine ", "applicationID": "1"}
    current = Device.read(row)
    assert current is not None
    applications = {1: Application(application_id=1, app_name="building")}
    constraints = DeviceConstraints(names=[" mine "], applications=applications)
    assert changed_device({"name": " mine "}, current, constraints).values["name"] == " mine "


@pytest.mark.parametrize("change", [profile, group, device])
def test_it_does_not_get_the_name_of_another(change: Change) -> None:
    with pytest.raises(InvalidFieldsError) as refused:
        change({"name": "other"}, TAKEN)
    assert [(one.field, one.kind) for one in refused.value.problems] == [
        ("name", ProblemKey.EXISTS)
    ]
