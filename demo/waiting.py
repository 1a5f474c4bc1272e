"""Waiting for something to become true, under a time-out."""

import asyncio
from collections.abc import Awaitable, Callable
import time

from .errors import DemoError


async def until[T](
    probe: Callable[[], Awaitable[T | None]],
    what: str,
    *,
    timeout: float = 20,  # noqa: ASYNC109 - the error tells what was waited for, and for how long
    interval: float = 0.1,
) -> T:
    """Ask `probe` until its answer is truthy, and return that answer."""
    deadline = time.monotonic() + timeout
    while True:
        answer = await probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise DemoError(f"Waited {timeout:g} s for {what}, in vain (last seen: {answer!r}).")
        await asyncio.sleep(interval)
