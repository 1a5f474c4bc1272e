"""Services for the firmware updates that wait for their turn."""

from typing import Any, Final

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..ns_api.effect import UndecidedError
from ..ns_api.errors import RefusedError, is_unknown_call
from ..ns_api.field import Field, InvalidFieldsError, problem
from ..ns_api.keys import ProblemKey
from ..ns_api.value_kinds import Text, Whole
from ..updates.operations import BeingSentError
from ..updates.queue import QueuedUpdate
from ..words import answer, listing
from ..words.keys import AnswerKey, ErrorKey
from .call import GatewayCall, Service
from .fuota import async_delete
from .fuota_writing import check_existing

_QUEUE_ID: Final = Field("queue_id", "", Text(26, 1))
_TASK_ID: Final = Field("task_id", "id", Whole(0, 2**31 - 1))


async def async_list_update_queue(call: GatewayCall) -> dict[str, Any]:
    """List the updates in the queue: who waits, is next, is being sent."""
    queue = call.runtime.queue
    return {
        "queue": [
            {
                "queue_id": item.queue_id,
                "dev_euis": list(item.dev_euis),
                "model": item.model,
                "firmware_version": item.firmware_version,
                "state": queue.state_of(item).value,
                "task_id": _task_id(call, item),
                "reason": item.reason,
            }
            for item in queue.items.values()
        ]
    }


async def async_cancel_update(call: GatewayCall) -> dict[str, Any]:
    """Take an update out of the queue; one that is a task already is deleted (6.4)."""
    values = call.read((_QUEUE_ID, _TASK_ID), {"task_id": call.runtime.task_names})
    if len(values) != 1:
        raise InvalidFieldsError([problem("queue_id", ProblemKey.QUEUE_OR_TASK)])
    if "task_id" in values:
        check_existing(await call.gateway.list_fuota_tasks(), "task_id", [values["task_id"]])
        return await async_delete(call, (values["task_id"],))
    return await _async_cancel(call, _queued(call, values["queue_id"]))


async def _async_cancel(call: GatewayCall, item: QueuedUpdate) -> dict[str, Any]:
    """Take an update out of the queue, and delete its task, if it surely is its own."""
    queue_id, operations = item.queue_id, call.runtime.operations
    if item.begun:
        try:
            task = await operations.task_of(item)
        except BeingSentError as err:
            raise InvalidFieldsError(
                [problem("queue_id", ProblemKey.BEING_SENT, queue_id)]
            ) from err
        except UndecidedError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key=ErrorKey.LIST_CHANGING
            ) from err
        except RefusedError as err:
            polled = call.runtime.fuota.data
            if not is_unknown_call(err) or polled is None or polled.supported:
                raise
            # The gateway knows no tasks any more, as its last poll showed already.
            task = None
        if task is not None and task.ended:
            await call.runtime.fuota.async_refresh()
            ended = problem("queue_id", ProblemKey.UPDATE_ENDED, queue_id, task_id=task.task_id)
            raise InvalidFieldsError([ended])
        if task is not None:
            return await async_delete(call, (task.task_id,), item)
    await operations.cancel(item)
    call.runtime.updates.async_advance()
    name = item.firmware_name or item.task_name
    return {"message": answer(AnswerKey.CANCELLED, name=name), "warnings": [], "differences": []}


def _task_id(call: GatewayCall, item: QueuedUpdate) -> int | None:
    """Return the id of an update's task as far as it is known, by the last list or its answer."""
    tracked = call.runtime.queue.task_of(item) if item.begun else None
    return item.task_id if tracked is None else tracked.task.task_id


def _queued(call: GatewayCall, queue_id: str) -> QueuedUpdate:
    """Return an update in the queue."""
    queued = call.runtime.queue.items
    if (item := queued.get(queue_id)) is None:
        queued_names = listing(queued)
        raise InvalidFieldsError(
            [problem("queue_id", ProblemKey.NOT_QUEUED, queue_id, choices=queued_names)]
        )
    return item


SERVICES: tuple[Service, ...] = (
    Service(
        name="list_update_queue",
        handler=async_list_update_queue,
        response=SupportsResponse.ONLY,
    ),
    Service(name="cancel_update", handler=async_cancel_update, fields=("queue_id", "task_id")),
)
