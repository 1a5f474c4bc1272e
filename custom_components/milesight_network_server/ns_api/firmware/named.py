"""A firmware as a call names it, and as the gateway is given it (API document, 6.1, 6.3, 6.8)."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, override
import unicodedata
import zlib

from ..field import Field, Problem, problem, read_fields, require
from ..fuota import OfficialFirmware, read_bands
from ..keys import ProblemKey
from ..listing import Listing
from ..model import read_int, read_text
from ..value_kinds import Kind, Text, UnfitError
from .official import rows_of_offered

# "At most 2 MB": the API document gives no limit, MQTT brokers and gateways have one.
MAX_SIZE: Final = 2 * 1024 * 1024
_LONGEST_NAME: Final = 255
# Unicode's control and format characters, halves of characters, and what ends a line: a name with
# them, such as marks that turn the direction of writing, is not what it looks like.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def fit_content(content: bytes) -> bytes:
    """Return a firmware's content. `UnfitError` where it is empty or too large."""
    if not content:
        raise UnfitError(ProblemKey.EMPTY_FIRMWARE)
    if len(content) > MAX_SIZE:
        raise UnfitError(ProblemKey.LARGE_FIRMWARE, most=MAX_SIZE)
    return content


class FileName(Kind):
    """The name of a file without its folder: 1 to 255 characters, none of which is invisible.

    Composed (NFC) and without blanks around it, so that it is found however it was typed.
    """

    @override
    def read(self, value: Any) -> str:
        name = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""
        if (
            not 1 <= len(name) <= _LONGEST_NAME
            or set(name) & set("/\\")
            or any(unicodedata.category(one) in _INVISIBLE for one in name)
        ):
            raise UnfitError(ProblemKey.FILE_NAME, most=_LONGEST_NAME)
        return name


