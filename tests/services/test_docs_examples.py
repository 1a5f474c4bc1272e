"""Every example of docs/actions is set up as it stands, run, and seen at the gateway.

What is filled in is the docs' own rule (docs/actions/README.md, "The examples"): GATEWAY_ENTRY_ID
is the gateway's entry, DEVICE_ID and SECOND_DEVICE_ID are LoRaWAN devices, TASK_DEVICE_ID is a
firmware task, and /config/ is the folder of the configuration. The gateway has what the examples
look for: a backup of it, the profile Meters, the group Thermostats, a task that waits, one that
succeeded and one that failed.
"""

from dataclasses import dataclass
from datetime import timedelta
import logging
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.services import SERVICES
from simulator.catalogue import row
from simulator.device import Device
from simulator.gateway import Gateway

from ..conftest import DOWNLINK_TOPIC, GATEWAY_EUI, Attach, Clock
from ..firmware_tasks import ask
from ..registry import device
from .definitions import fields_in_order

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted((DOCS / "actions").glob("*.md"))
FIRMWARE = "WT201.0000.0101.0105.bin"
MODEL = "WT201"
# The call of the API that an action is there for.
CALLS: dict[str, str | None] = {
    "add_profile": "2.1",
    "delete_profile": "2.2",
    "list_profiles": "2.3",
    "modify_profile": "2.4",
    "add_device": "3.1",
    "delete_device": "3.2",
    "list_devices": "3.3",
    "modify_device": "3.4",
    "import_devices": "3.1",
    "export_devices": "3.3",
    # Downlinks have a topic of their own.
    "send_downlink": None,
    "add_multicast_group": "4.1",
    "add_devices_to_multicast_group": "4.2",
    "delete_multicast_group": "4.3",
    "remove_devices_from_multicast_group": "4.4",
    "list_multicast_groups": "4.5",
    "modify_multicast_group": "4.6",
    "list_payload_codecs": "5.1",
    "add_fuota_task": "6.1",
    # Nothing is made: it asks for what a task must fit.
    "estimate_fuota_task": "6.6",
    "list_fuota_tasks": "6.2",
    "modify_fuota_task": "6.3",
    "delete_fuota_tasks": "6.4",
    "retry_fuota_tasks": "6.5",
    "retry_failed_devices": "6.1",
    "get_payload_sizes": "6.6",
    "list_fuota_task_devices": "6.7",
    "list_firmware_devices": "6.8",
    "list_official_models": "6.9",
    "list_official_firmware": "6.10",
    "export_gateway": "3.3",
    "compare_gateway": "4.5",
    # The gateway has what the file has: it is read, and nothing is written.
    "restore_gateway": "2.3",
    # The queue is Home Assistant's own.
    "list_update_queue": None,
    "cancel_update": None,
}


def parsed(text: str) -> dict[str, Any]:
    """Return what a block of YAML says."""
    config = parse_yaml(text)
    assert isinstance(config, dict)
    return dict(config)


@dataclass(frozen=True)
class Example:
    """A block of YAML: the page it is on, and its text as it stands there."""

    page: str
    text: str

    @property
    def actions(self) -> list[str]:
        """The actions of this integration that it calls."""
        return re.findall(rf"action: {DOMAIN}\.(\w+)", self.text)

    @property
    def alias(self) -> str:
        """What it is called."""
        return str(parsed(self.text)["alias"])


