"""How a browser bears very many devices, in the card and in the panel, beside a plain list."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from playwright.async_api import async_playwright

from custom_components.milesight_network_server.web.assets import Assets, read_assets
from demo.browser import FLAGS, chromium_path

_CARD: Final = "src/updates-card.ts"
_DEVICES: Final = "src/panel/devices-page.ts"
_PUSHES: Final = 20
# So long the list is scrolled to its end.
_SCROLLING: Final = 1


@dataclass
class Drawn:
    """What was measured, one value a run.

    `first` is until the card is drawn for the first time, `plain` until a list of as many rows is,
    `longest_push` the longest that one push takes to be drawn; all in ms. `long_tasks` are how
    often the page was held up for more than 50 ms by twenty pushes.
    """

    first: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    longest_push: list[float] = field(default_factory=list)
    long_tasks: list[float] = field(default_factory=list)


@dataclass
class Scrolled:
    """What was measured of the list of devices, one value a run.

    `first` is until it is drawn for the first time, in ms. `frames` are the frames a second while
    it is scrolled to its end, `plain` those of a plain list of as many rows; `long_tasks` are how
    often the page was held up for more than 50 ms meanwhile.
    """

    first: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    long_tasks: list[float] = field(default_factory=list)


async def drawn(devices: int, runs: int) -> Drawn | None:
    """Draw the card so many times, each in a page of its own. None without Chromium."""
    measured = Drawn()
    results = _measured("drawing.html", ("CARD_FILE", _CARD), (devices, _PUSHES), runs)
    async for result in results:
        measured.first.append(result["first"])
        measured.plain.append(result["plain"])
        measured.longest_push.append(result["longestPush"])
        measured.long_tasks.append(result["longTasks"])
    return measured if measured.first else None


async def scrolled(devices: int, runs: int) -> Scrolled | None:
    """Scroll the panel's list of devices so many times. None without Chromium."""
    measured = Scrolled()
    results = _measured("scrolling.html", ("PAGE_FILE", _DEVICES), (devices, _SCROLLING), runs)
    async for result in results:
        measured.first.append(result["first"])
        measured.frames.append(result["frames"])
        measured.plain.append(result["plainFrames"])
        measured.long_tasks.append(result["longTasks"])
    return measured if measured.first else None


async def _measured(
    name: str, source: tuple[str, str], arguments: tuple[int, int], runs: int
) -> AsyncIterator[dict[str, Any]]:
    """Measure so many times what a page has as `bench`. Nothing without Chromium.

    `source` is what stands in the page for a built file, and which source that is built from.
    """
    executable, assets = chromium_path(), read_assets()
    if executable is None or assets is None:
        return
    content = Path(__file__).with_name(name).read_text(encoding="utf-8")
    async with _served(assets, content, *source) as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        try:
            for _ in range(runs):
                page = await browser.new_page(viewport={"width": 1200, "height": 1000})
                await page.goto(url)
                await page.wait_for_function("'bench' in window")
                result: dict[str, Any] = await page.evaluate(
                    "([devices, more]) => window.bench(devices, more)", list(arguments)
                )
                await page.close()
                yield result
        finally:
            await browser.close()


@asynccontextmanager
async def _served(
    assets: Assets, content: str, placeholder: str, source: str
) -> AsyncIterator[str]:
    """Serve the built files and the page that shows one of them, on this machine alone."""
    manifest = json.loads((assets.folder / "manifest.json").read_text(encoding="utf-8"))
    content = content.replace(placeholder, manifest[source]["file"])

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=content, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_static("/files", assets.folder)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
