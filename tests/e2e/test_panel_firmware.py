"""The firmware wizard, from the firmware to the card on which the update is seen."""

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
PAGE = "msns-firmware-page"
TWO_MODELS = ("--devices", "12", "--seed", "55", "--model", "WT201", "--model", "UC300")


async def _opened(browser: Browser, home: Home) -> Locator:
    page = (await open_panel(browser, home, "firmware")).locator(PAGE)
    await expect(page.get_by_role("heading", name="Firmware")).to_be_visible()
    return page


async def _next(page: Locator) -> None:
    await page.get_by_role("button", name="Next").click()


@pytest.mark.parametrize("simulator_options", [TWO_MODELS])
async def test_official_firmware_is_chosen_estimated_and_started(home: Home) -> None:
    async with signed_in_browser(home.api) as browser:
        page = await _opened(browser, home)
        await expect(page.get_by_role("button", name="Next")).to_be_disabled()
        await page.get_by_label("Model", exact=True).select_option("WT201")
        await page.get_by_role("radio").first.check()
        await page.get_by_text("What is new").first.click()
        await browser.picture(picture("panel-firmware"))
        await no_complaints(browser, PAGE)

        await _next(page)
        await expect(page.get_by_text("selected for WT201")).to_be_visible()
        await page.get_by_text("can't have it").click()
        await expect(page.get_by_text("is of another model")).to_be_visible()
        await browser.picture(picture("panel-firmware-devices"))
        await no_complaints(browser, PAGE)

        await _next(page)
        estimate = page.locator(".estimate b")
        await expect(estimate).to_contain_text("fragments")
        before = await estimate.inner_text()
        await page.get_by_text("How it is sent").click()
        await page.locator("#fragment_interval").fill("9000")
        await expect(estimate).not_to_have_text(before)
        await page.locator("#fragment_size").fill("900")
        await expect(page.locator("#fragment_size-problem")).to_contain_text("Fragment size")
        await expect(page.get_by_role("button", name="Next")).to_be_disabled()
        await browser.picture(picture("panel-firmware-problem"))
        await page.locator("#fragment_size").fill("")
        await page.locator("#name").fill("")
        await expect(page.get_by_text("Give the update a name.")).to_be_visible()
        await page.locator("#name").fill("By the wizard")
        await page.get_by_label("First device").select_option(index=1)
        await expect(page.get_by_role("button", name="Next")).to_be_enabled()
        await browser.picture(picture("panel-firmware-time"))
        await no_complaints(browser, PAGE)

        await _next(page)
        await expect(page.get_by_text("to the others when it has the firmware")).to_be_visible()
        await browser.picture(picture("panel-firmware-overview"))
        await no_complaints(browser, PAGE)
        await page.get_by_role("button", name="Start the update").click()
        card = page.locator("msns-updates-card")
        await expect(card.get_by_text("By the wizard").first).to_be_visible()
        await browser.picture(picture("panel-firmware-started"))
        # The card asks by itself, and the page around it does not ask once more.
        await card.get_by_role("button", name="Cancel").first.click()
        await expect(browser.page.get_by_role("dialog")).to_have_count(1)
        await browser.page.keyboard.press("Escape")
        await expect(browser.page.get_by_role("dialog")).to_have_count(0)
    (task,) = (await home.control.books())["tasks"]
    assert task["name"].startswith("By the wizard")
    assert len(task["devices"]) == 1


@pytest.mark.parametrize("simulator_options", [TWO_MODELS])
async def test_file_is_sent_from_a_phone_and_what_is_none_is_reported(
    home: Home, tmp_path: Path
) -> None:
    empty, firmware = tmp_path / "empty.bin", tmp_path / "WT201.0000.0101.0199.bin"
    empty.write_bytes(b"")
    firmware.write_bytes(bytes(4000))
    async with signed_in_browser(home.api, width=390, height=800, dark=True) as browser:
        page = await _opened(browser, home)
        await page.get_by_role("button", name="A file of your own").click()
        await page.locator("input[type=file]").set_input_files(empty)
        await expect(page.get_by_role("alert")).to_contain_text("empty")
        await page.locator("input[type=file]").set_input_files(firmware)
        chosen = page.get_by_role("radio", name=firmware.name)
        await expect(chosen).to_be_checked()
        # Another content of the same name is not lost unasked.
        firmware.write_bytes(bytes(4001))
        await page.locator("input[type=file]").set_input_files(firmware)
        dialog = browser.page.get_by_role("dialog")
        await expect(dialog.get_by_text(f"Replace {firmware.name}?")).to_be_visible()
        await dialog.get_by_role("button", name="Replace", exact=True).click()
        await expect(dialog).to_be_hidden()
        await browser.picture(picture("panel-firmware-phone"))
        await no_complaints(browser, PAGE)
        await _next(page)
        await expect(page.get_by_text("selected for")).to_be_visible()
        await _next(page)
        await page.locator("#when").select_option("later")
        await expect(page.get_by_text("Choose a time.")).to_be_visible()
        await page.locator("#at").fill("2020-01-01T10:00")
        await expect(page.locator("#at-problem")).to_contain_text("Start at")
        await browser.picture(picture("panel-firmware-time-phone"))
        await no_complaints(browser, PAGE)
        assert await overflow(browser.page) == 0
    assert (await home.control.books())["tasks"] == []
