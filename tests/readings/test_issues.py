"""What is told of readings among Home Assistant's repairs, and what can be done there."""

from dataclasses import replace
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
)

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from ..conftest import Attach, Clock
from ..issues import description, placeholders, reported, title
from ..registry import entity_id, state
from ..repair_flow import Flow
from .conftest import UPLINKS, Find, Say, envelope
from .scene import (
    let_pass,
    open_codecs,
    registered,
    speak_without_codec,
    tell_no_more,
    unique,
)


async def test_a_message_that_names_no_device_is_reported_until_messages_name_theirs(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway
) -> None:
    async_fire_mqtt_message(hass, f"{UPLINKS}/$deveui", b'{"temperature": 21}')
    await hass.async_block_till_done()
    issue = reported(hass)["uplinks_nameless"]
    assert heard.runtime_data.readings.reception.counts.nameless == 1
    assert "don't identify their device" in title(issue)
    assert "placeholder" in description(issue)
    one = next(iter(gateway.devices.values()))
    for _ in range(19):
        await say(one, temperature=21)
    assert "uplinks_nameless" in reported(hass)
    await say(one, temperature=21)
    assert "uplinks_nameless" not in reported(hass)


async def test_one_notice_lists_the_devices_that_are_overdue(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, clock: Clock
) -> None:
    one = next(one for one in gateway.devices.values() if one.active)
    silence = heard.runtime_data.readings.silence
    for _ in range(4):
        let_pass(silence, clock, 600)
        await say(one, temperature=21)
    assert "devices_overdue" not in reported(hass)
    let_pass(silence, clock, 7200)
    issue = reported(hass)["devices_overdue"]
    assert placeholders(issue)["count"] == "1"
    assert one.name in placeholders(issue)["devices"]
    await say(one, temperature=21)
    assert "devices_overdue" not in reported(hass)


async def test_before_home_assistant_drops_entities_new_ones_are_switched_off(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, say: Say
) -> None:
    hass.config_entries.async_update_entry(entry, options={"uplink_topic": f"{UPLINKS}/+"})
    await attach(gateway)
    with patch(f"custom_components.{DOMAIN}.reading_entities.showing.MOST_ENABLED", 5):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        one = next(iter(gateway.devices.values()))
        await say(one, temperature=21, humidity=40)
    assert registered(hass, "sensor", one, "temperature").disabled_by is (
        er.RegistryEntryDisabler.INTEGRATION
    )
    assert entry.runtime_data.readings.without_room == 2
    assert "is reached: 5" in description(reported(hass)["values_switched_off"])


async def test_a_unit_that_statistics_keep_from_changing_is_reported(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway
) -> None:
    one = next(one for one in gateway.devices.values() if one.model == "WS523")
    await say(one, current=300)
    assert "units_differ" not in reported(hass)
    one.payload_codec_id = next(
        codec.codec_id for codec in gateway.payload_codecs.values() if codec.name == "CT303"
    )
    await heard.runtime_data.devices.async_refresh()
    await say(one, current=0.3)
    assert "mA" in placeholders(reported(hass)["units_differ"])["devices"]


async def test_what_is_not_reported_for_a_month_is_offered_for_removal(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    clock: Clock,
    of_model: Find,
    flow: Flow,
) -> None:
    one = of_model("WT201")
    await tell_no_more(hass, say, clock, one, button_event={"status": "short press"})
    assert placeholders(reported(hass)["values_unfed"])["count"] == "1"
    await flow.start(reported(hass)["values_unfed"].issue_id)
    form = await flow.choose("remove")
    assert form["type"] == "form"
    done = await flow.submit(chosen=[f"{one.dev_eui}:humidity"])
    assert done["type"] == "create_entry"
    assert entity_id(hass, "sensor", unique(one, "humidity")) is None
    assert "humidity" not in heard.runtime_data.readings.devices[one.dev_eui].values
    assert state(hass, "sensor", unique(one, "temperature")).state == "22"


async def test_a_codec_is_proposed_for_devices_that_speak_without_one_and_set(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    gateway: Gateway,
    of_model: Find,
    flow: Flow,
) -> None:
    one = of_model("EM300-TH")
    codec_id = await speak_without_codec(heard, say, one)
    issue = reported(hass)["codec_missing"]
    assert "other programs" in description(issue)
    before = gateway.request_counts["5.1"]
    await flow.start(issue.issue_id)
    form = await flow.choose("codecs")
    assert form["data_schema"][0]["description"]["suggested_value"] == [f"{one.dev_eui}:{codec_id}"]
    refused = await flow.submit(chosen=[])
    assert refused["errors"] == {"chosen": "nothing_chosen"}
    done = await flow.submit(chosen=[f"{one.dev_eui}:{codec_id}"])
    assert done["type"] == "create_entry"
    assert one.payload_codec_id == codec_id
    # Four codecs at a time, once.
    assert 0 < gateway.request_counts["5.1"] - before <= 4
    assert "codec_missing" not in reported(hass)


