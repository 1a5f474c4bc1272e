"""What is to be done about one thing of a backup, and about all of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..ns_api.field import Draft, InvalidFieldsError, Problem, problem
from ..ns_api.keys import ProblemKey
from .comparison import TWICE_IN_FILE, Change, Compared, Thing


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is to be done about a thing of the file.

    `draft` is what is written of it, `changes` what that changes, `joining` the devices that
    become members of a group. `problems` are what can't be done. `key` is its id at the gateway.
    """

    compared: Compared[Any]
    key: str | None = None
    draft: Draft | None = None
    changes: tuple[Change, ...] = ()
    joining: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def thing(self) -> Thing:
        """The thing."""
        return self.compared.thing

    @property
    def adds(self) -> bool:
        """Whether the gateway lacks it, and it is to be added."""
        return self.compared.gateway is None and self.draft is not None

    @property
    def alters(self) -> bool:
        """Whether the gateway has it, and something of it is to be changed."""
        return self.compared.gateway is not None and bool(self.draft or self.joining)

    @property
    def is_done(self) -> bool:
        """Whether the gateway has it as the file says."""
        return self.compared.gateway is not None and not (self.alters or self.problems)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be done about all that is in the file, in its order."""

    profiles: tuple[Step, ...]
    devices: tuple[Step, ...]
    groups: tuple[Step, ...]
    beyond: tuple[Thing, ...]
    unreported: tuple[str, ...]

    def __iter__(self) -> Iterator[Step]:
        """Go through all steps."""
        yield from self.profiles
        yield from self.devices
        yield from self.groups

    @property
    def is_same(self) -> bool:
        """Whether the gateway has what the file says, and nothing beside it."""
        return not self.beyond and all(step.is_done for step in self)


def twice_step(compared: Compared[Any]) -> Step | None:
    """Return the step for a thing of whose name there are several: nothing is done."""
    if compared.twice is None:
        return None
    in_file = compared.twice == TWICE_IN_FILE
    kind = ProblemKey.BACKUP_TWICE_FILE if in_file else ProblemKey.BACKUP_TWICE_GATEWAY
    name = compared.thing.dev_eui or compared.thing.name
    wrong = problem("dev_eui" if compared.thing.dev_eui else "name", kind, name)
    return Step(compared=compared, problems=(wrong,))


def drafted_step(
    compared: Compared[Any],
    key: str | None,
    draft: Callable[[], Draft],
    problems: tuple[Problem, ...] = (),
    changes: tuple[Change, ...] | None = None,
    joining: tuple[str, ...] = (),
) -> Step:
    """Return the step with its draft, or with what is wrong with it."""
    done = compared.changes if changes is None else changes
    try:
        drafted = draft()
    except InvalidFieldsError as err:
        return Step(compared=compared, key=key, problems=(*problems, *err.problems))
    return Step(
        compared=compared,
        key=key,
        draft=drafted,
        changes=done,
        joining=joining,
        problems=problems,
    )
