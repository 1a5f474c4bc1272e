"""Whether a change shows in what the gateway lists afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api.device import Device
from custom_components.milesight_network_server.ns_api.device_fields import DEVICE_FIELDS
from custom_components.milesight_network_server.ns_api.effect import (
    UndecidedError,
    added,
    listed,
    modified,
)
from custom_components.milesight_network_server.ns_api.listing import Listing
from custom_components.milesight_network_server.ns_api.profile import Profile, profile_fields

FIELDS = profile_fields(None)
SENT: Mapping[str, Any] = {"name": "roof", "max_eirp": 0, "class_c_timeout": 9}
COUNTERS = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Item:
    """A profile as far as it is compared here."""

    name: str = "roof"
    max_eirp: int = 0
    class_c_timeout: int = 9


def a_list(*, complete: bool = True, **items: Item) -> Listing[str, Item]:
    return Listing(items, complete, [])


def test_what_is_new_with_the_name_that_was_sent_was_added() -> None:
    before, now = a_list(a=Item("cellar")), a_list(a=Item("cellar"), b=Item())
    assert added(before, now, FIELDS, SENT) == "b"


def test_what_existed_before_was_not_added() -> None:
    present = a_list(a=Item())
    assert added(present, present, FIELDS, SENT) is None


def test_what_is_new_under_another_name_is_not_ours() -> None:
    assert added(a_list(), a_list(b=Item("cellar")), FIELDS, SENT) is None


def test_of_two_new_ones_with_one_name_ours_is_that_with_our_content() -> None:
    now = a_list(a=Item(class_c_timeout=3), b=Item(), c=Item(max_eirp=14))
    assert added(a_list(), now, FIELDS, SENT) == "b"


def test_what_the_gateway_kept_otherwise_was_added_all_the_same() -> None:
    assert added(a_list(), a_list(b=Item(class_c_timeout=3)), FIELDS, SENT) == "b"


def test_what_an_incomplete_list_lacks_may_exist() -> None:
    with pytest.raises(UndecidedError):
        added(a_list(), a_list(complete=False), FIELDS, SENT)
    with pytest.raises(UndecidedError):
        listed(a_list(complete=False), "a")


def test_what_an_incomplete_list_has_exists() -> None:
    now = a_list(complete=False, a=Item())
    assert listed(now, "a") is not None
    assert added(a_list(), now, FIELDS, SENT) == "a"


def test_what_the_list_before_may_have_lacked_is_not_surely_new() -> None:
    with pytest.raises(UndecidedError):
        added(a_list(complete=False), a_list(a=Item()), FIELDS, SENT)


def test_a_field_as_it_was_sent_was_written() -> None:
    before = Profile(profile_id="a", name="roof", max_eirp=0, class_c_timeout=3)
    assert modified(
        FIELDS, SENT, before, Profile(profile_id="a", name="roof", class_c_timeout=9, max_eirp=0)
    )


def test_all_fields_as_before_were_not_written() -> None:
    before = Profile(profile_id="a", name="cellar", max_eirp=0, class_c_timeout=3)
    assert not modified(FIELDS, SENT, before, before)


def test_what_was_written_in_part_was_written() -> None:
    before = Profile(profile_id="a", name="cellar", max_eirp=0, class_c_timeout=3)
    now = Profile(profile_id="a", name="roof", max_eirp=0, class_c_timeout=3)
    assert modified(FIELDS, SENT, before, now)


def test_what_changes_nothing_counts_as_written() -> None:
    before = Profile(profile_id="a", name="roof", max_eirp=0, class_c_timeout=9)
    assert modified(FIELDS, SENT, before, before)


def test_what_others_changed_beside_it_does_not_count() -> None:
    before = Profile(profile_id="a", name="cellar", max_eirp=0, class_c_timeout=9)
    now = Profile(profile_id="a", name="cellar", max_eirp=14, class_c_timeout=9)
    assert not modified(FIELDS, SENT, before, now)


def device(f_cnt_up: int | None) -> Device:
    return Device(dev_eui="24E124FFFFFFFFFF", f_cnt_up=f_cnt_up)


@given(before=COUNTERS, sent=COUNTERS, moved=st.integers(0, 100))
def test_a_counter_comes_from_the_nearest_value_below_it(
    before: int, sent: int, moved: int
) -> None:
    """It moves up by itself, by less than what the two are apart."""
    if abs(before - sent) <= moved:
        return
    values = {"f_cnt_up": sent}
    assert modified(DEVICE_FIELDS, values, device(before), device(sent + moved))
    assert not modified(DEVICE_FIELDS, values, device(before), device(before + moved))


def test_a_counter_that_is_not_reported_is_not_taken_for_written() -> None:
    assert not modified(DEVICE_FIELDS, {"f_cnt_up": 7}, device(3), device(None))
    assert modified(DEVICE_FIELDS, {"f_cnt_up": 7}, device(None), device(8))
