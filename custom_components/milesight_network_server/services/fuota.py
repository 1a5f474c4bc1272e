"""Services for FUOTA tasks (API document, section 6)."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.dt import utcnow

from ..kept_firmware import kept_firmware
from ..ns_api.device import Device
from ..ns_api.field import InvalidFieldsError, Problem, problem, raise_if_any
from ..ns_api.firmware import Firmware, names_firmware, own_firmware, same_official_firmware
from ..ns_api.fuota import FuotaTask, TaskStatus
from ..ns_api.fuota_draft import (
    COMPARED_FIELDS,
    Surroundings,
    TaskDraft,
    changed_task,
    new_task,
    read_back,
    task_fields,
)
from ..ns_api.listing import Listing
from ..ns_api.preflight import clock_cautions
from . import fuota_lists
from .call import GatewayCall, Service, Write, sentence, warning
from .firmware import FIRMWARE_NAMES, async_named_firmware
from .fuota_preflight import Preflight, async_preflight, in_words
from .target import Target

_FIELDS = tuple(one.name for one in task_fields(None))
# What decides whether the fragments fit between each other.
_ON_AIR = {"fragment_size", "fragment_interval", "dr"}
# What does not matter to how long sending takes.
_APART: Final = frozenset({"name", "description", "started_at", "dev_euis"})
# The name of a task that is only estimated.
_NAMELESS: Final = "–"


async def async_unfinished_tasks(call: GatewayCall) -> list[FuotaTask]:
    """Return the tasks that have not ended, as the gateway has them now."""
    return [
        task for task in (await call.gateway.list_fuota_tasks()).items.values() if not task.ended
    ]


async def _async_surroundings(
    call: GatewayCall, tasks: Mapping[int, FuotaTask], given: Mapping[str, Any], *, but: int = -1
) -> tuple[Surroundings, Mapping[str, Device]]:
    """Return what a task must fit, and the devices: read anew only where some are named."""
    named = given.get("dev_euis") is not None
    busy: dict[str, str] = {}
    for task in tasks.values():
        if not task.ended and task.task_id != but:
            busy |= dict.fromkeys(task.dev_euis, task.name or str(task.task_id))
    sizes = await call.gateway.get_payload_sizes()
    devices = (await call.gateway.list_devices()).devices if named else call.runtime.devices.items
    there = Surroundings(
        plan=call.plan,
        time_zone=call.runtime.time_zone,
        now=utcnow(),
        payload_sizes={one.dr: one.max_payload_size for one in sizes},
        dev_euis=devices.keys() if named else None,
        busy=busy,
    )
    return there, devices


def _kept(call: GatewayCall, task_id: int) -> SimpleNamespace | None:
    tracked = call.runtime.fuota.items.get(task_id)
    return None if tracked is None else read_back(tracked.task, call.runtime.time_zone)


async def _async_written(
    call: GatewayCall,
    task_id: int,
    draft: TaskDraft,
    preflight: Preflight,
    *,
    warnings: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Keep an own firmware for later changes of the task, and read the task back."""
    kept, firmware = kept_firmware(call.hass), draft.firmware
    warnings = (*preflight.warnings, *warnings)
    try:
        if firmware.official:
            await kept.async_forget(call.gateway.eui, task_id)
        else:
            await kept.async_keep(call.gateway.eui, task_id, firmware.name, firmware.content)
    except HomeAssistantError, OSError:
        # The task is written: that its firmware is not kept is no reason to call it a failure.
        warnings = (*warnings, warning("firmware_not_kept"))
    write = Write(
        coordinators=(call.runtime.fuota,),
        find=lambda: _kept(call, task_id),
        draft=draft,
        fields=COMPARED_FIELDS,
        warnings=warnings,
    )
    response = await write.async_response(estimate=preflight.told_estimate)
    await _async_forget_gone(call, task_id)
    return response


