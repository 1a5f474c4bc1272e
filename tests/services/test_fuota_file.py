"""Firmware from a file: read where Home Assistant may read, and nowhere else."""

import os
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.milesight_network_server.updates.files import kept_firmware
from simulator.gateway import Gateway

from ..conftest import Clock
from .conftest import Act, body_of, writes
from .fuota_example import FILE_NAME, LOCAL, example_gateway, without

TASK = without(LOCAL, "file_content", "firmware_name")


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


@pytest.fixture
def folder(hass: HomeAssistant, hass_config_dir: str) -> Path:
    """A folder that Home Assistant may read; it may read `www`, too, but nothing else."""
    allowed = Path(hass_config_dir) / "firmware"
    allowed.mkdir()
    public = Path(hass_config_dir) / "www"
    public.mkdir(exist_ok=True)
    hass.config.allowlist_external_dirs = {str(allowed), str(public)}
    return allowed


def copies(hass: HomeAssistant) -> list[Path]:
    """Return the kept files."""
    folder = Path(hass.config.path(".storage", "milesight_network_server", "firmware"))
    return list(folder.glob("*.bin"))


def asked_about(gateway: Gateway) -> dict[str, object]:
    """Return the own firmware whose devices were asked for; others ask about official firmware."""
    (body,) = (
        request.body
        for request in gateway.requests
        if isinstance(request.body, dict) and "fileContent" in request.body
    )
    return body


async def test_file_is_sent_under_its_name(act: Act, gateway: Gateway, folder: Path) -> None:
    (folder / FILE_NAME).write_bytes(bytes(range(5)))
    response = await act("add_fuota_task", firmware_file=str(folder / FILE_NAME), **TASK)
    assert body_of(gateway, "6.1")["fuotaTask"]["firmwareInfo"] == {
        "firmwareName": FILE_NAME,
        "fileContent": "AAECAwQ=",
    }
    assert response["differences"] == []


async def test_file_is_kept_for_later_changes(act: Act, gateway: Gateway, folder: Path) -> None:
    path = folder / FILE_NAME
    path.write_bytes(bytes(range(5)))
    await act("add_fuota_task", firmware_file=str(path), **TASK)
    path.unlink()
    await act("modify_fuota_task", task_id=1, name="x")
    firmware = body_of(gateway, "6.3")["fuotaTask"]["firmwareInfo"]
    assert firmware == {"firmwareName": FILE_NAME, "fileContent": "AAECAwQ="}


async def test_file_is_asked_about_as_it_is(act: Act, gateway: Gateway, folder: Path) -> None:
    (folder / FILE_NAME).write_bytes(bytes(range(5)))
    await act("list_firmware_devices", firmware_file=str(folder / FILE_NAME))
    assert asked_about(gateway)["fileContent"] == "AAECAwQ="


@pytest.mark.parametrize(
    "name",
    [
        "secrets.yaml",
        "../secrets.yaml",
        "firmware/../secrets.yaml",
        "www/public.bin",
        "firmware/../www/public.bin",
        "firmware/to_secrets",
        "firmware/to_www",
        "firmware/to_folder/secrets.yaml",
        "firmware/none.bin",
        "firmware/pipe",
        "firmware/empty",
        "firmware/large",
        "firmware",
        "/etc/passwd",
        "nul\0byte",
        "x" * 1000,
        "firmware/" + "x" * 300,
        "",
    ],
)
async def test_what_is_not_read(
    hass_config_dir: str, act: Act, gateway: Gateway, folder: Path, name: str
) -> None:
    config = Path(hass_config_dir)
    (config / "secrets.yaml").write_text("password: secret")
    (config / "www" / "public.bin").write_bytes(b"x")
    (folder / "to_secrets").symlink_to(config / "secrets.yaml")
    (folder / "to_www").symlink_to(config / "www" / "public.bin")
    (folder / "to_folder").symlink_to(config)
    (folder / "empty").touch()
    with (folder / "large").open("wb") as large:
        large.truncate(2 * 1024 * 1024 + 1)
    os.mkfifo(folder / "pipe")
    given = str(config / name) if name else ""
    with pytest.raises(ServiceValidationError, match="firmware") as caught:
        await act("add_fuota_task", firmware_file=given, **TASK)
    assert "secret:" not in str(caught.value)
    assert writes(gateway) == []


async def test_two_mebibytes_are_read(act: Act, gateway: Gateway, folder: Path) -> None:
    with (folder / FILE_NAME).open("wb") as large:
        large.truncate(2 * 1024 * 1024)
    data = TASK | {"fragment_size": 237, "dr": 5}
    await act("add_fuota_task", firmware_file=str(folder / FILE_NAME), **data)
    assert writes(gateway) == ["6.1"]


