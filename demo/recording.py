"""The demo as a picture that moves: an update of many devices, from the press to the end."""

from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from . import dashboard
from .browser import signed_in_browser
from .stage import Stage

_WIDTH: Final = 1000
_HEIGHT: Final = 640
# What is shown is smaller, and has few colors: the picture is loaded with the page.
_SHOWN: Final = (750, 480)
_COLORS: Final = 64
_FRAMES: Final = 40
# Seconds between two pictures, and milliseconds for which each is shown.
_EVERY: Final = 4.0
_SHOWN_MS: Final = 400


async def record(stage: Stage, file: Path) -> Path:
    """Record the page of updates while one is on its way."""
    frames: list[Image.Image] = []
    async with signed_in_browser(stage.api, width=_WIDTH, height=_HEIGHT) as browser:
        await browser.open(f"/{dashboard.URL_PATH}/{dashboard.UPDATES_PATH}")
        for _ in range(_FRAMES):
            frames.append(_frame(await browser.page.screenshot()))
            await browser.page.wait_for_timeout(1000 * _EVERY)
    file.parent.mkdir(parents=True, exist_ok=True)
    first, *others = frames
    first.save(file, save_all=True, append_images=others, duration=_SHOWN_MS, loop=0, optimize=True)
    return file


def _frame(screenshot: bytes) -> Image.Image:
    picture = Image.open(BytesIO(screenshot)).convert("RGB")
    picture.thumbnail(_SHOWN, Image.Resampling.LANCZOS)
    return picture.quantize(_COLORS, dither=Image.Dither.NONE)
