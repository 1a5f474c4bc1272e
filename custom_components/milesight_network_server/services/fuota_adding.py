"""Services that add FUOTA tasks, or estimate what one would take (API document, 6.1)."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from homeassistant.core import SupportsResponse
from homeassistant.util.ulid import ulid_now

from ..ns_api.field import Field, InvalidFieldsError, Problem, problem
from ..ns_api.firmware.named import Firmware
from ..ns_api.fuota_draft import TaskConstraints, TaskDraft, new_task
from ..ns_api.fuota_fields import MOST_NAME, task_fields
from ..ns_api.keys import ProblemKey, WarningKey
from ..ns_api.session_plan import clock_cautions
from ..ns_api.session_status import failed, update_status
from ..ns_api.value_kinds import EUI, Whole
from ..updates.new_task import (
    NewTask,
    Preflight,
    async_new_task,
    async_read_devices,
    async_read_situation,
    look_at,
)
from ..updates.operations import WrittenTask, canary_task
from ..updates.queue import Canary
from ..updates.refusals import problem_of
from ..words import in_words, sentence, warning
from ..words.keys import AnswerKey
from .call import GatewayCall, Service
from .firmware import FIRMWARE_NAMES, async_named_firmware
from .fuota_writing import (
    async_keep_firmware,
    async_named_task,
    async_read_back,
    async_used_firmware,
)
from .target import Target

_FIELDS: Final = tuple(one.name for one in task_fields(None) if one.name != "dev_euis")
_CANARY: Final = Field("canary", "", EUI)
_REDUNDANCY: Final = Field("fragment_redundancy", "fragmentRedundancy", Whole(0, 100))
# What does not matter to how long sending takes.
_APART: Final = frozenset({"name", "description", "started_at", "dev_euis"})
# The name of a task that is only estimated.
_NAMELESS: Final = "–"


async def _async_add(call: GatewayCall, new: NewTask) -> dict[str, Any]:
    """Write a task, read it back, and return the response.

    Its devices must be claimed.
    """
    return await _async_read_task(call, new, await call.runtime.operations.write(new))


async def _async_read_task(call: GatewayCall, new: NewTask, written: WrittenTask) -> dict[str, Any]:
    """Keep the firmware of a task that was written, read it back, and return the response."""
    task_id = written.task_id
    warnings = (
        *written.warnings,
        *await async_keep_firmware(call, task_id, new.draft.firmware),
    )
    response = await async_read_back(
        call, task_id, new.draft, new.preflight, warnings, done=AnswerKey.ADDED
    )
    made = call.runtime.fuota.items.get(task_id)
    if made is not None:
        zone = call.runtime.time_zone
        response["warnings"] += in_words(
            clock_cautions(made.task.created_at, written.written_at, zone)
        )
    return {"task_id": task_id, **response}


async def async_add_fuota_task(call: GatewayCall) -> dict[str, Any]:
    """Add a task (6.1); with a canary, one for this device, and the rest when it succeeded."""
    with call.runtime.queue.claims.hold(call.dev_euis):
        given = {**call.given, "dev_euis": list(call.dev_euis)}
        firmware, problems = await async_named_firmware(call)
        problems = [*problems, *_canary_problems(call)]
        new = await async_new_task(call.runtime.context, given, firmware, problems)
        if call.given.get("canary") is None:
            return await _async_add(call, new)
        return await _async_add_staged(call, new, _CANARY.kind.read(call.given["canary"]))


def _canary_problems(call: GatewayCall) -> list[Problem]:
    """Return what is wrong with a canary: it is one of the devices, and not the only one."""
    if call.given.get("canary") is None:
        return []
    canary = call.read((_CANARY,))["canary"]
    if canary not in call.dev_euis:
        return [problem("canary", ProblemKey.CANARY_NOT_LISTED, canary)]
    return [] if len(call.dev_euis) > 1 else [problem("canary", ProblemKey.CANARY_ALONE, canary)]


async def _async_add_staged(call: GatewayCall, new: NewTask, dev_eui: str) -> dict[str, Any]:
    """Queue the rest, then add the canary's task: were it lost in between, it would be too."""
    runtime, queue_id = call.runtime, ulid_now()
    given = {name: call.given[name] for name in _FIELDS if name in call.given}
    sent = canary_task(new.draft.values["name"], queue_id, dev_eui)
    first = {**call.given, "name": sent.name, "dev_euis": [dev_eui]}
    alone = await async_new_task(runtime.context, first, new.draft.firmware)
    installed = {
        one: known.firmware_version
        for one in call.dev_euis
        if (known := runtime.firmware.items.get(one)) is not None
    }
    await runtime.updates.async_keep_file(queue_id, new.draft.firmware)
    canary = Canary(dev_eui=dev_eui, sent=sent, soon=call.given.get("started_at") is None)
    item, written = await runtime.operations.write_staged(
        new, alone, given, installed, canary, queue_id
    )
    runtime.updates.async_advance()
    response = await _async_read_task(call, alone, written)
    warnings = [*in_words(new.preflight.warnings, call.reader), *response["warnings"]]
    response["warnings"] = list(dict.fromkeys(warnings))
    return {**response, "queue_id": item.queue_id}


