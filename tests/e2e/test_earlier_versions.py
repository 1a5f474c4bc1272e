"""What an earlier version left on disk is taken up: each release leaves such a folder."""

from collections.abc import AsyncGenerator
import json
from pathlib import Path
import shutil
from typing import Any

import pytest
import pytest_asyncio
import pytest_socket

from demo import wizard
from demo.api import Api
from demo.broker import running_broker
from demo.home_assistant import HomeAssistant
from demo.ports import free_port
from tests import earlier

from .home import Home, House, breakdowns, switched_on
from .kinds import KINDS
from .updates import queue

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOLDERS = sorted(one for one in Path(earlier.__file__).parent.iterdir() if (one / "auth").exists())
DOMAIN = "milesight_network_server"


def kept(folder: Path, name: str) -> Any:
    """Return what a file of a left folder holds."""
    (path,) = (folder / DOMAIN).glob(f"{name}_*")
    return json.loads(path.read_text("utf-8"))["data"]


@pytest_asyncio.fixture(
    scope="module", loop_scope="session", params=FOLDERS, ids=lambda one: one.name
)
async def left(request: pytest.FixtureRequest) -> Path:
    """A folder as one version left it."""
    folder: Path = request.param
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def home(left: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Home]:
    """A Home Assistant that was started on what that version left, on another broker."""
    pytest_socket.enable_socket()
    folder = tmp_path_factory.mktemp(left.name)
    storage = folder / ".storage"
    shutil.copytree(left, storage)
    entries = storage / "core.config_entries"
    content = json.loads(entries.read_text("utf-8"))
    mqtt, own = (
        next(one for one in content["data"]["entries"] if one["domain"] == domain)
        for domain in ("mqtt", DOMAIN)
    )
    options = json.loads((left / "gateway.json").read_text("utf-8"))["options"]
    async with running_broker(folder, kind=KINDS[0].broker) as broker:
        mqtt["data"] |= {"broker": broker.address.host, "port": broker.address.port}
        entries.write_text(json.dumps(content), "utf-8")
        home_assistant = HomeAssistant(folder, free_port())
        async with Api(home_assistant.url) as api:
            house = House(
                kind=KINDS[0], folder=folder, broker=broker, home_assistant=home_assistant, api=api
            )
            async with switched_on(house, own["unique_id"], *options) as control:
                try:
                    await home_assistant.start()
                    await wizard.sign_in(api)
                    home = Home(house=house, control=control, entry_id=own["entry_id"])
                    await home.until_loaded()
                    await home.settled_states()
                    yield home
                finally:
                    await home_assistant.stop()


async def test_entities_of_devices_keep_their_ids(home: Home, left: Path) -> None:
    registry = json.loads((left / "core.entity_registry").read_text("utf-8"))["data"]["entities"]
    before = {
        one["unique_id"]: one["entity_id"]
        for one in registry
        if one["platform"] == DOMAIN
        and not one["disabled_by"]
        and "_fuota_" not in one["unique_id"]
    }
    now = (await home.registries()).entity_ids
    assert before
    assert {unique_id: now.get(unique_id) for unique_id in before} == before


async def test_updates_that_waited_are_in_the_queue_or_at_work(home: Home, left: Path) -> None:
    waited = [one for one in kept(left, "update_queue")["updates"] if one["state"] == "queued"]
    assert waited
    listed = {one["queue_id"]: one["dev_euis"] for one in await queue(home)}
    for update in waited:
        assert listed.get(update["queue_id"]) == update["dev_euis"]


async def test_what_devices_run_is_remembered(home: Home, left: Path) -> None:
    reported = kept(left, "device_firmware")["reported"]
    for dev_eui, known in reported.items():
        entity_id = (await home.registries()).entity_ids[f"{home.identifier(dev_eui)}_firmware"]
        state = await home.api.request("GET", f"/api/states/{entity_id}")
        assert state["attributes"]["installed_version"] == known["firmware_version"]


async def test_nothing_that_was_kept_is_set_aside(home: Home) -> None:
    folder = home.house.folder / ".storage" / DOMAIN
    assert [one.name for one in folder.rglob("*.aside-*")] == []


async def test_log_tells_of_no_breakdown(home: Home) -> None:
    assert breakdowns(home.house.home_assistant.log()) == []
