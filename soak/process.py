"""What Home Assistant's process uses."""

import asyncio
from pathlib import Path
import sys

_MEGABYTE = 1_000_000
_COUNT = """\
import asyncio.tools, sys
print(sum(len(thread.awaited_by) for thread in asyncio.tools.get_all_awaited_by(int(sys.argv[1]))))
"""
# A process that is looked into while it works does not always let itself be read.
_ATTEMPTS = 3


def memory(pid: int) -> float | None:
    """Return the memory that a process holds, in MB; None where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / _MEGABYTE
    return None


async def tasks(pid: int) -> int | None:
    """Return how many asyncio tasks a process has; None where it may not be looked into.

    Another process looks, for that may end it: the memory that it reads changes meanwhile.
    """
    for _ in range(_ATTEMPTS):
        looking = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _COUNT, str(pid)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        output, _ = await looking.communicate()
        if looking.returncode == 0:
            return int(output)
    return None
