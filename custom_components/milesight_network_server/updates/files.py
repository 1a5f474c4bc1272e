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
from typing import Final, Literal, TypedDict
import zlib

from homeassistant.core import HomeAssistant
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.storage import STORAGE_DIR, Store
from homeassistant.util.dt import utcnow
from homeassistant.util.file import write_utf8_file_atomic
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .queue import queue_key

FOLDER: Final = f"{DOMAIN}/firmware"
_VERSION: Final = 1

type _User = Literal["tasks", "queued"]


class _Copy(TypedDict):
    """What a task or a queued update uses: the file's name, and where its content is kept."""

    firmware_name: str
    sha256: str


class _StoredUpload(TypedDict):
    """An uploaded file, and where its content is kept."""

    sha256: str
    size: int
    md5: str
    crc32: str
    uploaded_at: str


class _Index(TypedDict):
    """Which content is used by what.

    Tasks are named by the gateway's EUI and their id, queued updates by the EUI and their key,
    uploads by the name of the file. Never changed, only replaced.
    """

    tasks: dict[str, _Copy]
    queued: dict[str, _Copy]
    uploads: dict[str, _StoredUpload]


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
        """Take both, the present one and the one that was not taken."""
        super().__init__(present.name)
        self.present = present
        self.chosen = chosen


class KeptFirmware:
    """The files of all gateways: each content once, by its SHA-256.

    A content is deleted when no task, no queued update and no upload uses it any more. Methods that
    change something may raise `HomeAssistantError` or `OSError`, as for a full disk.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Know where the files are. Nothing is read before it is needed."""
        self._hass = hass
        self._store = Store[_Index](hass, _VERSION, f"{FOLDER}/index", private=True)
        self._folder = Path(hass.config.path(STORAGE_DIR, FOLDER))
        self._index: _Index | None = None
        self._lock = asyncio.Lock()

    async def async_keep(
        self, gateway_eui: str, used_by: int | str, name: str, content: bytes
    ) -> None:
        """Keep what is used by a task, named by its id, or a queued update (see `queue_key`)."""
        async with self._lock:
            index = await self._async_index()
            sha256 = await self._hass.async_add_executor_job(self._write, content)
            copy = _Copy(firmware_name=name, sha256=sha256)
            user = _user(used_by)
            index[user] = {**index[user], _key(gateway_eui, used_by): copy}
            await self._async_save(index)

    async def async_content(self, gateway_eui: str, used_by: int | str, name: str) -> bytes | None:
        """Return the file of this name that a task or queued update uses, None if it isn't kept.

        The name guards against a task that others gave another file, or this one's id.
        """
        async with self._lock:
            copies = (await self._async_index())[_user(used_by)]
            copy = copies.get(_key(gateway_eui, used_by))
            if copy is None or copy["firmware_name"] != name:
                return None
            return await self._hass.async_add_executor_job(self._read, copy["sha256"])

    async def async_copy(self, gateway_eui: str, used_by: int | str, also_by: int | str) -> None:
        """Keep what one uses for another one, too. What is not kept is not kept for either."""
        async with self._lock:
            index = await self._async_index()
            copy = index[_user(used_by)].get(_key(gateway_eui, used_by))
            user, key = _user(also_by), _key(gateway_eui, also_by)
            others = {name: one for name, one in index[user].items() if name != key}
            index[user] = others if copy is None else {**others, key: copy}
            await self._async_save(index)

    async def async_forget(self, gateway_eui: str, used_by: int | str) -> None:
        """Delete what only this task or queued update used."""
        async with self._lock:
            index = await self._async_index()
            user, gone = _user(used_by), _key(gateway_eui, used_by)
            index[user] = {key: copy for key, copy in index[user].items() if key != gone}
            await self._async_save(index)

    async def async_forget_all_but(self, gateway_eui: str, task_ids: Collection[int]) -> None:
        """Delete what only tasks of this gateway used that are not among these."""
        await self._async_forget_others("tasks", gateway_eui, task_ids)

    async def async_forget_queued_but(self, gateway_eui: str, queue_ids: Collection[str]) -> None:
        """Delete what only queued updates of this gateway used that are not among these."""
        keys = [queue_key(queue_id) for queue_id in queue_ids]
        await self._async_forget_others("queued", gateway_eui, keys)

    async def _async_forget_others(
        self, user: _User, gateway_eui: str, used_by: Collection[int | str]
    ) -> None:
        wanted = {_key(gateway_eui, one) for one in used_by}
        async with self._lock:
            index = await self._async_index()
            index[user] = {
                key: copy
                for key, copy in index[user].items()
                if key in wanted or not key.startswith(_key(gateway_eui, ""))
            }
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

    async def _async_index(self) -> _Index:
        """Return a copy of the index, whose parts are to be replaced whole."""
        if self._index is None:
            stored = await self._store.async_load()
            # One that was stored before there were uploads has tasks alone.
            self._index = _Index(tasks={}, queued={}, uploads={}) | (stored or {})
        return self._index.copy()

    async def _async_save(self, index: _Index) -> None:
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
        """Return a copy that is whole; anything else must not reach a device."""
        try:
            content = self._path(sha256).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def _delete_all_but(self, used: Collection[str]) -> None:
        for path in self._folder.glob("*.bin"):
            if path.stem not in used:
                path.unlink(missing_ok=True)


def _user(used_by: int | str) -> _User:
    return "tasks" if isinstance(used_by, int) else "queued"


def _key(gateway_eui: str, used_by: int | str) -> str:
    return f"{gateway_eui}_{used_by}"


def _measure(content: bytes) -> _StoredUpload:
    """Return what is told of a file that is uploaded now. Blocks: run it in the executor."""
    return _StoredUpload(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
        crc32=f"{zlib.crc32(content):08x}",
        uploaded_at=utcnow().isoformat(timespec="seconds"),
    )


def _upload(name: str, stored: _StoredUpload) -> Upload:
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
