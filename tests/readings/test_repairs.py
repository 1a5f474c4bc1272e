"""Dialogs about codecs and values, while something changes at the gateway or in Home Assistant."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator.gateway import Gateway

from ..conftest import Clock
from ..issues import reported
from ..registry import state
from ..repair_flow import Flow
from .conftest import Find, Say
from .scene import open_codecs, speak_without_codec, tell_no_more, unique


async def test_a_codec_that_is_deleted_while_the_dialog_is_open_is_reported(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    gateway: Gateway,
    of_model: Find,
    flow: Flow,
) -> None:
    one = of_model("EM300-TH")
    codec_id = await speak_without_codec(heard, say, one)
    await open_codecs(hass, flow)
    del gateway.payload_codecs[codec_id]
    for other in gateway.devices.values():
        other.payload_codec_id = 0
    await heard.runtime_data.devices.async_refresh()
    ended = await flow.submit(chosen=[f"{one.dev_eui}:{codec_id}"])
    assert ended["reason"] == "not_set"
    assert "does not exist" in ended["description_placeholders"]["error"]
    assert gateway.request_counts["3.4"] == 0


async def test_a_device_gets_one_of_two_codecs_that_fit_it(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    gateway: Gateway,
    of_model: Find,
    flow: Flow,
) -> None:
    one = of_model("EM300-TH")
    codec_id = await speak_without_codec(heard, say, one)
    copy = replace(gateway.payload_codecs[codec_id], codec_id=9001)
    gateway.payload_codecs[copy.codec_id] = copy
    heard.runtime_data.codecs.forget()
    await open_codecs(hass, flow)
    both = [f"{one.dev_eui}:{codec_id}", f"{one.dev_eui}:{copy.codec_id}"]
    refused = await flow.submit(chosen=both)
    assert refused["errors"] == {"chosen": "two_codecs"}
    assert one.payload_codec_id == 0
    assert (await flow.submit(chosen=both[1:]))["type"] == "create_entry"
    assert one.payload_codec_id == copy.codec_id


async def test_codecs_that_can_not_be_read_and_none_that_fits_are_reported(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    gateway: Gateway,
    of_model: Find,
    flow: Flow,
) -> None:
    await speak_without_codec(heard, say, of_model("EM300-TH"))
    heard.runtime_data.codecs.forget()
    gateway.faults.add("code call=5.1 code=23")
    await flow.start(reported(hass)["codec_missing"].issue_id)
    ended = await flow.choose("codecs")
    assert (ended["type"], ended["reason"]) == ("abort", "not_read")
    assert "23" in ended["description_placeholders"]["error"]
    gateway.faults.clear()
    gateway.payload_codecs.clear()
    await flow.start(reported(hass)["codec_missing"].issue_id)
    ended = await flow.choose("codecs")
    assert (ended["type"], ended["reason"]) == ("abort", "no_codec")


async def test_dialogs_that_are_open_while_the_gateway_is_unloaded_change_nothing(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    clock: Clock,
    of_model: Find,
    hass_client: ClientSessionGenerator,
) -> None:
    one = of_model("EM300-TH")
    await tell_no_more(hass, say, clock, of_model("WT201"))
    await speak_without_codec(heard, say, one)
    codecs, values = Flow(hass, hass_client), Flow(hass, hass_client)
    await codecs.start(reported(hass)["codec_missing"].issue_id)
    await values.start(reported(hass)["values_unfed"].issue_id)
    assert await hass.config_entries.async_unload(heard.entry_id)
    for flow, step in ((codecs, "codecs"), (values, "remove")):
        ended = await flow.choose(step)
        assert (ended["type"], ended["reason"]) == ("abort", "not_loaded")
    assert one.payload_codec_id == 0


async def test_a_value_that_is_reported_again_while_the_dialog_is_open_is_not_removed(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    clock: Clock,
    of_model: Find,
    flow: Flow,
) -> None:
    one = of_model("WT201")
    await tell_no_more(hass, say, clock, one)
    await flow.start(reported(hass)["values_unfed"].issue_id)
    await say(one, humidity=41)
    ended = await flow.choose("remove")
    assert (ended["type"], ended["reason"]) == ("abort", "gone")
    assert state(hass, "sensor", unique(one, "humidity")).state == "41"
