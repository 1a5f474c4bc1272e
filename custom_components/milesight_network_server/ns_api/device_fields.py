"""The fields of a LoRaWAN device as they are written, and their values (API document, 3.1, 3.4)."""

from dataclasses import dataclass
from typing import Any, Final, override

from .field import Field
from .keys import ProblemKey
from .model import read_int
from .value_kinds import COUNTER, EUI, Flag, Hex, Kind, OneOf, Text, UnfitError, Whole


class _ModbusPort(Kind):
    """A LoRaWAN port for Modbus RTU: 85 is the port of Milesight's own payloads."""

    @override
    def read(self, value: Any) -> int:
        number = read_int(value)
        if number is None or number == 85 or not 2 <= number <= 223:  # noqa: PLR2004 - see above
            raise UnfitError(ProblemKey.MODBUS_PORT)
        return number


@dataclass(frozen=True)
class _ModbusMode(OneOf):
    """How Modbus is carried. "Off" without quotation marks is false in YAML, and blank is off."""

    @override
    def read(self, value: Any) -> int | str:
        return super().read("off" if value is False or value == "" else value)


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
    Field("f_cnt_up", "fCntUp", COUNTER, counter=True),
    Field("f_cnt_down", "fCntDown", COUNTER, counter=True),
    Field("mb_mode", "mbMode", _ModbusMode(("tcp", "rtu", "off"))),
    Field("mb_frame_port", "mbFramePort", _ModbusPort()),
    Field("mb_tcp_port", "mbTcpPort", Whole(1, 65535)),
)
# The profile that a device gets where none is given (3.1).
DEFAULT_PROFILE: Final = "ClassA-OTAA"
# The port that a device gets where none is given (3.1).
DEFAULT_PORT: Final = 1
COUNTERS: Final = ("f_cnt_up", "f_cnt_down")
SESSION_KEYS: Final = ("nwk_s_key", "app_s_key")
OTAA_ONLY: Final = ("app_key",)
ABP_ONLY: Final = ("dev_addr", *SESSION_KEYS, *COUNTERS)
MODBUS_PORTS: Final = ("mb_frame_port", "mb_tcp_port")
# What a row of 3.3 has beside a device's fields.
DEVICE_READ_ONLY: Final = (
    "app_name",
    "profile_name",
    "payload_name",
    "supports_join",
    "active",
    "last_seen_at",
    "last_seen_at_time",
    "last_seen_uncertainty",
)
