"""Firmware files on Home Assistant's disk: what uses which, and when one goes."""

from datetime import UTC, datetime, timedelta
import hashlib
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest

from custom_components.milesight_network_server.updates.file_index import ForTask, ForUpdate, User
from custom_components.milesight_network_server.updates.files import KeptFirmware, UploadExistsError

from ..conftest import GATEWAY_EUI

OTHER_EUI = "24E124FFFEF5B7C9"
NAME = "WT201.0000.0101.0104.bin"
# Of a CRC-32 that begins with a zero; both sums are what md5sum and gzip tell.
CONTENT = b"v31"
MD5 = "3f199347d78e5a051737bc3902b69e93"
CRC32 = "0a88a8fa"
OTHER_CONTENT = b"v32"
OTHER_MD5 = "1d888610c51eb50f8aea6fafd67b7e0a"
TASK, QUEUED = ForTask(GATEWAY_EUI, 1), ForUpdate(GATEWAY_EUI, "7")
INDEX = "milesight_network_server/firmware/index"


@pytest.fixture
def folder(hass: HomeAssistant) -> Path:
    """Where the files are."""
    return Path(hass.config.path(".storage", "milesight_network_server", "firmware"))


@pytest.fixture
def kept(hass: HomeAssistant) -> KeptFirmware:
    """The files of a Home Assistant that has none yet."""
    return KeptFirmware(hass)


def files(folder: Path) -> list[Path]:
    """Return the files on the disk."""
    return list(folder.glob("*"))


