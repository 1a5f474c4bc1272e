"""LoRaWAN devices and the applications that they belong to, as 3.3 lists them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, override

from . import moment
from .field import DEFAULT_KEY
from .model import (
    Model,
    pass_through,
    read_common_text,
    read_eui,
    read_whole,
    wire,
)
from .moment import looks_exact, read_seen


def _apart(default: Any = None) -> Any:
    """Declare a field that does not come from a device's row."""
    metadata = {"alias": "", "in_response": False}
    return field(default=default, init=False, repr=False, compare=False, metadata=metadata)


# The blocks of EUIs that belong to Milesight, and the port on which its devices send.
MILESIGHT_EUIS: Final = ("24E124", "C0BA1F")
MILESIGHT_PORT: Final = 85


@dataclass(kw_only=True, slots=True)
class Device(Model):
    """A LoRaWAN device as 3.3 lists it. `dev_eui` is upper case; the keys stay out of its repr.

    The counters and when it was last heard move on with each uplink: the list that is read next
    brings them up to date in the same object, which reads them when they are asked for. All else
    never changes in it, but for an application that its row does not name.

    `last_seen_uncertainty` is by how many seconds the time may be off: 0 for an exact time, and for
    a device that was never heard; None where the gateway's text can't be read.
    """

    required = ("dev_eui",)
    moving = ("lastSeenAtTime", "lastSeenAt", "fCntUp", "fCntDown")

    dev_eui: str = wire("devEUI", deserialize=read_eui)
    name: str = wire("name", default="")
    description: str = wire("description", default="")
    application_id: int | None = wire("applicationID")
    app_name: str | None = wire("appName", deserialize=read_common_text)
    profile_id: str | None = wire("profileID", deserialize=read_common_text)
    profile_name: str | None = wire("profileName", deserialize=read_common_text)
    payload_codec_id: int | None = wire("payloadCodecID")
    payload_name: str | None = wire("payloadName", deserialize=read_common_text)
    f_port: int | None = wire("fPort")
    f_cnt_up: int | None = wire("fCntUp")
    f_cnt_down: int | None = wire("fCntDown")
    skip_f_cnt_check: bool | None = wire("skipFCntCheck")
    supports_join: bool | None = wire("supportsJoin")
    active: bool | None = wire("active")
    last_seen_at: datetime | None = wire("lastSeenAt", deserialize=pass_through)
    last_seen_at_time: datetime | None = wire("lastSeenAtTime", deserialize=pass_through)
    last_seen_uncertainty: int | None = wire("", default=0, compare=False)
    app_key: str | None = wire("appKey", repr=False)
    dev_addr: str | None = wire("devAddr")
    nwk_s_key: str | None = wire("nwkSKey", repr=False)
    app_s_key: str | None = wire("appSKey", repr=False)
    mb_mode: str | None = wire("mbMode")
    mb_frame_port: int | None = wire("mbFramePort")
    mb_tcp_port: int | None = wire("mbTcpPort")
    # Whether `application_id` was looked up, since the row lacks it.
    application_found: bool = _apart(False)
    # The values that change with each uplink, as they came last, and when; whether they were
    # parsed since; and the text of the time that was parsed last.
    came: tuple[Any, Any, Any, Any] | None = _apart()
    came_at: datetime | None = _apart()
    is_read: bool = _apart(False)
    read_time: object = _apart()

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Read when the device was last heard, which two keys report together."""
        row = super().__pre_deserialize__(d)
        seen = read_seen(row.get("lastSeenAt"), row.get("lastSeenAtTime"), moment.utcnow())
        return {
            **row,
            "lastSeenAt": seen.at,
            "lastSeenAtTime": seen.at_time,
            "": seen.uncertainty,
        }

    @override
    def move(self, values: tuple[Any, ...], now: datetime) -> None:
        """Keep the values that change with each uplink. They are parsed when they are asked for."""
        self.came = values
        self.came_at = now
        self.is_read = False

    @property
    def time_text(self) -> str:
        """The text of the exact time when the device was last heard, blank where there is none."""
        text = self.came[0] if self.came else None
        return text if isinstance(text, str) else ""

    def catch_up(self) -> None:
        """Parse the values that changed since they were last parsed.

        The same exact time need not be parsed again, whereas the same words mean another time.
        """
        if self.is_read or self.came is None or self.came_at is None:
            return
        self.is_read = True
        at_time, words, f_cnt_up, f_cnt_down = self.came
        self.f_cnt_up = read_whole(f_cnt_up)
        self.f_cnt_down = read_whole(f_cnt_down)
        is_same = self.read_time == at_time and looks_exact(at_time)
        if not is_same or self.last_seen_uncertainty != 0:
            seen = read_seen(words, at_time, self.came_at)
            self.last_seen_at, self.last_seen_at_time, self.last_seen_uncertainty = seen
            self.read_time = at_time

    @property
    def last_seen(self) -> datetime | None:
        """When the device was last heard; without a zone it is the gateway's local time."""
        return self.last_seen_at_time or self.last_seen_at

    @property
    def never_heard(self) -> bool:
        """Whether the gateway says that it has never heard the device."""
        return self.last_seen is None and self.last_seen_uncertainty is not None

    @property
    def on_default_key(self) -> bool:
        """Whether the device has the key of every manual, so that anyone can read what it sends.

        It is the application key that counts, or a session key of a device that does not join.
        """
        joins = self.supports_join is not False
        keys = (self.app_key,) if joins else (self.nwk_s_key, self.app_s_key)
        return any(key is not None and key.lower() == DEFAULT_KEY for key in keys)


class _Late:
    """A slot of a device that is brought up to date when it is read.

    Most devices of a large gateway send between two polls, and their times are hardly ever needed.
    """

    def __init__(self, slot: Any) -> None:
        self._slot = slot

    def __get__(self, device: Device | None, owner: type[Device] | None = None) -> Any:
        """Return the value."""
        if device is None:
            return self
        device.catch_up()
        return self._slot.__get__(device, owner)

    def __set__(self, device: Device, value: Any) -> None:
        """Take a value."""
        self._slot.__set__(device, value)


for _name in (
    "f_cnt_up",
    "f_cnt_down",
    "last_seen_at",
    "last_seen_at_time",
    "last_seen_uncertainty",
):
    setattr(Device, _name, _Late(vars(Device)[_name]))


@dataclass(frozen=True, kw_only=True)
class Application(Model):
    """An application of the network server, as 3.3 lists it beside the devices."""

    required = ("application_id",)

    application_id: int = wire("applicationID")
    app_name: str = wire("appName", default="")


def find_applications(devices: Iterable[Device], applications: Collection[Application]) -> None:
    """Look up the applications of devices whose rows name them without their ids.

    By their name, or where there is but one, and each time anew. In doubt the id stays open.
    """
    for device in devices:
        if device.application_id is not None and not device.application_found:
            continue
        found = [
            one.application_id
            for one in applications
            if len(applications) == 1 or (device.app_name and one.app_name == device.app_name)
        ]
        device.application_id = found[0] if len(found) == 1 else None
        device.application_found = True


def name_of(devices: Mapping[str, Device], dev_eui: str) -> str:
    """Return a device's name; its DevEUI where it has none, or is not listed."""
    device = devices.get(dev_eui)
    return (device.name if device else "") or dev_eui
