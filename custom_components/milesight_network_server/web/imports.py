"""The WebSocket commands that import devices row by row. All are for administrators.

An import goes on when its page is left; who comes back to it sees how far it is.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from ..const import DOMAIN
from ..listeners import Signal
from ..ns_api.device_csv import MOST_ROWS, DeviceRow, read_cells
from ..ns_api.device_fields import DEVICE_FIELDS
from ..ns_api.field import InvalidFieldsError, problem
from ..ns_api.keys import ProblemKey
from ..services.call import GatewayCall
from ..services.device_rows import CheckedRow, async_check_rows, draft_warnings
from ..services.import_run import ImportRun, RowState
from ..services.target import invalid
from ..updates.refusals import NOT_TAKEN, refusal
from ..words.keys import ErrorKey
from .commands import loaded_entries
from .import_messages import ImportCheckMessage, ImportMessage, ImportRowMessage
from .responses import GATEWAY, event_sender, problem_messages

_IMPORT: Final = f"{DOMAIN}/import"
_NAMES: Final = frozenset(one.name for one in DEVICE_FIELDS)
# So many rows are put in words before others have their turn.
_AT_ONCE: Final = 50


class Imports:
    """The last import of each gateway, and those who look at it."""

    def __init__(self) -> None:
        self.runs: dict[str, ImportRun] = {}
        self.begun = Signal[str]()

    def raise_if_running(self, entry_id: str) -> None:
        """Refuse a second import beside one that has not ended."""
        run = self.runs.get(entry_id)
        if run is not None and not run.is_finished:
            raise invalid(ErrorKey.IMPORT_RUNNING)


IMPORTS: Final[HassKey[Imports]] = HassKey(f"{DOMAIN}_imports")


@callback
def async_register_imports(hass: HomeAssistant) -> None:
    """Register the commands."""
    hass.data[IMPORTS] = Imports()
    for command in (ws_check, ws_start, ws_stop, ws_follow):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command(
    {vol.Required("type"): f"{_IMPORT}/check", **GATEWAY, vol.Required("rows"): list}
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_check(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Return what would become of each row: `ImportCheckMessage`."""
    run = await _async_checked(hass, msg)
    warnings = draft_warnings(row.addition for row in run.rows if row.addition)
    rows = await _async_messages(run, run.rows)
    connection.send_result(msg["id"], ImportCheckMessage(rows=rows, warnings=warnings))


