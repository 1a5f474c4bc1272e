"""What is to be done about each thing of a backup, worked out without a gateway."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.milesight_network_server.backup.comparison import compare
from custom_components.milesight_network_server.backup.contents import (
    Contents,
    SavedDevice,
    SavedGroup,
    SavedKeys,
    SavedProfile,
    contents_of,
)
from custom_components.milesight_network_server.backup.gateway_lists import GatewayLists
from custom_components.milesight_network_server.backup.plan import plan
from custom_components.milesight_network_server.backup.step import Plan
from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.device import Application, Device
from custom_components.milesight_network_server.ns_api.keys import ProblemKey
from custom_components.milesight_network_server.ns_api.multicast import MulticastGroup
from custom_components.milesight_network_server.ns_api.profile import Profile

EUI = "24E124136D000001"
KEY = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
PROFILE = SavedProfile(
    name="Own", supports_join=True, supports_class_c=True, class_c_timeout=5, rx_dr_offset1=0
)
DEVICE = SavedDevice(
    dev_eui=EUI, name="Lobby", application="building", profile="Own", payload_codec="", f_port=85
)
NOTHING = Contents(profiles=[], devices=[], multicast_groups=[])


def profile(**more: Any) -> Profile:
    """Return the profile as a gateway lists it."""
    row = {
        "name": "Own", "profileID": "p", "supportsJoin": True, "supportsClassB": False,
        "supportsClassC": True, "classCTimeout": 5, "classBTimeout": 10, "maxEIRP": 0,
        "supports32bitFCnt": True, "macVersion": "1.0.2", "regParamsRevision": "B",
        "rxDROffset1": 0, "rxDataRate2": 0, "rxFreq2": 869_525_000,
        "factoryPresetFreqs": [], "enableUplinkChannels": [],
    }  # fmt: skip
    read = Profile.read({**row, **more})
    assert read is not None
    return read


def device(**more: Any) -> Device:
    """Return the device as a gateway lists it."""
    row = {"devEUI": EUI, "name": "Lobby", "applicationID": "1", "appName": "building",
           "profileID": "p", "profileName": "Own", "payloadCodecID": "0", "fPort": 85,
           "supportsJoin": True, "appKey": KEY}  # fmt: skip
    read = Device.read({**row, **more})
    assert read is not None
    return read


def lists(*devices: Device, profiles: tuple[Profile, ...] = (), **more: Any) -> GatewayLists:
    """Return a gateway with one application."""
    application = Application(application_id=1, app_name="building")
    return GatewayLists(
        profiles={one.profile_id: one for one in profiles},
        devices={one.dev_eui: one for one in devices},
        applications={1: application},
        groups=more.pop("groups", {}),
        plan=CHANNEL_PLANS["EU868"],
        **more,
    )


def problems(planned: Plan) -> dict[str, list[tuple[str, str]]]:
    """Return what can't be done, by the name of the thing."""
    return {
        step.thing.name: [(one.field, one.kind) for one in step.problems]
        for step in planned
        if step.problems
    }


def with_keys(contents: Contents) -> Contents:
    """Return the same with the device's key."""
    return replace(contents, keys=SavedKeys(devices={EUI: {"app_key": KEY}}))


def test_a_device_is_planned_with_a_profile_that_is_still_to_be_added() -> None:
    planned = plan(with_keys(replace(NOTHING, profiles=[PROFILE], devices=[DEVICE])), lists())
    assert problems(planned) == {}
    assert [step.adds for step in planned] == [True, True]


def test_only_what_differs_is_written_of_a_profile() -> None:
    file = replace(NOTHING, profiles=[PROFILE])
    (step,) = plan(file, lists(profiles=(profile(classCTimeout=9),)))
    assert step.key == "p"
    assert [(one.field, one.gateway, one.file) for one in step.changes] == [
        ("class_c_timeout", 9, 5)
    ]
    assert step.draft is not None
    assert step.draft.body["profile"]["classCTimeout"] == 5
    (same,) = plan(file, lists(profiles=(profile(),)))
    assert same.is_done


