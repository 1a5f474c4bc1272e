"""One Mosquitto and one Home Assistant for all faults; each must have passed before the next."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_socket

from demo import wizard
from demo.control import Control
from demo.gateway import GatewayTopics, simulated_gateway

from ..e2e.conftest import (
    _custom_integrations,
    _sockets,
    configure_event_loop,
    enable_event_loop_debug,
    pytest_runtest_makereport,
    verify_cleanup,
)
from ..e2e.home import FAST, Home, House, open_house, register
from ..e2e.kinds import KINDS
from .log import LogSince
from .scene import TIMEOUT, until_good, until_loaded

__all__ = [
    "_custom_integrations",
    "_sockets",
    "configure_event_loop",
    "enable_event_loop_debug",
    "pytest_runtest_makereport",
    "verify_cleanup",
]

_HERE = Path(__file__).parent
OPTIONS = {"request_timeout": TIMEOUT, "page_size": 2}
EUI = "24E124FFFE0FA017"


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def house() -> AsyncGenerator[House]:
    """Home Assistant with its MQTT integration, on Mosquitto."""
    # This runs before `_sockets`, as the fixtures of a package come before those of a test.
    pytest_socket.enable_socket()
    async with open_house(KINDS[0]) as opened:
        yield opened


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def settled(house: House) -> AsyncGenerator[Home]:
    """A gateway of six devices, whose lists come in pages of two."""
    topics = GatewayTopics.usual(EUI)
    control = Control(broker=house.broker.address, topics=topics)
    options = ("--eui", EUI, "--devices", "6", "--control-topic", control.topic)
    async with simulated_gateway(house.folder, house.broker.address, topics, *options):
        home = Home(house=house, control=control, entry_id=await register(house, topics))
        await wizard.set_options(house.api, home.entry_id, **FAST | OPTIONS)
        await until_loaded(home)
        yield home


@pytest.fixture
def log(settled: Home) -> LogSince:
    """What Home Assistant logs during the test."""
    return LogSince(settled.house.home_assistant)


@pytest_asyncio.fixture(loop_scope="session")
async def home(settled: Home, log: LogSince) -> AsyncGenerator[Home]:
    """A home in which all is well, before the test and after it."""
    yield settled
    await settled.control.command(clear_faults=True)
    await until_good(settled)
    assert log.unexpected() == []


# First, also where this folder is named on the command line: xdist reads the groups after it.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests on one worker, for `-n 2 --dist loadgroup`."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.xdist_group("faults"))
