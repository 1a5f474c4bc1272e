"""Services for payload codecs (API document, section 5)."""

from dataclasses import replace
from typing import Any

from homeassistant.core import SupportsResponse

from ..ns_api.codec import PayloadCodecType
from ..ns_api.field import Field
from ..ns_api.value_kinds import Flag, OneOf, Text
from .call import GatewayCall, Service
from .response import PART_FIELDS, list_response, named_part

_LIST_FIELDS = (
    Field("type", "type", OneOf(tuple(one.value for one in PayloadCodecType))),
    Field("search", "search", Text(256)),
    Field("include_scripts", "include_scripts", Flag()),
    *PART_FIELDS,
)
_SCRIPTS = ("encoder_script", "decoder_script")


async def async_list_payload_codecs(call: GatewayCall) -> dict[str, Any]:
    """List the codecs of one library (5.1), without their scripts unless they are asked for."""
    values = call.read(_LIST_FIELDS)
    codec_type = PayloadCodecType(values.get("type", PayloadCodecType.DEFAULT))
    search, part = values.get("search", ""), named_part(values)
    listed = await call.gateway.list_payload_codecs(codec_type, search=search, part=part)
    is_all = replace(listed, complete=listed.complete and not search)
    await call.runtime.codecs.known.async_remember(codec_type, is_all)
    without = () if values.get("include_scripts") else _SCRIPTS
    return list_response("payload_codecs", listed, part, call.runtime.time_zone, without=without)


SERVICES = (
    Service(
        name="list_payload_codecs",
        handler=async_list_payload_codecs,
        fields=("type", "search", "limit", "offset", "include_scripts"),
        response=SupportsResponse.ONLY,
    ),
)
