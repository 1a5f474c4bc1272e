"""What pages are told of firmware updates, and that it is only what changed."""

from collections import Counter
import json

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Look, Poll
from ..updates.scene import (
    A_NIGHT,
    add_task,
    install,
    of_kind,
    of_model,
    set_up,
)
from .following import Follow


async def test_everything_is_sent_first(
    hass: HomeAssistant, loaded: MockConfigEntry, follow: Follow
) -> None:
    page = await follow()
    first, *more = page.messages
    assert None not in [first[key] for key in ("gateway", "queue", "tasks", "devices")]
    # Where what is on offer takes long to work out, it follows by itself.
    assert [one for one in more if one["offers"] is None] == []
    assert page.known["gateway"]["name"] == loaded.title
    assert page.known["gateway"]["answers"] is True
    assert page.known["queue"] == []
    offered = Counter(
        one.attributes["title"] for one in hass.states.async_all("update") if one.state == "on"
    )
    assert offered
    assert {one["model"]: one["devices"] for one in page.known["offers"]} == offered


async def test_nothing_is_reported_where_nothing_changed(
    hass: HomeAssistant, loaded: MockConfigEntry, follow: Follow, look: Look
) -> None:
    page = await follow()
    await look()
    await look()
    assert await page.read() == []


async def test_queued_updates_are_reported_in_their_order_with_their_start(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, follow: Follow
) -> None:
    page = await follow()
    on_offer = sum(one["devices"] for one in page.known["offers"])
    await install(hass, *of_model(gateway, "WT101"))
    await install(hass, *of_model(gateway, "UC300"))
    await page.read()
    assert [(one["model"], one["devices"], one["state"]) for one in page.known["queue"]] == [
        ("WT101", 4, "next"),
        ("UC300", 4, "queued"),
    ]
    assert sum(one["devices"] for one in page.known["offers"]) == on_offer - 8
    await poll(15)
    await page.read()
    (task,) = page.tasks.values()
    (waiting,) = page.known["queue"]
    assert waiting["model"] == "UC300"
    assert waiting["starts"] >= task["ends"][:16]


async def test_each_device_of_a_task_is_reported_once_and_then_what_changes(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    look: Look,
    follow: Follow,
) -> None:
    page = await follow()
    thermostats = of_model(gateway, "WT101")
    await install(hass, *thermostats)
    await poll(15)
    await page.read()
    (task_id,) = page.tasks
    registry = dr.async_get(hass)
    named = {
        device.id: device.name
        for device in dr.async_entries_for_config_entry(registry, loaded.entry_id)
    }
    assert {named[one["device_id"]] for one in page.devices[task_id]} == {
        one.name for one in thermostats
    }
    listed = len([one for one in page.messages if one["devices"]])
    for _ in range(30):
        await look()
    await page.read()
    assert len([one for one in page.messages if one["devices"]]) == listed
    books = gateway.tasks[task_id]
    assert page.tasks[task_id]["phase"] == "sending"
    assert [one["status"] for one in page.devices[task_id]] == ["receiving"] * len(books.devices)


async def test_numbers_at_the_end_are_those_of_the_books(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, follow: Follow
) -> None:
    page = await follow()
    good, bad = of_model(gateway, "WT101")[:2]
    gateway.set_fate(bad.dev_eui, "fragment:9")
    await install(hass, good, bad)
    await poll(15)
    await poll(A_NIGHT)
    await poll(10)
    await page.read()
    ((task_id, task),) = page.tasks.items()
    assert (task["state"], task["total"], task["done"]) == ("failed", 2, 1)
    assert (task["failed"], task["unresolved"]) == (1, 1)
    assert sorted((one["status"], one["unresolved"]) for one in page.devices[task_id]) == [
        ("complete", False),
        ("fragments_missing", True),
    ]


async def test_failure_is_over_when_its_devices_were_updated_by_another_task(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, follow: Follow
) -> None:
    page = await follow()
    good, bad = of_model(gateway, "WT101")[:2]
    gateway.set_fate(bad.dev_eui, "fragment:9", times=1)
    await install(hass, good, bad)
    await poll(15)
    await poll(A_NIGHT)
    await poll(10)
    await install(hass, bad)
    await poll(15)
    await page.read()
    assert [one["unresolved"] for one in page.tasks.values() if one["state"] == "failed"] == [0]
    await poll(A_NIGHT)
    await poll(10)
    await page.read()
    assert [one["state"] for one in page.tasks.values()] == ["succeeded"]


async def test_failure_is_over_when_its_device_reports_the_firmware_all_the_same(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, follow: Follow
) -> None:
    page = await follow()
    late = of_model(gateway, "WT101")[0]
    # It timed out, says the gateway, and was only slow.
    gateway.set_fate(late.dev_eui, "fragment:14", times=1)
    await install(hass, late)
    await poll(15)
    await poll(A_NIGHT)
    await poll(10)
    await page.read()
    assert [one["unresolved"] for one in page.tasks.values()] == [1]
    assert of_kind(hass, "task_failed")
    late.firmware_version = "v1.10"
    await poll(25 * 3600)
    await page.read()
    assert [one["unresolved"] for one in page.tasks.values()] == [0]
    assert not of_kind(hass, "task_failed")


async def test_gateway_that_is_unloaded_is_gone_and_comes_back_whole(
    hass: HomeAssistant, loaded: MockConfigEntry, follow: Follow
) -> None:
    page = await follow()
    before = page.known
    assert await hass.config_entries.async_unload(loaded.entry_id)
    await page.read()
    assert page.gateways == {}
    await set_up(hass, loaded)
    await page.read()
    assert page.known["gateway"] == before["gateway"]
    assert page.known["offers"] == before["offers"]


async def test_only_the_gateway_that_was_asked_for_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, follow: Follow
) -> None:
    assert (await follow(config_entry_id=loaded.entry_id)).gateways.keys() == {loaded.entry_id}
    assert (await follow(config_entry_id="another")).gateways == {}


async def test_neither_keys_nor_euis_are_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, follow: Follow
) -> None:
    hass.config_entries.async_update_entry(loaded, title="The roof")
    device = dr.async_get(hass).async_get(loaded.runtime_data.gateway_device_id)
    assert device is not None
    dr.async_get(hass).async_update_device(device.id, name_by_user="The roof")
    thermostats = of_model(gateway, "WT101")
    await add_task(hass, loaded, gateway, *thermostats)
    await install(hass, *of_model(gateway, "UC300"))
    page = await follow()
    await poll(15)
    await poll(A_NIGHT)
    await page.read()
    text = json.dumps(page.messages).upper()
    assert "THE ROOF" in text
    assert GATEWAY_EUI not in text
    for one in gateway.devices.values():
        assert one.dev_eui not in text
        assert all(key.upper() not in text for key in (one.app_key, one.nwk_s_key) if key)


async def test_nothing_is_worked_out_while_nobody_looks(
    hass: HomeAssistant, loaded: MockConfigEntry, follow: Follow
) -> None:
    runtime = loaded.runtime_data
    before = len(runtime.firmware.changed_listeners), len(runtime.updates.news_listeners)
    page = await follow()
    during = len(runtime.firmware.changed_listeners), len(runtime.updates.news_listeners)
    assert during == (before[0] + 1, before[1] + 1)
    await page.close()
    await hass.async_block_till_done()
    after = len(runtime.firmware.changed_listeners), len(runtime.updates.news_listeners)
    assert after == before
