"""LoRaWAN device profiles (API document, section 2)."""

from dataclasses import dataclass
from typing import Any, override

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
