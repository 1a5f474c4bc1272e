"""Which official firmware fits a device, which is newest, and by which to ask for devices."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.firmware.official import (
    at_least,
    fits_band,
    fitting,
    is_newer,
    newest,
    newest_first,
    offered_in_rows,
    read_version,
    rows_of_offered,
    to_ask_by,
)
from custom_components.milesight_network_server.ns_api.fuota import OfficialFirmware
from simulator.catalogue import official_firmware, row

from .any_json import rows_of

# Versions as gateways write them, and what only looks like one.
USUAL = st.from_regex(r"[vV]?[0-9]{1,2}(\.[0-9]{1,3}){0,3}", fullmatch=True)
ODD = st.from_regex(r"v?[0-9]{1,2}(\.[0-9]{1,2}){0,3}[-_.+ ]?[a-z0-9]{0,6}", fullmatch=True)
VERSIONS = USUAL | ODD | st.text(max_size=80) | st.none()


def offer(
    version: str | None,
    least_firmware: str | None = None,
    least_hardware: str | None = None,
    bands: Sequence[str] = ("ALL",),
    **more: Any,
) -> OfficialFirmware:
    """Return an entry of 6.10."""
    return OfficialFirmware(
        **{"official_firmware_id": f"id of {version}", "model": "WT101", **more},
        firmware_version=version,
        support_min_hardware_version=least_hardware,
        support_min_firmware_version=least_firmware,
        frequency_bands=list(bands),
    )


def versions(firmware: Sequence[OfficialFirmware]) -> list[str | None]:
    """Return their versions, in their order."""
    return [one.firmware_version for one in firmware]


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("v1.10", "1.9"), ("1.10", "v1.9"), ("V2", "1.9.9"), ("v1.3-us", "v1.2"),
        ("v1.4", "v1.3-us"), ("1.3.0-r2", "1.3.0"), ("1.3.0-r3", "1.3.0-r2"), ("1.3.1", "1.3.0-r2"),
        ("1.3.0", "1.3.0-rc1"), ("1.3.0-beta2", "1.3.0-beta1"), ("1.3.1", "1.3"),
        (" v1.1 ", "v1.0"),
    ],
)  # fmt: skip
def test_a_newer_version_is_newer_and_not_older(newer: str, older: str) -> None:
    assert is_newer(newer, older)
    assert not is_newer(older, newer)


@pytest.mark.parametrize(
    ("one", "other"),
    [("v1.2", "1.2"), ("1.2", "1.2.0"), ("V1.2", "v1.02"), ("v1.3-us", "v1.3"), ("1.3+us", "1.3")],
)
def test_versions_that_mean_the_same_are_not_newer(one: str, other: str) -> None:
    assert not is_newer(one, other)
    assert not is_newer(other, one)


@pytest.mark.parametrize("odd", [None, "", " ", "-", "unknown", "garbage", "v", "1..2", "9" * 5000])
def test_what_is_no_version_is_neither_newer_nor_older(odd: str | None) -> None:
    assert read_version(odd) is None
    assert not is_newer(odd, "1.0")
    assert not is_newer("1.0", odd)


@given(VERSIONS, VERSIONS)
def test_no_two_versions_are_newer_than_each_other(one: str | None, other: str | None) -> None:
    assert not (is_newer(one, other) and is_newer(other, one))
    assert not is_newer(one, one)


@given(VERSIONS, VERSIONS, VERSIONS)
def test_what_is_newer_than_the_newer_is_newer(
    one: str | None, other: str | None, third: str | None
) -> None:
    if is_newer(one, other) and is_newer(other, third):
        assert is_newer(one, third)


@given(USUAL)
def test_a_leading_v_makes_no_difference(version: str) -> None:
    bare = version.lower().removeprefix("v")
    assert read_version(bare) == read_version(f"v{bare}") is not None


@given(st.lists(st.integers(0, 999), min_size=1, max_size=4), st.lists(st.integers(0, 999)))
def test_numbers_are_compared_as_numbers(one: list[int], other: list[int]) -> None:
    other = (other + [0] * len(one))[: len(one)]
    compared = is_newer(".".join(map(str, one)), ".".join(map(str, other)))
    assert compared == (one > other)


@pytest.mark.parametrize(
    ("version", "least", "met"),
    [
        ("v1.2", "v1.2", True), ("v1.2", "1.1", True), ("v1.10", "v1.9", True),
        ("v1.1", "v1.2", False), ("v1.9", "v1.10", False),
        (None, None, True), (None, "", True), ("v1.0", " ", True), (None, "v1.0", False),
        ("", "v1.0", False), ("garbage", "v1.0", False), ("v1.0", "garbage", False),
        ("garbage", "garbage", True),
    ],
)  # fmt: skip
def test_a_minimum_is_met_or_not(version: str | None, least: str | None, met: bool) -> None:
    assert at_least(version, least) is met


@pytest.mark.parametrize(
    ("bands", "plan", "fits"),
    [
        (["ALL"], "EU868", True), (["all"], "US915", True), (["ALL"], None, True),
        (["EU868"], "EU868", True), (["IN865", "EU868"], "EU868", True),
        ([" eu868 "], "EU868", True),
        (["US915", "AU915"], "EU868", False), (["EU868"], None, False),
        (["AS923"], "AS923-1", True), (["AS923"], "AS923-4", True), (["AS923-1"], "AS923-1", True),
        (["AS923-1"], "AS923-2", False), (["AS92"], "AS923-1", False), (["CN470"], "CN470", True),
        ([], "EU868", False), ([""], "EU868", False), ([""], "", False),
    ],
)  # fmt: skip
def test_a_band_names_a_family_of_channel_plans(
    bands: list[str], plan: str | None, fits: bool
) -> None:
    assert fits_band(bands, plan) is fits


@given(
    st.lists(st.text(max_size=8) | st.sampled_from(sorted(CHANNEL_PLANS))), st.text() | st.none()
)
def test_any_bands_and_any_plan_are_answered(bands: list[str], plan: str | None) -> None:
    assert fits_band([*bands, "ALL"], plan)
    assert fits_band([*bands, "EU868"], "EU868")


def test_the_newest_comes_first_and_what_is_no_version_last() -> None:
    offered = [offer("v1.2"), offer("odd"), offer("v1.10"), offer(None), offer("v1.9")]
    assert versions(newest_first(offered)) == ["v1.10", "v1.9", "v1.2", "odd", None]


def fits(offered: Sequence[OfficialFirmware], **device: str | None) -> list[str | None]:
    """Return the versions that fit a device."""
    surroundings: dict[str, str | None] = {
        "hardware_version": "v1.1", "firmware_version": "v1.1", "channel_plan": "EU868",
    }  # fmt: skip
    return versions(fitting(offered, **surroundings | device))


@pytest.mark.parametrize(
    ("entry", "fitting_one"),
    [
        (offer("v1.2"), True),
        (offer("v1.2", least_firmware="v1.1", least_hardware="v1.1"), True),
        (offer("v1.2", least_firmware="v1.2"), False),
        (offer("v1.2", least_hardware="v2.0"), False),
        (offer("v1.2", bands=["US915"]), False),
        (offer("v1.0"), True),
    ],
    ids=["free", "just_met", "too_old", "other_hardware", "other_band", "older_than_installed"],
)
def test_firmware_fits_by_all_its_conditions(entry: OfficialFirmware, fitting_one: bool) -> None:
    assert bool(fits([entry])) is fitting_one


@pytest.mark.parametrize("installed", [None, ""])
def test_nothing_fits_a_device_whose_version_is_unknown(installed: str | None) -> None:
    assert fits([offer("v1.2")], firmware_version=installed) == []


def test_unknown_hardware_fits_only_what_asks_for_none() -> None:
    offered = [offer("v1.2", least_hardware="v1.0"), offer("v1.1")]
    assert fits(offered, hardware_version=None) == ["v1.1"]


def test_of_what_fits_the_newest_is_first() -> None:
    offered = [offer("v1.2"), offer("v1.10", "v1.1"), offer("v1.11", "v1.2")]
    assert fits(offered) == ["v1.10", "v1.2"]


@pytest.mark.parametrize(
    ("installed", "found"),
    [("v1.1", "v1.3-us"), ("v1.3", None), ("v1.3-us", None), ("v2.0", None), ("odd", None),
     (None, None)],
)  # fmt: skip
def test_the_newest_is_reported_only_where_it_is_newer(
    installed: str | None, found: str | None
) -> None:
    latest = newest(newest_first([offer("v1.2"), offer("v1.3-us")]), installed)
    assert (latest.firmware_version if latest else None) == found


def test_without_firmware_nothing_is_newest() -> None:
    assert newest((), "v1.0") is None


def asked_by(offered: Sequence[OfficialFirmware], plan: str = "EU868") -> list[str | None]:
    """Return the versions by which devices are asked for."""
    return versions(to_ask_by(offered, plan))


def test_one_firmware_that_asks_for_nothing_more_than_others_is_enough() -> None:
    assert asked_by([offer("v1.1", "v1.0"), offer("v1.2", "v1.0"), offer("v1.3", "v1.0")]) == [
        "v1.3"
    ]


def test_devices_too_old_for_the_newest_are_asked_for_too() -> None:
    """By the least demanding alone: its list has all that those between would have."""
    offered = [
        offer("v1.2", "v1.0", "v1.0"),
        offer("v1.3", "v1.0", "v1.1"),
        offer("v1.4", "v1.2", "v1.1"),
    ]
    assert asked_by(offered) == ["v1.4", "v1.2"]


def test_conditions_of_which_none_contains_the_other_are_all_asked_by() -> None:
    offered = [
        offer("v1.1", "v1.2", "v1.0"),
        offer("v1.2", "v1.0", "v2.0"),
        offer("v1.3", "v1.3", "v3.0"),
    ]
    assert asked_by(offered) == ["v1.3", "v1.2", "v1.1"]


def test_firmware_for_other_bands_or_without_an_id_is_not_asked_by() -> None:
    offered = [
        offer("v1.1"),
        offer("v1.2", bands=["US915"]),
        offer("v1.3", official_firmware_id=None),
    ]
    assert asked_by(offered) == ["v1.1"]
    assert asked_by([offer("v1.2", bands=["US915"])]) == []


LIMITS = st.sampled_from(["", "v1.0", "v1.1", "v1.2", "v1.10", "v2.0"])
OFFERS = st.lists(
    st.builds(
        offer, LIMITS, LIMITS, LIMITS, st.sampled_from([("ALL",), ("EU868",), ("US915",)])
    ),
    max_size=8,
)  # fmt: skip


@given(OFFERS)
def test_every_device_that_any_firmware_fits_is_on_one_of_the_lists(
    offered: list[OfficialFirmware],
) -> None:
    asked = to_ask_by(offered, "EU868")
    for hardware, firmware in product(["v1.0", "v1.1", "v1.10", "v3.0"], repeat=2):
        device = {"hardware_version": hardware, "firmware_version": firmware}
        if fits(offered, **device):
            assert fits(asked, **device)


@given(OFFERS)
def test_no_list_but_the_newest_is_part_of_another(offered: list[OfficialFirmware]) -> None:
    asked = to_ask_by(offered, "EU868")
    for one, other in product(asked[1:], repeat=2):
        if one is not other:
            assert not (
                at_least(one.support_min_hardware_version, other.support_min_hardware_version)
                and at_least(one.support_min_firmware_version, other.support_min_firmware_version)
            )


@given(st.lists(rows_of(OfficialFirmware), max_size=4), VERSIONS)
def test_nothing_that_a_server_could_list_does_harm(rows: list[Any], installed: str | None) -> None:
    offered = offered_in_rows(one for one in rows if isinstance(one, dict))
    firmware = list(offered.items.values())
    found = fitting(
        firmware, hardware_version="v1.0", firmware_version=installed, channel_plan="EU868"
    )
    latest = newest(found, installed)
    assert latest is None or latest in firmware
    assert all(one in firmware for one in to_ask_by(firmware, "EU868"))


def test_kept_rows_are_the_same_list_again() -> None:
    offered = offered_in_rows(dict(row(one)) for one in official_firmware() if one.model == "WT201")
    again = offered_in_rows(rows_of_offered(offered))
    assert again.items == offered.items
    assert versions(list(offered.items.values())) == ["v1.2", "v1.3", "v1.4"]
