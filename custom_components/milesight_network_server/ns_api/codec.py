"""Payload codecs (API document, section 5)."""

from dataclasses import dataclass
from enum import StrEnum

from .model import Model, wire


class PayloadCodecType(StrEnum):
    """Which of the two libraries of codecs."""

    DEFAULT = "default"
    CUSTOM = "custom"


@dataclass(frozen=True, kw_only=True)
class PayloadCodecName(Model):
    """Id and name of a payload codec."""

    required = ("payload_codec_id",)

    payload_codec_id: int = wire("id")
    name: str = wire("name", default="")


@dataclass(frozen=True, kw_only=True)
class PayloadCodec(Model):
    """A payload codec as 5.1 lists it."""

    required = ("payload_codec_id",)

    payload_codec_id: int = wire("id")
    name: str = wire("name", default="")
    description: str = wire("description", default="")
    template_id: int | None = wire("templateID")
    dev_eui_prefix: str = wire("devEUIPrefix", default="")
    encoder_script: str = wire("encoderScript", default="", repr=False)
    decoder_script: str = wire("decoderScript", default="", repr=False)
    test_enabled: bool | None = wire("testEnabled")
    f_port: int | None = wire("fPort")
