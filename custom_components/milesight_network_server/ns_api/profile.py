"""LoRaWAN device profiles (API document, section 2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, override

from .channel_plan import ChannelPlan, data_rate_kind, frequency_kind
from .field import (
    PING_SLOT_PERIODS,
    Draft,
    Field,
    Flag,
    ListOf,
    OneOf,
    Problem,
    Text,
    Whole,
    problem,
    raise_if_any,
    read_fields,
    require,
    to_wire,
)
from .model import Model, present, read_ints, wire


@dataclass(frozen=True, kw_only=True)
class Profile(Model):
    """A device profile as 2.3 lists it. Frequencies in Hz, time-outs in s, EIRP in dBm."""

    required = ("profile_id",)

    profile_id: str = wire("profileID")
    name: str = wire("name", default="")
    max_eirp: int | None = wire("maxEIRP")
    max_duty_cycle: int | None = wire("maxDutyCycle")
    supports_join: bool | None = wire("supportsJoin")
    supports_class_b: bool | None = wire("supportsClassB")
    supports_class_c: bool | None = wire("supportsClassC")
    supports_32bit_f_cnt: bool | None = wire("supports32bitFCnt")
    mac_version: str | None = wire("macVersion")
    reg_params_revision: str | None = wire("regParamsRevision")
    rx_dr_offset1: int | None = wire("rxDROffset1")
    rx_data_rate2: int | None = wire("rxDataRate2")
    rx_freq2: int | None = wire("rxFreq2")
    factory_preset_freqs: list[int] = wire(
        "factoryPresetFreqs", default_factory=list, deserialize=read_ints
    )
    enable_uplink_channels: list[int] = wire(
        "enableUplinkChannels", default_factory=list, deserialize=read_ints
    )
    ping_slot_period: int | None = wire("pingSlotPeriod")
    ping_slot_dr: int | None = wire("pingSlotDR")
    ping_slot_freq: int | None = wire("pingSlotFreq")
    class_b_timeout: int | None = wire("classBTimeout")
    class_c_timeout: int | None = wire("classCTimeout")
    rf_region: str | None = wire("rfRegion")
    organization_id: str | None = wire("organizationID")
    network_server_id: str | None = wire("networkServerID")
    using: bool | None = wire("using")
    is_default: bool | None = wire("isDefault")

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Open the inner `profile`, which holds the most of it."""
        inner = d.get("profile")
        opened = {**d, **present(inner)} if isinstance(inner, dict) else d
        return super().__pre_deserialize__(opened)


@dataclass(frozen=True, kw_only=True)
class ProfileName(Model):
    """What 3.3 tells of a profile beside the devices."""

    required = ("profile_id",)

    profile_id: str = wire("profileID")
    profile_name: str = wire("profileName", default="")
    supports_join: bool | None = wire("supportsJoin")


# What the API takes where nothing is given (2.1); what depends on the region is not among it.
_DEFAULTS: Final[Mapping[str, Any]] = {
    "max_eirp": 0,
    "supports_join": False,
    "supports_class_b": False,
    "supports_class_c": False,
    "supports_32bit_f_cnt": True,
    "mac_version": "1.0.2",
    "reg_params_revision": "B",
    "rx_dr_offset1": 0,
    "factory_preset_freqs": [],
    "enable_uplink_channels": [],
    "ping_slot_period": 128,
    "class_b_timeout": 10,
    "class_c_timeout": 10,
}
_RX2: Final = ("rx_data_rate2", "rx_freq2")
_PING_SLOT: Final = ("ping_slot_dr", "ping_slot_freq")


def profile_fields(plan: ChannelPlan | None) -> tuple[Field, ...]:
    """Return the fields of a profile in a region (2.1, 2.4)."""
    return (
        Field("name", "name", Text(64, 1, r"[A-Za-z][A-Za-z0-9_-]*", kind="profile_name")),
        Field("max_eirp", "maxEIRP", Whole(0, 2**31 - 1)),
        Field("supports_join", "supportsJoin", Flag()),
        Field("supports_class_b", "supportsClassB", Flag()),
        Field("supports_class_c", "supportsClassC", Flag()),
        Field("supports_32bit_f_cnt", "supports32bitFCnt", Flag()),
        Field("mac_version", "macVersion", OneOf(("1.0.0", "1.0.1", "1.0.2", "1.1.0"))),
        Field("reg_params_revision", "regParamsRevision", OneOf(("A", "B"))),
        Field("rx_dr_offset1", "rxDROffset1", Whole(0, 5)),
        Field("rx_data_rate2", "rxDataRate2", data_rate_kind(plan)),
        Field("rx_freq2", "rxFreq2", frequency_kind(plan)),
        Field("factory_preset_freqs", "factoryPresetFreqs", ListOf(frequency_kind(None))),
        Field("enable_uplink_channels", "enableUplinkChannels", ListOf(Whole(0, 255))),
        Field("ping_slot_period", "pingSlotPeriod", PING_SLOT_PERIODS),
        Field("ping_slot_dr", "pingSlotDR", data_rate_kind(plan)),
        Field("ping_slot_freq", "pingSlotFreq", frequency_kind(plan)),
        Field("class_b_timeout", "classBTimeout", Whole(0, 10)),
        Field("class_c_timeout", "classCTimeout", Whole(0, 10)),
    )


def _region_defaults(plan: ChannelPlan | None) -> dict[str, Any]:
    if plan is None:
        return {}
    return {
        "rx_freq2": plan.rx2.frequency,
        "rx_data_rate2": plan.rx2.data_rate,
        "ping_slot_freq": plan.ping_slot.frequency,
        "ping_slot_dr": plan.ping_slot.data_rate,
    }


def _draft(
    values: dict[str, Any],
    problems: list[Problem],
    fields: tuple[Field, ...],
    taken_names: Collection[str],
) -> Draft:
    """Check what concerns several fields, and write them all."""
    if values.get("name") in taken_names:
        problems.append(problem("name", "exists", values["name"]))
    needed = _RX2 + (_PING_SLOT if values.get("supports_class_b") else ())
    known = {one.field for one in problems}
    require(problems, values, *(name for name in ("name", *needed) if name not in known))
    raise_if_any(problems)
    inner = to_wire(fields[1:], values)
    return Draft(values, {"name": values["name"], "profile": inner})


def new_profile(
    given: Mapping[str, Any], plan: ChannelPlan | None, taken_names: Collection[str]
) -> Draft:
    """Return a new profile (2.1). Raises `InvalidFieldsError` with all that is wrong with it."""
    fields = profile_fields(plan)
    values, problems = read_fields(fields, given)
    return _draft({**_DEFAULTS, **_region_defaults(plan), **values}, problems, fields, taken_names)


def changed_profile(
    given: Mapping[str, Any],
    current: Profile,
    plan: ChannelPlan | None,
    taken_names: Collection[str],
) -> Draft:
    """Return a profile as it is, with what was given changed (2.4 wants it whole)."""
    fields = profile_fields(plan)
    values, problems = read_fields(fields, given)
    present_values = {
        one.name: there for one in fields if (there := getattr(current, one.name)) is not None
    }
    joins = values.get("supports_join", current.supports_join)
    if current.using and joins is not current.supports_join:
        # The devices have the fields of the one join type, and lack those of the other.
        problems.append(problem("supports_join", "join_type_in_use", given["supports_join"]))
    return _draft(
        {**_DEFAULTS, **_region_defaults(plan), **present_values, **values},
        problems,
        fields,
        taken_names,
    )
