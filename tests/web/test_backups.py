"""What the page is told on which a backup is restored: before, meanwhile, and afterwards."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

from simulator.gateway import Gateway

from ..services.saved_gateway import WORDS
from .asking import Ask, Hear, until_finished

NONE: dict[str, Any] = {
    "is_running": False,
    "is_finished": False,
    "is_stopping": False,
    "done": 0,
    "total": 0,
    "response": None,
    "problems": [],
    "error": None,
}


@pytest.fixture
async def finished(client: MockHAClientWebSocket, ask_gateway: Ask) -> Hear:
    """Follow the gateway's restore; hear of it until it has ended."""
    assert (await ask_gateway("backup/follow"))["success"]
    assert (await client.receive_json())["event"] == NONE
    return lambda: until_finished(client)


async def _saved(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    given = {"config_entry_id": entry.entry_id, "include_keys": True, "passphrase": WORDS}
    response = await hass.services.async_call(
        "milesight_network_server", "export_gateway", given, blocking=True, return_response=True
    )
    assert response is not None
    return str(response["file"])


async def test_restore_is_followed_to_its_end_and_put_away(
    hass: HomeAssistant,
    gateway: Gateway,
    loaded: MockConfigEntry,
    ask_gateway: Ask,
    finished: Hear,
    client: MockHAClientWebSocket,
) -> None:
    file = await _saved(hass, loaded)
    count = len(gateway.devices)
    gateway.books.forget_all()
    assert (await ask_gateway("backup/restore", file=file, passphrase=WORDS))["success"]
    heard = await finished()
    assert [one["done"] for one in heard] == sorted(one["done"] for one in heard)
    assert heard[-1]["done"] == heard[-1]["total"] == count
    assert all(one["response"] is None for one in heard[:-1])
    assert heard[-1]["response"]["same"] is True
    assert len(gateway.devices) == count

    # Who comes back sees what became of it, until it is put away.
    assert (await ask_gateway("backup/follow"))["success"]
    assert (await client.receive_json())["event"] == heard[-1]
    assert (await ask_gateway("backup/forget"))["success"]
    assert (await ask_gateway("backup/follow"))["success"]
    assert (await client.receive_json())["event"] == NONE


async def test_a_wrong_passphrase_is_reported_as_a_problem_of_its_field(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, ask_gateway: Ask, finished: Hear
) -> None:
    file = await _saved(hass, loaded)
    assert (await ask_gateway("backup/restore", file=file, passphrase="something else"))["success"]
    (*_, last) = await finished()
    (problem,) = last["problems"]
    assert problem["field"] == "passphrase"
    assert problem["translation_key"] == "problem_passphrase_wrong"
    assert last["response"] is None


async def test_a_gateway_that_does_not_answer_is_reported_in_a_translated_sentence(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, ask_gateway: Ask, finished: Hear
) -> None:
    file = await _saved(hass, loaded)
    gateway.faults.add("code code=23")
    assert (await ask_gateway("backup/restore", file=file, passphrase=WORDS))["success"]
    (*_, last) = await finished()
    assert last["error"]["translation_key"] == "refused_internal_error"
    assert last["error"]["translation_domain"] == "milesight_network_server"


async def test_a_gateway_that_is_unloaded_meanwhile_ends_it_with_the_reason(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, ask_gateway: Ask, finished: Hear
) -> None:
    file = await _saved(hass, loaded)
    gateway.books.forget_all()
    assert (await ask_gateway("backup/restore", file=file, passphrase=WORDS))["success"]
    assert await hass.config_entries.async_reload(loaded.entry_id)
    (*_, last) = await finished()
    assert last["error"]["translation_key"] == "restore_unloaded"


async def test_a_second_restore_of_a_gateway_is_refused(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, ask_gateway: Ask, finished: Hear
) -> None:
    file = await _saved(hass, loaded)
    gateway.books.forget_all()
    assert (await ask_gateway("backup/restore", file=file, passphrase=WORDS))["success"]
    refused = await ask_gateway("backup/restore", file=file, passphrase=WORDS)
    assert refused["error"]["translation_key"] == "restore_under_way"
    await finished()


async def test_restore_that_is_stopped_before_it_writes_sends_nothing(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, ask_gateway: Ask, finished: Hear
) -> None:
    file = await _saved(hass, loaded)
    gateway.books.forget_all()
    assert (await ask_gateway("backup/restore", file=file, passphrase=WORDS))["success"]
    assert (await ask_gateway("backup/stop"))["success"]
    heard = await finished()
    assert len(gateway.devices) == 0
    assert heard[0]["is_stopping"]
    assert not heard[-1]["is_stopping"]
    reasons = {error for one in heard[-1]["response"]["failed"] for error in one["errors"]}
    assert reasons == {"Not sent, because the restore ended before this. Somebody stopped it"}


async def test_restore_that_is_stopped_meanwhile_keeps_what_is_done_and_tells_what_is_left(
    hass: HomeAssistant,
    gateway: Gateway,
    loaded: MockConfigEntry,
    ask_gateway: Ask,
    finished: Hear,
    client: MockHAClientWebSocket,
) -> None:
    file = await _saved(hass, loaded)
    count = len(gateway.devices)
    gateway.books.forget_all()
    gateway.faults.add("delay seconds=0.1")
    assert (await ask_gateway("backup/restore", file=file, passphrase=WORDS))["success"]
    while (await client.receive_json())["event"]["done"] == 0:
        pass
    assert (await ask_gateway("backup/stop"))["success"]
    (*_, last) = await finished()
    response = last["response"]
    assert 0 < len(gateway.devices) < count
    assert len(response["added"]) + len(response["changed"]) == len(gateway.devices)
    left = {one["dev_eui"] for one in response["failed"] if one["kind"] == "device"}
    assert left.isdisjoint(gateway.devices)
    assert len(left) == count - len(gateway.devices)


async def test_stopping_where_nothing_is_restored_does_nothing(
    ask_gateway: Ask, finished: Hear
) -> None:
    assert (await ask_gateway("backup/stop"))["success"]
