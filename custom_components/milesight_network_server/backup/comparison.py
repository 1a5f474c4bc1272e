"""What of a backup a gateway lacks, has otherwise, or has the same; and what it has beyond it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Final, NamedTuple

from .contents import (
    PING_SLOT_FIELDS,
    Contents,
    Keys,
    Saved,
    SavedDevice,
    SavedGroup,
    SavedProfile,
    device_keys,
    group_keys,
)


class Kind(StrEnum):
    """What a thing is."""

    PROFILE = "profile"
    DEVICE = "device"
    MULTICAST_GROUP = "multicast_group"
    MEMBER = "multicast_group_member"


class Thing(NamedTuple):
    """A thing of a gateway. The name of a member is that of its group."""

    kind: Kind
    name: str
    dev_eui: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What it is known by on every gateway: a device by its DevEUI, which has one name."""
        if self.kind is Kind.DEVICE:
            return (self.kind, self.dev_eui or "")
        return (self.kind, self.name, self.dev_eui or "")


@dataclass(frozen=True)
class Change:
    """A field that the gateway has otherwise than the file. Keys are not shown."""

    field: str
    gateway: Any
    file: Any


@dataclass(frozen=True)
class Compared[SavedT: Saved]:
    """A thing of the file, and what the gateway has in its place.

    `twice` is who has several of this name, so that nobody knows which is meant: the file, or the
    gateway. `keys` are those of the file.
    """

    thing: Thing
    file: SavedT
    gateway: SavedT | None
    changes: tuple[Change, ...] = ()
    twice: str | None = None
    keys: Keys = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Comparison:
    """What became of each thing of the file. `beyond`: what the gateway has and the file has not.

    `unreported` are fields that the gateway does not report: nobody knows whether they differ.
    """

    profiles: tuple[Compared[SavedProfile], ...]
    devices: tuple[Compared[SavedDevice], ...]
    multicast_groups: tuple[Compared[SavedGroup], ...]
    beyond: tuple[Thing, ...]
    unreported: tuple[str, ...]


TWICE_IN_FILE: Final = "file"
TWICE_AT_GATEWAY: Final = "gateway"
_HIDDEN: Final = "•••"
# They move by themselves.
_COUNTERS: Final = ("f_cnt", "f_cnt_up", "f_cnt_down")
_ADDRESSES: Final = ("dev_addr", "mc_addr")


def compare(file: Contents, gateway: Contents) -> Comparison:
    """Compare what a file holds with what a gateway has."""
    looking = _Looking()
    profiles = looking.at(Kind.PROFILE, file.profiles, gateway.profiles, _profile_fields)
    devices = looking.at(
        Kind.DEVICE,
        file.devices,
        gateway.devices,
        _device_fields,
        None if file.keys is None else file.keys.devices,
        None if gateway.keys is None else gateway.keys.devices,
    )
    groups = looking.at(
        Kind.MULTICAST_GROUP,
        file.multicast_groups,
        gateway.multicast_groups,
        _group_fields,
        None if file.keys is None else file.keys.multicast_groups,
        None if gateway.keys is None else gateway.keys.multicast_groups,
    )
    for group in groups:
        if group.gateway is not None:
            members = sorted(set(group.gateway.dev_euis) - set(group.file.dev_euis))
            looking.beyond += [Thing(Kind.MEMBER, group.thing.name, one) for one in members]
    return Comparison(profiles, devices, groups, tuple(looking.beyond), tuple(looking.unreported))


def _profile_fields(profile: SavedProfile) -> Collection[str]:
    """Return the fields that matter: those of class B only in class B."""
    return () if profile.supports_class_b else PING_SLOT_FIELDS


def _device_fields(_device: SavedDevice) -> Collection[str]:
    # The profile decides about it.
    return ("supports_join",)


def _group_fields(group: SavedGroup) -> Collection[str]:
    return () if group.group_type == "CLASS_B" else PING_SLOT_FIELDS


