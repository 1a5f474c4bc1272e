"""Rows that lack what some firmware leaves out: nothing is lost or made up by a change."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from simulator.application import Application
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.manners import Manners
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock
from .conftest import Act, body_of, writes

KEY = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
# What 2.3 leaves out of its rows in some firmware, by its name here.
LEFT_OUT = {
    "supports_32bit_f_cnt": False,
    "max_eirp": 7,
    "class_b_timeout": 3,
    "class_c_timeout": 4,
    "enable_uplink_channels": [],
}


@pytest.fixture
def manners() -> Manners:
    """Rows that lack what can be left out, keys among it."""
    return Manners(lean_rows=True, hide_keys=True)


@pytest.fixture
def gateway(clock: Clock, manners: Manners) -> Gateway:
    """A gateway of these manners, with twelve devices, the last of which joins by ABP."""
    simulated = Gateway(GATEWAY_EUI, clock=clock, manners=manners)
    populate(simulated, devices=12)
    return simulated


def device(gateway: Gateway, *, joins: bool = True, active: bool = True) -> Device:
    """Return a device that joins in this way, and has been heard or not."""
    return next(
        one
        for one in gateway.devices.values()
        if gateway.profiles[one.profile_id].supports_join is joins and one.active is active
    )


def not_shown(*fields: str) -> str:
    """Return the warning of fields that could not be compared with what was sent."""
    return (
        "The gateway does not report these fields, so they could not be"
        f" compared: {', '.join(fields)}"
    )


def kept(one: Device) -> dict[str, Any]:
    """Return all that a change of the name must leave as it is."""
    names = ["description", "application_id", "profile_id", "payload_codec_id", "f_port"]
    names += ["skip_f_cnt_check", "app_key", "dev_addr", "nwk_s_key", "app_s_key", "mb_mode"]
    return {name: getattr(one, name) for name in names}


@pytest.mark.parametrize("active", [True, False], ids=["joined", "never joined"])
async def test_a_device_whose_key_comes_back_blank_is_renamed_and_keeps_it(
    act: Act, gateway: Gateway, active: bool
) -> None:
    one = device(gateway, active=active)
    before = kept(one)
    assert before["app_key"]
    response = await act("modify_device", dev_eui=one.dev_eui, name="Renamed")
    assert one.name == "Renamed"
    assert kept(one) == before
    assert "appKey" not in body_of(gateway, "3.4")
    assert (response["warnings"], response["differences"]) == ([], [])


async def test_a_device_whose_key_does_not_come_back_at_all_is_renamed_and_keeps_it(
    act: Act, gateway: Gateway
) -> None:
    one = device(gateway)
    before = kept(one)
    gateway.faults.add("omit call=3.3 key=appKey")
    await act("modify_device", dev_eui=one.dev_eui, name="Renamed")
    assert (one.name, kept(one)) == ("Renamed", before)


async def test_a_key_that_is_named_is_written(act: Act, gateway: Gateway) -> None:
    one = device(gateway)
    response = await act("modify_device", dev_eui=one.dev_eui, app_key=KEY)
    assert one.app_key == KEY
    assert (response["warnings"], response["differences"]) == ([not_shown("app_key")], [])
    assert body_of(gateway, "3.4")["appKey"] == KEY


@pytest.mark.parametrize("fault", ["blank", "omit", "null"])
async def test_the_session_keys_of_a_device_that_does_not_join_are_kept_as_well(
    act: Act, gateway: Gateway, fault: str
) -> None:
    one = device(gateway, joins=False)
    before = kept(one)
    for key in ("nwkSKey", "appSKey"):
        gateway.faults.add(f"{fault} call=3.3 key={key}")
    await act("modify_device", dev_eui=one.dev_eui, name="Renamed")
    assert (one.name, kept(one)) == ("Renamed", before)


async def test_a_device_that_is_to_join_in_the_other_way_needs_a_key(
    act: Act, gateway: Gateway
) -> None:
    """The blank key of its row is not one that the gateway has."""
    one = device(gateway, joins=False)
    otaa = next(each.profile_id for each in gateway.profiles.values() if each.name == "ClassC-OTAA")
    with pytest.raises(ServiceValidationError, match="app_key is required"):
        await act("modify_device", dev_eui=one.dev_eui, profile_id=otaa)
    assert writes(gateway) == []


async def test_the_application_of_a_row_without_its_id_is_found_by_its_name(
    act: Act, gateway: Gateway
) -> None:
    for one in (device(gateway), device(gateway, joins=False)):
        other = next(each for each in gateway.devices.values() if each.application_id == 2)
        for each in (one, other):
            before = each.application_id
            await act("modify_device", dev_eui=each.dev_eui, description="Changed")
            assert body_of(gateway, "3.4")["applicationID"] == str(before)
            assert (each.application_id, each.description) == (before, "Changed")
    listed = {
        one["dev_eui"]: one["application_id"] for one in (await act("list_devices"))["devices"]
    }
    assert listed == {eui: each.application_id for eui, each in gateway.devices.items()}


async def test_the_only_application_is_that_of_a_row_that_tells_nothing_of_it(
    act: Act, gateway: Gateway
) -> None:
    del gateway.applications[2]
    one = next(each for each in gateway.devices.values() if each.application_id == 1)
    gateway.faults.add("omit call=3.3 key=appName")
    await act("modify_device", dev_eui=one.dev_eui, name="Renamed")
    assert body_of(gateway, "3.4")["applicationID"] == "1"


@pytest.mark.parametrize("doubt", ["same name", "no name"])
async def test_a_device_whose_application_stays_open_is_not_written(
    act: Act, gateway: Gateway, doubt: str
) -> None:
    one = device(gateway)
    if doubt == "same name":
        gateway.applications[3] = Application(3, gateway.applications[1].name)
    else:
        row = 1 + list(gateway.devices).index(one.dev_eui)
        gateway.faults.add(f"odd call=3.3 rows={row} appName='\"\"'")
    with pytest.raises(ServiceValidationError, match="application_id is required: the gateway"):
        await act("modify_device", dev_eui=one.dev_eui, name="Renamed")
    assert writes(gateway) == []
    await act("modify_device", dev_eui=one.dev_eui, name="Renamed", application_id=1)
    assert (one.name, one.application_id) == ("Renamed", 1)


async def test_a_class_c_group_without_a_ping_slot_is_renamed(act: Act, gateway: Gateway) -> None:
    made = await act("add_multicast_group", name="group", mc_nwk_s_key=KEY, mc_app_s_key=KEY)
    group = gateway.multicast_groups[made["multicast_group_id"]]
    group.ping_slot_period = 512
    response = await act("modify_multicast_group", multicast_group_id=group.group_id, name="other")
    assert (group.name, group.ping_slot_period) == ("other", 512)
    assert "pingSlotPeriod" not in body_of(gateway, "4.6")["multicastGroup"]
    assert (response["warnings"], response["differences"]) == ([], [])


async def test_a_class_c_group_without_a_ping_slot_gets_one_when_it_becomes_class_b(
    act: Act, gateway: Gateway
) -> None:
    made = await act("add_multicast_group", name="group", mc_nwk_s_key=KEY, mc_app_s_key=KEY)
    group_id = made["multicast_group_id"]
    await act("modify_multicast_group", multicast_group_id=group_id, group_type="CLASS_B")
    group = gateway.multicast_groups[group_id]
    assert (group.group_type, group.ping_slot_period) == ("CLASS_B", 128)


async def profile(act: Act, gateway: Gateway, **given: Any) -> str:
    """Add a profile that differs from what a new one has, and return its id."""
    added = await act("add_profile", name="meters", **LEFT_OUT | given)
    gateway.requests.clear()
    return str(added["profile_id"])


async def test_a_profile_that_is_not_reported_in_full_is_not_written_with_values_made_up(
    act: Act, gateway: Gateway
) -> None:
    profile_id = await profile(act, gateway)
    with pytest.raises(ServiceValidationError) as refused:
        await act("modify_profile", profile_id=profile_id, rx_dr_offset1=1)
    for name in LEFT_OUT:
        assert f"{name} is required: the gateway does not report its current value" in str(
            refused.value
        )
    assert "ping_slot" not in str(refused.value)
    assert writes(gateway) == []


async def test_a_profile_that_is_not_reported_in_full_is_written_with_what_is_given(
    act: Act, gateway: Gateway
) -> None:
    profile_id = await profile(act, gateway)
    response = await act("modify_profile", profile_id=profile_id, rx_dr_offset1=1, **LEFT_OUT)
    one = gateway.profiles[profile_id]
    assert {name: getattr(one, name) for name in LEFT_OUT} == LEFT_OUT
    assert one.rx_dr_offset1 == 1
    # What is off or empty is as if it were not told.
    shown = not_shown("max_eirp", "class_b_timeout", "class_c_timeout")
    assert (response["warnings"], response["differences"]) == ([shown], [])


@pytest.mark.parametrize("manners", [Manners()])
@pytest.mark.parametrize("fault", ["omit", "null", "blank"])
@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("maxEIRP", "max_eirp"),
        ("supports32bitFCnt", "supports_32bit_f_cnt"),
        ("supportsClassC", "supports_class_c"),
        ("macVersion", "mac_version"),
        ("rxFreq2", "rx_freq2"),
        ("classCTimeout", "class_c_timeout"),
    ],
)
async def test_each_field_of_a_profile_that_is_not_reported_is_named(
    act: Act, gateway: Gateway, fault: str, key: str, name: str
) -> None:
    profile_id = await profile(act, gateway)
    gateway.faults.add(f"{fault} call=2.3 key={key}")
    with pytest.raises(ServiceValidationError) as refused:
        await act("modify_profile", profile_id=profile_id, rx_dr_offset1=1)
    assert str(refused.value) == (
        f"Nothing was sent: {name} is required: the gateway does not report its current value,"
        " which would be lost"
    )
    assert writes(gateway) == []


@pytest.mark.parametrize("manners", [Manners(null_lists=True)])
async def test_lists_of_a_profile_that_are_null_are_empty_and_kept_so(
    act: Act, gateway: Gateway
) -> None:
    profile_id = await profile(act, gateway)
    await act("modify_profile", profile_id=profile_id, rx_dr_offset1=1)
    sent = body_of(gateway, "2.4")["profile"]
    assert (sent["factoryPresetFreqs"], sent["enableUplinkChannels"]) == ([], [])
    assert gateway.profiles[profile_id].max_eirp == LEFT_OUT["max_eirp"]


@pytest.mark.parametrize("manners", [Manners(hide_keys=True)])
async def test_keys_that_are_not_shown_are_reported_once_for_all_imported_devices(
    act: Act, gateway: Gateway
) -> None:
    added = [f"24E124136D0000A{number}" for number in range(3)]
    rows = [f"{dev_eui},1,Sensor {dev_eui[-1]},85,{KEY}" for dev_eui in added]
    table = "\n".join(["dev_eui,application_id,name,f_port,app_key", *rows])
    response = await act("import_devices", csv=table)
    assert (response["added"], response["failed"]) == (added, [])
    assert response["warnings"] == [not_shown("app_key")]


async def test_what_rows_of_older_firmware_do_not_show_is_no_difference(
    act: Act, gateway: Gateway
) -> None:
    gateway.books.old_firmware = True
    response = await act(
        "add_device", dev_eui="24E124136D0000AA", application_id=1, app_key=KEY, f_port=85,
        payload_codec_id=9,
    )  # fmt: skip
    assert response["differences"] == []
    assert response["warnings"] == [not_shown("payload_codec_id", "f_port", "app_key")]


@pytest.mark.parametrize("manners", [Manners()])
async def test_text_that_is_blank_is_a_difference_all_the_same(act: Act, gateway: Gateway) -> None:
    one = device(gateway)
    gateway.faults.add("keep call=3.4 mbMode='' description=")
    response = await act(
        "modify_device", dev_eui=one.dev_eui, description="Changed", mb_mode="tcp", mb_tcp_port=502
    )
    assert response["differences"] == [
        {"field": "description", "sent": "Changed", "kept": ""},
        {"field": "mb_mode", "sent": "tcp", "kept": None},
    ]


@pytest.mark.parametrize("key", ["mcNwkSKey", "mcAppSKey", "fCnt", "frequency"])
@pytest.mark.parametrize("fault", ["blank", "omit", "null"])
async def test_what_a_groups_row_lacks_is_asked_for_and_not_made_up(
    act: Act, gateway: Gateway, key: str, fault: str
) -> None:
    made = await act("add_multicast_group", name="group", mc_nwk_s_key=KEY, mc_app_s_key=KEY)
    before = len(writes(gateway))
    gateway.faults.add(f"{fault} call=4.5 key={key}")
    with pytest.raises(ServiceValidationError, match="does not report its current value"):
        await act(
            "modify_multicast_group", multicast_group_id=made["multicast_group_id"], name="other"
        )
    assert len(writes(gateway)) == before
