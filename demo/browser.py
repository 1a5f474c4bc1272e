"""A headless Chromium that is signed in to Home Assistant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
import shutil
import time

from playwright.async_api import (
    Error as PlaywrightError,
    FloatRect,
    Page,
    TimeoutError as PlaywrightTimeoutError,
    async_playwright,
)

from .api import Api
from .errors import DemoError
from .waiting import PATIENCE

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What shows that a page has got past its loading screen: a card, a row with an entity, or the way
# through the panel.
CONTENT = (
    "hui-tile-card, hui-heading-card, ha-device-info-card, ha-device-entities-card,"
    " msns-gateway-updates, msns-panel nav"
)
# How long an element may take to appear, in milliseconds.
PATIENCE_MS = PATIENCE * 1000
# Cards draw themselves in steps, with animations in between.
SETTLING_MS = 1500


def chromium_path() -> str | None:
    """Find Chromium, or a relative of it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def require_chromium() -> str:
    """Return the path of Chromium, or tell that there is none."""
    path = chromium_path()
    if path is None:
        raise DemoError("There is no Chromium here; run script/setup as root, or install it.")
    return path


class Browser:
    """One window."""

    def __init__(self, url: str, page: Page) -> None:
        """Wrap a page whose context is signed in."""
        self._url = url
        self.page = page

    async def open(self, path: str) -> None:
        """Open a page of Home Assistant and wait until it shows something."""
        await self.page.goto(self._url + path)
        try:
            await self._until_content()
        except PlaywrightTimeoutError as error:
            raise DemoError(f"The browser shows nothing at {path}.") from error
        await self.page.wait_for_timeout(SETTLING_MS)

    async def text(self) -> str:
        """Return all text on the page, that in shadow roots too."""
        while True:
            try:
                words: str = await self.page.evaluate(_VISIBLE_TEXT)
            except PlaywrightError as error:
                # The front end loads itself anew, for instance when its service worker is there.
                if _LOADED_ANEW not in error.message:
                    raise
                await self._until_content()
            else:
                return words

    async def _until_content(self) -> None:
        # What is there and hidden, such as a section about nothing, shows nothing.
        await self.page.locator(CONTENT).locator("visible=true").first.wait_for()

    async def picture(self, file: Path, clip: FloatRect | None = None) -> Path:
        """Save what the window shows, or a part of it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=file, clip=clip)
        return file


# What is said of a page that went while it was asked.
_LOADED_ANEW = "Execution context was destroyed"

# Home Assistant's pages are web components: `document.body.innerText` knows nothing of them.
_VISIBLE_TEXT = """() => {
    const words = [];
    const walk = node => {
        if (node.nodeType === Node.TEXT_NODE) {
            const text = node.textContent.trim();
            if (text) words.push(text);
        } else if (!["STYLE", "SCRIPT", "TEMPLATE"].includes(node.nodeName)) {
            if (node.shadowRoot) walk(node.shadowRoot);
            node.childNodes.forEach(walk);
        }
    };
    walk(document.body);
    return words.join("\\n");
}"""


@asynccontextmanager
async def signed_in_browser(
    api: Api, *, width: int = 1600, height: int = 1000, dark: bool = False
) -> AsyncIterator[Browser]:
    """Start Chromium with the session of `api`, for a person who likes it `dark` or light."""
    path = require_chromium()
    if api.tokens is None:
        raise DemoError("Nobody signed in.")
    tokens = {
        "access_token": api.tokens.access_token,
        "refresh_token": api.tokens.refresh_token,
        "token_type": "Bearer",
        "expires_in": 1800,
        "expires": int((time.time() + 1800) * 1000),
        "hassUrl": api.url,
        "clientId": api.client_id,
    }
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            context = await browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
            )
            context.set_default_timeout(PATIENCE_MS)
            await context.add_init_script(
                f"localStorage.setItem('hassTokens', {json.dumps(json.dumps(tokens))});"
            )
            yield Browser(api.url, await context.new_page())
        finally:
            await browser.close()
