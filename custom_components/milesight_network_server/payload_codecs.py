"""Which payload codecs a gateway has: asked for sparingly, for their scripts are megabytes.

A page of 50 codecs has about 2 MB, and one alone up to 213 KB. Brokers refuse such messages, and
some cut the gateway off that sends them.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store

from .const import DOMAIN, LOGGER
from .coordinator import DeviceCoordinator
from .ns_api.codec import PayloadCodec, PayloadCodecName, PayloadCodecType
from .ns_api.errors import (
    LineError,
    LinkClosedError,
    NotConnectedError,
    NsApiError,
    RefusedError,
)
from .ns_api.gateway import CODECS_AT_ONCE, Gateway
from .ns_api.listing import Listing, Part
from .ns_api.model import Model, read_int, read_text

_VERSION: Final = 1
# After an answer that never came, so many seconds pass before the library is asked for again.
_PAUSE: Final = 3600.0
# What was read to its end is believed for so many seconds.
_FRESH: Final = 60.0
# The owner's own library is the smaller one.
_ORDER: Final = (PayloadCodecType.CUSTOM, PayloadCodecType.DEFAULT)


def _read_names(value: object) -> dict[int, str]:
    rows = value.items() if isinstance(value, dict) else ()
    read = ((read_int(key), read_text(name)) for key, name in rows)
    return {codec_id: name for codec_id, name in read if codec_id is not None}


@dataclass(kw_only=True)
class _Names(Model):
    """Names of codecs by their id, as they are kept: of the inbuilt library, and of the owner's."""

    default: dict[int, str] = field(default_factory=dict, metadata={"deserialize": _read_names})
    custom: dict[int, str] = field(default_factory=dict, metadata={"deserialize": _read_names})

    def of(self, codec_type: PayloadCodecType) -> dict[int, str]:
        """Return the names of one library."""
        return self.default if codec_type is PayloadCodecType.DEFAULT else self.custom


