"""What the tests of firmware updates share: a gateway with devices to update, and what is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock, Poll
from ..issues import reported
from ..registry import entity_id

# Long enough for every session of these tests.
A_NIGHT = 12 * 3600
# Longer than anything that was sent may still arrive.
RULED_OUT = 660
# For how long these tests wait for an answer that does not come, in seconds.
TIMEOUT = 0.2


def workshop(clock: Clock) -> Gateway:
    """Return a gateway with four devices of each of two models that the newest firmware fits.

    Before them, it has four of other models.
    """
    simulated = with_two_models(Gateway(GATEWAY_EUI, clock=clock))
    wanted = [one for model in ("WT101", "UC300") for one in of_model(simulated, model)]
    others = [one for one in simulated.devices.values() if one.model not in ("WT101", "UC300")][:4]
    simulated.devices.clear()
    simulated.devices.update({one.dev_eui: one for one in (*others, *wanted)})
    return simulated


def with_two_models(simulated: Gateway) -> Gateway:
    """Give a gateway devices, among them four of each of two models with an update on offer."""
    populate(simulated, devices=60)
    for model in ("WT101", "UC300"):
        for device in of_model(simulated, model):
            device.firmware_version, device.hardware_version = "v1.2", "v3.0"
            device.last_seen = simulated.now()
    return simulated


def of_model(gateway: Gateway, model: str) -> list[Device]:
    """Return the first four devices of a model."""
    found = [one for one in gateway.devices.values() if one.model == model][:4]
    assert len(found) == 4
    return found


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up the entry and let everything happen that does by itself."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def update_of(hass: HomeAssistant, device: Device) -> str:
    """Return the update entity of a device."""
    found = entity_id(hass, "update", f"{GATEWAY_EUI}_{device.dev_eui}_firmware")
    assert found is not None
    return found


def attributes(hass: HomeAssistant, device: Device) -> dict[str, Any]:
    """Return what a device's update entity shows."""
    shown = hass.states.get(update_of(hass, device))
    assert shown is not None
    return dict(shown.attributes)


async def install(hass: HomeAssistant, *devices: Device, **more: Any) -> None:
    """Install what is newest on devices, as the page's "Update all" does."""
    await hass.services.async_call(
        "update",
        "install",
        {ATTR_ENTITY_ID: [update_of(hass, one) for one in devices], **more},
        blocking=True,
    )


async def call(
    hass: HomeAssistant, entry: MockConfigEntry, action: str, **given: Any
) -> dict[str, Any]:
    """Call an action of the integration, and return its response."""
    response = await hass.services.async_call(
        DOMAIN,
        action,
        {"config_entry_id": entry.entry_id, **given},
        blocking=True,
        return_response=True,
    )
    return dict(response or {})


async def queue_of(hass: HomeAssistant, entry: MockConfigEntry) -> list[dict[str, Any]]:
    """Return the queue as its service lists it."""
    queue = (await call(hass, entry, "list_update_queue"))["queue"]
    assert isinstance(queue, list)
    return queue


async def states_of(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    """Return the states of the updates in the queue."""
    return [one["state"] for one in await queue_of(hass, entry)]


async def cancel(hass: HomeAssistant, entry: MockConfigEntry, **which: object) -> None:
    """Cancel an update."""
    await call(hass, entry, "cancel_update", **which)


def newest(gateway: Gateway, model: str = "WT101") -> dict[str, Any]:
    """Return how an action names the newest firmware of a model."""
    offered = [one for one in gateway.catalogue if one.model == model][-1]
    return {"model": model, "official_firmware_id": offered.firmware_id}


async def add_task(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, *devices: Device, **more: Any
) -> dict[str, Any]:
    """Add a firmware task of thermostats."""
    given: dict[str, Any] = {
        "name": "Thermostats",
        "dev_euis": [one.dev_eui for one in devices],
        **newest(gateway),
        **more,
    }
    return await call(hass, entry, "add_fuota_task", **given)


async def add_staged(
    hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway, **more: Any
) -> dict[str, Any]:
    """Add a task with a canary, the first of its devices."""
    devices = of_model(gateway, "WT101")
    staged = {"canary": devices[0].dev_eui, "fragment_redundancy": 40, **more}
    return await add_task(hass, entry, gateway, *devices, **staged)


def added(gateway: Gateway) -> int:
    """Return how often a task was to be added."""
    return sum(request.call == "6.1" for request in gateway.requests)


def of_kind(hass: HomeAssistant, kind: str) -> list[ir.IssueEntry]:
    """Return the issues of a kind."""
    return [one for one in reported(hass).values() if one.translation_key == kind]


@contextmanager
def full_disk() -> Iterator[None]:
    """Have Home Assistant unable to write anything that it keeps."""
    with patch.object(Store, "_async_write_data", side_effect=WriteError("No space left")):
        yield


async def nights(poll: Poll, count: int = 3) -> None:
    """Let so many nights pass, and in between what follows from one."""
    for _ in range(count):
        await poll(A_NIGHT)
        await poll(10)
        await poll(75)
