"""What somebody sees who opens Home Assistant's pages."""

from collections.abc import AsyncGenerator
from pathlib import Path
import re

import pytest
import pytest_asyncio

from demo import dashboard
from demo.browser import Browser, chromium_path, signed_in_browser
from demo.registries import Device
from demo.waiting import until

from .home import Home
from .kinds import once

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(
        chromium_path() is None,
        reason="chromium is not installed (script/setup as root installs it)",
    ),
    once,
]

PICTURES = Path(__file__).resolve().parents[2] / "test-results"
# A firmware task for four devices, which get done in its last third.
TASK = (
    *("--devices", "10", "--model", "WT201", "--model", "EM300-TH"),
    *("--running-task", "--task-delay", "1", "--task-duration", "28"),
    *("--setup-time", "2", "--polling-time", "2", "--reboot-time", "20"),
)


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
    await browser.picture(PICTURES / "gateway.png")
    text = await browser.text()
    assert gateway.name in text
    assert re.search(r"Active devices\n\d+ devices", text)
    assert "Connected devices" in text


async def test_a_devices_page_shows_whether_it_is_active_and_its_eui(
    home: Home, browser: Browser
) -> None:
    dev_eui = (await home.control.books())["devices"][0]["dev_eui"]
    device = await _open(home, browser, home.identifier(dev_eui))
    await browser.picture(PICTURES / "device.png")
    text = await browser.text()
    assert device.name in text
    assert dev_eui in text
    assert re.search(r"Active\n(Active|Not active)", text)
    assert re.search(r"Last seen\n.* ago", text)


@pytest.mark.parametrize("simulator_options", [TASK])
async def test_the_progress_of_a_firmware_task_moves(home: Home, browser: Browser) -> None:
    [task] = (await home.control.books())["tasks"]
    await home.until_state("executing", "status", home.task_identifier(task["id"]))
    await _open(home, browser, home.task_identifier(task["id"]))
    first = _progress(await browser.text())
    await browser.picture(PICTURES / "task-1.png")

    async def moved() -> bool:
        return first < _progress(await browser.text())

    # The page is left open: it must move by itself.
    await until(moved, "the shown progress to move", timeout=60, interval=0.5)
    await browser.picture(PICTURES / "task-2.png")


@pytest.mark.parametrize("simulator_options", [TASK])
async def test_the_dashboard_shows_gateway_task_and_devices(home: Home, browser: Browser) -> None:
    await dashboard.publish(home.api, home.eui)
    await browser.open(f"/{dashboard.URL_PATH}")
    await browser.picture(PICTURES / "dashboard.png")
    text = await browser.text()
    [task] = (await home.control.books())["tasks"]
    assert task["name"] in text
    assert "All 10 devices" in text
    for device in (await home.control.books())["devices"]:
        assert device["name"] in text
    assert "Entity not found" not in text


def _progress(text: str) -> float:
    shown = re.search(r"Progress\n(\d+(?:\.\d+)?)", text)
    assert shown, text
    return float(shown[1])
