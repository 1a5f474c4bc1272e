"""The WebSocket commands of the panel. All are for administrators."""

from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.service import async_get_config_entry
import voluptuous as vol

from ..const import DOMAIN
from ..runtime import MilesightConfigEntry
from ..updates.refusals import NOT_TAKEN, refusal
from .actions import ws_run
from .bulk import ws_delete_many, ws_modify_many
from .feeds import LISTS
from .gateways import PANEL_GATEWAYS, PanelGateways
from .list_subjects import SUBJECTS
from .responses import GATEWAY, event_sender


@callback
def async_register_panel_commands(hass: HomeAssistant) -> None:
    """Register all commands of the panel."""
    hass.data[PANEL_GATEWAYS] = PanelGateways(hass)
    for command in (ws_gateways, ws_run, ws_read_codecs, ws_modify_many, ws_delete_many):
        websocket_api.async_register_command(hass, command)
    for name in SUBJECTS:
        _register_list(hass, name)


@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/gateways/subscribe"})
@websocket_api.require_admin
@callback
def ws_gateways(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send all gateways, and again when one changes. Events are `PanelGatewaysMessage`."""
    iden: int = msg["id"]
    connection.send_result(iden)
    send = event_sender(connection, iden)
    connection.subscriptions[iden] = hass.data[PANEL_GATEWAYS].async_follow(send)


@callback
def _register_list(hass: HomeAssistant, name: str) -> None:
    """Register the command that sends one list of a gateway. Events are `ListMessage`."""

    @websocket_api.websocket_command(
        {vol.Required("type"): f"{DOMAIN}/{name}/subscribe", **GATEWAY}
    )
    @websocket_api.require_admin
    @callback
    def ws_list(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
        iden: int = msg["id"]
        connection.send_result(iden)
        connection.subscriptions[iden] = hass.data[LISTS][name].async_follow(
            msg[ATTR_CONFIG_ENTRY_ID], event_sender(connection, iden)
        )

    websocket_api.async_register_command(hass, ws_list)


@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/payload_codecs/read", **GATEWAY})
@websocket_api.require_admin
@websocket_api.async_response
async def ws_read_codecs(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Read which payload codecs a gateway has: pages that show the list get the progress."""
    entry: MilesightConfigEntry = async_get_config_entry(hass, DOMAIN, msg[ATTR_CONFIG_ENTRY_ID])
    try:
        await entry.runtime_data.codecs.async_read_all()
    except NOT_TAKEN as err:
        raise refusal(err) from err
    connection.send_result(msg["id"])
