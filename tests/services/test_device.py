"""Services for devices: what reaches the gateway, and what is refused before it does."""

import re

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import prepared_task
from simulator.device import Device
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI
from ..registry import device, entity_id, state
from .conftest import Act, body_of, details, writes

DEFAULT_KEY = "5572404c696e6b4c6f52613230313823"
KEY = "00112233445566778899aabbccddeeff"
NEW = "24E124136A456465"


def profile_id(gateway: Gateway, name: str) -> str:
    """Return the id of one of the profiles that are there out of the box."""
    return next(one.profile_id for one in gateway.profiles.values() if one.name == name)


def otaa_device(gateway: Gateway) -> Device:
    """Return a device that joins over the air."""
    return next(
        one for one in gateway.devices.values() if gateway.profiles[one.profile_id].supports_join
    )


async def test_adding_sends_example_3_1(act: Act, gateway: Gateway) -> None:
    response = await act(
        "add_device",
        name="EM300",
        description="em300",
        dev_eui=NEW.lower(),
        profile_id=profile_id(gateway, "ClassA-OTAA"),
        f_port="1",
        skip_f_cnt_check=False,
        app_key=DEFAULT_KEY,
        application_id="1",
        payload_codec_id="9",
    )
    assert body_of(gateway, "3.1") == {
        "name": "EM300",
        "description": "em300",
        "devEUI": NEW,
        "profileID": profile_id(gateway, "ClassA-OTAA"),
        "fPort": 1,
        "skipFCntCheck": False,
        "appKey": DEFAULT_KEY,
        "applicationID": "1",
        "payloadCodecID": "9",
    }
    assert details(response) == {"warnings": [], "differences": []}


async def test_what_is_left_out_takes_the_documents_defaults(act: Act, gateway: Gateway) -> None:
    await act("add_device", dev_eui=NEW, application_id=1, app_key=KEY)
    body = body_of(gateway, "3.1")
    assert body["name"] == body["description"] == NEW
    assert body["profileID"] == profile_id(gateway, "ClassA-OTAA")
    assert body["fPort"] == 1


async def test_default_key_is_used_only_where_none_was_given_and_reported(
    act: Act, gateway: Gateway
) -> None:
    response = await act("add_device", dev_eui=NEW, application_id=1)
    assert body_of(gateway, "3.1")["appKey"] == DEFAULT_KEY
    assert any("well-known" in one for one in response["warnings"])


async def test_added_device_exists_when_the_service_returns(
    hass: HomeAssistant, act: Act, loaded: MockConfigEntry
) -> None:
    await act("add_device", dev_eui=NEW, application_id=1, app_key=KEY)
    assert device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{NEW}") is not None
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_{NEW}_active").state == "off"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_devices").state == "11"


async def test_abp_device_sends_its_session(act: Act, gateway: Gateway) -> None:
    await act(
        "add_device",
        dev_eui=NEW,
        application_id=1,
        profile_id=profile_id(gateway, "ClassA-ABP"),
        dev_addr="0a1b2c3d",
        nwk_s_key=KEY,
        app_s_key=KEY,
        f_cnt_up=7,
    )
    body = body_of(gateway, "3.1")
    assert (body["devAddr"], body["nwkSKey"], body["appSKey"]) == ("0a1b2c3d", KEY, KEY)
    assert body["fCntUp"] == 7
    assert "appKey" not in body


