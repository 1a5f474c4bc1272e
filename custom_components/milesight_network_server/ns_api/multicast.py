"""Multicast groups (API document, section 4)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from .channel_plan import ChannelPlan, data_rate_kind, frequency_kind, off_grid
from .field import (
    DEFAULT_KEY,
    Caution,
    Draft,
    Field,
    Problem,
    changes_only,
    check_readable,
    problem,
    raise_if_any,
    read_fields,
    require,
    to_wire,
)
from .keys import ProblemKey, WarningKey
from .model import Model, read_eui, wire
from .profile import Profile
from .value_kinds import COUNTER, DEFAULT_PING_SLOT_PERIOD, PING_SLOT_PERIODS, Hex, OneOf, Text


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


CLASS_B: Final = "CLASS_B"
CLASS_C: Final = "CLASS_C"
_KEYS: Final = ("mc_nwk_s_key", "mc_app_s_key")
# What a row of 4.5 has beside a group's fields.
GROUP_READ_ONLY: Final = ("created_at", "updated_at", "devices")


def multicast_fields(plan: ChannelPlan | None) -> tuple[Field, ...]:
    """Return the fields of a multicast group in a region (4.1, 4.6)."""
    return (
        Field("name", "name", Text(128, 1)),
        Field("mc_addr", "mcAddr", Hex(8)),
        Field("mc_nwk_s_key", "mcNwkSKey", Hex(32), secret=True),
        Field("mc_app_s_key", "mcAppSKey", Hex(32), secret=True),
        Field("group_type", "groupType", OneOf((CLASS_B, CLASS_C))),
        Field("f_cnt", "fCnt", COUNTER, counter=True),
        Field("dr", "dr", data_rate_kind(plan)),
        Field("frequency", "frequency", frequency_kind(plan)),
        Field("ping_slot_period", "pingSlotPeriod", PING_SLOT_PERIODS),
    )


def new_multicast_group(
    given: Mapping[str, Any], plan: ChannelPlan | None, taken_names: Collection[str]
) -> Draft:
    """Return a new group (4.1). Raises `InvalidFieldsError` with all that is wrong with it.

    Class C groups are sent on the second receive window, class B groups in the ping slot.
    """
    fields = multicast_fields(plan)
    values, problems = read_fields(fields, given)
    known = {one.field for one in problems}
    missing_keys = [name for name in _KEYS if name not in values and name not in known]
    group_type = values.get("group_type", CLASS_C)
    defaults: dict[str, Any] = {
        "mc_addr": "11111111",
        "group_type": group_type,
        "f_cnt": 0,
        "ping_slot_period": DEFAULT_PING_SLOT_PERIOD,
        **dict.fromkeys(missing_keys, DEFAULT_KEY),
    }
    if plan is not None:
        channel = plan.ping_slot if group_type == CLASS_B else plan.rx2
        defaults.update({"frequency": channel.frequency, "dr": channel.data_rate})
    merged = {**defaults, **values}
    _check_name(values, problems, taken_names)
    draft = _draft(merged, problems, fields)
    keys = (Caution(WarningKey.DEFAULT_KEY),) if missing_keys else ()
    return replace(draft, warnings=(*keys, *off_grid(("frequency",), values)))


def changed_multicast_group(
    given: Mapping[str, Any],
    current: MulticastGroup,
    plan: ChannelPlan | None,
    taken_names: Collection[str],
) -> Draft:
    """Return a group as it is, with what was given changed (4.6 wants it whole).

    The name that it has may be among the `taken_names`. The counter, which the API requires, is the
    one just read. A field that the row lacks, such as a hidden key, must be given.
    """
    fields = multicast_fields(plan)
    values, problems = read_fields(fields, changes_only(fields, given, current))
    kept = {one.name: value for one in fields if (value := getattr(current, one.name)) is not None}
    check_readable(kept, given, problems)
    merged = {**kept, **values}
    class_b = merged.get("group_type") == CLASS_B
    if class_b and current.group_type != CLASS_B:
        merged.setdefault("ping_slot_period", DEFAULT_PING_SLOT_PERIOD)
    # The period is one of class B; firmware that leaves it out of a class C group wants none.
    left_out = () if class_b else ("ping_slot_period",)
    _check_name(values, problems, taken_names)
    known = {*left_out, *(one.field for one in problems)}
    problems.extend(
        problem(one.name, ProblemKey.NOT_TOLD)
        for one in fields
        if one.name not in known and merged.get(one.name) in (None, "")
    )
    draft = _draft(merged, problems, fields, left_out)
    return replace(draft, warnings=tuple(off_grid(("frequency",), values)))


def _check_name(
    given: Mapping[str, Any], problems: list[Problem], taken_names: Collection[str]
) -> None:
    if given.get("name") in taken_names:
        problems.append(problem("name", ProblemKey.EXISTS, given["name"]))


def _draft(
    values: dict[str, Any],
    problems: list[Problem],
    fields: tuple[Field, ...],
    left_out: Collection[str] = (),
) -> Draft:
    settled = {*left_out, *(one.field for one in problems)}
    require(problems, values, *(one.name for one in fields if one.name not in settled))
    raise_if_any(problems)
    return Draft(values, {"multicastGroup": to_wire(fields, values)})


def check_members(
    group: MulticastGroup, dev_euis: Iterable[str], profiles: Mapping[str, Profile | None]
) -> list[Caution]:
    """Check that devices may become members, and return a warning of those of another class.

    `profiles` has the profile of each device of the gateway, None where it is not known. Raises
    `InvalidFieldsError` for devices that do not exist. A class A device in a class C group is
    allowed (the document's own example 4.5 has one), but hears the group only by chance.
    """
    problems: list[Problem] = []
    others: list[str] = []
    class_b = group.group_type == CLASS_B
    for dev_eui in dev_euis:
        if dev_eui not in profiles:
            problems.append(problem("dev_euis", ProblemKey.NOT_THERE, dev_eui))
        elif (profile := profiles[dev_eui]) is not None:
            fits = profile.supports_class_b if class_b else profile.supports_class_c
            if fits is False:
                others.append(dev_eui)
    raise_if_any(problems)
    if not others:
        return []
    device_class = "B" if class_b else "C"
    return [Caution(WarningKey.WRONG_CLASS, {"device_class": device_class}, devices=tuple(others))]
