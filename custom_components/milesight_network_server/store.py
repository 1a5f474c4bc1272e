"""Files of an entry. Reading never fails, whatever became of the file; saving reports failure."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
import sys
from typing import Any, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from mashumaro import DataClassDictMixin

from .const import DOMAIN, LOGGER


class KeptStore(Store[dict[str, Any]]):
    """A file of an entry.

    It is written whole or not at all, and read whichever version of the integration wrote it. What
    can't be read is set aside in a copy of the file, with a notice, and never keeps a gateway from
    being set up. A file that is no JSON, Home Assistant itself sets aside.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        version: int,
        key: str,
        *,
        serialize_in_event_loop: bool = True,
    ) -> None:
        """Take the version that is written, and the name of the file in the integration's folder.

        With `serialize_in_event_loop` false, the data are serialized in the executor, and must
        not be changed meanwhile.
        """
        super().__init__(
            hass,
            version,
            f"{DOMAIN}/{key}",
            private=True,
            atomic_writes=True,
            max_readable_version=sys.maxsize,
            serialize_in_event_loop=serialize_in_event_loop,
        )
        # The copy that was set aside.
        self._copied: str | None = None
        self._written: dict[str, Any] | None = None
        self._saving = asyncio.Lock()
        self._is_closed = False

    @property
    def copied(self) -> str | None:
        """The path of the copy that was set aside; None where nothing was."""
        return self._copied

    async def async_read(self) -> Mapping[str, Any]:
        """Return the stored data; empty where the file does not exist or can't be read."""
        try:
            kept: object = await self.async_load()
        except (HomeAssistantError, LookupError, TypeError, ValueError, AttributeError) as err:
            await self.async_set_aside(str(err) or type(err).__name__)
            return {}
        if kept is None:
            return {}
        if not isinstance(kept, dict):
            await self.async_set_aside(f"a {type(kept).__name__} in place of a table")
            return {}
        return kept

    async def async_set_aside(self, why: str) -> None:
        """Keep a copy of the file as it is, before it is written over.

        A file that was set aside before, and was not written since, has its copy already.
        """
        if self._copied is not None:
            return
        try:
            self._copied = await self.hass.async_add_executor_job(_copy, self.path)
        except OSError as err:
            LOGGER.error("%s can't be read (%s), nor be copied: %s", self.path, why, err)
        else:
            LOGGER.warning("Not all of %s can be read (%s); a copy is kept", self.path, why)

    async def async_save_surely(self, data: dict[str, Any]) -> bool:
        """Write now, and return whether that is on disk.

        False where the disk does not take it, while Home Assistant stops, since it then writes
        later, and when the store is closed.
        """
        async with self._saving:
            self._written = None
            await self.async_save(data)
            return self._written is data

    @override
    async def async_save(self, data: dict[str, Any]) -> None:
        """Write, unless the store is closed. Where the disk does not take it, that is logged."""
        if not self._is_closed:
            await super().async_save(data)

    @callback
    def close(self) -> None:
        """Write nothing any more: the entry is unloaded, and may be set up again or be removed."""
        self._is_closed = True

    async def async_close(self) -> None:
        """Write nothing any more, and wait for what is being written."""
        self.close()
        async with self._saving:
            pass

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: dict[str, Any]
    ) -> dict[str, Any]:
        """Accept the data of any version: what reads them takes the fields that it knows."""
        if old_major_version > self.version:
            await self.async_set_aside(f"version {old_major_version}")
        return old_data

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        await super()._async_write_data(data)
        self._written = data.get("data")


def _copy(path: str) -> str:
    """Copy a file, and return where to: the name shows when it was written. Blocks."""
    written_at = datetime.fromtimestamp(Path(path).stat().st_mtime, UTC)
    return copyfile(path, f"{path}.aside-{written_at:%Y%m%d-%H%M%S}")


def read_rows[RowT: DataClassDictMixin](
    kind: type[RowT], kept: Mapping[str, Any], name: str, unreadable: list[str]
) -> list[RowT]:
    """Return the rows of a table that can be read. Names what can't in `unreadable`."""
    rows = kept.get(name, [])
    found: list[RowT] = []
    if not isinstance(rows, list):
        unreadable.append(f"{name} is no list")
        return found
    for row in rows:
        try:
            found.append(kind.from_dict(row))
        except (ValueError, LookupError, TypeError, AttributeError) as err:
            unreadable.append(f"{name}: {type(err).__name__} {err}"[:200])
    return found
