"""Ending in order when asked to."""

import asyncio
from collections.abc import Coroutine
import signal

import click


async def until_signalled[T](going_on: Coroutine[None, None, T]) -> T | None:
    """Go on until the end, or until a signal asks for it: what was started is ended then, too.

    Returns None after a signal.
    """
    task = asyncio.create_task(going_on)
    signalled = asyncio.Event()

    def end() -> None:
        # A second Ctrl-C must not interrupt the ending that the first one asked for.
        if not signalled.is_set():
            signalled.set()
            click.echo("\nEnding …")
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end)
    try:
        return await task
    except asyncio.CancelledError:
        if not signalled.is_set():
            raise
        return None
