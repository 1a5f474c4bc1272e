"""Devices to be added, row by row: what is right, what exists, what is wrong and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from ..ns_api.device_csv import DeviceRow
from ..ns_api.device_draft import DeviceConstraints, new_device
from ..ns_api.field import InvalidFieldsError, Problem, problem
from ..ns_api.keys import ProblemKey, WarningKey
from ..ns_api.model import read_eui
from ..ns_api.quoting import MOST_OF_VALUE, quoted
from ..words import PERSON, Reader, in_words, sentence, translated, warning
from ..words.keys import ErrorKey
from .bulk_adding import Adding, Addition, why_not
from .call import GatewayCall
from .device import async_read_constraints


@dataclass(frozen=True, eq=False)
class CheckedRow:
    """A row: something is wrong with it, or its device exists, or it is to be added."""

    line: int
    dev_eui: str | None
    problems: Sequence[Problem] = ()
    exists: bool = False
    addition: Addition | None = None

    @property
    def is_existing(self) -> bool:
        """Whether somebody else has added the device, before or meanwhile."""
        return self.exists or (self.addition is not None and self.addition.came_late)

    def errors(self, adding: Adding, reader: Reader = PERSON) -> list[str]:
        """Return the sentences for a row whose device was not added."""
        if self.addition is None:
            return [sentence(one, reader) for one in self.problems]
        if adding.is_stopped and adding.ended_by is None:
            ended = translated(ErrorKey.IMPORT_STOPPED)
        else:
            reason = translated(adding.ended_by) if adding.ended_by else ""
            ended = translated(ErrorKey.IMPORT_ENDED, reason=reason)
        return why_not(self.addition, ended)


async def async_check_rows(call: GatewayCall, rows: Sequence[DeviceRow]) -> list[CheckedRow]:
    """Return the rows with what is to be added, or what is wrong. Nothing is written for it."""
    listed = await call.gateway.list_devices()
    codec_ids = [row.given.get("payload_codec_id") for row in rows]
    constraints = await async_read_constraints(call, listed, codec_ids)
    return await call.hass.async_add_executor_job(partial(_checked, rows, constraints))


def _checked(rows: Iterable[DeviceRow], constraints: DeviceConstraints) -> list[CheckedRow]:
    """Return the rows with what is to be added, or what is wrong.

    An EUI or name counts as taken by the first row that has it, right or wrong: which of the two
    is meant is for people to say.
    """
    euis: dict[str, int] = {}
    names: dict[str, int] = {}
    checked: list[CheckedRow] = []
    for row in rows:
        cell = row.given.get("dev_eui", "")
        dev_eui = read_eui(cell)
        shown = dev_eui or quoted(cell, MOST_OF_VALUE) or None
        if row.problems:
            checked.append(CheckedRow(row.line, shown, row.problems))
            continue
        problems = [
            problem(name, ProblemKey.TWICE, value, row=seen[value])
            for name, value, seen in (
                ("dev_eui", dev_eui or "", euis),
                ("name", row.given.get("name", ""), names),
            )
            if value in seen
        ]
        exists = dev_eui in constraints.dev_euis
        addition = None
        if not exists:
            try:
                draft = new_device(row.given, constraints)
                addition = Addition(draft.values["dev_eui"], draft)
            except InvalidFieldsError as err:
                reported = {one.field for one in problems}
                problems.extend(one for one in err.problems if one.field not in reported)
        if exists and dev_eui not in euis:
            checked.append(CheckedRow(row.line, shown, exists=True))
        elif problems:
            checked.append(CheckedRow(row.line, shown, problems))
        else:
            checked.append(CheckedRow(row.line, shown, addition=addition))
        if dev_eui:
            euis.setdefault(dev_eui, row.line)
        if name := row.given.get("name", dev_eui):
            names.setdefault(name, row.line)
    return checked


def draft_warnings(additions: Iterable[Addition], reader: Reader = PERSON) -> list[str]:
    """Return each warning once, with the devices that it is about."""
    about: dict[str, list[str]] = {}
    for addition in additions:
        for text in in_words(addition.draft.warnings, reader):
            about.setdefault(text, []).append(addition.dev_eui)
    return [
        warning(
            WarningKey.DEVICES,
            count=str(len(euis)),
            devices=reader.devices(euis),
            warning=text,
        )
        for text, euis in about.items()
    ]
