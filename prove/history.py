"""What happened in a world, as the checker and a reader of the story need it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, override

from simulator.fuota import FuotaTask


@dataclass(frozen=True)
class Accepted:
    """Somebody was told that a device will be updated. `ran` is what it truly ran then."""

    queue_id: str
    dev_eui: str
    version: str | None
    ran: str

    @property
    def token(self) -> str:
        """What the name of its task carries."""
        return self.queue_id[-6:]


@dataclass(kw_only=True)
class Birth:
    """A task as it came to be at the gateway, and what its devices truly ran then.

    `name` is what it was called then. `existing` are the names of the house's tasks that the
    gateway had already, `at_work` those of them that, as the house could know, were at work when
    it was asked for. `passed_over`: somebody had let updates go on beside another task.
    """

    name: str
    ran: dict[str, str]
    existing: list[str]
    at_work: list[str]
    by_hand: bool = False
    passed_over: bool = False

    @property
    def devices(self) -> Collection[str]:
        """The devices that it is for."""
        return self.ran.keys()

    def carries(self, token: str) -> bool:
        """Whether it was made with a token in its name."""
        return self.name.endswith(f"({token})")


@dataclass(kw_only=True)
class Born(Birth):
    """A task of a simulated gateway at hand.

    `retried_at` is when it was tried again, by whomever, and `retried_by_hand_at` when that was
    done on the gateway's page. `ended_for` are the devices that it had at an end: whoever takes
    one out later, when the task is retried, does not undo that.
    """

    task: FuotaTask
    at: float
    has_ended: bool = False
    ended_for: set[str] = field(default_factory=set)
    retried_at: float | None = None
    retried_by_hand_at: float | None = None

    @property
    @override
    def devices(self) -> Collection[str]:
        """The devices that it is for now: somebody may have taken some out."""
        return self.task.devices.keys()


class Record(Protocol):
    """What updates were taken, and what tasks came of them."""

    @property
    def accepted(self) -> Sequence[Accepted]:
        """What people were told."""

    @property
    def births(self) -> Sequence[Birth]:
        """The tasks that came to be, in their order."""

    @property
    def released(self) -> Collection[str]:
        """Updates that a person let go on after it was told that they may have arrived."""


def born_of[Kind: Birth](births: Iterable[Kind], token: str) -> list[Kind]:
    """Return the tasks that carry a token, but for those that people made by hand."""
    return [one for one in births if not one.by_hand and one.carries(token)]


@dataclass
class History:
    """A world's history: a story of lines, and what is to be checked."""

    story: list[str] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    born: list[Born] = field(default_factory=list)
    # When a task of each name was asked for last.
    asked: dict[str, float] = field(default_factory=dict)
    # By queue_id and device: what the queue told of its end.
    ends: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    # What somebody wanted to end, and may not have been told that it did.
    may_have_ended: set[tuple[str, str]] = field(default_factory=set)
    # Updates that a person let go on after it was told that they may have arrived, and how often.
    released: dict[str, int] = field(default_factory=dict)
    # The canaries of staged updates: their device and the version that it must run first.
    canaries: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    # Devices that somebody took out of a task by hand.
    taken_out: set[str] = field(default_factory=set)
    # What this life has told to wait for a person.
    held: set[str] = field(default_factory=set)
    # What is wrong at once.
    wrong: list[str] = field(default_factory=list)

    def tell(self, moment: float, line: str) -> None:
        """Add a line to the story."""
        self.story.append(f"{moment:>9.1f} s  {line}")

    def may_end(self, queue_id: str, dev_euis: Iterable[str]) -> None:
        """Write down that somebody wants to end the update of devices."""
        self.may_have_ended.update((queue_id, one) for one in dev_euis)

    def end(self, queue_id: str, dev_eui: str, how: str) -> None:
        """Write down how the update of a device came to its end."""
        self.ends.setdefault((queue_id, dev_eui), set()).add(how)

    @property
    def births(self) -> list[Born]:
        """The tasks that came to be, in their order."""
        return self.born

    def born_of(self, token: str) -> list[Born]:
        """Return the tasks that carry a token, but for those that people made by hand."""
        return born_of(self.born, token)

    def birth_of(self, task: FuotaTask) -> Born:
        """Return what is known of a task."""
        return next(one for one in reversed(self.born) if one.task is task)


def story_of(history: History, wrong: Iterable[str]) -> str:
    """Return a history for a person to read."""
    lines = [*history.story, "", *(f"WRONG: {one}" for one in wrong)]
    return "\n".join(lines)
