"""The pages of the integration, as somebody with a browser uses them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
import re
from typing import Any
from uuid import uuid4

from playwright.async_api import Locator, Page, expect
import pytest

from demo import wizard
from demo.api import Api
from demo.browser import Browser, chromium_path
from demo.errors import DemoError
from demo.home_assistant import ROOT
from demo.waiting import until

from .home import Home

PICTURES = ROOT / "test-results"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CARD = "msns-updates-card"
PANEL = "msns-panel"
# Rules of whole pages, which are Home Assistant's own.
_OF_PAGES = ("region", "page-has-heading-one", "bypass", "landmark-one-main", "heading-order")


with_browser = pytest.mark.skipif(
    chromium_path() is None, reason="chromium is not installed (script/setup as root installs it)"
)
with_axe = pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not installed (script/frontend check installs it)"
)


async def open_panel(browser: Browser, home: Home, path: str) -> Locator:
    """Open a page of the gateway in the panel; returns the panel."""
    panel = browser.page.locator(PANEL)
    await browser.page.goto(f"{home.api.url}/lorawan/{home.entry_id}/{path}")
    await expect(panel.get_by_role("navigation")).to_be_visible()
    return panel


async def go(page: Page, home: Home, path: str) -> None:
    """Go to another page of the panel as its links do: Home Assistant is not loaded anew."""
    await page.evaluate(
        """path => {
            history.pushState(null, "", path);
            window.dispatchEvent(new CustomEvent("location-changed", {detail: {replace: false}}));
        }""",
        f"/lorawan/{home.entry_id}/{path}",
    )


async def text_with(browser: Browser, *patterns: str) -> str:
    """Return all text on the page, once it has these regular expressions."""
    missing: list[str] = []

    async def complete() -> str | None:
        text = await browser.text()
        missing[:] = [one for one in patterns if not re.search(one, text)]
        return None if missing else text

    try:
        return await until(complete, "the page to show it all", interval=0.5)
    except DemoError as error:
        raise AssertionError(f"not on the page: {missing}") from error


async def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window: 0 where it fits."""
    wider: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return max(0, wider)


async def no_complaints(browser: Browser, selector: str) -> None:
    """Fail where axe finds something wrong with an element; without axe do nothing."""
    if AXE.exists():
        assert await complaints(browser, selector) == []


async def complaints(browser: Browser, selector: str = CARD) -> list[str]:
    """Return what axe finds wrong with an element."""
    page = browser.page
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found: list[dict[str, Any]] = await page.locator(selector).first.evaluate(
        """async (element, passedOver) => {
            const rules = Object.fromEntries(passedOver.map(id => [id, {enabled: false}]));
            const {violations} = await axe.run(element, {rules});
            return violations.map(({id, nodes}) => ({id, nodes: nodes.map(one => one.html)}));
        }""",
        list(_OF_PAGES),
    )
    return [f"{one['id']}: {one['nodes']}" for one in found]


@asynccontextmanager
async def a_dashboard(api: Api, config: dict[str, Any]) -> AsyncGenerator[str]:
    """Make a dashboard for everybody, and yield its path."""
    path = f"test-{uuid4().hex[:8]}"
    made = await api.command(
        "lovelace/dashboards/create",
        url_path=path,
        title=path,
        show_in_sidebar=False,
        require_admin=False,
    )
    try:
        await api.command("lovelace/config/save", url_path=path, config=config)
        yield f"/{path}"
    finally:
        await api.command("lovelace/dashboards/delete", dashboard_id=made["id"])


@asynccontextmanager
async def card_on_a_dashboard(api: Api, **card: Any) -> AsyncGenerator[str]:
    """Make a dashboard with nothing but the card, and yield its path."""
    cards = [{"type": "custom:milesight-updates-card", **card}]
    section = {"type": "grid", "column_span": 2, "cards": cards}
    view = {"title": "Updates", "type": "sections", "sections": [section]}
    async with a_dashboard(api, {"views": [view]}) as path:
        yield f"{path}/0"


@asynccontextmanager
async def somebody_else(api: Api) -> AsyncGenerator[Api]:
    """Sign in as a person without administrator's rights."""
    name = f"guest-{uuid4().hex[:8]}"
    user = await api.command("config/auth/create", name=name, group_ids=["system-users"])
    user_id = user["user"]["id"]
    await api.command(
        "config/auth_provider/homeassistant/create", user_id=user_id, username=name, password=name
    )
    async with Api(api.url) as guest:
        await wizard.sign_in(guest, wizard.User(name=name, username=name, password=name))
        try:
            yield guest
        finally:
            await api.command("config/auth/delete", user_id=user_id)


def picture(name: str) -> Path:
    """Return where a picture of the tests is left."""
    return PICTURES / f"{name}.png"
