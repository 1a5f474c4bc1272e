"""Firmware from a file: read where Home Assistant may read, and nowhere else."""

from collections.abc import Generator
import os
from pathlib import Path
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from simulator.gateway import Gateway

from ..conftest import Clock
from .conftest import Act, body_of, writes
from .fuota_example import FILE_NAME, LOCAL, example_gateway, without

TASK = without(LOCAL, "file_content", "firmware_name")


@pytest.fixture
def gateway(clock: Clock) -> Generator[Gateway]:
    """The gateway of the document's examples."""
    with patch("custom_components.milesight_network_server.services.fuota.utcnow", clock):
        yield example_gateway(clock)


@pytest.fixture
def folder(hass: HomeAssistant, hass_config_dir: str) -> Path:
    """A folder that Home Assistant may read; it may read `www`, too, but nothing else."""
    allowed = Path(hass_config_dir) / "firmware"
    allowed.mkdir()
    public = Path(hass_config_dir) / "www"
    public.mkdir(exist_ok=True)
    hass.config.allowlist_external_dirs = {str(allowed), str(public)}
    return allowed


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
    assert body_of(gateway, "6.8")["fileContent"] == "AAECAwQ="


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
