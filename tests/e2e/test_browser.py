"""What somebody sees who opens Home Assistant's pages."""

from collections.abc import AsyncGenerator
import re

import pytest
import pytest_asyncio

from demo.browser import Browser, signed_in_browser
from demo.registries import Device
from demo.waiting import until

from .home import Home
from .kinds import once
from .pages import picture, text_with, with_browser

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
]

# A firmware task for four devices, which get done in its last third: its page is open before.
TASK = (
    *("--devices", "10", "--model", "WT201", "--model", "EM300-TH"),
    *("--running-task", "--task-delay", "15", "--task-duration", "28"),
    *("--setup-time", "2", "--polling-time", "2", "--reboot-time", "20"),
)
PROGRESS = r"Progress\n(\d+(?:\.\d+)?)"


@pytest_asyncio.fixture(loop_scope="session")
async def browser(home: Home) -> AsyncGenerator[Browser]:
    async with signed_in_browser(home.api) as browser:
        yield browser


async def _open(home: Home, browser: Browser, identifier: str) -> Device:
    device = (await home.registries()).device(identifier)
    assert device is not None
    await browser.open(device.page)
    return device


async def test_the_gateways_page_shows_its_sensors_and_its_devices(
    home: Home, browser: Browser
) -> None:
    gateway = await _open(home, browser, home.eui)
    name = re.escape(gateway.name)
    await text_with(browser, name, r"Activated devices\n\d+\n", "Connected devices")
    await browser.picture(picture("gateway"))


async def test_a_devices_page_shows_whether_it_is_activated_and_when_it_was_seen(
    home: Home, browser: Browser
) -> None:
    dev_eui = (await home.control.books())["devices"][0]["dev_eui"]
    device = await _open(home, browser, home.identifier(dev_eui))
    activated = r"Activated\n(Activated|Not activated)"
    await text_with(browser, re.escape(device.name), activated, r"Last seen\n.* ago")
    await browser.picture(picture("device"))


@pytest.mark.parametrize("simulator_options", [TASK])
async def test_the_progress_of_a_firmware_task_moves(home: Home, browser: Browser) -> None:
    [task] = (await home.control.books())["tasks"]
    await _open(home, browser, home.task_identifier(task["id"]))
    first = _progress(await text_with(browser, PROGRESS))
    await browser.picture(picture("task-1"))

    async def moved() -> bool:
        return first < _progress(await browser.text())

    # The page is left open: it must move by itself.
    await until(moved, "the shown progress to move", interval=0.5)
    await browser.picture(picture("task-2"))


def _progress(text: str) -> float:
    shown = re.search(PROGRESS, text)
    assert shown, text
    return float(shown[1])
