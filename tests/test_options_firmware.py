"""Firmware files in the options: uploaded through Home Assistant's own upload, listed, deleted."""

from collections.abc import Awaitable, Callable, Generator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import FormData
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.milesight_network_server.updates.files import kept_firmware

from .wizard import EN, mentioned, open_options, said, shown

NAME = "WT201.0000.0101.0104.bin"
# Of a CRC-32 that begins with a zero; both sums are what md5sum and gzip tell.
CONTENT = b"v31"
MD5 = "3f199347d78e5a051737bc3902b69e93"
CRC32 = "0a88a8fa"
OTHER_CONTENT = b"v32"
MOST = 2 * 1024 * 1024
# A right-to-left override, with which exe.bin looks like another file.
RTL_NAME = "\u202enib.exe"

type Send = Callable[[str, bytes], Awaitable[str]]


@pytest.fixture(autouse=True)
def _home_assistants_uploads(tmp_path: Path) -> Generator[None]:
    """Keep what is on its way apart from that of tests that run at the same time."""
    folder = str(tmp_path / "uploads")
    with patch("homeassistant.components.file_upload.TEMP_DIR_NAME", folder):
        yield


@pytest.fixture
async def send(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> Send:
    """Send a file to Home Assistant as the front end does, and return its id."""
    client = await hass_client()

    async def post(name: str, content: bytes) -> str:
        form = FormData(quote_fields=False)
        form.add_field("file", content, filename=name)
        response = await client.post("/api/file_upload", data=form)
        assert response.status == HTTPStatus.OK
        file_id: str = (await response.json())["file_id"]
        return file_id

    return post


async def configure(
    hass: HomeAssistant, flow: ConfigFlowResult, **entered: Any
) -> ConfigFlowResult:
    """Go on in the options."""
    return await hass.config_entries.options.async_configure(flow["flow_id"], entered)


async def upload(
    hass: HomeAssistant, entry: MockConfigEntry, file_id: str, **entered: Any
) -> ConfigFlowResult:
    """Choose an uploaded file in the options."""
    form = await open_options(hass, entry, "firmware", "upload_firmware")
    return await configure(hass, form, file=file_id, **entered)


async def names(hass: HomeAssistant) -> list[str]:
    """Return the names of the files that are there."""
    return [one.name for one in await kept_firmware(hass).async_uploads()]


async def test_without_files_there_is_nothing_to_delete(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    menu = await open_options(hass, loaded, "firmware")
    assert menu["type"] is FlowResultType.MENU
    assert menu["menu_options"] == ["upload_firmware", "init"]
    assert mentioned(menu) == {"files": "–"}


async def test_the_way_back_leads_to_all_options(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    menu = await open_options(hass, loaded, "firmware", "init")
    assert menu["step_id"] == "init"


async def test_an_uploaded_file_is_shown_with_its_checksums_and_then_listed(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    result = await upload(hass, loaded, await send(NAME, CONTENT))
    assert result["step_id"] == "firmware_uploaded"
    assert mentioned(result) == {"name": f"` {NAME} `", "size": "3", "md5": MD5, "crc32": CRC32}
    menu = await configure(hass, result)
    assert menu["step_id"] == "firmware"
    assert menu["menu_options"] == ["upload_firmware", "delete_firmware", "init"]
    first, second = mentioned(menu)["files"].splitlines()
    assert first.startswith(f"- ` {NAME} ` · 3 B · 2")
    assert second == f"  MD5 {MD5} · CRC-32 {CRC32}"
    assert await kept_firmware(hass).async_uploaded(NAME) == CONTENT


async def test_an_upload_changes_no_option_and_reloads_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    options, runtime = dict(loaded.options), loaded.runtime_data
    await configure(hass, await upload(hass, loaded, await send(NAME, CONTENT)))
    await hass.async_block_till_done()
    assert loaded.options == options
    assert loaded.runtime_data is runtime


async def test_a_file_is_taken_by_the_name_that_was_entered(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    await upload(hass, loaded, await send("download (3).bin", CONTENT), name=f" {NAME} ")
    assert await names(hass) == [NAME]


async def test_a_name_is_the_same_however_its_accents_are_written(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    await upload(hass, loaded, await send("e\u0301tage.bin", CONTENT))
    assert await names(hass) == ["\u00e9tage.bin"]


async def test_home_assistant_keeps_no_second_copy(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    file_id = await send(NAME, CONTENT)
    await upload(hass, loaded, file_id)
    assert not hass.data["file_upload"].has_file(file_id)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose another one."),
        (b"x" * (MOST + 1), "The file is larger than 2 MB. Choose another one."),
    ],
    ids=["empty", "too large"],
)
async def test_what_is_no_firmware_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send, content: bytes, sentence: str
) -> None:
    form = await upload(hass, loaded, await send(NAME, content))
    assert form["step_id"] == "upload_firmware"
    assert said(form) == {"file": sentence}
    assert shown(form) == {}
    assert await names(hass) == []


async def test_two_mebibytes_are_taken(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    result = await upload(hass, loaded, await send(NAME, b"x" * MOST))
    assert mentioned(result)["size"] == str(MOST)


@pytest.mark.parametrize(
    "name",
    [
        "../secrets.yaml",
        "folder/file.bin",
        "folder\\file.bin",
        "nul\0.bin",
        "line\nbreak.bin",
        "line\u2028separator.bin",
        "zero\u200bwidth.bin",
        "half\ud800.bin",
        RTL_NAME,
        "x" * 256,
        "   ",
    ],
)
async def test_a_name_that_misleads_is_refused_and_the_file_can_still_be_taken(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send, name: str
) -> None:
    file_id = await send(NAME, CONTENT)
    form = await upload(hass, loaded, file_id, name=name)
    assert list(said(form)) == ["name"]
    assert "1 to 255 characters" in said(form)["name"]
    assert shown(form) == {"file": file_id, "name": name}
    assert await names(hass) == []
    await configure(hass, form, file=file_id)
    assert await names(hass) == [NAME]


async def test_the_files_own_name_is_checked_too(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    form = await upload(hass, loaded, await send(RTL_NAME, CONTENT))
    assert list(said(form)) == ["name"]
    assert await names(hass) == []


@pytest.mark.parametrize("name", ["../x.bin", "a/b.bin", "..\\x.bin", "~root"])
async def test_home_assistant_refuses_a_path_in_place_of_a_name(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    name: str,
) -> None:
    form = FormData(quote_fields=False)
    form.add_field("file", CONTENT, filename=name)
    response = await (await hass_client()).post("/api/file_upload", data=form)
    assert response.status == HTTPStatus.BAD_REQUEST


async def test_a_file_that_is_gone_is_asked_for_again(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    file_id = await send(NAME, CONTENT)
    await upload(hass, loaded, file_id)
    form = await upload(hass, loaded, file_id, name="again.bin")
    assert list(said(form)) == ["file"]
    assert "Choose it again" in said(form)["file"]


async def test_what_is_no_id_of_a_file_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    with pytest.raises(InvalidData):
        await upload(hass, loaded, "../../etc/passwd")


async def test_nothing_is_read_in_the_event_loop(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    jobs: list[str] = []
    run = hass.async_add_executor_job

    def noted(job: Callable[..., Any], *args: Any) -> Any:
        jobs.append(getattr(job, "__name__", ""))
        return run(job, *args)

    file_id = await send(NAME, CONTENT)
    with patch.object(hass, "async_add_executor_job", noted):
        await upload(hass, loaded, file_id)
    assert {"take_upload", "_measure", "_write"} <= set(jobs)


async def test_another_file_of_the_same_name_is_replaced_only_when_confirmed(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    await upload(hass, loaded, await send(NAME, CONTENT))
    asked = await upload(hass, loaded, await send(NAME, OTHER_CONTENT))
    assert asked["step_id"] == "replace_firmware"
    assert MD5 in mentioned(asked)["present"]
    assert MD5 not in mentioned(asked)["chosen"]
    assert await kept_firmware(hass).async_uploaded(NAME) == CONTENT
    result = await configure(hass, asked)
    assert result["step_id"] == "firmware_uploaded"
    assert await kept_firmware(hass).async_uploaded(NAME) == OTHER_CONTENT
    assert await names(hass) == [NAME]


async def test_the_same_file_once_more_needs_no_confirmation(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    await upload(hass, loaded, await send(NAME, CONTENT))
    result = await upload(hass, loaded, await send(NAME, CONTENT))
    assert result["step_id"] == "firmware_uploaded"


async def test_a_full_disk_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    file_id = await send(NAME, CONTENT)
    with patch(
        "custom_components.milesight_network_server.updates.files.write_utf8_file_atomic",
        side_effect=OSError("No space left on device"),
    ):
        result = await upload(hass, loaded, file_id)
    assert result["type"] is FlowResultType.ABORT
    sentence = EN["options"]["abort"][result["reason"]].format(**mentioned(result))
    assert sentence == "Home Assistant could not write to its disk: No space left on device"
    assert await names(hass) == []


async def test_files_are_deleted_after_a_confirmation_that_names_them(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    for name in ("a.bin", "b.bin", "c.bin"):
        await upload(hass, loaded, await send(name, name.encode()))
    form = await open_options(hass, loaded, "firmware", "delete_firmware")
    asked = await configure(hass, form, names=["a.bin", "c.bin"])
    assert asked["step_id"] == "confirm_delete_firmware"
    named = [line for line in mentioned(asked)["files"].splitlines() if line.startswith("-")]
    assert [line[:11] for line in named] == ["- ` a.bin `", "- ` c.bin `"]
    assert await names(hass) == ["a.bin", "b.bin", "c.bin"]
    menu = await configure(hass, asked)
    assert menu["step_id"] == "firmware"
    assert await names(hass) == ["b.bin"]


@pytest.mark.parametrize("entered", [{}, {"names": []}])
async def test_deleting_nothing_is_asked_again(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send, entered: dict[str, Any]
) -> None:
    await upload(hass, loaded, await send(NAME, CONTENT))
    form = await open_options(hass, loaded, "firmware", "delete_firmware")
    assert shown(form) == {}
    assert said(await configure(hass, form, **entered)) == {"names": "Choose at least one file."}


async def test_a_file_that_others_deleted_meanwhile_is_no_error(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    await upload(hass, loaded, await send(NAME, CONTENT))
    form = await open_options(hass, loaded, "firmware", "delete_firmware")
    asked = await configure(hass, form, names=[NAME])
    await kept_firmware(hass).async_delete_upload(NAME)
    assert (await configure(hass, asked))["step_id"] == "firmware"


async def test_a_disk_that_does_not_delete_is_reported(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    await upload(hass, loaded, await send(NAME, CONTENT))
    form = await open_options(hass, loaded, "firmware", "delete_firmware")
    asked = await configure(hass, form, names=[NAME])
    with patch.object(Path, "unlink", side_effect=OSError("Read-only file system")):
        result = await configure(hass, asked)
    assert result["type"] is FlowResultType.ABORT
    assert mentioned(result) == {"reason": "Read-only file system"}


async def test_the_files_belong_to_all_gateways(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    other = MockConfigEntry(domain=loaded.domain, unique_id="24E124FFFEF5B7C9")
    other.add_to_hass(hass)
    await upload(hass, loaded, await send(NAME, CONTENT))
    assert NAME in mentioned(await open_options(hass, other, "firmware"))["files"]


async def test_files_can_be_uploaded_while_the_gateway_is_silent(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert loaded.state is ConfigEntryState.NOT_LOADED
    result = await upload(hass, loaded, await send(NAME, CONTENT))
    assert result["step_id"] == "firmware_uploaded"
    assert await names(hass) == [NAME]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<img src=x>.bin", "` <img src=x>.bin `"),
        ("[a](https:example.com).bin", "` [a](https:example.com).bin `"),
        ("`code`.bin", "`` `code`.bin ``"),
        ("``.bin", "``` ``.bin ```"),
    ],
)
async def test_nothing_in_a_name_means_anything_to_the_page(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send, name: str, shown: str
) -> None:
    result = await upload(hass, loaded, await send("x.bin", CONTENT), name=name)
    assert mentioned(result)["name"] == shown
