"""The simulated gateway as a program beside Home Assistant."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import sys

from .broker import BrokerAddress
from .home_assistant import ROOT
from .process import Process
from .waiting import until

DEMO_EUI = "24E124FFFEF5A6A8"


@dataclass(frozen=True, kw_only=True)
class GatewayTopics:
    """Where a gateway listens and answers, and its EUI where it is known."""

    request: str
    response: str
    eui: str | None = None

    @classmethod
    def usual(cls, eui: str) -> GatewayTopics:
        """Return the topics that the integration suggests."""
        start = f"milesight-gateway/{eui}"
        return cls(request=f"{start}/request", response=f"{start}/response", eui=eui)


async def list_simulated_devices(*options: str) -> list[tuple[str, str]]:
    """Return the devices that a simulator with these options has: their DevEUIs and models."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--list-devices", *options),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    # Each line: the gateway's EUI, the DevEUI, the model, the name.
    rows = [line.split(maxsplit=3) for line in output.decode().splitlines()]
    return [(dev_eui, model) for _, dev_eui, model, *_ in rows]


@asynccontextmanager
async def simulated_gateway(
    folder: Path, broker: BrokerAddress, topics: GatewayTopics, *options: str
) -> AsyncIterator[Process]:
    """Run the simulator on a broker; `options` are those of its command line."""
    command = [sys.executable, "-m", "simulator", "--host", broker.host, "--port", str(broker.port)]
    command += ["--request-topic", topics.request, "--response-topic", topics.response]
    if broker.username:
        command += ["--username", broker.username]
    process = Process(
        "The simulated gateway",
        [*command, *options],
        folder / "simulator.log",
        cwd=ROOT,
        environment={"SIMULATOR_PASSWORD": broker.password or ""} if broker.password else None,
    )
    try:
        process.log.unlink(missing_ok=True)
        await process.start()

        async def ready() -> bool:
            process.require_running()
            text = await asyncio.to_thread(process.log.read_text, encoding="utf-8")
            return any(line.startswith("ready:") for line in text.splitlines())

        await until(ready, "the simulated gateway to be ready")
        yield process
    finally:
        await process.stop(patience=5)
