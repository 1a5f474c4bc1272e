"""A short run of script/soak: everything goes wrong, and nothing is lost or doubled."""

import asyncio
import sys

import pytest
import pytest_socket

from demo.broker import mosquitto_path
from demo.home_assistant import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINUTES = 1.5
SEED = 7


@pytest.mark.timeout(420)
async def test_everything_goes_wrong_for_a_while() -> None:
    if mosquitto_path() is None:
        pytest.skip("mosquitto is not installed (script/setup as root installs it)")
    pytest_socket.enable_socket()
    command = (sys.executable, "-m", "soak", "--minutes", str(MINUTES), "--seed", str(SEED))
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            # It ends the programs that it started.
            process.terminate()
            await process.wait()
    report = output.decode()
    assert process.returncode == 0, report
    assert "writes lost: 0" in report
    assert "writes doubled: 0" in report
