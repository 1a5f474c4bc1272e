"""Services for payload codecs (API document, section 5)."""

from typing import Any

from homeassistant.core import SupportsResponse

from ..ns_api.codec import PayloadCodecType
from ..ns_api.field import Field, Flag, OneOf, Text
from .call import GatewayCall, Service
from .response import PART_FIELDS, part, told

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
    there = await call.gateway.list_payload_codecs(
        PayloadCodecType(values.get("type", PayloadCodecType.DEFAULT)),
        search=values.get("search", ""),
    )
    codecs = list(there.items.values())
    without = () if values.get("include_scripts") else _SCRIPTS
    zone = call.runtime.time_zone
    return {
        "payload_codecs": [told(one, zone, without=without) for one in part(codecs, values)],
        "total": len(codecs),
    }


SERVICES = (
    Service(
        name="list_payload_codecs",
        handler=async_list_payload_codecs,
        fields=("type", "search", "limit", "offset", "include_scripts"),
        response=SupportsResponse.ONLY,
    ),
)
