"""Services for profiles: what reaches the gateway, and what is refused before it does."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI
from ..registry import state
from .conftest import Act, body_of, details, writes

# Example 2.1 of the API document, but for the region's frequencies.
EXAMPLE: dict[str, Any] = {
    "name": "test",
    "profile": {
        "factoryPresetFreqs": [],
        "macVersion": "1.0.2",
        "maxEIRP": 0,
        "regParamsRevision": "B",
        "rxDROffset1": 0,
        "rxDataRate2": 0,
        "rxFreq2": 869525000,
        "supports32bitFCnt": True,
        "supportsClassB": True,
        "supportsClassC": True,
        "supportsJoin": True,
        "pingSlotPeriod": 128,
        "pingSlotDR": 3,
        "pingSlotFreq": 869525000,
        "classBTimeout": 10,
        "classCTimeout": 10,
        "enableUplinkChannels": [],
    },
}


async def test_adding_sends_example_2_1(act: Act, gateway: Gateway) -> None:
    response = await act(
        "add_profile", name="test", supports_join=True, supports_class_b=True, supports_class_c=True
    )
    assert body_of(gateway, "2.1") == EXAMPLE
    assert details(response) == {
        "profile_id": response["profile_id"],
        "warnings": [],
        "differences": [],
    }
    assert gateway.profiles[response["profile_id"]].name == "test"


async def test_texts_of_the_front_end_are_taken(act: Act, gateway: Gateway) -> None:
    await act(
        "add_profile",
        name="test",
        supports_join="true",
        supports_class_b="true",
        supports_class_c="true",
        ping_slot_period="128",
        rx_data_rate2="0",
        class_b_timeout=10.0,
    )
    assert body_of(gateway, "2.1") == EXAMPLE


async def test_new_profile_is_counted_when_the_service_returns(
    hass: HomeAssistant, act: Act
) -> None:
    await act("add_profile", name="test")
    assert state(hass, "sensor", f"{GATEWAY_EUI}_profiles").state == "9"


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("name", "9lives", "start with a letter"),
        ("name", "a" * 65, "1 to 64 characters"),
        ("name", "with blank", "only letters"),
        ("name", "", "1 to 64"),
        ("name", "ClassA-OTAA", "already exists"),
        ("name", 5, "start with a letter"),
        ("name", 1.5, "put it in quotes"),
        ("max_eirp", -1, "from 0"),
        ("supports_join", "maybe", "true or false"),
        ("mac_version", "1.0.4", "1.0.0, 1.0.1, 1.0.2, 1.1.0"),
        ("reg_params_revision", "C", "A, B"),
        ("rx_dr_offset1", 6, "from 0 to 5"),
        ("rx_data_rate2", 7, "0, 1, 2, 3, 4, 5, 6"),
        ("rx_freq2", 923300000, "863000000 to 870000000"),
        ("factory_preset_freqs", "x", "whole number"),
        ("enable_uplink_channels", [-1], "from 0"),
        ("ping_slot_period", 100, "32, 64, 128"),
        ("ping_slot_dr", 9, "0, 1, 2, 3, 4, 5, 6"),
        ("ping_slot_freq", 1, "863000000 to 870000000"),
        ("class_b_timeout", 11, "from 0 to 10"),
        ("class_c_timeout", 1.5, "from 0 to 10"),
    ],
)
async def test_what_the_document_forbids_is_reported_and_nothing_sent(
    act: Act, gateway: Gateway, field: str, value: object, allowed: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_profile", **{"name": "test", field: value})
    assert field in str(refused.value)
    assert allowed in str(refused.value)
    assert writes(gateway) == []


async def test_all_faults_are_reported_together(act: Act, gateway: Gateway) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_profile", name="9", max_eirp="x", class_b_timeout=99)
    assert all(name in str(refused.value) for name in ("name", "max_eirp", "class_b_timeout"))
    assert writes(gateway) == []


async def test_modifying_writes_the_whole_back_with_the_change(act: Act, gateway: Gateway) -> None:
    profile_id = (await act("add_profile", name="test", supports_join=True))["profile_id"]
    response = await act("modify_profile", profile_id=profile_id, class_c_timeout="3")
    body = body_of(gateway, "2.4")
    expected = EXAMPLE["profile"] | {
        "supportsClassB": False,
        "supportsClassC": False,
        "classCTimeout": 3,
    }
    assert body == {"name": "test", "profile": expected}
    assert details(response) == {"warnings": [], "differences": []}


async def test_modifying_keeps_its_own_name_free(act: Act, gateway: Gateway) -> None:
    profile_id = (await act("add_profile", name="test"))["profile_id"]
    await act("modify_profile", profile_id=profile_id, name="test", max_eirp=5)
    assert gateway.profiles[profile_id].max_eirp == 5


async def test_what_others_changed_meanwhile_is_kept_and_reported(
    act: Act, gateway: Gateway
) -> None:
    profile_id = (await act("add_profile", name="test"))["profile_id"]
    gateway.profiles[profile_id].max_eirp = 7
    response = await act("modify_profile", profile_id=profile_id, class_c_timeout=3)
    assert gateway.profiles[profile_id].max_eirp == 7
    assert any("max_eirp" in one for one in response["warnings"])


async def test_changing_how_a_profile_in_use_joins_is_warned_of(act: Act, gateway: Gateway) -> None:
    used = next(iter(gateway.devices.values())).profile_id
    response = await act("modify_profile", profile_id=used, supports_join=False)
    assert gateway.profiles[used].supports_join is False
    assert "in use by a device" in response["warnings"][0]


async def test_a_frequency_that_no_device_can_be_reported_is_warned_of(
    act: Act, gateway: Gateway
) -> None:
    response = await act("add_profile", name="test", rx_freq2=868100050)
    assert gateway.profiles[response["profile_id"]].rx_freq2 == 868100050
    (warning,) = response["warnings"]
    assert "rx_freq2: 868100050 Hz is not a multiple of 100 Hz" in warning


async def test_profile_in_use_is_not_deleted(act: Act, gateway: Gateway) -> None:
    used = next(iter(gateway.devices.values())).profile_id
    with pytest.raises(ServiceValidationError, match="in use"):
        await act("delete_profile", profile_id=used)
    assert writes(gateway) == []


async def test_profile_of_the_gateways_own_is_not_deleted(act: Act, gateway: Gateway) -> None:
    used = {one.profile_id for one in gateway.devices.values()}
    own = next(one for one in gateway.profiles.values() if one.profile_id not in used)
    with pytest.raises(ServiceValidationError, match="own profiles"):
        await act("delete_profile", profile_id=own.profile_id)


async def test_deleting_deletes(hass: HomeAssistant, act: Act, gateway: Gateway) -> None:
    profile_id = (await act("add_profile", name="test"))["profile_id"]
    await act("delete_profile", profile_id=profile_id)
    assert profile_id not in gateway.profiles
    assert state(hass, "sensor", f"{GATEWAY_EUI}_profiles").state == "8"


@pytest.mark.parametrize("service", ["modify_profile", "delete_profile"])
@pytest.mark.parametrize("profile_id", [None, "", "no-such-profile", 5, ["x"]])
async def test_unknown_profile_is_reported_with_what_there_is(
    act: Act, gateway: Gateway, service: str, profile_id: object
) -> None:
    data = {} if profile_id is None else {"profile_id": profile_id}
    with pytest.raises(ServiceValidationError, match="profile_id"):
        await act(service, **data)
    assert writes(gateway) == []


async def test_listing_gives_every_field_flat(act: Act) -> None:
    response = await act("list_profiles")
    assert response["total"] == len(response["profiles"]) == 8
    assert response["channel_plan"] == "EU868"
    assert response["cloud"] is False
    first = response["profiles"][0]
    assert first["name"] == "ClassA-OTAA"
    assert first["rx_freq2"] == 869525000
    assert first["is_default"] is True


async def test_part_of_the_list_can_be_had(act: Act) -> None:
    everything = (await act("list_profiles"))["profiles"]
    response = await act("list_profiles", limit=2, offset="3")
    assert response["profiles"] == everything[3:5]
    assert response["total"] == 8


async def test_difference_between_sent_and_kept_is_reported(act: Act, gateway: Gateway) -> None:
    gateway.faults.add(Fault("keep", call="2.1", values={"classCTimeout": 4}))
    response = await act("add_profile", name="test", class_c_timeout=9)
    assert response["differences"] == [{"field": "class_c_timeout", "sent": 9, "kept": 4}]


async def test_success_that_stored_nothing_is_reported(act: Act, gateway: Gateway) -> None:
    profile_id = (await act("add_profile", name="test"))["profile_id"]
    gateway.faults.add(Fault("keep", call="2.4", times=1))
    response = await act("modify_profile", profile_id=profile_id, class_c_timeout=9)
    assert response["differences"] == [{"field": "class_c_timeout", "sent": 9, "kept": 10}]


async def test_outside_the_table_of_regions_the_caller_gives_the_channel(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    devices = loaded.runtime_data.devices
    devices.data = type(devices.data)(**{**vars(devices.data), "channel_plan": "XX433"})
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_profile", name="test")
    assert "rx_freq2 is required" in str(refused.value)
    assert "rx_data_rate2 is required" in str(refused.value)
