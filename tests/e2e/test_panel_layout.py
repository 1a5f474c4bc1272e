"""How the panel is laid out, whatever the window and the language."""

from playwright.async_api import Locator, expect
import pytest

from demo.browser import signed_in_browser

from .home import Home
from .kinds import once
from .pages import open_panel, picture, with_browser

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
    pytest.mark.parametrize("simulator_options", [("--devices", "6", "--seed", "7")]),
]


async def _left_of(text: Locator, part: str) -> float:
    """Return where a part of a text begins, in pixels from the left edge of the window."""
    left: float = await text.evaluate(
        """(element, part) => {
            const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const at = texts.currentNode.data.indexOf(part);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(texts.currentNode, at);
                range.setEnd(texts.currentNode, at + part.length);
                return range.getBoundingClientRect().left;
            }
        }""",
        part,
    )
    return left


async def test_device_table_has_the_columns_that_there_is_room_for(home: Home) -> None:
    async with signed_in_browser(home.api, width=1400) as browser:
        panel = await open_panel(browser, home, "devices")
        grid = panel.get_by_role("grid")
        headings = grid.get_by_role("columnheader")
        for width, has_application in ((1800, True), (1400, True), (1000, False)):
            await browser.page.set_viewport_size({"width": width, "height": 900})
            wanted = int(has_application)
            await expect(headings.filter(has_text="Application")).to_have_count(wanted)
            beyond = await grid.evaluate("grid => grid.scrollWidth - grid.clientWidth")
            assert beyond == 0, width


async def test_english_texts_are_in_order_on_a_page_that_runs_from_right_to_left(
    home: Home,
) -> None:
    person = {"key": "language", "value": {"language": "he", "number_format": "language"}}
    await home.api.command("frontend/set_user_data", **person)
    try:
        async with signed_in_browser(home.api, width=1400) as browser:
            panel = await open_panel(browser, home, "devices")
            await expect(browser.page.locator("html")).to_have_attribute("dir", "rtl")
            count = panel.locator(".count")
            await expect(count).to_have_text("6 devices")
            assert await _left_of(count, "6") < await _left_of(count, "devices")
            grid = panel.get_by_role("grid")
            name = grid.get_by_role("row").nth(1).get_by_role("gridcell").nth(1)
            edges = "one => [one.getBoundingClientRect().right, one.scrollWidth]"
            right, width = await name.evaluate(edges)
            # Whatever its own direction is, a text begins where the page begins: at the right.
            begins = await _left_of(name, (await name.inner_text()).strip())
            assert begins > right - width
            await browser.picture(picture("panel-right-to-left"))
    finally:
        await home.api.command("frontend/set_user_data", key="language", value={"language": "en"})
