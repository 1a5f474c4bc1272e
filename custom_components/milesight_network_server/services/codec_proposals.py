"""Which payload codecs fit a device that is to be added: so its model is guessed."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from ..const import LOGGER
from ..ns_api.errors import NsApiError
from ..runtime import RuntimeData

# The beginning of a DevEUI that devices of one model, or of a few, have in common.
_MODEL_DIGITS: Final = 9


@dataclass(frozen=True, kw_only=True)
class CodecProposal:
    """A codec that fits, and how many devices with such a DevEUI have it already."""

    payload_codec_id: int
    name: str
    used: int


async def async_codec_proposals(runtime: RuntimeData, dev_eui: str) -> list[CodecProposal]:
    """Return the codecs that fit a DevEUI, the likeliest first.

    The inbuilt library shows it by prefixes, and so does what similar devices have, where the
    library can't be read. A prefix narrows the models down; which of them it is nobody can know.
    """
    used = Counter(
        one.payload_codec_id
        for one in runtime.devices.items.values()
        if one.payload_codec_id and one.dev_eui[:_MODEL_DIGITS] == dev_eui[:_MODEL_DIGITS]
    )
    known = runtime.codecs.known.names
    fitting = {codec_id: known.get(codec_id, "") for codec_id in used}
    try:
        fitting |= (await runtime.codecs.async_fitting({dev_eui: None}))[dev_eui].names
    except NsApiError as err:
        LOGGER.debug("No payload codecs proposed for %s: %s", dev_eui, err)
    proposals = [
        CodecProposal(
            payload_codec_id=codec_id, name=name or str(codec_id), used=used.get(codec_id, 0)
        )
        for codec_id, name in fitting.items()
    ]
    return sorted(proposals, key=lambda one: (-one.used, one.name.casefold()))