def test_what_is_out_of_range_for_the_gateway_is_reported_and_nothing_is_written() -> None:
    file = replace(NOTHING, profiles=[replace(PROFILE, rx_freq2=923_300_000)])
    (step,) = plan(file, lists())
    assert step.draft is None
    assert [(one.field, one.kind) for one in step.problems] == [("rx_freq2", ProblemKey.WHOLE)]


def test_a_profile_whose_join_type_was_not_saved_is_not_guessed() -> None:
    file = replace(NOTHING, profiles=[replace(PROFILE, supports_join=None)])
    assert problems(plan(file, lists())) == {
        "Own": [("supports_join", ProblemKey.BACKUP_NOT_SAVED)]
    }


def test_a_device_whose_application_or_profile_was_not_saved_is_not_guessed() -> None:
    lost = replace(DEVICE, application=None, profile=None)
    file = with_keys(replace(NOTHING, devices=[lost]))
    assert problems(plan(file, lists(profiles=(profile(),)))) == {
        "Lobby": [
            ("application", ProblemKey.BACKUP_NOT_SAVED),
            ("profile", ProblemKey.BACKUP_NOT_SAVED),
        ]
    }


def test_a_device_whose_profile_is_nowhere_is_reported_so() -> None:
    file = with_keys(replace(NOTHING, devices=[DEVICE]))
    assert problems(plan(file, lists())) == {"Lobby": [("profile", ProblemKey.BACKUP_NO_PROFILE)]}


@pytest.mark.parametrize(
    ("codecs", "kind"),
    [({}, ProblemKey.BACKUP_CODEC_UNSURE), ({"own": None}, ProblemKey.BACKUP_NO_PAYLOAD_CODEC)],
)
def test_a_device_is_added_without_a_codec_that_does_not_exist_or_not_to_be_found(
    codecs: dict[str, int | None], kind: str
) -> None:
    file = with_keys(replace(NOTHING, devices=[replace(DEVICE, payload_codec="own")]))
    planned = plan(file, lists(profiles=(profile(),), codecs=codecs))
    assert problems(planned) == {"Lobby": [("payload_codec", kind)]}
    (step,) = planned.devices
    assert step.adds
    (step,) = plan(file, lists(device(), profiles=(profile(),), codecs=codecs)).devices
    assert not step.alters
    assert not step.is_done


def test_a_session_of_a_joined_device_is_no_difference() -> None:
    file = with_keys(replace(NOTHING, profiles=[PROFILE], devices=[DEVICE]))
    joined = device(devAddr="01020304", nwkSKey=KEY[::-1], appSKey=KEY[::-1], fCntUp=9)
    assert plan(file, lists(joined, profiles=(profile(),))).is_same


def test_keys_and_numbers_that_the_gateway_keeps_to_itself_are_reported_as_such() -> None:
    file = with_keys(replace(NOTHING, profiles=[PROFILE], devices=[DEVICE]))
    silent = device(appKey="", fPort=None)
    planned = plan(file, lists(silent, profiles=(profile(),)))
    assert planned.is_same
    assert set(planned.unreported) == {"app_key", "f_port"}


def test_the_join_type_of_a_device_is_that_of_its_profile_where_the_row_lacks_it() -> None:
    gateway = lists(device(supportsJoin=None), profiles=(profile(),))
    assert gateway.contents.devices[0].supports_join is True


def test_codecs_are_not_known_where_rows_lack_them_and_none_where_they_are_zero() -> None:
    def codec(**more: Any) -> str | None:
        return lists(device(**more), profiles=(profile(),)).contents.devices[0].payload_codec

    assert codec(payloadCodecID=None) is None
    assert codec(payloadCodecID="0") == ""
    assert codec(payloadCodecID="7", payloadName="WT201") == "WT201"
    assert codec(payloadCodecID="7", payloadName="") is None


def test_a_device_that_changes_to_abp_needs_the_keys_of_a_session() -> None:
    abp = profile(name="Meter", profileID="q", supportsJoin=False)
    file = replace(
        NOTHING,
        devices=[replace(DEVICE, profile="Meter", supports_join=False, dev_addr="01020304")],
    )
    gateway = lists(device(), profiles=(profile(), abp))
    assert problems(plan(file, gateway)) == {
        "Lobby": [("nwk_s_key", ProblemKey.REQUIRED), ("app_s_key", ProblemKey.REQUIRED)]
    }
    keys = SavedKeys(devices={EUI: {"nwk_s_key": KEY, "app_s_key": KEY}})
    planned = plan(replace(file, keys=keys), gateway)
    assert problems(planned) == {}
    (step,) = planned.devices
    assert step.draft is not None
    assert step.draft.body["nwkSKey"] == KEY