class PayloadCodecs:
    """The codecs of one gateway, as far as they are known. Asks one question at a time."""

    def __init__(
        self, hass: HomeAssistant, entry_id: str, gateway: Gateway, devices: DeviceCoordinator
    ) -> None:
        """Take the devices: a codec that one of them has is there."""
        self._store = codec_store(hass, entry_id)
        self._gateway = gateway
        self._devices = devices
        self._names = _Names()
        self._asking = asyncio.Lock()
        self._has_short_list: bool | None = None
        # When the library was last asked for in vain, and when it was last read to its end.
        self._asked_in_vain_at: float | None = None
        self._read_at: float | None = None

    async def async_load(self) -> None:
        """Take up what was known before a restart."""
        try:
            self._names = _Names.read(await self._store.async_load()) or _Names()
        except HomeAssistantError as err:
            LOGGER.warning("Names of payload codecs not remembered: %s", err)

    async def async_check(self, codec_ids: Iterable[int]) -> dict[int, bool | None]:
        """Tell of each codec whether the gateway has it, None where that can't be found out."""
        in_use = {one.payload_codec_id for one in self._devices.items.values()}
        found: dict[int, bool | None] = {}
        for codec_id in codec_ids:
            found[codec_id] = codec_id in in_use or await self._async_has(codec_id)
        return found

    async def async_remember(
        self,
        codec_type: PayloadCodecType,
        listed: Listing[int, PayloadCodec] | Listing[int, PayloadCodecName],
    ) -> None:
        """Keep the names of codecs that were listed."""
        names = {codec_id: one.name for codec_id, one in listed.items.items()}
        known = self._names.of(codec_type)
        before = dict(known)
        if listed.complete:
            known.clear()
        known.update(names)
        if known != before:
            await self._store.async_save(_stored(self._names))

    def forget(self) -> None:
        """Ask for the codecs anew when one is needed next."""
        self._names = _Names()
        self._has_short_list = self._asked_in_vain_at = self._read_at = None

    async def _async_has(self, codec_id: int) -> bool | None:
        async with self._asking:
            since = self._asked_in_vain_at
            if since is not None and monotonic() - since < _PAUSE:
                return None
            try:
                found = await self._async_look_in_short_list(codec_id)
                if found is None:
                    found = await self._async_search(codec_id)
                return found or await self._async_look_in_library(codec_id)
            except LineError as err:
                # It may be too large for the broker: a gateway that is away fails elsewhere, too.
                LOGGER.debug("Payload codec %s not looked up: %s", codec_id, err)
                if not isinstance(err, NotConnectedError | LinkClosedError):
                    self._asked_in_vain_at = monotonic()
                return None

    async def _async_search(self, codec_id: int) -> bool:
        """Look by its name for a codec that was there before."""
        for codec_type in _ORDER:
            name = self._names.of(codec_type).get(codec_id)
            if name:
                try:
                    found = await self._gateway.list_payload_codecs(
                        codec_type, search=name, once=True
                    )
                except RefusedError as err:
                    LOGGER.debug("Payload codec %s not searched for: %s", codec_id, err)
                    continue
                if codec_id in found.items:
                    return True
                if found.complete:
                    del self._names.of(codec_type)[codec_id]
        return False

    async def _async_look_in_short_list(self, codec_id: int) -> bool | None:
        """Look in the list without scripts, None where that does not tell.

        Whether the gateway knows that call is tried once.
        """
        if self._has_short_list is False:
            return None
        if not self._is_fresh:
            try:
                is_complete = await self._async_read_short_list()
            except NotConnectedError, LinkClosedError:
                raise
            except NsApiError as err:
                if self._has_short_list and isinstance(err, LineError):
                    raise
                LOGGER.debug("No short list of payload codecs: %s", err)
                self._has_short_list = False
                return None
            self._has_short_list = True
            if not is_complete:
                return self._is_known(codec_id) or None
            self._read_at = monotonic()
        return self._is_known(codec_id)

    async def _async_read_short_list(self) -> bool:
        """Read ids and names of all codecs, and return whether that is all."""
        is_complete = True
        for codec_type in _ORDER:
            listed = await self._gateway.list_payload_codec_names(codec_type)
            await self.async_remember(codec_type, listed)
            is_complete = is_complete and listed.complete
        return is_complete

    async def _async_look_in_library(self, codec_id: int) -> bool | None:
        """Read the library, few codecs at a time, until the one that is sought is there.

        None where it is not, and not all of the library could be read.
        """
        if self._is_fresh:
            return self._is_known(codec_id)
        is_complete = True
        for codec_type in _ORDER:
            try:
                found = await self._async_read_on(codec_type, codec_id)
            except RefusedError as err:
                LOGGER.debug("Payload codecs (%s) not listed: %s", codec_type, err)
                found = None
            if found:
                return True
            is_complete = is_complete and found is not None
        if not is_complete:
            return None
        self._read_at = monotonic()
        return False

    @property
    def _is_fresh(self) -> bool:
        """Whether all codecs were read just now."""
        return self._read_at is not None and monotonic() - self._read_at < _FRESH

    def _is_known(self, codec_id: int) -> bool:
        return codec_id in self._names.custom or codec_id in self._names.default

    async def _async_read_on(self, codec_type: PayloadCodecType, codec_id: int) -> bool | None:
        """Read one library until a codec is there, and return whether it is.

        None where it is not, and rows can't be read.
        """
        listed: dict[int, PayloadCodec] = {}
        is_odd = False
        while True:
            part = Part(CODECS_AT_ONCE, len(listed))
            read = await self._gateway.list_payload_codecs(codec_type, part=part, once=True)
            before = len(listed)
            listed |= read.items
            is_odd = is_odd or read.odd
            is_end = len(listed) == before or (read.total is not None and len(listed) >= read.total)
            await self.async_remember(
                codec_type, replace(read, items=listed, complete=is_end and not is_odd)
            )
            if codec_id in listed:
                return True
            if is_end:
                return None if is_odd else False


def _stored(names: _Names) -> dict[str, Any]:
    return {
        codec_type.value: {str(key): name for key, name in names.of(codec_type).items()}
        for codec_type in PayloadCodecType
    }


def codec_store(hass: HomeAssistant, entry_id: str) -> Store[Mapping[str, Any]]:
    """Return where the names of a gateway's codecs are kept."""
    return Store(hass, _VERSION, f"{DOMAIN}/payload_codecs_{entry_id}", private=True)
