"""Services for FUOTA tasks and firmware (API document, section 6)."""

from ..ns_api.fuota import FuotaTask
from .call import GatewayCall, Service


async def async_unfinished_tasks(call: GatewayCall) -> list[FuotaTask]:
    """Return the tasks that have not ended, as the gateway has them now."""
    return [
        task for task in (await call.gateway.list_fuota_tasks()).items.values() if not task.ended
    ]


SERVICES: tuple[Service, ...] = ()