async def _async_forget_gone(call: GatewayCall, *but: int) -> None:
    """Delete the copies of firmware whose last task is gone, whoever deleted it."""
    tasks = call.runtime.fuota
    if tasks.last_update_success and tasks.data.supported and tasks.complete:
        # What can't be deleted now is deleted after the next change.
        with suppress(HomeAssistantError, OSError):
            await kept_firmware(call.hass).async_forget_all_but(
                call.gateway.eui, {*tasks.items, *but}
            )


async def async_add_fuota_task(call: GatewayCall) -> dict[str, Any]:
    """Add a task (6.1)."""
    given = {**call.given, "dev_euis": list(call.dev_euis)}
    tasks = (await call.gateway.list_fuota_tasks()).items
    there, devices = await _async_surroundings(call, tasks, given)
    firmware, problems = await async_named_firmware(call)
    draft = new_task(given, firmware, there, problems)
    preflight = await async_preflight(call, draft, devices, there.now)
    raise_if_any(preflight.refusals)
    task_id = await call.gateway.add_fuota_task(dict(draft.body))
    now = utcnow()
    response = await _async_written(call, task_id, draft, preflight)
    made = call.runtime.fuota.items.get(task_id)
    if made is not None:
        response["warnings"] += in_words(
            clock_cautions(made.task.created_at, now, call.runtime.time_zone)
        )
    return {"task_id": task_id, **response}


async def async_estimate_fuota_task(call: GatewayCall) -> dict[str, Any]:
    """Tell what a task would take and what speaks against it. Nothing is made."""
    name = call.given.get("name") or _NAMELESS
    given = {**call.given, "name": name, "dev_euis": list(call.dev_euis)}
    tasks = (await call.gateway.list_fuota_tasks()).items
    there, devices = await _async_surroundings(call, tasks, given)
    firmware, firmware_problems = await async_named_firmware(call)
    problems: list[Problem] = []
    draft: TaskDraft | None
    try:
        draft = new_task(given, firmware, there, firmware_problems)
    except InvalidFieldsError as err:
        problems = err.problems
        draft = _draft_without(problems, given, firmware, there)
    preflight = (
        Preflight(None, [], ())
        if draft is None
        else await async_preflight(call, draft, devices, there.now)
    )
    return {
        "estimate": preflight.told_estimate,
        "warnings": list(preflight.warnings),
        "refusals": [sentence(one) for one in (*problems, *preflight.refusals)],
    }


def _draft_without(
    problems: Iterable[Problem],
    given: Mapping[str, Any],
    firmware: Firmware | None,
    there: Surroundings,
) -> TaskDraft | None:
    """Return a refused task as if it weren't, where what is wrong with it does not matter."""
    wrong = {one.field for one in problems}
    if not wrong <= _APART:
        return None
    left = {name: value for name, value in given.items() if name not in wrong - {"dev_euis"}}
    with suppress(InvalidFieldsError):
        there = replace(there, dev_euis=None, busy={})
        return new_task({"name": _NAMELESS, **left}, firmware, there)
    return None


def _check_there(call: GatewayCall, there: Listing[int, FuotaTask], field: str) -> None:
    """Check that the tasks that a call names exist. What an incomplete list lacks may."""
    if there.complete:
        missing = [task_id for task_id in call.task_ids if task_id not in there.items]
        if missing:
            raise InvalidFieldsError(problem(field, "not_there", task_id) for task_id in missing)


