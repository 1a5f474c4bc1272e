"""Pictures of the pages that are worth a look."""

from pathlib import Path

from . import dashboard
from .browser import Browser, signed_in_browser
from .registries import Registries, states
from .stage import Stage
from .waiting import until


async def take(stage: Stage, folder: Path) -> list[Path]:
    """Take a picture of the dashboard, the gateway, a LoRaWAN device and a firmware task."""
    eui = stage.gateway.identifier
    await _until_under_way(stage)
    registries = await Registries.read(stage.api)
    pages = [("dashboard", f"/{dashboard.URL_PATH}"), ("gateway", stage.gateway.page)]
    pages += [("device", each.page) for each in registries.lorawan_devices(eui)[:1]]
    pages += [("task", each.page) for each in registries.tasks(eui)[:1]]
    async with signed_in_browser(stage.api) as browser:
        return [await _picture(browser, path, folder / f"{name}.png") for name, path in pages]


async def _picture(browser: Browser, path: str, file: Path) -> Path:
    await browser.open(path)
    return await browser.picture(file)


async def _until_under_way(stage: Stage) -> None:
    """Wait until some devices of the simulated gateway's task are done and some are not."""
    if not stage.others:
        return
    registries = await Registries.read(stage.api)
    for task in registries.tasks(stage.gateway.identifier)[:1]:
        entity_id = registries.entity_id(task, "progress")
        if entity_id is None:
            continue

        async def under_way(entity_id: str = entity_id) -> bool:
            state = (await states(stage.api))[entity_id]["state"]
            return state not in ("unknown", "unavailable", "0", "0.0")

        await until(under_way, "the firmware task to make progress", timeout=180, interval=1)
