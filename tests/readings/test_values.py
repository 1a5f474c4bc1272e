"""What a device says becomes entities of the device, and stays."""

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.milesight_network_server.readings.value import Value
from simulator.device import Device
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI
from ..registry import device, state
from .conftest import Find, Say, envelope
from .models import facts, with_facts
from .scene import registered, unique


def readings_of(entry: MockConfigEntry, one: Device) -> list[Value]:
    """Return the values that are known of a device."""
    return list(entry.runtime_data.readings.devices[one.dev_eui].values.values())


async def test_each_value_is_an_entity_of_the_device_at_first_sight(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5, humidity=45, battery=98)
    shown = state(hass, "sensor", unique(one, "temperature"))
    assert shown.state == "21.5"
    assert shown.attributes["unit_of_measurement"] == "°C"
    assert shown.attributes["device_class"] == "temperature"
    assert shown.attributes["state_class"] == "measurement"
    assert state(hass, "sensor", unique(one, "battery")).state == "98"
    owner = device(hass, heard.entry_id, f"{GATEWAY_EUI}_{one.dev_eui}")
    assert owner is not None
    assert registered(hass, "sensor", one, "temperature").device_id == owner.id
    assert shown.attributes["friendly_name"] == f"{one.name} Temperature"


async def test_a_value_follows_its_device(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5)
    await say(one, temperature=-3)
    assert state(hass, "sensor", unique(one, "temperature")).state == "-3"


@pytest.mark.parametrize(
    ("said", "shown"),
    [(27.400000000000002, "27.4"), (-0.0, "0.0"), (0.1 + 0.2, "0.3"), ("21.50", "21.5")],
)
async def test_a_number_is_shown_without_what_a_script_added_by_calculating(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    of_model: Find,
    said: float | str,
    shown: str,
) -> None:
    one = of_model("WT201")
    for _ in range(2):
        await say(one, temperature=said)
        assert state(hass, "sensor", unique(one, "temperature")).state == shown


