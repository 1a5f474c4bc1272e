"""The file of a backup: JSON, whose format has a name and a version."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from mashumaro.exceptions import InvalidFieldValue, MissingField
import orjson

from ..ns_api.field import InvalidFieldsError, problem
from ..ns_api.keys import ProblemKey
from .contents import Contents, Saved, SavedDevice, SavedGroup, SavedKeys, SavedProfile
from .sealing import Sealed, UnreadableSealError, WrongPassphraseError, seal, unseal

FORMAT: Final = "milesight_network_server.backup"
VERSION: Final = 1
# Four times what the largest gateways fill.
MOST_BYTES: Final = 8 * 2**20
_LISTS: Final[dict[str, type[Saved]]] = {
    "profiles": SavedProfile,
    "devices": SavedDevice,
    "multicast_groups": SavedGroup,
}


@dataclass(kw_only=True)
class SavedGateway(Saved):
    """Which gateway it was. The API reports neither its model nor its firmware."""

    name: str
    eui: str
    channel_plan: str | None = None


@dataclass(kw_only=True)
class Head(Saved):
    """The file but for its lists. `complete`: the lists did not change while they were read."""

    format: str = FORMAT
    version: int = VERSION
    saved_at: str
    saved_by: str
    gateway: SavedGateway
    complete: bool = True
    keys: Sealed | None = field(default=None, repr=False)


@dataclass(kw_only=True)
class Document:
    """A backup as it is in the file."""

    head: Head
    contents: Contents


def write_document(head: Head, contents: Contents, passphrase: str | None) -> str:
    """Return the text of the file. The keys are in it only with a passphrase."""
    if passphrase is not None and contents.keys is not None:
        head = replace(head, keys=seal(orjson.dumps(contents.keys.to_dict()), passphrase))
    written = head.to_dict()
    keys = written.pop("keys", None)
    written |= {name: [one.to_dict() for one in getattr(contents, name)] for name in _LISTS}
    if keys is not None:
        written["keys"] = keys
    return orjson.dumps(written, option=orjson.OPT_INDENT_2).decode() + "\n"


def read_document(content: bytes | str, field_name: str) -> Document:
    """Return the backup that a file holds, its keys closed.

    `InvalidFieldsError` as a problem of a field where it is none, damaged, or too new.
    """
    raw = content.encode(errors="surrogatepass") if isinstance(content, str) else content
    if len(raw) > MOST_BYTES:
        raise _wrong(field_name, ProblemKey.BACKUP_SIZE, most=MOST_BYTES // 2**20)
    try:
        read = orjson.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as err:
        kind = ProblemKey.BACKUP_BROKEN if is_backup(raw) else ProblemKey.BACKUP_FOREIGN
        raise _wrong(field_name, kind, line=err.lineno) from None
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise _wrong(field_name, ProblemKey.BACKUP_FOREIGN)
    version = read.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _wrong(field_name, ProblemKey.BACKUP_DAMAGED, place="version")
    if version > VERSION:
        raise _wrong(field_name, ProblemKey.BACKUP_NEWER, version=version, most=VERSION)
    try:
        head = Head.from_dict(read)
    except (MissingField, InvalidFieldValue) as err:
        raise _wrong(field_name, ProblemKey.BACKUP_DAMAGED, place=err.field_name) from None
    lists = {name: _rows(saved, read.get(name), name, field_name) for name, saved in _LISTS.items()}
    contents = Contents(
        profiles=lists["profiles"],
        devices=lists["devices"],
        multicast_groups=lists["multicast_groups"],
    )
    return Document(head=head, contents=contents)


def _rows(saved: type[Saved], rows: object, name: str, field_name: str) -> list[Any]:
    """Return the rows of a list of the file."""
    if not isinstance(rows, list):
        raise _wrong(field_name, ProblemKey.BACKUP_DAMAGED, place=name)
    read: list[Saved] = []
    for number, row in enumerate(rows, start=1):
        place = f"{name}, {number}"
        if not isinstance(row, dict):
            raise _wrong(field_name, ProblemKey.BACKUP_DAMAGED, place=place)
        try:
            read.append(saved.from_dict(row))
        except (MissingField, InvalidFieldValue) as err:
            where = f"{place}, {err.field_name}"
            raise _wrong(field_name, ProblemKey.BACKUP_DAMAGED, place=where) from None
    return read


def open_keys(document: Document, passphrase: str | None, field_name: str) -> SavedKeys | None:
    """Return the keys of a backup: None where it has none, or none are asked for.

    `InvalidFieldsError` as a problem of the passphrase, or of the file's field.
    """
    sealed = document.head.keys
    if sealed is None or passphrase is None:
        return None
    try:
        return SavedKeys.from_dict(orjson.loads(unseal(sealed, passphrase)))
    except WrongPassphraseError:
        raise _wrong("passphrase", ProblemKey.PASSPHRASE_WRONG) from None
    except UnreadableSealError, ValueError, MissingField, InvalidFieldValue:
        raise _wrong(field_name, ProblemKey.BACKUP_DAMAGED, place="keys") from None


def is_backup(content: bytes) -> bool:
    """Whether a file is a backup; a damaged or a newer one is one, too."""
    return FORMAT.encode() in content


def _wrong(field_name: str, kind: ProblemKey, **allowed: object) -> InvalidFieldsError:
    return InvalidFieldsError([problem(field_name, kind, **allowed)])
