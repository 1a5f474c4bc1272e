"""Leaves a folder as this version writes it: python -m tests.earlier.leave FOLDER.

To be run for each release. A real Home Assistant registers a gateway, has a task of an own file
made, one update at work and one in the queue, and is stopped then.
"""

import asyncio
import base64
import json
from pathlib import Path
import shutil
import sys
from typing import Any, Final

from demo import wizard
from demo.waiting import until
from tests.e2e.home import Home, open_house, registered, switched_on
from tests.e2e.kinds import KINDS
from tests.e2e.updates import executing, update_entities

EUI: Final = "24E124FFFE0A0009"
MODELS: Final = ("WT201", "UC300")
GATEWAY: Final = (
    *("--devices", "12", "--seed", "20"),
    *(part for model in MODELS for part in ("--model", model)),
    *("--setup-time", "2", "--polling-time", "600", "--firmware-size", "700"),
    # Its clock is ahead: a task that is to start in a minute starts in two seconds.
    *("--clock-offset", "58"),
)
BRIEF: Final = {"dr": "5", "fragment_interval": 1000, "fragment_redundancy": 30}
FILE: Final = "WT201.0000.0101.0199.bin"
CONTENT: Final = bytes(range(256)) * 4
# What matters of what Home Assistant itself keeps. Who signed in is not.
KEPT: Final = (
    "auth",
    "auth_provider.homeassistant",
    "core.config_entries",
    "core.device_registry",
    "core.entity_registry",
    "onboarding",
)


async def _left(home: Home) -> None:
    """Have something of everything that is kept."""

    async def offered() -> dict[str, list[str]] | None:
        entities = await update_entities(home)
        found: dict[str, list[str]] = {model: [] for model in MODELS}
        for device in (await home.control.books())["devices"]:
            if entities.get(device["dev_eui"], {}).get("state") == "on":
                found[device["model"]].append(device["dev_eui"])
        return found if all(len(one) > 1 for one in found.values()) else None

    on_offer = await until(offered, "updates of both models to be on offer", timeout=120)
    own = on_offer["WT201"].pop(0)
    await home.api.call_service(
        "milesight_network_server.add_fuota_task",
        {
            "config_entry_id": home.entry_id,
            "name": "next year",
            "dev_euis": [own],
            "started_at": "2099-01-01T00:00:00+00:00",
            "firmware_name": FILE,
            "file_content": base64.b64encode(CONTENT).decode(),
        },
    )
    named = (await home.registries()).entity_ids
    wanted = [
        named[f"{home.identifier(one)}_firmware"] for euis in on_offer.values() for one in euis
    ]
    await home.api.call_service("update.install", {"entity_id": wanted})

    async def at_work() -> bool:
        return bool(executing(await home.control.books()))

    await until(at_work, "the first update to be at work", timeout=60)
    # Home Assistant writes its registries some seconds after they changed.
    await asyncio.sleep(15)


async def leave(folder: Path) -> None:
    """Leave what this version writes in a folder."""
    async with (
        open_house(KINDS[0]) as house,
        switched_on(house, EUI, *GATEWAY) as gateway,
        registered(house, gateway) as home,
    ):
        await wizard.set_options(home.api, home.entry_id, "updates", **BRIEF)
        await home.until_loaded()
        await _left(home)
        await house.home_assistant.stop()
        _copy(house.folder / ".storage", folder)
        await house.home_assistant.start()


def _copy(storage: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in KEPT:
        shutil.copy(storage / name, folder / name)
    shutil.copytree(storage / wizard.DOMAIN, folder / wizard.DOMAIN)
    _forget_tokens(folder / "auth")
    (folder / "gateway.json").write_text(json.dumps({"options": GATEWAY}) + "\n", "utf-8")


def _forget_tokens(path: Path) -> None:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    content["data"]["refresh_tokens"] = []
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(leave(Path(sys.argv[1])))
