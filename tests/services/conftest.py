"""Calling services of a registered gateway."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from .changes import KEY, Books

type Act = Callable[..., Awaitable[dict[str, Any]]]

# The calls of the API that change something.
WRITES = {"2.1", "2.2", "2.4", "3.1", "3.2", "3.4", "4.1", "4.2", "4.3", "4.4", "4.6"}
WRITES |= {"6.1", "6.3", "6.4", "6.5"}


@pytest.fixture
def act(hass: HomeAssistant, loaded: MockConfigEntry) -> Act:
    """Call a service for the gateway and return its response."""

    async def call(service: str, /, **data: Any) -> dict[str, Any]:
        if "device_id" not in data:
            data.setdefault("config_entry_id", loaded.entry_id)
        response = await hass.services.async_call(
            DOMAIN, service, data, blocking=True, return_response=True
        )
        assert isinstance(response, dict)
        return dict(response)

    return call


@pytest.fixture
async def books(act: Act, gateway: Gateway) -> Books:
    """A gateway with a profile that nobody uses, and a multicast group with a member."""
    profile = await act("add_profile", name="spare")
    group = await act("add_multicast_group", name="group", mc_nwk_s_key=KEY, mc_app_s_key=KEY)
    member, outsider = [
        one.dev_eui
        for one in gateway.devices.values()
        if gateway.profiles[one.profile_id].supports_class_c
    ][:2]
    group_id = group["multicast_group_id"]
    gateway.multicast_groups[group_id].devices.append(member)
    gateway.requests.clear()
    dev_eui = next(eui for eui in gateway.devices if eui not in (member, outsider))
    return Books(gateway, profile["profile_id"], group_id, dev_eui, member, outsider)


def details(response: dict[str, Any]) -> dict[str, Any]:
    """Return what a response has beside its sentence for people."""
    return {name: value for name, value in response.items() if name != "message"}


def writes(gateway: Gateway) -> list[str]:
    """Return the calls that were to change something, in their order."""
    return [request.call for request in gateway.requests if request.call in WRITES]


def body_of(gateway: Gateway, call: str) -> Any:
    """Return the body of the last request of a call."""
    bodies = [request.body for request in gateway.requests if request.call == call]
    assert bodies, f"no request of {call}"
    return bodies[-1]
