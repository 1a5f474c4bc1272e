"""Which payload codecs a gateway has: asked for sparingly, for their scripts are megabytes.

A page of 50 codecs has about 2 MB, and one alone up to 213 KB. Brokers refuse such messages, and
some cut the gateway off that sends them.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from time import monotonic
from typing import Final

from ..const import LOGGER
from ..coordinator import DeviceCoordinator
from ..ns_api.codec import PayloadCodec, PayloadCodecType
from ..ns_api.errors import (
    LineError,
    LinkClosedError,
    NotConnectedError,
    NsApiError,
    RefusedError,
    UnreadableAnswerError,
)
from ..ns_api.gateway import CODECS_AT_ONCE, Gateway
from ..ns_api.listing import Part
from .known import LIBRARIES, Fitting, KnownCodecs

# After an answer that never came, so many seconds pass before the library is asked for again.
_PAUSE: Final = 3600.0
# What was read to its end is believed for so many seconds.
_FRESH: Final = 60.0


class PayloadCodecs:
    """The codecs of one gateway. Asks one question at a time, and none whose answer is known."""

    def __init__(self, gateway: Gateway, devices: DeviceCoordinator, known: KnownCodecs) -> None:
        """Take what is known already, and the devices: a codec that one of them has exists."""
        self.known = known
        self._gateway = gateway
        self._devices = devices
        self._asking = asyncio.Lock()
        self._has_short_list: bool | None = None
        # When the library was last asked for in vain, and when it was last read to its end.
        self._asked_in_vain_at: float | None = None
        self._read_at: float | None = None

    async def async_check(self, codec_ids: Iterable[int]) -> dict[int, bool | None]:
        """Return of each codec whether the gateway has it, None where that can't be found out."""
        in_use = {one.payload_codec_id for one in self._devices.items.values()}
        found: dict[int, bool | None] = {}
        for codec_id in codec_ids:
            found[codec_id] = codec_id in in_use or await self._async_has(codec_id)
        return found

    async def async_named(self, names: Iterable[str]) -> dict[int, str]:
        """Return the names that are known, those of these codecs among them.

        One that no device has and no list had is searched for in both libraries.
        """
        for name in dict.fromkeys(names):
            folded = name.casefold()
            if all(one.strip().casefold() != folded for one in self.known.names.values()):
                await self._async_search_name(name)
        return self.known.names

    async def _async_search_name(self, name: str) -> None:
        async with self._asking:
            for codec_type in LIBRARIES:
                listed = await self._gateway.list_payload_codecs(codec_type, search=name, once=True)
                # What is found is not all that there is.
                await self.known.async_remember(codec_type, replace(listed, complete=False))

    async def async_find(self, names: Iterable[str]) -> dict[str, int | None]:
        """Return the ids of codecs by their names, None for one that surely does not exist.

        What can't be found out is left out. One of the owner's own goes before an inbuilt one.
        """
        in_use = {one.payload_name: one.payload_codec_id for one in self._devices.items.values()}
        found: dict[str, int | None] = {}
        async with self._asking:
            for name in names:
                try:
                    found[name] = in_use.get(name) or await self._async_find(name)
                except NsApiError as err:
                    LOGGER.debug("Payload codec not looked for by its name: %s", err)
                    if isinstance(err, LineError):
                        break
        return found

    async def _async_find(self, name: str) -> int | None:
        is_complete = True
        for codec_type in LIBRARIES:
            read = await self._gateway.list_payload_codecs(codec_type, search=name, once=True)
            named = [codec_id for codec_id, one in read.items.items() if one.name == name]
            if named:
                return named[0]
            is_complete = is_complete and read.complete
        if not is_complete:
            raise UnreadableAnswerError("list_payload_codecs", "result")
        return None

    async def async_fitting(self, models: Mapping[str, str | None]) -> dict[str, Fitting]:
        """Return the inbuilt codecs that fit devices, by DevEUI.

        `models` has the model that the gateway reports of each of them. The library is read once,
        few codecs at a time. Raises what the gateway's calls raise.
        """
        async with self._asking:
            if not self.known.has_prefixes:
                await self._async_read_on(PayloadCodecType.DEFAULT, None)
        return {dev_eui: self.known.fitting(dev_eui, model) for dev_eui, model in models.items()}

    async def async_read_all(self) -> None:
        """Read which codecs there are, few at a time. Raises what the gateway's calls raise."""
        async with self._asking:
            if self._is_fresh or await self._async_try_short_list():
                return
            read = [await self._async_read_on(codec_type, None) for codec_type in LIBRARIES]
            if None not in read:
                self._read_at = monotonic()

    def forget(self) -> None:
        """Ask for the codecs anew when one is needed next."""
        self.known.forget()
        self._has_short_list = self._asked_in_vain_at = self._read_at = None

    async def _async_has(self, codec_id: int) -> bool | None:
        async with self._asking:
            since = self._asked_in_vain_at
            if since is not None and monotonic() - since < _PAUSE:
                return None
            try:
                is_whole = self._is_fresh or await self._async_try_short_list()
                if codec_id in self.known and (is_whole or self._has_short_list):
                    return True
                if is_whole:
                    return False
                found = await self._async_search(codec_id)
                return found or await self._async_look_in_library(codec_id)
            except LineError as err:
                # It may be too large for the broker: a gateway that is away fails elsewhere, too.
                LOGGER.debug("Payload codec %s not looked up: %s", codec_id, err)
                if not isinstance(err, NotConnectedError | LinkClosedError):
                    self._asked_in_vain_at = monotonic()
                return None

    async def _async_search(self, codec_id: int) -> bool:
        """Look by its name for a codec that existed before."""
        for codec_type in LIBRARIES:
            name = self.known.name_in(codec_type, codec_id)
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
                    self.known.forget_codec(codec_type, codec_id)
        return False

    async def _async_try_short_list(self) -> bool:
        """Read ids and names alone of all codecs, and return whether that is all that there is.

        An answer shows that the gateway has this list, a refusal that it has none: then it is not
        asked for again. Silence shows that it has none, too, for not every gateway answers calls
        that it does not know. But where the list came before, silence is a trouble of the line, and
        raised: the library has a thousand times as many bytes, and would not come either.
        """
        if self._has_short_list is False:
            return False
        is_complete = True
        try:
            for codec_type in LIBRARIES:
                listed = await self._gateway.list_payload_codec_names(codec_type)
                if codec_type is PayloadCodecType.DEFAULT and not listed.items:
                    # Every gateway has inbuilt codecs: this is the answer to something else.
                    self._has_short_list = False
                    return False
                self._has_short_list = True
                await self.known.async_remember(codec_type, listed)
                is_complete = is_complete and listed.complete
        except NotConnectedError, LinkClosedError:
            raise
        except NsApiError as err:
            if self._has_short_list and isinstance(err, LineError):
                raise
            LOGGER.debug("No short list of payload codecs: %s", err)
            self._has_short_list = False
            return False
        if is_complete:
            self._read_at = monotonic()
        return is_complete

    async def _async_look_in_library(self, codec_id: int) -> bool | None:
        """Read the library, few codecs at a time, until the one that is sought is found.

        None where it is not, and not all of the library could be read.
        """
        is_complete = True
        for codec_type in LIBRARIES:
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

    async def _async_read_on(
        self, codec_type: PayloadCodecType, codec_id: int | None
    ) -> bool | None:
        """Read one library until a codec is found, and return whether it is. None: read all of it.

        None where it is not, and rows can't be read.
        """
        listed: dict[int, PayloadCodec] = {}
        is_odd = False
        while True:
            part = Part(CODECS_AT_ONCE, len(listed))
            read = await self._gateway.list_payload_codecs(codec_type, part=part, once=True)
            before = len(listed)
            listed |= read.items
            total = read.total
            is_odd = is_odd or read.odd or (total is not None and len(listed) > total)
            # That of one full page may be the page's own.
            is_whole = len(listed) == total and len(listed) != CODECS_AT_ONCE
            is_end = len(listed) == before or is_whole
            await self.known.async_remember(
                codec_type, replace(read, items=listed, complete=is_end and not is_odd)
            )
            if codec_id in listed:
                return True
            if is_end:
                return None if is_odd else False
