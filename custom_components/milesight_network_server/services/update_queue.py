"""Services for the firmware updates that wait for their turn."""

from typing import Any, Final

from homeassistant.core import SupportsResponse

from ..ns_api.field import Field, InvalidFieldsError, Text, Whole, problem
from ..queued_update import QueuedUpdate, QueueState
from .call import GatewayCall, Service
from .fuota import async_delete
from .fuota_writing import check_there

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
                "task_id": item.task_id,
                "reason": item.reason,
            }
            for item in queue.items.values()
        ]
    }


async def async_cancel_update(call: GatewayCall) -> dict[str, Any]:
    """Take an update out of the queue; one that is a task already is deleted (6.4)."""
    values = call.read((_QUEUE_ID, _TASK_ID))
    if len(values) != 1:
        raise InvalidFieldsError([problem("queue_id", "queue_or_task")])
    if "task_id" in values:
        check_there(await call.gateway.list_fuota_tasks(), "task_id", [values["task_id"]])
        return await async_delete(call, (values["task_id"],))
    item = _queued(call, values["queue_id"])
    if item.task_id is not None:
        return await async_delete(call, (item.task_id,))
    await call.runtime.queue.async_cancel(item.queue_id)
    return {"warnings": [], "differences": []}


def _queued(call: GatewayCall, queue_id: str) -> QueuedUpdate:
    """Return an update that can be taken out of the queue."""
    queued = call.runtime.queue.items
    if (item := queued.get(queue_id)) is None:
        there = ", ".join(queued) or "–"
        raise InvalidFieldsError([problem("queue_id", "not_queued", queue_id, choices=there)])
    if item.state is QueueState.STARTING:
        raise InvalidFieldsError([problem("queue_id", "being_sent", queue_id)])
    return item


SERVICES: tuple[Service, ...] = (
    Service(
        name="list_update_queue",
        handler=async_list_update_queue,
        response=SupportsResponse.ONLY,
    ),
    Service(name="cancel_update", handler=async_cancel_update, fields=("queue_id", "task_id")),
)
