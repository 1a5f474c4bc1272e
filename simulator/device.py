"""Devices (section 3): what the books say of them, and the hardware that is out there."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta
import hashlib
from typing import NamedTuple

from .checks import COUNTER, DEFAULT_KEY, Fields
from .fate import Fate
from .wire import Body

F_PORTS = range(1, 224)
# 85 is the port of Milesight's own payloads; 0 stands for "Modbus off".
MODBUS_F_PORTS = frozenset({0, *range(2, 85), *range(86, 224)})
TCP_PORTS = range(65536)
CODEC_IDS = range(2**31)


@dataclass(slots=True, kw_only=True)
class Device:
    """One device. The join fields of the other join type are blank."""

    dev_eui: str
    name: str
    description: str
    application_id: int
    profile_id: str
    payload_codec_id: int = 0
    f_port: int = 1
    skip_f_cnt_check: bool = False
    app_key: str = ""
    dev_addr: str = ""
    nwk_s_key: str = ""
    app_s_key: str = ""
    f_cnt_up: int = 0
    f_cnt_down: int = 0
    mb_mode: str = ""
    mb_frame_port: int = 0
    mb_tcp_port: int = 0

    active: bool = False
    last_seen: datetime | None = None
    battery: int = 0
    margin: int = 0

    model: str = ""
    hardware_version: str = ""
    firmware_version: str = ""
    # How many uplinks it has sent since it is simulated.
    uplinks: int = 0
    # Seconds from one uplink to the next. None in next_uplink: it sends nothing.
    uplink_interval: float = 600.0
    next_uplink: datetime | None = None
    # When it joins that has not yet.
    next_join: datetime | None = None
    fate: Fate | str | None = None

    def advance(self, now: datetime) -> None:
        """Join, and send the uplinks that were due until now."""
        if self.next_join is not None and now >= self.next_join:
            self.next_join = None
            self.active = True
        if self.next_uplink is None or now < self.next_uplink:
            return
        missed = int((now - self.next_uplink).total_seconds() // self.uplink_interval)
        self.last_seen = self.next_uplink + timedelta(seconds=missed * self.uplink_interval)
        self.next_uplink = self.last_seen + timedelta(seconds=self.uplink_interval)
        self._count(missed + 1)

    def send(self, now: datetime) -> None:
        """Send an uplink now, beside those that are due at its interval."""
        self.last_seen = now
        self._count(1)

    def _count(self, uplinks: int) -> None:
        self.f_cnt_up = (self.f_cnt_up + uplinks) % COUNTER.stop
        self.uplinks += uplinks
        self.active = True


def read_general(body: Fields, device: Device) -> None:
    """Write what 3.1 and 3.4 send into `device`, short of the join; what is absent stays."""
    device.name = body.text("name", range(1, 65), device.name)
    device.description = body.text("description", range(1025), device.description)
    device.application_id = body.number("applicationID", range(1, 2**31))
    # Blank stands for "none chosen" in these two, as in the answers of 3.3.
    if body.get("profileID") != "":
        device.profile_id = body.text("profileID", range(1, 65), device.profile_id)
    device.payload_codec_id = _number(body, "payloadCodecID", CODEC_IDS, device.payload_codec_id)
    device.f_port = body.number("fPort", F_PORTS, device.f_port)
    device.skip_f_cnt_check = body.flag("skipFCntCheck", device.skip_f_cnt_check)
    device.mb_mode = body.option("mbMode", ("", "tcp", "rtu"), device.mb_mode)
    device.mb_frame_port = _number(body, "mbFramePort", MODBUS_F_PORTS, device.mb_frame_port)
    device.mb_tcp_port = _number(body, "mbTcpPort", TCP_PORTS, device.mb_tcp_port)


def read_join(body: Fields, device: Device, joins: bool) -> None:
    """Write the keys, the address and the counters that the join type has (OTAA when it joins)."""
    if joins:
        device.app_key = body.hexadecimal("appKey", 32, device.app_key or DEFAULT_KEY)
        _unused(body, "devAddr", 8)
        _unused(body, "nwkSKey", 32)
        _unused(body, "appSKey", 32)
        device.dev_addr = device.nwk_s_key = device.app_s_key = ""
        body.number("fCntUp", COUNTER, 0)
        body.number("fCntDown", COUNTER, 0)
        return
    device.dev_addr = body.hexadecimal("devAddr", 8)
    device.nwk_s_key = body.hexadecimal("nwkSKey", 32, device.nwk_s_key or DEFAULT_KEY)
    device.app_s_key = body.hexadecimal("appSKey", 32, device.app_s_key or DEFAULT_KEY)
    _unused(body, "appKey", 32)
    device.app_key = ""
    device.f_cnt_up = body.number("fCntUp", COUNTER, device.f_cnt_up)
    device.f_cnt_down = body.number("fCntDown", COUNTER, device.f_cnt_down)


def _unused(body: Fields, key: str, digits: int) -> None:
    """Check a field of the other join type: blank, or well-formed (example 3.4). None is kept."""
    if body.get(key) != "":
        body.hexadecimal(key, digits, "")


def _number(body: Fields, key: str, allowed: Container[int], before: int) -> int:
    """Return a number where blank stands for 0: none, or off."""
    return 0 if body.get(key) == "" else body.number(key, allowed, before)


class JoinedSession(NamedTuple):
    """What a device and the gateway agreed on when it joined, in hex."""

    dev_addr: str
    nwk_s_key: str
    app_s_key: str


def joined_session(dev_eui: str) -> JoinedSession:
    """Return the session of an OTAA device that has joined: the same one for the same device.

    It is the gateway's own: no call writes it, and so none can lose it.
    """
    digits = hashlib.blake2b(dev_eui.encode(), digest_size=36).hexdigest()
    return JoinedSession(digits[:8], digits[8:40], digits[40:])


def row(device: Device, *, app_name: str, profile_name: str, supports_join: bool) -> Body:
    """Return the device as 3.3 answers it, short of its codec and of when it was heard."""
    session = JoinedSession(device.dev_addr, device.nwk_s_key, device.app_s_key)
    if supports_join and device.active:
        session = joined_session(device.dev_eui)
    return {
        "devEUI": device.dev_eui,
        "name": device.name,
        "applicationID": str(device.application_id),
        "appName": app_name,
        "description": device.description,
        "profileID": device.profile_id,
        "profileName": profile_name,
        "fCntUp": device.f_cnt_up,
        "fCntDown": device.f_cnt_down,
        "skipFCntCheck": device.skip_f_cnt_check,
        "appKey": device.app_key,
        "devAddr": session.dev_addr,
        "appSKey": session.app_s_key,
        "nwkSKey": session.nwk_s_key,
        "supportsJoin": supports_join,
        "active": device.active,
        "mbMode": device.mb_mode,
        "mbFramePort": str(device.mb_frame_port),
        "mbTcpPort": str(device.mb_tcp_port),
    }


def codec_columns(device: Device, payload_name: str) -> Body:
    """Return what newer firmware adds to the row of 3.3."""
    return {
        "fPort": device.f_port,
        "payloadCodecID": str(device.payload_codec_id),
        "payloadName": payload_name,
    }
