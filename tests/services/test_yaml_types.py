"""What YAML makes of a value that was written without quotes, and what the actions make of it."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.yaml.loader import parse_yaml
import pytest

from simulator.gateway import Gateway

from .conftest import Act, body_of, writes

DIGITS = "1234567812345678"
KEY = "55724049123456789012345678901234"


def written(text: str) -> dict[str, Any]:
    """Return what YAML makes of the fields of an action."""
    read = parse_yaml(f"{{{text}}}")
    assert isinstance(read, dict)
    return dict(read)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (f"dev_eui: {DIGITS}", {"devEUI": DIGITS, "name": DIGITS}),
        (f"dev_eui: '{DIGITS}', name: 123", {"name": "123"}),
        (f"dev_eui: {DIGITS}, description: 2412", {"description": "2412"}),
        (f"dev_eui: {DIGITS}, mb_mode: off", {"mbMode": "", "mbFramePort": 0}),
        (f"dev_eui: {DIGITS}, app_key: {KEY}", {"appKey": KEY}),
        (f"dev_eui: {DIGITS}, skip_f_cnt_check: on", {"skipFCntCheck": True}),
        (f"dev_eui: {DIGITS}, f_port: 85.0", {"fPort": 85}),
    ],
)
async def test_a_device_is_added_with_it(
    act: Act, gateway: Gateway, text: str, sent: dict[str, Any]
) -> None:
    await act("add_device", application_id=1, **written(text))
    body = body_of(gateway, "3.1")
    assert {name: body[name] for name in sent} == sent
    assert DIGITS in gateway.devices


async def test_a_session_of_digits_is_sent_as_it_is(act: Act, gateway: Gateway) -> None:
    abp = next(one.profile_id for one in gateway.profiles.values() if one.name == "ClassA-ABP")
    given = written(f"dev_eui: {DIGITS}, dev_addr: 12345678, nwk_s_key: {KEY}, app_s_key: {KEY}")
    await act("add_device", application_id=1, profile_id=abp, **given)
    body = body_of(gateway, "3.1")
    assert (body["devAddr"], body["nwkSKey"], body["appSKey"]) == ("12345678", KEY, KEY)


async def test_modbus_is_switched_off_by_the_word_without_quotes(
    act: Act, gateway: Gateway
) -> None:
    device = next(iter(gateway.devices.values()))
    device.mb_mode, device.mb_frame_port, device.mb_tcp_port = "tcp", 86, 502
    await act("modify_device", dev_eui=device.dev_eui, **written("mb_mode: off"))
    assert device.mb_mode == ""


@pytest.mark.parametrize("mode", ["on", "5", "[off]"])
async def test_no_other_mode_of_modbus_is_taken_for_off(
    act: Act, gateway: Gateway, mode: str
) -> None:
    device = next(iter(gateway.devices.values()))
    with pytest.raises(ServiceValidationError, match="must be one of tcp, rtu, off"):
        await act("modify_device", dev_eui=device.dev_eui, **written(f"mb_mode: {mode}"))
    assert writes(gateway) == []


async def test_a_group_is_added_with_digits(act: Act, gateway: Gateway) -> None:
    given = written(f"name: 7, mc_addr: 11111111, mc_nwk_s_key: {KEY}, mc_app_s_key: {KEY}")
    await act("add_multicast_group", **given)
    group = body_of(gateway, "4.1")["multicastGroup"]
    assert (group["name"], group["mcAddr"], group["mcNwkSKey"]) == ("7", "11111111", KEY)


@pytest.mark.parametrize("dev_euis", [DIGITS, f"[{DIGITS}]", f"[{DIGITS}, '{DIGITS}']"])
async def test_a_member_is_named_by_digits(act: Act, gateway: Gateway, dev_euis: str) -> None:
    await act("add_device", application_id=1, dev_eui=DIGITS)
    added = await act("add_multicast_group", name="test")
    await act(
        "add_devices_to_multicast_group",
        multicast_group_id=added["multicast_group_id"],
        **written(f"dev_euis: {dev_euis}"),
    )
    assert body_of(gateway, "4.2") == {"devEUIs": [DIGITS]}


async def test_a_search_for_digits_finds_names_with_them(act: Act, gateway: Gateway) -> None:
    device = next(iter(gateway.devices.values()))
    device.name = "Meter 2412"
    found = await act("list_devices", **written("search: 2412"))
    assert [one["dev_eui"] for one in found["devices"]] == [device.dev_eui]


@pytest.mark.parametrize("service", ["list_multicast_groups", "list_fuota_tasks"])
async def test_so_does_a_search_in_another_list(act: Act, gateway: Gateway, service: str) -> None:
    await act(service, **written("search: 2412"))
    assert any("search=2412" in str(request.url) for request in gateway.requests)


# YAML reads the digits after a 0 as octal, and those around an e as a power of ten.
@pytest.mark.parametrize("value", ["01234567", "1234567", "123456789", "1.1e+7", "1234567.0"])
async def test_an_address_that_yaml_may_have_misread_is_refused(
    act: Act, gateway: Gateway, value: str
) -> None:
    with pytest.raises(ServiceValidationError, match="mc_addr") as refused:
        await act("add_multicast_group", **written(f"name: test, mc_addr: {value}"))
    assert "must be 8 hexadecimal digits; put them in quotes" in str(refused.value)
    assert writes(gateway) == []


@pytest.mark.parametrize("value", ["0123456712345670", "123456781234567", "12345678123456789"])
async def test_a_dev_eui_that_yaml_may_have_misread_is_refused(
    act: Act, gateway: Gateway, value: str
) -> None:
    for service in ("add_device", "modify_device", "delete_device"):
        more = {"application_id": 1} if service == "add_device" else {}
        with pytest.raises(ServiceValidationError, match=r"16 hexadecimal digits\)?; put"):
            await act(service, **more, **written(f"dev_eui: {value}"))
    assert writes(gateway) == []


async def test_a_key_that_yaml_may_have_misread_is_refused_and_not_repeated(
    act: Act, gateway: Gateway
) -> None:
    given = written(f"dev_eui: {DIGITS}, app_key: {KEY}5")
    with pytest.raises(ServiceValidationError, match="app_key must be a key of 32") as refused:
        await act("add_device", application_id=1, **given)
    assert "put it in quotes" in str(refused.value)
    assert KEY not in str(refused.value)
    assert writes(gateway) == []


@pytest.mark.parametrize("value", ["1.5", "off", "[a]", "{a: b}", "2024-05-21"])
async def test_a_name_that_is_no_text_is_to_be_put_in_quotes(
    act: Act, gateway: Gateway, value: str
) -> None:
    for service in ("add_device", "add_multicast_group", "add_profile"):
        more = {"dev_eui": DIGITS, "application_id": 1} if service == "add_device" else {}
        with pytest.raises(ServiceValidationError, match=r"name.*put it in quotes"):
            await act(service, **more, **written(f"name: {value}"))
    assert writes(gateway) == []
