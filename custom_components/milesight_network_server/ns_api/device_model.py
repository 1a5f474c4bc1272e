"""Which model a device is, as far as units depend on it."""

from functools import lru_cache
import re
from typing import Final

# Two or three letters, three or four digits, and what distinguishes variants: AM319-HCHO, WS501-V4.
_MODEL: Final = re.compile(
    r"(?<![A-Z0-9])[A-Z]{2,3}[0-9]{2,4}[A-Z]{0,3}(?:-[A-Z0-9]+)*(?![A-Z0-9])"
)
_BETWEEN: Final = re.compile(r"[\s_/]+")
# Parts of an order number that say nothing of the codec: the frequency, the range of a probe.
_BESIDE: Final = re.compile(r"-(?:(?:433|470|490|86[58]|9(?:15|2[03]))M?|R\d{2,3})(?![A-Z0-9])")


@lru_cache(maxsize=1024)
def model_of(codec_name: str | None, reported: str | None = None) -> str | None:
    """Return the model, such as WS501-V4, from the codec's name, else as the gateway reports it.

    The codec comes first: what it gives depends on it. None where neither names a model.
    """
    for name in (codec_name, reported):
        text = _BETWEEN.sub("-", (name or "").strip().upper())
        if found := _MODEL.search(text):
            return _BESIDE.sub("", found[0])
    return None
