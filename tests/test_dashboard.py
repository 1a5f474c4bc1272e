"""The dashboard of the documentation: what its templates say, and what they make of names."""

from collections.abc import Awaitable, Callable
import re

from homeassistant.core import HomeAssistant
from homeassistant.helpers.template import Template
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.words import escape_markdown
from demo import updates_view
from simulator.gateway import Gateway
from simulator.population import populate

from .conftest import GATEWAY_EUI, Attach, Clock, Look
from .updates.scene import install, of_model

type Poll = Callable[[float], Awaitable[None]]

HOSTILE = "**A** <img src=x onerror=alert(1)> [x](javascript:alert(1)) {{ 1 }} `b` \u202ec\n# d"
# What is left of it: its characters, each standing for itself, and no line of its own.
HARMLESS = escape_markdown(HOSTILE.replace("\u202e", ""))
IN_LINE = "In the queue; updates before it: 1"


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with two models to be updated."""
    simulated = Gateway(GATEWAY_EUI, clock=clock, firmware_size=2000)
    populate(simulated, devices=60)
    for model in ("WT101", "UC300"):
        for device in of_model(simulated, model):
            device.firmware_version, device.hardware_version = "v1.2", "v3.0"
            device.last_seen = clock()
    return simulated


def cards(hass: HomeAssistant) -> list[str]:
    """Return what the cards of the view show, as Markdown: on offer, under way, queue, devices."""
    return [
        Template(card["content"], hass).async_render(parse_result=False)
        for section in updates_view.documented()["sections"]
        for card in section["cards"]
        if card["type"] == "markdown"
    ]


async def test_nothing_to_be_done_is_said_in_words(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, clock: Clock
) -> None:
    empty = Gateway(GATEWAY_EUI, clock=clock)
    await attach(empty)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert cards(hass) == [
        "It is not known yet what the devices run.",
        "No task is under way.",
        "Nothing waits.",
        "No device is in an update.",
    ]


async def test_what_runs_and_what_waits_is_shown(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    thermostats, controllers = of_model(gateway, "WT101"), of_model(gateway, "UC300")[:2]
    await install(hass, *thermostats)
    await install(hass, *controllers)
    await poll(15)
    await poll(60)
    for _ in range(8):
        await look()
    offered, under_way, waiting, devices = cards(hass)
    assert offered.startswith("**")
    assert "Sending · 0 of 4 devices done · 0 failed" in under_way
    assert re.search(r"\*\*\d+ %\*\* of the estimated time has passed", under_way)
    assert re.search(r"expected to end at \*\*\d\d:\d\d\*\*", under_way)
    assert waiting == "\n".join(
        ("**{}** · 2 devices".format(escape_markdown("UC300 v1.4")), escape_markdown(IN_LINE))
    )
    assert "**Queued: 2**" in devices
    assert "**Receiving: 4**" in devices


async def test_devices_that_failed_are_listed_with_what_happened(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll, look: Look
) -> None:
    good, bad = of_model(gateway, "WT101")[:2]
    gateway.set_fate(bad.dev_eui, "fragment:9")
    await install(hass, good, bad)
    await poll(15)
    await poll(12 * 3600)
    await poll(10)
    _, under_way, _, devices = cards(hass)
    assert "Failed · 1 of 2 devices done · 1 failed" in under_way
    assert "**Failed: 1**" in devices
    name = re.escape(escape_markdown(bad.name))
    assert re.search(rf"\n- \[{name}\]\(\S+\): Fragments missing\n", devices)


async def test_names_of_the_gateway_are_shown_as_they_are_and_do_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "WT101")[0]
    device.name = HOSTILE
    await install(hass, device)
    await poll(15)
    (task,) = gateway.tasks.values()
    task.name = HOSTILE
    await poll(60)
    await poll(60)
    _, under_way, _, devices = cards(hass)
    for shown in (under_way, devices):
        assert f"[{HARMLESS}](" in shown
        assert not re.search(r"(?<!\\)<", shown)
