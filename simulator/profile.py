"""Device profiles (section 2): how a kind of device talks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
import re

from .channel_plan import ChannelPlan
from .checks import REQUIRED, Fields, Required
from .errors import ApiError, Code
from .wire import Body

MAC_VERSIONS = ("1.0.0", "1.0.1", "1.0.2", "1.1.0")
PING_SLOT_PERIODS = (32, 64, 128, 256, 512, 1024, 2048, 4096)
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
CHANNELS = range(96)
EIRP = range(256)
TIMEOUTS = range(11)
# In these regions a device can't do with one uplink channel: none named (all), or two and more.
SEVERAL_CHANNELS = ("US915", "AU915")
# What the rows of some firmware lack.
LEFT_OUT = (
    "supports32bitFCnt",
    "maxEIRP",
    "classBTimeout",
    "classCTimeout",
    "enableUplinkChannels",
)


@dataclass(slots=True, kw_only=True)
class Profile:
    """One profile. Frequencies are in Hz, time-outs in seconds."""

    profile_id: str
    name: str
    max_eirp: int = 0
    supports_join: bool = False
    supports_class_b: bool = False
    supports_class_c: bool = False
    supports_32bit_f_cnt: bool = True
    mac_version: str = "1.0.2"
    reg_params_revision: str = "B"
    rx_dr_offset1: int = 0
    rx_data_rate2: int
    rx_freq2: int
    factory_preset_freqs: list[int] = field(default_factory=list)
    enable_uplink_channels: list[int] = field(default_factory=list)
    ping_slot_period: int = 128
    ping_slot_dr: int
    ping_slot_freq: int
    class_b_timeout: int = 10
    class_c_timeout: int = 10
    is_default: bool = False


def read_name(body: Fields) -> str:
    """Return the name of a profile: letters, digits, "-", "_"; a letter first."""
    name = body.text("name", range(1, 65))
    if not NAME.fullmatch(name):
        raise ApiError(Code.PARAMETER)
    return name


def read(body: Fields, plan: ChannelPlan, profile_id: str, before: Profile | None) -> Profile:
    """Return the profile that 2.1 (nothing before) or 2.4 sends; 2.4 requires every field."""
    sent = body.inner("profile")

    def default[T](value: T) -> T | Required:
        return value if before is None else REQUIRED

    supports_class_b = sent.flag("supportsClassB", default(False))

    # The ping slot's fields are for class B only: others may leave them out.
    ping_slot: tuple[int | Required, ...] = (REQUIRED, REQUIRED, REQUIRED)
    if before is None:
        ping_slot = (128, plan.ping_slot_data_rate, plan.ping_slot_frequency)
    elif not supports_class_b:
        ping_slot = (before.ping_slot_period, before.ping_slot_dr, before.ping_slot_freq)
    return Profile(
        profile_id=profile_id,
        name=read_name(body),
        max_eirp=sent.number("maxEIRP", EIRP, default(0)),
        supports_join=sent.flag("supportsJoin", default(False)),
        supports_class_b=supports_class_b,
        supports_class_c=sent.flag("supportsClassC", default(False)),
        supports_32bit_f_cnt=sent.flag("supports32bitFCnt", default(True)),
        mac_version=sent.option("macVersion", MAC_VERSIONS, default("1.0.2")),
        reg_params_revision=sent.option("regParamsRevision", ("A", "B"), default("B")),
        rx_dr_offset1=sent.number("rxDROffset1", range(6), default(0)),
        rx_data_rate2=sent.number("rxDataRate2", plan.data_rates, default(plan.rx2_data_rate)),
        rx_freq2=sent.number("rxFreq2", plan.frequencies, default(plan.rx2_frequency)),
        factory_preset_freqs=sent.numbers("factoryPresetFreqs", plan.frequencies, default([])),
        enable_uplink_channels=_uplink_channels(sent, plan, default([])),
        ping_slot_period=sent.number("pingSlotPeriod", PING_SLOT_PERIODS, ping_slot[0]),
        ping_slot_dr=sent.number("pingSlotDR", plan.data_rates, ping_slot[1]),
        ping_slot_freq=sent.number("pingSlotFreq", plan.frequencies, ping_slot[2]),
        class_b_timeout=sent.number("classBTimeout", TIMEOUTS, default(10)),
        class_c_timeout=sent.number("classCTimeout", TIMEOUTS, default(10)),
        is_default=before is not None and before.is_default,
    )


def _uplink_channels(sent: Fields, plan: ChannelPlan, default: list[int] | Required) -> list[int]:
    channels = sent.numbers("enableUplinkChannels", CHANNELS, default)
    if plan.name in SEVERAL_CHANNELS and len(set(channels)) == 1:
        raise ApiError(Code.PARAMETER)
    return channels


def row(profile: Profile, plan: ChannelPlan, using: bool, *, lean: bool = False) -> Body:
    """Return the profile as 2.3 answers it; `lean`: without what some firmware leaves out."""
    settings = _settings(profile, plan)
    for key in LEFT_OUT if lean else ():
        del settings[key]
    return {
        "profile": settings,
        "name": profile.name,
        "organizationID": "1",
        "networkServerID": "1",
        "using": using,
        "isDefault": profile.is_default,
    }


def _settings(profile: Profile, plan: ChannelPlan) -> Body:
    return {
        "profileID": profile.profile_id,
        "supportsClassB": profile.supports_class_b,
        "classBTimeout": profile.class_b_timeout,
        "pingSlotPeriod": profile.ping_slot_period,
        "pingSlotDR": profile.ping_slot_dr,
        "pingSlotFreq": profile.ping_slot_freq,
        "supportsClassC": profile.supports_class_c,
        "classCTimeout": profile.class_c_timeout,
        "macVersion": profile.mac_version,
        "regParamsRevision": profile.reg_params_revision,
        "rxDROffset1": profile.rx_dr_offset1,
        "rxDataRate2": profile.rx_data_rate2,
        "rxFreq2": profile.rx_freq2,
        "factoryPresetFreqs": profile.factory_preset_freqs,
        "maxEIRP": profile.max_eirp,
        "maxDutyCycle": 0,
        "supportsJoin": profile.supports_join,
        "rfRegion": plan.rf_region,
        "supports32bitFCnt": profile.supports_32bit_f_cnt,
        "enableUplinkChannels": profile.enable_uplink_channels,
    }


def out_of_the_box(plan: ChannelPlan, new_id: Iterator[str]) -> list[Profile]:
    """Return the eight profiles of a new gateway: class A, B, C and CB, each OTAA and ABP."""
    return [
        Profile(
            profile_id=next(new_id),
            name=f"Class{device_class}-{'OTAA' if supports_join else 'ABP'}",
            supports_join=supports_join,
            supports_class_b="B" in device_class,
            supports_class_c="C" in device_class,
            rx_data_rate2=plan.rx2_data_rate,
            rx_freq2=plan.rx2_frequency,
            ping_slot_dr=plan.ping_slot_data_rate,
            ping_slot_freq=plan.ping_slot_frequency,
            is_default=True,
        )
        for supports_join in (True, False)
        for device_class in ("A", "B", "C", "CB")
    ]
