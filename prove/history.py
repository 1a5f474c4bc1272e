"""What happened in a world, as the checker and a reader of the story need it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

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
class Born:
    """A task that came to be at the gateway, and what its devices truly ran then.

    `name` is what it was called then. `there` are the names of the house's tasks that the gateway
    had already, `at_work` those of them that were at work as the house could know. `passed_over`:
    somebody had let updates go on beside another task. `retried_at` is when it was tried again.
    """

    task: FuotaTask
    name: str
    by_hand: bool
    at: float
    ran: dict[str, str]
    there: list[str]
    at_work: list[str]
    passed_over: bool
    has_ended: bool = False
    retried_at: float | None = None

    def carries(self, token: str) -> bool:
        """Whether it was made with a token in its name."""
        return self.name.endswith(f"({token})")


@dataclass
class History:
    """A world's history: a story of lines, and what is to be checked."""

    story: list[str] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    born: list[Born] = field(default_factory=list)
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

    def born_of(self, token: str) -> list[Born]:
        """Return the tasks that carry a token, but for those that people made by hand."""
        return [one for one in self.born if not one.by_hand and one.carries(token)]

    def birth_of(self, task: FuotaTask) -> Born:
        """Return what is known of a task."""
        return next(one for one in reversed(self.born) if one.task is task)


def story_of(history: History, wrong: Iterable[str]) -> str:
    """Return a history for a person to read."""
    lines = [*history.story, "", *(f"WRONG: {one}" for one in wrong)]
    return "\n".join(lines)
