"""What a region allows, as wide as the appendix has it."""

from typing import Any

import pytest

from simulator.channel_plan import CHANNEL_PLANS
from simulator.gateway import Gateway
from simulator.population import populate

from .talk import EUI, Clock, Talk, local_task

AMERICAN = ("US915", "AU915")
DATA_RATES = (0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13)


def region(clock: Clock, plan: str) -> Talk:
    gateway = Gateway(EUI, clock=clock, channel_plan=plan)
    populate(gateway, devices=1)
    return Talk(gateway)


def profile(talk: Talk, **settings: Any) -> int:
    """The code of adding a profile."""
    number = len(talk.gateway.profiles)
    return talk.code("POST", "/api/urprofiles", {"name": f"p{number}", "profile": settings})


def group(talk: Talk, **settings: Any) -> int:
    """The code of adding a group."""
    sent = {"name": f"g{len(talk.gateway.multicast_groups)}", **settings}
    return talk.code("POST", "/api/multicast-groups", {"multicastGroup": sent})


@pytest.mark.parametrize("plan", AMERICAN)
@pytest.mark.parametrize("dr", DATA_RATES)
def test_the_american_data_rates_include_those_of_the_uplink(
    clock: Clock, plan: str, dr: int
) -> None:
    talk = region(clock, plan)
    assert profile(talk, rxDataRate2=dr) == 200
    assert profile(talk, supportsClassB=True, pingSlotDR=dr) == 200
    assert group(talk, dr=dr) == 200
    [row] = talk("GET", "/api/multicast-groups")["result"]
    assert row["dr"] == dr


@pytest.mark.parametrize("plan", AMERICAN)
@pytest.mark.parametrize("dr", [5, 6, 7, 14])
def test_other_american_data_rates_are_code_3(clock: Clock, plan: str, dr: int) -> None:
    talk = region(clock, plan)
    assert profile(talk, rxDataRate2=dr) == 3
    assert group(talk, dr=dr) == 3


@pytest.mark.parametrize("plan", AMERICAN)
def test_a_task_takes_each_data_rate_that_has_a_payload_size(clock: Clock, plan: str) -> None:
    talk = region(clock, plan)
    sizes = talk("GET", "/api/fuota/task/payloadsize")["maxPayloadSizeMap"]
    assert [each["dr"] for each in sizes] == list(DATA_RATES)
    for each in sizes:
        fragments = {
            "fragmentSize": each["maxPayloadSize"],
            "fragmentInterval": 1000,
            "fragmentRedundancy": 0,
        }
        multicast = {"groupType": 0, "dr": each["dr"], "frequency": 923_300_000}
        task = local_task(talk, fragmentInfo=fragments, tmpMcInfo=multicast)
        assert talk.code("POST", "/api/fuota/task", task) == 200


@pytest.mark.parametrize(("dr", "code"), [(6, 200), (7, 3)])
def test_a_task_takes_a_data_rate_that_the_region_has_though_6_6_does_not_list_it(
    clock: Clock, dr: int, code: int
) -> None:
    talk = region(clock, "CN470")
    assert 6 not in CHANNEL_PLANS["CN470"].max_payload_sizes
    multicast = {"groupType": 0, "dr": dr, "frequency": 505_300_000}
    assert talk.code("POST", "/api/fuota/task", local_task(talk, tmpMcInfo=multicast)) == code


@pytest.mark.parametrize("frequency", [868_100_050, 863_000_001, 869_999_999])
def test_a_frequency_off_the_grid_is_taken_within_its_range(talk: Talk, frequency: int) -> None:
    assert profile(talk, rxFreq2=frequency, factoryPresetFreqs=[frequency]) == 200
    assert profile(talk, supportsClassB=True, pingSlotFreq=frequency) == 200
    assert group(talk, frequency=frequency) == 200
    [row] = talk("GET", "/api/multicast-groups")["result"]
    assert row["frequency"] == frequency


@pytest.mark.parametrize("plan", AMERICAN)
@pytest.mark.parametrize(("channels", "code"), [([], 200), ([8], 3), ([8, 8], 3), ([8, 9], 200)])
def test_one_uplink_channel_is_too_few_in_america(
    clock: Clock, plan: str, channels: list[int], code: int
) -> None:
    assert profile(region(clock, plan), enableUplinkChannels=channels) == code


def test_one_uplink_channel_is_refused_when_modifying_too(clock: Clock) -> None:
    talk = region(clock, "US915")
    profile(talk)
    added = talk("GET", "/api/urprofiles")["result"][-1]
    settings = added["profile"] | {"enableUplinkChannels": [8]}
    url = f"/api/urprofiles/{added['profile']['profileID']}"
    assert talk.code("PUT", url, {"name": "x", "profile": settings}) == 3


@pytest.mark.parametrize("plan", ["EU868", "CN470", "AS923-1"])
def test_elsewhere_one_uplink_channel_is_enough(clock: Clock, plan: str) -> None:
    assert profile(region(clock, plan), enableUplinkChannels=[2]) == 200