class _Looking:
    """Compares one kind after the other."""

    def __init__(self) -> None:
        self.beyond: list[Thing] = []
        # In the order in which they were found.
        self.unreported: dict[str, None] = {}

    def at[SavedT: SavedProfile | SavedDevice | SavedGroup](
        self,
        kind: Kind,
        file: Iterable[SavedT],
        gateway: Iterable[SavedT],
        left_out: Callable[[SavedT], Collection[str]],
        file_keys: Mapping[str, Keys] | None = None,
        gateway_keys: Mapping[str, Keys] | None = None,
    ) -> tuple[Compared[SavedT], ...]:
        """Compare all things of a kind."""
        of_file, of_gateway = list(file), list(gateway)
        named = Counter(_thing(kind, one).key for one in of_file)
        taken = Counter(_thing(kind, one).key for one in of_gateway)
        by_key = {_thing(kind, one).key: one for one in of_gateway}
        found: list[Compared[SavedT]] = []
        for one in of_file:
            thing = _thing(kind, one)
            other = by_key.get(thing.key)
            known_by = thing.dev_eui or thing.name
            keys = {} if file_keys is None else file_keys.get(known_by, {})
            twice = None
            if named[thing.key] > 1:
                twice = TWICE_IN_FILE
            elif taken[thing.key] > 1:
                twice = TWICE_AT_GATEWAY
            changes: tuple[Change, ...] = ()
            if other is not None and twice is None:
                theirs = {} if gateway_keys is None else gateway_keys.get(known_by, {})
                changes = (
                    *self._changes(one, other, left_out(one)),
                    *self._key_changes(one, other, keys, theirs),
                )
            found.append(Compared(thing, one, other, changes, twice, keys))
        self.beyond += [_thing(kind, one) for key, one in by_key.items() if key not in named]
        return tuple(found)

    def _changes(self, file: Saved, gateway: Saved, left_out: Collection[str]) -> list[Change]:
        changes: list[Change] = []
        for one in fields(file):  # type: ignore[arg-type]  # each is a dataclass
            name = one.name
            saved, present = getattr(file, name), getattr(gateway, name)
            if saved is None or name in left_out or name in _COUNTERS:
                continue
            if name == "dev_euis":
                if set(saved) - set(present):
                    changes.append(Change(name, present, saved))
            elif present is None and not isinstance(saved, str):
                # Some firmware leaves it out of its rows. Nothing and none are the same.
                if saved:
                    self.unreported[name] = None
            elif not _same(name, saved, present):
                changes.append(Change(name, present, saved))
        return changes

    def _key_changes(
        self,
        file: SavedProfile | SavedDevice | SavedGroup,
        gateway: SavedProfile | SavedDevice | SavedGroup,
        keys: Keys,
        theirs: Keys,
    ) -> list[Change]:
        changes: list[Change] = []
        joins_otherwise = (
            isinstance(file, SavedDevice)
            and isinstance(gateway, SavedDevice)
            and {file.supports_join, gateway.supports_join} == {True, False}
        )
        for name, key in keys.items():
            kept = theirs.get(name)
            if kept is None and not joins_otherwise:
                # Some firmware keeps keys to itself.
                self.unreported[name] = None
            elif kept is None or kept.upper() != key.upper():
                changes.append(Change(name, _HIDDEN, _HIDDEN))
        return changes


def _same(name: str, saved: Any, present: Any) -> bool:
    """Whether two values mean the same. Blank and absent are the same."""
    if name in _ADDRESSES and isinstance(present, str):
        return bool(saved.upper() == present.upper())
    if name in ("factory_preset_freqs", "enable_uplink_channels"):
        return sorted(saved) == sorted(present)
    return bool(saved == present or (not saved and not present))


def _thing(kind: Kind, one: SavedProfile | SavedDevice | SavedGroup) -> Thing:
    return Thing(kind, one.name, one.dev_eui if isinstance(one, SavedDevice) else None)


def missing_keys(compared: Compared[Any], supports_join: bool | None) -> list[str]:
    """Return the keys that a thing needs to be added and the file has not, or not open."""
    is_group = compared.thing.kind is Kind.MULTICAST_GROUP
    names = group_keys() if is_group else device_keys(supports_join)
    return [name for name in names if name not in compared.keys]
