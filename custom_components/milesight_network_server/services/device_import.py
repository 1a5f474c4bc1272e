"""Services that add many devices from CSV, and give a gateway's devices as CSV."""

import asyncio
from functools import partial
from typing import Any, Final

from homeassistant.core import SupportsResponse

from ..const import LOGGER
from ..ns_api.device_csv import MOST_BYTES, DeviceRow, read_devices, write_devices
from ..ns_api.field import Field, InvalidFieldsError, problem
from ..ns_api.keys import ProblemKey, WarningKey
from ..ns_api.value_kinds import Flag, Whole
from ..words import answer, warning
from ..words.keys import AnswerKey
from .allowed_file import read_allowed_file
from .bulk_adding import Adding, Addition
from .call import GatewayCall, Service
from .device_rows import async_check_rows, draft_warnings

# What is wrong with so many rows is put in words before others have their turn.
_AT_ONCE: Final = 50
_IMPORT_FIELDS: Final = (Field("dry_run", "dry_run", Flag()),)
_EXPORT_FIELDS: Final = (
    Field("application_id", "applicationID", Whole(0, 2**31 - 1)),
    Field("include_keys", "include_keys", Flag()),
)


async def _async_rows(call: GatewayCall) -> list[DeviceRow]:
    """Return the rows that the caller gave, as text or as a file."""
    named = [name for name in ("csv", "csv_file") if call.given.get(name) not in (None, "")]
    if len(named) != 1:
        raise InvalidFieldsError([problem("csv", ProblemKey.CSV_ONE_OF)])
    (source,) = named
    given = call.given[source]
    if not isinstance(given, str):
        raise InvalidFieldsError([problem(source, ProblemKey.CSV_TEXT)])

    def read() -> list[DeviceRow]:
        if source == "csv":
            return read_devices(given, source)
        content = read_allowed_file(call.hass.config, source, given, MOST_BYTES)
        return read_devices(content, source)

    return await call.hass.async_add_executor_job(read)


async def async_import_devices(call: GatewayCall) -> dict[str, Any]:
    """Add the devices of a CSV file (3.1) that do not exist yet."""
    values = call.read(_IMPORT_FIELDS)
    rows = await async_check_rows(call, await _async_rows(call))
    adding = Adding(call, [row.addition for row in rows if row.addition])
    dry_run = bool(values.get("dry_run"))
    if not dry_run:
        await adding.async_run()
    added: list[Addition] = []
    existing: list[str | None] = []
    failed: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)
        if row.addition and (dry_run or row.addition.added):
            added.append(row.addition)
        elif row.is_existing:
            existing.append(row.dev_eui)
        else:
            errors = row.errors(adding, call.reader)
            failed.append({"row": row.line, "dev_eui": row.dev_eui, "errors": errors})
    if failed and not dry_run:
        # Whoever did not ask for the response would not know otherwise.
        LOGGER.warning(
            "%s: %d of %d devices were not imported; the action's response says why",
            call.entry.title,
            len(failed),
            len(rows),
        )
    counts = {"added": len(added), "existing": len(existing), "failed": len(failed)}
    kind = AnswerKey.DRY_RUN if dry_run else AnswerKey.IMPORTED
    return {
        "message": answer(kind, **{name: str(count) for name, count in counts.items()}),
        "added": [one.dev_eui for one in added],
        "existing": existing,
        "failed": failed,
        "warnings": [*draft_warnings(added, call.reader), *adding.warnings],
    }


async def async_export_devices(call: GatewayCall) -> dict[str, Any]:
    """Return the gateway's devices as CSV (3.3); their keys only where they are asked for."""
    values = call.read(_EXPORT_FIELDS, call.runtime.application_names)
    listed = await call.gateway.list_devices(application_id=values.get("application_id", 0))
    devices, include_keys = list(listed.devices.values()), values.get("include_keys", False)
    text = await call.hass.async_add_executor_job(
        partial(write_devices, devices, include_keys=include_keys)
    )
    return {"csv": text, "warnings": [] if listed.complete else [warning(WarningKey.INCOMPLETE)]}


SERVICES = (
    Service(
        name="import_devices",
        handler=async_import_devices,
        fields=("csv", "csv_file", "dry_run"),
    ),
    Service(
        name="export_devices",
        handler=async_export_devices,
        fields=("application_id", "include_keys"),
        response=SupportsResponse.ONLY,
    ),
)
