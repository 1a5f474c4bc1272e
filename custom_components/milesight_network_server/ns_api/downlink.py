"""Downlinks: the message that is published for a device, and that of its acknowledgement.

They have topics of their own, which the owner chooses, and are no calls of the API. Their form is
known from Milesight's own client and from the documents of related gateways.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Any, Final, override

from .field import Field, problem, raise_if_any, read_fields, require
from .keys import ProblemKey
from .value_kinds import Flag, Kind, UnfitError, Whole

# The most that LoRaWAN carries in one message, at the fastest data rates of any region.
MOST_BYTES: Final = 242
# Application ports: 0 is for commands of the network, those above for tests and later use.
F_PORTS: Final = range(1, 224)
# What the gateway's own page takes in a topic for the DevEUI.
_PLACEHOLDER: Final = re.compile(r"\$dev_?eui", re.IGNORECASE)


def _checked(data: bytes) -> bytes:
    if not 1 <= len(data) <= MOST_BYTES:
        raise UnfitError(ProblemKey.PAYLOAD_LENGTH, bytes=len(data), most=MOST_BYTES)
    return data


class Base64(Kind):
    """Bytes as base64."""

    @override
    def read(self, value: Any) -> bytes:
        """Return the bytes. YAML reads digits alone as a number, which may have been another."""
        if not isinstance(value, str):
            raise UnfitError(ProblemKey.BASE64_BYTES)
        try:
            data = b64decode("".join(value.split()), validate=True)
        except ValueError:
            raise UnfitError(ProblemKey.BASE64_BYTES) from None
        return _checked(data)


class HexBytes(Kind):
    """Bytes as pairs of hexadecimal digits, with or without blanks between them."""

    @override
    def read(self, value: Any) -> bytes:
        """Return the bytes. YAML reads digits alone as a number, which may have been another."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise UnfitError(ProblemKey.HEX_BYTES_QUOTES)
        try:
            data = bytes.fromhex(value) if isinstance(value, str) and value.isascii() else None
        except ValueError:
            data = None
        if data is None:
            raise UnfitError(ProblemKey.HEX_BYTES)
        return _checked(data)


_FIELDS: Final = (
    Field("f_port", "fPort", Whole(F_PORTS.start, F_PORTS.stop - 1)),
    Field("data", "data", Base64()),
    Field("hex", "data", HexBytes()),
    Field("confirmed", "confirmed", Flag()),
)
DOWNLINK_FIELDS: Final = tuple(one.name for one in _FIELDS)


@dataclass(frozen=True, slots=True)
class Downlink:
    """Bytes for one device, and whether it is to acknowledge them."""

    dev_eui: str
    f_port: int
    data: bytes
    confirmed: bool = False

    def message(self, topic: str) -> tuple[str, dict[str, Any]]:
        """Return topic and payload.

        `topic` is the one on the gateway's page. Where that has no place for the DevEUI, the
        message names the device, as Milesight's own client has it.
        """
        body = {
            "confirmed": self.confirmed,
            "fPort": self.f_port,
            "data": b64encode(self.data).decode(),
        }
        filled_in = with_dev_eui(topic, self.dev_eui)
        if filled_in == topic:
            body = {"devEUI": self.dev_eui.lower(), **body}
        return filled_in, body


def read_downlink(dev_eui: str, given: Mapping[str, Any]) -> Downlink:
    """Return the downlink from a caller's fields. `InvalidFieldsError` with all that is wrong."""
    values, problems = read_fields(_FIELDS, given)
    require(problems, given, "f_port")
    if (given.get("data") is None) == (given.get("hex") is None):
        problems.append(problem("data", ProblemKey.DATA_OR_HEX))
    raise_if_any(problems)
    return Downlink(
        dev_eui,
        values["f_port"],
        values["data"] if "data" in values else values["hex"],
        values.get("confirmed", False),
    )


def with_dev_eui(topic: str, dev_eui: str) -> str:
    """Return a topic of the gateway's page with a DevEUI in it: `$deveui` in small letters."""
    return _PLACEHOLDER.sub(
        lambda found: dev_eui.lower() if found[0].islower() else dev_eui.upper(), topic
    )


def as_filter(topic: str) -> str:
    """Return a topic of the gateway's page as a filter: + for each level with the DevEUI in it."""
    return "/".join("+" if _PLACEHOLDER.search(level) else level for level in topic.split("/"))