async def test_modbus_is_sent_when_it_is_on(act: Act, gateway: Gateway) -> None:
    await act(
        "add_device",
        dev_eui=NEW,
        application_id=1,
        app_key=KEY,
        mb_mode="tcp",
        mb_frame_port="86",
        mb_tcp_port=502,
    )
    body = body_of(gateway, "3.1")
    assert (body["mbMode"], body["mbFramePort"], body["mbTcpPort"]) == ("tcp", 86, 502)


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("dev_eui", "24E124", "16 hexadecimal digits"),
        ("dev_eui", "24E124136A45646G", "16 hexadecimal digits"),
        ("dev_eui", 5, "16 hexadecimal digits"),
        ("dev_eui", None, "required"),
        ("application_id", None, "required"),
        ("application_id", 77, "does not exist"),
        ("application_id", "x", "does not exist"),
        ("name", "n" * 65, "1 to 64 characters"),
        ("description", "d" * 1025, "1024 characters"),
        ("name", "two\nlines", "no line breaks"),
        ("profile_id", "no-such", "does not exist"),
        ("payload_codec_id", 9999, "does not exist"),
        ("f_port", 0, "from 1 to 223"),
        ("f_port", 224, "from 1 to 223"),
        ("skip_f_cnt_check", "perhaps", "true or false"),
        ("app_key", "", "32 hexadecimal digits"),
        ("app_key", "00", "32 hexadecimal digits"),
        ("dev_addr", "01020304", "only for devices that join by ABP"),
        ("nwk_s_key", KEY, "only for devices that join by ABP"),
        ("f_cnt_up", 1, "only for devices that join by ABP"),
        ("f_cnt_down", 2**32, "from 0 to 4294967295"),
        ("mb_mode", "serial", "tcp, rtu, off"),
        ("mb_frame_port", 85, "not 85"),
        ("mb_frame_port", 2, "requires mb_mode to be on"),
        ("mb_tcp_port", 0, "from 1 to 65535"),
    ],
)
async def test_what_the_document_forbids_is_reported_and_nothing_sent(
    act: Act, gateway: Gateway, field: str, value: object, allowed: str
) -> None:
    given = {"dev_eui": NEW, "application_id": 1, field: value}
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_device", **{name: one for name, one in given.items() if one is not None})
    assert field in str(refused.value)
    assert allowed in str(refused.value)
    assert writes(gateway) == []


async def test_abp_without_an_address_is_refused(act: Act, gateway: Gateway) -> None:
    abp = profile_id(gateway, "ClassA-ABP")
    with pytest.raises(ServiceValidationError, match="dev_addr is required"):
        await act("add_device", dev_eui=NEW, application_id=1, profile_id=abp)


async def test_app_key_for_abp_is_refused_and_not_repeated(act: Act, gateway: Gateway) -> None:
    abp = profile_id(gateway, "ClassA-ABP")
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_device", dev_eui=NEW, application_id=1, profile_id=abp, app_key=KEY)
    assert "only for devices that join by OTAA" in str(refused.value)
    assert KEY not in str(refused.value)


async def test_eui_and_name_must_be_free(act: Act, gateway: Gateway) -> None:
    existing = next(iter(gateway.devices.values()))
    with pytest.raises(ServiceValidationError) as refused:
        await act(
            "add_device", dev_eui=existing.dev_eui.lower(), application_id=1, name=existing.name
        )
    assert "dev_eui" in str(refused.value)
    assert "name" in str(refused.value)
    assert writes(gateway) == []


async def test_modifying_sends_example_3_4_without_counters(act: Act, gateway: Gateway) -> None:
    one = otaa_device(gateway)
    before = {"appKey": one.app_key, "profileID": one.profile_id, "fPort": one.f_port}
    response = await act("modify_device", dev_eui=one.dev_eui, name="EM300", payload_codec_id=9)
    assert body_of(gateway, "3.4") == {
        "name": "EM300",
        "applicationID": str(one.application_id),
        "description": one.description,
        "skipFCntCheck": False,
        "devAddr": "",
        "appSKey": "",
        "nwkSKey": "",
        "mbMode": "",
        "mbFramePort": 0,
        "mbTcpPort": 0,
        "payloadCodecID": "9",
        **before,
    }
    assert details(response) == {"warnings": [], "differences": []}


