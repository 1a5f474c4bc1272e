"""LoRaWAN devices and the applications that they belong to (API document, section 3)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, override

from .field import (
    COUNTER,
    DEFAULT_KEY,
    EUI,
    Draft,
    Field,
    Flag,
    Hex,
    Kind,
    OneOf,
    Problem,
    Text,
    UnfitError,
    Whole,
    check_readable,
    problem,
    raise_if_any,
    read_fields,
    require,
    to_wire,
)
from .model import Model, read_common_text, read_eui, read_int, wire
from .profile import ProfileName


@dataclass(frozen=True, kw_only=True, slots=True)
class Device(Model):
    """A LoRaWAN device as 3.3 lists it. `dev_eui` is upper case; the keys stay out of its repr."""

    required = ("dev_eui",)

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
    last_seen_at: datetime | None = wire("lastSeenAt")
    last_seen_at_time: datetime | None = wire("lastSeenAtTime")
    app_key: str | None = wire("appKey", repr=False)
    dev_addr: str | None = wire("devAddr")
    nwk_s_key: str | None = wire("nwkSKey", repr=False)
    app_s_key: str | None = wire("appSKey", repr=False)
    mb_mode: str | None = wire("mbMode")
    mb_frame_port: int | None = wire("mbFramePort")
    mb_tcp_port: int | None = wire("mbTcpPort")

    @property
    def last_seen(self) -> datetime | None:
        """When the device was last heard; without a zone it is the gateway's local time."""
        return self.last_seen_at_time or self.last_seen_at

    @property
    def on_default_key(self) -> bool:
        """Whether the device has the key of every manual, so that anyone can read what it sends.

        It is the application key that counts, or a session key of a device that does not join.
        """
        joins = self.supports_join is not False
        keys = (self.app_key,) if joins else (self.nwk_s_key, self.app_s_key)
        return any(key is not None and key.lower() == DEFAULT_KEY for key in keys)


@dataclass(frozen=True, kw_only=True)
class Application(Model):
    """An application of the network server, as 3.3 lists it beside the devices."""

    required = ("application_id",)

    application_id: int = wire("applicationID")
    app_name: str = wire("appName", default="")


class _ModbusPort(Kind):
    """A LoRaWAN port for Modbus RTU: 85 is the port of Milesight's own payloads."""

    @override
    def read(self, value: Any) -> int:
        number = read_int(value)
        if number is None or number == 85 or not 2 <= number <= 223:  # noqa: PLR2004 - see above
            raise UnfitError("modbus_port")
        return number


DEVICE_FIELDS: Final = (
    Field("dev_eui", "devEUI", EUI),
    Field("name", "name", Text(64, 1)),
    Field("description", "description", Text(1024, lines=True)),
    Field("application_id", "applicationID", Whole(1, 2**31 - 1)),
    Field("profile_id", "profileID", Text(64, 1)),
    Field("payload_codec_id", "payloadCodecID", Whole(0, 2**31 - 1)),
    Field("f_port", "fPort", Whole(1, 223)),
    Field("skip_f_cnt_check", "skipFCntCheck", Flag()),
    Field("app_key", "appKey", Hex(32), secret=True),
    Field("dev_addr", "devAddr", Hex(8)),
    Field("nwk_s_key", "nwkSKey", Hex(32), secret=True),
    Field("app_s_key", "appSKey", Hex(32), secret=True),
    Field("f_cnt_up", "fCntUp", COUNTER),
    Field("f_cnt_down", "fCntDown", COUNTER),
    Field("mb_mode", "mbMode", OneOf(("tcp", "rtu", "off"))),
    Field("mb_frame_port", "mbFramePort", _ModbusPort()),
    Field("mb_tcp_port", "mbTcpPort", Whole(1, 65535)),
)
# The profile that a device gets where none is given (3.1).
DEFAULT_PROFILE: Final = "ClassA-OTAA"
COUNTERS: Final = ("f_cnt_up", "f_cnt_down")
_SESSION_KEYS: Final = ("nwk_s_key", "app_s_key")
OTAA_ONLY: Final = ("app_key",)
ABP_ONLY: Final = ("dev_addr", *_SESSION_KEYS, *COUNTERS)
MODBUS_PORTS: Final = ("mb_frame_port", "mb_tcp_port")
# These go as text.
_TEXT_IDS: Final = ("applicationID", "payloadCodecID")


@dataclass(frozen=True)
class Surroundings:
    """What the gateway has that a device must fit: names that are taken, ids that exist.

    `codec_ids` is None where the codecs were not asked for.
    """

    dev_euis: Collection[str] = field(default=())
    names: Collection[str] = field(default=())
    applications: Mapping[int, Application] = field(default_factory=dict)
    profiles: Mapping[str, ProfileName] = field(default_factory=dict)
    codec_ids: Collection[int] | None = None


