"""Serves the built front end, and has Home Assistant's pages load it."""

from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.components import frontend
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant

from ..const import DOMAIN, LOGGER

_FOLDER: Final = Path(__file__).parents[1] / "frontend"
_URL: Final = f"/{DOMAIN}_static"
_LOADER: Final = "src/loader.ts"


@dataclass(frozen=True)
class Assets:
    """The built files. `loader` is the name of the one that pages load, which loads the others."""

    folder: Path
    loader: str


def read_assets(folder: Path = _FOLDER) -> Assets | None:
    """Return what is built, None where it is missing or broken. Reads files."""
    try:
        manifest: Any = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        loader = str(manifest[_LOADER]["file"])
    except OSError, ValueError, KeyError, TypeError:
        return None
    return Assets(folder, loader) if (folder / loader).is_file() else None


async def async_serve_assets(hass: HomeAssistant) -> str | None:
    """Serve the front end, once, and return the address of what loads it.

    Without Home Assistant's own there is nobody to serve it to.
    """
    if "frontend" not in hass.config.components:
        return None
    assets = await hass.async_add_executor_job(read_assets)
    if assets is None:
        LOGGER.error(
            "Its pages are missing in %s: cards and dashboards of this integration can't be shown."
            " Install it anew",
            _FOLDER,
        )
        return None
    # Names change with what is in the files, so browsers may keep them.
    await hass.http.async_register_static_paths(
        [StaticPathConfig(_URL, str(assets.folder), cache_headers=True)]
    )
    loader = f"{_URL}/{assets.loader}"
    frontend.add_extra_js_url(hass, loader)
    return loader
