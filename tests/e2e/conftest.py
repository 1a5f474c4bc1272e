"""Real programs: broker, Home Assistant, simulated gateway, browser. One behaviour per test."""

from collections.abc import AsyncGenerator, Generator
from itertools import count
from pathlib import Path

from playwright.async_api import expect
import pytest
import pytest_asyncio
import pytest_socket

from demo.browser import PATIENCE_MS
from demo.control import Control

from .home import Home, House, open_house, registered, switched_on
from .kinds import KINDS

_HERE = Path(__file__).parent
expect.set_options(timeout=PATIENCE_MS)
# Each test has a gateway of its own.
_GATEWAYS = count(0x24E124FFFE000001)

# Houses on Mosquitto and MQTT 5 have the most tests: these modules have one of their own, beside.
_WINGS = {
    **dict.fromkeys(("test_actions", "test_browser", "test_dashboard", "test_languages"), "pages"),
    **dict.fromkeys(
        (
            "test_commissioning",
            "test_import",
            "test_panel",
            "test_panel_backup",
            "test_panel_firmware",
            "test_panel_from_nothing",
        ),
        "panel",
    ),
}

# What the plugin does around each test is for a Home Assistant inside the test process. Here it is
# a process of its own, which outlives the test together with the connections to it.


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Start no Home Assistant in the test process."""


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Let connections of the house stay open after a test."""


@pytest.fixture(autouse=True)
def configure_event_loop() -> None:
    """Leave the session's event loop as it is."""


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave the session's event loop as it is."""


@pytest.fixture(autouse=True)
def _sockets() -> None:
    """Allow sockets, which the plugin forbids before each test; only to 127.0.0.1 as before."""
    pytest_socket.enable_socket()


@pytest_asyncio.fixture(scope="package", loop_scope="session", params=KINDS, ids=str)
async def house(request: pytest.FixtureRequest) -> AsyncGenerator[House]:
    """Home Assistant with its MQTT integration, set up as its wizards do."""
    # This runs before `_sockets`, as the fixtures of a package come before those of a test.
    pytest_socket.enable_socket()
    async with open_house(request.param) as opened:
        yield opened


@pytest.fixture
def simulator_options() -> tuple[str, ...]:
    """What the simulated gateway is like; tests set it by parametrization."""
    return ("--devices", "6")


@pytest_asyncio.fixture(loop_scope="session")
async def gateway(
    house: House, simulator_options: tuple[str, ...], request: pytest.FixtureRequest
) -> AsyncGenerator[Control]:
    """A simulated gateway on the house's broker, not registered."""
    async with switched_on(house, f"{next(_GATEWAYS):016X}", *simulator_options) as control:
        yield control


@pytest_asyncio.fixture(loop_scope="session")
async def home(house: House, gateway: Control) -> AsyncGenerator[Home]:
    """A house with a registered gateway that is read as often as the options allow."""
    async with registered(house, gateway) as home:
        yield home


# First, also where this folder is named on the command line: xdist reads the groups after it.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one house on one worker, for `-n 4 --dist loadgroup`."""
    for item in items:
        if item.path.is_relative_to(_HERE) and isinstance(item, pytest.Function):
            house = item.callspec.params.get("house") if hasattr(item, "callspec") else None
            name = item.module.__name__.rpartition(".")[2]
            group = f"{house}-{_WINGS.get(name, '')}" if house else name
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the programs wrote to the report of a test that failed."""
    report = yield
    house = item.funcargs.get("house") if isinstance(item, pytest.Function) else None
    if report.failed and isinstance(house, House):
        for name in ("output.log", "simulator.log", "broker.log"):
            log = house.folder / name
            if log.exists():
                lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
                report.sections.append((f"End of {name}", "\n".join(lines[-30:])))
    return report
