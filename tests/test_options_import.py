"""Importing devices in the options: a file is checked and shown before anything is sent."""

from collections.abc import Generator
from pathlib import Path
from unittest.mock import patch

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway

from .services.device_table import SAMPLE, eui, row, table
from .wizard import mentioned, open_options, progressed

TAKE = "custom_components.milesight_network_server.flow.device_import.take_upload"


class Upload:
    """What the front end has sent."""

    content = b""


@pytest.fixture
def upload() -> Generator[Upload]:
    """Give the flow a file, in place of Home Assistant's store of uploads."""
    sent = Upload()
    with patch(TAKE, lambda _hass, file_id: (file_id, sent.content)):
        yield sent


async def choose(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Choose the file."""
    form = await open_options(hass, entry, "import_devices")
    return await hass.config_entries.options.async_configure(form["flow_id"], {"csv": "0" * 32})


async def go_on(hass: HomeAssistant, result: ConfigFlowResult) -> ConfigFlowResult:
    """Confirm, and wait for the end."""
    flows = hass.config_entries.options
    result = await flows.async_configure(result["flow_id"], {})
    return await progressed(hass, flows, result)


async def test_the_sample_has_ten_devices_of_several_kinds_and_is_imported(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, upload: Upload
) -> None:
    upload.content = SAMPLE.read_bytes()
    before = len(gateway.devices)
    checked = await choose(hass, loaded)
    assert checked["step_id"] == "check_import"
    assert mentioned(checked) == {"new": "10", "existing": "0", "wrong": "0", "lines": ""}
    assert len(gateway.devices) == before
    done = await go_on(hass, checked)
    assert done["step_id"] == "devices_imported"
    assert (mentioned(done)["added"], mentioned(done)["failed"]) == ("10", "0")
    assert len(gateway.devices) == before + 10
    lines = SAMPLE.read_text("utf-8").splitlines()[1:]
    assert len({line[:9] for line in lines}) == 9


async def test_what_is_wrong_is_shown_and_left_out(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, upload: Upload
) -> None:
    existing = next(iter(gateway.devices))
    rows = [row(1), row(2).replace(eui(2), "no EUI"), row(3).replace(eui(3), existing)]
    upload.content = table(rows).encode()
    checked = await choose(hass, loaded)
    counts = mentioned(checked)
    assert (counts["new"], counts["existing"], counts["wrong"]) == ("1", "1", "1")
    assert counts["lines"].startswith("- 3: ")
    assert "no EUI" in counts["lines"]
    done = await go_on(hass, checked)
    assert (mentioned(done)["added"], mentioned(done)["failed"]) == ("1", "1")
    assert eui(1) in gateway.devices


async def test_where_nothing_is_new_nothing_is_offered(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, upload: Upload
) -> None:
    upload.content = table([row(1).replace(eui(1), next(iter(gateway.devices)))]).encode()
    result = await choose(hass, loaded)
    assert (result["step_id"], result["menu_options"]) == (
        "nothing_to_import",
        ["import_devices", "init"],
    )


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"dev_eui\n"])
async def test_what_is_no_table_of_devices_is_reported_in_the_form(
    hass: HomeAssistant, loaded: MockConfigEntry, upload: Upload, content: bytes
) -> None:
    upload.content = content
    result = await choose(hass, loaded)
    assert (result["step_id"], result["errors"]) == ("import_devices", {"base": "device_not_added"})
    assert mentioned(result)["error"]


async def test_a_file_that_is_gone_is_to_be_chosen_again(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    result = await choose(hass, loaded)
    assert result["errors"] == {"csv": "file_gone"}


async def test_of_a_long_list_of_faults_the_first_ones_are_shown(
    hass: HomeAssistant, loaded: MockConfigEntry, upload: Upload
) -> None:
    upload.content = table([row(number).replace("1,", "x,") for number in range(1, 40)]).encode()
    result = await choose(hass, loaded)
    assert len(mentioned(result)["lines"].splitlines()) == 21


async def test_without_its_gateway_nothing_is_imported(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await open_options(hass, entry, "import_devices")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "gateway_not_loaded")


async def test_blueprints_are_copied_and_another_version_is_replaced_only_when_it_is_said(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    folder = Path(hass.config.path("blueprints", "automation", "milesight_network_server"))
    form = await open_options(hass, loaded, "blueprints")
    assert mentioned(form) == {"missing": "device_overdue.yaml, fuota_ended.yaml", "other": "–"}
    assert not folder.exists()  # noqa: ASYNC240 - a test may wait
    flows = hass.config_entries.options
    done = await flows.async_configure(form["flow_id"], {})
    assert done["step_id"] == "blueprints_there"
    whole = (folder / "fuota_ended.yaml").read_text()
    names = {one.name for one in folder.iterdir()}  # noqa: ASYNC240 - a test may wait
    assert names == {"device_overdue.yaml", "fuota_ended.yaml"}
    (folder / "fuota_ended.yaml").write_text("mine")
    form = await open_options(hass, loaded, "blueprints")
    assert mentioned(form) == {"missing": "–", "other": "fuota_ended.yaml"}
    assert (folder / "fuota_ended.yaml").read_text() == "mine"
    await flows.async_configure(form["flow_id"], {})
    assert (folder / "fuota_ended.yaml").read_text() == whole
    again = await open_options(hass, loaded, "blueprints")
    assert again["step_id"] == "blueprints_there"


async def test_blueprints_that_can_not_be_written_are_reported(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    form = await open_options(hass, loaded, "blueprints")
    with patch(
        "custom_components.milesight_network_server.flow.blueprints._copy",
        side_effect=OSError("disk full"),
    ):
        result = await hass.config_entries.options.async_configure(form["flow_id"], {})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_written")
