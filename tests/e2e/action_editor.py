"""The action editor on Home Assistant's page of tools, used as somebody at the screen does it."""

import re

from playwright.async_api import Locator, Page, expect

from demo.wizard import DOMAIN

PATH = "/config/tools/action"
# The page would begin with the action of last time. Each page that is opened runs this first.
FORGET = "localStorage.removeItem('panel-dev-action-state-service-data')"
# Two frames: what was entered has gone up to the page and come down again to the form.
_REDRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


class ActionEditor:
    """One action with its form. Fields and sections go by the words that the page shows."""

    def __init__(self, page: Page, url: str) -> None:
        """Use this window, which is signed in to the Home Assistant at `url`."""
        self._page = page
        self._url = url
        self._form = page.locator("ha-service-control")
        self._alert = page.locator("ha-alert[alert-type=error]")
        self._response = page.locator(".response")

    async def choose(self, action: str) -> None:
        """Open the page, and choose an action of this integration, which shows its form."""
        await self._page.goto(self._url + PATH)
        await self._form.locator("ha-service-picker ha-picker-field").click()
        await self._choose(f"{DOMAIN}.{action}")
        await self._form.locator("ha-settings-row").first.wait_for()
        await self._redrawn()

    async def unfold(self, section: str) -> None:
        """Open a section."""
        # The section's description stands in the same heading.
        heading = self._form.locator("ha-expansion-panel .header")
        await heading.filter(has_text=re.compile(rf"^\s*{re.escape(section)}")).click()

    async def pick(self, field: str, *names: str) -> None:
        """Pick the gateway, a device, or several devices by name."""
        row = await self._ticked(field)
        for name in names:
            await row.locator("ha-picker-field").last.click()
            await self._choose(name)
            await expect(row.get_by_text(name, exact=True).first).to_be_visible()
            await self._redrawn()

    async def select(self, field: str, words: str) -> None:
        """Choose from a drop-down."""
        row = await self._ticked(field)
        await row.locator("ha-picker-field").click()
        await row.get_by_role("menuitem", name=words, exact=True).click()
        await expect(row.locator("ha-picker-field")).to_contain_text(words)
        await self._redrawn()

    async def select_or_type(self, field: str, words: str) -> None:
        """Choose from a drop-down that takes what it does not have, too."""
        row = await self._ticked(field)
        await row.locator("ha-picker-field").click()
        await self._page.locator("ha-picker-combo-box").get_by_placeholder("Search").fill(words)
        items = self._page.locator("ha-picker-combo-box").locator("[slot=headline]")
        existing = items.get_by_text(words, exact=True)
        await existing.or_(items.get_by_text("Add custom item")).first.click()
        await expect(row.locator("ha-picker-field")).to_contain_text(words)
        await self._redrawn()

    async def switch_on(self, field: str) -> None:
        """Switch something on."""
        row = await self._ticked(field)
        # Its thumb lies over it.
        await row.locator("ha-switch").click()
        await expect(row.get_by_role("switch")).to_be_checked()
        await self._redrawn()

    async def fill(self, field: str, text: str) -> None:
        """Write a text or a number into its box."""
        row = await self._ticked(field)
        await row.locator("ha-selector").locator("input, textarea").fill(text)
        await self._redrawn()

    async def fill_list(self, field: str, *texts: str) -> None:
        """Write several texts, each into a box of its own."""
        row = await self._ticked(field)
        for text in texts:
            await row.get_by_role("button", name="Add").click()
            await row.locator("ha-selector input").last.fill(text)
            await self._redrawn()

    async def perform(self) -> str:
        """Press the button, and return the response that the page shows."""
        await self._press()
        assert not await self._alert.count(), await self._alert.inner_text()
        return await self._response.locator(".cm-content").inner_text()

    async def perform_in_vain(self) -> str:
        """Press the button, and return the sentence with which the page refuses."""
        await self._press()
        assert not await self._response.count(), await self._response.inner_text()
        return await self._alert.inner_text()

    async def _press(self) -> None:
        await self._page.get_by_role("button", name="Perform action").click()
        await self._alert.or_(self._response).first.wait_for()

    async def _choose(self, shown: str) -> None:
        picker = self._page.locator("ha-picker-combo-box")
        await picker.get_by_placeholder("Search").fill(shown)
        # By its own name, or an action's id: a device's item has the name of its gateway, too.
        line = self._page.locator("[slot=headline], .code").get_by_text(shown, exact=True)
        await picker.locator("ha-combo-box-item").filter(has=line).click()
        await expect(picker).to_have_count(0)

    async def _ticked(self, field: str) -> Locator:
        """Return a field's row; one that may be left out is ticked first."""
        heading = self._page.locator("[slot=heading]").get_by_text(field, exact=True)
        row = self._form.locator("ha-settings-row").filter(has=heading)
        # Whether it may be left out is seen only once it is drawn.
        await row.wait_for()
        tick = row.locator("ha-checkbox")
        if await tick.count():
            # A click on what is just being drawn anew is lost.
            while not await tick.get_by_role("checkbox").is_checked():
                await tick.click()
                await self._redrawn()
        return row

    async def _redrawn(self) -> None:
        await self._page.evaluate(_REDRAWN)