def fenced(text: str, kind: str) -> list[str]:
    """Return the fenced blocks of a kind in a text."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def blocks(page: Path, kind: str) -> list[str]:
    """Return the fenced blocks of a kind on a page."""
    return fenced(page.read_text("utf-8"), kind)


EXAMPLES = [Example(page.name, text) for page in PAGES for text in blocks(page, "yaml")]


def chapter(page: Path, heading: str) -> str:
    """Return what stands under a heading of the second level, up to the next."""
    found = re.search(
        rf"^## {heading}\n(.*?)(?=^## |\Z)", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return found.group(1) if found else ""


def page_of(service: str) -> Path | None:
    """Return the page that has a chapter about a service."""
    return next((page for page in PAGES if chapter(page, service)), None)


def thermostats(gateway: Gateway) -> list[Device]:
    """Return the devices of the model that the examples are about."""
    return [one for one in gateway.devices.values() if one.model == MODEL]


def add_task(gateway: Gateway, clock: Clock, name: str, dev_eui: str, *, starts: float) -> int:
    """Add a task for one device and return its id."""
    plan = gateway.books.plan
    newest = next(one for one in gateway.catalogue if one.name == f"{MODEL} v1.4")
    task = {
        "name": name,
        "startedAt": (clock() + timedelta(seconds=starts)).isoformat(timespec="milliseconds"),
        "deveui": [dev_eui.lower()],
        "isOfficialFirmware": True,
        "officialFirmwareInfo": row(newest),
        "fragmentInfo": {
            "fragmentSize": 40,
            "fragmentInterval": 3000,
            "fragmentRedundancy": 0,
        },
        "tmpMcInfo": {"groupType": 0, "dr": plan.rx2_data_rate, "frequency": plan.rx2_frequency},
    }
    task_id = ask(gateway, "POST", "/api/fuota/task", {"fuotaTask": task})["id"]
    assert isinstance(task_id, int)
    return task_id


@dataclass(frozen=True)
class World:
    """What the examples find: the placeholders with what is filled in for them."""

    gateway: Gateway
    placeholders: dict[str, str]

    def filled_in(self, text: str) -> str:
        """Return an example as somebody would paste it."""
        for placeholder, value in self.placeholders.items():
            text = re.sub(rf"(?<![\w/]){placeholder}", value, text)
        return text


@pytest.fixture
async def world(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    clock: Clock,
    tmp_path: Path,
) -> World:
    """A gateway with all that the examples look for, set up."""
    first, second, third = thermostats(gateway)[:3]
    others = [one for one in gateway.devices.values() if one.model != MODEL]

    # Their times are compared with today's.
    clock.move(-24 * 3600)
    gateway.set_fate(others[0].dev_eui, "fragment:9")
    add_task(gateway, clock, "It succeeds", third.dev_eui, starts=1)
    add_task(gateway, clock, "It fails", others[0].dev_eui, starts=2)
    clock.move(24 * 3600)
    gateway.advance()
    waits = add_task(gateway, clock, "It waits", others[1].dev_eui, starts=7200)
    third.firmware_version = "v1.2"

    ask(gateway, "POST", "/api/urprofiles", {"name": "Meters", "profile": {"supportsJoin": True}})
    group = {"multicastGroup": {"name": "Thermostats"}}
    group_id = ask(gateway, "POST", "/api/multicast-groups", group)["id"]
    members = {"devEUIs": [second.dev_eui]}
    ask(gateway, "POST", f"/api/multicast-groups/{group_id}/devices", members)

    folder = tmp_path / "lorawan"
    folder.mkdir()
    (folder / FIRMWARE).write_bytes(bytes(10_000))
    (sample,) = blocks(DOCS / "actions" / "devices.md", "csv")
    (folder / "devices.csv").write_text(sample, "utf-8")
    hass.config.allowlist_external_dirs = {str(folder)}

    options = {**entry.options, "downlink_topic": DOWNLINK_TOPIC}
    hass.config_entries.async_update_entry(entry, options=options)
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert await async_setup_component(hass, "persistent_notification", {})
    await hass.async_block_till_done()

    saved = {"config_entry_id": entry.entry_id, "path": str(folder / "gateway.json")}
    await hass.services.async_call(DOMAIN, "export_gateway", saved, blocking=True)

    def id_of(identifier: str) -> str:
        found = device(hass, entry.entry_id, f"{GATEWAY_EUI}_{identifier}")
        assert found is not None
        return found.id

    return World(
        gateway,
        {
            "GATEWAY_ENTRY_ID": entry.entry_id,
            "TASK_DEVICE_ID": id_of(f"fuota_{waits}"),
            "SECOND_DEVICE_ID": id_of(second.dev_eui),
            "DEVICE_ID": id_of(first.dev_eui),
            "/config/": f"{tmp_path}/",
        },
    )


async def run(hass: HomeAssistant, config: dict[str, Any]) -> None:
    """Set up a script or an automation, and start it."""
    if "sequence" in config:
        assert await async_setup_component(hass, "script", {"script": {"example": config}})
        await hass.services.async_call("script", "example", blocking=True, return_response=True)
        return
    config = {"id": "example", **config}
    assert await async_setup_component(hass, "automation", {"automation": [config]})
    (automation,) = hass.states.async_entity_ids("automation")
    assert hass.states.get(automation).state == "on"  # type: ignore[union-attr]
    target = {"entity_id": automation}
    await hass.services.async_call("automation", "trigger", target, blocking=True)
    # Its own trigger is not to come later.
    await hass.services.async_call("automation", "turn_off", target, blocking=True)


@pytest.mark.parametrize("example", [pytest.param(one, id=one.alias) for one in EXAMPLES])
async def test_example_runs(
    hass: HomeAssistant, world: World, example: Example, caplog: pytest.LogCaptureFixture
) -> None:
    world.gateway.request_counts.clear()
    caplog.clear()
    await run(hass, parsed(world.filled_in(example.text)))
    await hass.async_block_till_done()
    # How long a step took is not of interest: asyncio tells it.
    found = [
        one.getMessage()
        for one in caplog.records
        if one.levelno >= logging.WARNING and one.name != "asyncio"
    ]
    assert found == []
    asked = {call for call, count in world.gateway.request_counts.items() if count}
    assert {CALLS[action] for action in example.actions} - {None} <= asked


def test_no_placeholder_is_left_that_the_docs_do_not_explain() -> None:
    explained = set(re.findall(r"`([A-Z_]+_ID)`", (DOCS / "actions" / "README.md").read_text()))
    used = {name for one in EXAMPLES for name in re.findall(r"\b[A-Z_]+_ID\b", one.text)}
    assert used == explained


def test_every_call_of_the_api_is_meant_by_an_action() -> None:
    assert set(CALLS) == {service.name for service in SERVICES}


@pytest.mark.parametrize("service", sorted(CALLS))
def test_every_action_has_a_chapter_with_its_own_example(service: str) -> None:
    page = page_of(service)
    assert page is not None
    text = chapter(page, service)
    assert any(service in Example(page.name, one).actions for one in fenced(text, "yaml"))
    assert "Response:" in text


@pytest.mark.parametrize("service", sorted(CALLS))
def test_every_field_is_explained_on_the_page_of_its_action(service: str) -> None:
    page = page_of(service)
    assert page is not None
    text = page.read_text("utf-8")
    assert [field for field, _ in fields_in_order(service) if f"`{field}`" not in text] == []


def test_the_index_names_every_action_and_links_every_page() -> None:
    index = (DOCS / "actions" / "README.md").read_text("utf-8")
    assert [name for name in CALLS if f"`{name}`" not in index] == []
    others = {page.name for page in PAGES} - {"README.md"}
    assert {name for name in others if f"]({name})" not in index} == set()
