"""The panel: in the sidebar while there is a gateway, and what it knows of gateways."""

from typing import Any

from homeassistant.components.frontend import DATA_PANELS
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.milesight_network_server.const import DOMAIN
from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, TOPICS, Poll
from ..updates.scene import newest, of_model
from .asking import Ask, answer_to


def _panel(hass: HomeAssistant) -> Any:
    return hass.data.get(DATA_PANELS, {}).get("lorawan")


async def test_panel_comes_with_the_first_gateway_and_goes_with_the_last(
    hass: HomeAssistant, mqtt_client: object
) -> None:
    assert await async_setup_component(hass, "frontend", {})
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    assert _panel(hass) is None
    entries = [
        MockConfigEntry(
            domain=DOMAIN,
            unique_id=eui,
            data={**TOPICS, "gateway_eui": eui},
            options={"request_timeout": 0.01},
        )
        for eui in ("24E124FFFE000001", "24E124FFFE000002")
    ]
    for entry in entries:
        await hass.config_entries.async_add(entry)
    await hass.async_block_till_done()
    assert _panel(hass).require_admin
    await hass.config_entries.async_remove(entries[0].entry_id)
    await hass.async_block_till_done()
    assert _panel(hass)
    await hass.config_entries.async_remove(entries[1].entry_id)
    await hass.async_block_till_done()
    assert _panel(hass) is None


async def test_gateway_that_falls_silent_is_reported_with_since_when(
    client: MockHAClientWebSocket, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    assert (await answer_to(client, "gateways/subscribe"))["success"]
    (first,) = (await client.receive_json())["event"]["gateways"]
    assert (first["state"], first["silent_since"], first["eui"]) == ("answers", None, GATEWAY_EUI)
    loaded.runtime_data.gateway.timeout = 0.05
    gateway.faults.add(Fault("silent"))
    await poll(90)
    (now,) = (await client.receive_json())["event"]["gateways"]
    assert now["state"] == "silent"
    assert now["silent_since"] is not None


async def test_gateway_that_is_not_set_up_is_reported_with_the_reason(
    hass: HomeAssistant,
    mqtt_client: object,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Nobody answers on its topics."""
    hass.config_entries.async_update_entry(entry, options={"request_timeout": 0.01})
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    client = await hass_ws_client(hass)
    assert (await answer_to(client, "gateways/subscribe"))["success"]
    (gateway,) = (await client.receive_json())["event"]["gateways"]
    assert gateway["state"] == "not_set_up"
    assert gateway["reason"]["translation_key"] == "no_answer"


async def test_all_that_is_wrong_with_an_action_is_reported_field_by_field(
    loaded: MockConfigEntry, gateway: Gateway, ask: Ask
) -> None:
    before = len(gateway.devices)
    data = {"config_entry_id": loaded.entry_id, "dev_eui": "24E1", "f_port": 300}
    answer = await ask("actions/run", action="add_device", data=data)
    assert answer["result"]["response"] is None
    keys = {one["field"]: one["translation_key"] for one in answer["result"]["problems"]}
    assert keys == {
        "dev_eui": "problem_hex",
        "f_port": "problem_whole",
        "application_id": "problem_required",
    }
    assert len(gateway.devices) == before


async def test_what_somebody_else_changed_meanwhile_is_reported_and_not_overwritten(
    loaded: MockConfigEntry, gateway: Gateway, ask: Ask
) -> None:
    device = next(iter(gateway.devices.values()))
    named = {"config_entry_id": loaded.entry_id, "dev_eui": device.dev_eui}
    seen = device.name
    device.name = "Changed by somebody"
    data = {**named, "name": "Mine"}
    answer = await ask("actions/run", action="modify_device", data=data, expected={"name": seen})
    (problem,) = answer["result"]["problems"]
    assert (problem["field"], problem["translation_key"]) == ("name", "problem_changed_elsewhere")
    assert "Changed by somebody" in problem["message"]
    assert device.name == "Changed by somebody"
    answer = await ask(
        "actions/run", action="modify_device", data=data, expected={"name": "Changed by somebody"}
    )
    assert answer["result"]["problems"] == []
    assert gateway.devices[device.dev_eui].name == "Mine"


async def test_what_the_gateway_refuses_is_reported_in_a_translated_sentence(
    loaded: MockConfigEntry, gateway: Gateway, ask: Ask
) -> None:
    gateway.faults.add("code code=23")
    data = {"config_entry_id": loaded.entry_id, "dev_eui": next(iter(gateway.devices))}
    answer = await ask("actions/run", action="delete_device", data=data)
    assert answer["error"]["translation_key"] == "refused_internal_error"
    assert data["dev_eui"] in gateway.devices


async def test_device_that_has_an_update_already_is_reported_beside_the_field_that_names_it(
    loaded: MockConfigEntry, gateway: Gateway, ask: Ask
) -> None:
    assert (await ask("updates/install"))["result"]["refused"] == []
    taken = of_model(gateway, "WT101")[0]
    data = {
        "config_entry_id": loaded.entry_id,
        "name": "Again",
        "dev_euis": [taken.dev_eui],
        **newest(gateway),
    }
    answer = await ask("actions/run", action="add_fuota_task", data=data)
    (problem,) = answer["result"]["problems"]
    assert (problem["field"], problem["translation_key"]) == ("dev_euis", "problem_in_queue")
    assert not gateway.tasks


async def test_gateway_that_is_unloaded_and_set_up_again_is_followed(
    hass: HomeAssistant,
    client: MockHAClientWebSocket,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
) -> None:
    async def states() -> list[tuple[str, Any]]:
        gateways = (await client.receive_json())["event"]["gateways"]
        return [(one["state"], one["reason"]) for one in gateways]

    assert (await answer_to(client, "gateways/subscribe"))["success"]
    assert await states() == [("answers", None)]
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert await states() == [("not_set_up", None)]
    assert await hass.config_entries.async_setup(loaded.entry_id)
    assert await states() == [("answers", None)]
    loaded.runtime_data.gateway.timeout = 0.05
    gateway.faults.add(Fault("silent"))
    await poll(90)
    assert await states() == [("silent", None)]
