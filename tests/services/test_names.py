"""What a gateway has is named by its id, or by its name where that is the only one."""

from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryDisabler
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.service import async_get_all_descriptions
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway
from tests.conftest import GATEWAY_EUI
from tests.registry import device

from .changes import KEY, NEW
from .conftest import Act, writes

DEVICE = {"dev_eui": NEW, "app_key": KEY, "f_port": 85}


async def test_a_device_is_added_with_names_of_application_profile_and_codec(
    act: Act, gateway: Gateway
) -> None:
    codec = next(one for one in gateway.devices.values() if one.payload_codec_id)
    listed = (await act("list_devices"))["devices"]
    name = next(one["payload_name"] for one in listed if one["dev_eui"] == codec.dev_eui)
    await act(
        "add_device",
        **DEVICE,
        application_id="energy",
        profile_id="ClassC-OTAA",
        payload_codec_id=name,
    )
    added = gateway.devices[NEW]
    assert added.application_id == 2
    assert gateway.profiles[added.profile_id].name == "ClassC-OTAA"
    assert added.payload_codec_id == codec.payload_codec_id


async def test_a_codec_that_no_device_has_is_searched_for_by_its_name(
    act: Act, gateway: Gateway
) -> None:
    codecs = (await act("list_payload_codecs"))["payload_codecs"]
    used = {one.payload_codec_id for one in gateway.devices.values()}
    codec = next(one for one in reversed(codecs) if one["payload_codec_id"] not in used)
    await act("add_device", **DEVICE, application_id=1, payload_codec_id=codec["name"])
    assert gateway.devices[NEW].payload_codec_id == codec["payload_codec_id"]


