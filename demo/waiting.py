"""Waiting for something to become true, under a time-out."""

import asyncio
from collections.abc import Awaitable, Callable
import time
from typing import Final

from .errors import DemoError

# Seconds within which everything happens that is not known to take longer, on a machine that is
# slow and busy. Who waits for what comes sooner loses nothing.
PATIENCE: Final = 60.0


async def until[T](
    probe: Callable[[], Awaitable[T | None]],
    what: str,
    *,
    timeout: float = PATIENCE,  # noqa: ASYNC109 - the error tells what was waited for, and for how long
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