def put(folder: Path, content: bytes) -> str:
    """Leave a file as an earlier run of Home Assistant did, and return its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    folder.mkdir(parents=True)
    (folder / f"{sha256}.bin").write_bytes(content)
    return sha256


def contents(folder: Path) -> list[bytes]:
    """Return what is in the files on the disk."""
    return sorted(path.read_bytes() for path in files(folder))


async def test_an_upload_is_reported_with_size_checksums_and_time(kept: KeptFirmware) -> None:
    now = datetime.now(UTC)
    upload = await kept.async_upload(NAME, CONTENT)
    assert (upload.name, upload.size, upload.md5, upload.crc32) == (NAME, 3, MD5, CRC32)
    assert timedelta(seconds=-1) <= upload.uploaded_at - now <= timedelta(seconds=5)
    assert await kept.async_uploads() == [upload]
    assert await kept.async_uploaded(NAME) == CONTENT


async def test_uploads_are_in_the_order_of_their_names(kept: KeptFirmware) -> None:
    for name in ("b.bin", "C.bin", "a.bin"):
        await kept.async_upload(name, CONTENT)
    assert [one.name for one in await kept.async_uploads()] == ["a.bin", "b.bin", "C.bin"]


async def test_what_was_not_uploaded_does_not_exist(kept: KeptFirmware) -> None:
    assert await kept.async_uploads() == []
    assert await kept.async_uploaded(NAME) is None


async def test_everything_outlives_a_restart(hass: HomeAssistant, kept: KeptFirmware) -> None:
    upload = await kept.async_upload(NAME, CONTENT)
    await kept.async_keep(TASK, NAME, CONTENT)
    await kept.async_keep(QUEUED, NAME, CONTENT)
    again = KeptFirmware(hass)
    assert await again.async_uploads() == [upload]
    assert await again.async_uploaded(NAME) == CONTENT
    assert await again.async_content(TASK, NAME) == CONTENT
    assert await again.async_content(QUEUED, NAME) == CONTENT


async def test_an_index_without_uploads_still_loads(
    hass_storage: dict[str, Any], folder: Path, kept: KeptFirmware
) -> None:
    tasks = {f"{GATEWAY_EUI}_1": {"firmware_name": NAME, "sha256": put(folder, CONTENT)}}
    hass_storage[INDEX] = {"version": 1, "key": INDEX, "data": {"tasks": tasks}}
    assert await kept.async_content(TASK, NAME) == CONTENT
    await kept.async_upload("other.bin", OTHER_CONTENT)
    assert await kept.async_content(TASK, NAME) == CONTENT
    assert contents(folder) == [CONTENT, OTHER_CONTENT]


async def test_another_file_of_the_same_name_is_not_replaced_unasked(kept: KeptFirmware) -> None:
    first = await kept.async_upload(NAME, CONTENT)
    with pytest.raises(UploadExistsError) as refused:
        await kept.async_upload(NAME, OTHER_CONTENT)
    assert refused.value.present == first
    assert refused.value.chosen.md5 == OTHER_MD5
    assert await kept.async_uploaded(NAME) == CONTENT


async def test_a_replaced_file_goes(folder: Path, kept: KeptFirmware) -> None:
    await kept.async_upload(NAME, CONTENT)
    second = await kept.async_upload(NAME, OTHER_CONTENT, replace=True)
    assert await kept.async_uploads() == [second]
    assert contents(folder) == [OTHER_CONTENT]


async def test_the_same_file_may_come_twice(folder: Path, kept: KeptFirmware) -> None:
    await kept.async_upload(NAME, CONTENT)
    await kept.async_upload(NAME, CONTENT)
    await kept.async_upload("another name.bin", CONTENT)
    assert len(await kept.async_uploads()) == 2
    assert contents(folder) == [CONTENT]


async def test_a_deleted_upload_goes(folder: Path, kept: KeptFirmware) -> None:
    await kept.async_upload(NAME, CONTENT)
    await kept.async_delete_upload(NAME)
    assert await kept.async_uploads() == []
    assert contents(folder) == []


async def test_deleting_what_does_not_exist_harms_nothing(kept: KeptFirmware) -> None:
    upload = await kept.async_upload(NAME, CONTENT)
    await kept.async_delete_upload("other.bin")
    assert await kept.async_uploads() == [upload]


@pytest.mark.parametrize("user", [TASK, QUEUED])
async def test_a_content_stays_until_nothing_uses_it(
    folder: Path, kept: KeptFirmware, user: User
) -> None:
    await kept.async_upload(NAME, CONTENT)
    await kept.async_keep(user, NAME, CONTENT)
    await kept.async_delete_upload(NAME)
    assert await kept.async_content(user, NAME) == CONTENT
    await kept.async_upload(NAME, CONTENT)
    await kept.async_forget(user)
    assert await kept.async_content(user, NAME) is None
    assert await kept.async_uploaded(NAME) == CONTENT
    await kept.async_delete_upload(NAME)
    assert contents(folder) == []


async def test_a_task_keeps_the_file_that_was_replaced(kept: KeptFirmware) -> None:
    await kept.async_upload(NAME, CONTENT)
    await kept.async_keep(TASK, NAME, CONTENT)
    await kept.async_upload(NAME, OTHER_CONTENT, replace=True)
    assert await kept.async_content(TASK, NAME) == CONTENT


async def test_forgetting_tasks_leaves_queued_updates_and_other_gateways(
    kept: KeptFirmware,
) -> None:
    for eui in (GATEWAY_EUI, OTHER_EUI):
        for one in (ForTask(eui, 1), ForTask(eui, 2), ForUpdate(eui, "7")):
            await kept.async_keep(one, NAME, CONTENT)
    await kept.async_forget_all_but(GATEWAY_EUI, {2})
    assert await kept.async_content(TASK, NAME) is None
    assert await kept.async_content(ForTask(GATEWAY_EUI, 2), NAME) == CONTENT
    assert await kept.async_content(QUEUED, NAME) == CONTENT
    assert await kept.async_content(ForTask(OTHER_EUI, 1), NAME) == CONTENT


async def test_forgetting_queued_updates_leaves_tasks_and_other_gateways(
    kept: KeptFirmware,
) -> None:
    for eui in (GATEWAY_EUI, OTHER_EUI):
        for one in (ForTask(eui, 7), ForUpdate(eui, "7"), ForUpdate(eui, "8")):
            await kept.async_keep(one, NAME, CONTENT)
    await kept.async_forget_queued_but(GATEWAY_EUI, ["8"])
    assert await kept.async_content(QUEUED, NAME) is None
    assert await kept.async_content(ForUpdate(GATEWAY_EUI, "8"), NAME) == CONTENT
    assert await kept.async_content(ForTask(GATEWAY_EUI, 7), NAME) == CONTENT
    assert await kept.async_content(ForUpdate(OTHER_EUI, "7"), NAME) == CONTENT


@pytest.mark.parametrize("harm", ["gone", "other content", "link"])
async def test_an_upload_that_was_changed_on_the_disk_is_not_given(
    folder: Path, kept: KeptFirmware, harm: str, tmp_path: Path
) -> None:
    await kept.async_upload(NAME, CONTENT)
    (path,) = files(folder)
    path.unlink()
    if harm == "other content":
        path.write_bytes(OTHER_CONTENT)
    elif harm == "link":
        (tmp_path / "secret").write_bytes(b"secret")
        path.symlink_to(tmp_path / "secret")
    assert await kept.async_uploaded(NAME) is None
    # Uploaded once more, it is whole again, and no link was written through.
    await kept.async_upload(NAME, CONTENT)
    assert await kept.async_uploaded(NAME) == CONTENT
    assert not path.is_symlink()


async def test_what_can_not_be_written_is_not_listed(kept: KeptFirmware) -> None:
    with (
        patch(
            "custom_components.milesight_network_server.updates.files.write_utf8_file_atomic",
            side_effect=OSError("disk full"),
        ),
        pytest.raises(OSError, match="disk full"),
    ):
        await kept.async_upload(NAME, CONTENT)
    assert await kept.async_uploads() == []


@pytest.mark.parametrize("name", ["../../x.bin", "/etc/passwd", "nul\0.bin", "x" * 300])
async def test_a_name_leads_to_no_other_place_on_the_disk(
    folder: Path, kept: KeptFirmware, name: str
) -> None:
    await kept.async_upload(name, CONTENT)
    assert contents(folder) == [CONTENT]
    (path,) = files(folder)
    assert path.name == f"{hashlib.sha256(CONTENT).hexdigest()}.bin"


async def test_only_home_assistant_can_read_the_files(folder: Path, kept: KeptFirmware) -> None:
    await kept.async_upload(NAME, CONTENT)
    assert {path.stat().st_mode & 0o077 for path in files(folder)} == {0}
