"""What sensors measure, from the gateway's uplink topic to the states of a real Home Assistant."""

from itertools import count
import json
from typing import Any

import pytest

from demo import wizard
from demo.browser import chromium_path, signed_in_browser
from demo.registries import states
from demo.waiting import PATIENCE, until

from .home import Home
from .kinds import once

pytestmark = pytest.mark.asyncio(loop_scope="session")

DECODED = "readings/decoded"
RAW = "readings/raw"
# Another number each time, to see that it arrives.
_LIGHT = count(1)


def simulated(topic: str, *options: str) -> pytest.MarkDecorator:
    """Let the gateway publish uplinks there."""
    everything = ("--devices", "5", "--uplink-topic", f"{topic}/$deveui", *options)
    return pytest.mark.parametrize("simulator_options", [everything], ids=[""])


async def _listen(home: Home, topic: str) -> None:
    """Set the uplink topic, as an owner does, and wait until the broker has taken it.

    Home Assistant subscribes a little later than it says that all is set up.
    """
    await wizard.set_options(home.api, home.entry_id, "readings", uplink_topic=f"{topic}/+")
    await home.until_loaded()
    await _until_heard(home, topic)


async def _until_heard(home: Home, topic: str) -> None:
    """Wait until messages on the topic arrive."""
    devices = (await home.control.books())["devices"]
    dev_eui = devices[0]["dev_eui"]
    lit = str(next(_LIGHT))

    async def heard() -> bool:
        payload = json.dumps({"illumination": int(lit)}).encode()
        await home.control.publish(f"{topic}/{dev_eui}", payload)
        return await home.state("value_illumination", home.identifier(dev_eui)) == lit

    await until(heard, "the uplink topic to be listened to")


async def _device(home: Home, model: str) -> str:
    """Return the DevEUI of an active device of a model."""
    devices = (await home.control.books())["devices"]
    found = (one["dev_eui"] for one in devices if one["model"] == model and one["active"])
    return str(next(found))


async def _say(home: Home, dev_eui: str, **values: Any) -> None:
    await home.control.command(speak={"dev_eui": dev_eui, "values": values})


async def _until_value(
    home: Home, dev_eui: str, key: str, wanted: str, *, patience: float = PATIENCE
) -> None:
    await home.until_state(wanted, f"value_{key}", home.identifier(dev_eui), patience=patience)


@once
@simulated(DECODED)
async def test_what_a_codec_gives_is_shown_also_after_a_restart(home: Home) -> None:
    await _listen(home, DECODED)
    dev_eui = await _device(home, "WT201")
    await _say(home, dev_eui, temperature=21.5, pir="trigger", fan_status="low speed")
    await _until_value(home, dev_eui, "temperature", "21.5")
    await _until_value(home, dev_eui, "pir", "on")
    await _until_value(home, dev_eui, "fan_status", "low_speed")

    await home.house.home_assistant.stop()
    await home.house.home_assistant.start()
    await wizard.until_running(home.api)
    await _until_value(home, dev_eui, "temperature", "21.5")
    await _until_value(home, dev_eui, "pir", "on")
    await _until_heard(home, DECODED)
    await _say(home, dev_eui, temperature=22.25)
    await _until_value(home, dev_eui, "temperature", "22.25")


@once
@simulated(DECODED)
async def test_a_thermostats_page_shows_its_temperature(home: Home) -> None:
    if chromium_path() is None:
        pytest.skip("Chromium is not installed (script/setup as root installs it)")
    await _listen(home, DECODED)
    dev_eui = await _device(home, "WT201")
    await _say(home, dev_eui, temperature=21.5, humidity=45, temperature_control_mode="heat")
    await _until_value(home, dev_eui, "temperature_control_mode", "heat")
    device = (await home.registries()).device(home.identifier(dev_eui))
    assert device is not None
    async with signed_in_browser(home.api) as browser:
        await browser.open(device.page)

        async def shown() -> bool:
            # From Home Assistant 2026.11 on, no line ends between a number and its unit.
            lines = (await browser.text()).replace("\N{NO-BREAK SPACE}", " ").splitlines()
            return {"Temperature", "21.5 °C", "Humidity", "Heating"} <= set(lines)

        await until(shown, "the page to show the readings")


