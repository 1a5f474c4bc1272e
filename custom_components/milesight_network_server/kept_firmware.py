"""Copies of own firmware files, kept while a task of ours uses them.

The list of tasks gives a firmware back without its content, and a task is only written whole: to
change a task later, the content must be at hand.
"""

import asyncio
from collections.abc import Collection
import hashlib
from pathlib import Path
from typing import Final, TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.storage import STORAGE_DIR, Store
from homeassistant.util.file import write_utf8_file_atomic
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

FOLDER: Final = f"{DOMAIN}/firmware"
_VERSION: Final = 1


class _Copy(TypedDict):
    """What a task uses: the file's name, and where its content is kept."""

    firmware_name: str
    sha256: str


class _Index(TypedDict):
    """Which copy each task uses, by the gateway's EUI and the task's id."""

    tasks: dict[str, _Copy]


class KeptFirmware:
    """The copies of all gateways: each content once, by its SHA-256."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Know where the copies are. Nothing is read before it is needed."""
        self._hass = hass
        self._store = Store[_Index](hass, _VERSION, f"{FOLDER}/index", private=True)
        self._folder = Path(hass.config.path(STORAGE_DIR, FOLDER))
        self._tasks: dict[str, _Copy] | None = None
        self._lock = asyncio.Lock()

    async def async_keep(self, gateway_eui: str, task_id: int, name: str, content: bytes) -> None:
        """Keep what a task uses. May raise `HomeAssistantError`, as a full disk does."""
        async with self._lock:
            tasks = await self._async_tasks()
            sha256 = await self._hass.async_add_executor_job(self._write, content)
            tasks[_key(gateway_eui, task_id)] = _Copy(firmware_name=name, sha256=sha256)
            await self._async_save(tasks)

    async def async_content(self, gateway_eui: str, task_id: int, name: str) -> bytes | None:
        """Return the content of the file of this name that a task uses, None where it is not kept.

        The name guards against a task that others gave another file, or this one's id.
        """
        async with self._lock:
            copy = (await self._async_tasks()).get(_key(gateway_eui, task_id))
            if copy is None or copy["firmware_name"] != name:
                return None
            return await self._hass.async_add_executor_job(self._read, copy["sha256"])

    async def async_forget_all_but(self, gateway_eui: str, task_ids: Collection[int]) -> None:
        """Delete what only tasks of this gateway used that are not among these."""
        wanted = {_key(gateway_eui, task_id) for task_id in task_ids}
        async with self._lock:
            tasks = await self._async_tasks()
            left = {
                key: copy
                for key, copy in tasks.items()
                if key in wanted or not key.startswith(_key(gateway_eui, ""))
            }
            if len(left) < len(tasks):
                await self._async_save(left)

    async def async_forget(self, gateway_eui: str, task_id: int) -> None:
        """Delete what only this task used."""
        async with self._lock:
            tasks = dict(await self._async_tasks())
            if tasks.pop(_key(gateway_eui, task_id), None) is not None:
                await self._async_save(tasks)

    async def _async_tasks(self) -> dict[str, _Copy]:
        if self._tasks is None:
            stored = await self._store.async_load()
            self._tasks = stored["tasks"] if stored else {}
        return self._tasks

    async def _async_save(self, tasks: dict[str, _Copy]) -> None:
        self._tasks = tasks
        await self._store.async_save(_Index(tasks=tasks))
        used = {copy["sha256"] for copy in tasks.values()}
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


def _key(gateway_eui: str, task_id: int | str) -> str:
    return f"{gateway_eui}_{task_id}"


@singleton(HassKey[KeptFirmware](f"{DOMAIN}_kept_firmware"))
def kept_firmware(hass: HomeAssistant) -> KeptFirmware:
    """Return the copies that this Home Assistant keeps."""
    return KeptFirmware(hass)
