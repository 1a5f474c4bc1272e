"""Failed FUOTA tasks, run once more (API document, 6.5)."""

from collections.abc import Collection

from ..ns_api.effect import listed
from ..ns_api.fuota import FuotaTask, TaskStatus
from ..ns_api.gateway import Gateway
from ..writes import Made, async_write
from .claims import Claims


async def async_retry_tasks(
    gateway: Gateway, claims: Claims, tasks: Collection[FuotaTask]
) -> Made[None]:
    """Have failed tasks run once more, unless one of their devices has another update.

    Where the answer is lost, a task that is listed and has not failed is one that runs again.
    Raises `TakenError`, and what `async_write` raises.
    """
    task_ids = [task.task_id for task in tasks]
    dev_euis = {dev_eui for task in tasks for dev_eui in task.dev_euis}

    async def look() -> Made[None] | None:
        now = await gateway.list_fuota_tasks()
        found = [listed(now, task_id) for task_id in task_ids]
        runs = any(task is not None and task.status is not TaskStatus.FAILED for task in found)
        return Made(None) if runs else None

    with claims.hold(dev_euis, task_ids[0] if len(task_ids) == 1 else None):
        return await async_write(gateway, lambda: gateway.retry_fuota_tasks(task_ids), look)
