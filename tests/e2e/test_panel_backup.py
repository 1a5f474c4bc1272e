"""The page on which a gateway is saved, compared and restored, as somebody uses it."""

import json
from pathlib import Path

from playwright.async_api import Locator, expect
import pytest

from demo.browser import Browser, signed_in_browser

from .home import Home
from .kinds import once
from .pages import no_complaints, open_panel, overflow, picture, with_browser

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
]
PAGE = "msns-backup-page"
WORDS = "correct horse battery"


async def _opened(browser: Browser, home: Home) -> Locator:
    page = (await open_panel(browser, home, "backup")).locator(PAGE)
    await expect(page.get_by_role("heading", name="Compare and restore")).to_be_visible()
    return page


async def _saved(browser: Browser, page: Locator, folder: Path) -> Path:
    """Save a backup with keys, and return where it is."""
    await page.get_by_label("With keys").check()
    await page.locator("#passphrase").fill(WORDS)
    await page.locator("#again").fill(f"{WORDS}?")
    await page.get_by_role("button", name="Save as file").click()
    await expect(page.get_by_text("The two passphrases differ.")).to_be_visible()
    await page.locator("#again").fill(WORDS)
    async with browser.page.expect_download() as download:
        await page.get_by_role("button", name="Save as file").click()
    file = folder / (await download.value).suggested_filename
    await (await download.value).save_as(file)
    return file


@pytest.mark.parametrize("simulator_options", [("--devices", "24", "--seed", "55")])
async def test_gateway_is_saved_and_restored_when_it_was_wiped(home: Home, tmp_path: Path) -> None:
    before = await home.control.books()
    async with signed_in_browser(home.api) as browser:
        page = await _opened(browser, home)
        file = await _saved(browser, page, tmp_path)
        assert len(json.loads(file.read_text("utf-8"))["devices"]) == 24
        await page.locator("input[type=file]").set_input_files(file)
        await expect(
            page.get_by_text("24 devices, 8 profiles, 0 groups, with keys")
        ).to_be_visible()
        await page.locator("#file_passphrase").fill(WORDS)
        await page.get_by_role("button", name="Compare", exact=True).click()
        await expect(page.get_by_text("and nothing else")).to_be_visible()
        await no_complaints(browser, PAGE)

        await home.control.command(factory_reset=True)
        await page.locator("#file_passphrase").fill("something else")
        await page.get_by_role("button", name="Compare", exact=True).click()
        await expect(page.get_by_text("does not open the keys of this file")).to_be_visible()
        await browser.picture(picture("panel-backup-wrong"))
        await page.locator("#file_passphrase").fill(WORDS)
        await page.get_by_role("button", name="Compare", exact=True).click()
        await expect(page.get_by_text("The gateway differs from the backup.")).to_be_visible()
        await browser.picture(picture("panel-backup"))
        await page.get_by_role("button", name="Restore", exact=True).click()
        dialog = browser.page.get_by_role("dialog")
        await expect(dialog.get_by_text("24 entries are added.")).to_be_visible()
        await browser.picture(picture("panel-backup-confirm"))
        await dialog.get_by_role("button", name="Restore", exact=True).click()
        await expect(
            page.get_by_text("Everything in the backup is on the gateway.")
        ).to_be_visible()
        await browser.picture(picture("panel-backup-restored"))
        await no_complaints(browser, PAGE)
    names = {one["name"] for one in before["devices"]}
    assert {one["name"] for one in (await home.control.books())["devices"]} == names


@pytest.mark.parametrize("simulator_options", [("--devices", "6")])
async def test_what_is_no_backup_or_lacks_keys_is_reported_on_a_phone(
    home: Home, tmp_path: Path
) -> None:
    async with signed_in_browser(home.api, width=390, height=800, dark=True) as browser:
        page = await _opened(browser, home)
        foreign = tmp_path / "devices.json"
        foreign.write_text("{}")
        await page.locator("input[type=file]").set_input_files(foreign)
        await page.get_by_role("button", name="Compare", exact=True).click()
        await expect(page.get_by_text("is not a backup of a gateway")).to_be_visible()
        async with browser.page.expect_download() as download:
            await page.get_by_role("button", name="Save as file").click()
        file = tmp_path / "gateway.json"
        await (await download.value).save_as(file)
        (first, *_) = (await home.control.books())["devices"]
        await home.api.call_service(
            "milesight_network_server.delete_device",
            {"config_entry_id": home.entry_id, "dev_eui": first["dev_eui"]},
        )
        await page.locator("input[type=file]").set_input_files(file)
        await page.get_by_role("button", name="Compare", exact=True).click()
        await expect(page.get_by_text("There is nothing that a restore could do.")).to_be_visible()
        await expect(
            page.locator(".failures").get_by_text("from a backup with keys")
        ).to_be_visible()
        await expect(page.get_by_role("button", name="Restore", exact=True)).to_have_count(0)
        await page.get_by_text("There is nothing").scroll_into_view_if_needed()
        await browser.picture(picture("panel-backup-phone"))
        await no_complaints(browser, PAGE)
        assert await overflow(browser.page) == 0
