"""The example answers of the API document, and what has to be mended before they are JSON.

The folder `document` holds them as they stand there. Whitespace between two values, which the
document's page breaks left in odd places, is none of JSON's business and stays.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.listing import Listing

from .scripted import ScriptedGateway

# The one gateway that an example names (5.1).
EXAMPLE_EUI: Final = "0242ACFFFE160007"

FOLDER: Final = Path(__file__).parent / "document"

_PROFILE_COMMENT = "//Return profile ID if success, failure return code see Appendix"
_MULTICAST_COMMENT = "//Return multicast ID if success, failure return code see Appendix"
_TASK_COMMENT = "//Return task ID if success, failure return code see 6.11"
_CODE_COMMENT = "//Return 200 if success, failure return code see Appendix"
_FUOTA_COMMENT = "//Return 200 if success, failure return code see 6.11"
_BLANK_COMMENT = "//Body is blank if success, failure return code see Appendix"

# "No value" is the document's notation for blank.
_NO_CODE = ('"code": ,', '"code": null,')

# By section: what stands there, and what it becomes.
MENDINGS: Final[dict[str, list[tuple[str, str]]]] = {
    "2.1": [(_PROFILE_COMMENT, "")],
    "2.2": [_NO_CODE, (_BLANK_COMMENT, "")],
    "2.3": [],
    "2.4": [_NO_CODE, (_BLANK_COMMENT, "")],
    "3.1": [(_CODE_COMMENT, "")],
    "3.2": [(_BLANK_COMMENT, "")],
    "3.3": [],
    "3.4": [(_CODE_COMMENT, "")],
    "4.1": [(_MULTICAST_COMMENT, "")],
    "4.2": [("//body is blank if success", "")],
    "4.3": [_NO_CODE, (_BLANK_COMMENT, "")],
    "4.4": [_NO_CODE, (_BLANK_COMMENT, "")],
    "4.5": [],
    "4.6": [(_BLANK_COMMENT, "")],
    "5.1": [],
    "6.1": [(_TASK_COMMENT, "")],
    "6.2": [("96cf932ed5\nb1-1739166276.bin", "96cf932ed5b1-1739166276.bin")],
    "6.3": [(_FUOTA_COMMENT, "")],
    "6.4": [(_FUOTA_COMMENT, "")],
    "6.5": [(_FUOTA_COMMENT, "")],
    "6.6": [
        ('}\n{\n\n"dr": 2,', '},\n{\n\n"dr": 2,'),
        ('}\n {\n"dr": 3,', '},\n {\n"dr": 3,'),
        ('}\n{\n\n"dr": 4,', '},\n{\n\n"dr": 4,'),
        ('}\n{\n\n"dr": 5,', '},\n{\n\n"dr": 5,'),
    ],
    "6.7": [],
    "6.8": [],
    "6.9": [],
    "6.10": [],
}


def text_of(section: str) -> str:
    """Return a section's example answer as the document has it."""
    return (FOLDER / f"{section}.txt").read_text(encoding="utf-8")


def mend(text: str, mendings: list[tuple[str, str]]) -> str:
    """Return the text with these mendings, each in the one place where it belongs."""
    for misprint, mended in mendings:
        text = text.replace(misprint, mended, 1)
    return text


def answer_of(section: str) -> bytes:
    """Return a section's example answer as a gateway sends it."""
    return mend(text_of(section), MENDINGS[section]).encode()


async def read_example[T](section: str, read: Callable[[Gateway], Awaitable[T]]) -> T:
    """Return what a reading call makes of its section's example answer, which has the id 1."""
    scripted = ScriptedGateway(lambda _request: answer_of(section))
    result = await read(Gateway(scripted.link, EXAMPLE_EUI))
    assert len(scripted.sent) == 1
    return result


async def read_example_list[KeyT, ItemT](
    section: str, read: Callable[[Gateway], Awaitable[Listing[KeyT, ItemT]]]
) -> dict[KeyT, ItemT]:
    """Return what a listing call makes of its section's example answer: it is a whole list."""
    listing = await read_example(section, read)
    assert listing.complete
    return listing.items
