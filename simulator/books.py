"""What one gateway keeps: its records by id, and the settings that its calls depend on."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from itertools import chain
from random import Random
from typing import TYPE_CHECKING, Final
from uuid import UUID

from .application import Application
from .births import Birth
from .catalogue import OfficialFirmware, official_firmware
from .channel_plan import ChannelPlan
from .checks import integer
from .codec import PayloadCodec, inbuilt_library
from .codec_library import whole_library
from .device import Device
from .errors import ApiError, Code
from .fuota import LONG_AGO, UNFINISHED, FuotaTask
from .hardware import MODELS
from .heard_order import HeardOrder
from .manners import Manners
from .multicast import MulticastGroup
from .profile import Profile, out_of_the_box
from .session import Phases

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_MOST_BIRTHS: Final = 200


@dataclass(kw_only=True)
class Books:
    """A new gateway's books: the profiles and codecs it comes with, and one application."""

    plan: ChannelPlan
    random: Random
    seed: int = 0
    cloud: bool = False
    internet: bool = True
    old_firmware: bool = False
    utc_offset: timedelta = timedelta()
    max_tasks: int = 100
    join_after: float | None = None
    phases: Phases = field(default_factory=Phases)
    manners: Manners = field(default_factory=Manners)

    profiles: dict[str, Profile] = field(default_factory=dict)
    applications: dict[int, Application] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    heard_order: HeardOrder = field(default_factory=HeardOrder)
    multicast_groups: dict[str, MulticastGroup] = field(default_factory=dict)
    payload_codecs: dict[int, PayloadCodec] = field(default_factory=dict)
    tasks: dict[int, FuotaTask] = field(default_factory=dict)
    catalogue: list[OfficialFirmware] = field(default_factory=official_firmware)
    last_task_id: int = 0
    # Of the newest tasks, also of those that are gone.
    births: deque[Birth] = field(default_factory=lambda: deque(maxlen=_MOST_BIRTHS))
    # One FUOTA session at a time: when the last one ended.
    session_free_at: datetime = LONG_AGO

    def __post_init__(self) -> None:
        """Fill in what is there out of the box."""
        for profile in out_of_the_box(self.plan, self.new_ids()):
            self.profiles[profile.profile_id] = profile
        self.applications[1] = Application(1, "building")
        models = [(model.name, model.dev_eui_prefix) for model in MODELS.values()]
        library = whole_library if self.manners.codecs == "real" else inbuilt_library
        for codec in library(models):
            self.payload_codecs[codec.codec_id] = codec

    def new_ids(self) -> Iterator[str]:
        """UUIDs, the same ones for the same seed."""
        while True:
            yield str(UUID(int=self.random.getrandbits(128), version=4))

    def default_profile(self) -> Profile | None:
        """ClassA-OTAA, which devices get that are added without a profile."""
        return next((each for each in self.profiles.values() if each.name == "ClassA-OTAA"), None)

    def profile(self, profile_id: str) -> Profile:
        """Return the profile of this id."""
        return _found(self.profiles.get(profile_id))

    def device(self, dev_eui: str) -> Device:
        """Return the device of this EUI, in any case."""
        return _found(self.devices.get(dev_eui.upper()))

    def multicast_group(self, group_id: str) -> MulticastGroup:
        """Return the group of this id."""
        return _found(self.multicast_groups.get(group_id))

    def task(self, task_id: object) -> FuotaTask:
        """Return the task of this id, a number or a number as text."""
        return _found(self.tasks.get(integer(task_id)))

    def profile_name(self, profile_id: str) -> str:
        """Return the profile's name; "" where there is no such profile."""
        profile = self.profiles.get(profile_id)
        return "" if profile is None else profile.name

    def forget_tasks(self) -> None:
        """Lose all tasks, and count their ids from 1 again."""
        self.tasks.clear()
        self.last_task_id = 0
        self.session_free_at = LONG_AGO

    def forget_all(self) -> None:
        """Lose what was added or changed, short of applications and codecs, which no call makes.

        The profiles that it came with have their first settings again, under the same ids.
        """
        self.forget_tasks()
        self.devices.clear()
        self.multicast_groups.clear()
        ids = [each.profile_id for each in self.profiles.values() if each.is_default]
        self.profiles.clear()
        for profile in out_of_the_box(self.plan, chain(ids, self.new_ids())):
            self.profiles[profile.profile_id] = profile

    def unfinished_tasks(self, dev_eui: str) -> list[FuotaTask]:
        """Return the tasks not yet finished that the device is in."""
        return [
            task
            for task in self.tasks.values()
            if task.status in UNFINISHED and dev_eui in task.devices
        ]


def _found[T](record: T | None) -> T:
    if record is None:
        raise ApiError(Code.NOT_FOUND)
    return record


def rewrite[T: DataclassInstance](record: T, changed: T) -> None:
    """Take all of `changed` over into `record`, which stays the same object."""
    for each in fields(record):
        setattr(record, each.name, getattr(changed, each.name))
