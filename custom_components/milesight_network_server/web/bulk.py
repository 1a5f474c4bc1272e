"""Changes of many devices, for the panel: each is reported as soon as it is finished."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.service import async_get_config_entry
import voluptuous as vol

from ..const import DOMAIN
from ..ns_api.value_kinds import MOST_LISTED
from ..runtime import MilesightConfigEntry
from ..services.bulk_changing import BulkChange, BulkChanging
from ..services.call import GatewayCall
from ..updates.refusals import NOT_TAKEN, refusal
from ..words import translated
from ..words.keys import ErrorKey
from .panel_messages import BulkMessage, BulkResultMessage, SentenceMessage
from .responses import GATEWAY, error_message, event_sender, problem_messages, sentence_message

_ASKED: Final[dict[str | vol.Marker, Any]] = {
    **GATEWAY,
    vol.Optional("dry_run", default=False): bool,
}
_CHANGE: Final = vol.Schema(
    {
        vol.Required("dev_eui"): str,
        vol.Required("given"): dict,
        vol.Optional("expected", default={}): dict,
    }
)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/devices/modify_many",
        **_ASKED,
        vol.Required("changes"): vol.All([_CHANGE], vol.Length(max=MOST_LISTED)),
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_modify_many(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Change many devices. Events are `BulkMessage`; to end the subscription ends the changes."""
    changes = [BulkChange(**one) for one in msg["changes"]]
    await _async_run(hass, connection, msg, changes, delete=False)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/devices/delete_many",
        **_ASKED,
        vol.Required("dev_euis"): vol.All([str], vol.Length(max=MOST_LISTED)),
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_delete_many(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Delete many devices. Events are `BulkMessage`; to end the subscription ends it."""
    changes = [BulkChange(one) for one in dict.fromkeys(msg["dev_euis"])]
    await _async_run(hass, connection, msg, changes, delete=True)


async def _async_run(
    hass: HomeAssistant,
    connection: ActiveConnection,
    msg: Mapping[str, Any],
    changes: list[BulkChange],
    *,
    delete: bool,
) -> None:
    entry: MilesightConfigEntry = async_get_config_entry(hass, DOMAIN, msg[ATTR_CONFIG_ENTRY_ID])
    iden: int = msg["id"]
    done, send_event = 0, event_sender(connection, iden)

    @callback
    def send(results: list[BulkResultMessage], *, ended: bool = False) -> None:
        message = BulkMessage(results=results, done=done, total=len(changes), ended=ended)
        send_event(message)

    @callback
    def report(change: BulkChange) -> None:
        nonlocal done
        done += 1
        send([_result(change, is_left_out=not (change.sent or msg["dry_run"]))])

    call = GatewayCall(hass, entry, entry.runtime_data, {}, (), ())
    changing = BulkChanging(call, report)

    @callback
    def end() -> None:
        changing.is_ended = True

    connection.send_result(iden)
    connection.subscriptions[iden] = end
    try:
        work = changing.async_delete if delete else changing.async_modify
        await work(changes, dry_run=msg["dry_run"])
    except NOT_TAKEN as err:
        # The subscription has begun, so the error is reported for each device that is left.
        reason = error_message(refusal(err))
        left = [one for one in changes if not (one.sent or one.problems)]
        results = [_result(one, reason=reason) for one in left]
    else:
        results = [_result(one) for one in changes if one.differences]
    send(results, ended=True)


def _result(
    change: BulkChange, *, is_left_out: bool = False, reason: SentenceMessage | None = None
) -> BulkResultMessage:
    if change.error is not None:
        err = change.error
        reason = error_message(err if isinstance(err, HomeAssistantError) else refusal(err))
    elif is_left_out and not change.problems:
        reason = sentence_message(
            translated(ErrorKey.BULK_LEFT_OUT), DOMAIN, ErrorKey.BULK_LEFT_OUT, None
        )
    return BulkResultMessage(
        dev_eui=change.dev_eui,
        problems=problem_messages(change.problems),
        reason=reason,
        differences=[one.field for one in change.differences],
    )
