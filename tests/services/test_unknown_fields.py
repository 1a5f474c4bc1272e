"""A field that an action does not have is told by its name: its value may be a key."""

import logging
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.services import SERVICES
from custom_components.milesight_network_server.services.call import Service
from simulator.gateway import Gateway

from .changes import KEY, NEW
from .conftest import Act


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_it_is_reported_and_nothing_is_asked_of_the_gateway(
    act: Act, gateway: Gateway, service: Service
) -> None:
    gateway.requests.clear()
    with pytest.raises(ServiceValidationError) as refused:
        await act(service.name, zzz=KEY)
    assert str(refused.value) == (
        f"Nothing was sent: there is no field zzz. The fields are: {', '.join(service.names)}"
    )
    assert not list(gateway.requests)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("app_kye", "app_key"),
        ("appkey", "app_key"),
        ("APP_KEY", "app_key"),
        # As the API calls them.
        ("appKey", "app_key"),
        ("devEUI", "dev_eui"),
        ("skipFCntCheck", "skip_f_cnt_check"),
        ("config_entry", "config_entry_id"),
    ],
)
async def test_what_was_meant_is_reported(act: Act, given: str, meant: str) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_device", dev_eui=NEW, application_id=1, **{given: KEY})
    assert f"there is no field {given} (did you mean {meant}?)" in str(refused.value)


async def test_a_field_of_another_action_is_called_as_it_was_written(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    """Also for a person, whose forms call it differently."""
    data = {"config_entry_id": loaded.entry_id, "name": "Hall", "dev_euis": [NEW]}
    person = Context(user_id=hass_admin_user.id)
    with pytest.raises(ServiceValidationError, match="there is no field dev_euis"):
        await hass.services.async_call(
            DOMAIN, "add_multicast_group", data, blocking=True, return_response=True, context=person
        )


async def test_several_are_reported_one_by_one_and_the_fields_once(act: Act) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("delete_profile", profileid="x", zzz="y")
    assert str(refused.value) == (
        "Nothing was sent: there is no field profileid (did you mean profile_id?); "
        "there is no field zzz. The fields are: config_entry_id, profile_id"
    )


async def test_of_very_many_only_some_are_reported(act: Act) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("delete_profile", **{f"zzz{number}": KEY for number in range(1000)})
    assert str(refused.value).count("there is no field") == 10


@pytest.mark.parametrize("name", [KEY, f"app_key:{KEY}", f"app_key: {KEY.upper()}", "x" * 5000])
async def test_a_name_that_is_a_value_is_not_repeated(act: Act, name: str) -> None:
    """YAML makes a name of `app_key:1234`, without a blank."""
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_device", **{name: None})
    assert KEY not in str(refused.value).lower()
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize("entry_id", [{"app_key": KEY}, [KEY], 7, None, True])
async def test_a_config_entry_id_of_another_type_is_reported_without_what_stands_there(
    act: Act, entry_id: Any
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_device", config_entry_id=entry_id, dev_eui=NEW, app_key=KEY)
    assert str(refused.value) == (
        "Nothing was sent: config_entry_id must be the ID of a gateway's config entry, as text"
    )


async def test_a_config_entry_id_that_is_missing_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await hass.services.async_call(
            DOMAIN, "add_device", {"dev_eui": NEW, "app_key": KEY}, blocking=True
        )
    assert str(refused.value) == "Nothing was sent: config_entry_id is required"


@pytest.mark.parametrize(
    ("service", "field"),
    [
        ("add_device", "dev_eui"),
        ("add_device", "dev_addr"),
        ("add_device", "application_id"),
        ("add_device", "profile_id"),
        ("modify_device", "dev_eui"),
        ("modify_device", "device_id"),
        ("add_multicast_group", "mc_addr"),
        ("add_devices_to_multicast_group", "multicast_group_id"),
        ("delete_fuota_tasks", "task_ids"),
    ],
)
async def test_a_key_in_the_wrong_field_is_not_repeated(act: Act, service: str, field: str) -> None:
    data: dict[str, Any] = {"dev_euis": NEW} if service.startswith("add_devices") else {}
    with pytest.raises(ServiceValidationError) as refused:
        await act(service, **data, **{field: KEY})
    assert KEY not in str(refused.value)


CALLS = pytest.mark.parametrize(
    "wrong",
    [
        {"app_kye": KEY},
        {"app_key": KEY, "config_entry_id": {"a": KEY}},
        {"app_key": KEY, "config_entry_id": [KEY]},
        {"app_key": f"{KEY}0"},
        {"app_key": [KEY]},
        {"app_key": {KEY: KEY}},
        {"app_key": KEY, "dev_addr": KEY},
        {"app_key": KEY, "name": KEY, "f_port": 0},
    ],
    ids="-".join,
)


def said(caplog: pytest.LogCaptureFixture) -> str:
    """Return what an owner's log has at Home Assistant's own level."""
    return "\n".join(one.getMessage() for one in caplog.records if one.levelno >= logging.INFO)


@CALLS
async def test_no_key_of_a_wrong_call_is_on_the_page_or_in_the_log(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    wrong: dict[str, Any],
) -> None:
    data = {"config_entry_id": loaded.entry_id, "dev_eui": NEW, "application_id": 1, **wrong}
    page = await hass_ws_client(hass)
    await page.send_json_auto_id(
        {"type": "call_service", "domain": DOMAIN, "service": "add_device", "service_data": data}
    )
    answer = await page.receive_json()
    assert answer["success"] is False
    assert "Nothing was sent: " in answer["error"]["message"]
    assert KEY not in str(answer)
    assert KEY not in said(caplog)


@CALLS
async def test_no_key_of_a_wrong_call_is_in_the_log_of_a_script(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    wrong: dict[str, Any],
) -> None:
    data = {"config_entry_id": loaded.entry_id, "dev_eui": NEW, "application_id": 1, **wrong}
    sequence = [{"action": f"{DOMAIN}.add_device", "data": data}]
    config = {"script": {"wrong": {"sequence": sequence}}}
    assert await async_setup_component(hass, "script", config)
    with pytest.raises(ServiceValidationError) as refused:
        await hass.services.async_call("script", "wrong", blocking=True)
    assert "Nothing was sent: " in said(caplog)
    assert KEY not in said(caplog)
    assert KEY not in str(refused.value)
