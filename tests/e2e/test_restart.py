"""Home Assistant is stopped, killed, started again; the entry is reloaded and removed."""

import json

import pytest

from demo import wizard
from demo.errors import DemoError
from demo.waiting import until

from .home import FAST, Home
from .kinds import once
from .subscriptions import skip_without_subscription_log, subscribers, until_unsubscribed

pytestmark = pytest.mark.asyncio(loop_scope="session")

type Things = tuple[dict[str, str], dict[str, str]]


async def _things(home: Home) -> Things:
    """Return the ids of this gateway's devices and entities."""
    registries = await home.registries()
    return (
        {d.identifier: d.device_id for d in registries.devices if d.gateway_eui == home.eui},
        {u: e for u, e in registries.entity_ids.items() if u.startswith(home.eui)},
    )


async def _all_things(home: Home) -> Things:
    """Return them when the firmware of the devices is known, too."""
    await home.until_firmware_is_known()
    return await _things(home)


async def _until_things(home: Home, wanted: Things) -> None:
    async def same() -> bool:
        return await _things(home) == wanted

    await until(same, "the same devices and entities as before")


async def _until_up(home: Home) -> None:
    await wizard.until_running(home.api)
    await home.until_state("on", "connected")


@once
async def test_a_restart_keeps_devices_and_entities(home: Home) -> None:
    before = await _all_things(home)
    await home.house.home_assistant.stop()
    await home.house.home_assistant.start()
    await _until_up(home)
    await _until_things(home, before)


@once
async def test_a_power_cut_loses_and_doubles_nothing(home: Home) -> None:
    identifiers, unique_ids = (set(part) for part in await _all_things(home))

    async def stored() -> bool:
        # Home Assistant writes a new entry to disk a little later.
        file = home.house.folder / ".storage" / "core.config_entries"
        entries = json.loads(file.read_text(encoding="utf-8"))["data"]["entries"]
        return any(each["entry_id"] == home.entry_id and each["options"] for each in entries)

    await until(stored, "the entry to be on disk")
    await home.house.home_assistant.kill()
    await home.house.home_assistant.start()
    await _until_up(home)

    async def complete() -> bool:
        return tuple(set(part) for part in await _things(home)) == (identifiers, unique_ids)

    await until(complete, "the same devices and entities as before")
    assert len(await wizard.entries(home.api, wizard.DOMAIN)) == 1


@once
async def test_reloading_keeps_devices_and_entities(home: Home) -> None:
    before = await _all_things(home)
    for _ in range(3):
        await wizard.reload_entry(home.api, home.entry_id)
    await home.until_state("on", "connected")
    await _until_things(home, before)


@once
async def test_changed_options_are_kept(home: Home) -> None:
    await wizard.set_options(home.api, home.entry_id, **FAST | {"page_size": 2})
    await home.until_loaded()

    async def in_pages_of_two() -> bool:
        requests = (await home.control.command(requests=1000))["requests"]
        urls = [each["url"] for each in requests]
        return any("limit=2&" in url for url in urls if "/api/urdevices" in url)

    await until(in_pages_of_two, "the devices to be read in pages of two")


@once
async def test_a_removed_gateway_leaves_no_device_and_no_entity(home: Home) -> None:
    await wizard.remove_entry(home.api, home.entry_id)
    assert await _things(home) == ({}, {})
    assert await home.all_states() == {}


@once
async def test_a_removed_gateway_is_not_asked_any_more(home: Home) -> None:
    await wizard.remove_entry(home.api, home.entry_id)
    heard = await home.control.requests_heard()

    async def asked() -> bool:
        return await home.control.requests_heard() > heard

    # Longer than two polls of tasks; they are read the most often.
    with pytest.raises(DemoError, match="in vain"):
        await until(asked, "a request", timeout=2 * FAST["fuota_interval"] + 1, interval=1)


async def test_a_removed_gateway_leaves_no_subscription(home: Home) -> None:
    skip_without_subscription_log(home.house)
    assert subscribers(home.house, home.topics.response)
    await wizard.remove_entry(home.api, home.entry_id)
    # Home Assistant unsubscribes with a delay.
    await until_unsubscribed(home.house, home.topics.response)
