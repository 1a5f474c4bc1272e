"""Pictures of the pages that are worth a look."""

from pathlib import Path

from . import dashboard
from .browser import Browser, signed_in_browser
from .forms import take_forms
from .recording import record
from .registries import Registries, states
from .stage import Stage
from .waiting import until


async def take(stage: Stage, folder: Path) -> list[Path]:
    """Take a picture of the dashboard, the gateway, LoRaWAN devices and a firmware task.

    Of a simulated gateway also one of the updates, in the middle of one. That takes some minutes.
    """
    eui = stage.gateway.identifier
    forms = await take_forms(stage.api, folder)
    await _until_under_way(stage)
    registries = await Registries.read(stage.api)
    view = f"/{dashboard.URL_PATH}/{dashboard.gateway_path(stage.gateway)}"
    pages = [("dashboard", view), ("gateway", stage.gateway.page)]
    devices = registries.lorawan_devices(eui)
    pages += [("device", each.page) for each in devices[:1]]
    for word in ("thermostat", "air quality"):
        pages += [(word.replace(" ", "-"), each.page) for each in devices if word in each.name][:1]
    pages += [("task", each.page) for each in registries.tasks(eui)[:1]]
    async with signed_in_browser(stage.api) as browser:
        shown = [await _picture(browser, path, folder / f"{name}.png") for name, path in pages]
        files = [*forms, *shown]
        if stage.others:
            await _until_updating(stage)
            path = f"/{dashboard.URL_PATH}/{dashboard.UPDATES_PATH}"
            files.append(await _picture(browser, path, folder / "updates.png"))
    if stage.others:
        files.append(await record(stage, folder / "demo.gif"))
    return files


async def _picture(browser: Browser, path: str, file: Path) -> Path:
    await browser.open(path)
    return await browser.picture(file)


async def _until_under_way(stage: Stage) -> None:
    """Wait until some devices of the simulated gateway's task are done and some are not."""

    async def under_way() -> bool:
        progress = await _newest_task(stage, "progress")
        return progress not in (None, "unknown", "unavailable", "0", "0.0")

    if stage.others and await _newest_task(stage, "progress") is not None:
        await until(under_way, "the firmware task to make progress", timeout=180, interval=1)


async def _until_updating(stage: Stage) -> None:
    """Update everything, and wait until the first of the tasks is sending its fragments."""
    await until(lambda: _ended(stage), "the firmware task to end", timeout=180, interval=1)
    all_states = (await states(stage.api)).values()
    offered = [each for each in all_states if each["entity_id"].startswith("update.")]
    offered = [each for each in offered if each["state"] == "on"]
    # One model after the other: whose turn is first shall be the same in every picture.
    for model in sorted({each["attributes"]["title"] for each in offered}):
        entity_ids = [each["entity_id"] for each in offered if each["attributes"]["title"] == model]
        await stage.api.call_service("update.install", {"entity_id": entity_ids})

    async def sending() -> bool:
        return await _newest_task(stage, "session") == "sending"

    if offered:
        await until(sending, "an update to be sent", timeout=180, interval=1)


async def _ended(stage: Stage) -> bool:
    return await _newest_task(stage, "status") in (None, "succeeded", "failed")


async def _newest_task(stage: Stage, key: str) -> str | None:
    """Return a state of the newest firmware task, None where there is no task."""
    registries = await Registries.read(stage.api)
    tasks = registries.tasks(stage.gateway.identifier)
    entity_id = registries.entity_id(tasks[0], key) if tasks else None
    state = (await states(stage.api)).get(entity_id or "", {}).get("state")
    return None if state is None else str(state)
