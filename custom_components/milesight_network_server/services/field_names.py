"""The names of an action's fields: one that it does not have is reported, with what was meant."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from ..ns_api.field import Problem, problem
from ..ns_api.keys import ProblemKey
from ..ns_api.quoting import MOST_OF_VALUE, quoted
from ..words import SCRIPT, listing, sentence
from ..words.keys import ErrorKey
from .target import invalid

# Of many unknown names, so many are reported.
_MOST_REPORTED: Final = 10
# A longer name is like no field, and takes long to be compared.
_LONGEST: Final = 64


def check_names(names: Sequence[str], given: Iterable[object]) -> None:
    """Check that an action has all the fields that a call gives.

    Fields are named as they were written, whoever called: a form has no field too many.

    `ServiceValidationError` where it has not. What was given is named by its name alone: the value
    may be a key whose field was misspelt.
    """
    known = frozenset(names)
    unknown = [name for name in given if name not in known]
    if unknown:
        problems = [_unknown(names, name) for name in unknown[:_MOST_REPORTED]]
        raise invalid(
            ErrorKey.UNKNOWN_FIELDS,
            problems="; ".join(sentence(one, SCRIPT) for one in problems),
            fields=listing(names),
        )


def _unknown(names: Sequence[str], name: object) -> Problem:
    # The API's own names, in camel case, are close to those here.
    meant = get_close_matches(str(name)[:_LONGEST].casefold(), names, n=1)
    if meant:
        return problem(quoted(name, MOST_OF_VALUE), ProblemKey.MISSPELT, meant=meant[0])
    return problem(quoted(name, MOST_OF_VALUE), ProblemKey.NO_FIELD)
