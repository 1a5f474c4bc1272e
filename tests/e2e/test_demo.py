"""`script/demo` itself: one command, and nothing left of it afterwards."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
import os
from pathlib import Path
import re
import signal
from tempfile import TemporaryDirectory
from uuid import uuid4

import aiohttp
import pytest

from demo.home_assistant import ROOT
from demo.ports import free_port
from demo.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Every process that comes of a run has it in its environment.
MARK = "MILESIGHT_DEMO_RUN"


class Run:
    """One run of the script."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = uuid4().hex
        self._output = folder.with_name("output")

    async def start(self, *arguments: str) -> None:
        with self._output.open("wb") as output:
            self.process = await asyncio.create_subprocess_exec(
                ROOT / "script" / "demo",
                *arguments,
                # Nothing depends on where it is called.
                cwd=self.folder,
                env={**os.environ, "TMPDIR": str(self.folder), MARK: self.mark},
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    async def until_printed(self, pattern: str, patience: float = 120) -> str:
        async def printed() -> re.Match[str] | None:
            assert self.process.returncode is None, self.output
            return re.search(pattern, self.output)

        return (await until(printed, f"{pattern!r} to be told", timeout=patience))[1]

    def processes(self) -> list[str]:
        """Return what runs of it, or of anything that it started."""
        wanted = f"{MARK}={self.mark}".encode()
        running = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if wanted in (folder / "environ").read_bytes().split(b"\0"):
                    running.append((folder / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue  # It has just ended, or is somebody else's.
        return running


@asynccontextmanager
async def demo_run() -> AsyncGenerator[Run]:
    with TemporaryDirectory(prefix="milesight-demo-test-") as name:
        folder = Path(name) / "tmp"
        folder.mkdir()
        run = Run(folder)
        try:
            yield run
        finally:
            if run.process.returncode is None:
                run.process.terminate()
                await run.process.wait()


async def test_it_shows_a_page_and_leaves_nothing_behind() -> None:
    async with demo_run() as run:
        await run.start("--port", str(free_port()), "--devices", "12")
        url = await run.until_printed(r"Home Assistant is ready:  (\S+)")
        async with aiohttp.ClientSession() as session, session.get(url) as page:
            assert page.status == 200
        assert "user demo, password demo" in run.output
        run.process.send_signal(signal.SIGINT)
        assert await run.process.wait() == 0
        assert run.processes() == []
        assert list(run.folder.iterdir()) == []


async def test_it_ends_as_cleanly_while_it_is_still_starting() -> None:
    async with demo_run() as run:
        await run.start("--port", str(free_port()))
        await run.until_printed("(Starting Home Assistant)")
        run.process.send_signal(signal.SIGTERM)
        assert await run.process.wait() == 0
        assert run.processes() == []
        assert list(run.folder.iterdir()) == []


@pytest.fixture
def folder() -> Generator[Path]:
    """A folder that, unlike pytest's own, is gone after the test."""
    with TemporaryDirectory(prefix="milesight-demo-test-") as name:
        yield Path(name)


async def test_a_kept_folder_goes_on_where_it_was(folder: Path) -> None:
    kept = folder / "kept"
    pages = []
    for _ in range(2):
        async with demo_run() as run:
            await run.start("--port", str(free_port()), "--keep", str(kept))
            pages.append(await run.until_printed(r"/config/devices/device/(\w+)"))
            await run.until_printed("(Ctrl-C ends it)")
            run.process.send_signal(signal.SIGINT)
            assert await run.process.wait() == 0
            assert run.processes() == []
    assert pages[0] == pages[1]


async def test_a_port_that_is_taken_is_reported_in_one_sentence() -> None:
    async with demo_run() as run:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            await run.start("--port", str(port))
            assert await run.process.wait() == 1
        assert run.output == f"demo: Port {port} is taken; choose another one with --port.\n"
        assert list(run.folder.iterdir()) == []


async def test_a_folder_of_something_else_is_left_alone(folder: Path) -> None:
    (folder / "configuration.yaml").write_text("mine:\n")
    async with demo_run() as run:
        await run.start("--port", str(free_port()), "--keep", str(folder))
        assert await run.process.wait() == 1
        assert "neither empty nor of an earlier demo" in run.output
    assert os.listdir(folder) == ["configuration.yaml"]


async def test_a_broker_that_does_not_exist_is_reported_in_one_sentence() -> None:
    async with demo_run() as run:
        port = free_port()
        await run.start(
            *("--port", str(free_port()), "--broker", f"127.0.0.1:{port}"),
            *("--request-topic", "a", "--response-topic", "b"),
        )
        assert await run.process.wait() == 1
        sentence = f"demo: Home Assistant cannot reach the broker at 127.0.0.1:{port}"
        assert sentence in run.output
        assert run.processes() == []
        assert list(run.folder.iterdir()) == []
