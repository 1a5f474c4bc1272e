"""What is kept on disk for an entry, read whatever became of the file, and written for certain."""

import asyncio
from collections.abc import Mapping
from shutil import copyfile
import sys
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util.dt import utcnow
from mashumaro import DataClassDictMixin

from .const import DOMAIN, LOGGER
from .issues import Issue, async_tell
from .markdown import escape_markdown


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

        With `serialize_in_event_loop` false, what is written is made text elsewhere, and must not
        be changed meanwhile.
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

    async def async_read(self, entry: ConfigEntry) -> Mapping[str, Any]:
        """Return what was kept; nothing where that is nothing, or nothing that can be read."""
        try:
            kept: object = await self.async_load()
        except (HomeAssistantError, LookupError, TypeError, ValueError, AttributeError) as err:
            await self.async_set_aside(entry, str(err) or type(err).__name__)
            return {}
        if self._copied is not None:
            self._tell(entry, self._copied)
        if kept is None:
            return {}
        if not isinstance(kept, dict):
            await self.async_set_aside(entry, f"a {type(kept).__name__} in place of a table")
            return {}
        return kept

    async def async_set_aside(self, entry: ConfigEntry, why: str) -> None:
        """Keep a copy of the file as it is, and tell of it, before it is written over."""
        if (aside := await self._async_copy(why)) is not None:
            self._tell(entry, aside)

    async def _async_copy(self, why: str) -> str | None:
        if self._copied is not None:
            return self._copied
        aside = f"{self.path}.aside-{utcnow():%Y%m%d-%H%M%S}"
        try:
            await self.hass.async_add_executor_job(copyfile, self.path, aside)
        except OSError as err:
            LOGGER.error("%s can't be read (%s), nor be copied: %s", self.path, why, err)
            return None
        LOGGER.warning("Not all of %s can be read (%s); a copy is %s", self.path, why, aside)
        self._copied = aside
        return aside

    def _tell(self, entry: ConfigEntry, aside: str) -> None:
        told = {"file": escape_markdown(aside.removeprefix(f"{self.hass.config.config_dir}/"))}
        async_tell(self.hass, entry, Issue.SET_ASIDE, told, self.key.rpartition("/")[2])

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
        """Take the data of any version: who reads them reads what is there."""
        if old_major_version > self.version:
            await self._async_copy(f"version {old_major_version}")
        return old_data

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        await super()._async_write_data(data)
        self._written = data.get("data")


def read_rows[RowT: DataClassDictMixin](
    kind: type[RowT], kept: Mapping[str, Any], name: str, unreadable: list[str]
) -> list[RowT]:
    """Return the rows of a table that can be read. What can't is told in `unreadable`."""
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
