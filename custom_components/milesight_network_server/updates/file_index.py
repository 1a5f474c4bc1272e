"""The index of own firmware files: which task, queued update or upload uses which content."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from .identity import zone_shift


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

# When the gateway made each of its tasks, by their id; None where it does not say that.
type Created = Mapping[int, datetime | None]


class Copy(TypedDict):
    """The file that a task or queued update uses: its name, and where its content is kept.

    `created_at` is when the gateway made the task, as soon as a list had it: a gateway that was
    reset uses ids again.
    """

    firmware_name: str
    sha256: str
    created_at: NotRequired[str]


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


def may_be_of(copy: Copy, created_at: datetime | None) -> bool:
    """Whether a copy may be of a task that the gateway made then, and not of another by its id."""
    known = copy.get("created_at")
    return known is None or zone_shift(datetime.fromisoformat(known), created_at) is not None


def copies_since(copies: Copies, gateway_eui: str, created: Created) -> Copies:
    """Return copies with the moments at which these tasks of a gateway were made.

    Those of earlier tasks with their ids are left out.
    """
    moments = {ForTask(gateway_eui, key).key: moment for key, moment in created.items()}
    kept = {key: copy for key, copy in copies.items() if may_be_of(copy, moments.get(key))}
    for key, copy in kept.items():
        if (moment := moments.get(key)) is not None:
            kept[key] = {**copy, "created_at": moment.isoformat()}
    return kept
