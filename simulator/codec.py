"""Payload codecs (section 5): how a device's bytes become values, and back."""

from collections.abc import Iterable
from dataclasses import dataclass

from .wire import Body


@dataclass(slots=True, kw_only=True)
class PayloadCodec:
    """One codec: of the inbuilt library (`default`), or the owner's own."""

    codec_id: int
    name: str
    description: str = ""
    is_default: bool = True
    template_id: int = 0
    dev_eui_prefix: str = ""
    encoder_script: str = ""
    decoder_script: str = ""
    test_enabled: bool = False
    f_port: int = 1


def row(codec: PayloadCodec) -> Body:
    """Return the codec as 5.1 answers it."""
    return {
        "id": str(codec.codec_id),
        "name": codec.name,
        "description": codec.description,
        "templateID": str(codec.template_id),
        "devEUIPrefix": codec.dev_eui_prefix,
        "encoderScript": codec.encoder_script,
        "decoderScript": codec.decoder_script,
        "testEnabled": codec.test_enabled,
        "fPort": codec.f_port,
    }


DECODER = """\
// {name}: channel, type, value, one after the other
function Decode(fPort, bytes) {{
    var values = {{}};
    for (var i = 0; i + 2 < bytes.length; ) {{
        var channel = bytes[i++];
        var type = bytes[i++];
        if (type === 0x75) values.battery = bytes[i++];
        else if (type === 0x67) {{
            values["temperature" + channel] = (bytes[i++] | bytes[i++] << 8) / 10;
        }}
        else i++;
    }}
    return values;
}}
"""
ENCODER = """\
// {name}: report interval in seconds
function Encode(fPort, values) {{
    return [0xff, 0x03, values.interval & 0xff, values.interval >> 8];
}}
"""


def inbuilt_library(models: Iterable[tuple[str, str]]) -> list[PayloadCodec]:
    """Return the codecs of a new gateway: one for each of the models (name, DevEUI prefix)."""
    return [
        PayloadCodec(
            codec_id=codec_id,
            name=name,
            description=f"Inbuilt codec of {name}",
            template_id=codec_id,
            dev_eui_prefix=prefix,
            encoder_script=ENCODER.format(name=name),
            decoder_script=DECODER.format(name=name),
            f_port=85,
        )
        for codec_id, (name, prefix) in enumerate(models, 1)
    ]
