"""What is known of a gateway's payload codecs, also after a restart, and which fit a device."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..coordinator import DeviceCoordinator
from ..listeners import Signal
from ..ns_api.codec import PayloadCodec, PayloadCodecName, PayloadCodecType
from ..ns_api.device_model import model_of
from ..ns_api.listing import Listing
from ..ns_api.model import Model, read_int, read_text
from ..store import KeptStore

_VERSION: Final = 1
# The owner's own library is the smaller one.
LIBRARIES: Final = (PayloadCodecType.CUSTOM, PayloadCodecType.DEFAULT)


def _read_names(value: object) -> dict[int, str]:
    rows = value.items() if isinstance(value, dict) else ()
    read = ((read_int(key), read_text(name)) for key, name in rows)
    return {codec_id: name for codec_id, name in read if codec_id is not None}


@dataclass(kw_only=True)
class _Names(Model):
    """Names of codecs by their id, as they are kept: of the inbuilt library, and of the owner's."""

    default: dict[int, str] = field(default_factory=dict, metadata={"deserialize": _read_names})
    custom: dict[int, str] = field(default_factory=dict, metadata={"deserialize": _read_names})
    # What the DevEUIs begin with of the devices that a codec is made for.
    prefixes: dict[int, str] = field(default_factory=dict, metadata={"deserialize": _read_names})

    def of(self, codec_type: PayloadCodecType) -> dict[int, str]:
        """Return the names of one library."""
        return self.default if codec_type is PayloadCodecType.DEFAULT else self.custom


@dataclass(frozen=True, slots=True)
class Fitting:
    """The codecs that fit a device, by id, and the one that it most likely needs."""

    names: Mapping[int, str]
    likeliest: int | None


@dataclass(frozen=True, kw_only=True)
class KnownCodec:
    """What is known of a codec without reading its scripts. The prefix is blank where it is not."""

    payload_codec_id: int
    name: str
    type: PayloadCodecType
    dev_eui_prefix: str


class KnownCodecs:
    """The names and prefixes of one gateway's codecs, as far as they were ever reported."""

    def __init__(self, hass: HomeAssistant, entry_id: str, devices: DeviceCoordinator) -> None:
        """Take the devices: a codec that one of them has exists."""
        self.store = codec_store(hass, entry_id)
        self._devices = devices
        self._names = _Names()
        # Called when other codecs are known than before.
        self.listeners = Signal[()]()

    async def async_load(self) -> None:
        """Take up what was known before a restart."""
        self._names = _Names.read(await self.store.async_read()) or _Names()

    def forget(self) -> None:
        """Know nothing any more but what devices' rows have."""
        self._names = _Names()

    def forget_codec(self, codec_type: PayloadCodecType, codec_id: int) -> None:
        """Know no longer of a codec that is gone from its library."""
        self._names.of(codec_type).pop(codec_id, None)

    def __contains__(self, codec_id: int) -> bool:
        return codec_id in self._names.custom or codec_id in self._names.default

    @property
    def has_prefixes(self) -> bool:
        """Whether it is known which devices codecs are made for."""
        return bool(self._names.prefixes)

    @property
    def names(self) -> dict[int, str]:
        """The names that are known by now, those that the devices' rows have among them."""
        of_devices = {
            one.payload_codec_id: one.payload_name
            for one in self._devices.items.values()
            if one.payload_codec_id and one.payload_name
        }
        return {**self._names.default, **self._names.custom, **of_devices}

    @property
    def listed(self) -> dict[int, KnownCodec]:
        """The codecs that are known, the owner's first."""
        return {
            codec_id: KnownCodec(
                payload_codec_id=codec_id,
                name=name,
                type=codec_type,
                dev_eui_prefix=self._names.prefixes.get(codec_id, ""),
            )
            for codec_type in LIBRARIES
            for codec_id, name in self._names.of(codec_type).items()
        }

    def name_in(self, codec_type: PayloadCodecType, codec_id: int) -> str | None:
        """Return the name that a codec had in a library, None where it was not known in it."""
        return self._names.of(codec_type).get(codec_id)

    async def async_remember(
        self,
        codec_type: PayloadCodecType,
        listed: Listing[int, PayloadCodec] | Listing[int, PayloadCodecName],
    ) -> None:
        """Keep the names of codecs that were listed."""
        names = {codec_id: one.name for codec_id, one in listed.items.items()}
        known, prefixes = self._names.of(codec_type), self._names.prefixes
        before = dict(known), dict(prefixes)
        for codec_id, codec in listed.items.items():
            if isinstance(codec, PayloadCodec) and codec.dev_eui_prefix:
                prefixes[codec_id] = codec.dev_eui_prefix.upper()
        if listed.complete:
            known.clear()
        known.update(names)
        if (known, prefixes) != before:
            self.listeners.async_send()
            await self.store.async_save(_stored(self._names))

    def fitting(self, dev_eui: str, reported: str | None) -> Fitting:
        """Return what fits a device: by its model where that is known, else by its DevEUI.

        `reported` is the model that the gateway reports of it, None where it reports none. Of
        several with the longest prefix, the one is likeliest that devices beside it have.
        """
        by_prefix, prefix = self._with_longest_prefix(dev_eui)
        model = model_of(None, reported)
        if model is not None:
            # The library has codecs without a prefix, too, and models of several prefixes.
            of_model = {
                codec_id: name
                for codec_id, name in self._names.default.items()
                if model_of(name) == model
            }
            chosen = {key: name for key, name in by_prefix.items() if key in of_model} or of_model
            if chosen:
                return Fitting(chosen, next(iter(chosen)) if len(chosen) == 1 else None)
        if len(by_prefix) > 1 and model is not None:
            return Fitting(by_prefix, None)
        if len(by_prefix) > 1:
            beside = {
                one.payload_codec_id
                for one in self._devices.items.values()
                if one.dev_eui.startswith(prefix) and one.payload_codec_id in by_prefix
            }
            return Fitting(by_prefix, beside.pop() if len(beside) == 1 else None)
        return Fitting(by_prefix, next(iter(by_prefix), None))

    def _with_longest_prefix(self, dev_eui: str) -> tuple[dict[int, str], str]:
        """Return the inbuilt codecs whose prefix has most of a DevEUI, and that prefix."""
        fits = {
            codec_id: prefix
            for codec_id, prefix in self._names.prefixes.items()
            if codec_id in self._names.default and dev_eui.startswith(prefix)
        }
        longest = max(fits.values(), key=len, default="")
        names = self._names.default
        return {key: names[key] for key, one in fits.items() if one == longest}, longest


def _stored(names: _Names) -> dict[str, Any]:
    return {
        "prefixes": {str(key): prefix for key, prefix in names.prefixes.items()},
        **{
            codec_type.value: {str(key): name for key, name in names.of(codec_type).items()}
            for codec_type in PayloadCodecType
        },
    }


def codec_store(hass: HomeAssistant, entry_id: str) -> KeptStore:
    """Return where the names of a gateway's codecs are kept."""
    return KeptStore(hass, _VERSION, f"payload_codecs_{entry_id}")
