"""What holds for every service: who may call, for which gateway, and what any value leads to."""

from contextlib import suppress
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.device import Application
from custom_components.milesight_network_server.ns_api.device_draft import (
    DeviceConstraints,
    new_device,
)
from custom_components.milesight_network_server.ns_api.device_fields import DEVICE_FIELDS
from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError
from custom_components.milesight_network_server.ns_api.multicast import (
    multicast_fields,
    new_multicast_group,
)
from custom_components.milesight_network_server.ns_api.profile import (
    ProfileName,
    new_profile,
    profile_fields,
)
from custom_components.milesight_network_server.services import SERVICES
from custom_components.milesight_network_server.services.call import Service
from custom_components.milesight_network_server.services.target import Target
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI
from ..registry import device
from .conftest import Act, writes

ALL = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)

READING = pytest.mark.parametrize(
    "service",
    [
        service
        for service in SERVICES
        if service.target is Target.GATEWAY
        and service.name.startswith(("list_", "get_"))
        # The queue is Home Assistant's own.
        and service.name != "list_update_queue"
    ],
    ids=lambda service: service.name,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def least_data(service: Service) -> dict[str, Any]:
    """Return what names the target of a service, by id."""
    values: dict[Target, Any] = {
        Target.DEVICE: "24E124FFFFFFFFFF",
        Target.DEVICES: ["24E124FFFFFFFFFF"],
        Target.TASK: 1,
        Target.TASKS: [1],
    }
    if service.target is Target.GATEWAY:
        return {}
    return {service.target.value: values[service.target]}


@ALL
async def test_only_administrators_may_call(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_read_only_user: MockUser,
    service: Service,
) -> None:
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            service.name,
            {"config_entry_id": loaded.entry_id, **least_data(service)},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
            return_response=True,
        )


@ALL
async def test_unknown_entry_is_reported(act: Act, service: Service) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(service.name, config_entry_id="none", **least_data(service))
    assert refused.value.translation_key == "service_config_entry_not_found"


@ALL
async def test_entry_of_another_integration_is_reported(
    hass: HomeAssistant, act: Act, service: Service
) -> None:
    (other,) = hass.config_entries.async_entries("mqtt")
    with pytest.raises(ServiceValidationError) as refused:
        await act(service.name, config_entry_id=other.entry_id, **least_data(service))
    assert refused.value.translation_key == "service_config_entry_wrong_domain"


@ALL
async def test_entry_that_is_not_loaded_is_reported(
    hass: HomeAssistant, act: Act, loaded: MockConfigEntry, service: Service
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    with pytest.raises(ServiceValidationError) as refused:
        await act(service.name, **least_data(service))
    assert refused.value.translation_key == "service_config_entry_not_loaded"


@pytest.mark.parametrize(
    "data",
    [
        {"config_entry_id": "x", "device_id": "y", "dev_eui": "24E124FFFFFFFFFF"},
        {"device_id": "y", "dev_eui": "24E124FFFFFFFFFF"},
        {"config_entry_id": "x"},
        {"dev_eui": "24E124FFFFFFFFFF"},
        {},
    ],
)
async def test_target_is_named_in_exactly_one_way(
    hass: HomeAssistant, loaded: MockConfigEntry, data: dict[str, str]
) -> None:
    key = {"app_key": "00112233445566778899aabbccddeeff"}
    with pytest.raises(ServiceValidationError) as refused:
        await hass.services.async_call(DOMAIN, "modify_device", {**data, **key}, blocking=True)
    # Nothing of the call is repeated, least of all the key.
    assert str(refused.value) == ("Give either device_id, or config_entry_id together with dev_eui")


async def test_gateway_is_no_lorawan_device(
    hass: HomeAssistant, act: Act, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    registered = device(hass, loaded.entry_id, GATEWAY_EUI)
    assert registered is not None
    for device_id in (registered.id, "none", ["none"]):
        with pytest.raises(ServiceValidationError, match="not a LoRaWAN device"):
            await act("delete_device", device_id=device_id)
    assert writes(gateway) == []


async def test_two_devices_are_not_one(
    hass: HomeAssistant, act: Act, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    with pytest.raises(ServiceValidationError, match="exactly one"):
        await act("delete_device", dev_eui=list(gateway.devices)[:2])
    assert writes(gateway) == []


@pytest.mark.parametrize("field", ["limit", "offset"])
@pytest.mark.parametrize(
    "service",
    [service for service in SERVICES if {"limit", "offset"} <= set(service.fields)],
    ids=lambda service: service.name,
)
async def test_part_of_a_list_is_checked_before_anything_is_asked(
    act: Act, gateway: Gateway, service: Service, field: str
) -> None:
    gateway.requests.clear()
    with pytest.raises(ServiceValidationError, match=field):
        await act(service.name, **{field: -1}, **least_data(service))
    assert not list(gateway.requests)


@READING
async def test_silent_gateway_is_a_failure_of_the_line_not_of_the_caller(
    act: Act, loaded: MockConfigEntry, gateway: Gateway, service: Service
) -> None:
    gateway.faults.add(Fault("silent"))
    loaded.runtime_data.gateway.timeout = 0.02
    data = {"model": "WT201"} if "model" in service.fields else {}
    if service.name == "list_firmware_devices":
        data = {"file_content": "AAAA", "firmware_name": "WT201.bin"}
    with pytest.raises(HomeAssistantError, match="did not answer") as failure:
        await act(service.name, **data)
    assert not isinstance(failure.value, ServiceValidationError)


PROFILES = {"p": ProfileName(profile_id="p", profile_name="ClassA-OTAA", supports_join=True)}
CONSTRAINTS = DeviceConstraints(
    applications={1: Application(application_id=1, app_name="a")}, profiles=PROFILES
)
PLANS = st.sampled_from([None, *CHANNEL_PLANS.values()])


def anything_for(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return data with any value in any of the fields."""
    return st.dictionaries(st.sampled_from(names), ANYTHING)


@given(data=anything_for([one.name for one in DEVICE_FIELDS]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_values_make_a_device_or_are_reported(data: dict[str, Any]) -> None:
    with suppress(InvalidFieldsError):
        draft = new_device({"application_id": 1, **data}, CONSTRAINTS)
        assert len(draft.body["devEUI"]) == 16
        assert draft.body.get("appKey") != ""


@given(data=anything_for([one.name for one in profile_fields(None)]), plan=PLANS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_values_make_a_profile_or_are_reported(data: dict[str, Any], plan: Any) -> None:
    with suppress(InvalidFieldsError):
        draft = new_profile({"name": "A", **data}, plan, ())
        assert len(draft.body["profile"]) == 17 or plan is None


@given(data=anything_for([one.name for one in multicast_fields(None)]), plan=PLANS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_values_make_a_group_or_are_reported(data: dict[str, Any], plan: Any) -> None:
    with suppress(InvalidFieldsError):
        draft = new_multicast_group({"name": "A", **data}, plan, ())
        assert len(draft.body["multicastGroup"]) == 9