async def test_a_word_before_the_first_number_makes_no_word_of_a_quantity(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    for said in ("NaN", "--", "", "21.5 ℃", "22.5°C", "error"):
        await say(one, temperature=said)
    shown = state(hass, "sensor", unique(one, "temperature"))
    assert shown.state == "22.5"
    assert shown.attributes["unit_of_measurement"] == "°C"


async def test_a_value_that_stays_writes_no_state(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5, pir="idle")
    shown = state(hass, "sensor", unique(one, "temperature"))
    changes = async_capture_events(hass, "state_changed")
    await say(one, temperature=21.5, pir=0)
    assert changes == []
    assert state(hass, "sensor", unique(one, "temperature")) is shown
    assert shown.last_reported == shown.last_changed


async def test_two_valued_things_are_binary_sensors(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("AM319")
    await say(one, pir="trigger", magnet_status=0, tamper_status="uninstalled")
    assert state(hass, "binary_sensor", unique(one, "pir")).state == "on"
    assert state(hass, "binary_sensor", unique(one, "magnet_status")).state == "off"
    assert state(hass, "binary_sensor", unique(one, "tamper_status")).state == "on"


async def test_words_are_translated_states(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, fan_status="low speed")
    shown = state(hass, "sensor", unique(one, "fan_status"))
    assert shown.state == "low_speed"
    assert shown.attributes["device_class"] == "enum"
    assert shown.attributes["friendly_name"] == f"{one.name} Fan"


async def test_a_press_is_an_event_for_each_number(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, button_event={"status": "short press", "msgid": 1})
    first = state(hass, "event", unique(one, "button_event.status"))
    assert first.attributes["event_type"] == "short_press"
    await say(one, button_event={"status": "short press", "msgid": 1})
    assert state(hass, "event", unique(one, "button_event.status")).state == first.state
    await say(one, button_event={"status": "short press", "msgid": 2})
    second = state(hass, "event", unique(one, "button_event.status"))
    assert second.state > first.state
    await say(one, button_event={"status": "double press", "msgid": 3})
    third = state(hass, "event", unique(one, "button_event.status"))
    assert third.attributes["event_type"] == "double_press"
    with pytest.raises(AssertionError):
        state(hass, "sensor", unique(one, "button_event.msgid"))


async def test_a_place_is_a_device_tracker(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, latitude=24.62495, longitude=118.030576)
    shown = state(hass, "device_tracker", unique(one, "location"))
    assert shown.attributes["latitude"] == 24.62495
    await say(one, latitude=0, longitude=0)
    await say(one, latitude=24.7)
    await say(one, latitude=24.8, longitude=118)
    shown = state(hass, "device_tracker", unique(one, "location"))
    assert shown.attributes["latitude"] == 24.8


async def test_settings_are_off_at_first(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, report_interval=600)
    entity = registered(hass, "sensor", one, "report_interval")
    assert entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert entity.entity_category is EntityCategory.DIAGNOSTIC


async def test_what_a_device_tells_of_itself_is_in_the_device_registry(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, sn="6136d38802580000", hardware_version="v9.1", firmware_version="v8.2")
    owner = device(hass, heard.entry_id, f"{GATEWAY_EUI}_{one.dev_eui}")
    assert owner is not None
    assert owner.serial_number == "6136d38802580000"
    assert owner.hw_version == "v9.1"
    assert owner.sw_version == "v8.2"


async def test_what_a_device_says_that_it_runs_is_installed(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    update = f"{GATEWAY_EUI}_{one.dev_eui}_firmware"
    assert state(hass, "update", update).attributes["installed_version"] == one.firmware_version
    await say(one, firmware_version="v1.9")
    shown = state(hass, "update", update)
    assert shown.attributes["installed_version"] == "v1.9"
    assert shown.state == "off"


@pytest.mark.parametrize(
    "said", ["unknown", "N/A", "-", "", "vffff.ffff", "x" * 100, True, "v\u202e1", "\0\0"]
)
async def test_what_is_no_version_does_not_hide_an_update(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find, said: object
) -> None:
    one = of_model("WT201")
    await say(one, firmware_version=said)
    shown = state(hass, "update", f"{GATEWAY_EUI}_{one.dev_eui}_firmware")
    assert shown.attributes["installed_version"] == one.firmware_version
    assert shown.state == "on"


async def test_a_version_is_shown_without_what_fills_it_up(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, firmware_version="v1.9\0\0")
    shown = state(hass, "update", f"{GATEWAY_EUI}_{one.dev_eui}_firmware")
    assert shown.attributes["installed_version"] == "v1.9"


async def test_what_the_gateway_tells_later_is_newer_than_a_devices_word(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, firmware_version="v1.2-beta")
    one.firmware_version = "v1.4"
    await heard.runtime_data.firmware_check.async_check()
    await hass.async_block_till_done()
    update = state(hass, "update", f"{GATEWAY_EUI}_{one.dev_eui}_firmware")
    assert update.attributes["installed_version"] == "v1.4"


@pytest.mark.parametrize(
    "message",
    [
        b"\xff\xfe not JSON", b"[1, 2]", b"null", b"3", b'"text"', b"", b"{}", b'{"": 1}',
        b'{"temperature": NaN, "humidity": 1e999, "co2": ' + b"9" * 400 + b"}",
        b'{"temperature": null, "humidity": [1], "co2": {}}',
        b'{"a.b c/d\\u0000": 1, "\\ud83d": 2, "\\u202e": "x"}',
        b'{"x":' * 2000 + b"1" + b"}" * 2000,
        b'{"v": "' + b"x" * 70_000 + b'"}',
        b'{"rxInfo": 5, "txInfo": [], "fCnt": "x", "devEUI": 7}',
    ],
)  # fmt: skip
async def test_no_message_does_any_harm(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    of_model: Find,
    message: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5)
    await say.message(one, message)
    assert state(hass, "sensor", unique(one, "temperature")).state == "21.5"
    assert "Error" not in caplog.text
    assert "Exception" not in caplog.text


async def test_a_device_has_64_values_at_most_which_is_logged_once(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    of_model: Find,
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = of_model("WT201")
    for _ in range(2):
        await say.message(one, {f"value_{number}": number for number in range(200)})
    readings = heard.runtime_data.readings.devices[one.dev_eui]
    assert len(readings.values) == 64
    assert caplog.text.count("more than 64 values") == 1


async def test_hundreds_of_settings_leave_room_for_what_is_measured(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say.message(one, {f"plan_config_{number}": {"enable": 1} for number in range(200)})
    await say(one, temperature=21.5)
    assert state(hass, "sensor", unique(one, "temperature")).state == "21.5"


async def test_a_place_may_stand_in_an_object_and_be_text(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, base_station_position={"latitude": "52.5", "longitude": "13.4"})
    shown = state(hass, "device_tracker", unique(one, "location"))
    assert (shown.attributes["latitude"], shown.attributes["longitude"]) == (52.5, 13.4)
    assert {value.key for value in readings_of(heard, one)} == {"location"}


async def test_a_retained_message_is_no_word_of_now(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    for said in (5, 6, "lost"):
        await say(one, retained=True, custom=said)
    assert [value.fed_at for value in readings_of(heard, one)] == [None]


@pytest.mark.parametrize("nothing", [None, ""])
async def test_a_frame_without_a_payload_does_not_tell_of_a_codec(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find, nothing: str | None
) -> None:
    one = of_model("WT201")
    await say.message(one, envelope(one, data=nothing))
    assert heard.runtime_data.readings.reception.raw == set()
    await say.message(one, envelope(one))
    assert heard.runtime_data.readings.reception.raw == {one.dev_eui}
    await say.message(one, envelope(one, data=nothing))
    assert heard.runtime_data.readings.reception.raw == {one.dev_eui}


async def test_a_press_under_a_dotted_key_is_an_event_for_each_number(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    pressed = {"button_event.status": "short press", "button_event.msgid": 1}
    await say.message(one, pressed)
    first = state(hass, "event", unique(one, "button_event.status")).state
    await say.message(one, pressed)
    assert state(hass, "event", unique(one, "button_event.status")).state == first


async def test_devices_that_the_gateway_does_not_list_are_counted(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say
) -> None:
    before = len(hass.states.async_all())
    await say("24e124ffff000001", temperature=5)
    assert heard.runtime_data.readings.reception.counts.unlisted == 1
    assert len(hass.states.async_all()) == before


async def test_a_device_is_named_by_the_message_before_the_topic(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway
) -> None:
    one, other, *_ = gateway.devices.values()
    await say.message(one, {"devEUI": other.dev_eui.lower(), "temperature": 5})
    assert state(hass, "sensor", unique(other, "temperature")).state == "5"


async def test_a_retained_message_fills_in_what_is_unknown_and_nothing_else(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, retained=True, temperature=5, button_event={"status": "short press", "msgid": 1})
    assert state(hass, "sensor", unique(one, "temperature")).state == "5"
    assert state(hass, "event", unique(one, "button_event.status")).state == STATE_UNKNOWN
    await say(one, temperature=21)
    await say(one, retained=True, temperature=4)
    assert state(hass, "sensor", unique(one, "temperature")).state == "21"
    assert heard.runtime_data.readings.reception.counts.taken == 1


async def test_a_key_of_another_kind_is_another_entity_and_the_old_one_goes(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature_alarm=1)
    assert state(hass, "binary_sensor", unique(one, "temperature_alarm")).state == "on"
    await say(one, temperature_alarm=9)
    assert state(hass, "sensor", unique(one, "temperature_alarm")).state == "9"
    registry = er.async_get(hass)
    old = registry.async_get_entity_id(
        Platform.BINARY_SENSOR, "milesight_network_server", unique(one, "temperature_alarm")
    )
    assert old is None
    await say(one, temperature_alarm="threshold alarm")
    assert state(hass, "sensor", unique(one, "temperature_alarm")).state == "threshold alarm"
    await say(one, temperature_alarm=0)
    assert state(hass, "sensor", unique(one, "temperature_alarm")).state == "0"


async def test_a_sensor_with_statistics_does_not_become_a_word(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5)
    await say(one, temperature="read error")
    assert state(hass, "sensor", unique(one, "temperature")).state == "21.5"


async def test_with_the_model_a_unit_comes_and_it_stays_with_statistics(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, of_model: Find
) -> None:
    one = of_model("WT201")
    one.payload_codec_id = 285
    one.model = "unknown"
    heard.runtime_data.firmware._survey.forget([one.dev_eui])
    heard.runtime_data.firmware.async_update([one.dev_eui])
    await heard.runtime_data.devices.async_refresh()
    await say(one, current=300)
    assert "unit_of_measurement" not in state(hass, "sensor", unique(one, "current")).attributes
    entity = registered(hass, "sensor", one, "current").entity_id
    er.async_get(hass).async_update_entity(entity, name="Mine")

    one.payload_codec_id = next(
        codec.codec_id for codec in gateway.payload_codecs.values() if codec.name == "WS523"
    )
    await heard.runtime_data.devices.async_refresh()
    await say(one, current=301)
    shown = state(hass, "sensor", unique(one, "current"))
    assert shown.state == "301"
    assert shown.attributes["unit_of_measurement"] == "mA"
    assert registered(hass, "sensor", one, "current").name == "Mine"

    one.payload_codec_id = next(
        codec.codec_id for codec in gateway.payload_codecs.values() if codec.name == "CT303"
    )
    await heard.runtime_data.devices.async_refresh()
    await say(one, current=0.3)
    assert state(hass, "sensor", unique(one, "current")).attributes["unit_of_measurement"] == "mA"
    value = heard.runtime_data.readings.devices[one.dev_eui].values["current"]
    assert value.other_unit == "A"


@with_facts
async def test_each_sample_of_each_model_becomes_entities_without_an_error(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    gateway: Gateway,
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = next(iter(gateway.devices.values()))
    registry = er.async_get(hass)
    for row in facts().values():
        for uplink in row["uplinks"]:
            await say(one, **uplink["decoded"])
        values = heard.runtime_data.readings.devices[one.dev_eui].values
        for value in list(values.values()):
            assert registry.async_get_entity_id(
                value.kind.platform, "milesight_network_server", unique(one, value.key)
            )
            del values[value.key]
    assert "Error" not in caplog.text
    assert "Exception" not in caplog.text


async def test_entities_go_with_their_device(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5)
    del gateway.devices[one.dev_eui]
    await heard.runtime_data.devices.async_refresh()
    await hass.async_block_till_done()
    assert one.dev_eui not in heard.runtime_data.readings.devices
    assert (
        dr.async_get(hass).async_get_device_by_identifier(
            ("milesight_network_server", f"{GATEWAY_EUI}_{one.dev_eui}"), heard.entry_id
        )
        is None
    )
    with pytest.raises(AssertionError):
        state(hass, "sensor", unique(one, "temperature"))


async def test_radio_comes_from_envelopes_and_is_off_at_first(
    hass: HomeAssistant,
    all_entities_enabled: None,
    heard: MockConfigEntry,
    say: Say,
    of_model: Find,
) -> None:
    one = of_model("WT201")
    await say.message(one, envelope(one))
    start = f"{GATEWAY_EUI}_{one.dev_eui}"
    assert state(hass, "sensor", f"{start}_rssi").state == "-64"
    assert state(hass, "sensor", f"{start}_snr").state == "13.5"
    assert state(hass, "sensor", f"{start}_spreading_factor").state == "7"
    assert state(hass, "sensor", f"{start}_gateways").state == "1"
    await say.message(one, envelope(one, rxInfo=[{"rssi": -100}], fCnt=940))
    assert state(hass, "sensor", f"{start}_rssi").state == "-100"
    assert state(hass, "sensor", f"{start}_snr").state == STATE_UNKNOWN
    assert heard.runtime_data.readings.devices[one.dev_eui].lost == 2


async def test_values_stay_while_the_api_is_silent(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, of_model: Find
) -> None:
    one = of_model("WT201")
    await say(one, temperature=21.5)
    gateway.faults.add("silent")
    heard.runtime_data.devices.async_disconnected()
    await hass.async_block_till_done()
    assert state(hass, "binary_sensor", f"{GATEWAY_EUI}_{one.dev_eui}_active").state == (
        STATE_UNAVAILABLE
    )
    assert state(hass, "sensor", unique(one, "temperature")).state == "21.5"
    await say(one, temperature=22)
    assert state(hass, "sensor", unique(one, "temperature")).state == "22"
