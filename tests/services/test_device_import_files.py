"""Which files an import reads."""

import os
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from simulator.gateway import Gateway

from .conftest import Act
from .device_table import eui, row, table


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """The one folder that Home Assistant may read."""
    folder = tmp_path / "allowed"
    folder.mkdir()
    (folder / "devices.csv").write_text(table([row(1)]))
    (tmp_path / "secret.csv").write_text(table([row(2)]))
    hass.config.config_dir = str(tmp_path / "config")
    hass.config.allowlist_external_dirs = {str(folder), str(tmp_path / "config" / "www")}
    (tmp_path / "config" / "www").mkdir(parents=True)
    (tmp_path / "config" / "www" / "devices.csv").write_text(table([row(3)]))
    return folder


async def test_files_of_an_allowed_folder_are_read(act: Act, folder: Path) -> None:
    response = await act("import_devices", csv_file=str(folder / "devices.csv"))
    assert response["added"] == [eui(1)]
    (folder / "link.csv").symlink_to(folder / "devices.csv")
    response = await act("import_devices", csv_file=f"{folder}/../allowed/link.csv")
    assert response["existing"] == [eui(1)]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("{folder}/../secret.csv", "none of the folders"),
        ("{folder}/../absent.csv", "none of the folders"),
        ("{folder}/out.csv", "none of the folders"),
        ("/etc/passwd", "none of the folders"),
        ("secret.csv", "none of the folders"),
        ("www/devices.csv", "everybody can read"),
        ("{folder}/to_www.csv", "everybody can read"),
        ("www/from_www.csv", "everybody can read"),
        ("{folder}/absent.csv", "does not exist"),
        ("{folder}", "does not exist"),
        ("{folder}/fifo", "does not exist"),
        ("{folder}/loop", "can't be read|does not exist|none of the folders"),
        ("{folder}/nul\0", "can't be read"),
        ("{folder}/utf-16.csv", "UTF-8"),
        ("{folder}/large.csv", "larger than 2 MB"),
    ],
)
async def test_all_others_are_not_read(
    act: Act, gateway: Gateway, folder: Path, name: str, reason: str
) -> None:
    www = folder.parent / "config" / "www"
    (folder / "out.csv").symlink_to(folder.parent / "secret.csv")
    (folder / "to_www.csv").symlink_to(www / "devices.csv")
    (www / "from_www.csv").symlink_to(folder / "devices.csv")
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / "fifo")
    (folder / "utf-16.csv").write_bytes(table([row(1)]).encode("utf-16"))
    (folder / "large.csv").write_bytes(b"x" * (2 * 1024 * 1024 + 1))
    with pytest.raises(ServiceValidationError, match=reason):
        await act("import_devices", csv_file=name.format(folder=folder))
    assert gateway.request_counts["3.3"] == 1
