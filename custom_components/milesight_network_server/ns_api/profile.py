"""LoRaWAN device profiles (API document, section 2)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, override

from .channel_plan import ChannelPlan, data_rate_kind, frequency_kind, off_grid
from .field import (
    Caution,
    Draft,
    Field,
    Problem,
    changes_only,
    is_row,
    problem,
    raise_if_any,
    read_fields,
    require,
    to_wire,
)
from .keys import ProblemKey, WarningKey
from .model import Model, present, read_ints, wire
from .value_kinds import (
    DEFAULT_PING_SLOT_PERIOD,
    PING_SLOT_PERIODS,
    Flag,
    ListOf,
    OneOf,
    Text,
    Whole,
)


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
    # The keys that the gateway gave, those with null included: an empty list differs from none.
    keys: frozenset[str] = wire(
        "", default=frozenset(), compare=False, repr=False, in_response=False
    )

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Open the inner `profile`, which holds the most of it."""
        inner = d.get("profile")
        keys = frozenset(d)
        if isinstance(inner, dict):
            d, keys = {**d, **present(inner)}, keys | frozenset(inner)
        return {**super().__pre_deserialize__(d), "": keys}


@dataclass(frozen=True, kw_only=True)
class ProfileName(Model):
    """A profile as 3.3 lists it beside the devices."""

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
    "ping_slot_period": DEFAULT_PING_SLOT_PERIOD,
    "class_b_timeout": 10,
    "class_c_timeout": 10,
}
_PING_SLOT: Final = ("ping_slot_period", "ping_slot_dr", "ping_slot_freq")
# As many as there are numbers for.
_MOST_CHANNELS: Final = 256
_FREQUENCIES: Final = ("rx_freq2", "ping_slot_freq")
# Regions with more channels than a gateway has, and the fewest that must be enabled (0: none).
_MANY_CHANNELS: Final = {"CN470": 0, "US915": 2, "AU915": 2}
# What a row of 2.3 has beside a profile's fields.
PROFILE_READ_ONLY: Final = (
    "max_duty_cycle",
    "rf_region",
    "organization_id",
    "network_server_id",
    "using",
    "is_default",
)


def profile_fields(plan: ChannelPlan | None) -> tuple[Field, ...]:
    """Return the fields of a profile in a region (2.1, 2.4)."""
    return (
        Field("name", "name", Text(64, 1, r"[A-Za-z][A-Za-z0-9_-]*", kind=ProblemKey.PROFILE_NAME)),
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
        Field(
            "factory_preset_freqs",
            "factoryPresetFreqs",
            ListOf(frequency_kind(None), most=_MOST_CHANNELS),
        ),
        Field(
            "enable_uplink_channels",
            "enableUplinkChannels",
            ListOf(Whole(0, 255), most=_MOST_CHANNELS),
        ),
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


def _check(
    given: Mapping[str, Any],
    problems: list[Problem],
    plan: ChannelPlan | None,
    taken_names: Collection[str],
) -> None:
    """Check the name, and the channels that a caller enables."""
    if given.get("name") in taken_names:
        problems.append(problem("name", ProblemKey.EXISTS, given["name"]))
    channels = given.get("enable_uplink_channels")
    if not channels or plan is None:
        return
    fewest = _MANY_CHANNELS.get(plan.name)
    if fewest is None:
        regions = ", ".join(_MANY_CHANNELS)
        problems.append(
            problem("enable_uplink_channels", ProblemKey.NO_CHANNELS, plan.name, plans=regions)
        )
    elif len(set(channels)) < fewest:
        numbers = ", ".join(map(str, channels))
        problems.append(
            problem("enable_uplink_channels", ProblemKey.FEW_CHANNELS, numbers, least=fewest)
        )


def _needed(
    fields: tuple[Field, ...], values: Mapping[str, Any], problems: Collection[Problem]
) -> list[str]:
    """Return the fields that a profile can't be without; those of class B only in class B."""
    known = {one.field for one in problems}
    left_out = () if values.get("supports_class_b") else _PING_SLOT
    return [one.name for one in fields if one.name not in known and one.name not in left_out]


def _draft(
    values: Mapping[str, Any], fields: tuple[Field, ...], warnings: Iterable[Caution]
) -> Draft:
    inner = to_wire(fields[1:], values)
    return Draft(values, {"name": values["name"], "profile": inner}, tuple(warnings))


def new_profile(
    given: Mapping[str, Any], plan: ChannelPlan | None, taken_names: Collection[str]
) -> Draft:
    """Return a new profile (2.1). Raises `InvalidFieldsError` with all that is wrong with it."""
    fields = profile_fields(plan)
    values, problems = read_fields(fields, given)
    merged = {**_DEFAULTS, **_region_defaults(plan), **values}
    _check(values, problems, plan, taken_names)
    require(problems, merged, *_needed(fields, merged, problems))
    raise_if_any(problems)
    return _draft(merged, fields, off_grid(_FREQUENCIES, values))


def changed_profile(
    given: Mapping[str, Any],
    current: Profile,
    plan: ChannelPlan | None,
    taken_names: Collection[str],
) -> Draft:
    """Return a profile as it is, with what was given changed (2.4 wants it whole).

    The name that it has may be among the `taken_names`. A field that the row lacks can't be kept,
    and a default would change it unnoticed: so the caller must name it.
    """
    fields = profile_fields(plan)
    # In a row that was listed, an empty list may stand for an absent one.
    as_listed = is_row(given, PROFILE_READ_ONLY)
    comparable = [one for one in fields if as_listed or _is_reported(one, current)]
    values, problems = read_fields(fields, changes_only(comparable, given, current))
    present = {
        one.name: value
        for one in fields
        if (value := getattr(current, one.name)) is not None and _is_reported(one, current)
    }
    merged = {**present, **values}
    if values.get("supports_class_b"):
        defaults = {**_DEFAULTS, **_region_defaults(plan)}
        merged |= {name: defaults[name] for name in _PING_SLOT if name in defaults} | merged
    _check(values, problems, plan, taken_names)
    problems.extend(
        problem(name, ProblemKey.NOT_TOLD)
        for name in _needed(fields, merged, problems)
        if merged.get(name) in (None, "")
    )
    raise_if_any(problems)
    warnings = off_grid(_FREQUENCIES, values)
    if current.using and "supports_join" in values:
        # The devices have the fields of the one join type, and lack those of the other.
        warnings.append(Caution(WarningKey.JOIN_TYPE_IN_USE))
    return _draft(merged, fields, warnings)


def _is_reported(field: Field, current: Profile) -> bool:
    """Whether the gateway's row has a field. Of an empty list, only the key shows it."""
    value = getattr(current, field.name)
    return value != [] or not current.keys or field.wire in current.keys
