"""Services for multicast groups and payload codecs."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI
from ..registry import device, state
from .conftest import Act, body_of, details, writes

DEFAULT_KEY = "5572404c696e6b4c6f52613230313823"
KEY = "00112233445566778899aabbccddeeff"


def of_class(gateway: Gateway, *, class_c: bool) -> list[str]:
    """Return the DevEUIs of the devices whose profile is class C, or is not."""
    return [
        one.dev_eui
        for one in gateway.devices.values()
        if gateway.profiles[one.profile_id].supports_class_c is class_c
    ]


@pytest.fixture
async def group_id(act: Act) -> str:
    """A class C group."""
    response = await act("add_multicast_group", name="group1", mc_nwk_s_key=KEY, mc_app_s_key=KEY)
    return str(response["multicast_group_id"])


async def test_adding_sends_example_4_1(act: Act, gateway: Gateway) -> None:
    response = await act(
        "add_multicast_group",
        name="group1",
        mc_addr="11111111",
        mc_nwk_s_key=DEFAULT_KEY,
        mc_app_s_key=DEFAULT_KEY,
        group_type="CLASS_C",
        f_cnt="0",
    )
    assert body_of(gateway, "4.1") == {
        "multicastGroup": {
            "mcAddr": "11111111",
            "name": "group1",
            "mcNwkSKey": DEFAULT_KEY,
            "mcAppSKey": DEFAULT_KEY,
            "groupType": "CLASS_C",
            "fCnt": 0,
            "dr": 0,
            "pingSlotPeriod": 128,
            "frequency": 869525000,
        }
    }
    assert response["warnings"] == response["differences"] == []


async def test_class_b_group_takes_the_ping_slot(act: Act, gateway: Gateway) -> None:
    await act("add_multicast_group", name="b", group_type="CLASS_B")
    group = body_of(gateway, "4.1")["multicastGroup"]
    assert (group["frequency"], group["dr"]) == (869525000, 3)


async def test_default_keys_are_reported(act: Act) -> None:
    response = await act("add_multicast_group", name="group1", mc_nwk_s_key=KEY)
    assert any("well-known" in one for one in response["warnings"])


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("name", "n" * 129, "1 to 128 characters"),
        ("mc_addr", "1111", "8 hexadecimal digits"),
        ("mc_nwk_s_key", "", "32 hexadecimal digits"),
        ("mc_app_s_key", "x" * 32, "32 hexadecimal digits"),
        ("group_type", "CLASS_A", "CLASS_B, CLASS_C"),
        ("f_cnt", -1, "from 0 to 4294967295"),
        ("dr", 15, "0, 1, 2, 3, 4, 5, 6"),
        ("frequency", 433000000, "863000000 to 870000000"),
        ("ping_slot_period", 1, "32, 64, 128"),
    ],
)
async def test_what_the_document_forbids_is_reported_and_nothing_sent(
    act: Act, gateway: Gateway, field: str, value: object, allowed: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_multicast_group", **{"name": "group1", field: value})
    assert field in str(refused.value)
    assert allowed in str(refused.value)
    assert writes(gateway) == []


async def test_name_must_be_free(act: Act, gateway: Gateway, group_id: str) -> None:
    with pytest.raises(ServiceValidationError, match="already exists"):
        await act("add_multicast_group", name="group1")
    assert writes(gateway) == ["4.1"]


async def test_modifying_sends_the_counter_just_read(
    act: Act, gateway: Gateway, group_id: str
) -> None:
    gateway.multicast_groups[group_id].f_cnt = 41
    response = await act("modify_multicast_group", multicast_group_id=group_id, name="group2")
    group = body_of(gateway, "4.6")["multicastGroup"]
    assert (group["name"], group["fCnt"]) == ("group2", 41)
    assert (group["mcNwkSKey"], group["mcAppSKey"]) == (KEY, KEY)
    assert details(response) == {"warnings": [], "differences": []}


async def test_deleting_deletes(
    hass: HomeAssistant, act: Act, gateway: Gateway, group_id: str
) -> None:
    assert state(hass, "sensor", f"{GATEWAY_EUI}_multicast_groups").state == "1"
    await act("delete_multicast_group", multicast_group_id=group_id)
    assert gateway.multicast_groups == {}
    assert state(hass, "sensor", f"{GATEWAY_EUI}_multicast_groups").state == "0"


@pytest.mark.parametrize(
    "service",
    ["modify_multicast_group", "delete_multicast_group", "add_devices_to_multicast_group"],
)
async def test_unknown_group_is_reported_and_nothing_sent(
    act: Act, gateway: Gateway, service: str
) -> None:
    data = {"dev_euis": of_class(gateway, class_c=True)} if "devices" in service else {}
    with pytest.raises(ServiceValidationError, match="does not exist"):
        await act(service, multicast_group_id="none", **data)
    assert writes(gateway) == []


async def test_members_join_and_leave(act: Act, gateway: Gateway, group_id: str) -> None:
    members = of_class(gateway, class_c=True)[:2]
    joined = await act(
        "add_devices_to_multicast_group", multicast_group_id=group_id, dev_euis=members
    )
    assert body_of(gateway, "4.2") == {"devEUIs": members}
    assert details(joined) == {"warnings": [], "differences": []}
    listed = (await act("list_multicast_groups"))["multicast_groups"][0]
    assert sorted(one["dev_eui"] for one in listed["devices"]) == sorted(members)
    left = await act(
        "remove_devices_from_multicast_group", multicast_group_id=group_id, dev_euis=members[:1]
    )
    assert body_of(gateway, "4.4") == {"devEUIs": members[:1]}
    assert details(left) == {"warnings": [], "differences": []}


async def test_members_can_be_picked(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry, group_id: str
) -> None:
    member = of_class(gateway, class_c=True)[0]
    registered = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{member}")
    assert registered is not None
    await act(
        "add_devices_to_multicast_group", multicast_group_id=group_id, device_id=[registered.id]
    )
    assert body_of(gateway, "4.2") == {"devEUIs": [member]}


async def test_member_already_there_is_not_sent_again(
    act: Act, gateway: Gateway, group_id: str
) -> None:
    member = of_class(gateway, class_c=True)[0]
    for _ in range(2):
        await act("add_devices_to_multicast_group", multicast_group_id=group_id, dev_euis=member)
    assert writes(gateway) == ["4.1", "4.2"]


async def test_device_of_another_class_is_a_member_with_a_warning(
    act: Act, gateway: Gateway, group_id: str
) -> None:
    """The document's own example 4.5 has a class A device in a class C group."""
    other = of_class(gateway, class_c=False)[0]
    response = await act(
        "add_devices_to_multicast_group", multicast_group_id=group_id, dev_euis=other
    )
    assert gateway.multicast_groups[group_id].devices == [other]
    (warning,) = response["warnings"]
    assert "group is class C; these devices are not" in warning
    assert other in warning