async def test_a_name_that_nothing_has_is_refused_with_what_there_is(
    act: Act, gateway: Gateway
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_device", **DEVICE, application_id="garden", profile_id="ClassX")
    assert str(refused.value).startswith(
        "Nothing was sent: application_id: “garden” does not exist on the gateway; available: "
        "building (1), energy (2); profile_id: “ClassX” does not exist on the gateway; available: "
    )
    assert writes(gateway) == []


async def test_a_name_that_several_have_is_refused_with_their_ids(
    act: Act, gateway: Gateway
) -> None:
    group = {"mc_nwk_s_key": KEY, "mc_app_s_key": KEY}
    ids = [
        (await act("add_multicast_group", name=name, **group))["multicast_group_id"]
        for name in ("one", "other")
    ]
    gateway.multicast_groups[ids[1]].name = "one"
    gateway.requests.clear()
    with pytest.raises(ServiceValidationError) as refused:
        await act("delete_multicast_group", multicast_group_id="one")
    assert str(refused.value) == (
        "Nothing was sent: multicast_group_id: “one” is the name of several; use the ID of one of "
        f"them: {', '.join(one for one in gateway.multicast_groups if one in ids)}"
    )
    assert writes(gateway) == []


async def test_a_group_is_changed_and_deleted_by_its_name(act: Act, gateway: Gateway) -> None:
    await act("add_multicast_group", name="lamps", mc_nwk_s_key=KEY, mc_app_s_key=KEY)
    changed = await act("modify_multicast_group", multicast_group_id="lamps", name="lights")
    assert changed["message"] == "lights was changed."
    deleted = await act("delete_multicast_group", multicast_group_id="lights")
    assert deleted["message"] == "lights was deleted."
    assert not gateway.multicast_groups


async def test_only_devices_of_an_application_are_listed_by_its_name(act: Act) -> None:
    by_name = await act("list_devices", application_id="energy")
    assert by_name == await act("list_devices", application_id=2)
    assert {one["app_name"] for one in by_name["devices"]} == {"energy"}


async def test_a_task_is_deleted_by_its_name(act: Act, gateway: Gateway) -> None:
    dev_eui = next(iter(gateway.devices))
    await act(
        "add_fuota_task",
        name="Thermostats",
        dev_euis=dev_eui,
        firmware_name="x.bin",
        file_content="AAAA",
    )
    with pytest.raises(ServiceValidationError, match="neither the ID nor the name"):
        await act("delete_fuota_tasks", task_ids="Meters")
    response = await act("delete_fuota_tasks", task_ids="Thermostats")
    assert response["message"] == "Thermostats was deleted."
    assert not gateway.tasks


async def test_a_form_of_the_only_gateway_offers_what_it_has(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    fields = (await async_get_all_descriptions(hass))[DOMAIN]["add_device"]["fields"]
    offered = fields["application_id"]["selector"]["select"]
    assert offered["options"] == [
        {"value": "building", "label": "building"},
        {"value": "energy", "label": "energy"},
    ]
    assert offered["custom_value"] is True
    assert await hass.config_entries.async_unload(loaded.entry_id)
    fields = (await async_get_all_descriptions(hass))[DOMAIN]["add_device"]["fields"]
    assert "text" in fields["application_id"]["selector"]


async def test_a_form_of_several_gateways_does_not_know_whose_things_to_offer(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id="24E124FFFE000001").add_to_hass(hass)
    await loaded.runtime_data.devices.async_refresh()
    fields = (await async_get_all_descriptions(hass))[DOMAIN]["add_device"]["fields"]
    assert "text" in fields["application_id"]["selector"]


@pytest.mark.parametrize(
    "unused",
    [{"source": SOURCE_IGNORE}, {"disabled_by": ConfigEntryDisabler.USER}],
    ids=["ignored", "disabled"],
)
async def test_a_gateway_that_is_not_used_is_none_beside_the_only_one(
    hass: HomeAssistant, loaded: MockConfigEntry, unused: dict[str, Any]
) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id="24E124FFFE000001", **unused).add_to_hass(hass)
    await loaded.runtime_data.devices.async_refresh()
    fields = (await async_get_all_descriptions(hass))[DOMAIN]["add_device"]["fields"]
    assert "select" in fields["application_id"]["selector"]


async def test_a_form_offers_what_the_only_gateway_has_as_soon_as_the_other_one_is_gone(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain=DOMAIN, unique_id="24E124FFFE000001")
    other.add_to_hass(hass)
    await loaded.runtime_data.devices.async_refresh()
    await hass.config_entries.async_remove(other.entry_id)
    fields = (await async_get_all_descriptions(hass))[DOMAIN]["add_device"]["fields"]
    assert "select" in fields["application_id"]["selector"]


async def test_only_the_forms_with_a_field_that_differs_are_made_anew(
    hass: HomeAssistant, act: Act
) -> None:
    with patch(
        "custom_components.milesight_network_server.services.choices.async_set_service_schema"
    ) as made:
        await act("list_multicast_groups")
        await hass.async_block_till_done()
        assert made.call_args_list == []
        await act("add_multicast_group", name="lamps", mc_nwk_s_key=KEY, mc_app_s_key=KEY)
    assert sorted(call.args[2] for call in made.call_args_list) == [
        "add_devices_to_multicast_group",
        "delete_multicast_group",
        "modify_multicast_group",
        "remove_devices_from_multicast_group",
    ]


async def test_fields_are_called_as_the_form_calls_them_and_devices_by_the_names_picked(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    hass_admin_user: MockUser,
) -> None:
    one = next(iter(gateway.devices.values()))
    picked = device(hass, loaded.entry_id, f"{GATEWAY_EUI}_{one.dev_eui}")
    assert picked is not None
    data = {"device_id": picked.id, "app_key": "0123", "application_id": 9}
    with pytest.raises(ServiceValidationError) as refused:
        await hass.services.async_call(
            DOMAIN,
            "modify_device",
            data,
            blocking=True,
            context=Context(user_id=hass_admin_user.id),
        )
    assert "AppKey must be a key of 32 hexadecimal digits" in str(refused.value)
    assert "Application: “9” does not exist" in str(refused.value)
    del gateway.devices[one.dev_eui]
    with pytest.raises(ServiceValidationError) as refused:
        await hass.services.async_call(
            DOMAIN,
            "modify_device",
            {"device_id": picked.id, "name": "x"},
            blocking=True,
            context=Context(user_id=hass_admin_user.id),
        )
    assert str(refused.value) == (
        f"Nothing was sent: DevEUI: “{one.name}” does not exist on the gateway"
    )


async def test_a_script_is_answered_in_the_names_of_the_api(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    by_script = Context(user_id=hass_admin_user.id, parent_id="01HZZZZZZZZZZZZZZZZZZZZZZZ")
    data = {"config_entry_id": loaded.entry_id, **DEVICE, "app_key": "01", "application_id": 1}
    with pytest.raises(ServiceValidationError, match="app_key must be a key"):
        await hass.services.async_call(DOMAIN, "add_device", data, blocking=True, context=by_script)


@pytest.mark.parametrize(("given", "warned"), [({}, True), ({"f_port": 85}, False)])
async def test_a_device_of_milesight_on_the_default_port_has_a_warning(
    act: Act, gateway: Gateway, given: dict[str, int], warned: bool
) -> None:
    response = await act("add_device", dev_eui=NEW, app_key=KEY, application_id=1, **given)
    warnings = [
        one for one in response["warnings"] if one.startswith("Application port 1 was used")
    ]
    assert len(warnings) == len(response["warnings"]) == warned


async def test_what_was_done_is_reported_in_a_sentence(act: Act, gateway: Gateway) -> None:
    added = await act("add_device", **DEVICE, application_id=1, name="Boiler room climate")
    assert added["message"] == "Boiler room climate was added."
    deleted = await act("delete_device", dev_eui=NEW)
    assert deleted["message"] == "Boiler room climate was deleted."
    gateway.faults.add("keep call=3.1 times=1")
    kept = await act("add_device", **DEVICE, application_id=1)
    assert kept["message"] == "The gateway accepted the change, but does not list the result."


@pytest.mark.parametrize("device_id", [5, None, {"a": 1}, [5], ["no such device"]])
async def test_what_is_no_device_is_reported_in_a_sentence(act: Act, device_id: object) -> None:
    with pytest.raises(ServiceValidationError, match=r"LoRaWAN device|choose"):
        await act("modify_device", device_id=device_id, name="x")