async def async_modify_fuota_task(call: GatewayCall) -> dict[str, Any]:
    """Change fields of a task that has not begun (6.3)."""
    (task_id,) = call.task_ids
    tracked = call.runtime.fuota.items.get(task_id)
    listing = await call.gateway.list_fuota_tasks()
    _check_there(call, listing, "task_id")
    current = listing.items.get(task_id)
    if current is None:
        raise InvalidFieldsError([problem("task_id", "not_there", task_id)])
    there, devices = await _async_surroundings(call, listing.items, call.given, but=task_id)
    if names_firmware(call.given):
        firmware, problems = await async_named_firmware(call)
    else:
        firmware, problems = await _async_used_firmware(call, current)
    draft = changed_task(call.given, current, firmware, there, problems)
    preflight = await async_preflight(call, draft, devices, there.now)
    if _ON_AIR & call.given.keys():
        # How a task is sent that was made elsewhere is no fault of a caller who only moves it.
        raise_if_any(preflight.refusals)
    await call.gateway.modify_fuota_task(dict(draft.body))
    polled = tracked.task if tracked else None
    warnings = call.changed_meanwhile(task_fields(None), polled, current)
    return await _async_written(call, task_id, draft, preflight, warnings=warnings)


async def _async_used_firmware(
    call: GatewayCall, task: FuotaTask
) -> tuple[Firmware | None, list[Problem]]:
    """Return the firmware that a task uses: it comes back emptied, and is never written so."""
    official = task.official_firmware_info
    if task.is_official_firmware is not False and official is not None and official.model:
        offered = await call.gateway.list_official_firmware(official.model)
        firmware = same_official_firmware(offered, official)
        if firmware is not None:
            return firmware, []
        name = official.name or task.firmware_name
        return None, [problem("official_firmware_id", "no_longer_offered", name)]
    name = task.firmware_name or (task.firmware_info and task.firmware_info.firmware_name) or ""
    content = await kept_firmware(call.hass).async_content(call.gateway.eui, task.task_id, name)
    if content is None:
        return None, [problem("firmware", "firmware_not_kept", name or "–")]
    return await call.hass.async_add_executor_job(own_firmware, name, content), []


async def async_delete_fuota_tasks(call: GatewayCall) -> dict[str, Any]:
    """Delete tasks that are not being executed (6.4)."""
    _check_there(call, await call.gateway.list_fuota_tasks(), "task_ids")
    await call.gateway.delete_fuota_tasks(call.task_ids)
    write = Write(
        coordinators=(call.runtime.fuota,),
        find=lambda: next(filter(None, (_kept(call, one) for one in call.task_ids)), None),
    )
    response = await write.async_response()
    await _async_forget_gone(call)
    return response


async def async_retry_fuota_tasks(call: GatewayCall) -> dict[str, Any]:
    """Have failed tasks run once more (6.5)."""
    _check_there(call, await call.gateway.list_fuota_tasks(), "task_ids")
    await call.gateway.retry_fuota_tasks(call.task_ids)
    write = Write(coordinators=(call.runtime.fuota,), find=lambda: None)
    response = await write.async_response()
    if call.runtime.fuota.last_update_success:
        now = (call.runtime.fuota.items.get(task_id) for task_id in call.task_ids)
        response["differences"] = [
            {"field": "status", "sent": TaskStatus.WAITING.value, "kept": one.task.status.value}
            for one in now
            if one is not None and one.task.status is TaskStatus.FAILED
        ]
    return response


SERVICES: tuple[Service, ...] = (
    Service(
        name="add_fuota_task",
        handler=async_add_fuota_task,
        fields=tuple(name for name in (*_FIELDS, *FIRMWARE_NAMES) if name != "dev_euis"),
        target=Target.DEVICES,
    ),
    Service(
        name="estimate_fuota_task",
        handler=async_estimate_fuota_task,
        fields=tuple(name for name in (*_FIELDS, *FIRMWARE_NAMES) if name != "dev_euis"),
        target=Target.DEVICES,
        response=SupportsResponse.ONLY,
    ),
    Service(
        name="modify_fuota_task",
        handler=async_modify_fuota_task,
        fields=(*_FIELDS, *FIRMWARE_NAMES),
        target=Target.TASK,
    ),
    Service(name="delete_fuota_tasks", handler=async_delete_fuota_tasks, target=Target.TASKS),
    Service(name="retry_fuota_tasks", handler=async_retry_fuota_tasks, target=Target.TASKS),
    *fuota_lists.SERVICES,
)
