"""Pictures of the forms in which topics are entered."""

from pathlib import Path
from typing import Final

from playwright.async_api import FloatRect, Page

from .api import Api
from .browser import SETTLING_MS, Browser, signed_in_browser
from .wizard import DOMAIN

_WIDTH: Final = 900
_HEIGHT: Final = 900
# The page of a menu, as the options name it, and its picture.
_OPTIONS: Final = (("Sensor readings", "form-readings"), ("Downlinks", "form-downlinks"))
# Where the dialog is in a window of this size.
_DIALOG: Final[FloatRect] = {"x": 150, "y": 140, "width": 600, "height": 620}


async def take_forms(api: Api, folder: Path) -> list[Path]:
    """Take pictures of the wizard and of the options that ask for topics."""
    files: list[Path] = []
    async with signed_in_browser(api, width=_WIDTH, height=_HEIGHT) as browser:
        page = browser.page
        await page.goto(f"{api.url}/config/integrations/dashboard/add?domain={DOMAIN}")
        await _confirm(page)
        files.append(await _picture(browser, folder / "form-gateway.png"))
        for title, name in _OPTIONS:
            await page.goto(f"{api.url}/config/integrations/integration/{DOMAIN}")
            await page.get_by_role("button", name="Configure").first.click()
            await page.get_by_text(title, exact=True).first.click()
            files.append(await _picture(browser, folder / f"{name}.png"))
    return files


async def _confirm(page: Page) -> None:
    """Say yes where Home Assistant asks whether an integration is to be set up."""
    yes = page.get_by_role("button", name="OK", exact=True)
    form = page.get_by_role("textbox", name="Request topic")
    await yes.or_(form).first.wait_for()
    if not await form.count():
        await yes.click()
    await form.wait_for()


async def _picture(browser: Browser, file: Path) -> Path:
    await browser.page.get_by_role("textbox").first.wait_for()
    await browser.page.wait_for_timeout(SETTLING_MS)
    return await browser.picture(file, _DIALOG)
