"""Waiting for what happens in a test's own Home Assistant, where some tasks never end."""

from collections.abc import Callable

from demo import waiting


async def until(reached: Callable[[], bool]) -> None:
    """Wait until something has happened."""

    async def probe() -> bool:
        return reached()

    await waiting.until(probe, "what the test waits for", interval=0.02)
