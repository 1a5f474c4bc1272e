"""Home Assistant: starts, ends, reloads and removals, with requests in flight."""

import asyncio
from contextlib import suppress
from itertools import count
import json

import pytest

from demo import wizard
from demo.api import CommandError
from demo.control import Control
from demo.errors import DemoError
from demo.gateway import GatewayTopics, simulated_gateway

from ..e2e.home import FAST, Home, register
from ..e2e.subscriptions import subscribers, until_unsubscribed
from .scene import (
    TIMEOUT,
    act,
    add,
    listed,
    new_dev_eui,
    refresh,
    sent_since,
    shown,
    until_good,
    until_heard,
    until_loaded,
    writes,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

_NUMBERS = count(1)


async def _add_in_flight(home: Home, dev_eui: str) -> asyncio.Future[None]:
    """Have a device added whose answer takes long; returns once the gateway has it."""
    before = await writes(home)
    await home.control.command(fault=f"delay seconds={5 * TIMEOUT} call=3.1")
    adding = asyncio.ensure_future(add(home, dev_eui))
    await until_heard(home, "3.1", before.get("3.1", 0))
    return adding


async def test_unload_with_requests_in_flight(home: Home) -> None:
    before, dev_eui = await writes(home), new_dev_eui()
    adding = await _add_in_flight(home, dev_eui)
    await _disable(home, "user")
    try:
        with pytest.raises(CommandError, match=r"unknown whether|was unloaded"):
            await asyncio.wait_for(adding, 30)
        await until_unsubscribed(home.house, home.topics.response)
        with pytest.raises(CommandError, match="not loaded"):
            await act(home, "list_devices")
    finally:
        await _disable(home, None)
    await until_loaded(home)
    await until_good(home)
    assert await sent_since(home, before) == {"3.1": 1}
    assert dev_eui in await shown(home)


async def _disable(home: Home, by: str | None) -> None:
    await home.api.command("config_entries/disable", entry_id=home.entry_id, disabled_by=by)


async def test_reload_with_requests_in_flight(home: Home) -> None:
    before, dev_eui = await writes(home), new_dev_eui()
    adding = await _add_in_flight(home, dev_eui)
    await wizard.reload_entry(home.api, home.entry_id)
    with pytest.raises(CommandError, match=r"unknown whether|was unloaded"):
        await asyncio.wait_for(adding, 30)
    await until_good(home)
    assert await sent_since(home, before) == {"3.1": 1}
    assert dev_eui in await shown(home)
    assert len(subscribers(home.house, home.topics.response)) == 1


async def test_a_service_called_while_the_entry_reloads(home: Home) -> None:
    before = await writes(home)
    dev_euis = [new_dev_eui() for _ in range(4)]
    # The first read of a reload takes long enough for all that is called meanwhile.
    await home.control.command(fault="delay call=3.3 seconds=0.4 times=3")
    reloading = asyncio.ensure_future(wizard.reload_entry(home.api, home.entry_id))
    done: list[str] = []
    for dev_eui in dev_euis:
        with suppress(CommandError):
            await asyncio.wait_for(add(home, dev_eui), 20)
            done.append(dev_eui)
        await asyncio.sleep(0.1)
    await reloading
    await until_good(home)
    existing = await listed(home)
    # Who was told of success has it; who was told of a failure can try again.
    assert set(done) <= existing.keys()
    assert (await sent_since(home, before)).get("3.1", 0) == len(set(dev_euis) & existing.keys())


async def test_two_entries_on_one_pair_of_topics_and_one_removed(home: Home) -> None:
    """Removed with requests in flight; the other goes on, and the last leaves no subscription."""
    house, number = home.house, next(_NUMBERS)
    euis = [f"24E124FFFE0B00{number:02X}", f"24E124FFFE0B00{number + 1:02X}"]
    shared = GatewayTopics.usual(euis[0])
    controls = [
        Control(
            broker=house.broker.address,
            topics=GatewayTopics(request=shared.request, response=shared.response, eui=eui),
        )
        for eui in euis
    ]
    folder = house.folder / f"pair-{number}"
    folder.mkdir()
    options = ["--gateways", "2", "--devices", "3", "--control-topic", "control/pair"]
    options += ["--eui", euis[0]]
    async with simulated_gateway(folder, house.broker.address, shared, *options):
        entry_ids = [await register(house, control.topics) for control in controls]
        for entry_id in entry_ids:
            await wizard.set_options(house.api, entry_id, **FAST)
        pair = [
            Home(house=house, control=control, entry_id=entry_id)
            for control, entry_id in zip(controls, entry_ids, strict=True)
        ]
        for one in pair:
            await until_loaded(one)
            assert len(await shown(one)) == 3
        assert len(subscribers(house, shared.response)) == 1
        reading = asyncio.ensure_future(act(pair[0], "list_devices"))
        await wizard.remove_entry(house.api, entry_ids[0])
        with suppress(CommandError):
            await asyncio.wait_for(reading, 10)
        assert await shown(pair[0]) == {}
        await refresh(pair[1])
        assert (await act(pair[1], "list_devices"))["total"] == 3
        assert await pair[1].state("connected") == "on"
        await wizard.remove_entry(house.api, entry_ids[1])
        await until_unsubscribed(house, shared.response)


async def test_stop_with_requests_in_flight_and_start_before_the_broker_exists(
    home: Home,
) -> None:
    before, dev_eui = await writes(home), new_dev_eui()
    adding = await _add_in_flight(home, dev_eui)
    async with asyncio.timeout(25):
        await home.house.home_assistant.stop()
    with pytest.raises(DemoError):
        await adding
    assert await sent_since(home, before) == {"3.1": 1}
    await home.house.broker.stop()
    await home.house.home_assistant.start()
    await wizard.until_running(home.api)
    assert await home.state("connected") in (None, "unavailable", "off")
    await home.house.broker.start()
    await until_loaded(home)
    await until_good(home)
    assert await sent_since(home, before) == {"3.1": 1}
    assert dev_eui in await shown(home)


async def test_sigkill_at_any_moment_and_start_again(home: Home) -> None:
    before, dev_eui = await writes(home), new_dev_eui()
    # Home Assistant writes a new device to disk later; of those that are there the ids stay.
    file = home.house.folder / ".storage" / "core.device_registry"
    on_disk = file.read_text(encoding="utf-8")
    devices = {eui: id_ for eui, id_ in (await shown(home)).items() if id_ in on_disk}
    assert devices
    adding = await _add_in_flight(home, dev_eui)
    await home.house.home_assistant.kill()
    with pytest.raises(DemoError):
        await adding
    await home.house.home_assistant.start()
    await until_loaded(home)
    await until_good(home)
    assert await sent_since(home, before) == {"3.1": 1}
    after = await shown(home)
    assert dev_eui in after
    assert {eui: after[eui] for eui in devices} == devices
    assert len(await wizard.entries(home.api, wizard.DOMAIN)) == 1
    for file in (home.house.folder / ".storage").rglob("milesight_network_server*"):
        if file.is_file():
            json.loads(file.read_text(encoding="utf-8"))
