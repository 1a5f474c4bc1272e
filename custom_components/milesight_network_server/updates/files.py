"""Own firmware files: uploaded ones, and copies of what tasks and queued updates use.

The list of tasks gives a firmware back without its content, and a task is only written whole: to
change a task later, the content must be at hand.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
import hashlib
from pathlib import Path
from typing import Final
import zlib

from homeassistant.core import HomeAssistant
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.storage import STORAGE_DIR, Store
from homeassistant.util import dt as dt_util
from homeassistant.util.file import write_utf8_file_atomic
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .file_index import (
    Copy,
    Created,
    ForTask,
    ForUpdate,
    Index,
    StoredUpload,
    User,
    copies_of,
    copies_of_others,
    copies_since,
    may_be_of,
    put_copies,
    without_copy,
)

FOLDER: Final = f"{DOMAIN}/firmware"
_VERSION: Final = 1


@dataclass(frozen=True)
class Upload:
    """A file that was uploaded. `size` in bytes; the checksums in hexadecimal, lower case."""

    name: str
    size: int
    md5: str
    crc32: str
    uploaded_at: datetime


class UploadExistsError(Exception):
    """Another file of the same name was uploaded before."""

    def __init__(self, present: Upload, chosen: Upload) -> None:
        super().__init__(present.name)
        self.present = present
        self.chosen = chosen


class KeptFirmware:
    """The files of all gateways: each content once, by its SHA-256.

    A content is deleted when no task, no queued update and no upload uses it any more. Methods that
    change something may raise `HomeAssistantError` or `OSError`, as for a full disk.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Read nothing yet: the index is read when it is needed."""
        self._hass = hass
        self._store = Store[Index](hass, _VERSION, f"{FOLDER}/index", private=True)
        self._folder = Path(hass.config.path(STORAGE_DIR, FOLDER))
        self._index: Index | None = None
        self._lock = asyncio.Lock()

    async def async_keep(self, user: User, name: str, content: bytes) -> None:
        """Keep the file that a task or queued update uses."""
        async with self._lock:
            index = await self._async_index()
            sha256 = await self._hass.async_add_executor_job(self._write, content)
            copies = {**copies_of(index, user), user.key: Copy(firmware_name=name, sha256=sha256)}
            put_copies(index, user, copies)
            await self._async_save(index)

    async def async_content(
        self, user: User, name: str, created_at: datetime | None = None
    ) -> bytes | None:
        """Return the file of this name that a task or queued update uses, None if it isn't kept.

        The name guards against a task that others gave another file, and the moment at which a
        task was made against another one with its id.
        """
        async with self._lock:
            copy = copies_of(await self._async_index(), user).get(user.key)
            if copy is None or copy["firmware_name"] != name or not may_be_of(copy, created_at):
                return None
            return await self._hass.async_add_executor_job(self._read, copy["sha256"])

    async def async_copy(self, user: User, other: User) -> None:
        """Keep the file of one user for the other, too. Without such a file, the other has none."""
        async with self._lock:
            index = await self._async_index()
            copy = copies_of(index, user).get(user.key)
            copies = without_copy(copies_of(index, other), other.key)
            put_copies(index, other, copies if copy is None else {**copies, other.key: copy})
            await self._async_save(index)

    async def async_forget(self, user: User) -> None:
        """Delete files that only this task or queued update used."""
        async with self._lock:
            index = await self._async_index()
            put_copies(index, user, without_copy(copies_of(index, user), user.key))
            await self._async_save(index)

    async def async_follow(self, gateway_eui: str, created: Created) -> None:
        """Note when these tasks of a gateway were made; delete files of others with their ids."""
        async with self._lock:
            index = await self._async_index()
            index["tasks"] = copies_since(index["tasks"], gateway_eui, created)
            await self._async_save(index)

    async def async_forget_all_but(self, gateway_eui: str, task_ids: Collection[int]) -> None:
        """Delete files that only tasks of this gateway used which are not among these."""
        wanted = {ForTask(gateway_eui, one).key for one in task_ids}
        async with self._lock:
            index = await self._async_index()
            index["tasks"] = copies_of_others(index["tasks"], gateway_eui, wanted)
            await self._async_save(index)

    async def async_forget_queued_but(self, gateway_eui: str, queue_ids: Collection[str]) -> None:
        """Delete files that only queued updates of this gateway used which are not among these."""
        wanted = {ForUpdate(gateway_eui, one).key for one in queue_ids}
        async with self._lock:
            index = await self._async_index()
            index["queued"] = copies_of_others(index["queued"], gateway_eui, wanted)
            await self._async_save(index)

    async def async_uploads(self) -> list[Upload]:
        """Return the uploaded files, by their names."""
        async with self._lock:
            uploads = (await self._async_index())["uploads"]
        return sorted(
            (_upload(name, stored) for name, stored in uploads.items()),
            key=lambda one: one.name.casefold(),
        )

    async def async_upload(self, name: str, content: bytes, *, replace: bool = False) -> Upload:
        """Keep an uploaded file until it is deleted.

        `UploadExistsError` where another content has this name, and is not to be replaced.
        """
        async with self._lock:
            index = await self._async_index()
            stored = await self._hass.async_add_executor_job(_measure, content)
            present = index["uploads"].get(name)
            if present is not None and present["sha256"] != stored["sha256"] and not replace:
                raise UploadExistsError(_upload(name, present), _upload(name, stored))
            await self._hass.async_add_executor_job(self._write, content)
            index["uploads"] = {**index["uploads"], name: stored}
            await self._async_save(index)
        return _upload(name, stored)

    async def async_uploaded(self, name: str) -> bytes | None:
        """Return the content of the uploaded file of this name, None where it isn't kept."""
        async with self._lock:
            stored = (await self._async_index())["uploads"].get(name)
            if stored is None:
                return None
            return await self._hass.async_add_executor_job(self._read, stored["sha256"])

    async def async_delete_upload(self, name: str) -> None:
        """Delete an uploaded file. Tasks and queued updates that use it keep its content."""
        async with self._lock:
            index = await self._async_index()
            index["uploads"] = {
                one: stored for one, stored in index["uploads"].items() if one != name
            }
            await self._async_save(index)

    async def _async_index(self) -> Index:
        """Return a copy of the index, whose parts are to be replaced whole."""
        if self._index is None:
            stored = await self._store.async_load()
            # One that was stored before there were uploads has tasks alone.
            self._index = Index(tasks={}, queued={}, uploads={}) | (stored or {})
        return self._index.copy()

    async def _async_save(self, index: Index) -> None:
        if index == self._index:
            return
        await self._store.async_save(index)
        self._index = index
        used = {
            one["sha256"]
            for users in (index["tasks"], index["queued"], index["uploads"])
            for one in users.values()
        }
        await self._hass.async_add_executor_job(self._delete_all_but, used)

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.bin"

    def _write(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(sha256)
        if self._read(sha256) is None:
            write_utf8_file_atomic(str(path), content, private=True, mode="wb")
        return sha256

    def _read(self, sha256: str) -> bytes | None:
        """Return a copy if its checksum is right: no other content may reach a device."""
        try:
            content = self._path(sha256).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def _delete_all_but(self, used: Collection[str]) -> None:
        for path in self._folder.glob("*.bin"):
            if path.stem not in used:
                path.unlink(missing_ok=True)


def _measure(content: bytes) -> StoredUpload:
    """Return size and checksums of an uploaded file. Blocks: run it in the executor."""
    return StoredUpload(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
        crc32=f"{zlib.crc32(content):08x}",
        uploaded_at=dt_util.utcnow().isoformat(timespec="seconds"),
    )


def _upload(name: str, stored: StoredUpload) -> Upload:
    return Upload(
        name=name,
        size=stored["size"],
        md5=stored["md5"],
        crc32=stored["crc32"],
        uploaded_at=datetime.fromisoformat(stored["uploaded_at"]),
    )


@singleton(HassKey[KeptFirmware](f"{DOMAIN}_kept_firmware"))
def kept_firmware(hass: HomeAssistant) -> KeptFirmware:
    """Return the files that this Home Assistant keeps."""
    return KeptFirmware(hass)