@websocket_api.websocket_command(
    {vol.Required("type"): f"{_IMPORT}/start", **GATEWAY, vol.Required("rows"): list}
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_start(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Begin to import rows. They are checked once more: much may have changed since."""
    imports, entry_id = hass.data[IMPORTS], msg[ATTR_CONFIG_ENTRY_ID]
    imports.raise_if_running(entry_id)
    run = await _async_checked(hass, msg)
    # Another page may have begun while this one's rows were checked.
    imports.raise_if_running(entry_id)
    (entry,) = loaded_entries(hass, entry_id)
    imports.runs[entry_id] = run
    entry.async_create_background_task(hass, run.async_run(), f"{entry.title} import")
    imports.begun.async_send(entry_id)
    connection.send_result(msg["id"])


@websocket_api.websocket_command({vol.Required("type"): f"{_IMPORT}/stop", **GATEWAY})
@websocket_api.require_admin
@callback
def ws_stop(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send no more of an import's rows; one that has ended is put away."""
    runs, entry_id = hass.data[IMPORTS].runs, msg[ATTR_CONFIG_ENTRY_ID]
    run = runs.get(entry_id)
    if run is not None and run.is_finished:
        del runs[entry_id]
        hass.data[IMPORTS].begun.async_send(entry_id)
    elif run is not None:
        run.adding.async_stop()
    connection.send_result(msg["id"])


@websocket_api.websocket_command({vol.Required("type"): f"{_IMPORT}/follow", **GATEWAY})
@websocket_api.require_admin
@callback
def ws_follow(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send how far the gateway's import is, and of those that begin. Events: `ImportMessage`."""
    iden: int = msg["id"]
    connection.send_result(iden)
    follower = _Follower(hass, connection, iden, msg[ATTR_CONFIG_ENTRY_ID])
    connection.subscriptions[iden] = follower.async_start()


class _Follower:
    """A page that looks at a gateway's import."""

    def __init__(
        self, hass: HomeAssistant, connection: ActiveConnection, iden: int, entry_id: str
    ) -> None:
        self._hass = hass
        self._send = event_sender(connection, iden)
        self._entry_id = entry_id
        self._leave: Any = lambda: None
        # Rows that changed and were not sent yet.
        self._changed: dict[CheckedRow, None] = {}
        self._task: asyncio.Task[None] | None = None

    @callback
    def async_start(self) -> Any:
        """Send the present state, and follow it. Returns what ends it."""
        stop = self._hass.data[IMPORTS].begun.async_listen(self._begun)
        if self._run is None:
            self._send_none()
        self._follow()

        @callback
        def end() -> None:
            stop()
            self._leave()
            if self._task is not None:
                self._task.cancel()

        return end

    @callback
    def _begun(self, entry_id: str) -> None:
        if entry_id == self._entry_id:
            # What the page has is of the import before, line by line.
            self._send_none()
            self._follow()

    @callback
    def _follow(self) -> None:
        self._leave()
        run = self._run
        if run is None:
            return
        self._leave = run.listeners.async_listen(self._rows_changed)
        self._changed.clear()
        self._rows_changed(run.rows)

    def _send_none(self) -> None:
        self._send(ImportMessage(total=None, done=0, is_finished=False, rows=[], warnings=[]))

    @property
    def _run(self) -> ImportRun | None:
        return self._hass.data[IMPORTS].runs.get(self._entry_id)

    @callback
    def _rows_changed(self, rows: Sequence[CheckedRow]) -> None:
        self._changed |= dict.fromkeys(rows)
        if self._task is None or self._task.done():
            self._task = self._hass.async_create_background_task(
                self._async_tell(), "import page", eager_start=False
            )

    async def _async_tell(self) -> None:
        """Send what changed, until nothing is left to send."""
        while self._changed and (run := self._run) is not None:
            rows, self._changed = list(self._changed), {}
            messages = await _async_messages(run, rows)
            if run is not self._run:
                continue
            self._send(
                ImportMessage(
                    total=run.total,
                    done=run.done,
                    is_finished=run.is_finished,
                    rows=messages,
                    warnings=run.adding.warnings if run.is_finished else [],
                )
            )


async def _async_checked(hass: HomeAssistant, msg: dict[str, Any]) -> ImportRun:
    """Return an import of the rows that a page gives."""
    (entry,) = loaded_entries(hass, msg[ATTR_CONFIG_ENTRY_ID])
    call = GatewayCall(hass, entry, entry.runtime_data, {}, (), ())
    try:
        rows = await hass.async_add_executor_job(_read, msg["rows"])
        return ImportRun(call, await async_check_rows(call, rows))
    except NOT_TAKEN as err:
        raise refusal(err) from err


def _read(rows: list[Any]) -> list[DeviceRow]:
    """Read what a page sends. Errors do not repeat its values, which may be keys."""
    if len(rows) > MOST_ROWS:
        raise InvalidFieldsError([problem("rows", ProblemKey.CSV_ROWS, most=MOST_ROWS)])
    return [read_cells(line, cells) for line, cells in _cells(rows)]


def _cells(rows: Iterable[Any]) -> Iterable[tuple[int, list[tuple[str, str]]]]:
    for row in rows:
        given = row.get("given") if isinstance(row, dict) else None
        if not isinstance(given, dict) or not isinstance(row.get("line"), int):
            raise InvalidFieldsError([problem("rows", ProblemKey.CSV_TEXT)])
        cells = [(name, value) for name, value in given.items() if isinstance(value, str)]
        if len(cells) < len(given) or not given.keys() <= _NAMES:
            raise InvalidFieldsError([problem("rows", ProblemKey.CSV_TEXT)])
        yield row["line"], cells


async def _async_messages(run: ImportRun, rows: Sequence[CheckedRow]) -> list[ImportRowMessage]:
    messages: list[ImportRowMessage] = []
    for number, row in enumerate(rows):
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)
        state = run.state_of(row)
        is_lost = state in (RowState.FAILED, RowState.UNSENT)
        messages.append(
            ImportRowMessage(
                line=row.line,
                dev_eui=row.dev_eui,
                state=state,
                problems=problem_messages(list(row.problems)),
                reasons=row.errors(run.adding) if is_lost else [],
            )
        )
    return messages