async def test_unknown_device_is_refused(act: Act, gateway: Gateway, group_id: str) -> None:
    with pytest.raises(ServiceValidationError, match="24E124FFFFFFFFFF"):
        await act(
            "add_devices_to_multicast_group",
            multicast_group_id=group_id,
            dev_euis=["24E124FFFFFFFFFF"],
        )
    assert writes(gateway) == ["4.1"]


async def test_member_that_the_gateway_did_not_take_is_reported(
    act: Act, gateway: Gateway, group_id: str
) -> None:
    member = of_class(gateway, class_c=True)[0]
    gateway.faults.add(Fault("keep", call="4.2"))
    response = await act(
        "add_devices_to_multicast_group", multicast_group_id=group_id, dev_euis=member
    )
    assert response["differences"] == [{"field": "dev_euis", "sent": member, "kept": None}]


async def test_leaving_of_what_is_no_member_is_reported(act: Act, group_id: str) -> None:
    response = await act(
        "remove_devices_from_multicast_group",
        multicast_group_id=group_id,
        dev_euis="24E124FFFFFFFFFF",
    )
    assert response["warnings"] == ["Some of the devices were not members of the group"]


async def test_listing_groups_tells_keys_only_when_asked(act: Act, group_id: str) -> None:
    (plain,) = (await act("list_multicast_groups"))["multicast_groups"]
    assert not any("key" in name for name in plain)
    (full,) = (await act("list_multicast_groups", include_keys=True))["multicast_groups"]
    assert full["mc_nwk_s_key"] == KEY


async def test_listing_codecs_of_either_library(act: Act) -> None:
    inbuilt = await act("list_payload_codecs")
    own = await act("list_payload_codecs", type="custom")
    assert inbuilt["total"] > own["total"] == 1
    assert "decoder_script" not in own["payload_codecs"][0]
    with_script = await act("list_payload_codecs", type="custom", include_scripts=True)
    assert with_script["payload_codecs"][0]["decoder_script"]


async def test_codec_type_is_one_of_two(act: Act) -> None:
    with pytest.raises(ServiceValidationError, match="default, custom"):
        await act("list_payload_codecs", type="other")
