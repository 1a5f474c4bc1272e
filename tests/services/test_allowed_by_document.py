"""What the API document allows, an owner may do: unwise things are warned of, not refused."""

from pathlib import Path

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server import services
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock
from .conftest import Act, body_of, writes

DEFAULT_KEY = "5572404c696e6b4c6f52613230313823"
FORMS = Path(services.__file__).parent.parent / "services.yaml"


@pytest.fixture
def channel_plan() -> str:
    """The region of the gateway."""
    return "EU868"


@pytest.fixture
def gateway(clock: Clock, channel_plan: str) -> Gateway:
    """A gateway with ten devices in the region."""
    gateway = Gateway(GATEWAY_EUI, clock=clock, channel_plan=channel_plan)
    populate(gateway, devices=10)
    return gateway


def joining(gateway: Gateway) -> Device:
    """Return a device that joins over the air."""
    devices = gateway.devices.values()
    return next(one for one in devices if gateway.profiles[one.profile_id].supports_join)


IN_AMERICA = pytest.mark.parametrize("channel_plan", ["US915", "AU915"])
# The appendix lists them; they are meant for uplinks.
UPLINK_RATES = pytest.mark.parametrize("dr", [0, 3, 4])


@IN_AMERICA
@UPLINK_RATES
async def test_a_profile_may_have_a_data_rate_of_uplinks_in_america(
    act: Act, gateway: Gateway, dr: int
) -> None:
    response = await act(
        "add_profile", name="test", supports_class_b=True, rx_data_rate2=dr, ping_slot_dr=dr
    )
    profile = gateway.profiles[response["profile_id"]]
    assert (profile.rx_data_rate2, profile.ping_slot_dr) == (dr, dr)
    changed = await act(
        "modify_profile", profile_id=profile.profile_id, rx_data_rate2=8, ping_slot_dr=4 - dr
    )
    assert (profile.rx_data_rate2, profile.ping_slot_dr) == (8, 4 - dr)
    assert response["warnings"] == changed["warnings"] == []


@IN_AMERICA
@UPLINK_RATES
async def test_a_group_may_have_a_data_rate_of_uplinks_in_america(
    act: Act, gateway: Gateway, dr: int
) -> None:
    response = await act("add_multicast_group", name="test", dr=dr)
    group = gateway.multicast_groups[response["multicast_group_id"]]
    assert group.dr == dr
    await act("modify_multicast_group", multicast_group_id=group.group_id, dr=4 - dr)
    assert group.dr == 4 - dr


@IN_AMERICA
async def test_a_data_rate_that_america_does_not_have_is_refused(
    act: Act, gateway: Gateway
) -> None:
    with pytest.raises(ServiceValidationError, match="dr: “7” must be one of 0, 1, 2, 3, 4, 8"):
        await act("add_multicast_group", name="test", dr=7)
    assert writes(gateway) == []


@IN_AMERICA
async def test_what_is_left_out_in_america_is_a_data_rate_of_downlinks(
    act: Act, gateway: Gateway
) -> None:
    await act("add_multicast_group", name="test")
    assert body_of(gateway, "4.1")["multicastGroup"]["dr"] == 8
    await act("add_profile", name="test")
    assert body_of(gateway, "2.1")["profile"]["rxDataRate2"] == 8


@pytest.mark.parametrize("named", [{"dr": 0}, {"dr": 3}, {"dr": 4}])
@IN_AMERICA
async def test_a_task_may_have_a_data_rate_of_uplinks_in_america(
    act: Act, gateway: Gateway, named: dict[str, int]
) -> None:
    estimate = await act(
        "estimate_fuota_task",
        dev_euis=[joining(gateway).dev_eui],
        firmware_name="x.bin",
        file_content="AAAA",
        fragment_size=10,
        **named,
    )
    assert not any("dr" in one for one in estimate["refusals"])


async def test_a_class_a_device_stays_in_a_group_whose_class_is_changed(
    act: Act, gateway: Gateway
) -> None:
    group_id = (await act("add_multicast_group", name="test"))["multicast_group_id"]
    every = list(gateway.devices)
    response = await act(
        "add_devices_to_multicast_group", multicast_group_id=group_id, dev_euis=every
    )
    (warning,) = response["warnings"]
    for dev_eui, one in gateway.devices.items():
        is_class_c = gateway.profiles[one.profile_id].supports_class_c
        assert (dev_eui in warning) is not is_class_c
    await act("modify_multicast_group", multicast_group_id=group_id, group_type="CLASS_B")
    assert gateway.multicast_groups[group_id].devices == every


