"""Multicast groups (API document, section 4)."""

from dataclasses import dataclass
from datetime import datetime

from .model import Model, read_eui, wire


@dataclass(frozen=True, kw_only=True)
class MulticastDevice(Model):
    """A member of a multicast group."""

    required = ("dev_eui",)

    dev_eui: str = wire("devEUI", deserialize=read_eui)
    name: str = wire("name", default="")
    application_id: int | None = wire("applicationID")
    description: str = wire("description", default="")
    device_profile_id: str | None = wire("deviceProfileID")
    device_profile_name: str | None = wire("deviceProfileName")
    device_status_battery: int | None = wire("deviceStatusBattery")
    device_status_margin: int | None = wire("deviceStatusMargin")
    last_seen_at: datetime | None = wire("lastSeenAt")


def read_members(rows: object) -> list[MulticastDevice]:
    """Return the members that a group's row names."""
    members = (MulticastDevice.read(row) for row in rows) if isinstance(rows, list) else ()
    return [member for member in members if member is not None]


@dataclass(frozen=True, kw_only=True)
class MulticastGroup(Model):
    """A multicast group as 4.5 lists it. `frequency` in Hz; the keys stay out of its repr."""

    required = ("multicast_group_id",)

    multicast_group_id: str = wire("id")
    name: str = wire("name", default="")
    mc_addr: str | None = wire("mcAddr")
    mc_nwk_s_key: str | None = wire("mcNwkSKey", repr=False)
    mc_app_s_key: str | None = wire("mcAppSKey", repr=False)
    f_cnt: int | None = wire("fCnt")
    group_type: str | None = wire("groupType")
    dr: int | None = wire("dr")
    frequency: int | None = wire("frequency")
    ping_slot_period: int | None = wire("pingSlotPeriod")
    created_at: datetime | None = wire("createdAt")
    updated_at: datetime | None = wire("updatedAt")
    devices: list[MulticastDevice] = wire("devices", default_factory=list, deserialize=read_members)
