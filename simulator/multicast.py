"""Multicast groups (section 4): who hears what together."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .channel_plan import ChannelPlan
from .checks import COUNTER, DEFAULT_KEY, REQUIRED, Fields, Required
from .device import Device
from .heard_at import last_heard_by_group
from .manners import Times
from .profile import PING_SLOT_PERIODS
from .wire import Body, local_time

GROUP_TYPES = ("CLASS_B", "CLASS_C")


@dataclass(slots=True, kw_only=True)
class MulticastGroup:
    """One group. The frequency is in Hz; `devices` are the members' EUIs, in upper case."""

    group_id: str
    name: str
    mc_addr: str = "11111111"
    mc_nwk_s_key: str = DEFAULT_KEY
    mc_app_s_key: str = DEFAULT_KEY
    f_cnt: int = 0
    group_type: str = "CLASS_C"
    dr: int
    frequency: int
    ping_slot_period: int = 128
    created_at: datetime
    updated_at: datetime
    devices: list[str] = field(default_factory=list)


def read(
    sent: Fields, plan: ChannelPlan, group_id: str, now: datetime, before: MulticastGroup | None
) -> MulticastGroup:
    """Return the group that 4.1 (nothing before) or 4.6 sends; 4.6 requires every field."""

    def default[T](value: T) -> T | Required:
        return value if before is None else REQUIRED

    group_type = sent.option("groupType", GROUP_TYPES, default("CLASS_C"))
    class_b = group_type == "CLASS_B"
    period: int | Required = 128
    if before is not None:
        period = REQUIRED if class_b else before.ping_slot_period
    return MulticastGroup(
        group_id=group_id,
        name=sent.text("name", range(1, 129)),
        mc_addr=sent.hexadecimal("mcAddr", 8, default("11111111")),
        mc_nwk_s_key=sent.hexadecimal("mcNwkSKey", 32, default(DEFAULT_KEY)),
        mc_app_s_key=sent.hexadecimal("mcAppSKey", 32, default(DEFAULT_KEY)),
        f_cnt=sent.number("fCnt", COUNTER, default(0)),
        group_type=group_type,
        dr=sent.number(
            "dr",
            plan.data_rates,
            default(plan.ping_slot_data_rate if class_b else plan.rx2_data_rate),
        ),
        frequency=sent.number(
            "frequency",
            plan.frequencies,
            default(plan.ping_slot_frequency if class_b else plan.rx2_frequency),
        ),
        ping_slot_period=sent.number("pingSlotPeriod", PING_SLOT_PERIODS, period),
        created_at=before.created_at if before else now,
        updated_at=now,
        devices=before.devices if before else [],
    )


def row(group: MulticastGroup, members: list[Body], utc_offset: timedelta) -> Body:
    """Return the group as 4.5 answers it."""
    return {
        "id": group.group_id,
        "name": group.name,
        "mcAddr": group.mc_addr,
        "mcNwkSKey": group.mc_nwk_s_key,
        "mcAppSKey": group.mc_app_s_key,
        "fCnt": group.f_cnt,
        "groupType": group.group_type,
        "dr": group.dr,
        "frequency": group.frequency,
        "pingSlotPeriod": group.ping_slot_period,
        "createdAt": local_time(group.created_at, utc_offset),
        "updatedAt": local_time(group.updated_at, utc_offset),
        "devices": members,
    }


def member(device: Device, profile_name: str, times: Times, utc_offset: timedelta) -> Body:
    """Return a member as 4.5 answers it."""
    return {
        "devEUI": device.dev_eui,
        "name": device.name,
        "applicationID": str(device.application_id),
        "description": device.description,
        "deviceProfileID": device.profile_id,
        "deviceProfileName": profile_name,
        "deviceStatusBattery": device.battery,
        "deviceStatusMargin": device.margin,
        **last_heard_by_group(device.last_seen, device.dev_eui, times, utc_offset),
    }