@once
@simulated(DECODED, "--model", "WS101", "--model", "WT201")
async def test_a_press_is_an_event(home: Home) -> None:
    await _listen(home, DECODED)
    dev_eui = await _device(home, "WS101")
    await home.control.command(press={"dev_eui": dev_eui, "press": "double press"})

    async def pressed() -> str | None:
        entity_ids = (await home.registries()).entity_ids
        entity_id = entity_ids.get(f"{home.identifier(dev_eui)}_value_button_event.status")
        event = (await states(home.api)).get(entity_id or "")
        return None if event is None else str(event["attributes"]["event_type"])

    assert await until(pressed, "the button to be pressed") == "double_press"


@once
@simulated(DECODED)
async def test_what_a_device_says_of_its_firmware_is_installed(home: Home) -> None:
    await home.settled_states()
    await _listen(home, DECODED)
    dev_eui = await _device(home, "WT201")
    await _say(home, dev_eui, firmware_version="v7.7")
    identifier = home.identifier(dev_eui)

    async def installed() -> bool:
        entity_ids = (await home.registries()).entity_ids
        entity_id = entity_ids.get(f"{identifier}_firmware")
        update = (await states(home.api)).get(entity_id or "")
        return update is not None and update["attributes"]["installed_version"] == "v7.7"

    await until(installed, "the update entity to show the device's own word")


@once
@simulated(DECODED)
async def test_a_silent_device_is_overdue_until_it_speaks(home: Home) -> None:
    await _listen(home, DECODED)
    dev_eui = await _device(home, "WT201")
    await _say(home, dev_eui, temperature=21.5)
    await _until_value(home, dev_eui, "temperature", "21.5")
    await home.house.home_assistant.stop()

    # What two hours of silence leave behind, without waiting for them.
    file = home.house.folder / ".storage" / wizard.DOMAIN / f"readings_{home.entry_id}"
    kept = json.loads(file.read_text(encoding="utf-8"))
    kept["data"]["listened"] = 10_000
    kept["data"]["heard"][dev_eui] = {"at": 2_000, "gaps": [5, 5, 5], "is_new": False}
    file.write_text(json.dumps(kept), encoding="utf-8")
    await home.control.command(fall_silent=dev_eui)
    await home.house.home_assistant.start()
    await wizard.until_running(home.api)

    identifier = home.identifier(dev_eui)
    await home.until_state("on", "overdue", identifier, patience=150)
    await home.until_state("1", "overdue_devices")
    await _say(home, dev_eui, temperature=21.5)
    await home.until_state("off", "overdue", identifier)
    await home.until_state("0", "overdue_devices")


@once
@simulated(RAW, "--no-codec", "--model", "EM300-TH")
async def test_a_codec_is_set_by_the_repair_and_readings_appear(home: Home) -> None:
    await _listen(home, RAW)
    dev_eui = await _device(home, "EM300-TH")
    await home.control.command(speak=dev_eui)
    issue_id = f"codec_missing_{home.entry_id}"

    async def reported() -> bool:
        issues = (await home.api.command("repairs/list_issues"))["issues"]
        return any(one["issue_id"] == issue_id for one in issues)

    await until(reported, "the devices without a codec to be told")
    given = {"handler": wizard.DOMAIN, "issue_id": issue_id}
    fix = "/api/repairs/issues/fix"
    flow = await home.api.request("POST", fix, json=given)
    form = await home.api.request(
        "POST", f"{fix}/{flow['flow_id']}", json={"next_step_id": "codecs"}
    )
    proposed = form["data_schema"][0]["description"]["suggested_value"]
    assert any(one.startswith(dev_eui) for one in proposed)
    done = await home.api.request("POST", f"{fix}/{flow['flow_id']}", json={"chosen": proposed})
    assert done["type"] == "create_entry"

    async def shown() -> bool:
        await home.control.command(speak=dev_eui)
        state = await home.state("value_temperature", home.identifier(dev_eui))
        return state not in (None, "unknown", "unavailable")

    await until(shown, "the temperature to be shown", interval=1)
