"""The WebSocket commands that restore a backup and report its progress, for administrators.

A restore goes on when its page is left; who comes back to it sees how far it is.
"""

import asyncio
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from ..const import DOMAIN
from ..listeners import Signal
from ..ns_api.field import InvalidFieldsError
from ..services.call import GatewayCall
from ..services.gateway_backup import async_restore_gateway
from ..services.gateway_restoring import Restoring
from ..services.target import invalid
from ..updates.refusals import NOT_TAKEN, refusal
from ..words import Reader
from ..words.keys import ErrorKey
from .backup_messages import RestoreMessage
from .commands import loaded_entries
from .panel_messages import ProblemMessage, SentenceMessage
from .responses import GATEWAY, error_message, event_sender, problem_messages

_BACKUP: Final = f"{DOMAIN}/backup"
_READER: Final = Reader(service="restore_gateway")


class RestoreRun:
    """One restore, from its beginning to what is known in the end."""

    def __init__(self, entry_id: str, changed: Signal[str]) -> None:
        self._entry_id = entry_id
        self._changed = changed
        self.is_finished = self._is_stopping = False
        self._restoring: Restoring | None = None
        self._done = self._total = 0
        self._response: dict[str, Any] | None = None
        self._problems: list[ProblemMessage] = []
        self._error: SentenceMessage | None = None

    async def async_run(self, call: GatewayCall) -> None:
        """Restore. The call has a passphrase and is kept no longer than that takes."""
        try:
            self._response = await async_restore_gateway(call, self._show, self._begun)
        except InvalidFieldsError as err:
            self._problems = problem_messages(err.problems, _READER)
        except NOT_TAKEN as err:
            self._error = error_message(refusal(err, _READER))
        except HomeAssistantError as err:
            self._error = error_message(err)
        except asyncio.CancelledError:
            self._error = error_message(
                HomeAssistantError(
                    translation_domain=DOMAIN, translation_key=ErrorKey.RESTORE_UNLOADED
                )
            )
            raise
        finally:
            self._restoring = None
            self.is_finished = True
            self._changed.async_send(self._entry_id)

    @callback
    def async_stop(self) -> None:
        """Send no more. What is on its way is waited for; the response has what is left."""
        self._is_stopping = True
        if self._restoring is not None:
            self._restoring.async_stop()
        self._changed.async_send(self._entry_id)

    @callback
    def _begun(self, restoring: Restoring) -> None:
        self._restoring = restoring
        # It may have been stopped while the file was opened.
        if self._is_stopping:
            restoring.async_stop()

    @callback
    def _show(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        self._changed.async_send(self._entry_id)

    @property
    def message(self) -> RestoreMessage:
        """How far it is."""
        return RestoreMessage(
            is_running=not self.is_finished,
            is_finished=self.is_finished,
            is_stopping=self._is_stopping and not self.is_finished,
            done=self._done,
            total=self._total,
            response=self._response,
            problems=self._problems,
            error=self._error,
        )


class Restores:
    """The last restore of each gateway, and those who look at it."""

    def __init__(self) -> None:
        self.runs: dict[str, RestoreRun] = {}
        self.changed = Signal[str]()

    def message(self, entry_id: str) -> RestoreMessage:
        """Return how far a gateway's restore is."""
        if (run := self.runs.get(entry_id)) is not None:
            return run.message
        return RestoreMessage(
            is_running=False,
            is_finished=False,
            is_stopping=False,
            done=0,
            total=0,
            response=None,
            problems=[],
            error=None,
        )


RESTORES: Final[HassKey[Restores]] = HassKey(f"{DOMAIN}_restores")


@callback
def async_register_backups(hass: HomeAssistant) -> None:
    """Register the commands."""
    hass.data[RESTORES] = Restores()
    for command in (ws_restore, ws_stop, ws_forget, ws_follow):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{_BACKUP}/restore",
        **GATEWAY,
        vol.Required("file"): str,
        vol.Optional("passphrase"): str,
    }
)
@websocket_api.require_admin
@callback
def ws_restore(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Begin to restore a backup to a gateway. How far it is, `follow` reports."""
    (entry,) = loaded_entries(hass, msg[ATTR_CONFIG_ENTRY_ID])
    restores, entry_id = hass.data[RESTORES], entry.entry_id
    before = restores.runs.get(entry_id)
    if before is not None and not before.is_finished:
        raise invalid(ErrorKey.RESTORE_UNDER_WAY, gateway=entry.title)
    given: dict[str, Any] = {name: msg[name] for name in ("file", "passphrase") if name in msg}
    call = GatewayCall(hass, entry, entry.runtime_data, given, (), (), reader=_READER)
    run = restores.runs[entry_id] = RestoreRun(entry_id, restores.changed)
    entry.async_create_background_task(hass, run.async_run(call), f"{entry.title} restore")
    restores.changed.async_send(entry_id)
    connection.send_result(msg["id"])


@websocket_api.websocket_command({vol.Required("type"): f"{_BACKUP}/stop", **GATEWAY})
@websocket_api.require_admin
@callback
def ws_stop(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send no more of a restore that is under way; of one that has finished, nothing changes."""
    run = hass.data[RESTORES].runs.get(msg[ATTR_CONFIG_ENTRY_ID])
    if run is not None and not run.is_finished:
        run.async_stop()
    connection.send_result(msg["id"])


@websocket_api.websocket_command({vol.Required("type"): f"{_BACKUP}/forget", **GATEWAY})
@websocket_api.require_admin
@callback
def ws_forget(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Put away what became of a restore that has finished."""
    restores, entry_id = hass.data[RESTORES], msg[ATTR_CONFIG_ENTRY_ID]
    run = restores.runs.get(entry_id)
    if run is not None and run.is_finished:
        del restores.runs[entry_id]
        restores.changed.async_send(entry_id)
    connection.send_result(msg["id"])


@websocket_api.websocket_command({vol.Required("type"): f"{_BACKUP}/follow", **GATEWAY})
@websocket_api.require_admin
@callback
def ws_follow(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Report how far the gateway's restore is, and whenever that changes: `RestoreMessage`."""
    iden, wanted = msg["id"], msg[ATTR_CONFIG_ENTRY_ID]
    restores, send = hass.data[RESTORES], event_sender(connection, iden)

    @callback
    def send_progress(entry_id: str) -> None:
        if entry_id == wanted:
            send(restores.message(entry_id))

    connection.send_result(iden)
    stop: CALLBACK_TYPE = restores.changed.async_listen(send_progress)
    connection.subscriptions[iden] = stop
    send_progress(wanted)
