"""Home Assistant's own LoRaWAN hub: the gateway in it, and a brand that knows our devices.

From Home Assistant 2026.11 on. The brand is `lorawan_test_brand`: no integration of a brand names
our stack yet.
"""

from collections.abc import AsyncGenerator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import pytest_socket

from demo import wizard
from demo.api import CommandError
from demo.browser import chromium_path, signed_in_browser
from demo.registries import states
from demo.waiting import until

from .home import Home, House, open_house
from .kinds import KINDS

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(
        find_spec("homeassistant.components.lorawan") is None,
        reason="this Home Assistant has no LoRaWAN hub (from 2026.11 on)",
    ),
]
BRAND = Path(__file__).parent / "lorawan_test_brand"
TOPICS = ("--downlink-topic", "hub/down/$deveui", "--ack-topic", "hub/ack")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncGenerator[House]:
    """Home Assistant with the brand beside our integration."""
    pytest_socket.enable_socket()
    async with open_house(KINDS[0], BRAND) as opened:
        yield opened


def simulated(*options: str) -> pytest.MarkDecorator:
    """Let the gateway publish uplinks and take downlinks."""
    everything = ("--uplink-topic", "hub/up/$deveui", *TOPICS, *options)
    return pytest.mark.parametrize("simulator_options", [everything], ids=[""])


async def _connect(home: Home) -> None:
    """Enter the topics, and wait until the hub has the gateway."""
    await wizard.set_options(home.api, home.entry_id, "readings", uplink_topic="hub/up/+")
    await wizard.set_options(
        home.api, home.entry_id, "downlinks", downlink_topic="hub/down/$deveui", ack_topic="hub/ack"
    )
    await home.until_loaded()
    await until(lambda: _connections(home), "the hub to have the gateway")


async def _overview(home: Home) -> dict[str, Any]:
    """Return what the page of the hub shows: nothing before the first gateway needs the hub."""
    try:
        return dict(await home.api.command("lorawan/devices/list"))
    except CommandError:
        return {"devices": [], "connections": []}


async def _connections(home: Home) -> list[dict[str, Any]]:
    return list((await _overview(home))["connections"])


async def _device(home: Home, model: str) -> dict[str, Any]:
    devices = (await home.control.books())["devices"]
    return next(one for one in devices if one["model"] == model and one["active"])


async def _of_brand(home: Home, platform: str, key: str, dev_eui: str) -> str:
    """Return the id of an entity of the brand, once it is there."""

    async def brand() -> str | None:
        registered = await home.api.command("config/entity_registry/list")
        wanted = f"{home.entry_id}:{dev_eui.lower()}:{key}"
        for one in registered:
            if one["platform"] == BRAND.name and one["entity_id"].startswith(f"{platform}."):
                whole = await home.api.command(
                    "config/entity_registry/get", entity_id=one["entity_id"]
                )
                if whole["unique_id"] == wanted:
                    return str(one["entity_id"])
        return None

    return await until(brand, f"the brand's {key}")


@simulated("--devices", "4", "--no-codec", "--model", "WT201")
async def test_the_page_of_the_hub_shows_the_network(home: Home, tmp_path: Path) -> None:
    await _connect(home)
    device = await _device(home, "WT201")

    async def heard() -> dict[str, Any] | None:
        # Home Assistant subscribes with a delay.
        await home.control.command(speak=device["dev_eui"])
        shown = (await _overview(home))["devices"]
        mine = [one for one in shown if one["dev_eui"] == device["dev_eui"].lower()]
        return mine[0] if mine and mine[0]["last_uplink"] else None

    shown = await until(heard, "the hub to show the uplink")
    assert shown["name"] == device["name"]
    assert shown["manufacturer"] == "Milesight"
    assert shown["connection"]["domain"] == wizard.DOMAIN
    assert shown["receptions"][0]["gateway_id"] == home.eui.lower()
    assert shown["receptions"][0]["rssi"] < 0
    if chromium_path() is not None:
        async with signed_in_browser(home.api) as browser:
            await browser.page.goto(f"{home.api.url}/config/lorawan/devices")
            await until(
                lambda: _is_on_page(browser, device["name"]), "the device to be on the page"
            )
            await browser.picture(tmp_path / "lorawan_hub.png")


async def _is_on_page(browser: Any, text: str) -> bool:
    return text in await browser.text()


@simulated("--devices", "4", "--model", "WT201", "--model", "EM300-TH")
async def test_devices_with_a_codec_are_left_out(home: Home) -> None:
    await _connect(home)
    assert (await _overview(home))["devices"] == []
    device = await _device(home, "WT201")
    await home.api.call_service(
        f"{wizard.DOMAIN}.modify_device",
        {
            "config_entry_id": home.entry_id,
            "dev_eui": device["dev_eui"],
            "payload_codec_id": 0,
        },
    )

    async def alone() -> bool:
        shown = (await _overview(home))["devices"]
        return [one["dev_eui"] for one in shown] == [device["dev_eui"].lower()]

    await until(alone, "the device without a codec to be shown alone")


@simulated("--devices", "4", "--no-codec", "--model", "WT201")
async def test_a_brand_that_names_our_stack_gets_bytes_and_sends_some(home: Home) -> None:
    await _connect(home)
    device = await _device(home, "WT201")
    dev_eui = device["dev_eui"]
    bytes_of = await _of_brand(home, "sensor", "bytes", dev_eui)

    async def said() -> bool:
        await home.control.command(speak={"dev_eui": dev_eui, "values": {"temperature": 21.5}})
        return str((await states(home.api))[bytes_of]["state"]).endswith("0367d700")

    await until(said, "the bytes of the device")
    assert (await states(home.api))[bytes_of]["attributes"]["f_port"] > 0
    restart = await _of_brand(home, "button", "restart", dev_eui)
    # It returns when the device has acknowledged.
    await home.api.call_service("button.press", target={"entity_id": restart})
    (downlink,) = (await home.control.command(downlinks=10))["downlinks"]
    assert downlink == {"dev_eui": dev_eui, "f_port": 85, "data": "ff10ff", "confirmed": True}


@simulated("--devices", "4", "--no-codec", "--model", "WT201")
async def test_a_silent_gateway_is_no_connection_until_it_is_back(home: Home) -> None:
    await _connect(home)
    await home.control.command(silent=True)
    await until(lambda: _gone(home), "the hub to let the gateway go")
    await home.control.command(silent=False)
    await until(lambda: _connections(home), "the hub to have the gateway again")


async def _gone(home: Home) -> bool:
    return not await _connections(home)
