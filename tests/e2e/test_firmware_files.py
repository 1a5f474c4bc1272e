"""Somebody uploads a firmware file on the page of the integration, and sends it by its name."""

from collections.abc import AsyncGenerator
from pathlib import Path

from playwright.async_api import Page, expect
import pytest
import pytest_asyncio

from demo import wizard
from demo.browser import signed_in_browser

from .home import Home
from .kinds import once
from .pages import picture, with_browser

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
]

NAME = "WT201.0000.0101.0199.bin"
CONTENT = bytes(range(256)) * 100
MD5 = "c73a756d7c65cb6991030bff87439016"


@pytest_asyncio.fixture(loop_scope="session")
async def page(home: Home) -> AsyncGenerator[Page]:
    async with signed_in_browser(home.api, height=900) as browser:
        yield browser.page


async def _open_files(home: Home, page: Page) -> None:
    """Open the options, and choose the firmware files."""
    await page.goto(f"{home.api.url}/config/integrations/integration/{wizard.DOMAIN}")
    await page.get_by_role("button", name="Configure").first.click()
    await page.get_by_text("Firmware files", exact=True).click()


async def test_a_firmware_file_is_uploaded_used_after_a_power_cut_and_deleted(
    home: Home, page: Page, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(CONTENT)
    await _open_files(home, page)
    await page.get_by_text("Upload a file", exact=True).click()
    await page.locator("input[type=file]").set_input_files(tmp_path / NAME)
    await expect(page.get_by_text(NAME)).to_be_visible()
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_text(MD5)).to_be_visible()
    await page.screenshot(path=picture("firmware-uploaded"))
    await page.get_by_role("button", name="OK").click()
    await expect(page.get_by_text(NAME)).to_be_visible()
    await page.screenshot(path=picture("firmware-files"))

    await home.house.home_assistant.kill()
    await home.house.home_assistant.start()
    await wizard.until_running(home.api)
    await home.until_state("on", "connected")
    data = {"config_entry_id": home.entry_id, "firmware_file": NAME}
    await home.api.call_service(
        f"{wizard.DOMAIN}.list_firmware_devices", data, return_response=True
    )
    requests = (await home.control.command(requests=1000))["requests"]
    assert [one for one in requests if (one["body"] or {}).get("firmwareName") == NAME]

    await _open_files(home, page)
    await page.get_by_text("Delete files", exact=True).click()
    await page.get_by_text(NAME).click()
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_text("Delete these firmware files?")).to_be_visible()
    await page.get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("Upload a file", exact=True)).to_be_visible()
    await expect(page.get_by_text("Delete files", exact=True)).to_have_count(0)
    kept = home.house.folder / ".storage" / "milesight_network_server" / "firmware"
    assert [path.name for path in kept.iterdir() if path.suffix == ".bin"] == []
