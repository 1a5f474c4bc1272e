"""Blocks of what is to be proved, for processes beside each other, and how each went."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter
import traceback
from typing import Final, Protocol

from .crash_points import groups, points, what_is_wrong
from .machine import prove
from .mutating import search
from .mutations import MUTATIONS
from .quiet import quiet
from .world import Strike

# Histories of one seed. Hypothesis varies what it has tried: many seeds see more than one long one.
HISTORIES: Final = 200


@dataclass(frozen=True)
class Outcome:
    """What was tried how often, how long that took, and what failed; "" where nothing did."""

    what: str
    tried: int
    seconds: float
    story: str = ""

    def __str__(self) -> str:
        """Tell it in a line."""
        verdict = "FAILED" if self.story else "holds"
        return f"{verdict}  {self.what}: {self.tried} in {self.seconds:.1f} s"


class Block(Protocol):
    """Something to try."""

    def __call__(self) -> Outcome:
        """Try it."""


def history_blocks(first: int, histories: int) -> Iterator[Block]:
    """Return blocks of that many histories, rounded up."""
    for seed in range(first, first + -(-histories // HISTORIES)):
        yield partial(_histories, seed)


def crash_blocks() -> Iterator[Block]:
    """Return the crash points, those with one fault and one strike in one block."""
    for group in groups():
        yield partial(_crash_points, *group)


def mutation_blocks() -> Iterator[Block]:
    """Return the mutations, one in a block."""
    for number in range(len(MUTATIONS)):
        yield partial(_mutation, number)


def _histories(seed: int) -> Outcome:
    begin = perf_counter()
    story = ""
    try:
        prove(seed, HISTORIES)
    except AssertionError as err:
        story = str(err)
    except Exception as err:  # noqa: BLE001 - whatever went wrong belongs into the report
        story = "".join(traceback.format_exception(err))
    return Outcome(f"histories of seed {seed}", HISTORIES, perf_counter() - begin, story)


def _crash_points(scenario: str, fault: str | None, strike: Strike) -> Outcome:
    begin = perf_counter()
    with quiet():
        tried = points(scenario, fault, strike)
        stories = [story for one in tried if (story := what_is_wrong(one))]
    what = f"crash points of {scenario}{f' with {fault}' if fault else ''}: {strike}"
    return Outcome(what, len(tried), perf_counter() - begin, stories[0] if stories else "")


def _mutation(number: int) -> Outcome:
    begin = perf_counter()
    found_by = search(number)
    what = f"mutation: {MUTATIONS[number].what}; {found_by or 'nothing found it'}"
    story = "" if found_by else "What proves the engine does not notice this fault."
    return Outcome(what, 1, perf_counter() - begin, story)
