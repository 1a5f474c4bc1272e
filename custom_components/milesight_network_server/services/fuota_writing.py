"""What the services that write FUOTA tasks share: reading back, and the firmware that is kept."""

from collections.abc import Collection
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, Final

from homeassistant.exceptions import HomeAssistantError

from ..ns_api.field import InvalidFieldsError, Problem, problem
from ..ns_api.firmware.named import (
    Firmware,
    content_of_task,
    own_firmware,
    same_official_firmware,
)
from ..ns_api.fuota import FuotaTask, row_of_task
from ..ns_api.fuota_draft import TaskDraft
from ..ns_api.fuota_fields import COMPARED_FIELDS, read_back
from ..ns_api.keys import ProblemKey, WarningKey
from ..ns_api.listing import Listing
from ..updates.file_index import ForTask
from ..updates.files import kept_firmware
from ..updates.new_task import Preflight
from ..words import answer, in_words, listing, warning
from ..words.keys import AnswerKey
from .call import GatewayCall, Write

# What a task says of its firmware beside name and content (6.1), and loses where it is left out.
_LISTED_INFO: Final = ("description", "officialFirmwareUrl")


def kept_task(call: GatewayCall, task_id: int) -> SimpleNamespace | None:
    """Return a task as the gateway keeps it, None where it was not in the last list."""
    tracked = call.runtime.fuota.items.get(task_id)
    return None if tracked is None else read_back(tracked.task, call.runtime.time_zone)


async def async_read_back(
    call: GatewayCall,
    task_id: int,
    draft: TaskDraft,
    preflight: Preflight,
    warnings: tuple[str, ...],
    done: AnswerKey,
) -> dict[str, Any]:
    """Read a task back that was written, and return the response."""
    write = Write(
        coordinators=(call.runtime.fuota,),
        find=lambda: kept_task(call, task_id),
        done=answer(done, name=str(draft.values.get("name") or task_id)),
        draft=draft,
        fields=COMPARED_FIELDS,
        warnings=(*in_words(preflight.warnings, call.reader), *warnings),
        reader=call.reader,
    )
    response = await write.async_response(estimate=preflight.estimate_response)
    await async_forget_gone(call, task_id)
    return response


async def async_keep_firmware(
    call: GatewayCall, task_id: int, firmware: Firmware
) -> tuple[str, ...]:
    """Keep an own firmware for later changes of a task; return a warning where that failed."""
    kept, user = kept_firmware(call.hass), ForTask(call.gateway.eui, task_id)
    try:
        if firmware.official:
            await kept.async_forget(user)
        else:
            await kept.async_keep(user, firmware.name, firmware.content)
    except HomeAssistantError, OSError:
        # The task is written: that its firmware is not kept is no reason to call it a failure.
        return (warning(WarningKey.FIRMWARE_NOT_KEPT),)
    return ()


async def async_forget_gone(call: GatewayCall, *except_tasks: int) -> None:
    """Delete the copies of firmware whose last task is gone, whoever deleted it."""
    tasks = call.runtime.fuota
    if tasks.last_update_success and tasks.data.supported and tasks.complete:
        # What can't be deleted now is deleted after the next change.
        with suppress(HomeAssistantError, OSError):
            await kept_firmware(call.hass).async_forget_all_but(
                call.gateway.eui, {*tasks.items, *except_tasks}
            )


def check_existing(listed: Listing[int, FuotaTask], field: str, task_ids: Collection[int]) -> None:
    """Check that the tasks that a call names exist. What an incomplete list lacks may."""
    if listed.complete:
        missing = [task_id for task_id in task_ids if task_id not in listed.items]
        if missing:
            raise InvalidFieldsError(
                problem(field, ProblemKey.NOT_THERE, task_id) for task_id in missing
            )


async def async_named_task(call: GatewayCall) -> tuple[FuotaTask, Listing[int, FuotaTask]]:
    """Return the one task that a call names, and all that exist."""
    (task_id,) = call.task_ids
    listed = await call.gateway.list_fuota_tasks()
    task = listed.items.get(task_id)
    if task is None:
        raise InvalidFieldsError([problem("task_id", ProblemKey.NOT_THERE, task_id)])
    return task, listed


async def async_used_firmware(
    call: GatewayCall, task: FuotaTask, listed: Listing[int, FuotaTask]
) -> tuple[Firmware | None, list[Problem]]:
    """Return the firmware that a task of a list uses, with all that the gateway lists of it.

    Mostly its content comes back emptied, and is never written so.
    """
    official = task.official_firmware_info
    if task.is_official_firmware is not False and official is not None and official.model:
        offered = await call.gateway.list_official_firmware(official.model)
        found = same_official_firmware(offered, official)
        name = official.name or task.firmware_name
        if not found:
            return None, [problem("official_firmware_id", ProblemKey.NO_LONGER_OFFERED, name)]
        if len(found) > 1:
            ids = listing(one.official_id or "–" for one in found)
            return None, [
                problem("official_firmware_id", ProblemKey.SEVERAL_OFFERED, name, choices=ids)
            ]
        return found[0], []
    name = task.firmware_name or (task.firmware_info and task.firmware_info.firmware_name) or ""
    row = row_of_task(listed, task.task_id)
    content = await call.hass.async_add_executor_job(content_of_task, row)
    if content is None:
        kept = kept_firmware(call.hass)
        user = ForTask(call.gateway.eui, task.task_id)
        content = await kept.async_content(user, name, task.created_at)
    if content is None:
        return None, [problem("firmware", ProblemKey.FIRMWARE_NOT_KEPT, name or "–")]
    info = row.get("firmwareInfo")
    listed_info = (
        {key: info[key] for key in _LISTED_INFO if info.get(key)} if isinstance(info, dict) else {}
    )
    return await call.hass.async_add_executor_job(own_firmware, name, content, listed_info), []