@pytest.mark.parametrize(
    ("reported", "codecs_beside", "likeliest"),
    [
        # The model that the gateway reports decides, also where its codec has no prefix.
        ("AM103", [], "AM103"),
        ("am103", ["AM102"], "AM103"),
        ("EM300-TH", [], "EM300-TH"),
        # Without a model, the codec that devices with like DevEUIs have.
        (None, ["AM102L", "AM102L"], "AM102L"),
        (None, ["AM102L", "AM103"], None),
        (None, [], None),
        # A model that no codec is for.
        ("XY999", ["AM102"], None),
    ],
)
async def test_the_likeliest_codec_is_that_of_the_model_or_of_the_devices_beside_it(
    loaded: MockConfigEntry,
    gateway: Gateway,
    reported: str | None,
    codecs_beside: list[str],
    likeliest: str | None,
) -> None:
    """AM102, AM102L and AM103 share the beginning of their DevEUIs."""
    spare = next(iter(gateway.payload_codecs.values()))
    gateway.payload_codecs.clear()
    prefixes = {"AM102": "24E124725", "AM102L": "24E124725", "AM103": "24E124725", "EM300-TH": ""}
    for number, (name, prefix) in enumerate(prefixes.items(), start=1):
        gateway.payload_codecs[number] = replace(
            spare, codec_id=number, name=name, dev_eui_prefix=prefix, is_default=True
        )
    numbers = {one.name: one.codec_id for one in gateway.payload_codecs.values()}
    devices = list(gateway.devices.values())
    gateway.devices.clear()
    for number, one in enumerate(devices):
        one.dev_eui = f"24E124725C{number:06X}"
        is_beside = number < len(codecs_beside)
        one.payload_codec_id = numbers[codecs_beside[number]] if is_beside else 0
        gateway.devices[one.dev_eui] = one
    codecs = loaded.runtime_data.codecs
    codecs.forget()
    await loaded.runtime_data.devices.async_refresh()
    dev_eui = devices[-1].dev_eui
    fitting = (await codecs.async_fitting({dev_eui: reported}))[dev_eui]
    assert fitting.likeliest == (numbers[likeliest] if likeliest else None)
    if reported is None:
        assert set(fitting.names.values()) == {"AM102", "AM102L", "AM103"}


async def test_a_codec_that_can_not_be_set_is_reported(
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
    gateway.faults.add("code call=3.4 code=23")
    ended = await flow.submit(chosen=[f"{one.dev_eui}:{codec_id}"])
    assert ended["reason"] == "not_set"
    assert one.name in ended["description_placeholders"]["error"].replace("\\", "")


async def test_who_has_a_codec_is_not_asked_about(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("EM300-TH")
    await say.message(one, envelope(one))
    assert "codec_missing" not in reported(hass)
    assert heard.runtime_data.readings.reception.counts.raw == 1


async def test_members_of_groups_tell_their_battery_without_a_topic(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    members = [one for one in gateway.devices.values() if one.active][:2]
    members[0].battery, members[1].battery = 127, 255
    gateway.by_hand(
        "POST",
        "/api/multicast-groups",
        {
            "multicastGroup": {
                "name": "all", "mcAddr": "11111111", "mcNwkSKey": "0" * 32, "mcAppSKey": "0" * 32,
                "fCnt": 0, "groupType": "CLASS_C", "dr": 0, "frequency": 869525000,
            }
        },
    )  # fmt: skip
    group_id = next(iter(gateway.multicast_groups))
    gateway.by_hand(
        "POST",
        f"/api/multicast-groups/{group_id}/devices",
        {"devEUIs": [one.dev_eui for one in members]},
    )
    await loaded.runtime_data.provisioning.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    shown = state(hass, "sensor", unique(members[0], "battery"))
    assert shown.state == "50"
    assert shown.attributes["device_class"] == "battery"
    assert entity_id(hass, "sensor", unique(members[1], "battery")) is None
    members[0].battery = 256
    await loaded.runtime_data.provisioning.async_refresh()
    await hass.async_block_till_done()
    assert state(hass, "sensor", unique(members[0], "battery")).state == "unknown"


async def test_what_a_device_tells_of_its_battery_is_better_known(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("EM300-TH")
    readings = heard.runtime_data.readings
    readings.async_batteries({one.dev_eui: 40})
    await hass.async_block_till_done()
    assert state(hass, "sensor", unique(one, "battery")).state == "40"
    await say(one, battery=98)
    readings.async_batteries({one.dev_eui: 41})
    assert state(hass, "sensor", unique(one, "battery")).state == "98"
