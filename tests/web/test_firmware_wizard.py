"""What the firmware wizard is told: files, which devices a firmware fits, and what a task takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.flow import firmware_files
from custom_components.milesight_network_server.updates.files import kept_firmware
from simulator.gateway import Gateway

from .asking import Ask

NAME = "WT201.0000.0101.0199.bin"


@pytest.fixture
def ask_wizard(ask: Ask) -> Ask:
    """Send a command of the wizard, and return what is told."""

    async def send(verb: str, **fields: Any) -> dict[str, Any]:
        answer = await ask(f"firmware/{verb}", **fields)
        assert answer["success"], answer
        return dict(answer["result"])

    return send


@pytest.fixture
def upload(hass: HomeAssistant, ask_wizard: Ask, tmp_path: Path) -> Iterator[Ask]:
    """Have a file kept that Home Assistant has been sent."""
    hass.config.config_dir = str(tmp_path / "config")
    folder = tmp_path / "sent"
    folder.mkdir()

    @contextmanager
    def sent(_hass: HomeAssistant, file_id: str) -> Iterator[Path]:
        # Each is given once.
        yield folder / file_id
        (folder / file_id).unlink()

    async def send(name: str, content: bytes, **more: Any) -> Any:
        (folder / name).write_bytes(content)
        return await ask_wizard("upload", file_id=name, **more)

    with patch.object(firmware_files, "process_uploaded_file", sent):
        yield send


async def test_a_file_is_kept_and_listed(hass: HomeAssistant, ask_wizard: Ask, upload: Ask) -> None:
    answer = await upload(NAME, b"content")
    assert answer["problems"] == []
    assert answer["uploaded"]["name"] == NAME
    assert answer["uploaded"]["size"] == 7
    assert (await ask_wizard("uploads"))["uploads"] == [answer["uploaded"]]


async def test_another_content_of_a_name_is_reported_and_replaced_only_when_asked(
    hass: HomeAssistant, upload: Ask
) -> None:
    first = await upload(NAME, b"content")
    second = await upload(NAME, b"another")
    assert second == {"uploaded": None, "present": first["uploaded"], "problems": []}
    assert await kept_firmware(hass).async_uploaded(NAME) == b"content"
    third = await upload(NAME, b"another", replace=True)
    assert third["uploaded"]["md5"] != first["uploaded"]["md5"]
    assert await kept_firmware(hass).async_uploaded(NAME) == b"another"


async def test_what_is_no_firmware_is_reported_in_the_sentences_of_the_actions(
    ask_wizard: Ask, upload: Ask
) -> None:
    (empty,) = (await upload(NAME, b""))["problems"]
    assert empty["translation_key"] == "problem_empty_firmware"
    (large,) = (await upload(NAME, b"x" * (2 * 1024 * 1024 + 1)))["problems"]
    assert large["translation_key"] == "problem_large_firmware"
    assert (await ask_wizard("uploads"))["uploads"] == []


async def test_a_file_that_home_assistant_has_no_more_is_reported(ask_wizard: Ask) -> None:
    (gone,) = (await ask_wizard("upload", file_id="01JZZZZZZZZZZZZZZZZZZZZZZZ"))["problems"]
    assert gone["translation_key"] == "problem_upload_gone"


async def test_each_device_is_told_whether_the_firmware_fits(
    hass: HomeAssistant, gateway: Gateway, loaded: MockConfigEntry, ask_wizard: Ask
) -> None:
    devices = [one for one in gateway.devices.values() if one.model == "WT201"]
    newest = max(
        (one for one in gateway.catalogue if one.model == "WT201"),
        key=lambda one: one.firmware_version,
    )
    for device in devices:
        device.firmware_version = "v1.2"
    devices[0].firmware_version = newest.firmware_version
    entry = {"config_entry_id": loaded.entry_id}
    task = {"dev_euis": [devices[1].dev_eui], "name": "Other", **entry}
    given = {"model": "WT201", "official_firmware_id": newest.firmware_id}
    await hass.services.async_call(
        "milesight_network_server", "add_fuota_task", {**task, **given}, blocking=True
    )
    answer = await ask_wizard("devices", **entry, **given)
    fits = {one["dev_eui"]: one["fit"] for one in answer["devices"]}
    assert fits.keys() == gateway.devices.keys()
    assert fits[devices[0].dev_eui] == "installed"
    assert fits[devices[1].dev_eui] == "busy"
    for dev_eui, device in gateway.devices.items():
        if device.model != "WT201":
            assert fits[dev_eui] in ("other_model", "not_listed")
    assert {fits[one.dev_eui] for one in devices[2:]} == {"fits"}


async def test_a_firmware_that_does_not_exist_is_a_problem_of_its_field(
    loaded: MockConfigEntry, ask_wizard: Ask
) -> None:
    answer = await ask_wizard(
        "devices", config_entry_id=loaded.entry_id, firmware_file="absent.bin"
    )
    assert [one["field"] for one in answer["problems"]] == ["firmware_file"]
    assert answer["devices"] == []


async def test_an_estimate_tells_the_settings_that_nobody_named_and_problems_by_field(
    gateway: Gateway, loaded: MockConfigEntry, ask_wizard: Ask
) -> None:
    devices = [eui for eui, one in gateway.devices.items() if one.model == "WT201"]
    newest = next(one for one in gateway.catalogue if one.model == "WT201")
    entry = {"config_entry_id": loaded.entry_id, "dev_euis": devices}
    given = {"model": "WT201", "official_firmware_id": newest.firmware_id}
    answer = await ask_wizard("estimate", **entry, task=given)
    assert answer["problems"] == []
    assert answer["estimate"]["sent_fragments"] > answer["estimate"]["fragments"] > 0
    assert {"fragment_size", "fragment_interval", "dr", "started_at"} <= answer["values"].keys()

    slower = {"fragment_interval": str(answer["values"]["fragment_interval"] + 2000)}
    other = await ask_wizard("estimate", **entry, task={**given, **slower})
    assert other["estimate"]["sending_time"] > answer["estimate"]["sending_time"]

    wrong = await ask_wizard(
        "estimate", **entry, task={**given, "fragment_size": "900", "dr": "99"}
    )
    assert {one["field"] for one in wrong["problems"]} >= {"dr", "fragment_size"}
    assert wrong["estimate"] is None
    assert gateway.tasks == {}