async def test_renamed_device_is_renamed_when_the_service_returns(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    one = otaa_device(gateway)
    await act("modify_device", dev_eui=one.dev_eui, name="Another name")
    registered = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{one.dev_eui}")
    assert registered is not None
    assert registered.name == "Another name"


async def test_counters_go_only_when_they_are_named(act: Act, gateway: Gateway) -> None:
    await act(
        "add_device",
        dev_eui=NEW,
        application_id=1,
        profile_id=profile_id(gateway, "ClassA-ABP"),
        dev_addr="0a1b2c3d",
        nwk_s_key=KEY,
        app_s_key=KEY,
    )
    await act("modify_device", dev_eui=NEW, name="Meter")
    assert "fCntUp" not in body_of(gateway, "3.4")
    await act("modify_device", dev_eui=NEW, f_cnt_up=0, f_cnt_down="0")
    body = body_of(gateway, "3.4")
    assert (body["fCntUp"], body["fCntDown"]) == (0, 0)


async def test_modifying_to_the_other_join_type_wants_what_that_needs(
    act: Act, gateway: Gateway
) -> None:
    one = otaa_device(gateway)
    with pytest.raises(ServiceValidationError) as refused:
        await act(
            "modify_device", dev_eui=one.dev_eui, profile_id=profile_id(gateway, "ClassA-ABP")
        )
    assert all(f"{name} is required" in str(refused.value) for name in ("dev_addr", "nwk_s_key"))
    assert writes(gateway) == []


async def test_device_can_be_picked_instead_of_its_eui(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    one = otaa_device(gateway)
    registered = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{one.dev_eui}")
    assert registered is not None
    await act("modify_device", device_id=registered.id, description="picked")
    assert gateway.devices[one.dev_eui].description == "picked"


async def test_device_of_a_gateway_without_fuota_is_deleted(act: Act, gateway: Gateway) -> None:
    gateway.faults.add(Fault("code", call="6.2", code=21))
    dev_eui = next(iter(gateway.devices))
    await act("delete_device", dev_eui=dev_eui)
    assert dev_eui not in gateway.devices


@pytest.mark.parametrize("empty", [0, 1, 2])
async def test_device_of_an_unfinished_task_is_not_deleted_though_lists_lack_the_task(
    act: Act, gateway: Gateway, loaded: MockConfigEntry, empty: int
) -> None:
    task = gateway.tasks[prepared_task.start(gateway, duration=600, delay=5)]
    await loaded.runtime_data.fuota.async_refresh()
    dev_eui = next(iter(task.devices))
    if empty:
        gateway.faults.add(Fault("empty", call="6.2", times=empty))
    with pytest.raises(ServiceValidationError, match=re.escape(task.name)):
        await act("delete_device", dev_eui=dev_eui)
    assert gateway.request_counts["3.2"] == 0


async def test_deleting_deletes_device_and_entities(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    one = otaa_device(gateway)
    response = await act("delete_device", dev_eui=one.dev_eui)
    assert details(response) == {"warnings": [], "differences": []}
    assert one.dev_eui not in gateway.devices
    assert device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{one.dev_eui}") is None
    assert entity_id(hass, "sensor", f"{GATEWAY_EUI}_{one.dev_eui}_last_seen") is None


async def test_deleting_what_does_not_exist_fulfils_the_wish(act: Act) -> None:
    response = await act("delete_device", dev_eui=NEW)
    assert response["warnings"] == ["It did not exist any more"]


async def test_listing_tells_no_key_unless_asked(act: Act, gateway: Gateway) -> None:
    one = otaa_device(gateway)
    listed = (await act("list_devices"))["devices"]
    assert not any("key" in name for row in listed for name in row)
    with_keys = (await act("list_devices", include_keys="true"))["devices"]
    row = next(row for row in with_keys if row["dev_eui"] == one.dev_eui)
    assert row["app_key"] == one.app_key


async def test_listing_gives_applications_and_profiles_beside(act: Act) -> None:
    response = await act("list_devices", limit=3)
    assert len(response["devices"]) == 3
    assert response["total"] == 10
    assert {"application_id": 1, "app_name": "building"} in response["applications"]
    assert set(response["profiles"][0]) == {"profile_id", "profile_name", "supports_join"}


async def test_listing_searches_and_filters(act: Act, gateway: Gateway) -> None:
    one = otaa_device(gateway)
    found = await act("list_devices", search=one.name)
    assert [row["dev_eui"] for row in found["devices"]] == [one.dev_eui]
    filtered = await act("list_devices", application_id="2")
    assert all(row["application_id"] == 2 for row in filtered["devices"])


@pytest.mark.parametrize(
    ("code", "key"),
    [(2, "refused_unknown_error"), (6, "refused_already_exists"), (99, "refused")],
)
async def test_refusal_of_the_gateway_has_its_sentence(
    act: Act, gateway: Gateway, code: int, key: str
) -> None:
    gateway.faults.add(Fault("code", call="3.1", code=code))
    with pytest.raises(HomeAssistantError) as refused:
        await act("add_device", dev_eui=NEW, application_id=1, app_key=KEY)
    assert refused.value.translation_key == key
    assert not isinstance(refused.value, ServiceValidationError)


async def test_known_eui_without_a_name_is_one_mistake(act: Act, gateway: Gateway) -> None:
    await act("add_device", dev_eui=NEW, application_id=1, app_key=KEY)
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_device", dev_eui=NEW, application_id=1, app_key=KEY)
    assert str(refused.value) == f"Nothing was sent: dev_eui: “{NEW}” already exists on the gateway"
