"""The WebSocket commands on which devices are commissioned. All are for administrators.

Devices are added by the action that does it.
"""

from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from ..const import DOMAIN
from ..device_registry import async_device_id, async_lorawan_device
from ..ns_api.model import read_eui
from ..services.codec_proposals import async_codec_proposals
from ..services.joining import Joining, JoinWatch, signal_quality
from ..words import one_line
from .commands import loaded_entries
from .commissioning_messages import (
    CodecProposalMessage,
    JoiningMessage,
    LookedUpMessage,
    ProposalsMessage,
)
from .responses import event_sender

_COMMISSIONING: Final = f"{DOMAIN}/commissioning"
# More devices are not waited for at a time.
_MOST_FOLLOWED: Final = 200


@callback
def async_register_commissioning(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (ws_look_up, ws_propose, ws_follow):
        websocket_api.async_register_command(hass, command)


def _eui(value: Any) -> str:
    if (dev_eui := read_eui(value)) is None:
        raise vol.Invalid("a DevEUI has 16 hexadecimal digits")
    return dev_eui


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{_COMMISSIONING}/look_up",
        vol.Required(ATTR_CONFIG_ENTRY_ID): str,
        vol.Required("dev_eui"): _eui,
    }
)
@websocket_api.require_admin
@callback
def ws_look_up(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Return what is known of a DevEUI before it is added: `LookedUpMessage`."""
    (entry,) = loaded_entries(hass, msg[ATTR_CONFIG_ENTRY_ID])
    runtime, dev_eui = entry.runtime_data, msg["dev_eui"]
    device = runtime.devices.items.get(dev_eui)
    found = async_lorawan_device(hass, entry, dev_eui)
    name = None
    if device is not None:
        name = (found and (found.name_by_user or found.name)) or one_line(device.name)
    connection.send_result(
        msg["id"],
        LookedUpMessage(
            dev_eui=dev_eui,
            exists=device is not None,
            name=name,
            device_id=found.id if found and device is not None else None,
            uplinks=runtime.readings.topic is not None,
        ),
    )


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{_COMMISSIONING}/propose",
        vol.Required(ATTR_CONFIG_ENTRY_ID): str,
        vol.Required("dev_eui"): _eui,
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_propose(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Return which payload codecs fit a DevEUI: `ProposalsMessage`.

    The first time takes a while, for the gateway's library is read.
    """
    (entry,) = loaded_entries(hass, msg[ATTR_CONFIG_ENTRY_ID])
    found = await async_codec_proposals(entry.runtime_data, msg["dev_eui"])
    proposals = [
        CodecProposalMessage(
            payload_codec_id=one.payload_codec_id, name=one_line(one.name), used=one.used
        )
        for one in found
    ]
    connection.send_result(msg["id"], ProposalsMessage(proposals=proposals))


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{_COMMISSIONING}/follow",
        vol.Required(ATTR_CONFIG_ENTRY_ID): str,
        vol.Required("dev_euis"): vol.All([_eui], vol.Length(max=_MOST_FOLLOWED)),
    }
)
@websocket_api.require_admin
@callback
def ws_follow(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send of each of these devices how far it is, and again when that changes.

    The newest is the last one. Events are `JoiningMessage`.
    """
    (entry,) = loaded_entries(hass, msg[ATTR_CONFIG_ENTRY_ID])
    iden: int = msg["id"]
    send = event_sender(connection, iden)

    @callback
    def report(joining: Joining) -> None:
        send(
            JoiningMessage(
                dev_eui=joining.dev_eui,
                device_id=async_device_id(hass, entry, joining.dev_eui),
                state=joining.state,
                signal=signal_quality(joining.radio),
                rssi=joining.radio.rssi if joining.radio else None,
                snr=joining.radio.snr if joining.radio else None,
                answers=joining.answers,
            )
        )

    connection.send_result(iden)
    watch = JoinWatch(entry.runtime_data, msg["dev_euis"], report)
    task = entry.async_create_background_task(hass, watch.async_run(), f"{entry.title} joining")

    @callback
    def stop() -> None:
        task.cancel()

    connection.subscriptions[iden] = stop
