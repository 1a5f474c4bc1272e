"""LoRaWAN devices to be written: checks and wire form (API document, 3.1, 3.4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from .device import MILESIGHT_EUIS, MILESIGHT_PORT, Application, Device
from .device_fields import (
    ABP_ONLY,
    COUNTERS,
    DEFAULT_PORT,
    DEFAULT_PROFILE,
    DEVICE_FIELDS,
    DEVICE_READ_ONLY,
    MODBUS_PORTS,
    OTAA_ONLY,
    SESSION_KEYS,
)
from .field import (
    DEFAULT_KEY,
    Caution,
    Draft,
    Problem,
    changes_only,
    check_readable,
    is_row,
    problem,
    raise_if_any,
    read_fields,
    require,
    to_wire,
)
from .keys import ProblemKey, WarningKey
from .names import Names, choices, ids_of
from .profile import ProfileName

# These go as text.
_TEXT_IDS: Final = ("applicationID", "payloadCodecID")


@dataclass(frozen=True)
class DeviceConstraints:
    """What devices must fit: names that are taken, ids that exist at the gateway.

    `codecs` has for each payload codec that was asked for whether it exists, None where that could
    not be found out; `codec_names` are the names that are known, with their ids.
    """

    dev_euis: Collection[str] = field(default=())
    names: Collection[str] = field(default=())
    applications: Mapping[int, Application] = field(default_factory=dict)
    profiles: Mapping[str, ProfileName] = field(default_factory=dict)
    codecs: Mapping[int, bool | None] = field(default_factory=dict)
    codec_names: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def by_field(self) -> Mapping[str, Names]:
        """The names by id, for each field that takes either."""
        return {
            "application_id": Names({key: one.app_name for key, one in self.applications.items()}),
            "profile_id": Names({key: one.profile_name for key, one in self.profiles.items()}),
            "payload_codec_id": Names(self.codec_names),
        }


def _as_given(given: Mapping[str, Any], joins: bool | None) -> dict[str, Any]:
    """Return what a caller gives without what stands in a row or an example and says nothing.

    Example 3.4 sends the other join type's fields blank or 0, and Modbus ports of 0 where Modbus is
    off. A row that was listed holds the session of a joined device as well, blanks and zeros for
    what is not set, and counters that have moved on since.
    """
    others = {True: ABP_ONLY, False: OTAA_ONLY, None: ()}[joins]
    modbus_off = "mb_mode" in given and given["mb_mode"] in (None, "", "off", False)
    if is_row(given, DEVICE_READ_ONLY):
        left_out = {*others, *COUNTERS}
        blank = {name for name, value in given.items() if value in ("", 0, "0", None)}
        left_out |= blank & {"name", "profile_id", "f_port", *OTAA_ONLY, *SESSION_KEYS}
    else:
        left_out = {name for name in others if given.get(name) in ("", 0, "0")}
    if modbus_off:
        left_out |= {name for name in MODBUS_PORTS if given.get(name) in ("", 0, "0")}
    return {name: value for name, value in given.items() if name not in left_out}


def _joins(
    given: Mapping[str, Any], constraints: DeviceConstraints, current: str | None
) -> bool | None:
    """Whether the profile of a device lets it join (OTAA); None where that is not known."""
    profile = constraints.profiles.get(str(given.get("profile_id") or current or ""))
    return profile.supports_join if profile else None


def new_device(given: Mapping[str, Any], constraints: DeviceConstraints) -> Draft:
    """Return a new device (3.1). Raises `InvalidFieldsError` with all that is wrong with it."""
    default = next(
        (one for one in constraints.profiles.values() if one.profile_name == DEFAULT_PROFILE), None
    )
    given, unnamed = ids_of(given, constraints.by_field)
    joins = _joins(given, constraints, default.profile_id if default else None)
    given = _as_given(given, joins)
    values, problems = read_fields(DEVICE_FIELDS, given)
    problems = [*unnamed, *problems]
    known = {one.field for one in problems}
    require(problems, given, *({"dev_eui", "application_id"} - known))
    dev_eui = values.get("dev_eui")
    if dev_eui in constraints.dev_euis:
        problems.append(problem("dev_eui", ProblemKey.EXISTS, dev_eui))
    if dev_eui is not None:
        values.setdefault("name", dev_eui)
        values.setdefault("description", dev_eui)
    if "profile_id" not in values and "profile_id" not in known:
        if default is None:
            problems.append(
                problem("profile_id", ProblemKey.NO_DEFAULT_PROFILE, profile=DEFAULT_PROFILE)
            )
        else:
            values["profile_id"] = default.profile_id
    _check_surroundings(values, problems, constraints)
    _check_modbus(values, problems)
    warnings = _check_join(values, problems, constraints, known)
    raise_if_any(problems)
    warnings = (*warnings, *_port_cautions(values))
    values = {"f_port": DEFAULT_PORT, "skip_f_cnt_check": False, **values}
    warnings = (*warnings, *_codec_cautions(values, constraints))
    return Draft(_as_kept(values), _to_body(values), warnings)


def changed_device(
    given: Mapping[str, Any], current: Device, constraints: DeviceConstraints
) -> Draft:
    """Return a device as it is, with what was given changed (3.4).

    The name that it has is none of those that are taken from it, though it is among
    `constraints.names`.
    The counters go only when they are given: a stale one would make the device drop downlinks. A
    key that the gateway gives back blank, or not at all, is left out unless it was given.
    """
    fields = DEVICE_FIELDS[1:]
    given, unnamed = ids_of(given, constraints.by_field)
    joins = _joins(given, constraints, current.profile_id)
    given = _as_given(given, joins)
    given = changes_only(fields, given, current)
    values, problems = read_fields(fields, given)
    problems = [*unnamed, *problems]
    known = {one.field for one in problems}
    kept = {
        one.name: value
        for one in fields
        if not one.counter and (value := getattr(current, one.name)) not in (None, "")
    }
    if not kept.get("mb_mode"):
        kept = {**kept, "mb_mode": "off"}
    for name in MODBUS_PORTS:
        if kept["mb_mode"] == "off" or not kept.get(name):
            kept.pop(name, None)
    merged = {**kept, **values}
    if merged["mb_mode"] == "off":
        for name in MODBUS_PORTS:
            if name not in values:
                merged.pop(name, None)
    _check_surroundings(values, problems, constraints)
    _check_modbus(merged, problems)
    profile = constraints.profiles.get(merged.get("profile_id", ""))
    if profile is not None and profile.supports_join is not None:
        joined_before = _joins({}, constraints, current.profile_id)
        changes = joined_before is not None and joined_before is not profile.supports_join
        dropped: tuple[str, ...] = ABP_ONLY if profile.supports_join else OTAA_ONLY
        if changes:
            # The keys of the new join type that a row has are the session of the old one.
            dropped = (*ABP_ONLY, *OTAA_ONLY)
        # Values that were given are kept, so that those that do not fit are refused.
        merged = {
            name: value for name, value in merged.items() if name in values or name not in dropped
        }
        _check_changed_join(
            merged, problems, joins=profile.supports_join, changes=changes, known=known
        )
    if "application_id" not in known and "application_id" not in merged:
        problems.append(problem("application_id", ProblemKey.NOT_TOLD))
    check_readable(merged, given, problems)
    raise_if_any(problems)
    body = _blank_of_other_join(profile) | _to_body(merged)
    return Draft(_as_kept(merged), body, _codec_cautions(values, constraints))


def _blank_of_other_join(profile: ProfileName | None) -> dict[str, Any]:
    """Return the join fields of the other type, blank as in example 3.4."""
    if profile is None or profile.supports_join is None:
        return {}
    if profile.supports_join:
        return {"devAddr": "", "nwkSKey": "", "appSKey": ""}
    return {"appKey": ""}


def _check_surroundings(
    values: dict[str, Any], problems: list[Problem], constraints: DeviceConstraints
) -> None:
    """Check that the name is free and that the ids exist."""
    # A name that was taken from a DevEUI that exists is no second mistake.
    if values.get("name") in constraints.names and values["name"] not in constraints.dev_euis:
        problems.append(problem("name", ProblemKey.EXISTS, values["name"]))
    application_id = values.get("application_id")
    if application_id is not None and application_id not in constraints.applications:
        named = choices(constraints.by_field["application_id"])
        problems.append(
            problem("application_id", ProblemKey.UNKNOWN, application_id, choices=named)
        )
    profile_id = values.get("profile_id")
    if profile_id is not None and profile_id not in constraints.profiles:
        named = choices(constraints.by_field["profile_id"])
        problems.append(problem("profile_id", ProblemKey.UNKNOWN, profile_id, choices=named))
    codec_id = values.get("payload_codec_id")
    if codec_id and constraints.codecs.get(codec_id) is False:
        problems.append(problem("payload_codec_id", ProblemKey.NOT_THERE, codec_id))


def _port_cautions(values: Mapping[str, Any]) -> tuple[Caution, ...]:
    """Return a warning where the default port is not the one on which the device will send."""
    if "f_port" in values or not values["dev_eui"].startswith(MILESIGHT_EUIS):
        return ()
    return (Caution(WarningKey.PORT, {"port": str(DEFAULT_PORT), "usual": str(MILESIGHT_PORT)}),)


def _codec_cautions(
    values: Mapping[str, Any], constraints: DeviceConstraints
) -> tuple[Caution, ...]:
    """Return a warning where it is not known whether the codec exists."""
    codec_id = values.get("payload_codec_id")
    if not codec_id or constraints.codecs.get(codec_id, True) is not None:
        return ()
    return (Caution(WarningKey.CODEC_UNCHECKED, {"codec": str(codec_id)}),)


def _check_modbus(values: Mapping[str, Any], problems: list[Problem]) -> None:
    if values.get("mb_mode", "off") == "off":
        problems.extend(
            problem(name, ProblemKey.NEEDS_MODBUS, values[name])
            for name in MODBUS_PORTS
            if name in values
        )


def _check_join(
    values: dict[str, Any],
    problems: list[Problem],
    constraints: DeviceConstraints,
    known: Collection[str],
) -> tuple[Caution, ...]:
    """Check that the fields fit the join type of the profile; give a device its default keys.

    Returns warnings about the latter.
    """
    profile = constraints.profiles.get(values.get("profile_id", ""))
    if profile is None or profile.supports_join is None:
        return ()
    _refuse_other_join(values, problems, joins=profile.supports_join)
    keys = OTAA_ONLY if profile.supports_join else SESSION_KEYS
    missing = [name for name in keys if name not in values and name not in known]
    if not profile.supports_join and "dev_addr" not in known:
        require(problems, values, "dev_addr")
    values.update(dict.fromkeys(missing, DEFAULT_KEY))
    return (Caution(WarningKey.DEFAULT_KEY),) if missing else ()


def _check_changed_join(
    merged: Mapping[str, Any],
    problems: list[Problem],
    *,
    joins: bool,
    changes: bool,
    known: Collection[str],
) -> None:
    """Check that the fields of a changed device fit the join type of its profile.

    Where the type itself `changes`, the keys of the new one must be given; else the gateway has
    them, even if its list shows them blank. The address of an ABP device is always required.
    """
    _refuse_other_join(merged, problems, joins=joins)
    needed = [] if joins else ["dev_addr"]
    if changes:
        needed += OTAA_ONLY if joins else SESSION_KEYS
    require(problems, merged, *(name for name in needed if name not in known))


def _refuse_other_join(values: Mapping[str, Any], problems: list[Problem], *, joins: bool) -> None:
    wrong, kind = (ABP_ONLY, ProblemKey.ONLY_ABP) if joins else (OTAA_ONLY, ProblemKey.ONLY_OTAA)
    problems.extend(
        one.problem(kind, values[one.name])
        for one in DEVICE_FIELDS
        if one.name in wrong and one.name in values
    )


def _as_kept(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values in the form of a row: Modbus off is blank."""
    return {**values, "mb_mode": ""} if values.get("mb_mode") == "off" else values


def _to_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the wire form: ids as text, Modbus off as blank and zeros."""
    body = to_wire(DEVICE_FIELDS, values)
    for name in _TEXT_IDS:
        if name in body:
            body[name] = str(body[name])
    if body.get("mbMode") == "off":
        body.update({"mbMode": "", "mbFramePort": 0, "mbTcpPort": 0})
    return body
