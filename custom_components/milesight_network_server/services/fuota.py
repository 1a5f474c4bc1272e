"""Services that change, delete and retry FUOTA tasks (API document, 6.3 to 6.5)."""

from typing import Any

from ..ns_api.errors import NoAnswerError, RefusedError, is_unknown_call
from ..ns_api.field import is_row, raise_if_any, read_fields
from ..ns_api.firmware.named import names_firmware
from ..ns_api.fuota import FuotaTask, TaskStatus
from ..ns_api.fuota_draft import changed_task
from ..ns_api.fuota_fields import COMPARED_FIELDS, TASK_READ_ONLY, read_back, task_fields
from ..updates.new_task import async_read_situation, async_unfinished, look_at
from ..updates.queue import QueuedUpdate
from ..updates.retry import async_retry_tasks
from ..updates.task_view import TrackedTask
from ..words import answer, listing, translated
from ..words.keys import AnswerKey, ErrorKey
from ..writes import async_write, look_for_gone, look_for_modified
from . import fuota_adding, fuota_lists
from .call import GatewayCall, Service, Write
from .firmware import FIRMWARE_NAMES, async_named_firmware
from .fuota_writing import (
    async_forget_gone,
    async_keep_firmware,
    async_named_task,
    async_read_back,
    async_used_firmware,
    check_existing,
    kept_task,
)
from .target import Target

_FIELDS = tuple(one.name for one in task_fields(None))
# What decides whether the fragments fit between each other.
_ON_AIR = {"fragment_size", "fragment_interval", "dr"}


async def async_unfinished_tasks(call: GatewayCall) -> list[FuotaTask]:
    """Return the tasks that have not ended, read anew. A gateway without FUOTA has none."""
    polled = call.runtime.fuota.data
    try:
        tasks = await call.gateway.list_fuota_tasks()
    except (RefusedError, NoAnswerError) as err:
        if is_unknown_call(err) or (polled is not None and not polled.supported):
            return []
        raise
    return await async_unfinished(call.runtime.context, tasks)


async def async_modify_fuota_task(call: GatewayCall) -> dict[str, Any]:
    """Change fields of a task that has not begun (6.3)."""
    (task_id,) = call.task_ids
    named = read_fields(task_fields(None), {"dev_euis": call.given.get("dev_euis")})[0]
    with call.runtime.queue.claims.hold(named.get("dev_euis") or (), task_id):
        return await _async_modify(call, task_id)


async def _async_modify(call: GatewayCall, task_id: int) -> dict[str, Any]:
    tracked = call.runtime.fuota.items.get(task_id)
    current, tasks = await async_named_task(call)
    situation = await async_read_situation(
        call.runtime.context,
        tasks,
        call.given.get("dev_euis"),
        except_task=task_id,
        sized=call.given.get("fragment_size", current.fragment_size) is not None,
    )
    # In a row that was listed, the firmware's name is no mention of another one.
    is_listed = is_row(call.given, TASK_READ_ONLY)
    named = {name: value for name, value in call.given.items() if name != "firmware_name"}
    if names_firmware(named if is_listed else call.given):
        firmware, problems = await async_named_firmware(call)
    else:
        firmware, problems = await async_used_firmware(call, current, tasks)
    draft = changed_task(call.given, current, firmware, situation.constraints, problems)
    preflight = look_at(draft, situation, call.runtime.context.settings().allowance)
    if _ON_AIR & call.given.keys():
        # How a task is sent that was made elsewhere is no fault of a caller who only moves it.
        raise_if_any(preflight.refusals)
    made = await async_write(
        call.gateway,
        lambda: call.gateway.modify_fuota_task(dict(draft.body)),
        look_for_modified(
            call.gateway.list_fuota_tasks,
            task_id,
            current,
            COMPARED_FIELDS,
            draft,
            as_compared=lambda task: read_back(task, call.runtime.time_zone),
        ),
    )
    polled = tracked.task if tracked else None
    warnings = (
        *made.warnings,
        *call.changed_meanwhile(task_fields(None), polled, current),
        *await async_keep_firmware(call, task_id, draft.firmware),
    )
    return await async_read_back(call, task_id, draft, preflight, warnings, done=AnswerKey.CHANGED)


async def async_delete_fuota_tasks(call: GatewayCall) -> dict[str, Any]:
    """Delete tasks that are not being executed (6.4)."""
    check_existing(await call.gateway.list_fuota_tasks(), "task_ids", call.task_ids)
    return await async_delete(call, call.task_ids)


async def async_delete(
    call: GatewayCall, task_ids: tuple[int, ...], of: QueuedUpdate | None = None
) -> dict[str, Any]:
    """Delete tasks, and return the response. `of` is the update whose task it is."""
    queue, operations = call.runtime.queue, call.runtime.operations
    ours = [
        item
        for item in queue.items.values()
        if item is of or _is_one_of(queue.task_of(item), task_ids)
    ]
    polled = call.runtime.task_names
    names = [polled.get(one) or str(one) for one in task_ids]
    made = await async_write(
        call.gateway,
        lambda: call.gateway.delete_fuota_tasks(task_ids),
        look_for_gone(call.gateway.list_fuota_tasks, *task_ids),
    )
    for item in ours:
        await operations.cancel(item)
    call.runtime.updates.async_advance()
    write = Write(
        coordinators=(call.runtime.fuota,),
        find=lambda: next(filter(None, (kept_task(call, one) for one in task_ids)), None),
        done=answer(AnswerKey.DELETED, name=listing(names)),
        warnings=made.warnings,
    )
    response = await write.async_response()
    await async_forget_gone(call)
    return response


def _is_one_of(tracked: TrackedTask | None, task_ids: tuple[int, ...]) -> bool:
    return tracked is not None and tracked.task.task_id in task_ids


async def async_retry_fuota_tasks(call: GatewayCall) -> dict[str, Any]:
    """Have failed tasks run once more (6.5)."""
    listed = await call.gateway.list_fuota_tasks()
    check_existing(listed, "task_ids", call.task_ids)
    # An incomplete list may lack a task that exists all the same.
    tasks = [listed.items.get(one) or FuotaTask(task_id=one) for one in call.task_ids]
    made = await async_retry_tasks(call.gateway, call.runtime.queue.claims, tasks)
    names = [task.name or str(task.task_id) for task in tasks]
    write = Write(
        coordinators=(call.runtime.fuota,),
        find=lambda: None,
        done=answer(AnswerKey.RETRIED, tasks=listing(names)),
        warnings=made.warnings,
    )
    response = await write.async_response()
    if call.runtime.fuota.last_update_success:
        now = (call.runtime.fuota.items.get(task_id) for task_id in call.task_ids)
        response["differences"] = [
            {"field": "status", "sent": TaskStatus.WAITING.value, "kept": one.task.status.value}
            for one in now
            if one is not None and one.task.status is TaskStatus.FAILED
        ]
        if response["differences"]:
            response["message"] = f"{translated(ErrorKey.RETRY_NOT_KEPT)}."
    return response


SERVICES: tuple[Service, ...] = (
    *fuota_adding.SERVICES,
    Service(
        name="modify_fuota_task",
        handler=async_modify_fuota_task,
        fields=(*_FIELDS, *FIRMWARE_NAMES),
        passed_over=TASK_READ_ONLY,
        target=Target.TASK,
    ),
    Service(name="delete_fuota_tasks", handler=async_delete_fuota_tasks, target=Target.TASKS),
    Service(name="retry_fuota_tasks", handler=async_retry_fuota_tasks, target=Target.TASKS),
    *fuota_lists.SERVICES,
)
