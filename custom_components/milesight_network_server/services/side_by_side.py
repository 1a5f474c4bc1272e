"""Many requests to a gateway: several under way, in their order."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator

from ..ns_api.caller import REQUESTS_AT_ONCE


async def async_side_by_side[ItemT](
    items: Iterable[ItemT],
    work: Callable[[ItemT], Awaitable[None]],
    at_once: int = REQUESTS_AT_ONCE,
) -> None:
    """Do the work for each item, for so many at once; return when all is done.

    Where the work for one raises, that for the others is cancelled: nothing is sent any more by
    what has failed.
    """
    left = iter(items)
    async with asyncio.TaskGroup() as workers:
        for _ in range(at_once):
            workers.create_task(_async_work(left, work))


async def _async_work[ItemT](
    left: Iterator[ItemT], work: Callable[[ItemT], Awaitable[None]]
) -> None:
    for item in left:
        await work(item)
