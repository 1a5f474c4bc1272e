"""What is saved of a gateway: by names and EUIs, for another gateway has other ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self

from mashumaro import DataClassDictMixin
from mashumaro.config import BaseConfig

from ..ns_api.device import Application, Device
from ..ns_api.model import Model, read_eui
from ..ns_api.multicast import MulticastGroup
from ..ns_api.profile import Profile

# These say something only in class B.
PING_SLOT_FIELDS: Final = ("ping_slot_period", "ping_slot_dr", "ping_slot_freq")
# Keys by their field's name.
type Keys = Mapping[str, str]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _eui(value: object) -> str:
    if (eui := read_eui(value)) is None:
        raise ValueError("no EUI")
    return eui


def _euis(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return [_eui(one) for one in value]


class Saved(DataClassDictMixin):
    """A part of the file. It was written by us: what has another type is damage, not a dialect."""

    class Config(BaseConfig):
        """What is not known is left out."""

        lazy_compilation = True
        omit_none = True
        serialization_strategy = {  # noqa: RUF012 - mashumaro reads it from the class
            int: {"deserialize": _whole},
            bool: {"deserialize": _flag},
            str: {"deserialize": _text},
        }

    @classmethod
    def _same_of(cls, model: Model, **more: Any) -> Self:
        """Return what has the same names in a row of the gateway."""
        names = {one.name for one in fields(cls)} - more.keys()  # type: ignore[arg-type]  # each is a dataclass
        return cls(**{name: getattr(model, name) for name in names}, **more)


@dataclass(kw_only=True)
class SavedProfile(Saved):
    """A profile. None is what the gateway does not report."""

    name: str
    max_eirp: int | None = None
    supports_join: bool | None = None
    supports_class_b: bool | None = None
    supports_class_c: bool | None = None
    supports_32bit_f_cnt: bool | None = None
    mac_version: str | None = None
    reg_params_revision: str | None = None
    rx_dr_offset1: int | None = None
    rx_data_rate2: int | None = None
    rx_freq2: int | None = None
    factory_preset_freqs: list[int] | None = None
    enable_uplink_channels: list[int] | None = None
    ping_slot_period: int | None = None
    ping_slot_dr: int | None = None
    ping_slot_freq: int | None = None
    class_b_timeout: int | None = None
    class_c_timeout: int | None = None

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """Return what is saved of a profile. An empty list that was not reported is none."""
        lists = {
            name: getattr(profile, name) if wire in profile.keys or not profile.keys else None
            for name, wire in (
                ("factory_preset_freqs", "factoryPresetFreqs"),
                ("enable_uplink_channels", "enableUplinkChannels"),
            )
        }
        return cls._same_of(profile, **lists)


@dataclass(kw_only=True)
class SavedDevice(Saved):
    """A device without its keys. The application, profile and codec are names, blank for none.

    The address and counters are those of an ABP device: others get new ones when they join.
    """

    dev_eui: str = field(metadata={"deserialize": _eui})
    name: str
    description: str = ""
    application: str | None = None
    profile: str | None = None
    payload_codec: str | None = None
    supports_join: bool | None = None
    f_port: int | None = None
    skip_f_cnt_check: bool | None = None
    mb_mode: str | None = None
    mb_frame_port: int | None = None
    mb_tcp_port: int | None = None
    dev_addr: str | None = None
    f_cnt_up: int | None = None
    f_cnt_down: int | None = None

    @classmethod
    def of(
        cls,
        device: Device,
        applications: Mapping[int, Application],
        profiles: Mapping[str, Profile],
    ) -> Self:
        """Return what is saved of a device."""
        application = applications.get(device.application_id or 0)
        profile = profiles.get(device.profile_id or "")
        joins = device.supports_join
        if joins is None and profile is not None:
            joins = profile.supports_join
        modbus = bool(device.mb_mode)
        more: dict[str, Any] = {
            # A device without a name is called by its DevEUI everywhere.
            "name": device.name or device.dev_eui,
            "application": (application and application.app_name) or device.app_name,
            "profile": (profile and profile.name) or device.profile_name,
            "payload_codec": (device.payload_name or None) if device.payload_codec_id else "",
            "supports_join": joins,
            # A blank mode is off, and then the ports say nothing.
            "mb_mode": device.mb_mode or "",
            "mb_frame_port": device.mb_frame_port or None if modbus else None,
            "mb_tcp_port": device.mb_tcp_port or None if modbus else None,
        }
        if device.payload_codec_id is None:
            more["payload_codec"] = None
        if joins is not False:
            more |= dict.fromkeys(("dev_addr", "f_cnt_up", "f_cnt_down"))
        return cls._same_of(device, **more)


@dataclass(kw_only=True)
class SavedGroup(Saved):
    """A multicast group without its keys, and its members by their DevEUIs."""

    name: str
    mc_addr: str | None = None
    group_type: str | None = None
    f_cnt: int | None = None
    dr: int | None = None
    frequency: int | None = None
    ping_slot_period: int | None = None
    dev_euis: list[str] = field(default_factory=list, metadata={"deserialize": _euis})

    @classmethod
    def of(cls, group: MulticastGroup) -> Self:
        """Return what is saved of a group."""
        return cls._same_of(group, dev_euis=sorted({one.dev_eui for one in group.devices}))


@dataclass(kw_only=True)
class SavedKeys(Saved):
    """The keys of devices by their DevEUI, and of groups by their name."""

    devices: dict[str, dict[str, str]] = field(default_factory=dict)
    multicast_groups: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Contents:
    """Everything that is saved of a gateway. `keys` is None where they are not known."""

    profiles: list[SavedProfile]
    devices: list[SavedDevice]
    multicast_groups: list[SavedGroup]
    keys: SavedKeys | None = field(default=None, repr=False)


_JOIN_KEYS = ("app_key",)
_SESSION_KEYS = ("nwk_s_key", "app_s_key")
_GROUP_KEYS = ("mc_nwk_s_key", "mc_app_s_key")


def contents_of(
    profiles: Mapping[str, Profile],
    devices: Iterable[Device],
    applications: Mapping[int, Application],
    groups: Iterable[MulticastGroup],
) -> Contents:
    """Return what a gateway's lists hold."""
    saved = [(one, SavedDevice.of(one, applications, profiles)) for one in devices]
    listed = list(groups)
    return Contents(
        profiles=[SavedProfile.of(one) for one in profiles.values()],
        devices=[one for _, one in saved],
        multicast_groups=[SavedGroup.of(one) for one in listed],
        keys=SavedKeys(
            devices={
                one.dev_eui: keys
                for device, one in saved
                if (keys := _keys(device, device_keys(one.supports_join)))
            },
            multicast_groups={
                one.name: keys for one in listed if (keys := _keys(one, _GROUP_KEYS))
            },
        ),
    )


def device_keys(supports_join: bool | None) -> tuple[str, ...]:
    """Return the keys that a device has: the others are those of its present session."""
    return _SESSION_KEYS if supports_join is False else _JOIN_KEYS


def group_keys() -> tuple[str, ...]:
    """Return the keys that a multicast group has."""
    return _GROUP_KEYS


def _keys(model: object, names: Iterable[str]) -> dict[str, str]:
    """Return those keys that the gateway reports: a blank one is none."""
    return {name: key for name in names if (key := getattr(model, name))}


def unreported_fields(profile: SavedProfile) -> list[str]:
    """Return the fields of a profile that the gateway does not report: no backup has them."""
    idle = () if profile.supports_class_b else PING_SLOT_FIELDS
    return [name for name, value in vars(profile).items() if value is None and name not in idle]
