"""The index of own firmware files: which task, queued update or upload uses which content."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict


@dataclass(frozen=True, slots=True)
class ForTask:
    """A task of a gateway, by its id, uses a firmware."""

    gateway_eui: str
    task_id: int

    @property
    def key(self) -> str:
        """Its key in the index."""
        return f"{self.gateway_eui}_{self.task_id}"


@dataclass(frozen=True, slots=True)
class ForUpdate:
    """A queued update of a gateway, by its id in the queue, uses a firmware."""

    gateway_eui: str
    queue_id: str

    @property
    def key(self) -> str:
        """Its key in the index."""
        return f"{self.gateway_eui}_queue_{self.queue_id}"


type User = ForTask | ForUpdate


class Copy(TypedDict):
    """The file that a task or queued update uses: its name, and where its content is kept."""

    firmware_name: str
    sha256: str


type Copies = dict[str, Copy]


class StoredUpload(TypedDict):
    """An uploaded file, and where its content is kept."""

    sha256: str
    size: int
    md5: str
    crc32: str
    uploaded_at: str


class Index(TypedDict):
    """The users of each content.

    Tasks are named by the gateway's EUI and their id, queued updates by the EUI and their key,
    uploads by the name of the file. Never changed, only replaced.
    """

    tasks: Copies
    queued: Copies
    uploads: dict[str, StoredUpload]


def copies_of(index: Index, user: User) -> Copies:
    """Return the copies that are used by users of this kind."""
    return index["tasks"] if isinstance(user, ForTask) else index["queued"]


def put_copies(index: Index, user: User, copies: Copies) -> None:
    """Replace the copies that are used by users of this kind."""
    if isinstance(user, ForTask):
        index["tasks"] = copies
    else:
        index["queued"] = copies


def without_copy(copies: Copies, key: str) -> Copies:
    """Return copies without the one that this user uses."""
    return {name: copy for name, copy in copies.items() if name != key}


def copies_of_others(copies: Copies, gateway_eui: str, wanted: Collection[str]) -> Copies:
    """Return copies without those of a gateway, but for the wanted ones."""
    return {
        key: copy
        for key, copy in copies.items()
        if key in wanted or not key.startswith(f"{gateway_eui}_")
    }
