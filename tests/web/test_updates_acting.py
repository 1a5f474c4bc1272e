"""What administrators may do with updates over the WebSocket."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway

from ..conftest import Poll
from ..updates.scene import (
    A_NIGHT,
    full_disk,
    install,
    of_model,
    queue_of,
    states_of,
)
from .asking import Ask
from .following import Follow


async def test_install_queues_everything_that_is_on_offer(
    hass: HomeAssistant, loaded: MockConfigEntry, follow: Follow, ask: Ask
) -> None:
    page = await follow()
    on_offer = {one["model"]: one["devices"] for one in page.known["offers"]}
    answer = await ask("updates/install", config_entry_id=loaded.entry_id)
    assert answer["result"] == {"queued": sum(on_offer.values()), "refused": []}
    await page.read()
    assert {one["model"]: one["devices"] for one in page.known["queue"]} == on_offer
    assert page.known["offers"] == []


async def test_install_says_of_each_device_why_it_was_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, follow: Follow, ask: Ask
) -> None:
    page = await follow()
    on_offer = sum(one["devices"] for one in page.known["offers"])
    with full_disk():
        answer = await ask("updates/install")
    assert answer["result"]["queued"] == 0
    assert len(answer["result"]["refused"]) == on_offer
    assert all("written to disk" in one["reason"] for one in answer["result"]["refused"])
    assert all(one["device_id"] and one["name"] for one in answer["result"]["refused"])


async def test_failed_devices_are_retried_in_a_task_of_their_own(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    follow: Follow,
    ask: Ask,
) -> None:
    page = await follow()
    good, bad = of_model(gateway, "WT101")[:2]
    gateway.set_fate(bad.dev_eui, "fragment:9", times=1)
    await install(hass, good, bad)
    await poll(15)
    await poll(A_NIGHT)
    await poll(10)
    await page.read()
    (failed,) = page.tasks
    answer = await ask("updates/retry_failed", config_entry_id=loaded.entry_id, task_id=failed)
    again = gateway.tasks[answer["result"]["task_id"]]
    assert list(again.devices) == [bad.dev_eui]
    await page.read()
    assert page.tasks[failed]["unresolved"] == 0
    assert page.tasks[again.task_id]["total"] == 1


async def test_update_in_the_queue_is_cancelled(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, ask: Ask
) -> None:
    await install(hass, *of_model(gateway, "WT101"))
    ((queued),) = await queue_of(hass, loaded)
    answer = await ask(
        "updates/cancel", config_entry_id=loaded.entry_id, queue_id=queued["queue_id"]
    )
    assert answer["success"]
    assert await states_of(hass, loaded) == []


async def test_task_that_has_not_begun_is_cancelled_at_the_gateway(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, ask: Ask
) -> None:
    await install(hass, *of_model(gateway, "WT101"))
    await poll(15)
    (task_id,) = gateway.tasks
    answer = await ask("updates/cancel", config_entry_id=loaded.entry_id, task_id=task_id)
    assert answer["success"]
    assert gateway.tasks == {}


async def test_what_is_refused_is_reported_in_a_translated_sentence(
    hass: HomeAssistant, loaded: MockConfigEntry, ask: Ask
) -> None:
    answer = await ask("updates/cancel", config_entry_id=loaded.entry_id, queue_id="gone")
    assert answer["error"]["translation_key"] == "invalid_fields"
    assert "gone" in answer["error"]["message"]
    answer = await ask("updates/install", config_entry_id="another")
    assert answer["error"]["translation_key"] == "no_gateway_set_up"


async def test_everybody_who_is_signed_in_may_look(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_read_only_access_token: str,
    follow: Follow,
) -> None:
    assert (await follow(hass_read_only_access_token)).known == (await follow()).known
