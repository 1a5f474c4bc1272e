"""The WebSocket commands about firmware updates. Who may do more than look is an administrator."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from ..const import DOMAIN
from ..device_registry import async_device_id
from ..ns_api.device import name_of
from ..runtime import MilesightConfigEntry
from ..services.call import GatewayCall
from ..services.fuota_adding import async_retry_failed_devices
from ..services.target import invalid
from ..services.update_queue import async_cancel_update
from ..updates.refusals import NOT_TAKEN, refusal
from ..words import error_words
from ..words.keys import ErrorKey
from .feeds import FEEDS
from .messages import InstalledMessage, RefusedInstallMessage
from .offers import can_be_updated
from .responses import event_sender

_UPDATES: Final = f"{DOMAIN}/updates"
_TASK: Final[dict[str | vol.Marker, Any]] = {
    vol.Required(ATTR_CONFIG_ENTRY_ID): str,
    vol.Required("task_id"): int,
}


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register all commands."""
    for command in (ws_subscribe, ws_install, ws_retry_failed, ws_cancel):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command(
    {vol.Required("type"): f"{_UPDATES}/subscribe", vol.Optional(ATTR_CONFIG_ENTRY_ID): str}
)
@callback
def ws_subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the firmware updates of one gateway, or of all, and then of what changes.

    Events are `UpdatesMessage`.
    """
    iden: int = msg["id"]
    connection.send_result(iden)
    connection.subscriptions[iden] = hass.data[FEEDS].async_follow(
        msg.get(ATTR_CONFIG_ENTRY_ID), event_sender(connection, iden)
    )


@websocket_api.websocket_command(
    {vol.Required("type"): f"{_UPDATES}/install", vol.Optional(ATTR_CONFIG_ENTRY_ID): str}
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_install(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Install the newest firmware on all devices that have one on offer: `InstalledMessage`."""
    queued, refused = 0, list[RefusedInstallMessage]()
    for entry in loaded_entries(hass, msg.get(ATTR_CONFIG_ENTRY_ID)):
        runtime = entry.runtime_data
        for dev_eui, firmware in list(runtime.firmware.items.items()):
            latest = firmware.latest
            if latest is None or not can_be_updated(runtime, dev_eui):
                continue
            try:
                await runtime.installer.async_install(dev_eui, latest)
            except HomeAssistantError as err:
                refused.append(_refused(hass, entry, dev_eui, err))
            else:
                queued += 1
    connection.send_result(msg["id"], InstalledMessage(queued=queued, refused=refused))


@websocket_api.websocket_command({vol.Required("type"): f"{_UPDATES}/retry_failed", **_TASK})
@websocket_api.require_admin
@websocket_api.async_response
async def ws_retry_failed(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Make a task for the devices that failed in one, as the action `retry_failed_devices` does."""
    task_ids = (msg["task_id"],)
    response = await _async_act(hass, msg, async_retry_failed_devices, {}, task_ids)
    connection.send_result(msg["id"], response)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{_UPDATES}/cancel",
        vol.Required(ATTR_CONFIG_ENTRY_ID): str,
        vol.Exclusive("queue_id", "update"): str,
        vol.Exclusive("task_id", "update"): int,
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_cancel(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Take an update out of the queue, or delete its task, as the action `cancel_update` does."""
    given: dict[str, Any] = {key: msg[key] for key in ("queue_id", "task_id") if key in msg}
    connection.send_result(msg["id"], await _async_act(hass, msg, async_cancel_update, given))


async def _async_act(
    hass: HomeAssistant,
    msg: Mapping[str, Any],
    handler: Callable[[GatewayCall], Awaitable[dict[str, Any]]],
    given: Mapping[str, Any],
    task_ids: tuple[int, ...] = (),
) -> dict[str, Any]:
    """Do what an action does, for the gateway that is named, and return its response."""
    (entry,) = loaded_entries(hass, msg[ATTR_CONFIG_ENTRY_ID])
    try:
        return await handler(GatewayCall(hass, entry, entry.runtime_data, given, (), task_ids))
    except NOT_TAKEN as err:
        raise refusal(err) from err


def loaded_entries(hass: HomeAssistant, entry_id: str | None) -> list[MilesightConfigEntry]:
    """Return the gateway that is named, or all, as far as they are set up."""
    entries = hass.config_entries.async_entries(DOMAIN)
    found = [
        one
        for one in entries
        if one.state is ConfigEntryState.LOADED and entry_id in (None, one.entry_id)
    ]
    if not found:
        raise invalid(ErrorKey.NO_GATEWAY_SET_UP)
    return found


def _refused(
    hass: HomeAssistant, entry: MilesightConfigEntry, dev_eui: str, err: HomeAssistantError
) -> RefusedInstallMessage:
    runtime = entry.runtime_data
    return RefusedInstallMessage(
        device_id=async_device_id(hass, entry, dev_eui),
        name=name_of(runtime.devices.items, dev_eui),
        reason=error_words(err),
    )
