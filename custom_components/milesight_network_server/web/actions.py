"""Runs the integration's actions for the panel, with problems field by field."""

from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import DOMAIN
from ..ns_api.field import InvalidFieldsError
from ..services import SERVICES, async_act
from ..services.target import picked_names
from ..updates.claims import TakenError
from ..updates.refusals import NOT_TAKEN, problem_of, refusal
from ..words import Reader
from .panel_messages import RanMessage
from .responses import problem_messages

_ACTIONS: Final = {one.name: one for one in SERVICES}


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/actions/run",
        vol.Required("action"): vol.In(list(_ACTIONS)),
        vol.Required("data"): dict,
        vol.Optional("expected"): dict,
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_run(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Do what an action does: `RanMessage`.

    `expected` is how the page showed the fields that it changes: what somebody else has changed
    since is reported, and not overwritten.
    """
    action, data = _ACTIONS[msg["action"]], msg["data"]
    reader = Reader(names=picked_names(hass, data), service=action.name)
    try:
        response = await async_act(hass, action, data, msg.get("expected"), reader)
    except InvalidFieldsError as err:
        ran = RanMessage(response=None, problems=problem_messages(err.problems, reader))
    except TakenError as err:
        ran = RanMessage(response=None, problems=problem_messages([problem_of(err)], reader))
    except NOT_TAKEN as err:
        raise refusal(err, reader) from err
    else:
        ran = RanMessage(response=dict(response or {}), problems=[])
    connection.send_result(msg["id"], ran)
