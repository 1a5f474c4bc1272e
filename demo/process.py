"""A program that the demo starts, and ends with everything that the program itself started."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
import os
from pathlib import Path
import signal

from .errors import DemoError


class Process:
    """One program with a log of its own."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Tell what to run; `start` runs it."""
        self.name = name
        self.log = log
        self._command = command
        self._cwd = cwd
        self._environment = environment
        self._running: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process id, which is that of its group as well."""
        if self._running is None:
            raise DemoError(f"{self.name} was not started.")
        return self._running.pid

    @property
    def is_running(self) -> bool:
        """Whether the program was started and has not ended."""
        return self._running is not None and self._running.returncode is None

    async def start(self) -> None:
        """Start the program in a process group of its own: Ctrl-C in the terminal is not for it."""
        with self.log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=self._cwd,
                env={**os.environ, **(self._environment or {})},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )

    async def wait(self) -> int:
        """Wait for the program's end and return its exit code."""
        if self._running is None:
            raise DemoError(f"{self.name} was not started.")
        return await self._running.wait()

    async def stop(self, patience: float = 20) -> None:
        """Ask the program to end, and end it by force where it has not after `patience` seconds."""
        if self._running is None:
            return
        if self.is_running:
            self._running.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._running.wait()
        await self.kill()

    async def kill(self) -> None:
        """End the program and whatever it started at once, as a power cut would."""
        if self._running is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._running.pid, signal.SIGKILL)
        await self._running.wait()

    def require_running(self) -> None:
        """Fail with the end of the log where the program has ended."""
        if not self.is_running:
            raise DemoError(f"{self.name} ended by itself. {self.last_words()}")

    def last_words(self, lines: int = 15) -> str:
        """Return the end of the log, for an error message."""
        try:
            text = self.log.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return "It left no log."
        tail = text.splitlines()[-lines:]
        return "The end of its log:\n" + "\n".join(f"    {line}" for line in tail)