async def test_uploaded_file_is_named_without_a_folder(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await kept_firmware(hass).async_upload(FILE_NAME, bytes(range(5)))
    await act("add_fuota_task", firmware_file=FILE_NAME, **TASK)
    assert body_of(gateway, "6.1")["fuotaTask"]["firmwareInfo"] == {
        "firmwareName": FILE_NAME,
        "fileContent": "AAECAwQ=",
    }


async def test_uploaded_file_is_asked_about(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await kept_firmware(hass).async_upload(FILE_NAME, bytes(range(5)))
    await act("list_firmware_devices", firmware_file=FILE_NAME)
    assert asked_about(gateway)["fileContent"] == "AAECAwQ="


async def test_uploaded_file_is_found_however_its_accents_are_written(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await kept_firmware(hass).async_upload("\u00e9tage.bin", bytes(range(5)))
    await act("list_firmware_devices", firmware_file="e\u0301tage.bin")
    assert asked_about(gateway)["firmwareName"] == "\u00e9tage.bin"


async def test_uploaded_file_is_taken_before_one_in_the_configuration_folder(
    hass: HomeAssistant, hass_config_dir: str, act: Act, gateway: Gateway, folder: Path
) -> None:
    hass.config.allowlist_external_dirs = {hass_config_dir}
    (folder.parent / FILE_NAME).write_bytes(b"on the disk")
    await kept_firmware(hass).async_upload(FILE_NAME, bytes(range(5)))
    await act("list_firmware_devices", firmware_file=FILE_NAME)
    assert asked_about(gateway)["fileContent"] == "AAECAwQ="


async def test_file_in_the_configuration_folder_needs_no_path(
    hass: HomeAssistant, hass_config_dir: str, act: Act, gateway: Gateway, folder: Path
) -> None:
    hass.config.allowlist_external_dirs = {hass_config_dir}
    (folder.parent / FILE_NAME).write_bytes(bytes(range(5)))
    await act("list_firmware_devices", firmware_file=FILE_NAME)
    assert asked_about(gateway)["fileContent"] == "AAECAwQ="


async def test_uploaded_file_does_not_stand_for_one_in_a_folder(
    hass: HomeAssistant, act: Act, gateway: Gateway, folder: Path
) -> None:
    await kept_firmware(hass).async_upload(FILE_NAME, bytes(range(5)))
    with pytest.raises(ServiceValidationError, match="does not exist"):
        await act("add_fuota_task", firmware_file=str(folder / FILE_NAME), **TASK)
    assert writes(gateway) == []


async def test_name_that_is_nowhere_is_reported_with_the_uploaded_ones(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    for name in ("b.bin", "a.bin"):
        await kept_firmware(hass).async_upload(name, b"x")
    with pytest.raises(ServiceValidationError) as caught:
        await act("add_fuota_task", firmware_file="WT201.bin", **TASK)
    said = str(caught.value)
    assert "firmware_file: “WT201.bin” is neither the name of an uploaded firmware" in said
    assert "(uploaded: a.bin, b.bin) nor a file" in said
    assert writes(gateway) == []


async def test_of_many_uploaded_files_some_are_reported(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    for number in range(11):
        await kept_firmware(hass).async_upload(f"{number:02}.bin", b"x")
    with pytest.raises(ServiceValidationError, match=r"uploaded: 00\.bin, .*, 09\.bin, …\)"):
        await act("add_fuota_task", firmware_file="WT201.bin", **TASK)


async def test_uploaded_file_that_was_changed_on_the_disk_is_not_sent(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await kept_firmware(hass).async_upload(FILE_NAME, bytes(range(5)))
    (copy,) = copies(hass)
    copy.write_bytes(b"other")
    with pytest.raises(ServiceValidationError, match=r"lost or damaged.*upload it again"):
        await act("add_fuota_task", firmware_file=FILE_NAME, **TASK)
    assert writes(gateway) == []


async def test_task_keeps_the_firmware_whose_upload_was_deleted(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await kept_firmware(hass).async_upload(FILE_NAME, bytes(range(5)))
    await act("add_fuota_task", firmware_file=FILE_NAME, **TASK)
    await kept_firmware(hass).async_delete_upload(FILE_NAME)
    await act("modify_fuota_task", task_id=1, name="x")
    firmware = body_of(gateway, "6.3")["fuotaTask"]["firmwareInfo"]
    assert firmware == {"firmwareName": FILE_NAME, "fileContent": "AAECAwQ="}


async def test_name_that_misleads_is_not_sent(act: Act, gateway: Gateway, folder: Path) -> None:
    (folder / "\u202enib.exe").write_bytes(b"x")
    given = str(folder / "\u202enib.exe")
    with pytest.raises(ServiceValidationError, match="invisible characters"):
        await act("add_fuota_task", firmware_file=given, **TASK)
    with pytest.raises(ServiceValidationError, match="invisible characters"):
        await act("add_fuota_task", firmware_name="a\u200bb", file_content="AAEC", **TASK)
    assert writes(gateway) == []