class _Base64(Kind):
    """The content of a file in base64: line breaks don't matter, nor does missing padding."""

    @override
    def read(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise UnfitError(ProblemKey.BASE64)
        if len(value) > 2 * MAX_SIZE:
            raise UnfitError(ProblemKey.LARGE_FIRMWARE, most=MAX_SIZE)
        digits = "".join(value.split()).rstrip("=")
        try:
            content = b64decode(digits + "=" * (-len(digits) % 4), validate=True)
        except ValueError:
            raise UnfitError(ProblemKey.BASE64) from None
        return fit_content(content)


class _Identifier(Kind):
    """The id of an official firmware: digits, which may come as a number."""

    @override
    def read(self, value: Any) -> str:
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise UnfitError(ProblemKey.TEXT, least=1, most=64)
        return Text(64, 1).read(str(value).strip())


# The content is long: it is not repeated in problems.
FIRMWARE_FIELDS: Final = (
    Field("firmware_file", "", Text(4096, 1)),
    Field("file_content", "fileContent", _Base64(), secret=True),
    Field("firmware_name", "firmwareName", FileName()),
    Field("model", "model", Text(64, 1)),
    Field("official_firmware_id", "id", _Identifier()),
)
_WAYS: Final = (
    ("firmware_file",),
    ("file_content", "firmware_name"),
    ("model", "official_firmware_id"),
)


def names_firmware(given: Mapping[str, Any]) -> bool:
    """Whether a call has any field that names a firmware."""
    return any(given.get(one.name) not in (None, "") for one in FIRMWARE_FIELDS)


def read_firmware_fields(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the fields by which a call names its firmware, and what is wrong with them."""
    named = {
        one.name: given[one.name]
        for one in FIRMWARE_FIELDS
        if given.get(one.name) not in (None, "")
    }
    ways = [way for way in _WAYS if named.keys() & set(way)]
    if len(ways) != 1:
        return {}, [problem("firmware", ProblemKey.ONE_FIRMWARE)]
    values, problems = read_fields(FIRMWARE_FIELDS, named)
    require(problems, named, *ways[0])
    return values, problems


@dataclass(frozen=True)
class Firmware:
    """A firmware to be sent. `info` is its wire form; `size` in bytes, None where it is unknown.

    `content` is only that of an own file: official firmware is fetched by the gateway.
    """

    name: str
    size: int | None
    official: bool
    info: Mapping[str, Any] = field(repr=False)
    content: bytes = field(default=b"", repr=False)

    @property
    def model(self) -> str | None:
        """The model that it is for, None where that is unknown."""
        return self.info.get("model") or None

    @property
    def version(self) -> str | None:
        """The version that a device then runs, None where that is unknown."""
        return self.info.get("firmwareVersion") or None

    @property
    def official_id(self) -> str | None:
        """Its id among the official firmware, None for an own file."""
        return self.info["id"] if self.official else None

    @property
    def of_task(self) -> dict[str, Any]:
        """Its part of a task's body (6.1, 6.3)."""
        key = "officialFirmwareInfo" if self.official else "firmwareInfo"
        return {key: dict(self.info), "isOfficialFirmware": self.official}

    @property
    def of_query(self) -> dict[str, Any]:
        """Its part of the query for devices that it fits (6.8)."""
        return {"officialFirmwareInfo": dict(self.info)} if self.official else dict(self.info)


def own_firmware(
    name: str, content: bytes, listed_info: Mapping[str, Any] = MappingProxyType({})
) -> Firmware:
    """Return a firmware from a file's name and content.

    `listed_info` is its `firmwareInfo` in a listed task (6.2), such as a description:
    a task is written whole, and what is left out is lost.
    """
    info = {**listed_info, "firmwareName": name, "fileContent": b64encode(content).decode()}
    return Firmware(name, len(content), official=False, info=info, content=content)


def content_of_task(row: Mapping[str, Any]) -> bytes | None:
    """Return the content of an own firmware, where a task's row has it and it is whole.

    Mostly it comes back emptied (6.2). Only official firmware has size and CRC-32; where
    they are, the content must fit them.
    """
    info, official = row.get("firmwareInfo"), row.get("officialFirmwareInfo")
    text = info.get("fileContent") if isinstance(info, dict) else None
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        content: bytes = _Base64().read(text)
    except UnfitError:
        return None
    listed = official if isinstance(official, dict) else {}
    size, crc32 = read_int(listed.get("size")), read_text(listed.get("crc32")).strip().lower()
    fits_size = not size or size == len(content)
    fits_crc32 = not crc32 or crc32.zfill(8) == f"{zlib.crc32(content):08x}"
    return content if fits_size and fits_crc32 else None


# Required by 6.1, whatever 6.10 leaves out.
_OFFICIAL_TEXTS: Final = (
    "id",
    "model",
    "name",
    "firmwareVersion",
    "hardwareVersion",
    "supportMinHardwareVersion",
    "supportMinFirmwareVersion",
    "url",
    "md5",
    "crc32",
    "firmwareNotesCn",
    "firmwareNotesEn",
)


def official_firmware(offered: Listing[str, OfficialFirmware], firmware_id: str) -> Firmware | None:
    """Return the entry of 6.10 with this id, None where it is not offered."""
    rows = rows_of_offered(offered)
    row = next((one for one in rows if read_text(one.get("id")) == firmware_id), None)
    return None if row is None else _official(row)


# What distinguishes the files of one model and version, as far as a task lists it (6.2).
_MARKS: Final = (
    ("name", "name"),
    ("firmwareVersion", "firmware_version"),
    ("url", "url"),
    ("md5", "md5"),
    ("crc32", "crc32"),
    ("hardwareVersion", "hardware_version"),
    ("supportMinHardwareVersion", "support_min_hardware_version"),
    ("supportMinFirmwareVersion", "support_min_firmware_version"),
)


def same_official_firmware(
    offered: Listing[str, OfficialFirmware], used: OfficialFirmware
) -> list[Firmware]:
    """Return the entries of 6.10 that may be the one that a task uses.

    The list of tasks mostly gives it without its id, size and bands, so there may be several: then
    which one it is stays open.
    """
    if used.official_firmware_id:
        found = official_firmware(offered, used.official_firmware_id)
        return [] if found is None else [found]
    return [_official(row) for row in rows_of_offered(offered) if _may_be(row, used)]


def _may_be(row: Mapping[str, Any], used: OfficialFirmware) -> bool:
    """Whether an entry differs in nothing that both it and the task name."""
    texts = ((read_text(row.get(key)), getattr(used, name)) for key, name in _MARKS)
    pairs = [(one.casefold(), other.casefold()) for one, other in texts if one and other]
    size, bands = read_int(row.get("size")), read_bands(row.get("frequencyBands"))
    if size and used.size and size != used.size:
        return False
    if bands and used.frequency_bands and set(bands) != set(used.frequency_bands):
        return False
    return bool(pairs) and all(one == other for one, other in pairs)


def _official(row: Mapping[str, Any]) -> Firmware:
    """Return the entry whole; its size is a number in 6.10 and text in 6.1."""
    size = read_int(row.get("size"))
    info = {
        **row,
        **{key: read_text(row.get(key)) for key in _OFFICIAL_TEXTS},
        "frequencyBands": row.get("frequencyBands") or [],
        "size": "" if size is None else str(size),
    }
    return Firmware(info["name"], size or None, official=True, info=info)