def _named_after(name: str, mark: str) -> str:
    """Return a task's name with a mark, as long as a name may be."""
    return f"{name[: MOST_NAME - len(mark) - 1]} {mark}"


@dataclass(frozen=True)
class Estimated:
    """What a task would take. `values` are those that it would be sent with, as far as known."""

    values: Mapping[str, Any]
    preflight: Preflight
    problems: list[Problem]


async def async_estimate_fuota_task(call: GatewayCall) -> dict[str, Any]:
    """Estimate what a task would take and what speaks against it. Nothing is made."""
    estimated = await async_estimate(call)
    return {
        "estimate": estimated.preflight.estimate_response,
        "warnings": list(in_words(estimated.preflight.warnings, call.reader)),
        "refusals": [sentence(one, call.reader) for one in estimated.problems],
    }


async def async_estimate(call: GatewayCall) -> Estimated:
    """Return what a task would take, and all that speaks against it."""
    name = call.given.get("name") or _NAMELESS
    given = {**call.given, "name": name, "dev_euis": list(call.dev_euis)}
    tasks = await call.gateway.list_fuota_tasks()
    sized = given.get("fragment_size") is not None
    context = call.runtime.context
    situation = await async_read_situation(context, tasks, given["dev_euis"], sized=sized)
    firmware, firmware_problems = await async_named_firmware(call)
    problems: list[Problem] = []
    taken = call.runtime.queue.claims.taken(call.dev_euis)
    firmware_problems += [] if taken is None else [problem_of(taken)]
    draft: TaskDraft | None
    try:
        draft = new_task(
            given, firmware, situation.constraints, [*firmware_problems, *_canary_problems(call)]
        )
    except InvalidFieldsError as err:
        problems = err.problems
        draft = _draft_without(problems, given, firmware, situation.constraints)
    if draft is None:
        return Estimated({}, Preflight(None, [], ()), problems)
    looked = look_at(draft, situation, context.settings().allowance)
    return Estimated(draft.values, looked, [*problems, *looked.refusals])


def _draft_without(
    problems: Iterable[Problem],
    given: Mapping[str, Any],
    firmware: Firmware | None,
    constraints: TaskConstraints,
) -> TaskDraft | None:
    """Return a refused task as if it weren't, where what is wrong with it does not matter."""
    wrong = {one.field for one in problems}
    if not wrong <= _APART:
        return None
    left = {name: value for name, value in given.items() if name not in wrong - {"dev_euis"}}
    with suppress(InvalidFieldsError):
        constraints = replace(constraints, dev_euis=None, busy={})
        return new_task({"name": _NAMELESS, **left}, firmware, constraints)
    return None


async def async_retry_failed_devices(call: GatewayCall) -> dict[str, Any]:
    """Add a task for the devices that failed in one that has ended, sent as that one was."""
    redundancy = call.read((_REDUNDANCY,)).get("fragment_redundancy")
    task, tasks = await async_named_task(call)
    if not task.ended:
        raise InvalidFieldsError([problem("task_id", ProblemKey.NOT_ENDED, task.task_id)])
    rows = await call.gateway.list_fuota_task_devices(task.task_id)
    existing = await async_read_devices(call.runtime.context)
    unlucky = [eui for eui, row in rows.items.items() if failed(update_status(row))]
    if not unlucky:
        raise InvalidFieldsError([problem("task_id", ProblemKey.NONE_FAILED, task.task_id)])
    left = [eui for eui in unlucky if eui in existing]
    if not left:
        gone = call.reader.devices(unlucky)
        raise InvalidFieldsError(
            [problem("task_id", ProblemKey.FAILED_GONE, task.task_id, devices=gone)]
        )
    given = {
        "name": _named_after(task.name or str(task.task_id), "(retry)"),
        "dev_euis": left,
        "description": task.description,
        **{
            name: value
            for name in ("fragment_size", "fragment_interval", "dr", "frequency")
            if (value := getattr(task, name)) is not None
        },
        "fragment_redundancy": task.fragment_redundancy if redundancy is None else redundancy,
    }
    with call.runtime.queue.claims.hold(left):
        firmware, problems = await async_used_firmware(call, task, tasks)
        new = await async_new_task(call.runtime.context, given, firmware, problems)
        response = await _async_add(call, new)
    if missing := [eui for eui in unlucky if eui not in existing]:
        response["warnings"].append(
            warning(WarningKey.FAILED_GONE, devices=call.reader.devices(missing))
        )
    return response


SERVICES: tuple[Service, ...] = (
    Service(
        name="add_fuota_task",
        handler=async_add_fuota_task,
        fields=(*_FIELDS, *FIRMWARE_NAMES, "canary"),
        target=Target.DEVICES,
    ),
    Service(
        name="estimate_fuota_task",
        handler=async_estimate_fuota_task,
        fields=(*_FIELDS, *FIRMWARE_NAMES, "canary"),
        target=Target.DEVICES,
        response=SupportsResponse.ONLY,
    ),
    Service(
        name="retry_failed_devices",
        handler=async_retry_failed_devices,
        fields=("fragment_redundancy",),
        target=Target.TASK,
    ),
)