def test_members_that_the_gateway_lacks_are_reported_and_the_others_join() -> None:
    other = "24E124136D000002"
    group = MulticastGroup.read({"id": "g", "name": "All", "groupType": "CLASS_C"})
    assert group is not None
    file = replace(NOTHING, multicast_groups=[SavedGroup(name="All", dev_euis=[EUI, other])])
    planned = plan(file, lists(device(), profiles=(profile(),), groups={"g": group}))
    (step,) = planned.groups
    assert step.joining == (EUI,)
    assert [(one.field, one.allowed["dev_euis"]) for one in step.problems] == [("dev_euis", other)]


def test_a_group_that_needs_a_change_is_written_whole() -> None:
    row = {"id": "g", "name": "All", "groupType": "CLASS_C", "mcAddr": "0a0b0c0d", "dr": 0,
           "frequency": 869_525_000, "fCnt": 7, "mcNwkSKey": KEY, "mcAppSKey": KEY}  # fmt: skip
    group = MulticastGroup.read(row)
    assert group is not None
    saved = SavedGroup.of(group)
    assert plan(replace(NOTHING, multicast_groups=[saved]), lists(groups={"g": group})).is_same
    file = replace(NOTHING, multicast_groups=[replace(saved, dr=3, mc_addr="0A0B0C0D", f_cnt=1)])
    (step,) = plan(file, lists(groups={"g": group}))
    assert [one.field for one in step.changes] == ["dr"]
    assert step.draft is not None
    assert step.draft.body["multicastGroup"]["fCnt"] == 7


def test_what_is_compared_with_itself_is_the_same() -> None:
    contents = contents_of({"p": profile()}, [device()], {}, [])
    compared = compare(contents, contents)
    assert not any(one.changes for one in (*compared.profiles, *compared.devices))
    assert compared.beyond == ()
    assert compared.unreported == ()


class Counted[KeyT, ItemT](dict[KeyT, ItemT]):
    """What counts how often somebody goes through it."""

    times = 0

    def __iter__(self) -> Any:
        """Go through the keys."""
        self.times += 1
        return super().__iter__()

    def values(self) -> Any:
        """Go through the items."""
        self.times += 1
        return super().values()

    def items(self) -> Any:
        """Go through both."""
        self.times += 1
        return super().items()


def times_gone_through(number: int) -> int:
    """Return how often what a gateway has is gone through, so many of each being to be changed."""
    euis = [f"24E124136D{one:06X}" for one in range(2 * number)]
    names = {eui: f"Lamp {one}" for one, eui in enumerate(euis)}
    groups = [
        MulticastGroup(multicast_group_id=str(one), name=f"Floor {one}") for one in range(number)
    ]
    gateway = GatewayLists(
        profiles=Counted({"p": profile()}),
        # The other half lacks.
        devices=Counted({eui: device(devEUI=eui, name=names[eui]) for eui in euis[:number]}),
        applications=Counted({1: Application(application_id=1, app_name="building")}),
        groups=Counted({one.multicast_group_id: one for one in groups}),
        plan=CHANNEL_PLANS["EU868"],
    )
    file = Contents(
        profiles=[],
        devices=[
            replace(DEVICE, dev_eui=eui, name=names[eui], f_port=42, payload_codec="")
            for eui in euis
        ],
        multicast_groups=[SavedGroup(name=one.name, dr=3) for one in groups],
        keys=SavedKeys(devices={eui: {"app_key": KEY} for eui in euis}),
    )
    planned = plan(file, gateway)
    assert sum(step.adds for step in planned.devices) == number
    assert sum(step.alters for step in planned.devices) == number
    lists = (gateway.profiles, gateway.devices, gateway.applications, gateway.groups)
    return sum(one.times for one in lists if isinstance(one, Counted))


def test_what_a_gateway_has_is_gone_through_no_more_often_for_hundreds_of_things() -> None:
    assert times_gone_through(300) == times_gone_through(3)
