"""Failed FUOTA tasks, run once more (API document, 6.5)."""

from collections.abc import Sequence

from .ns_api.effect import listed
from .ns_api.fuota import TaskStatus
from .ns_api.gateway import Gateway
from .unknown_outcome import Made, async_write


async def async_retry_tasks(gateway: Gateway, task_ids: Sequence[int]) -> Made[None]:
    """Have failed tasks run once more.

    Where the answer is lost, a task that is listed and has not failed is one that runs again.
    Raises what `async_write` raises.
    """

    async def look() -> Made[None] | None:
        now = await gateway.list_fuota_tasks()
        tasks = [listed(now, task_id) for task_id in task_ids]
        again = any(task is not None and task.status is not TaskStatus.FAILED for task in tasks)
        return Made(None) if again else None

    return await async_write(gateway, lambda: gateway.retry_fuota_tasks(task_ids), look)