async def test_the_arguments_of_example_3_4_are_accepted(act: Act, gateway: Gateway) -> None:
    device = joining(gateway)
    response = await act(
        "modify_device",
        dev_eui=device.dev_eui,
        name="EM300",
        application_id="1",
        description="em300",
        profile_id=device.profile_id,
        f_cnt_up=0,
        f_cnt_down=0,
        skip_f_cnt_check=False,
        app_key=DEFAULT_KEY,
        dev_addr="",
        app_s_key="",
        nwk_s_key="",
        mb_mode="",
        mb_frame_port=0,
        mb_tcp_port=0,
        f_port=1,
        payload_codec_id="9",
    )
    sent = body_of(gateway, "3.4")
    assert (device.name, device.app_key, device.f_port) == ("EM300", DEFAULT_KEY, 1)
    assert [sent[key] for key in ("devAddr", "nwkSKey", "appSKey", "mbMode")] == [""] * 4
    assert (sent["mbFramePort"], sent["mbTcpPort"]) == (0, 0)
    assert response["differences"] == []


async def test_modbus_is_switched_off_by_a_blank_as_in_the_example(
    act: Act, gateway: Gateway
) -> None:
    device = joining(gateway)
    dev_eui = device.dev_eui
    await act("modify_device", dev_eui=dev_eui, mb_mode="tcp", mb_frame_port=86, mb_tcp_port=502)
    await act("modify_device", dev_eui=dev_eui, mb_mode="", mb_frame_port=0, mb_tcp_port="0")
    assert (device.mb_mode, device.mb_frame_port, device.mb_tcp_port) == ("", 0, 0)


@pytest.mark.parametrize(
    ("frequency", "warned"), [(868_100_050, True), (868_100_001, True), (868_100_100, False)]
)
async def test_a_frequency_off_the_grid_is_sent_and_warned_of(
    act: Act, gateway: Gateway, frequency: int, warned: bool
) -> None:
    names = ["rx_freq2", "ping_slot_freq"]
    added = await act(
        "add_profile", name="test", supports_class_b=True, **dict.fromkeys(names, frequency)
    )
    profile = gateway.profiles[added["profile_id"]]
    assert (profile.rx_freq2, profile.ping_slot_freq) == (frequency, frequency)
    group = await act("add_multicast_group", name="test", frequency=frequency)
    group_id = group["multicast_group_id"]
    assert gateway.multicast_groups[group_id].frequency == frequency
    other = frequency - 100
    changed = await act("modify_multicast_group", multicast_group_id=group_id, frequency=other)
    for response, fields in ((added, names), (group, ["frequency"]), (changed, ["frequency"])):
        said = [one for one in response["warnings"] if "multiple of 100 Hz" in one]
        assert [one.partition(":")[0] for one in said] == (fields if warned else [])


async def test_a_frequency_off_the_grid_that_existed_before_is_not_warned_of(
    act: Act, gateway: Gateway
) -> None:
    added = await act("add_profile", name="test", rx_freq2=868_100_050)
    response = await act("modify_profile", profile_id=added["profile_id"], class_c_timeout=3)
    assert response["warnings"] == []


@pytest.mark.parametrize("given", [True, "true"])
async def test_the_join_type_that_a_profile_in_use_has_is_no_change(
    act: Act, gateway: Gateway, given: object
) -> None:
    used = joining(gateway).profile_id
    response = await act("modify_profile", profile_id=used, supports_join=given)
    assert response["warnings"] == []


async def test_the_join_type_of_a_profile_that_nobody_uses_is_changed_without_a_warning(
    act: Act, gateway: Gateway
) -> None:
    profile_id = (await act("add_profile", name="test"))["profile_id"]
    response = await act("modify_profile", profile_id=profile_id, supports_join=True)
    assert gateway.profiles[profile_id].supports_join
    assert response["warnings"] == []


async def test_the_form_of_add_profile_sends_no_join_type_by_itself_and_says_which_one_it_is(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    form = load_yaml_dict(str(FORMS))
    assert "default" not in form["add_profile"]["fields"]["supports_join"]
    added = await act("add_profile", name="test")
    assert body_of(gateway, "2.1")["profile"]["supportsJoin"] is False
    assert not gateway.profiles[added["profile_id"]].supports_join
