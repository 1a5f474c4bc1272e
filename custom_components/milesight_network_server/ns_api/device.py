"""LoRaWAN devices and the applications that they belong to (API document, section 3)."""

from dataclasses import dataclass
from datetime import datetime

from .model import Model, read_eui, wire


@dataclass(frozen=True, kw_only=True)
class Device(Model):
    """A LoRaWAN device as 3.3 lists it. `dev_eui` is upper case; the keys stay out of its repr."""

    required = ("dev_eui",)

    dev_eui: str = wire("devEUI", deserialize=read_eui)
    name: str = wire("name", default="")
    description: str = wire("description", default="")
    application_id: int | None = wire("applicationID")
    app_name: str | None = wire("appName")
    profile_id: str | None = wire("profileID")
    profile_name: str | None = wire("profileName")
    payload_codec_id: int | None = wire("payloadCodecID")
    payload_name: str | None = wire("payloadName")
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


@dataclass(frozen=True, kw_only=True)
class Application(Model):
    """An application of the network server, as 3.3 lists it beside the devices."""

    required = ("application_id",)

    application_id: int = wire("applicationID")
    app_name: str = wire("appName", default="")
