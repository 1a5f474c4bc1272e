"""Services that add many devices from CSV, and give a gateway's devices as CSV."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from homeassistant.core import SupportsResponse
from homeassistant.helpers.translation import async_get_exception_message

from ..const import DOMAIN, LOGGER
from ..ns_api.device_csv import (
    MOST_BYTES,
    DeviceRow,
    read_devices,
    write_devices,
)
from ..ns_api.device_draft import Surroundings, new_device
from ..ns_api.errors import NsApiError
from ..ns_api.field import (
    Field,
    Flag,
    InvalidFieldsError,
    Problem,
    Whole,
    problem,
)
from ..ns_api.model import read_eui
from ..ns_api.quoting import MOST_OF_VALUE, quoted
from ..words import in_words, sentence, translation, warning
from ..writes import lost_answer
from .allowed_file import read_allowed_file
from .call import GatewayCall, Service
from .device import async_surroundings
from .device_adding import Adding, Addition

# A warning names so many devices, and counts the others.
_SHOWN_EUIS: Final = 10
# What is wrong with so many rows is put in words before others have their turn.
_AT_ONCE: Final = 50
_IMPORT_FIELDS: Final = (Field("dry_run", "dry_run", Flag()),)
_EXPORT_FIELDS: Final = (
    Field("application_id", "applicationID", Whole(0, 2**31 - 1)),
    Field("include_keys", "include_keys", Flag()),
)


@dataclass(frozen=True, eq=False)
class _Row:
    """A row of the file: something is wrong with it, or its device exists, or it is to be added."""

    line: int
    dev_eui: str | None
    problems: Sequence[Problem] = ()
    exists: bool = False
    addition: Addition | None = None


async def _async_rows(call: GatewayCall) -> list[DeviceRow]:
    """Return the rows that the caller gave, as text or as a file."""
    named = [name for name in ("csv", "csv_file") if call.given.get(name) not in (None, "")]
    if len(named) != 1:
        raise InvalidFieldsError([problem("csv", "csv_one_of")])
    (source,) = named
    given = call.given[source]
    if not isinstance(given, str):
        raise InvalidFieldsError([problem(source, "csv_text")])

    def read() -> list[DeviceRow]:
        if source == "csv":
            return read_devices(given, source)
        content = read_allowed_file(call.hass.config, source, given, MOST_BYTES)
        return read_devices(content, source)

    return await call.hass.async_add_executor_job(read)


def _checked(rows: Iterable[DeviceRow], there: Surroundings) -> list[_Row]:
    """Return the rows with what is to be added, or what is wrong.

    An EUI or name counts as taken by the first row that has it, right or wrong: which of the two
    is meant is for people to say.
    """
    euis: dict[str, int] = {}
    names: dict[str, int] = {}
    checked: list[_Row] = []
    for row in rows:
        cell = row.given.get("dev_eui", "")
        dev_eui = read_eui(cell)
        told = dev_eui or quoted(cell, MOST_OF_VALUE) or None
        if row.problems:
            checked.append(_Row(row.line, told, row.problems))
            continue
        problems = [
            problem(name, "twice", value, row=seen[value])
            for name, value, seen in (
                ("dev_eui", dev_eui or "", euis),
                ("name", row.given.get("name", ""), names),
            )
            if value in seen
        ]
        exists = dev_eui in there.dev_euis
        addition = None
        if not exists:
            try:
                draft = new_device(row.given, there)
                addition = Addition(draft.values["dev_eui"], draft)
            except InvalidFieldsError as err:
                told_of = {one.field for one in problems}
                problems.extend(one for one in err.problems if one.field not in told_of)
        if exists and dev_eui not in euis:
            checked.append(_Row(row.line, told, exists=True))
        elif problems:
            checked.append(_Row(row.line, told, problems))
        else:
            checked.append(_Row(row.line, told, addition=addition))
        if dev_eui:
            euis.setdefault(dev_eui, row.line)
        if name := row.given.get("name", dev_eui):
            names.setdefault(name, row.line)
    return checked


def _text(key: str, **placeholders: str) -> str:
    return async_get_exception_message(DOMAIN, key, placeholders)


def _reason(err: NsApiError | None) -> str:
    return async_get_exception_message(**translation(err)) if err else ""


def _errors(row: _Row, ended_by: NsApiError | None) -> list[str]:
    """Return the sentences for a row whose device was not added."""
    addition = row.addition
    if addition is None:
        return [sentence(one) for one in row.problems]
    if addition.error is not None:
        if addition.unsure and addition.listed is not None:
            return [_text("write_not_made", reason=lost_answer(addition.error))]
        reason = _reason(addition.error)
        return [_text("import_unsure", reason=reason) if addition.unsure else reason]
    if addition.sent:
        return [warning("not_there")]
    return [_text("import_ended", reason=_reason(ended_by))]


def _draft_warnings(additions: Iterable[Addition]) -> list[str]:
    """Return each warning once, with the devices that it is about."""
    about: dict[str, list[str]] = {}
    for addition in additions:
        for told in in_words(addition.draft.warnings):
            about.setdefault(told, []).append(addition.dev_eui)
    return [
        warning(
            "devices",
            count=str(len(euis)),
            dev_euis=", ".join(euis[:_SHOWN_EUIS]) + (", …" if len(euis) > _SHOWN_EUIS else ""),
            warning=told,
        )
        for told, euis in about.items()
    ]


async def async_import_devices(call: GatewayCall) -> dict[str, Any]:
    """Add the devices of a CSV file (3.1) that are not there yet."""
    values = call.read(_IMPORT_FIELDS)
    given = await _async_rows(call)
    there = await call.gateway.list_devices()
    codec_ids = [row.given.get("payload_codec_id") for row in given]
    surroundings = await async_surroundings(call, there, codec_ids)
    rows = await call.hass.async_add_executor_job(partial(_checked, given, surroundings))
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
        elif row.exists or (row.addition and row.addition.came_late):
            existing.append(row.dev_eui)
        else:
            errors = _errors(row, adding.ended_by)
            failed.append({"row": row.line, "dev_eui": row.dev_eui, "errors": errors})
    if failed and not dry_run:
        # Whoever did not ask for the response would not know otherwise.
        LOGGER.warning(
            "%s: %d of %d devices were not imported; the action's response tells why",
            call.entry.title,
            len(failed),
            len(rows),
        )
    return {
        "added": [one.dev_eui for one in added],
        "existing": existing,
        "failed": failed,
        "warnings": [*_draft_warnings(added), *adding.warnings],
    }


async def async_export_devices(call: GatewayCall) -> dict[str, Any]:
    """Return the gateway's devices as CSV (3.3); their keys only where they are asked for."""
    values = call.read(_EXPORT_FIELDS)
    there = await call.gateway.list_devices(application_id=values.get("application_id", 0))
    devices, include_keys = list(there.devices.values()), values.get("include_keys", False)
    text = await call.hass.async_add_executor_job(
        partial(write_devices, devices, include_keys=include_keys)
    )
    return {"csv": text, "warnings": [] if there.complete else [warning("incomplete")]}


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