def new_device(given: Mapping[str, Any], there: Surroundings) -> Draft:
    """Return a new device (3.1). Raises `InvalidFieldsError` with all that is wrong with it."""
    values, problems = read_fields(DEVICE_FIELDS, given)
    known = {one.field for one in problems}
    require(problems, given, *({"dev_eui", "application_id"} - known))
    dev_eui = values.get("dev_eui")
    if dev_eui in there.dev_euis:
        problems.append(problem("dev_eui", "exists", dev_eui))
    if dev_eui is not None:
        values.setdefault("name", dev_eui)
        values.setdefault("description", dev_eui)
    if "profile_id" not in values and "profile_id" not in known:
        default = next(
            (one for one in there.profiles.values() if one.profile_name == DEFAULT_PROFILE), None
        )
        if default is None:
            problems.append(problem("profile_id", "no_default_profile", profile=DEFAULT_PROFILE))
        else:
            values["profile_id"] = default.profile_id
    _check_surroundings(values, problems, there)
    _check_modbus(values, problems)
    warnings = _check_join(values, problems, there, known, new=True)
    raise_if_any(problems)
    values = {"f_port": 1, "skip_f_cnt_check": False, **values}
    return Draft(_as_kept(values), _to_body(values), warnings)


def changed_device(given: Mapping[str, Any], current: Device, there: Surroundings) -> Draft:
    """Return a device as it is, with what was given changed (3.4).

    The counters go only when they are given: a stale one would make the device drop downlinks.
    """
    values, problems = read_fields(DEVICE_FIELDS[1:], given)
    known = {one.field for one in problems}
    kept = {
        one.name: value
        for one in DEVICE_FIELDS[1:]
        if one.name not in COUNTERS and (value := getattr(current, one.name)) not in (None, "")
    }
    if not kept.get("mb_mode"):
        kept = {**kept, "mb_mode": "off"}
        for name in MODBUS_PORTS:
            kept.pop(name, None)
    merged = {**kept, **values}
    if merged["mb_mode"] == "off":
        for name in MODBUS_PORTS:
            if name not in values:
                merged.pop(name, None)
    _check_surroundings(values, problems, there)
    _check_modbus(merged, problems)
    profile = there.profiles.get(merged.get("profile_id", ""))
    if profile is not None:
        # What belongs to the other join type is dropped, unless it was given: then it is a mistake.
        for name in ABP_ONLY if profile.supports_join else OTAA_ONLY:
            if name not in values:
                merged.pop(name, None)
    _check_join(merged, problems, there, known, new=False)
    check_readable(merged, given, problems)
    raise_if_any(problems)
    body = {"devAddr": "", "nwkSKey": "", "appSKey": "", "appKey": "", **_to_body(merged)}
    return Draft(_as_kept(merged), body)


def _check_surroundings(
    values: dict[str, Any], problems: list[Problem], there: Surroundings
) -> None:
    """Check that a name is free and that what is referred to exists."""
    # A name that was taken from a DevEUI that exists is no second mistake.
    if values.get("name") in there.names and values["name"] not in there.dev_euis:
        problems.append(problem("name", "exists", values["name"]))
    application_id = values.get("application_id")
    if application_id is not None and application_id not in there.applications:
        problems.append(
            problem("application_id", "unknown", application_id, choices=_named(there.applications))
        )
    profile_id = values.get("profile_id")
    if profile_id is not None and profile_id not in there.profiles:
        problems.append(
            problem("profile_id", "unknown", profile_id, choices=_named(there.profiles))
        )
    codec_id = values.get("payload_codec_id")
    if codec_id and there.codec_ids is not None and codec_id not in there.codec_ids:
        problems.append(problem("payload_codec_id", "not_there", codec_id))


def _named(choices: Mapping[Any, Application | ProfileName]) -> str:
    """Return what there is to choose from: ids with their names."""
    names = (
        f"{key} ({one.app_name if isinstance(one, Application) else one.profile_name})"
        for key, one in choices.items()
    )
    return ", ".join(names) or "–"


def _check_modbus(values: Mapping[str, Any], problems: list[Problem]) -> None:
    if values.get("mb_mode", "off") == "off":
        problems.extend(
            problem(name, "needs_modbus", values[name]) for name in MODBUS_PORTS if name in values
        )


def _check_join(
    values: dict[str, Any],
    problems: list[Problem],
    there: Surroundings,
    known: Collection[str],
    *,
    new: bool,
) -> tuple[str, ...]:
    """Check that the fields fit the join type of the profile; give a new device its default keys.

    Returns warnings about the latter.
    """
    profile = there.profiles.get(values.get("profile_id", ""))
    if profile is None or profile.supports_join is None:
        return ()
    wrong, kind = (ABP_ONLY, "only_abp") if profile.supports_join else (OTAA_ONLY, "only_otaa")
    problems.extend(
        one.problem(kind, values[one.name])
        for one in DEVICE_FIELDS
        if one.name in wrong and one.name in values
    )
    keys = OTAA_ONLY if profile.supports_join else _SESSION_KEYS
    missing = [name for name in keys if name not in values and name not in known]
    if not profile.supports_join and "dev_addr" not in known:
        require(problems, values, "dev_addr")
    if not new:
        require(problems, values, *missing)
        return ()
    values.update(dict.fromkeys(missing, DEFAULT_KEY))
    return ("default_key",) if missing else ()


def _as_kept(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the gateway tells them: Modbus off is blank."""
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
