"""The options add devices: what is offered, what is sent, and what is said of it."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI
from .registry import state
from .wizard import open_options, shown

NEW = "24E124FFFFFF0001"


def said(result: ConfigFlowResult, name: str) -> str:
    """Return what is filled into the words of a step."""
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    return placeholders[name]


async def send(hass: HomeAssistant, form: ConfigFlowResult, **entered: Any) -> ConfigFlowResult:
    """Fill the form in with what is suggested and this, and send it."""
    given = {key: value for key, value in (shown(form) | entered).items() if value is not None}
    return await hass.config_entries.options.async_configure(form["flow_id"], given)


@pytest.fixture
async def form(hass: HomeAssistant, loaded: MockConfigEntry) -> ConfigFlowResult:
    return await open_options(hass, loaded, "new_device")


async def test_usual_choices_are_filled_in(form: ConfigFlowResult, gateway: Gateway) -> None:
    profile = next(key for key, one in gateway.profiles.items() if one.name == "ClassA-OTAA")
    suggested = {key: value for key, value in shown(form).items() if value is not None}
    assert suggested["profile_id"] == profile
    assert suggested["f_port"] == 85


async def test_device_is_added_and_appears(
    hass: HomeAssistant, form: ConfigFlowResult, gateway: Gateway
) -> None:
    key = "00112233445566778899AABBCCDDEEFF"
    application = next(iter(gateway.applications))
    result = await send(
        hass, form, dev_eui=NEW.lower(), name="Lobby", application_id=str(application), app_key=key
    )
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "device_added")
    assert said(result, "name") == "Lobby"
    device = gateway.devices[NEW]
    assert (device.name, device.f_port, device.app_key) == ("Lobby", 85, key)
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_{NEW}_active").state == "off"


async def test_default_key_is_warned_of(
    hass: HomeAssistant, form: ConfigFlowResult, gateway: Gateway
) -> None:
    application = next(iter(gateway.applications))
    result = await send(hass, form, dev_eui=NEW, application_id=str(application))
    assert "default" in said(result, "warnings")


async def test_next_device_has_the_same_choices(
    hass: HomeAssistant, form: ConfigFlowResult, gateway: Gateway
) -> None:
    application = list(gateway.applications)[-1]
    profile = next(key for key, one in gateway.profiles.items() if one.name == "ClassC-OTAA")
    added = await send(
        hass, form, dev_eui=NEW, application_id=str(application), profile_id=profile, f_port=10
    )
    again = await hass.config_entries.options.async_configure(
        added["flow_id"], {"next_step_id": "new_device"}
    )
    chosen = shown(again)
    assert (chosen["application_id"], chosen["profile_id"], chosen["f_port"]) == (
        str(application),
        profile,
        10,
    )
    assert not chosen.get("dev_eui")


@pytest.mark.parametrize("dev_eui", ["", "xyz", "24E124"])
async def test_wrong_eui_is_reported_and_what_was_entered_stays(
    hass: HomeAssistant, form: ConfigFlowResult, gateway: Gateway, dev_eui: str
) -> None:
    before = dict(gateway.devices)
    application = str(next(iter(gateway.applications)))
    result = await send(hass, form, dev_eui=dev_eui, name="Lobby", application_id=application)
    assert result["errors"] == {"base": "device_not_added"}
    assert "DevEUI" in said(result, "error")
    assert shown(result)["name"] == "Lobby"
    assert gateway.devices == before


async def test_device_that_exists_is_not_added_twice(
    hass: HomeAssistant, form: ConfigFlowResult, gateway: Gateway
) -> None:
    taken = next(iter(gateway.devices))
    application = str(next(iter(gateway.applications)))
    result = await send(hass, form, dev_eui=taken, application_id=application)
    assert result["errors"] == {"base": "device_not_added"}


async def test_silent_gateway_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, form: ConfigFlowResult, gateway: Gateway
) -> None:
    loaded.runtime_data.gateway.timeout = 0.05
    gateway.faults.add(Fault("drop"))
    application = str(next(iter(gateway.applications)))
    result = await send(hass, form, dev_eui=NEW, application_id=application)
    assert result["errors"] == {"base": "device_not_added"}


async def test_gateway_that_is_not_loaded_can_take_no_device(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    result = await open_options(hass, loaded, "new_device")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "gateway_not_loaded")


async def test_gateway_without_an_application_tells_so(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    gateway.devices.clear()
    gateway.applications.clear()
    await loaded.runtime_data.devices.async_refresh()
    result = await open_options(hass, loaded, "new_device")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "no_application")
