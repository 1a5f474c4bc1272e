"""Blocks of histories, each of one seed, for processes beside each other."""

from dataclasses import dataclass
from time import perf_counter
import traceback
from typing import Final

from .machine import prove

# Histories of one seed. Hypothesis varies what it has tried; many seeds see more than one long one.
HISTORIES: Final = 200


@dataclass(frozen=True)
class Outcome:
    """How a block went: in a few words, and the story of what failed, "" where nothing did."""

    seed: int
    verdict: str
    story: str = ""


def block(seed: int) -> Outcome:
    """Check the histories of a seed."""
    begin = perf_counter()
    story = ""
    try:
        prove(seed, HISTORIES)
    except AssertionError as err:
        story = str(err)
    except Exception as err:  # noqa: BLE001 - whatever went wrong belongs into the report
        story = "".join(traceback.format_exception(err))
    verdict = "FAILED" if story else f"{HISTORIES} histories hold"
    return Outcome(seed, f"{verdict} in {perf_counter() - begin:.1f} s", story)
