"""Services for FUOTA tasks (API document, section 6)."""

from collections.abc import Mapping
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.dt import utcnow

from ..kept_firmware import kept_firmware
from ..ns_api.field import InvalidFieldsError, Problem, problem
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
from . import fuota_lists
from .call import GatewayCall, Service, Write, warning
from .firmware import FIRMWARE_NAMES, async_named_firmware
from .target import Target

_FIELDS = tuple(one.name for one in task_fields(None))


async def async_unfinished_tasks(call: GatewayCall) -> list[FuotaTask]:
    """Return the tasks that have not ended, as the gateway has them now."""
    return [
        task for task in (await call.gateway.list_fuota_tasks()).items.values() if not task.ended
    ]


async def _async_surroundings(
    call: GatewayCall, tasks: Mapping[int, FuotaTask], given: Mapping[str, Any], *, but: int = -1
) -> Surroundings:
    """Return what a task must fit. The devices are read only where some are named."""
    named = given.get("dev_euis") is not None
    busy: dict[str, str] = {}
    for task in tasks.values():
        if not task.ended and task.task_id != but:
            busy |= dict.fromkeys(task.dev_euis, task.name or str(task.task_id))
    sizes = await call.gateway.get_payload_sizes()
    return Surroundings(
        plan=call.plan,
        time_zone=call.runtime.time_zone,
        now=utcnow(),
        payload_sizes={one.dr: one.max_payload_size for one in sizes},
        dev_euis=(await call.gateway.list_devices()).devices.keys() if named else None,
        busy=busy,
    )


def _kept(call: GatewayCall, task_id: int) -> SimpleNamespace | None:
    tracked = call.runtime.fuota.items.get(task_id)
    return None if tracked is None else read_back(tracked.task, call.runtime.time_zone)


async def _async_written(
    call: GatewayCall, task_id: int, draft: TaskDraft, *, warnings: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Keep an own firmware for later changes of the task, and read the task back."""
    kept, firmware = kept_firmware(call.hass), draft.firmware
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
    response = await write.async_response()
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
    there = await _async_surroundings(call, tasks, given)
    firmware, problems = await async_named_firmware(call)
    draft = new_task(given, firmware, there, problems)
    task_id = await call.gateway.add_fuota_task(dict(draft.body))
    return {"task_id": task_id, **await _async_written(call, task_id, draft)}


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
    there = await _async_surroundings(call, listing.items, call.given, but=task_id)
    if names_firmware(call.given):
        firmware, problems = await async_named_firmware(call)
    else:
        firmware, problems = await _async_used_firmware(call, current)
    draft = changed_task(call.given, current, firmware, there, problems)
    await call.gateway.modify_fuota_task(dict(draft.body))
    polled = tracked.task if tracked else None
    warnings = call.changed_meanwhile(task_fields(None), polled, current)
    return await _async_written(call, task_id, draft, warnings=warnings)


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
        name="modify_fuota_task",
        handler=async_modify_fuota_task,
        fields=(*_FIELDS, *FIRMWARE_NAMES),
        target=Target.TASK,
    ),
    Service(name="delete_fuota_tasks", handler=async_delete_fuota_tasks, target=Target.TASKS),
    Service(name="retry_fuota_tasks", handler=async_retry_fuota_tasks, target=Target.TASKS),
    *fuota_lists.SERVICES,
)
