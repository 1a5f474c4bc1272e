"""Figures of what pages are given: pushes, the sizes of files, and how a browser bears them."""

import gzip
import json
from pathlib import Path
from statistics import median
from typing import Any, Final

from custom_components.milesight_network_server.web.assets import read_assets

from .drawing import drawn, scrolled
from .figure import Figure
from .measuring import Measuring
from .pushes import pushes

_LOADER: Final = "src/loader.ts"
_CARD: Final = "src/updates-card.ts"
_PANEL: Final = "src/panel/panel.ts"


async def pages(with_: Measuring) -> list[Figure]:
    """Figure 10: telling a page of a task with all devices, beside a plain list of them."""
    devices, runs = with_.options.devices, with_.options.runs
    pushed = await pushes(with_.bench, devices, 3 * runs)
    listing = f"A plain list of as many rows takes {1000 * median(pushed.listing):.2f} ms"
    figures = [
        Figure(
            name=name,
            title=f"Telling a page of a task of {devices} devices, {which}",
            values=tuple(1000 * one for one in values),
            unit="ms",
            aim=1,
            floor=listing,
        )
        for name, which, values in (
            ("push", "1 % of them changed", pushed.some),
            ("push_all", "all of them changed", pushed.every),
        )
    ]
    return [
        *figures,
        *_size_figures(),
        *await _drawing_figures(devices, runs),
        *await _scrolling_figures(devices, runs),
    ]


def _size_figures() -> list[Figure]:
    assets = read_assets()
    if assets is None:
        raise RuntimeError("the front end is not built")
    manifest: dict[str, Any] = json.loads((assets.folder / "manifest.json").read_text("utf-8"))
    loader, card = _with_imports(manifest, _LOADER), _with_imports(manifest, _CARD)
    # Its pages are loaded when they are opened.
    panel = _with_imports(manifest, _PANEL).union(
        *(_with_imports(manifest, one) for one in manifest[_PANEL]["dynamicImports"])
    )
    return [
        Figure(
            name=name, title=title, values=(_compressed(assets.folder, files),), unit="KB", aim=aim
        )
        for name, title, files, aim in (
            ("loader_size", "What every page loads, compressed", loader, 5),
            ("card_size", "What the card loads beside it, compressed", card - loader, 40),
            (
                "panel_size",
                "What the panel and all its pages load, compressed",
                panel - loader,
                150,
            ),
        )
    ]


def _with_imports(manifest: dict[str, Any], key: str) -> set[str]:
    """Return the file of an entry of the manifest, and those that come with it."""
    entry = manifest[key]
    files = {str(entry["file"])}
    for one in entry.get("imports", ()):
        files |= _with_imports(manifest, one)
    return files


def _compressed(folder: Path, files: set[str]) -> float:
    return sum(len(gzip.compress((folder / one).read_bytes(), 9)) for one in files) / 1000


async def _drawing_figures(devices: int, runs: int) -> list[Figure]:
    """Return how a browser bears it; nothing where there is no Chromium."""
    measured = await drawn(devices, runs)
    if measured is None:
        return []
    plain = f"A plain list of as many rows takes {median(measured.plain):.0f} ms"
    return [
        Figure(
            name="draw",
            title=f"Drawing the card with {devices} devices, in Chromium",
            values=tuple(measured.first),
            unit="ms",
            floor=plain,
        ),
        Figure(
            name="draw_long_tasks",
            title="Tasks over 50 ms in it while it is told of changes",
            values=tuple(measured.long_tasks),
            unit="",
            aim=0,
        ),
        Figure(
            name="draw_push",
            title="Two frames in it, the longest, when all devices change",
            values=tuple(measured.longest_push),
            unit="ms",
        ),
    ]


async def _scrolling_figures(devices: int, runs: int) -> list[Figure]:
    """Return how a browser bears the panel's list; nothing where there is no Chromium."""
    measured = await scrolled(devices, runs)
    if measured is None:
        return []
    return [
        Figure(
            name="list_first",
            title=f"Drawing the panel's list of {devices} devices, in Chromium",
            values=tuple(measured.first),
            unit="ms",
            aim=1000,
        ),
        Figure(
            name="list_frame",
            title="A frame in it while it is scrolled to its end",
            values=tuple(1000 / one for one in measured.frames),
            unit="ms",
            floor=f"In a plain list of as many rows it is {1000 / median(measured.plain):.1f} ms",
        ),
        Figure(
            name="list_long_tasks",
            title="Tasks over 50 ms in it meanwhile",
            values=tuple(measured.long_tasks),
            unit="",
            aim=0,
        ),
    ]
